import { describe, expect, it } from 'vitest'
import type { AuthorStyle } from '../../state/authors.ts'
import { groupsOf, lookOf } from './look.ts'
import { phrasesOf } from './phrases.ts'
import { indexAfter } from './still-line.ts'

describe('the words of a line as they are drawn', () => {
  const link = 'https://example.org/x'

  it('a link that two people wrote is one link; an unsafe one is none', () => {
    const phrases = phrasesOf(
      [
        { text: 'see ', client: 1, index: 0 },
        { text: 'the ', client: 1, index: 4, link },
        { text: 'plan', client: 2, index: 8, link },
        { text: '!', client: 2, index: 12, link: 'javascript:alert(1)' }
      ],
      []
    )
    expect(phrases.map((phrase) => [phrase.link, phrase.parts.map((part) => part.text)])).toEqual([
      [undefined, ['see ']],
      [link, ['the ', 'plan']],
      [undefined, ['!']]
    ])
  })

  it('what just came is cut out, and every part knows its index', () => {
    const fresh = { group: 'health', fading: false } as const
    const [phrase] = phrasesOf(
      [
        { text: 'abcdef', client: 1, index: 10 },
        { text: 'gh', client: 2, index: 16 }
      ],
      [
        { ...fresh, from: 12, to: 14 },
        { ...fresh, from: 15, to: 17 }
      ]
    )
    expect(phrase?.parts.map(({ text, index, tint }) => [text, index, tint !== undefined])).toEqual([
      ['ab', 10, false],
      ['cd', 12, true],
      ['e', 14, false],
      ['f', 15, true],
      ['g', 16, true],
      ['h', 17, false]
    ])
  })
})

describe('who wrote this, by group', () => {
  const author = (person: string, group: AuthorStyle['group']): AuthorStyle => ({
    person,
    group,
    name: person,
    shade: 'b',
    line: 'dotted',
    initials: 'X'
  })

  it('people of one group are drawn alike: the group’s line and shade, no initials', () => {
    const anna = lookOf(author('anna', 'health'), 'group')
    expect(anna).toEqual(lookOf(author('omar', 'health'), 'group'))
    expect(anna).toMatchObject({ line: 'dashed', shade: 'a', initials: '', name: 'Health' })
    expect(lookOf(author('anna', 'health'), null)).toBeUndefined()
  })

  it('every group is named once', () => {
    const rows = groupsOf([author('a', 'parents'), author('b', 'parents'), author('c', 'council')])
    expect(rows.map(({ group, line }) => [group, line])).toEqual([
      ['parents', 'solid'],
      ['council', 'dashed']
    ])
  })
})

describe('the line that is read', () => {
  it('is found again by its letter', () => {
    expect(indexAfter('one two three', 'one NEW two three', 8)).toBe(12)
    expect(indexAfter('one two three', 'one two three four', 8)).toBe(8)
    expect(indexAfter('one two three', 'one three', 9)).toBe(5)
    expect(indexAfter('one two three', 'one three', 6)).toBe(5)
    expect(indexAfter('', 'x', 0)).toBe(1)
  })
})
