import type { Ms } from '../../shared/ids.ts'
import type { Clock, Close } from './clock.ts'

/** A clock for tests that stands still until it is told to pass. */
export class HandClock implements Clock {
  time: Ms = 1_000_000
  readonly #ticks = new Set<{ every: number | null; at: Ms; tick(): void }>()

  now(): Ms {
    return this.time
  }
  every(intervalMs: number, tick: () => void): Close {
    return this.#add({ every: intervalMs, at: this.time + intervalMs, tick })
  }
  after(delayMs: number, tick: () => void): Close {
    return this.#add({ every: null, at: this.time + delayMs, tick })
  }
  #add(entry: { every: number | null; at: Ms; tick(): void }): Close {
    this.#ticks.add(entry)
    return () => this.#ticks.delete(entry)
  }
  pass(ms: number): void {
    const end = this.time + ms
    for (;;) {
      const due = [...this.#ticks].filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.time = due.at
      if (due.every === null) this.#ticks.delete(due)
      else due.at += due.every
      due.tick()
    }
    this.time = end
  }
}
