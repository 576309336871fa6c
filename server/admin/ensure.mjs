// What `start`, `test`, `dev`, `admin` and `budgets` need on a bare machine, provided before they run.
// Plain JavaScript and only Node's own parts: it runs before the packages exist, and Node 20 reads no TypeScript.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, isStale, root } from './build.mjs'
import { provideBrowser } from './provide-browser.mjs'

const needs = {
  start: { build: true, browser: false },
  test: { build: true, browser: true },
  dev: { build: false, browser: false },
  admin: { build: true, browser: false },
  budgets: { build: true, browser: true }
}
const marker = join(root, 'node_modules', '.installed-from')

/**
 * On stderr: `npm run --silent admin` promises that nothing else stands on stdout.
 * @param {string} line
 */
const say = (line) => void process.stderr.write(`${line}\n`)

/**
 * @param {string} sentence
 * @returns {never}
 */
function stop(sentence) {
  say(sentence)
  process.exit(1)
}

/** @returns {boolean} whether this Node is one that package.json names */
function nodeIsNewEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major >= 24
}

/**
 * Compares package-lock.json with the record that npm keeps inside node_modules, so that a person who
 * has just run `npm ci` does not wait for a second one.
 * @param {boolean} withDev whether the tools that build and test are needed too
 * @returns {boolean}
 */
function packagesAreInstalled(withDev) {
  const record = join(root, 'node_modules', '.package-lock.json')
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
  const seen = createHash('sha256').update(lock).digest('hex')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === seen) return true
  if (!existsSync(record)) return false
  /** @type {Record<string, { version?: string, dev?: boolean, optional?: boolean, devOptional?: boolean }>} */
  const wanted = JSON.parse(lock).packages
  /** @type {Record<string, { version?: string }>} */
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  const isHere = Object.entries(wanted).every(([path, entry]) => {
    // An optional package may be one for another system.
    if (path === '' || entry.optional === true || entry.devOptional === true) return true
    if (entry.dev === true && !withDev) return true
    return installed[path]?.version === entry.version && existsSync(join(root, path, 'package.json'))
  })
  if (isHere && withDev) writeFileSync(marker, seen)
  return isHere
}

/** Runs `npm ci`, tools included even where NODE_ENV is production: without them nothing can be built. */
function installPackages() {
  say('Installing packages (npm ci).')
  const npm = process.env['npm_execpath']
  const viaNode = npm !== undefined && npm.endsWith('npm-cli.js')
  const args = ['ci', '--include=dev', '--loglevel=error']
  const ran = spawnSync(viaNode ? process.execPath : 'npm', viaNode ? [npm, ...args] : args, {
    cwd: root,
    // stdout of this process belongs to the command that follows.
    stdio: ['ignore', 2, 2]
  })
  if (ran.status !== 0 || !packagesAreInstalled(true)) {
    stop('The packages could not be installed. Look at the lines above, check the network, then run `npm ci`.')
  }
}

/** @param {keyof typeof needs} task */
async function ensure(task) {
  const { build: needsBuild, browser: needsBrowser } = needs[task]
  const stale = needsBuild && isStale()
  const withDev = stale || task === 'test' || task === 'dev' || task === 'budgets'
  if (!packagesAreInstalled(withDev)) installPackages()
  if (stale) {
    say('Building the board.')
    try {
      await build()
    } catch (fault) {
      say(fault instanceof Error ? fault.message : String(fault))
      stop('The board could not be built. The reason stands above.')
    }
  }
  if (needsBrowser) {
    const path = provideBrowser(say)
    if (path === undefined) {
      stop('No browser for the journeys. Install Chromium, or set CHROMIUM_PATH to one, and run this again.')
    }
    say(`Browser: ${path}`)
  }
}

const task = process.argv[2]
if (!nodeIsNewEnough()) {
  stop(`The board needs Node 20.19 or newer, 22.13 or newer, or 24. This is Node ${process.versions.node}.`)
}
if (task !== 'start' && task !== 'test' && task !== 'dev' && task !== 'admin' && task !== 'budgets') {
  stop('Say what to prepare for: node server/admin/ensure.mjs start, test, dev, admin or budgets.')
} else await ensure(task)
