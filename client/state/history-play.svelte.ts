import type { Ms } from '../../shared/ids.ts'
import type { HistoryWalk } from './history-walk.svelte.ts'

/** How fast history is played: a change, an hour or a day each second, or as it was. */
export const paces = ['change', 'hour', 'day', 'real'] as const
export type Pace = (typeof paces)[number]

const hourMs = 3_600_000
const msEachSecond: Record<Exclude<Pace, 'change'>, number> = { hour: hourMs, day: 24 * hourMs, real: 1000 }
const tickMs = 250
const stepMs = 1000
/** Every so many changes are said. */
const sayEvery = 5

type Parts = {
  walk: Pick<HistoryWalk, 'step' | 'want' | 'shown' | 'index' | 'count' | 'timeline'>
  /** Runs again and again until the returned function is called. */
  every: (ms: number, run: () => void) => () => void
  lessMotion: () => boolean
  say: () => void
}

/** Plays history on from the moment looked at, until its end or until somebody stops it. */
export class HistoryPlay {
  readonly #parts: Parts
  #pace: Pace = $state('change')
  #stop: (() => void) | undefined = $state.raw()
  /** Where playing is between two moments; undefined while it goes by changes. */
  #atMs: Ms | undefined = $state()
  #seen = 0
  #last = -1

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get isPlaying(): boolean {
    return this.#stop !== undefined
  }
  get atMs(): Ms | undefined {
    return this.#atMs
  }
  get pace(): Pace {
    return this.#pace
  }
  set pace(pace: Pace) {
    this.#pace = pace
    if (!this.isPlaying) return
    this.stop()
    this.start()
  }

  start(): void {
    const { walk, every, lessMotion } = this.#parts
    const moment = walk.shown?.moment
    if (!moment || this.isPlaying) return
    const isAtEnd = walk.index >= walk.count - 1
    if (isAtEnd) walk.want({ index: 0 })
    this.#seen = 0
    this.#last = walk.index
    const pace = this.#pace
    // With less motion nothing glides: each second stands still at a change.
    if (pace === 'change' || lessMotion()) {
      this.#stop = every(stepMs, () => this.#step())
      return
    }
    this.#atMs = isAtEnd ? (walk.timeline?.first.at ?? moment.time) : moment.time
    this.#stop = every(tickMs, () => this.#glide((msEachSecond[pace] * tickMs) / 1000))
  }

  stop(): void {
    this.#stop?.()
    this.#stop = undefined
    this.#atMs = undefined
  }

  #step(): void {
    const { walk } = this.#parts
    this.#count()
    if (walk.index >= walk.count - 1) this.stop()
    else walk.step(1)
  }

  #glide(byMs: number): void {
    const { walk } = this.#parts
    this.#count()
    const at = (this.#atMs ?? 0) + byMs
    const end = walk.timeline?.last.at ?? 0
    this.#atMs = Math.min(at, end)
    walk.want({ time: this.#atMs })
    if (at >= end) this.stop()
  }

  #count(): void {
    const { walk, say } = this.#parts
    if (walk.index === this.#last) return
    this.#last = walk.index
    this.#seen += 1
    if (this.#seen % sayEvery === 0) say()
  }
}
