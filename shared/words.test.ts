import { describe, expect, it } from 'vitest'
import { GROUPS, IMPACT_WORDS, PLAN_TYPES, PRIORITY_KINDS, STATUS_WORDS, textKeys, type Kind } from './plan/schema.ts'
import { fieldNames, groupNames, impactNames, planTypeNames, priorityKindNames, statusNames } from './words.ts'

describe('words', () => {
  it('every controlled word has a name people read, and no name is left over', () => {
    const pairs: [readonly string[], Record<string, string>][] = [
      [GROUPS, groupNames],
      [STATUS_WORDS, statusNames],
      [IMPACT_WORDS, impactNames],
      [PLAN_TYPES, planTypeNames],
      [PRIORITY_KINDS, priorityKindNames]
    ]
    for (const [words, names] of pairs) expect(Object.keys(names).sort()).toEqual([...words].sort())
  })

  it('every text of a plan has a heading', () => {
    const missing = (['plan', 'priority', 'action'] satisfies Kind[])
      .flatMap(textKeys)
      .filter((key) => !Object.hasOwn(fieldNames, key))
    expect(missing).toEqual([])
  })

  it('the middle status is Slipping: "at risk" means safeguarding here', () => {
    const all = [groupNames, statusNames, impactNames, fieldNames].flatMap((names) => Object.values(names))
    expect(statusNames.slipping).toBe('Slipping')
    expect(all.filter((name) => /at risk|stakeholder|consensus|RAG/i.test(name))).toEqual([])
  })
})
