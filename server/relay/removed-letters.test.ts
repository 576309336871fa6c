import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { removedLetter, withoutLetters } from './removed-letters.ts'
import { decodeUpdate } from './update.ts'

/** Every update of some people who write, take out, format and undo at once, from a seed. */
const session = (seed: number): Uint8Array[] => {
  let state = seed
  const below = (max: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % max
  }
  const docs = [1, 2, 3].map((client) => {
    const doc = new Y.Doc()
    doc.clientID = client
    return doc
  })
  const updates: Uint8Array[] = []
  for (const doc of docs) doc.on('update', (update: Uint8Array, origin) => origin !== 'other' && updates.push(update))
  const undos = docs.map((doc) => new Y.UndoManager(doc.getText('t'), { captureTimeout: 0 }))
  for (let step = 0; step < 60; step++) {
    const index = below(docs.length)
    const doc = docs[index]
    if (!doc) continue
    const text = doc.getText('t')
    const at = below(text.length + 1)
    const kind = below(10)
    if (kind < 5) text.insert(at, ['secret', 'a 😀 b', 'line\n', 'ß'][below(4)] ?? '')
    else if (kind < 7) text.delete(at, Math.min(3, text.length - at))
    else if (kind === 7) text.format(at, Math.min(4, text.length - at), { bold: true })
    else if (kind === 8) undos[index]?.undo()
    else doc.getMap('m').set('k', { deep: [step, 'secret value'] })
    if (below(3) === 0) for (const other of docs) Y.applyUpdate(other, Y.encodeStateAsUpdate(doc), 'other')
  }
  return updates
}

const plain = (updates: readonly Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc({ gc: false })
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

/** Every letter there ever was, with its place and whether it stands. */
const letters = (doc: Y.Doc): { id: string; text: string; stands: boolean; left: string; right: string }[] => {
  const all = []
  for (let item = doc.getText('t')._start; item; item = item.right) {
    if (!(item.content instanceof Y.ContentString)) continue
    for (const [index, text] of [...Array(item.length).keys()].map(
      (at) => [at, item?.content.getContent()[at]] as const
    ))
      all.push({
        id: `${item.id.client}:${item.id.clock + index}`,
        text: String(text),
        stands: !item.deleted,
        left: String(item.left?.lastId.clock),
        right: String(item.right?.id.clock)
      })
  }
  return all
}

describe('relay/removed-letters', () => {
  it('an update that holds none of them stays byte for byte', () => {
    for (let seed = 1; seed <= 20; seed++)
      for (const update of session(seed))
        expect(withoutLetters(update, [{ client: 9, clock: 0, length: 99 }])).toBe(update)
  })

  it('[I8] in 100 sessions every other letter keeps id, place and standing, and the removed ones are gone', () => {
    let removed = 0
    for (let seed = 1; seed <= 100; seed++) {
      const updates = session(seed)
      const was = letters(plain(updates))
      const client = 1 + (seed % 3)
      const ranges = [{ client, clock: seed % 7, length: 11 }]
      const rewritten = updates.map((update) => withoutLetters(update, ranges))
      for (const [index, update] of rewritten.entries()) {
        const [now, before] = [decodeUpdate(update), decodeUpdate(updates[index] ?? update)]
        if ('refused' in now || 'refused' in before) throw new Error('an update that cannot be read')
        expect(now.deletes).toEqual(before.deletes)
        expect(now.structs.map(({ client: by, clock, length }) => [by, clock, length])).toEqual(
          before.structs.map(({ client: by, clock, length }) => [by, clock, length])
        )
      }
      const now = letters(plain(rewritten))
      expect(now.map(({ text: _text, ...rest }) => rest)).toEqual(was.map(({ text: _text, ...rest }) => rest))
      for (const [index, letter] of now.entries()) {
        const before = was[index]?.text ?? ''
        const [by, clock] = letter.id.split(':').map(Number)
        const isAsked = ranges.some(
          (range) =>
            by === range.client && clock !== undefined && clock >= range.clock && clock < range.clock + range.length
        )
        if (isAsked && before !== '\n') {
          removed += 1
          expect(letter.text).toBe(removedLetter)
        } else if (!/[\uD800-\uDFFF\uFFFD]/.test(before)) expect(letter.text).toBe(before)
        // Never half a pair.
        expect(/[\uD800-\uDFFF]/.test(letter.text) && letter.text === removedLetter).toBe(false)
      }
      const json = (doc: Y.Doc): string => JSON.stringify(doc.getMap('m').toJSON())
      expect(json(plain(rewritten))).toBe(json(plain(updates)))
    }
    expect(removed).toBeGreaterThan(300)
  })
})
