import type { Ms } from '../../shared/ids.ts'

/** Stops what it came from; calling it twice is harmless. */
export type Close = () => void

/** Time as the relay sees it, so that tests and seeds bring their own. */
export interface Clock {
  now(): Ms
  every(intervalMs: number, tick: () => void): Close
  after(delayMs: number, tick: () => void): Close
}
