import type { Ms } from '../../shared/ids.ts'

const minuteMs = 60_000

/** So many times a minute; the right to more comes back evenly. */
export class Turns {
  readonly #max: number
  #left: number
  #at: Ms | undefined

  constructor(perMinute: number) {
    this.#max = perMinute
    this.#left = perMinute
  }

  take(now: Ms): boolean {
    const passed = now - (this.#at ?? now)
    this.#left = Math.min(this.#max, this.#left + (Math.max(0, passed) * this.#max) / minuteMs)
    this.#at = now
    if (this.#left < 1) return false
    this.#left--
    return true
  }
}
