import type { Ms } from '../ids.ts'

/** When the letters of one client id were written: [first clock, at] of each run, clocks rising. */
export type Times = [number, Ms][]

/** Letters typed within a minute of the first count as written together. */
const togetherMs = 60_000

/** Letters from `clock` on were written at `at`. */
export const noteTime = (times: Times, clock: number, at: Ms): void => {
  const last = times.at(-1)
  if (!last || at - last[1] > togetherMs) times.push([clock, at])
}

/** When the letter at this clock was written, to the minute. */
export const timeAt = (times: Readonly<Times>, clock: number): Ms | undefined => {
  let found: Ms | undefined
  let [low, high] = [0, times.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const run = times[middle]
    if (!run || run[0] > clock) high = middle - 1
    else {
      found = run[1]
      low = middle + 1
    }
  }
  return found
}
