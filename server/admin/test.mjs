// `npm test`: units and store contract, then journeys in a real browser; beside them format, lint and types.
// Every stage runs even when an earlier one failed, so that one run shows everything there is to mend.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './build.mjs'
import { check } from './check.mjs'
import { countOf, fromPlaywright, fromVitest, total } from './test-results.mjs'

/** @typedef {import('./test-results.mjs').Count} Count */

const gibibyte = 2 ** 30

/**
 * Where units put their folders: in memory where the machine has plenty. A store waits for its disk at every word it
 * keeps, and hundreds of stores are opened; what a killed process leaves behind is the same on both.
 */
function scratch() {
  const memory = '/dev/shm'
  if (!existsSync(memory) || freemem() < 4 * gibibyte) return tmpdir()
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize < 2 * gibibyte ? tmpdir() : memory
}

const results = mkdtempSync(join(tmpdir(), 'board-test-results-'))
const folders = mkdtempSync(join(scratch(), 'board-test-'))
process.once('exit', () => {
  for (const made of [results, folders]) rmSync(made, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

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
// In the background of all else: units wait for disks and processes, journeys for people's time, and lint needs a
// processor and nothing more. It is told at the end, so that it is in the middle of nothing.
const checking = inStage('Format, lint, types', () => check((text) => (checked += text), 'background'))
const units = await inStage('Units and store contract', () =>
  counted(
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      ...['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${vitestFile}`]
    ],
    { TMPDIR: folders },
    vitestFile,
    fromVitest
  )
)
process.stdout.write(`\n${units.said}`)
const journeys = await inStage('Journeys', () =>
  counted(
    [join(root, 'node_modules/@playwright/test/cli.js'), 'test', '--reporter=list,json'],
    { PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightFile },
    playwrightFile,
    fromPlaywright
  )
)
process.stdout.write(journeys.said)
const checks = await checking
process.stdout.write(`\n${checked}${checks.said}`)

const all = total([checks, units, journeys].map(({ count }) => count))
process.exitCode = all.failed === 0 ? 0 : 1
process.stdout.write(`\n${all.passed} passed, ${all.failed} failed, ${all.skipped} skipped\n`)
