import { describe, expect, it } from 'vitest'
import { dayOf } from './day.ts'

const now = new Date(2026, 4, 19, 10, 41).getTime()

describe('the day of a moment', () => {
  it('is a date today too, and says the year when it is another', () => {
    expect(dayOf(now, now)).toBe('19 May')
    expect(dayOf(new Date(2026, 4, 3, 23, 59).getTime(), now)).toBe('3 May')
    expect(dayOf(new Date(2025, 0, 9).getTime(), now)).toBe('9 January 2025')
  })
})
