import { describe, expect, it } from 'vitest'
import { clockTime, dateAndTime, dateFields, longDate, parseDate, shortDate, when } from './dates.ts'

const now = new Date(2026, 9, 12, 10, 42)

describe('dates', () => {
  it('dates read "30 September", and say the year when it is another', () => {
    expect(longDate('2026-09-30', now)).toBe('30 September')
    expect(longDate('2027-03-31', now)).toBe('31 March 2027')
    expect(longDate('soon', now)).toBe('')
    expect(shortDate('2027-03-31', now)).toBe('31 Mar')
    expect(shortDate('2027-12-01', now)).toBe('1 Dec 2027')
  })

  it('times read "now", then minutes up to an hour, then the time, then the date', () => {
    const at = now.getTime()
    expect(when(at - 20_000, at)).toBe('now')
    expect(when(at - 61_000, at)).toBe('1 minute ago')
    expect(when(at - 59 * 60_000, at)).toBe('59 minutes ago')
    expect(when(at - 61 * 60_000, at)).toBe('09:41')
    expect(when(new Date(2026, 4, 19, 9).getTime(), at)).toBe('19 May')
    expect(when(new Date(2025, 4, 19, 9).getTime(), at)).toBe('19 May 2025')
    expect(clockTime(at)).toBe('10:42')
    expect(dateAndTime(new Date(2026, 3, 28, 14, 10).getTime(), at)).toBe('28 April, 14:10')
  })

  it('a typed date may have a month in words and may be empty', () => {
    expect(parseDate({ day: '31', month: 'mar', year: '2027' })).toEqual({ iso: '2027-03-31' })
    expect(parseDate({ day: ' 1', month: '9', year: '2026 ' })).toEqual({ iso: '2026-09-01' })
    expect(parseDate({ day: '', month: ' ', year: '' })).toEqual({ iso: null })
    expect(dateFields('2027-03-05')).toEqual({ day: '5', month: '3', year: '2027' })
    expect(dateFields(null)).toEqual({ day: '', month: '', year: '' })
  })

  it('a date that does not exist is answered with what to mend', () => {
    expect(parseDate({ day: '31', month: '2', year: '2027' })).toHaveProperty('mend')
    expect(parseDate({ day: '3', month: 'ma', year: '2027' })).toHaveProperty('mend')
    expect(parseDate({ day: '3', month: '4', year: '27' })).toEqual({
      mend: 'Write the year in full, for example 2027.'
    })
    expect(parseDate({ day: '3', month: '', year: '' })).toEqual({ mend: 'The date must have a month and a year.' })
  })
})
