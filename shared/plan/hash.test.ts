import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ItemId } from '../ids.ts'
import { authorshipHash, canonical, contentHash } from './hash.ts'
import { addAction, addPriority, createPlan, fieldText, setValue } from './schema.ts'

const [p, a] = ['p', 'a'] as ItemId[] as [ItemId, ItemId]

const plan = (client = 5): Y.Doc => {
  const doc = new Y.Doc()
  doc.clientID = client
  createPlan(doc, { title: 'A plan' }, { area: 'Sutton' })
  addPriority(doc, p, { order: 'a0' }, { why: 'Because families asked' })
  addAction(doc, a, { order: 'a0', priority: p }, { text: 'Do it' })
  return doc
}

const copy = (doc: Y.Doc, client: number): Y.Doc => {
  const other = new Y.Doc()
  other.clientID = client
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
  return other
}

const why = (doc: Y.Doc): Y.Text => fieldText(doc, 'priorities/p/why') ?? new Y.Text()

describe('hash', () => {
  it('canonical JSON does not depend on the order in which keys were set', () => {
    expect(canonical({ b: [1, { d: null, c: 'x' }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}')
    expect(canonical({ a: 1, b: 2 })).toBe(canonical({ b: 2, a: 1 }))
    expect(canonical(undefined)).toBe('null')
  })

  it('equal content has an equal hash, whoever wrote it and in whatever pieces', () => {
    expect(contentHash(plan(5))).toBe(contentHash(plan(6)))
    const typed = plan(5)
    typed.getMap('plan').set('area', 'Merton')
    typed.getMap('plan').set('area', 'Sutton')
    why(typed).insert(3, '!', {})
    why(typed).delete(3, 1)
    expect(contentHash(typed)).toBe(contentHash(plan(9)))
  })

  it('one letter, one mark, one value, one line kind: each changes it', () => {
    const hashes = [
      (): void => undefined,
      (doc: Y.Doc): void => why(doc).insert(0, 'x', {}),
      (doc: Y.Doc): void => why(doc).format(0, 7, { bold: true }),
      (doc: Y.Doc): void => why(doc).format(why(doc).length - 1, 1, { list: 'bullet' }),
      (doc: Y.Doc): void => setValue(doc, { kind: 'action', id: a }, 'due', '2026-12-18'),
      (doc: Y.Doc): void => setValue(doc, { kind: 'priority', id: p }, 'order', 'a1')
    ].map((change) => {
      const doc = plan()
      change(doc)
      return contentHash(doc)
    })
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  it('marks taken off again and items taken out leave no trace in it', () => {
    const doc = plan()
    why(doc).format(0, 7, { bold: true })
    why(doc).format(0, 7, { bold: null })
    addAction(doc, 'b' as ItemId, { order: 'a1', priority: p }, { text: 'Never mind' })
    setValue(doc, { kind: 'action', id: 'b' as ItemId }, 'removed', true)
    expect(contentHash(doc)).toBe(contentHash(plan()))
  })

  it('peers that saw the same edits in any order agree on both hashes', () => {
    for (const seed of [21, 22, 23]) {
      const random = prng.create(seed)
      const docs = [plan(1)]
      for (const client of [2, 3]) docs.push(copy(docs[0] ?? plan(1), client))
      for (let round = 0; round < 100; round++) {
        const doc = prng.oneOf(random, docs)
        const text = why(doc)
        const at = prng.int32(random, 0, text.length - 1)
        if (prng.bool(random)) text.insert(at, prng.word(random, 1, 4), {})
        else if (at > 0) text.delete(at - 1, 1)
        if (prng.bool(random)) {
          const [from, to] = [prng.oneOf(random, docs), prng.oneOf(random, docs)]
          Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)))
        }
      }
      for (const from of docs) for (const to of docs) Y.applyUpdate(to, Y.encodeStateAsUpdate(from))
      const name = (client: number): string => `person-${client}`
      expect(new Set(docs.map(contentHash)).size, `seed ${seed}`).toBe(1)
      expect(new Set(docs.map((doc) => authorshipHash(doc, name))).size, `seed ${seed}`).toBe(1)
    }
  })

  it('[I5] equal content by another hand, or under another name, is another authorship', () => {
    const name = (client: number): string => `person-${client}`
    expect(contentHash(plan(5))).toBe(contentHash(plan(6)))
    expect(authorshipHash(plan(5), name)).not.toBe(authorshipHash(plan(6), name))
    expect(authorshipHash(plan(5), name)).not.toBe(authorshipHash(plan(5), () => 'person-6'))
    expect(authorshipHash(plan(5), () => undefined)).not.toBe(authorshipHash(plan(5), name))
  })

  it('splitting a run changes nothing: a mark inside it leaves every letter with its id', () => {
    const [before, after] = [plan(), plan()]
    why(after).format(2, 4, { bold: true })
    expect(authorshipHash(after, String)).toBe(authorshipHash(before, String))
  })
})
