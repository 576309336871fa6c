import { describe, expect, it } from 'vitest'
import { perGroup } from '../../../shared/contribution/words.ts'
import type { Group } from '../../../shared/plan/vocabulary.ts'
import { balanceSentence, listed, missingSentence } from './balance-words.ts'

/** Priorities of which these groups are missing. */
const priorities = (...missing: readonly Group[][]) => ({
  priorities: missing.map((groups, index) => ({
    id: `p${index}`,
    reference: `${index + 1}`,
    title: 'One',
    groups: perGroup((group) => ({ words: groups.includes(group) ? 0 : 9, comments: 0, first: null }))
  }))
})

describe('what the balance says first', () => {
  it('who is everywhere, then who is missing from how many', () => {
    const four = priorities(['young-people'], ['young-people', 'health', 'education', 'social-care', 'council'], [], [])
    expect(balanceSentence(four, 'words')).toBe(
      'Parents and carers have words in every priority. Young people are missing from two. Health is missing from one. Education is missing from one. Social care is missing from one. The local authority is missing from one.'
    )
  })
  it('everybody, nobody, and a plan without priorities', () => {
    expect(balanceSentence(priorities([], []), 'words')).toBe('Every group has words in every priority.')
    expect(balanceSentence(priorities([], []), 'comments')).toBe('Nobody has commented on a priority yet.')
    expect(balanceSentence(priorities(), 'words')).toBe('There are no priorities yet.')
    expect(balanceSentence(priorities(['health']), 'words')).toMatch(/ Health is missing from all\.$/)
  })
  it('names the priorities in which a group has nothing', () => {
    const some = priorities(['young-people'], [], ['young-people'], ['health'])
    expect(missingSentence(some, 'words', 'young-people')).toBe('Young people have no words in priorities 1 and 3')
    expect(missingSentence(some, 'words', 'health')).toBe('Health has no words in priority 4')
    expect(missingSentence(some, 'words', 'parents')).toBe('')
    expect(missingSentence(some, 'comments', 'parents')).toBe('Parents and carers have no comments on any priority')
    expect(listed([2, 5, 6, 8])).toBe('2, 5, 6 and 8')
  })
})
