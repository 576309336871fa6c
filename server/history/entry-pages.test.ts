import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { counts, times, type Column } from './column.ts'
import { EntryPages, never } from './entry-pages.ts'

const copyOf = (pages: EntryPages): EntryPages => {
  const encoder = encoding.createEncoder()
  pages.write(encoder)
  return EntryPages.read(decoding.createDecoder(encoding.toUint8Array(encoder)))
}

describe('numbers of entries by clock', () => {
  it('say what a plain list says, also after they were kept', () => {
    let set = 0
    for (let seed = 1; seed <= 50; seed++) {
      const gen = prng.create(seed)
      const pages = new EntryPages()
      const plain = new Array<number>(6000).fill(never)
      for (let step = 0; step < 60; step++) {
        const clock = prng.int32(gen, 0, 4000)
        const length = prng.oneOf(gen, [1, 1, 2, 30, 512, 1500])
        const entry = prng.oneOf(gen, [step, prng.uint32(gen, 0, never - 1)])
        pages.set(clock, length, entry)
        plain.fill(entry, clock, clock + length)
        set += length
      }
      const copy = copyOf(pages)
      const read = new Uint32Array(plain.length)
      copy.read(0, plain.length, read, 0)
      expect([...read], `seed ${seed}`).toEqual(plain)
      const some = Array.from({ length: 800 }, (_, index) => index * 7)
      expect(some.map((clock) => pages.get(clock))).toEqual(some.map((clock) => plain[clock]))
      expect(copy.end).toBe(pages.end)
    }
    expect(set).toBeGreaterThan(10_000)
  })

  it('a claim of a million letters takes no room, however often it is made', () => {
    const pages = new EntryPages()
    for (let claim = 0; claim < 100; claim++) pages.set(claim * limits.phantomLengthMax, limits.phantomLengthMax, claim)
    const encoder = encoding.createEncoder()
    pages.write(encoder)
    expect(encoding.length(encoder)).toBeLessThan(1000)
    expect(pages.get(50 * limits.phantomLengthMax)).toBe(50)
    expect(pages.get(200 * limits.phantomLengthMax)).toBe(never)
  })
})

describe('columns of numbers', () => {
  it('grow, are found in, and come back as they were kept', () => {
    const column = times()
    const values = Array.from({ length: 1000 }, (_, index) => 1_700_000_000_000 + index * index)
    for (const value of values) column.push(value)
    column.put(0, 5)
    const encoder = encoding.createEncoder()
    column.write(encoder)
    const copy: Column = times()
    copy.read(decoding.createDecoder(encoding.toUint8Array(encoder)))
    expect(Array.from({ length: copy.length }, (_, index) => copy.at(index))).toEqual([5, ...values.slice(1)])
    expect(copy.countUpTo(values[10] ?? 0)).toBe(11)
    expect(copy.countUpTo(4)).toBe(0)
    expect(copy.get(1000)).toBeUndefined()
    expect(() => counts().at(0)).toThrow(RangeError)
  })
})
