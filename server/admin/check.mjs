// `npm run check`: format, lint and types, side by side. Quiet when all is well, the tool's own words when not.
import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './build.mjs'

/** @typedef {'foreground' | 'background'} Ground in the background they take what others leave of the processors */

const bin = (/** @type {string} */ path) => join(root, 'node_modules', path)

const checks = [
  { name: 'format', args: [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', args: [bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.'] },
  {
    name: 'types',
    // svelte-check reads .ts and .svelte in one go; its warnings are the accessibility rules of the compiler.
    args: [
      bin('svelte-check/bin/svelte-check'),
      ...['--tsgo', '--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human-verbose']
    ]
  }
]

/**
 * Runs one tool and says how it went in one line, with its output below when it found something.
 * @param {{ name: string, args: string[] }} check
 * @param {(text: string) => unknown} say
 * @param {Ground} ground
 * @returns {Promise<boolean>} whether it found nothing
 */
function run({ name, args }, say, ground) {
  const startedMs = performance.now()
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  if (ground === 'background' && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW)
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (said += text))
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (said += text))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
      say(`${code === 0 ? 'passed' : 'FAILED'}  ${name}  ${seconds} s\n`)
      if (code !== 0) say(`${said.trimEnd()}\n`)
      resolve(code === 0)
    })
  })
}

/**
 * @param {(text: string) => unknown} say
 * @param {Ground} ground
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>} one for each of the three tools
 */
export async function check(say, ground = 'foreground') {
  const results = await Promise.all(checks.map((each) => run(each, say, ground)))
  const passed = results.filter(Boolean).length
  return { passed, failed: results.length - passed, skipped: 0 }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { failed } = await check((text) => process.stdout.write(text))
  process.exitCode = failed === 0 ? 0 : 1
}
