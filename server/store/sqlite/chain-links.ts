import type { Ms, PlanId, Seq } from '../../../shared/ids.ts'
import { chainOf, chainStart, digestOf, sameBytes } from '../chain.ts'
import { blob, whole, type Row } from './database.ts'

type Link = {
  seq: Seq
  at: Ms
  digest: Uint8Array
  chain: Uint8Array
  before: Uint8Array
  says: Uint8Array | undefined
}

/** Beyond so many broken links nobody looks for where each came from. */
const comparedMax = 12

/**
 * Follows the chain from row to row and says in words what does not follow. A row is held against what
 * the one before it says and against what that one should have said, so that one changed link is one finding.
 */
export class LinkCheck {
  readonly #plan: PlanId
  /** What may stand before the next row; none right after a gap. */
  #before: Uint8Array[] = [chainStart]
  readonly #broken: Link[] = []

  constructor(plan: PlanId) {
    this.#plan = plan
  }

  /** Rows are missing here: what follows them cannot be held against anything. */
  skip(): void {
    this.#before = []
  }

  add(row: Row): void {
    const [seq, at, digest, chain] = [whole(row, 'seq'), whole(row, 'at'), blob(row, 'digest'), blob(row, 'chain')]
    const follows = this.#before.map((before) => chainOf(before, this.#plan, seq, at, digest))
    const [before] = this.#before
    if (!before || follows.some((link) => sameBytes(link, chain))) {
      this.#before = [chain]
      return
    }
    const says = row['salt'] === null ? undefined : digestOf(blob(row, 'salt'), blob(row, 'body'))
    this.#broken.push({ seq, at, digest, chain, before, says })
    this.#before = [chain, ...follows].slice(0, 3)
  }

  findings(): string[] {
    return this.#broken.map((link) => this.#reason(link)).filter((reason) => reason !== undefined)
  }

  #reason(link: Link): string | undefined {
    const { seq, chain } = link
    const { before, at, says } = link
    const plainly = `Commit ${seq} does not follow the one before it: its time, its place, its digest or its chain was changed.`
    if (says && sameBytes(chainOf(before, this.#plan, seq, at, says), chain))
      return `The digest of commit ${seq} was changed.`
    if (this.#broken.length > comparedMax) return plainly
    const befores = this.#broken.flatMap((other) => [other.before, other.chain])
    for (const place of this.#broken) {
      const isMade = (made: Pick<Link, 'at' | 'digest'>): boolean =>
        befores.some((other) => sameBytes(chainOf(other, this.#plan, place.seq, made.at, made.digest), chain))
      if (isMade(link)) {
        // Right where it is; what stands before it is not.
        if (place.seq === seq) return undefined
        return `Commits were reordered: what stands as commit ${seq} was kept as commit ${place.seq}.`
      }
      if (
        place.seq !== seq &&
        befores.some((other) => sameBytes(chainOf(other, this.#plan, seq, place.at, place.digest), chain))
      )
        return `Commits were reordered: what was kept as commit ${seq} stands as commit ${place.seq}.`
    }
    return plainly
  }
}
