import type { Ms } from '../../shared/ids.ts'

const quarterMs = 15 * 60 * 1000

export const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** The day a moment falls on, as ISO 8601. Zones differ by whole quarters of an hour, so each quarter is asked for once. */
export const dayIn = (zone: string): ((at: Ms) => string) => {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const known = new Map<number, string>()
  return (at) => {
    const quarter = Math.floor(at / quarterMs)
    const day = known.get(quarter) ?? parts.format(quarter * quarterMs)
    known.set(quarter, day)
    return day
  }
}
