import { describe, expect, it } from 'vitest'
import { hunksOf, mergeWords, piecesOf, tokensOf } from './words.ts'

/** The same numbers again from the same seed. */
const numbers = (seed: number) => (below: number) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return seed % below
}
const vocabulary = ['a', 'panel', 'of', 'parents', 'meets', '\n', ' ', ',', 'é', '👩‍👧']

describe('words of two texts', () => {
  it('what stays and what comes is the newer text; what stays and what goes is the older one (400 pairs)', () => {
    const next = numbers(7)
    let changed = 0
    for (let turn = 0; turn < 400; turn++) {
      const older = Array.from({ length: next(40) }, () => vocabulary[next(vocabulary.length)]).join('')
      const newer = Array.from({ length: next(40) }, () => vocabulary[next(vocabulary.length)]).join('')
      const pieces = piecesOf(older, newer)
      const without = (is: string): string => pieces.map((piece) => (piece.is === is ? '' : piece.text)).join('')
      expect(without('gone')).toBe(newer)
      expect(without('fresh')).toBe(older)
      changed += pieces.some(({ is }) => is !== 'kept') ? 1 : 0
    }
    expect(changed).toBeGreaterThan(300)
  })

  it('one word changed is one word, and nothing around it', () => {
    expect(piecesOf('Parents join the panel that checks plans', 'Parents lead the panel that checks plans')).toEqual([
      { is: 'kept', text: 'Parents ' },
      { is: 'gone', text: 'join' },
      { is: 'fresh', text: 'lead' },
      { is: 'kept', text: ' the panel that checks plans' }
    ])
    expect(piecesOf('same', 'same')).toEqual([{ is: 'kept', text: 'same' }])
  })

  it('two texts with nothing in common, as long as cells come, are held against each other at once', () => {
    const long = (word: string): string => Array.from({ length: 5000 }, (_, n) => `${word}${n}`).join(' ')
    const hunks = hunksOf(tokensOf(long('a')), tokensOf(long('b')))
    expect(hunks.at(0)?.from).toBe(0)
    expect(hunks.at(-1)?.to).toBe(9999)
  })
})

describe('words that two people changed', () => {
  const base = 'Parents join the panel that checks plans.'
  it('changes of different words stand together', () => {
    expect(
      mergeWords(base, 'Parents join the panel that checks all plans.', 'Families join the panel that checks plans.')
    ).toEqual({ text: 'Families join the panel that checks all plans.', clash: false })
  })
  it('lines that both added at the end both stand, theirs first', () => {
    expect(mergeWords('One', 'One\nTwo', 'One\nThree')).toEqual({ text: 'One\nTwo\nThree', clash: false })
  })
  it('the same change twice is one', () => {
    expect(
      mergeWords(base, 'Families join the panel that checks plans.', 'Families join the panel that checks plans.')
    ).toEqual({
      text: 'Families join the panel that checks plans.',
      clash: false
    })
  })
  it('changes of the same word clash; what others changed elsewhere stands whoever wins', () => {
    expect(
      mergeWords(base, 'Everyone joins the panel that checks all plans.', 'Families join the panel that checks plans.')
    ).toEqual({ text: 'Families joins the panel that checks all plans.', clash: true })
  })
  it('words taken out by others and changed here clash', () => {
    expect(mergeWords(base, '', 'Families join the panel that checks plans.').clash).toBe(true)
    expect(mergeWords(base, 'Parents join.', base)).toEqual({ text: 'Parents join.', clash: false })
  })
})
