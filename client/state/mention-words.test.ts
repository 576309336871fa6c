import { describe, expect, it } from 'vitest'
import { askedFor, matching, mentionsOf, withName, type Candidate } from './mention-words.ts'

const candidates: readonly Candidate[] = [
  { name: 'Anna Novák', hint: 'Health', mention: { person: 'anna' } },
  { name: 'Priya Shah', hint: 'Parents and carers', mention: { person: 'priya' } },
  { name: 'Parents and carers', hint: 'Everyone in the group', mention: { group: 'parents' } }
]

describe('naming somebody in a comment', () => {
  it('what is typed behind an @ asks for a name, elsewhere it does not', () => {
    expect(askedFor('Ask @An', 7)).toEqual({ from: 4, typed: 'An' })
    expect(askedFor('@', 1)).toEqual({ from: 0, typed: '' })
    expect(askedFor('Ask @Anna now', 9)).toEqual({ from: 4, typed: 'Anna' })
    expect(askedFor('Ask @Anna No', 12), 'names have more than one word').toEqual({ from: 4, typed: 'Anna No' })
    for (const [words, caret] of [
      ['me@example', 10],
      ['Ask @ Anna', 6],
      ['Ask @Anna\nnow', 13],
      ['Ask', 3],
      ['Ask @Anna', 3],
      [`@${'a'.repeat(60)}`, 61]
    ] as const)
      expect(askedFor(words, caret), words).toBeUndefined()
  })

  it('people and groups are found by any word of their name, without accents and capitals', () => {
    const names = (typed: string): string[] => matching(candidates, typed).map(({ name }) => name)
    expect(names('nov')).toEqual(['Anna Novák'])
    expect(names('P')).toEqual(['Priya Shah', 'Parents and carers'])
    expect(names('carers')).toEqual(['Parents and carers'])
    expect(names('')).toHaveLength(3)
    expect(names('rents')).toEqual([])
  })

  it('the name takes the place of what was typed, with one blank behind', () => {
    expect(withName('Ask @An', { from: 4, typed: 'An' }, 'Anna Novák')).toEqual({
      words: 'Ask @Anna Novák ',
      caret: 16
    })
    expect(withName('Ask @An now', { from: 4, typed: 'An' }, 'Anna Novák')).toEqual({
      words: 'Ask @Anna Novák now',
      caret: 15
    })
  })

  it('only who is still named is asked, once', () => {
    const [anna, , parents] = candidates
    const named = [anna, anna, parents].flatMap((one) => one ?? [])
    expect(mentionsOf({ words: '@Anna Novák, @Anna Novák!', named })).toEqual([{ person: 'anna' }])
    expect(mentionsOf({ words: 'Nobody', named })).toEqual([])
  })
})
