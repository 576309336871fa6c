import { describe, expect, it } from 'vitest'
import { REFUSALS, isRefusal, isRefusalCode, refuse } from './refusals.ts'

const rows = Object.entries(REFUSALS)

describe('refusals', () => {
  it('[P1] a close code says whether to come back: 44xx is final, 1012, 1013 and 45xx try again', () => {
    let closing = 0
    for (const [code, { close, retry }] of rows) {
      if (close === undefined) continue
      closing++
      const final = close >= 4400 && close <= 4499
      const again = close === 1012 || close === 1013 || (close >= 4500 && close <= 4599)
      expect(final || again, code).toBe(true)
      expect(retry, code).toBe(again)
    }
    expect(closing).toBeGreaterThan(10)
  })

  it('each has one or more whole sentences a person can read, without words of the trade', () => {
    for (const [code, { sentence }] of rows) {
      expect(sentence, code).toMatch(/^[A-Z].*\.$/)
      expect(sentence, code).not.toMatch(/sync|crdt|invalid|oops|error|stakeholder|socket|null|undefined/i)
    }
  })

  it('the one who may not know that something exists reads the same status for both', () => {
    expect(REFUSALS['no-such-plan'].status).toBe(404)
    expect(REFUSALS.removed.status).toBe(404)
    expect(REFUSALS['not-found'].status).toBe(404)
  })

  it('is a value told from every other value', () => {
    expect(refuse('read-only')).toEqual({ refused: 'read-only' })
    expect(isRefusal(refuse('read-only'))).toBe(true)
    for (const value of [undefined, null, 0, 7, 'refused', {}, [], Object.create({ refused: 'read-only' })])
      expect(isRefusal(value)).toBe(false)
    expect(isRefusalCode('read-only')).toBe(true)
    for (const word of ['', 'constructor', '__proto__', 'Read-only']) expect(isRefusalCode(word)).toBe(false)
  })
})
