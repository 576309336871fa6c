import type { Repeat } from '../../shared/authorship/repeats.ts'
import { limits } from '../../shared/limits.ts'
import type { Letters } from './provenance.ts'
import type { Id } from './update.ts'

/** The n-th update of a connection, and which of its letters are said to stand again for earlier ones. */
export type Sent = { frame: number; update: Uint8Array; repeats: readonly Repeat[] }
/** The same with what the log says of the letters it repeats. */
export type Looked = Sent & { fromLog: readonly Letters[] }
type Early = Looked & { missing: Id | undefined; tries: number }

const bytesOf = ({ update, fromLog }: Looked): number =>
  fromLog.reduce((sum, { text }) => sum + 2 * text.length, update.length)

/** Frames of one connection that wait for something they hang on, oldest first. Source: PROTOCOL.md P12. */
export class Stash {
  readonly #early = new Map<number, Early>()
  #bytes = 0

  /** More waits than one connection may leave with us. */
  get isFull(): boolean {
    return this.#early.size > limits.stashUpdatesMax || this.#bytes > limits.stashBytesMax
  }

  /** The first frame that waits; Infinity when none does. */
  get first(): number {
    return Math.min(...this.#early.keys())
  }

  /** @returns whether it waits for the first time. */
  put(looked: Looked, missing: Id | undefined): boolean {
    const { frame, update, repeats, fromLog } = looked
    const known = this.#early.get(frame)
    if (known) {
      known.missing = missing
      return false
    }
    this.#early.set(frame, { frame, update, repeats, fromLog, missing, tries: 0 })
    this.#bytes += bytesOf(looked)
    return true
  }

  remove(frame: number): void {
    const early = this.#early.get(frame)
    if (early) this.#bytes -= bytesOf(early)
    this.#early.delete(frame)
  }

  /** Those whose missing piece is here now, each tried so often at most; they wait on until they are removed. */
  takeReady(isHere: (id: Id) => boolean): Looked[] {
    const ready: Looked[] = []
    for (const early of this.#early.values()) {
      if (early.tries >= limits.stashTriesMax || (early.missing && !isHere(early.missing))) continue
      early.tries++
      const { frame, update, repeats, fromLog } = early
      ready.push({ frame, update, repeats, fromLog })
    }
    return ready
  }
}
