import { describe, expect, it } from 'vitest'
import { countWords, everything, filterFrom, isEverything, matcher, writeFilter, type Filter } from './filter.ts'
import type { ActionView } from './views.ts'

const action = (change: Partial<ActionView> = {}): ActionView => ({
  id: 'x' as ActionView['id'],
  reference: '1.1',
  text: 'Publish waiting times for therapy',
  runs: [],
  leads: [{ group: 'health', role: 'Designated clinical officer' }],
  partners: ['parents'],
  due: null,
  firstDue: null,
  movedWhy: '',
  start: null,
  status: { word: 'slipping', why: 'Waiting for Zoë.' },
  felt: 'not-yet',
  cost: null,
  milestones: [],
  success: 'Times are on the Local Offer.',
  priority: 'p',
  order: 'a0',
  removed: false,
  ...change
})
const only = (change: Partial<Filter>): Filter => ({ ...everything, ...change })

describe('which actions are shown', () => {
  it('an action is my group’s when my group leads it or helps', () => {
    expect(matcher(only({ whose: 'mine' }), 'health')(action())).toBe(true)
    expect(matcher(only({ whose: 'mine' }), 'parents')(action())).toBe(true)
    expect(matcher(only({ whose: 'mine' }), 'education')(action())).toBe(false)
    expect(matcher(only({ whose: 'council' }), 'health')(action())).toBe(false)
  })

  it('Slipping and Off track are looked for together, every other rating by itself', () => {
    const late = matcher(only({ stands: 'late' }), null)
    expect([late(action()), late(action({ status: { word: 'off-track', why: 'No money.' } }))]).toEqual([true, true])
    expect(late(action({ status: { word: 'done', why: '' } }))).toBe(false)
    expect(matcher(only({ stands: 'done' }), null)(action())).toBe(false)
  })

  it('every word looked for must be there, in any order, without capitals or accents', () => {
    expect(matcher(only({ words: 'therapy  PUBLISH' }), null)(action())).toBe(true)
    expect(matcher(only({ words: 'zoe local' }), null)(action())).toBe(true)
    expect(matcher(only({ words: 'therapy schools' }), null)(action())).toBe(false)
  })

  it('the address keeps whose and how they stand, never the words looked for', () => {
    const query = new URLSearchParams('view=table&whose=council')
    writeFilter(query, only({ whose: 'mine', stands: 'late', words: 'a name' }))
    expect(query.toString()).toBe('view=table&whose=mine&stands=late')
    expect(filterFrom(query, 'a name')).toEqual({ whose: 'mine', stands: 'late', words: 'a name' })
    writeFilter(query, everything)
    expect(query.toString()).toBe('view=table')
    expect(isEverything(filterFrom(new URLSearchParams('whose=toString&stands=__proto__'), ' '))).toBe(true)
  })

  it('the number is said in words', () => {
    expect([countWords(12, 32), countWords(32, 32), countWords(0, 1), countWords(1, 1)]).toEqual([
      '12 of 32 actions',
      '32 actions',
      '0 of 1 action',
      '1 action'
    ])
  })
})
