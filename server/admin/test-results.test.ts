import { describe, expect, it } from 'vitest'
import { countOf, fromPlaywright, fromVitest, total } from './test-results.mjs'

describe('what `npm test` counts', () => {
  it('a runner that executed no test is a failure', () => {
    expect(countOf(0, fromVitest({ numPassedTests: 0, numFailedTests: 0, numPendingTests: 4 }))).toEqual({
      passed: 0,
      failed: 1,
      skipped: 4
    })
    expect(countOf(0, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  it('a runner that leaves with an error code is a failure even when all its tests passed', () => {
    expect(countOf(1, fromVitest({ numPassedTests: 3 })).failed).toBe(1)
  })

  it('a failure that is counted is not counted twice', () => {
    expect(countOf(1, fromVitest({ numPassedTests: 3, numFailedTests: 2 })).failed).toBe(2)
  })

  it('a test file that does not load is a failure', () => {
    const report = { numPassedTests: 1, testResults: [{ status: 'failed', assertionResults: [] }] }
    expect(fromVitest(report)).toEqual({ passed: 1, failed: 1, skipped: 0 })
  })

  it('a journey that passed only when repeated, and an error outside any journey, are failures', () => {
    expect(fromPlaywright({ stats: { expected: 2, unexpected: 0, flaky: 1, skipped: 1 }, errors: [{}] })).toEqual({
      passed: 2,
      failed: 2,
      skipped: 1
    })
  })

  it('adds the stages', () => {
    expect(
      total([
        { passed: 3, failed: 0, skipped: 0 },
        { passed: 10, failed: 1, skipped: 2 }
      ])
    ).toEqual({ passed: 13, failed: 1, skipped: 2 })
  })
})
