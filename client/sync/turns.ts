import type { Ms, Seq } from '../../shared/ids.ts'
import type { Meta, WireAuthor } from '../../shared/wire/messages.ts'

/**
 * How far this page has the plan whole. The last seq rises only when every update of a turn is here: a
 * socket may be cut between two frames. Source: PROTOCOL.md P7.
 */
export class Turns {
  lastSeq: Seq = 0
  /** META of the turn whose updates are arriving, and how many are here. */
  #turn: { meta: Meta; here: number } | undefined

  /** Whether no turn is half here. */
  get isWhole(): boolean {
    return this.#turn === undefined
  }

  /** Who the next update of the turn is by, and when; undefined outside of a turn. */
  get author(): (WireAuthor & { at: Ms }) | undefined {
    const author = this.#turn?.meta.authors[this.#turn.here]
    return this.#turn && author && { ...author, at: this.#turn.meta.at }
  }

  begin(meta: Meta): void {
    this.#turn = { meta, here: 0 }
    if (meta.authors.length === 0) this.#end(meta.seq)
  }

  /** One update of the turn is in the document. */
  arrived(): void {
    if (!this.#turn) return
    this.#turn.here++
    if (this.#turn.here === this.#turn.meta.authors.length) this.#end(this.#turn.meta.seq)
  }

  /** The socket was cut: the rest of the turn comes again, from its start. */
  cut(): void {
    this.#turn = undefined
  }

  #end(seq: Seq): void {
    this.lastSeq = Math.max(this.lastSeq, seq)
    this.#turn = undefined
  }
}
