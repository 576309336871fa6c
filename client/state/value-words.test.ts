import { describe, expect, it } from 'vitest'
import { SCHEMA, type Kind } from '../../shared/plan/schema.ts'
import { statusNames } from '../../shared/words.ts'
import { reasonOf, valueWords } from './value-words.ts'

const names = { statusName: (word: keyof typeof statusNames) => statusNames[word], now: new Date(2026, 5, 1) }
const said = (kind: Kind, key: string, value: unknown): string => valueWords(kind, key, value, names)

describe('values in words', () => {
  it('every kind of value reads as people say it', () => {
    expect(said('action', 'due', '2026-09-30')).toBe('30 September')
    expect(said('action', 'due', null)).toBe('')
    expect(said('action', 'revised', { date: '2027-03-31', why: 'Staff left.' })).toBe('31 March 2027')
    expect(said('action', 'status', { word: 'slipping', why: 'Staff left.' })).toBe('Slipping')
    expect(
      said('action', 'leads', [
        { group: 'health', role: 'SEND lead' },
        { group: 'education', role: '' }
      ])
    ).toBe('Health, SEND lead; Education')
    expect(said('action', 'partners', ['parents', 'health'])).toBe('Parents and carers, Health')
    expect(said('action', 'felt', 'not-yet')).toBe('Not yet')
    expect(said('priority', 'impact', 'some')).toBe('Some')
    expect(said('priority', 'officer', { role: 'Director of People', agency: 'The council' })).toBe(
      'Director of People, The council'
    )
    expect(said('action', 'milestone6', { what: 'Half of schools', reached: null })).toBe('Half of schools')
    expect(said('action', 'cost', '£20,000')).toBe('£20,000')
    expect(said('plan', 'type', 'other')).toBe('Another kind of plan')
  })

  it('a value that does not fit its field says nothing, whatever the field', () => {
    for (const kind of Object.keys(SCHEMA) as Kind[])
      for (const key of Object.keys(SCHEMA[kind].values)) expect(said(kind, key, { not: 'this' }), key).toBe('')
  })

  it('a reason comes with a rating and with a new date only', () => {
    expect(reasonOf('status', { word: 'slipping', why: 'Staff left.' })).toBe('Staff left.')
    expect(reasonOf('revised', { date: '2027-03-31', why: 'Late.' })).toBe('Late.')
    expect(reasonOf('due', '2027-03-31')).toBe('')
    expect(reasonOf('cost', { why: 'no' })).toBe('')
  })
})
