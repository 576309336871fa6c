import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import { orderBetween } from './order.ts'
import { parseValue } from './schema.ts'

describe('order', () => {
  it('a key sorts between its neighbours and fits the schema, 2,000 random insertions per seed', () => {
    for (const seed of [1, 2, 3]) {
      const random = prng.create(seed)
      const keys: string[] = []
      for (let round = 0; round < 2000; round++) {
        const place = prng.int32(random, 0, keys.length)
        const key = orderBetween(keys[place - 1] ?? null, keys[place] ?? null)
        keys.splice(place, 0, key)
        expect(parseValue('action', 'order', key), `seed ${seed} key ${key}`).toBeDefined()
      }
      expect(keys, `seed ${seed}`).toEqual([...keys].sort())
      expect(new Set(keys).size, `seed ${seed}`).toBe(2000)
    }
  })

  it('five hundred items put into the same gap, always on one side, still have keys the schema takes', () => {
    for (const side of ['first', 'second'] as const) {
      let [before, after] = [orderBetween(null, null), orderBetween(orderBetween(null, null), null)]
      for (let round = 0; round < 500; round++) {
        const key = orderBetween(before, after)
        expect(key > before && key < after).toBe(true)
        if (side === 'first') after = key
        else before = key
      }
      expect(parseValue('action', 'order', side === 'first' ? after : before), side).toBeDefined()
    }
  })

  it('neighbours that are equal or crossed: right after the first, never a throw', () => {
    for (const [before, after] of [
      ['a1', 'a1'],
      ['a5', 'a1']
    ] as const)
      expect(orderBetween(before, after) > before).toBe(true)
  })

  it('a key of some other program: right behind it', () => {
    for (const strange of ['zzzz', '0', 'a00', '!']) expect(orderBetween(strange, null) > strange, strange).toBe(true)
  })
})
