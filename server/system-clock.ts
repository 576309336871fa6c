import type { Clock } from './relay/clock.ts'

/** The time of this machine. Its timers never keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  every(intervalMs, tick) {
    const timer = setInterval(tick, intervalMs).unref()
    return () => clearInterval(timer)
  },
  after(delayMs, tick) {
    const timer = setTimeout(tick, delayMs).unref()
    return () => clearTimeout(timer)
  }
}
