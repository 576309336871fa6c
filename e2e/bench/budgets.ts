// `npm run budgets`: what a visit costs a phone, and what the board costs its host, measured on the built board.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { chromium, type Browser, type Page } from '@playwright/test'
import { browserPath } from './browser-path.ts'
import { cloneToReadySeconds } from './clone-to-ready.ts'
import { exportEverything } from './exports.ts'
import { latencyInCrowd } from './latency.ts'
import { memoryWithPeople } from './memory.ts'
import { cookieOf, examplePlan, startBoard, type Board } from '../people.ts'

type Unit = 'kB gzip' | 'kB' | 'MB' | 's' | 'ms' | 'nodes'
type Budget = { what: string; value: number; unit: Unit; max?: number; note?: string }

const people = 10
const budgets: Budget[] = []

function print(budget: Budget): void {
  budgets.push(budget)
  const { what, value, unit, max, note } = budget
  const verdict = max === undefined ? '' : `, budget ${max} ${unit}: ${value <= max ? 'kept' : 'BROKEN'}`
  process.stdout.write(`${what}: ${value.toFixed(1)} ${unit}${verdict}${note === undefined ? '' : ` (${note})`}\n`)
}

type Chunk = { file: string; src?: string; imports?: string[] }
const manifestPath = fileURLToPath(new URL('../../dist/client/.vite/manifest.json', import.meta.url))

/** Files that a chunk of the client brings with it at once, itself included. */
function closure(manifest: Readonly<Record<string, Chunk>>, key: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[key]
  if (chunk === undefined || seen.has(chunk.file)) return seen
  seen.add(chunk.file)
  for (const next of chunk.imports ?? []) closure(manifest, next, seen)
  return seen
}

/**
 * Scripts that only the writing surface needs: not counted on the board, which may fetch them early when it is idle.
 * @throws when the client was built without a lazy writing surface: then the two budgets cannot be told apart
 */
function editorOnly(): Set<string> {
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as Record<string, Chunk>
  const keys = (pattern: RegExp): string[] => Object.keys(manifest).filter((key) => pattern.test(key))
  const editors = keys(/^editor\/mount\.ts$/)
  const boards = keys(/^(?:index\.html|screens\/(?:board|plan)\/[^/]+)$/)
  if (editors.length === 0 || boards.length < 2) throw new Error('the manifest names no lazy board or no lazy editor')
  const shown = new Set(boards.flatMap((key) => [...closure(manifest, key)]))
  return new Set(editors.flatMap((key) => [...closure(manifest, key)]).filter((file) => !shown.has(file)))
}

type Visit = { scripts: Map<string, number>; fonts: number; elsewhere: string[] }

/** Loads a page with an empty cache and weighs what came. Files are weighed as a compressing proxy would send them. */
async function visit(browser: Browser, board: Board, go: (page: Page) => Promise<void>): Promise<Visit> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const seen: Visit = { scripts: new Map(), fonts: 0, elsewhere: [] }
  const bodies: Promise<void>[] = []
  page.on('response', (response) => {
    const url = new URL(response.url())
    if (url.origin !== board.url) seen.elsewhere.push(url.origin)
    const weigh = async (): Promise<void> => {
      if (response.request().resourceType() === 'script') {
        seen.scripts.set(url.pathname.slice(1), gzipSync(await response.body(), { level: 9 }).length)
      } else if (response.request().resourceType() === 'font') {
        seen.fonts += (await response.body()).length
      }
    }
    bodies.push(weigh())
  })
  await go(page)
  await page.waitForLoadState('networkidle')
  await Promise.all(bodies)
  await context.close()
  if (seen.scripts.size === 0) throw new Error('the page loaded no script: nothing was measured')
  return seen
}

const kilobytes = (files: Iterable<number>): number => [...files].reduce((sum, bytes) => sum + bytes, 0) / 1000

async function measureClient(browser: Browser, board: Board): Promise<void> {
  const lazy = editorOnly()
  const signIn = await visit(browser, board, async (page) => {
    await page.goto(`${board.url}/sign-in`)
    await page.getByRole('textbox').first().waitFor()
  })
  print({
    what: 'sign-in JavaScript, first visit',
    value: kilobytes(signIn.scripts.values()),
    unit: 'kB gzip',
    max: 45
  })

  const cookie = await cookieOf(board, 'priya@example.org')
  const shown = await visit(browser, board, async (page) => {
    const [name = '', value = ''] = cookie.split('=')
    await page.context().addCookies([{ name, value, url: board.url }])
    await page.goto(`${board.url}/p/${examplePlan}`)
    await page.getByRole('heading', { level: 2 }).first().waitFor()
  })
  const boardFiles = [...shown.scripts].filter(([file]) => !lazy.has(file)).map(([, bytes]) => bytes)
  print({
    what: 'board JavaScript, first visit',
    value: kilobytes(boardFiles),
    unit: 'kB gzip',
    max: 150,
    note: `${boardFiles.length} files`
  })
  const dist = fileURLToPath(new URL('../../dist/client/', import.meta.url))
  const editor = [...lazy].map((file) => gzipSync(readFileSync(dist + file), { level: 9 }).length)
  print({ what: 'writing surface, more and lazy', value: kilobytes(editor), unit: 'kB gzip', max: 110 })
  print({ what: 'fonts on the board', value: shown.fonts / 1000, unit: 'kB' })
  const elsewhere = new Set([...signIn.elsewhere, ...shown.elsewhere])
  if (elsewhere.size > 0) throw new Error(`pages asked other hosts: ${[...elsewhere].join(', ')}`)
}

async function withBrowser<T>(run: (browser: Browser) => Promise<T>): Promise<T> {
  const executablePath = browserPath()
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ['--disable-quic', '--disable-background-networking']
  })
  try {
    return await run(browser)
  } finally {
    await browser.close()
  }
}

async function measureCrowd(board: Board): Promise<void> {
  const seen = await withBrowser((browser) => latencyInCrowd(browser, board))
  const room = 'board of 8 priorities and 150 actions, 60 people present'
  const one = `95 of 100 of ${seen.ownKeys}`
  const other = `95 of 100 of ${seen.remotes}`
  print({ what: `own key to paint, ${room}`, value: seen.ownKeyP95, unit: 'ms', max: 50, note: one })
  print({ what: 'remote change to paint, the same', value: seen.remoteP95, unit: 'ms', max: 100, note: other })
  print({ what: 'nodes of the page, the same', value: seen.nodes, unit: 'nodes', max: 2500 })
}

const board = await startBoard()
try {
  await withBrowser((browser) => measureClient(browser, board))
  await measureCrowd(board)
} finally {
  await board.close()
}
for (const { format, bytes, seconds, peakBytes, waitMs, pages } of await exportEverything()) {
  const what = `${format} of 5 priorities and 150 actions`
  const note = `${(bytes / 1000).toFixed(0)} kB${pages === undefined ? '' : `, ${pages} pages`}, others waited ${waitMs.toFixed(0)} ms at most`
  print({ what, value: seconds, unit: 's', max: 5, note })
  print({ what: `${what}, server at its peak`, value: peakBytes / 1_000_000, unit: 'MB', max: 300 })
}
const memory = await memoryWithPeople(people, examplePlan)
print({
  what: `server memory, example plan open by ${people} people who write`,
  value: memory.residentBytes / 1_000_000,
  unit: 'MB',
  max: 150,
  note: `peak ${(memory.peakBytes / 1_000_000).toFixed(1)} MB`
})
const clone = await cloneToReadySeconds()
print({ what: 'clone to ready, warm package cache', value: clone.seconds, unit: 's', max: 90, note: clone.note })

const broken = budgets.filter(({ value, max }) => max !== undefined && value > max)
process.stdout.write(`${budgets.length} measured, ${broken.length} over budget\n`)
process.exitCode = broken.length === 0 ? 0 : 1
