import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { newDoc } from './plan-doc.ts'
import { Apart, WordsBefore } from './merged.ts'

/** Two people with the same text, of whom one then works without a signal. */
const scene = (words: string) => {
  const mine = newDoc()
  const text = new Y.Text(words)
  mine.getMap('plan').set('vision', text)
  const theirs = newDoc()
  Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine))
  const before = new WordsBefore(mine)
  const unsent: Uint8Array[] = []
  mine.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
    if (local) unsent.push(update)
  })
  const their = theirs.getMap('plan').get('vision')
  if (!(their instanceof Y.Text)) throw new Error('the text did not arrive')
  const meet = () => {
    const apart = new Apart(unsent, 'priya', before)
    mine.on('afterTransaction', (transaction: Y.Transaction) => apart.note(transaction, 'tom', () => 'tom'))
    Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs, Y.encodeStateVector(mine)))
    return apart.sentences(mine, () => 'tom')
  }
  return { text, their, meet }
}

describe('a sentence that two people changed apart (ui §4, "Merged, no conflict")', () => {
  it('is told as each side had it, also where each took words out', () => {
    const { text, their, meet } = scene('Stay. Families hear each term. End.')
    text.delete(15, 5)
    text.insert(15, 'know ')
    their.delete(20, 9)
    their.insert(20, 'every month')
    expect(meet()).toEqual([
      {
        path: 'plan/vision',
        by: ['tom'],
        sentences: [{ yours: 'Families know each term.', theirs: 'Families hear every month.' }]
      }
    ])
  })

  it('a sentence that only one side changed is not told', () => {
    const { text, their, meet } = scene('One two three. Mine. Yours.')
    text.delete(4, 4)
    their.insert(0, 'Just ')
    text.insert(text.length - 8, 'e')
    their.insert(their.length - 1, '!')
    expect(meet()).toEqual([
      { path: 'plan/vision', by: ['tom'], sentences: [{ yours: 'One three.', theirs: 'Just One two three.' }] }
    ])
  })
})
