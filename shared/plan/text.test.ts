import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { plainText, readLines, walkText } from './text.ts'

const write = (client: number, fill: (text: Y.Text) => void): Y.Text => {
  const doc = new Y.Doc()
  doc.clientID = client
  const text = doc.getMap('m').set('t', new Y.Text('\n'))
  fill(text)
  return text
}

describe('text', () => {
  it('[P15] lines carry their kind, runs their marks and author', () => {
    const text = write(1, (it) => {
      it.insert(0, 'One\nTwo words', {})
      it.format(3, 1, { list: 'bullet' })
      it.format(4, 3, { bold: true })
      it.format(it.length - 1, 1, { list: 'ordered', level: 2 })
    })
    const other = new Y.Doc()
    other.clientID = 2
    Y.applyUpdate(other, Y.encodeStateAsUpdate(text.doc ?? new Y.Doc()))
    const theirs = other.getMap('m').get('t') as Y.Text
    theirs.insert(7, '!', { bold: true })
    expect(readLines(theirs)).toEqual([
      { list: 'bullet', runs: [{ text: 'One', client: 1 }] },
      {
        list: 'ordered',
        level: 2,
        runs: [
          { text: 'Two', client: 1, bold: true },
          { text: '!', client: 2, bold: true },
          { text: ' words', client: 1 }
        ]
      }
    ])
  })

  it('[P15] an empty text is one empty line, with or without its line end', () => {
    expect(readLines(write(1, () => undefined))).toEqual([{ runs: [] }])
    expect(readLines(write(1, (it) => it.delete(0, 1)))).toEqual([{ runs: [] }])
    expect(plainText(readLines(write(1, (it) => it.insert(1, 'behind', {}))))).toBe('\nbehind')
  })

  it('[P15] marks on line ends and kinds on letters are ignored', () => {
    const text = write(1, (it) => {
      it.insert(0, 'word', { list: 'bullet' })
      it.format(4, 1, { bold: true, list: null })
    })
    expect(readLines(text)).toEqual([{ runs: [{ text: 'word', client: 1 }] }])
  })

  it('reads what any order of edits left, letter for letter and id for id, and writes nothing', () => {
    for (const seed of [11, 12, 13, 14, 15]) {
      const random = prng.create(seed)
      const docs = [1, 2, 3].map((client) => {
        const doc = new Y.Doc()
        doc.clientID = client
        return doc
      })
      const first = docs[0] ?? new Y.Doc()
      first.getMap('m').set('t', new Y.Text('\n'))
      for (const doc of docs) Y.applyUpdate(doc, Y.encodeStateAsUpdate(first))
      let edits = 0
      for (let round = 0; round < 300; round++) {
        const doc = prng.oneOf(random, docs)
        const text = doc.getMap('m').get('t') as Y.Text
        const at = prng.int32(random, 0, text.length - 1)
        const length = prng.int32(random, 0, Math.min(4, text.length - 1 - at))
        const roll = prng.int32(random, 0, 9)
        if (roll < 6)
          text.insert(at, prng.oneOf(random, ['a', 'bc ', '\n', 'é', '😀']), prng.bool(random) ? { bold: true } : {})
        else if (roll < 8 && length > 0) text.delete(at, length)
        else if (length > 0) text.format(at, length, { italic: prng.bool(random) ? true : null })
        edits++
        const other = prng.oneOf(random, docs)
        if (prng.bool(random)) Y.applyUpdate(other, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(other)))
      }
      expect(edits).toBe(300)
      for (const doc of docs) {
        const text = doc.getMap('m').get('t') as Y.Text
        let updates = 0
        doc.on('update', () => updates++)
        const lines = readLines(text)
        expect(`${plainText(lines)}\n`, `seed ${seed}`).toBe(text.toJSON())
        const letters = new Map<string, string>()
        walkText(text, (run) => {
          for (let i = 0; i < run.text.length; i++) letters.set(`${run.client}:${run.clock + i}`, run.text.charAt(i))
        })
        expect(letters.size, `seed ${seed}: every letter has its own id`).toBe(text.length)
        expect(updates).toBe(0)
      }
    }
  })
})
