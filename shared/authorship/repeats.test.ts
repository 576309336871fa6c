import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import { Repeats } from './repeats.ts'

describe('the index of repeats', () => {
  it('agrees with a naive table in 300 seeded runs, and reads back equal', () => {
    let noted = 0
    for (let seed = 1; seed <= 300; seed++) {
      const random = prng.create(seed)
      const repeats = new Repeats()
      const naive = new Map<string, string>()
      const next = [0, 0, 0]
      for (let step = 0; step < 40; step++) {
        const client = prng.int31(random, 0, 2)
        const length = prng.int31(random, 1, 6)
        const clock = next[client] ?? 0
        next[client] = clock + length
        if (prng.bool(random)) continue
        const of = { client: prng.int31(random, 0, 2), clock: prng.int31(random, 0, 30) }
        if (of.clock + length > (next[of.client] ?? 0) || of.client === client) continue
        repeats.note({ client, clock, length, of })
        for (let index = 0; index < length; index++) {
          const old = `${of.client}:${of.clock + index}`
          naive.set(`${client}:${clock + index}`, naive.get(old) ?? old)
        }
      }
      const twin = new Repeats()
      for (const repeat of repeats.all()) twin.note(repeat)
      for (const each of [repeats, twin]) {
        const told = new Map<string, string>()
        for (let client = 0; client < 3; client++)
          for (let clock = 0; clock < (next[client] ?? 0); clock++) {
            const { of } = each.first({ client, clock })
            if (of) told.set(`${client}:${clock}`, `${of.client}:${of.clock}`)
          }
        expect(told, `seed ${seed}`).toEqual(naive)
        noted += told.size
      }
    }
    expect(noted).toBeGreaterThan(3000)
  })

  it('what is said twice of the same letters counts once, and the first time', () => {
    const repeats = new Repeats()
    repeats.note({ client: 1, clock: 0, length: 4, of: { client: 2, clock: 0 } })
    repeats.note({ client: 1, clock: 0, length: 4, of: { client: 3, clock: 0 } })
    repeats.note({ client: 1, clock: 2, length: 2, of: { client: 2, clock: 2 } })
    expect(repeats.all()).toEqual([{ client: 1, clock: 0, length: 4, of: { client: 2, clock: 0 } }])
    expect(repeats.copies({ client: 2, clock: 0, length: 9 })).toEqual([{ client: 1, clock: 0, length: 4 }])
    expect(repeats.copies({ client: 3, clock: 0, length: 9 })).toEqual([])
  })
})
