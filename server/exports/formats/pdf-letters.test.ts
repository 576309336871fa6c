import { describe, expect, it } from 'vitest'
import { drawnOrder, missingLetters, stretchesOf, turning } from './pdf-letters.ts'

type Drawn = { text: string; link?: string; standsFor?: string }

const latin = (codePoint: number): boolean => codePoint < 0x250 || (codePoint > 0x590 && codePoint < 0x700)
const said = (text: string): string =>
  stretchesOf(text, latin)
    .map((stretch) => stretch.standsFor ?? stretch.text)
    .join('')

describe('letters of a PDF', () => {
  it('keeps every letter in its order, whatever is shown for it', () => {
    for (const text of [
      '',
      'plain words',
      'பிரியா',
      ' பிரியா ஷா ',
      'Ask பிரியா ஷா, please',
      'த\nத',
      'a\u0301 பி\u200D x',
      '👍 👍🏽 thanks',
      '王小明和Priya',
      '\u0B9A\u0BCD\u0BB0\u0BC0'
    ])
      expect(said(text), JSON.stringify(text)).toBe(text)
  })

  it('shows one name for a phrase in one script, and words that can be shown as they are', () => {
    expect(stretchesOf('Ask பிரியா ஷா, please', latin).map(({ text }) => text)).toEqual([
      'Ask ',
      '[in Tamil letters]',
      ', please'
    ])
    expect(stretchesOf('பிரியா\nshe', latin).map(({ text }) => text)).toEqual(['[in Tamil letters]', '\nshe'])
    expect(stretchesOf('👍', latin)[0]?.text).toBe('[picture]')
    expect(stretchesOf('ߊߋ', latin)[0]?.text).toBe('[in other letters]')
    expect(missingLetters(['王', 'Priya', 'த', 'தமிழ்'], latin)).toEqual(['[in Chinese letters]', '[in Tamil letters]'])
  })

  it('draws words that are read from the right in that order, and leaves the others', () => {
    const line = (...texts: string[]) => drawnOrder(texts.flatMap(turning).map((text): Drawn => ({ text })))
    expect(line('Ask', ' ', 'Priya,')).toEqual([{ text: 'Ask' }, { text: ' ' }, { text: 'Priya,' }])
    expect(line('Ask', ' ', 'عائشة', ' ', 'خان.', ' ', 'Then')).toEqual([
      { text: 'Ask' },
      { text: ' ' },
      { text: 'خان', standsFor: 'عائشة خان' },
      { text: ' ', standsFor: '' },
      { text: 'عائشة', standsFor: '' },
      { text: '.' },
      { text: ' ' },
      { text: 'Then' }
    ])
  })
})
