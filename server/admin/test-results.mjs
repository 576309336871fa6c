// Reads the runners' reports into one count. Pure, so that its own test can feed it broken runs.

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/**
 * @param {unknown} value
 * @returns {number}
 */
const number = (value) => (typeof value === 'number' ? value : 0)

/**
 * @param {unknown} report
 * @param {string} key
 * @returns {unknown}
 */
const at = (report, key) => (typeof report === 'object' && report !== null ? Reflect.get(report, key) : undefined)

/**
 * A suite that could not be loaded has no tests to count as failed: it counts as one.
 * @param {unknown} report vitest's JSON
 * @returns {Count}
 */
export function fromVitest(report) {
  const suites = at(report, 'testResults')
  const unloaded = Array.isArray(suites)
    ? suites.filter((suite) => {
        const tests = at(suite, 'assertionResults')
        return at(suite, 'status') === 'failed' && Array.isArray(tests) && tests.length === 0
      }).length
    : 0
  return {
    passed: number(at(report, 'numPassedTests')),
    failed: number(at(report, 'numFailedTests')) + unloaded,
    skipped: number(at(report, 'numPendingTests')) + number(at(report, 'numTodoTests'))
  }
}

/**
 * @param {unknown} report Playwright's JSON
 * @returns {Count}
 */
export function fromPlaywright(report) {
  const stats = at(report, 'stats')
  const errors = at(report, 'errors')
  return {
    // A test that passed only when repeated is not a pass.
    passed: number(at(stats, 'expected')),
    failed: number(at(stats, 'unexpected')) + number(at(stats, 'flaky')) + (Array.isArray(errors) ? errors.length : 0),
    skipped: number(at(stats, 'skipped'))
  }
}

/**
 * A runner that left no report, executed nothing, or says it failed without naming a test counts as one failure.
 * @param {number} code its exit code
 * @param {Count | undefined} count
 * @returns {Count}
 */
export function countOf(code, count) {
  const known = count ?? { passed: 0, failed: 0, skipped: 0 }
  const ranNothing = known.passed + known.failed === 0
  return known.failed === 0 && (code !== 0 || ranNothing) ? { ...known, failed: 1 } : known
}

/**
 * @param {readonly Count[]} counts
 * @returns {Count}
 */
export function total(counts) {
  const sum = (/** @type {keyof Count} */ key) => counts.reduce((so, count) => so + count[key], 0)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
}
