import { describe, expect, it } from 'vitest'
import { measureWarnings, type Measure } from '../../../shared/plan/records.ts'
import { figureWords, latestActual, parseFigure, standing, warningWords } from './measure-words.ts'

const measure = (change: Partial<Measure> = {}): Measure => ({
  name: 'Plans finished in time',
  unit: '%',
  direction: 'up',
  count: 'point',
  baseline: { value: 40, date: '2026-03-31' },
  target: { value: 70, date: '2027-03-31' },
  readings: [],
  source: '',
  ...change
})
const read = (date: string, actual: number | null) => ({ date, milestone: null, actual })

describe('measures in words', () => {
  it('figures carry their unit as people write it', () => {
    expect([figureWords(70, '%'), figureWords(1400, '£'), figureWords(12.5, 'weeks'), figureWords(-3, '')]).toEqual([
      '70%',
      '£1,400',
      '12.5 weeks',
      '-3'
    ])
  })

  it('the latest figure is the latest by its date, and a row without one does not count', () => {
    const rows = [read('2026-12-31', 60), read('2026-06-30', 50), read('2027-01-31', null)]
    expect(latestActual(measure({ readings: rows }))).toEqual({ value: 60, date: '2026-12-31' })
    expect(latestActual(measure())).toBeUndefined()
  })

  it('better and worse follow the direction of the measure', () => {
    const at = (value: number, change: Partial<Measure> = {}) =>
      standing(measure({ readings: [read('2026-12-31', value)], ...change }))
    expect([at(60), at(30), at(40), at(70), at(71)]).toEqual(['better', 'worse', 'same', 'reached', 'reached'])
    const down = { direction: 'down' as const, target: { value: 10, date: '2027-03-31' } }
    expect([at(30, down), at(50, down), at(10, down)]).toEqual(['better', 'worse', 'reached'])
    expect(at(30, { baseline: null, target: null })).toBeUndefined()
    expect(standing(measure())).toBeUndefined()
  })

  it('figures are read as people type them', () => {
    expect(['1,400', '£42.1', '70 %', ' ', '−3', '-2.50'].map(parseFigure)).toEqual([1400, 42.1, 70, null, -3, -2.5])
    expect(['about 5', '1.2.3', '5-6', '1e9'].map(parseFigure)).toEqual([undefined, undefined, undefined, undefined])
  })

  it('every warning has its sentence', () => {
    const wrong = measure({ target: { value: 20, date: '2025-01-01' } })
    for (const warning of measureWarnings(wrong)) expect(warningWords[warning]).toMatch(/Please check\.$/)
    expect(measureWarnings(wrong)).toHaveLength(2)
  })
})
