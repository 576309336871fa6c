import type { ItemId } from '../ids.ts'
import { canonical } from '../plan/hash.ts'
import type { PlanRecord, RecordKind } from '../plan/records.ts'
import { placeReferences, referencesIn, type ReferencesById } from '../plan/references.ts'
import { byOrder, type PlanSnapshot } from '../plan/snapshot.ts'
import type { Group } from '../plan/vocabulary.ts'

/** Whose a Yjs client id is: whoever words are credited to, whoever typed them, and the group it was for. */
export type FrozenOwner = { client: number; speaker: string; typist: string; group: Group }

/** What is frozen of one priority, or of the whole plan (`scope` null): read by exports, and by screens. */
export type Frozen = {
  plan: string
  scope: ItemId | null
  snapshot: PlanSnapshot
  /** Views and replies, figures, evidence, updates, quotations: as they stood when it was frozen. */
  records: PlanRecord[]
  owners: FrozenOwner[]
  /** Of the items in it. Words frozen before references were kept have none, and their hash is without any. */
  references?: ReferencesById
}

/** Names of moments and the like are about the plan; they are not what partners agree to. */
const frozenKinds: ReadonlySet<RecordKind> = new Set([
  'view',
  'reply',
  'measure',
  'evidence',
  'update',
  'finding',
  'monitoring'
])

const format = 1

/** One priority of a plan with its actions, and of the plan itself what names it. */
export const within = (snapshot: PlanSnapshot, scope: ItemId | null): PlanSnapshot =>
  scope === null
    ? snapshot
    : { plan: snapshot.plan, priorities: snapshot.priorities.filter(({ id }) => id === scope), loose: [] }

/** Records about something that is frozen, or about a record that is; withdrawn ones are not. */
export const recordsWithin = (snapshot: PlanSnapshot, records: readonly PlanRecord[]): PlanRecord[] => {
  const items = new Set([
    ...snapshot.priorities.flatMap(({ id, actions }) => [`priorities/${id}`, ...actions.map((a) => `actions/${a.id}`)]),
    ...snapshot.loose.map(({ id }) => `actions/${id}`)
  ])
  const standing = records.filter(({ kind, withdrawn }) => frozenKinds.has(kind) && !withdrawn)
  const direct = standing.filter(({ about }) => items.has(about))
  const views = new Set(direct.map(({ id }) => `records/${id}`))
  return [...direct, ...standing.filter(({ about }) => views.has(about))].sort((a, b) => byOrder(a, b))
}

export const freeze = (
  plan: string,
  scope: ItemId | null,
  from: {
    snapshot: PlanSnapshot
    records: readonly PlanRecord[]
    owners: readonly FrozenOwner[]
    references: ReferencesById
  }
): Frozen => {
  const snapshot = within(from.snapshot, scope)
  const wrote = clientsIn(snapshot)
  return {
    plan,
    scope,
    snapshot,
    records: recordsWithin(snapshot, from.records),
    owners: from.owners.filter(({ client }) => wrote.has(client)).sort((a, b) => a.client - b.client),
    references: referencesIn(snapshot, from.references)
  }
}

/** What the items are called in it: as it was frozen, or by their place where nothing was kept of that. */
export const frozenReferences = ({ references, snapshot }: Pick<Frozen, 'references' | 'snapshot'>): ReferencesById =>
  references ?? placeReferences(snapshot)

/** Everything of it, with who wrote what: canonical JSON. */
export const encodeFrozen = (frozen: Frozen): string => canonical({ format, ...frozen })

/** @throws when these bytes are no frozen words */
export const decodeFrozen = (text: string): Frozen => {
  const { format: written, ...frozen } = JSON.parse(text) as Frozen & { format: number }
  if (written !== format) throw new TypeError('frozen words of another format')
  return frozen
}

/**
 * The words alone, as canonical JSON: what anybody can be shown, and what the hash of a version is of.
 * Nobody is named and nothing says who typed what; the same words have the same bytes whenever they are frozen.
 */
export const frozenWords = ({ plan, scope, snapshot, records, references }: Frozen): string =>
  canonical({
    format,
    plan,
    scope,
    words: withoutClients(snapshot),
    records: records.map(({ id, kind, about, group, data }) => ({ id, kind, about, group, data })),
    ...(references && { references })
  })

/**
 * What is stored of frozen words, held against the hashes a version has for them; or what does not prove itself.
 * @param sha256 of a text's UTF-8 bytes, hexadecimal
 */
export const provenFrozen = (
  version: { standsHash: string; signed: string },
  stored: { words: string; signed: string } | undefined,
  sha256: (text: string) => string
): { frozen: Frozen } | { broken: string } => {
  if (!stored) return { broken: 'its words are gone' }
  if (sha256(stored.words) !== version.standsHash) return { broken: 'its words are not what was frozen' }
  if (sha256(stored.signed) !== version.signed) return { broken: 'who wrote its words is not what was frozen' }
  const frozen = decodeFrozen(stored.signed)
  return frozenWords(frozen) === stored.words
    ? { frozen }
    : { broken: 'its words differ from those with their authors' }
}

type Run = Record<string, unknown> & { text: string }

const isRuns = (value: unknown): value is Run[] =>
  Array.isArray(value) && value.every((each: unknown) => typeof each === 'object' && each !== null && 'text' in each)

/** Runs of letters without whose they are: joined where nothing else tells them apart. */
const withoutClients = (value: unknown, key = ''): unknown => {
  if (key === 'runs' && isRuns(value)) {
    const joined: Run[] = []
    for (const run of value) {
      const plain = Object.fromEntries(
        Object.entries(run).filter(([name]) => name !== 'client' && name !== 'first')
      ) as Run
      const last = joined.at(-1)
      if (last && canonical({ ...last, text: '' }) === canonical({ ...plain, text: '' })) last.text += plain.text
      else joined.push(plain)
    }
    return joined
  }
  if (Array.isArray(value)) return value.map((each) => withoutClients(each))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutClients(each, name)]))
}

const clientsIn = (value: unknown, found = new Set<number>()): Set<number> => {
  if (Array.isArray(value)) for (const each of value) clientsIn(each, found)
  else if (typeof value === 'object' && value !== null)
    for (const [key, each] of Object.entries(value)) {
      if ((key === 'client' || key === 'first') && typeof each === 'number') found.add(each)
      else clientsIn(each, found)
    }
  return found
}
