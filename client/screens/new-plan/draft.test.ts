import { describe, expect, it } from 'vitest'
import { PLAN_TYPES } from '../../../shared/plan/vocabulary.ts'
import {
  emptyDraft,
  emptyPerson,
  keepDraft,
  keptDraft,
  nextKey,
  problemsOf,
  suggestedTitle,
  usualKind,
  valuesOf,
  type Draft
} from './draft.ts'

const filled = (): Draft => ({
  ...emptyDraft(['parents', 'health']),
  type: 'written-statement-of-action',
  area: ' Sutton ',
  title: 'Our plan',
  group: 'council'
})

describe('a plan before there is one', () => {
  it('asks for a kind, an area, a title and one’s own group, and for nothing else', () => {
    expect(problemsOf(emptyDraft([])).map(({ field }) => field)).toEqual(['type', 'area', 'title', 'group'])
    expect(valuesOf(emptyDraft([]))).toBeUndefined()
    expect(problemsOf(filled())).toEqual([])
  })

  it('takes only the dates that were written, and one’s own group always takes part', () => {
    const draft = filled()
    draft.dates.inspected = { day: '15', month: 'January', year: '2018' }
    expect(valuesOf(draft)).toEqual({
      title: 'Our plan',
      type: 'written-statement-of-action',
      area: 'Sutton',
      group: 'council',
      groups: ['parents', 'health', 'council'],
      inspected: '2018-01-15'
    })
  })

  it('names the field of half a date and of half a person; an empty row of people is nobody', () => {
    const draft = filled()
    draft.dates.submitted = { day: '31', month: '', year: '2027' }
    const half = emptyPerson(4)
    half.person.name = 'Priya'
    draft.people = [emptyPerson(3), half]
    expect(problemsOf(draft).map(({ field }) => field)).toEqual(['submitted-day', 'person-4-email', 'person-4-group'])
  })

  it('every kind of plan has a title to start from and a usual kind of priority', () => {
    for (const type of PLAN_TYPES) expect(suggestedTitle(type, 'Sutton')).toMatch(/ for Sutton$/)
    expect(suggestedTitle('other', '')).toBe('SEND plan')
    expect(usualKind('written-statement-of-action')).toBe('significant-weakness')
    expect(usualKind('continuous-improvement-plan')).toBe('theme')
  })

  it('is kept for who typed it and nobody else, until it is a plan (ui §1.4)', () => {
    keepDraft('p1', filled())
    expect(keptDraft('p1')).toEqual(filled())
    expect(keptDraft('p2')).toBeUndefined()
    expect(keptDraft(undefined)).toBeUndefined()
    keepDraft('p1', undefined)
    expect(keptDraft('p1')).toBeUndefined()
  })

  it('gives a new row a key of its own, also after rows were taken out', () => {
    expect(nextKey([])).toBe(0)
    expect(nextKey([{ key: 4 }, { key: 1 }])).toBe(5)
  })
})
