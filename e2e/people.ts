// What journeys and measurements share: a real board of their own, and people who sign in to it.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, type Page } from '@playwright/test'
import { exampleHere } from './example.ts'

const server = fileURLToPath(new URL('../dist/server/main.mjs', import.meta.url))
const admin = fileURLToPath(new URL('../dist/server/admin.mjs', import.meta.url))
/** A first start plays the example, which takes seconds of a machine that may be busy. */
const readyMs = 120_000
const leaveMs = 15_000

/** The plan that a new data folder is given. */
export const examplePlan = 'sutton-example'

/** Exit code, or the signal that ended it. */
export type Left = number | NodeJS.Signals

export type Board = {
  /** `http://localhost:PORT`; stays the same over restarts. */
  readonly url: string
  readonly dataDir: string
  readonly pid: number
  /** What signs a person of the example in once, and nobody has used yet, by their email address. */
  readonly tokens: Map<string, string>
  /** Everything that the server has said on stdout and stderr since its first start. */
  output(): string
  /** SIGTERM, as a system does it. */
  stop(): Promise<Left>
  /** SIGKILL: no drain, no farewell. */
  kill(): Promise<void>
  /** Starts again on the same folder and port; kills first when still running. */
  restart(): Promise<void>
  /** Stops the server and removes its folder. */
  close(): Promise<void>
}

/** Waits until `read` answers something other than undefined, null or false. @throws with `what` after `withinMs`. */
export async function until<T>(
  what: string,
  read: () => T | Promise<T>,
  withinMs = 10_000
): Promise<Exclude<T, undefined | null | false>> {
  const endsAt = performance.now() + withinMs
  for (;;) {
    const seen = await read()
    if (seen !== undefined && seen !== null && seen !== false) return seen as Exclude<T, undefined | null | false>
    if (performance.now() > endsAt) throw new Error(`waited ${withinMs} ms in vain for ${what}`)
    await pause(20)
  }
}

/** Settings that a person may have in their own shell and that must not reach a board under test. */
const settings =
  /^(?:PORT|HOST|PUBLIC_URL|DATA_DIR|DATABASE_URL|REDIS_URL|SMTP_URL|MAIL_FROM|DEMO|LOG_LEVEL|NODE_ENV|JOURNEY_EXAMPLE)$/
const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !settings.test(name)))

/**
 * Starts the built server on a free port with a data folder of its own: a copy of the example that was played before
 * the journeys, where it was, and else an empty one.
 * @param env settings of the board, as contract.md names them; the example plan is loaded unless `DEMO` is `0`
 * @throws with the server's own words when it does not get ready
 */
export async function startBoard(env: Readonly<Record<string, string>> = {}): Promise<Board> {
  const dataDir = await mkdtemp(join(tmpdir(), 'board-e2e-'))
  const example = env['DEMO'] === '0' || env['DATA_DIR'] !== undefined ? undefined : exampleHere()
  if (example) await cp(example.folder, dataDir, { recursive: true })
  const tokens = new Map(example?.tokens)
  let said = ''
  let port = env['PORT'] ?? '0'

  async function start(): Promise<{ child: ChildProcess; url: string }> {
    const heard = said.length
    const child = spawn(process.execPath, [server], {
      env: { ...ownEnvironment(), DATA_DIR: dataDir, ...env, PORT: port },
      stdio: ['ignore', 'pipe', 'pipe']
    })
    const listen = (text: string): void => void (said += text)
    child.stdout.setEncoding('utf8').on('data', listen)
    child.stderr.setEncoding('utf8').on('data', listen)
    const ready = (): string | undefined => /^ready (http\S+)$/m.exec(said.slice(heard))?.[1]
    const url = await until('the server to be ready', () => ready() ?? (hasLeft(child) ? 'left' : undefined), readyMs)
    if (url === 'left') throw new Error(`the server left before it was ready:\n${said.slice(heard)}`)
    port = new URL(url).port
    return { child, url }
  }

  async function end(signal: NodeJS.Signals): Promise<Left> {
    if (!hasLeft(child)) {
      const left = once(child, 'exit')
      child.kill(signal)
      const late = pause(leaveMs, 'late', { ref: false })
      if ((await Promise.race([left, late])) === 'late') {
        child.kill('SIGKILL')
        throw new Error(`the server did not leave within ${leaveMs} ms of ${signal}:\n${said}`)
      }
    }
    return child.signalCode ?? child.exitCode ?? 'SIGKILL'
  }

  let { child, url } = await start()
  return {
    get url() {
      return url
    },
    dataDir,
    get pid() {
      return child.pid ?? 0
    },
    tokens,
    output: () => said,
    stop: () => end('SIGTERM'),
    async kill() {
      await end('SIGKILL')
    },
    async restart() {
      await end('SIGKILL')
      ;({ child, url } = await start())
    },
    async close() {
      await end('SIGTERM')
      await rm(dataDir, { recursive: true, force: true })
    }
  }
}

const hasLeft = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/**
 * Runs the board's command line on its data folder, as a second process beside the running server.
 * @returns what it printed on stdout
 * @throws with its words when it leaves with another code than 0
 */
export async function runAdmin(board: Board, ...args: string[]): Promise<string> {
  const env = { ...ownEnvironment(), DATA_DIR: board.dataDir, PORT: new URL(board.url).port }
  const child = spawn(process.execPath, [admin, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (err += text))
  await once(child, 'close')
  if (child.exitCode !== 0) throw new Error(`admin ${args.join(' ')} left with ${child.exitCode}: ${err}${out}`)
  return out
}

/** A one-time sign-in link from `admin link`: it stands alone on the last line. */
export async function signInLink(board: Board, email: string): Promise<string> {
  const link = (await runAdmin(board, 'link', email)).trimEnd().split('\n').at(-1) ?? ''
  if (!link.includes('/s/#')) throw new Error(`admin link printed no sign-in link for ${email}`)
  return link
}

/** Signs in by link and button, as a person does; ends on the list of plans. */
export async function signIn(page: Page, board: Board, email: string): Promise<void> {
  await page.goto(await signInLink(board, email))
  await page.getByRole('button', { name: /^Sign in as / }).click()
  await expect(page).toHaveURL(/\/plans$/)
}

/** Signs in and opens the example plan's board. */
export async function openBoard(page: Page, board: Board, email: string, plan = examplePlan): Promise<void> {
  await signIn(page, board, email)
  await page.goto(`${board.url}/p/${plan}`)
}

/** Signs in without a browser. @returns the Cookie header for requests and sockets; send it with `Origin: board.url`. */
export async function cookieOf(board: Board, email: string): Promise<string> {
  const unused = board.tokens.get(email)
  board.tokens.delete(email)
  const token = unused ?? (await signInLink(board, email)).split('#')[1] ?? ''
  const answer = await fetch(`${board.url}/api/sign-in/redeem`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: board.url },
    body: JSON.stringify({ token })
  })
  if (answer.status !== 204) throw new Error(`sign-in of ${email} answered ${answer.status}`)
  const cookie = answer.headers.getSetCookie().map((set) => set.split(';')[0] ?? '')
  if (cookie.length === 0) throw new Error(`sign-in of ${email} set no cookie`)
  return cookie.join('; ')
}

/** Where a plan's socket is; `y-websocket` adds the room name `sync` by itself. */
export const socketUrl = (board: Board, plan = examplePlan): string =>
  `${board.url.replace(/^http/, 'ws')}/api/plans/${plan}`

export type Mail = { text: string; link: string; code: string }

/** The `count`-th mail that the board has written to this address, once it is there whole. */
export const mailTo = (board: Board, email: string, count = 1): Promise<Mail> =>
  until(`mail ${count} to ${email}`, async () => {
    const folder = join(board.dataDir, 'outbox')
    const names = (await readdir(folder).catch(() => [])).sort()
    const all = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
    const text = all.filter((one) => one.includes(`\r\nTo: ${email}\r\n`))[count - 1]
    if (text?.endsWith('\r\n') !== true) return undefined
    const link = /https?:\S+\/s\/#\S+/.exec(text)?.[0] ?? ''
    return { text, link, code: /\b\d{6}\b/.exec(text.replace(/#\S+/g, ''))?.[0] ?? '' }
  })

/** A request as this person, whatever the screens show them. @returns its status and the JSON it answered, if any. */
export async function ask(
  board: Board,
  cookie: string,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown
): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${board.url}${path}`, {
    method,
    headers: { cookie, origin: board.url, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
}
