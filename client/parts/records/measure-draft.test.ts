import { describe, expect, it } from 'vitest'
import { parseRecordData, type Measure } from '../../../shared/plan/records.ts'
import { draftOf, readDraft } from './measure-draft.ts'

const measure: Measure = {
  name: 'Plans finished in time',
  unit: '%',
  direction: 'up',
  count: 'cumulative',
  baseline: { value: 40, date: '2026-03-31' },
  target: { value: 70.5, date: '2027-03-31' },
  readings: [
    { date: '2026-06-30', milestone: 45, actual: 44 },
    { date: '2026-09-30', milestone: 50, actual: null }
  ],
  source: 'Council data'
}

describe('a measure as it is typed', () => {
  it('what stands comes back from its form unchanged, and fits the record', () => {
    expect(readDraft(draftOf(measure))).toEqual({ measure })
    expect(parseRecordData('measure', measure)).toEqual(measure)
  })

  it('a name alone is a measure; a figure without a date and a date without a figure are not', () => {
    const draft = { ...draftOf(undefined), name: ' Waiting time ' }
    expect(readDraft(draft)).toMatchObject({ measure: { name: 'Waiting time', baseline: null, readings: [] } })
    draft.baseline.value = '12'
    draft.target.date = { day: '1', month: '9', year: '2027' }
    expect(readDraft(draft)).toMatchObject({ problems: { 'baseline-date': 'Write the date of this figure.' } })
    expect(readDraft(draft)).toHaveProperty('problems.target')
    expect(readDraft(draftOf(undefined))).toHaveProperty('problems.name')
  })

  it('rows come in the order of their days, empty ones go, and one day has one row', () => {
    const draft = draftOf(measure)
    draft.readings.reverse()
    draft.readings.push({ key: 9, date: { day: '', month: '', year: '' }, milestone: '', actual: ' ' })
    expect(readDraft(draft)).toEqual({ measure })
    draft.readings.push({ key: 10, date: { day: '30', month: 'june', year: '2026' }, milestone: '1', actual: '' })
    expect(readDraft(draft)).toEqual({ problems: { 'row-10-date': 'There is a row for this day already.' } })
  })
})
