import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { isStale } from './admin/build.mjs'
import { openDatabase } from './store/sqlite/database.ts'

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const patience = 180_000

let folder: string
let running: ChildProcess[]
/** A data folder with the example in it, and links of its first start that nobody has used. */
let played: { folder: string; links: string[] } | undefined
afterAll(() => {
  if (played) rmSync(played.folder, { recursive: true, force: true })
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'board-main-'))
  running = []
})
afterEach(async () => {
  for (const child of running) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  }
  rmSync(folder, { recursive: true, force: true })
})

const environment = (env: Record<string, string>): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  PORT: '0',
  DATA_DIR: join(folder, 'data'),
  ...env
})

/** The build, as people run it, where it is made from the sources as they stand; else the source. */
const built = !isStale()
const program = built ? [here('../dist/server/main.mjs')] : ['--import', 'tsx', here('./main.ts')]
const commandLine = built ? [here('../dist/server/admin.mjs')] : ['--import', 'tsx', here('./admin/admin.ts')]

const launch = (env: Record<string, string> = {}) => {
  const child = spawn(process.execPath, program, {
    cwd: here('..'),
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe']
  })
  running.push(child)
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  const left = once(child, 'close').then(([code]) => code as number | null)
  const ready = new Promise<string>((done, failed) => {
    child.stdout.on('data', () => {
      const url = /^ready (\S+)\n/m.exec(said.out)?.[1]
      if (url !== undefined) done(url)
    })
    child.on('close', () => failed(new Error(`left before it was ready: ${said.out}${said.err}`)))
  })
  ready.catch(() => undefined)
  return { child, said, left, ready }
}

const linksIn = (out: string): string[] => out.split('\n').flatMap((line) => /: (http\S+)$/.exec(line)?.[1] ?? [])

/** Keeps what a first start made, for tests that are not about a first start. */
const keepPlayed = (links: string[]): void => {
  played ??= { folder: mkdtempSync(join(tmpdir(), 'board-example-')), links }
  cpSync(join(folder, 'data'), played.folder, { recursive: true })
}

/** Starts on a copy of the example: a first start takes seconds to play it. */
const launchExample = async () => {
  if (played) cpSync(played.folder, join(folder, 'data'), { recursive: true })
  else {
    const first = launch()
    await first.ready
    first.child.kill('SIGTERM')
    await first.left
    keepPlayed(linksIn(first.said.out))
  }
  return { ...launch(), links: played?.links ?? [] }
}

const admin = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...commandLine, ...words], {
    cwd: here('..'),
    env: environment({}),
    encoding: 'utf8'
  })
  return { status, out: stdout.trimEnd().split('\n'), err: stderr.trimEnd() }
}

const redeem = async (url: string, link: string): Promise<string> => {
  const answer = await fetch(`${url}/api/sign-in/redeem`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ token: link.split('#')[1] })
  })
  expect(answer.status).toBe(204)
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

const plansOf = async (url: string, cookie: string) => {
  const answer = await fetch(`${url}/api/plans`, { headers: { cookie } })
  return (await answer.json()) as { id: string; role: string }[]
}

/** A start that must end by itself: one sentence on stderr, nothing on stdout, exit code 1. */
const refused = async (env: Record<string, string>): Promise<string> => {
  const { said, left } = launch(env)
  expect(await left).toBe(1)
  expect(said.out).toBe('')
  expect(said.err).toMatch(/^[^\n]+\.\n$/)
  expect(said.err).not.toMatch(/ {4}at |Error:/)
  return said.err
}

describe('starting', () => {
  it(
    'an empty folder gets the example, a link per person that works once, and a second start keeps both',
    async () => {
      const first = launch()
      const url = await first.ready
      const lines = first.said.out.trimEnd().split('\n')
      expect(lines.at(-1)).toBe(`ready ${url}`)
      const links = linksIn(first.said.out)
      expect(links).toHaveLength(9)
      expect(new Set(links).size).toBe(9)
      const helen = await redeem(url, links[0] ?? '')
      expect(await plansOf(url, helen)).toMatchObject([{ id: 'sutton-example', role: 'lead' }])
      first.child.kill('SIGTERM')
      expect(await first.left).toBe(0)
      expect(first.said.err.replace(/^The pages have not been built.*\n/, '')).toBe('')
      expect(existsSync(join(folder, 'data', 'address'))).toBe(false)
      keepPlayed(links.slice(1))

      const second = launch()
      const again = await second.ready
      expect(second.said.out).not.toContain('/s/#')
      expect(await plansOf(again, helen)).toMatchObject([{ id: 'sutton-example' }])
      second.child.kill('SIGINT')
      expect(await second.left).toBe(0)
    },
    patience
  )

  it(
    'killed while it loads the example, it loads it whole the next time',
    async () => {
      const first = launch()
      const stage = join(folder, 'data', '.example-being-loaded', 'board.sqlite')
      while (!existsSync(stage)) await new Promise((done) => setTimeout(done, 2))
      first.child.kill('SIGKILL')
      await first.left
      expect(existsSync(join(folder, 'data', 'board.sqlite'))).toBe(false)
      const second = launch()
      const url = await second.ready
      const link = /: (http\S+)$/m.exec(second.said.out)?.[1] ?? ''
      expect(await plansOf(url, await redeem(url, link))).toMatchObject([{ id: 'sutton-example' }])
      expect(readdirSync(join(folder, 'data'))).not.toContain('.example-being-loaded')
    },
    patience
  )

  it(
    'without the example nobody is there; asked-for links are printed where there is no mail server',
    async () => {
      const { ready, said } = launch({ DEMO: '0', BOARD_NAME: 'Our board' })
      const url = await ready
      expect(said.out).toBe(`ready ${url}\n`)
      expect(admin('add-person', 'Priya@Example.org', 'Priya', 'Shah').status).toBe(0)
      const asked = await fetch(`${url}/api/sign-in`, {
        method: 'POST',
        headers: { origin: url, 'content-type': 'application/json' },
        body: '{"email":"priya@example.org"}'
      })
      expect(asked.status).toBe(202)
      while (!said.out.includes('/s/#')) await new Promise((done) => setTimeout(done, 5))
      const link = /^Mail for priya@example.org: (http\S+)$/m.exec(said.out)?.[1] ?? ''
      await redeem(url, link)
      expect(await (await fetch(`${url}/api/board`)).json()).toEqual({ name: 'Our board', demo: false })
    },
    patience
  )

  it(
    'a port in use is one sentence, and no data folder is made',
    async () => {
      const holder = createServer().listen(0, '127.0.0.1')
      await once(holder, 'listening')
      const address = holder.address()
      if (address === null || typeof address === 'string') throw new Error('no port')
      expect(await refused({ PORT: String(address.port) })).toContain(`Port ${address.port} is in use.`)
      holder.close()
      expect(existsSync(join(folder, 'data'))).toBe(false)
    },
    patience
  )

  it(
    'an unusable value is one sentence',
    async () => {
      expect(await refused({ PORT: 'soon' })).toContain('PORT')
      expect(await refused({ DATABASE_URL: 'postgres://localhost/board' })).toContain('DATABASE_URL')
      expect(readdirSync(folder)).toEqual([])
    },
    patience
  )

  it(
    'a folder that cannot be one, a foreign file and data of a newer board are one sentence each, and stay as they are',
    async () => {
      writeFileSync(join(folder, 'file'), 'x')
      expect(await refused({ DATA_DIR: join(folder, 'file', 'data') })).toContain('DATA_DIR is')
      expect(await refused({ DATA_DIR: join(folder, 'file') })).toContain('DATA_DIR is')
      const data = join(folder, 'data')
      mkdirSync(data)
      const file = join(data, 'board.sqlite')
      writeFileSync(file, 'This is a letter, not a database. '.repeat(100))
      const letter = readFileSync(file)
      await refused({})
      expect(readFileSync(file).equals(letter)).toBe(true)
      rmSync(data, { recursive: true })
      const first = launch({ DEMO: '0' })
      await first.ready
      first.child.kill('SIGTERM')
      await first.left
      const database = await openDatabase(file, 'write')
      database.exec('PRAGMA user_version = 9999')
      database.close()
      const newer = readFileSync(file)
      expect(await refused({})).toContain('newer')
      expect(readFileSync(file).equals(newer)).toBe(true)
    },
    patience
  )
})

describe('a disk that fails under writing', () => {
  it.runIf(process.platform === 'linux')(
    'nobody is told anything untrue: sockets come back later (1013), and the process leaves with 1',
    async () => {
      const { ready, child, left, links } = await launchExample()
      const url = await ready
      const cookie = await redeem(url, links[0] ?? '')
      const socket = new WebSocket(`${url.replace('http', 'ws')}/api/plans/sutton-example/sync`, {
        headers: { origin: url, cookie }
      })
      await once(socket, 'open')
      const closed = once(socket, 'close').then(([code]) => code as number)
      // From here on every write beyond the first 1000 bytes of a file fails.
      const limited = spawnSync('prlimit', ['--pid', String(child.pid), '--fsize=1000:1000'])
      expect(limited.status).toBe(0)
      // Whatever is written first finds out: this, or something the board does by itself, and then nobody answers.
      const probed = await fetch(`${url}/readyz`).then(
        ({ status }) => status,
        () => 503
      )
      expect(probed).toBe(503)
      expect(await closed).toBe(1013)
      expect(await left).toBe(1)
    },
    patience
  )
})

describe('the command line', () => {
  it(
    'adds people and members and prints links that work, while the board runs',
    async () => {
      const { ready } = await launchExample()
      const url = await ready
      expect(admin('add-person', 'new@example.org', 'Noor', 'Haddad')).toMatchObject({ status: 0, err: '' })
      const added = admin('add-member', 'sutton-example', 'NEW@example.org', 'member', 'health', '--voice')
      expect(added).toMatchObject({
        status: 0,
        out: ['Noor Haddad is in sutton-example: member, health, voice for the group.']
      })
      const printed = admin('link', 'new@example.org')
      expect(printed.status).toBe(0)
      const link = printed.out.at(-1) ?? ''
      expect(link).toMatch(new RegExp(`^${url}/s/#[\\w-]{43}$`))
      const cookie = await redeem(url, link)
      expect(await plansOf(url, cookie)).toMatchObject([{ id: 'sutton-example', role: 'member', voice: true }])

      for (const words of [[], ['link', 'nobody@example.org']]) {
        const { status, out, err } = admin(...words)
        expect({ words, status, out }).toEqual({ words, status: 1, out: [''] })
        expect(err).toMatch(/^Say one of:|^Nobody here has/)
      }
    },
    patience
  )

  it('makes no board in a folder that has none', () => {
    const { status, err } = admin('add-person', 'new@example.org', 'Noor')
    expect(status).toBe(1)
    expect(err).toMatch(/^There is no board in .* yet\./)
    expect(readdirSync(folder)).toEqual([])
  })
})
