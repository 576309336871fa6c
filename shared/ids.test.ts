import { describe, expect, it } from 'vitest'
import { idFromBytes, parseItemId, parsePersonId, parsePlanId } from './ids.ts'

describe('ids', () => {
  it('are one safe word: nothing that could be a path, a header, a script or an object key of the language', () => {
    const doors = [parsePlanId, parsePersonId, parseItemId]
    const good = ['a', 'sutton-example', 'i0123456789ab', 'A_b-9', 'x'.repeat(64)]
    const bad = [
      '',
      '-a',
      '_a',
      '__proto__',
      'x'.repeat(65),
      'a b',
      'a/b',
      '..',
      'a.b',
      'a%2f',
      'a\n',
      'é',
      '<b>',
      7,
      null,
      undefined,
      ['a'],
      {}
    ]
    for (const parse of doors) {
      for (const id of good) expect(parse(id), id).toBe(id)
      for (const id of bad) expect(parse(id), JSON.stringify(id)).toBeUndefined()
    }
  })

  it('made from bytes pass their own door and lose no bit of the five that count', () => {
    const ids = Array.from({ length: 32 }, (_, byte) => idFromBytes(new Uint8Array([byte])))
    expect(new Set(ids).size).toBe(32)
    for (const id of ids) expect(parseItemId(id)).toBe(id)
    expect(idFromBytes(new Uint8Array(12))).toHaveLength(13)
  })
})
