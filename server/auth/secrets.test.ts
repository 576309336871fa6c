import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { codeHash, hashSecret, newCode, newToken, sameHash, slowCode } from './secrets.ts'

describe('secrets', () => {
  it('a token carries 256 bits in letters that a link can hold', () => {
    const tokens = Array.from({ length: 500 }, () => newToken(randomBytes))
    expect(tokens.every((token) => /^[\w-]{43}$/.test(token))).toBe(true)
    expect(new Set(tokens).size).toBe(500)
  })

  it('codes are six digits, zeros in front kept, and draws that would favour low ones are drawn again', () => {
    const draws = [0xff_ff_ff_ff, 4294 * 1_000_000, 42]
    const random = (): Uint8Array => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32BE(draws.shift() ?? 0)
      return bytes
    }
    expect(newCode(random)).toBe('000042')
    expect(draws).toEqual([])
  })

  it('codes are spread evenly over their first digit', () => {
    const counts = Array.from({ length: 10 }, () => 0)
    for (let turn = 0; turn < 20_000; turn++) {
      const first = Number(newCode(randomBytes).charAt(0))
      counts[first] = (counts[first] ?? 0) + 1
    }
    // 2000 each is expected; 8 standard deviations are 340.
    expect(counts.every((count) => Math.abs(count - 2000) < 340)).toBe(true)
  })

  it('equal codes of two mails have different hashes, and no hash holds its secret', async () => {
    const slow = await slowCode('priya@example.org', '123456')
    expect(codeHash('a', slow)).not.toBe(codeHash('b', slow))
    expect(slow).not.toBe(await slowCode('tom@example.org', '123456'))
    expect(codeHash('a', slow)).toMatch(/^[0-9a-f]{64}$/)
    expect(hashSecret('secret')).toMatch(/^[0-9a-f]{64}$/)
  })

  it('hashes compare equal only when they are', () => {
    expect(sameHash('ab', 'ab')).toBe(true)
    expect(sameHash('ab', 'ac')).toBe(false)
    expect(sameHash('ab', 'abc')).toBe(false)
  })
})
