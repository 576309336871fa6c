// Finds or brings the browser that the journeys drive. The order is from cheapest to dearest.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { root } from './build.mjs'

/** The found path, for playwright.config.ts; inside node_modules so that a new install looks again. */
const note = join(root, 'node_modules', '.cache', 'co-production-board', 'browser-path')

// The one without windows comes first: the others draw their own, also where nobody sees them, which takes a sixth longer.
const systemPaths = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome'
]
const versionMs = 20_000
const downloadMs = 180_000
const packagesMs = 300_000

/**
 * Some systems keep a file of that name which only says how to install the browser: it must answer.
 * @param {string | undefined} path
 * @returns {path is string}
 */
function answers(path) {
  if (path === undefined || path === '' || !existsSync(path)) return false
  const asked = spawnSync(path, ['--version', '--no-sandbox'], { encoding: 'utf8', timeout: versionMs })
  return asked.status === 0 && /chrom/i.test(asked.stdout)
}

/** @returns {string | undefined} where Playwright keeps its own browser, present or not */
function ownPath() {
  const asked = spawnSync(
    process.execPath,
    ['-e', "process.stdout.write(require('@playwright/test').chromium.executablePath())"],
    { cwd: root, encoding: 'utf8', timeout: versionMs }
  )
  return asked.status === 0 ? asked.stdout : undefined
}

/**
 * @param {(line: string) => void} say gets the tool's last words when it fails
 * @param {string} command
 * @param {string[]} args
 * @param {number} timeout milliseconds
 */
function run(say, command, args, timeout) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const ran = spawnSync(command, args, {
    cwd: root,
    env,
    timeout,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe']
  })
  if (ran.status === 0) return
  const lastWords = (ran.error?.message ?? ran.stderr).trim().split('\n').slice(-3).join('\n')
  say(`${command} ${args.join(' ')} did not work:\n${lastWords}`)
}

/**
 * @param {(line: string) => void} say
 * @returns {string | undefined} the path of a browser that answers; undefined when none could be had
 */
export function provideBrowser(say) {
  const found = findBrowser() ?? bringBrowser(say)
  if (found === undefined) return undefined
  mkdirSync(dirname(note), { recursive: true })
  writeFileSync(note, found)
  return found
}

/** @returns {string | undefined} */
function findBrowser() {
  const noted = existsSync(note) ? readFileSync(note, 'utf8') : undefined
  for (const path of [process.env['CHROMIUM_PATH'], noted]) if (answers(path)) return path
  const own = ownPath()
  return [own, ...systemPaths].find(answers)
}

/**
 * @param {(line: string) => void} say
 * @returns {string | undefined}
 */
function bringBrowser(say) {
  const asRoot = process.getuid?.() === 0
  const cli = createRequire(join(root, 'package.json')).resolve('@playwright/test/cli')
  say('No browser found: asking Playwright to download Chromium.')
  run(say, process.execPath, [cli, 'install', 'chromium'], downloadMs)
  const own = ownPath()
  if (answers(own)) return own
  if (!asRoot) return undefined
  if (own !== undefined && existsSync(own)) {
    say('Chromium is here but lacks system libraries: installing them.')
    run(say, process.execPath, [cli, 'install-deps', 'chromium'], packagesMs)
    if (answers(own)) return own
  }
  say('Installing Chromium from the system packages.')
  const retries = ['-qq', '-o', 'Acquire::Retries=3']
  run(say, 'apt-get', ['update', ...retries], packagesMs)
  for (const name of ['chromium-headless-shell', 'chromium']) {
    const names = [name, 'fonts-liberation']
    run(say, 'apt-get', ['install', '-y', ...retries, '--no-install-recommends', ...names], packagesMs)
    const found = systemPaths.find(answers)
    if (found !== undefined) return found
  }
  return undefined
}
