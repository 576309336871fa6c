import { describe, expect, it } from 'vitest'
import { countWords } from './count-words.ts'

const line = (...texts: string[]) => ({ runs: texts.map((text) => ({ text, client: 1, index: 0 })) })

describe('words of a page', () => {
  it('a word written by two people is one word, and a line end parts words', () => {
    expect(countWords([[line('co', 'production works')], [line('one'), line('two')]])).toBe(4)
    expect(countWords([])).toBe(0)
    expect(countWords([[line(' ')], []])).toBe(0)
  })
})
