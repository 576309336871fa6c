import { describe, expect, it } from 'vitest'
import { SCHEMA } from '../../../shared/plan/schema.ts'
import { statusNames } from '../../../shared/words.ts'
import {
  PLAN_TEXTS,
  SETTINGS,
  bodiesFrom,
  doubledWord,
  isUsualKey,
  officersFrom,
  statusKeyFrom
} from './settings-words.ts'

describe('settings of a plan', () => {
  it('every value and every text of the plan has its row', () => {
    expect([...SETTINGS].sort()).toEqual(Object.keys(SCHEMA.plan.values).sort())
    expect(['title', ...PLAN_TEXTS].sort()).toEqual(Object.keys(SCHEMA.plan.texts).sort())
  })

  it('bodies are read one a line, without empty lines and doubles', () => {
    expect(bodiesFrom(' The ICB \n\nCognus\nThe ICB\n')).toEqual(['The ICB', 'Cognus'])
  })

  it('a row of officers without words is nobody', () => {
    expect(
      officersFrom([
        { role: ' Director ', agency: 'the council' },
        { role: ' ', agency: '' }
      ])
    ).toEqual([{ role: 'Director', agency: 'the council' }])
  })

  it('an empty word for a status is the usual one again, and two statuses never share a word', () => {
    const key = statusKeyFrom({ ...statusNames, slipping: ' Behind ', done: ' ' })
    expect(key).toEqual({ ...statusNames, slipping: 'Behind' })
    expect([isUsualKey(key), isUsualKey(statusNames), doubledWord(key)]).toEqual([false, true, undefined])
    expect(doubledWord({ ...statusNames, done: 'slipping' })).toBe('done')
  })
})
