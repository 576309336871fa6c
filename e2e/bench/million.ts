// What a plan of many edits costs: writes one through the gate (server/admin/million.ts), then measures the built
// board over HTTP. `npm run million -- [--edits=1000000] [--seed=1] [--folder=KEPT]`: 20,000 edits unless it is told otherwise.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { cookieOf, signIn, startBoard, until, type Board } from '../people.ts'
import { browserPath } from './browser-path.ts'

const flag = (name: string, usual: string): string =>
  process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? usual
const edits = flag('edits', '20000')
const seed = flag('seed', '1')
const kept = flag('folder', '')
const folder = kept === '' ? mkdtempSync(join(tmpdir(), 'board-million-')) : kept
const plan = 'million'
const email = 'person-0@example.org'
const asks = 200

let broken = 0
const print = (what: string, value: number, unit: 'ms' | 'MB' | 's', max?: number, note = ''): void => {
  const verdict = max === undefined ? '' : `, target ${max} ${unit}: ${value <= max ? 'kept' : 'MISSED'}`
  if (max !== undefined && value > max) broken++
  process.stdout.write(`${what}: ${value.toFixed(1)} ${unit}${verdict}${note === '' ? '' : ` (${note})`}\n`)
}
const residentMb = (board: Board): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${board.pid}/status`, 'utf8'))?.[1] ?? 0) / 1000

const percentile = (all: readonly number[], part: number): number =>
  [...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * part))] ?? 0

type Asker = { board: Board; cookie: string }
/** One question, its answer read to the end. @returns milliseconds, and the answer. */
async function ask({ board, cookie }: Asker, path: string): Promise<{ ms: number; text: string }> {
  const since = performance.now()
  const answer = await fetch(`${board.url}/api/plans/${plan}/${path}`, { headers: { cookie } })
  const text = await answer.text()
  const ms = performance.now() - since
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${text.slice(0, 200)}`)
  return { ms, text }
}

/** How long the server's main thread is away at most while something is done: a question it answers at once is asked all the time. */
async function longestAway(board: Board, act: () => Promise<void>): Promise<number> {
  let over = false
  let longest = 0
  const watch = async (): Promise<void> => {
    while (!over) {
      const since = performance.now()
      await (await fetch(`${board.url}/healthz`)).arrayBuffer()
      longest = Math.max(longest, performance.now() - since)
      await pause(2)
    }
  }
  const watching = watch()
  await act()
  over = true
  await watching
  return longest
}

/** Milliseconds from the press that switches it on to the frame that shows it, and how many runs were underlined. */
async function whoWrotePaints(of: Board): Promise<{ ms: number; runs: number }> {
  const executablePath = browserPath()
  const browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }) })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await signIn(page, { ...of, dataDir: folder }, email)
    await page.goto(`${of.url}/p/${plan}/1`)
    const toggle = page.getByRole('switch', { name: 'Who wrote this' })
    await toggle.waitFor()
    await page.getByText('Getting the latest').waitFor({ state: 'detached' })
    const all: { ms: number; runs: number }[] = []
    for (let turn = 0; turn < 5; turn++) {
      all.push(
        await toggle.evaluate(
          (button: HTMLElement) =>
            new Promise<{ ms: number; runs: number }>((done) => {
              const since = performance.now()
              button.click()
              // The first frame is drawn with it; the second says that it is on the screen.
              requestAnimationFrame(() =>
                requestAnimationFrame(() =>
                  done({ ms: performance.now() - since, runs: document.querySelectorAll('span.who').length })
                )
              )
            })
        )
      )
      await toggle.click()
    }
    return all.sort((a, b) => b.ms - a.ms)[0] ?? { ms: Number.NaN, runs: 0 }
  } finally {
    await browser.close()
  }
}

/** An odd walk over all seqs that is the same in every run. */
const seqs = (last: number): number[] =>
  Array.from({ length: asks }, (_, index) => 1 + ((index * 7_919_317 + 31) % last))

if (!existsSync(join(folder, 'board.sqlite'))) {
  const generator = fileURLToPath(new URL('../../server/admin/million.ts', import.meta.url))
  const since = performance.now()
  const child = spawn(process.execPath, ['--import', 'tsx', generator, folder, edits, seed], { stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error('the plan was not written')
  print('written through the gate', (performance.now() - since) / 1000, 's')
}
print('on disk', statSync(join(folder, 'board.sqlite')).size / 1e6, 'MB')

const board = await startBoard({ DATA_DIR: folder, DEMO: '0', LOG_LEVEL: 'warn' })
type Timeline = { moments: number; changes: number; last: { seq: number }; steps: number[] | null }
type Moment = { next: number | null }
try {
  const asker = { board, cookie: await cookieOf({ ...board, dataDir: folder }, email) }
  const since = performance.now()
  // Until it has been put together once; after that it is kept, and read from what was kept.
  await until(
    'the history to be put together',
    async () => {
      const answer = await fetch(`${board.url}/api/plans/${plan}/history/timeline`, {
        headers: { cookie: asker.cookie }
      })
      return answer.status === 200
    },
    900_000
  )
  print('history put together, with nothing kept or what was', (performance.now() - since) / 1000, 's')
  await pause(15_000)
  await board.restart()
  await pause(1_000)
  const before = residentMb(board)
  const opening = await ask(asker, 'state')
  print('a newcomer opens the plan, cold', opening.ms, 'ms', 1500, `${(opening.text.length / 1000).toFixed(0)} kB`)
  print(
    'memory of the plan, live',
    residentMb(board) - before,
    'MB',
    undefined,
    `process ${residentMb(board).toFixed(0)} MB`
  )
  let timeline: Timeline | undefined
  const awayOpening = await longestAway(board, async () => {
    const opened = await ask(asker, 'history/timeline')
    timeline = JSON.parse(opened.text) as Timeline
    print('history opens, cold', opened.ms, 'ms', 3000, `${(opened.text.length / 1000).toFixed(0)} kB`)
  })
  if (!timeline) throw new Error('no timeline')
  print('memory of the plan, live and history, just opened', residentMb(board) - before, 'MB')
  const { moments, changes, last } = timeline
  process.stdout.write(`${changes} changes, ${moments} moments, ${last.seq} commits\n`)
  const jump = async (query: (seq: number) => string): Promise<number[]> => {
    const all: number[] = []
    for (const seq of seqs(last.seq)) all.push((await ask(asker, `history/moment?at=${query(seq)}`)).ms)
    return all
  }
  const steps = async (where: string): Promise<number[]> => {
    const all: number[] = []
    let at = Math.floor(last.seq / 2)
    while (all.length < asks) {
      const { ms, text } = await ask(asker, `history/moment?at=${at}${where}`)
      all.push(ms)
      const { next } = JSON.parse(text) as Moment
      if (next === null) break
      at = next
    }
    return all
  }
  const tell = (what: string, all: readonly number[], max?: number): void =>
    print(
      `${what}, 95 of 100`,
      percentile(all, 0.95),
      'ms',
      max,
      `half ${percentile(all, 0.5).toFixed(1)}, longest ${Math.max(...all).toFixed(1)}, of ${all.length}`
    )
  const away = await longestAway(board, async () => {
    tell('jumps in the whole plan', await jump((seq) => String(seq)), 300)
    tell('jumps in one priority', await jump((seq) => `${seq}&in=p3`), 300)
    tell('steps in one priority', await steps('&in=p3'), 50)
    tell('steps in the whole plan', await steps(''), 50)
    const compared: number[] = []
    for (const seq of seqs(last.seq).slice(0, 20))
      compared.push(
        (
          await ask(
            asker,
            `history/compare?from=${Math.min(seq, last.seq - seq + 1)}&to=${Math.max(seq, last.seq - seq + 1)}`
          )
        ).ms
      )
    tell('two moments of the whole plan compared', compared)
    const pages: number[] = []
    for (const seq of seqs(last.seq).slice(0, 20)) pages.push((await ask(asker, `history/changes?to=${seq}`)).ms)
    tell('pages of changes', pages)
  })
  const paint = await whoWrotePaints(board)
  print('who wrote this paints, the longest text of a priority', paint.ms, 'ms', 150, `${paint.runs} runs`)
  print('longest answer of a short question meanwhile, history opening', awayOpening, 'ms', 50)
  print('longest answer of a short question meanwhile, jumps and steps', away, 'ms', 50)
  print(
    'memory of the plan, live and history',
    residentMb(board) - before,
    'MB',
    200,
    `process ${residentMb(board).toFixed(0)} MB`
  )
} finally {
  await board.close()
  if (kept === '') rmSync(folder, { recursive: true, force: true })
}
process.stdout.write(broken === 0 ? 'every target kept\n' : `${broken} targets missed\n`)
process.exitCode = broken === 0 ? 0 : 1
