// `npm test`: format, lint and types beside units and store contract, then journeys in a real browser.
// Every stage runs even when an earlier one failed, so that one run shows everything there is to mend.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './build.mjs'
import { check } from './check.mjs'
import { countOf, fromPlaywright, fromVitest, total } from './test-results.mjs'

/** @typedef {import('./test-results.mjs').Count} Count */

const results = mkdtempSync(join(tmpdir(), 'board-test-results-'))

/**
 * @param {string} title
 * @param {() => Promise<Count>} stage
 * @returns {Promise<{ count: Count, said: string }>} its count, and the line that tells it
 */
async function inStage(title, stage) {
  process.stdout.write(`\n${title}\n`)
  const startedMs = performance.now()
  const count = await stage()
  const seconds = Math.round((performance.now() - startedMs) / 1000)
  const said = `${title}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped, ${seconds} s\n`
  return { count, said }
}

/**
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} exit code; 1 for a signal
 */
function node(args, env) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit']
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

/**
 * @param {string[]} args the runner and its options
 * @param {NodeJS.ProcessEnv} env
 * @param {string} file where the runner writes its report
 * @param {(report: unknown) => Count} read
 * @returns {Promise<Count>}
 */
async function counted(args, env, file, read) {
  const code = await node(args, env)
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
  return countOf(code, report === undefined ? undefined : read(report))
}

const vitestFile = join(results, 'vitest.json')
const playwrightFile = join(results, 'playwright.json')
let checked = ''
// Side by side: lint is one long thread, and units wait for disks and processes. What is said of each is told at its
// end, so that neither is in the middle of the other.
const first = await Promise.all([
  inStage('Format, lint, types', () => check((text) => (checked += text))),
  inStage('Units and store contract', () =>
    counted(
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        ...['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${vitestFile}`]
      ],
      {},
      vitestFile,
      fromVitest
    )
  )
])
process.stdout.write(`\n${checked}${first.map(({ said }) => said).join('')}`)
const journeys = await inStage('Journeys', () =>
  counted(
    [join(root, 'node_modules/@playwright/test/cli.js'), 'test', '--reporter=list,json'],
    { PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightFile },
    playwrightFile,
    fromPlaywright
  )
)
process.stdout.write(journeys.said)
rmSync(results, { recursive: true, force: true })

const all = total([...first, journeys].map(({ count }) => count))
process.exitCode = all.failed === 0 ? 0 : 1
process.stdout.write(`\n${all.passed} passed, ${all.failed} failed, ${all.skipped} skipped\n`)
