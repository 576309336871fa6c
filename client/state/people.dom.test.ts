import { describe, expect, it } from 'vitest'
import type { PersonRow } from './api.ts'
import { accessWords, byGroup } from './people.svelte.ts'

const person = (name: string, group: PersonRow['group']): PersonRow => ({
  id: name,
  name,
  role: 'member',
  group,
  voice: false,
  email: null,
  post: null,
  lastHere: null
})

describe('people of a plan', () => {
  it('stand by group in the fixed order, by name inside a group, without empty groups', () => {
    const rows = byGroup([person('Zoe', 'health'), person('Helen', 'council'), person('Anna', 'health')])
    expect(rows.map(({ group, people }) => [group, people.map(({ name }) => name)])).toEqual([
      ['health', ['Anna', 'Zoe']],
      ['council', ['Helen']]
    ])
  })

  it('what they may do is said in words', () => {
    expect(accessWords({ role: 'reader', group: 'parents', voice: false })).toBe('Can read, as Parents and carers')
    expect(accessWords({ role: 'member', group: 'health', voice: true })).toBe('Can write, speaks for Health')
    expect(accessWords({ role: 'public', group: 'young-people', voice: false })).toBe('no account, as Young people')
  })
})
