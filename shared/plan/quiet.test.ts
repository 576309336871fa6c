import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { keepQuiet } from './quiet.ts'

/** Two people mark and unmark overlapping words at once; a third only listens. @returns the listener's own updates. */
const updatesOfListener = (seed: number, prepare: (doc: Y.Doc) => void): number => {
  const random = prng.create(seed)
  const docs = [1, 2, 3].map((client) => {
    const doc = new Y.Doc()
    doc.clientID = client
    // The two who write are quiet in any case: else they would clean up before the third could.
    if (client === 3) prepare(doc)
    else keepQuiet(doc)
    return doc
  })
  const [first, second, listener] = docs
  if (!first || !second || !listener) throw new Error('three documents were made')
  first.getMap('m').set('t', new Y.Text('Families help decide from the start\n'))
  for (const doc of [second, listener]) Y.applyUpdate(doc, Y.encodeStateAsUpdate(first))
  let own = 0
  listener.on('update', (_update: Uint8Array, origin: unknown) => {
    if (origin !== 'relay') own++
  })
  for (let round = 0; round < 40; round++) {
    for (const doc of [first, second]) {
      const text = doc.getMap('m').get('t') as Y.Text
      // Few places: that both mark the same words at once is what leaves marks twice.
      text.format(prng.oneOf(random, [0, 4, 9]), prng.oneOf(random, [4, 8]), { bold: prng.bool(random) ? true : null })
    }
    for (const from of [first, second])
      for (const to of [first, second, listener])
        if (from !== to) Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), 'relay')
  }
  return own
}

describe('keepQuiet', () => {
  const seeds = [41, 42, 43, 44, 45]

  it('[P18] a document that only listens to formatting writes nothing of its own', () => {
    for (const seed of seeds) expect(updatesOfListener(seed, keepQuiet), `seed ${seed}`).toBe(0)
  })

  it('[P18] without it the same listening does write: the scene above would notice', () => {
    const own = seeds.map((seed) => updatesOfListener(seed, () => undefined))
    expect(Math.max(...own)).toBeGreaterThan(0)
  })
})
