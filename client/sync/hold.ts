import type { Ms } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { PresenceEntry, WireAuthor } from '../../shared/wire/messages.ts'

/** Updates of one person within so long of each other are one change: a sentence, not its letters. */
const oneChangeMs = 10_000

/**
 * Frames that would move the page, kept in order while a person holds it still: what others wrote, what
 * they are called and where they are. Nothing that tells whether one's own words are kept waits here.
 */
export class Hold {
  #held: (() => void)[] | undefined
  #changes = 0
  #last: { by: string; at: Ms } | undefined
  #bytes = 0
  /** Authors of the updates that follow the METAs seen so far. */
  #authors: WireAuthor[] = []
  #presence = new Map<number, PresenceEntry>()

  get isOn(): boolean {
    return this.#held !== undefined
  }

  /** Changes of others that wait; null while the page is not held. */
  get waiting(): number | null {
    return this.#held ? this.#changes : null
  }

  /** More waits than a page should carry; units: frames and bytes. */
  get isFull(): boolean {
    return (this.#held?.length ?? 0) > limits.heldFramesMax || this.#bytes > limits.heldBytesMax
  }

  begin(): void {
    this.#held ??= []
  }

  /** The updates that follow are by these. */
  expect(authors: readonly WireAuthor[]): void {
    if (this.#held) this.#authors.push(...authors)
  }

  /** Who the next update is by, when it is somebody else's; undefined when it is one's own. */
  nextBy(me: string | undefined): string | undefined {
    const speaker = this.#authors.shift()?.speaker
    return speaker === me ? undefined : speaker
  }

  /** `by` is undefined for what is no change of somebody else's. */
  keep(bytes: number, change: { by: string | undefined; at: Ms }, run: () => void): void {
    this.#held?.push(run)
    this.#bytes += bytes
    const { by, at } = change
    if (by === undefined) return
    if (this.#last?.by !== by || at - this.#last.at >= oneChangeMs) this.#changes++
    this.#last = { by, at }
  }

  /** Where everyone is: only the latest of each connection matters. */
  keepPresence(entries: readonly PresenceEntry[]): void {
    for (const entry of entries) this.#presence.set(entry.connection, entry)
  }

  /** A new connection sends all of it again. */
  forget(): void {
    if (this.#held) this.#held = []
    this.#authors = []
    this.#bytes = 0
    this.#changes = 0
    this.#last = undefined
  }

  forgetPresence(): void {
    this.#presence.clear()
  }

  /** The page may move: what waited, in order. */
  release(): { frames: (() => void)[]; presence: PresenceEntry[] } {
    const frames = this.#held ?? []
    const presence = [...this.#presence.values()]
    this.forget()
    this.forgetPresence()
    this.#held = undefined
    return { frames, presence }
  }
}
