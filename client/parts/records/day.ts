import { longDate } from '../../state/dates.ts'

const two = (value: number): string => String(value).padStart(2, '0')

/** The day of a moment on this device's clock, as people say it: "3 May", also when it is today. */
export const dayOf = (ms: number, nowMs: number): string => {
  const at = new Date(ms)
  return longDate(`${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`, new Date(nowMs))
}
