import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { lastSentenceOf, paragraphOf, sentenceAt, writersOfSentence } from './sentences.ts'

describe('sentences', () => {
  const text = 'We meet each term. You said it takes too long! Why?\nNext line'
  it.each([
    [0, 'We meet each term.'],
    [17, 'We meet each term.'],
    [25, 'You said it takes too long!'],
    [49, 'Why?'],
    [text.length + 9, 'Next line']
  ])('the sentence around letter %i', (index, sentence) => {
    expect(sentenceAt(text, index)).toBe(sentence)
  })
  it('takes £1.4m for one sentence, and an empty text for none', () => {
    expect(sentenceAt('It costs £1.4m a year. So', 12)).toBe('It costs £1.4m a year.')
    expect(sentenceAt('', 0)).toBe('')
  })

  it('finds what a person wrote last, by time and not by place', () => {
    const doc = new Y.Doc()
    const words = doc.getText('words')
    words.insert(0, 'First words. Old end.\n')
    const mine = doc.clientID
    words.insert(6, 'new ')
    const wroteAt = (_client: number, clock: number): number => (clock >= 22 ? 2000 : 1000)
    expect(lastSentenceOf(words, (client) => client === mine, wroteAt)).toBe('First new words.')
    expect(lastSentenceOf(words, () => false, wroteAt)).toBe('')
  })

  it('knows who wrote in one sentence, and not who wrote the next', () => {
    const [anna, tom] = [new Y.Doc(), new Y.Doc()]
    anna.getText('words').insert(0, 'We meet. We listen.')
    Y.applyUpdate(tom, Y.encodeStateAsUpdate(anna))
    tom.getText('words').insert(11, ' always')
    const words = tom.getText('words')
    expect(writersOfSentence(words, 2).map(({ client }) => client)).toEqual([anna.clientID])
    expect(writersOfSentence(words, 12).map(({ client }) => client)).toEqual([anna.clientID, tom.clientID])
  })

  it('knows the paragraph of a caret', () => {
    const doc = new Y.Doc()
    const words = doc.getText('words')
    words.insert(0, 'One\nTwo\n')
    const caret: unknown = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(words, 5))
    expect(paragraphOf(words, caret)).toBe(1)
    expect(paragraphOf(words, { no: 'place' })).toBeUndefined()
  })
})
