import type { Ms } from '../../shared/ids.ts'
import type { Version } from '../../shared/versions/version.ts'

/** When a version came before the public; undefined for one that never did. */
export const publishedAt = ({ moves }: Version): Ms | undefined => moves.find(({ state }) => state === 'published')?.at

/** Whether its words may be read by anybody: published, or replaced since by one that is. */
export const isReadable = (version: Version): boolean =>
  publishedAt(version) !== undefined && (version.state === 'published' || version.state === 'superseded')

/** What the public has been shown of one plan, the latest first. Whatever never was published is not among it. */
export const shelfOf = (versions: readonly Version[]): Version[] =>
  versions.filter((version) => publishedAt(version) !== undefined).sort((a, b) => b.number - a.number)

/** What stands on top: the whole plan before one of its priorities, what is published before what is being checked. */
export const topOf = (shelf: readonly Version[]): Version | undefined => {
  const whole = shelf.filter(({ scope }) => scope === null)
  const from = whole.length > 0 ? whole : shelf
  return from.find(({ state }) => state === 'published') ?? from[0]
}

/** The one to read while another is being checked: the latest about the same before it that may be read. */
export const insteadOf = (version: Version, shelf: readonly Version[]): Version | undefined =>
  shelf.find((each) => each.number < version.number && each.scope === version.scope && isReadable(each)) ??
  shelf.find((each) => each.number !== version.number && isReadable(each))
