import { getRequestListener } from '@hono/node-server'
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import type { PlanId } from '../shared/ids.ts'
import { limits } from '../shared/limits.ts'
import { REFUSALS, isRefusal } from '../shared/refusals.ts'
import { groupNames } from '../shared/words.ts'
import { demoPeople, playExample } from '../seeds/example.ts'
import { forgetAddress, noteAddress } from './address-file.ts'
import { watchAccess } from './auth/access.ts'
import { SessionDesk } from './auth/sessions.ts'
import { CommentLetters } from './people/comment-letters.ts'
import { PlanLetters } from './people/plan-letters.ts'
import { VisitBook } from './people/visits.ts'
import { SignInDesk, issueLink } from './auth/sign-in.ts'
import { projectRoot, readBuildFacts } from './build-facts.ts'
import { Compaction } from './compaction.ts'
import { parseConfig, type Config } from './config.ts'
import { isUnused, loadExample } from './first-start.ts'
import { FileShelf } from './exports/shelf.ts'
import { HistoryDesk } from './history/desk.ts'
import { createApp } from './http/app.ts'
import { VersionDesk } from './versions/desk.ts'
import { VersionLetters } from './versions/letters.ts'
import { allowedOrigins } from './http/origins.ts'
import { Pages } from './http/pages.ts'
import { Sockets } from './http/sockets.ts'
import { outboxMailer } from './mail/outbox.ts'
import { smtpMailer } from './mail/smtp.ts'
import { plainError } from './plain-error.ts'
import { Lobby } from './relay/lobby.ts'
import { DataFolderRefused, openSqliteStore } from './store/sqlite/store.ts'
import type { Store } from './store/store.ts'
import { systemClock as clock } from './system-clock.ts'

/** How long a stop may take before the process leaves anyway. */
const drainMs = 15_000
const lastMailsMs = 5_000
const hourMs = 3_600_000

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const random = (bytes: number): Uint8Array => new Uint8Array(randomBytes(bytes))

/** Ends a start that cannot go on, with one sentence. */
const giveUp = (sentence: string): never => {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

const listen = (server: Server, { port, host }: Config): Promise<number> =>
  new Promise((done, failed) => {
    server.once('error', failed)
    server.listen(port, host, () => done((server.address() as AddressInfo).port))
  })

const portTrouble = (error: unknown, { port, host }: Config): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
  if (code === 'EADDRINUSE') return `Port ${port} is in use. Stop what uses it, or start with another PORT.`
  if (code === 'EACCES') return `Port ${port} may not be used by this account. Start with a PORT above 1023.`
  return `The board cannot listen on ${host} (${code}). Check HOST.`
}

const parsed = parseConfig(process.env)
const config = 'wrong' in parsed ? giveUp(parsed.wrong) : parsed

const log = pino(
  { level: config.logLevel, base: null, serializers: { err: plainError } },
  pino.destination({ dest: 1, sync: true })
)
const report = ({ error, ...ids }: { event: string; error?: unknown }): void => {
  if (ids.event === 'store-failed') void leave(1)
  if (error === undefined) log.warn(ids)
  else log.error({ ...ids, err: error })
}

process.on('uncaughtException', (error) => {
  log.fatal({ event: 'bug', err: error })
  process.exit(1)
})
process.on('unhandledRejection', (error) => {
  log.fatal({ event: 'bug', err: error })
  process.exit(1)
})

/** What has been opened so far, latest first, and how to end it. */
const endings: (() => Promise<void> | void)[] = []
let leaving = false
let failed = false
const leave = async (code: number): Promise<void> => {
  // A terminal sends the signal to everyone in the group, and npm hands it on once more.
  if (leaving) return
  leaving = true
  setTimeout(() => {
    log.error({ event: 'drain-too-slow' })
    process.exit(1)
  }, drainMs)
  failed = code !== 0
  for (const end of endings) await end()
  process.exit(code)
}
process.on('SIGTERM', () => void leave(0))
process.on('SIGINT', () => void leave(0))

const openStore = (folder: string): Promise<Store> =>
  openSqliteStore({ folder, report }).catch((error: unknown) => {
    if (error instanceof DataFolderRefused) return giveUp(`${error.message} DATA_DIR is ${config.dataDir}.`)
    throw error
  })

const [task, stage] = process.argv.slice(2)
if (task === 'load-example' && stage !== undefined) {
  process.on('disconnect', () => process.exit(1))
  const example = await openStore(stage)
  await playExample({ store: example, random })
  await example.close()
  process.exit(0)
}

/** Plays the example in a process of its own: what many people's documents take up goes away with it. */
const playApart = async (folder: string): Promise<void> => {
  const player = fork(fileURLToPath(import.meta.url), ['load-example', folder])
  const [code] = (await once(player, 'exit')) as [number | null]
  // The player has already said why.
  if (code !== 0) process.exit(1)
}

const server = createServer()
const sayNotYet = getRequestListener(() =>
  Response.json(
    { error: 'unavailable', message: REFUSALS.unavailable.sentence },
    { status: 503, headers: { 'Retry-After': '1', 'Cache-Control': 'no-store' } }
  )
)
const notYet = (incoming: IncomingMessage, outgoing: ServerResponse): void => void sayNotYet(incoming, outgoing)
server.on('request', notYet)
// Listening comes before the data: a start that fails on its port has then touched nothing.
const port = await listen(server, config).catch((error: unknown) => giveUp(portTrouble(error, config)))
const origin = config.publicUrl ?? `http://localhost:${port}`

const loading = config.demo && isUnused(config.dataDir)
if (loading) await loadExample(config.dataDir, playApart)
const store = await openStore(config.dataDir)
endings.unshift(() => store.close())

const access = watchAccess(store, clock.now)
const compaction = new Compaction(config.dataDir)
endings.unshift(() => compaction.close())
const history = new HistoryDesk({ store, clock, report })
const lettersOf = (...asked: Parameters<HistoryDesk['lettersOf']>) => history.lettersOf(...asked)
const forgetHistory = (plan: PlanId): void => history.forget(plan)
const compact = compaction.compact.bind(compaction)
const lobby = new Lobby({ store, clock, random, report, access, lettersOf, compact, forgetHistory })
const outbox = join(config.dataDir, 'outbox')
const mail = config.smtp
  ? smtpMailer(config.smtp)
  : outboxMailer({
      folder: outbox,
      show: (to, link) => (config.production ? undefined : say(`Mail for ${to}: ${link}`))
    })
const secure = origin.startsWith('https:')
const sessions = new SessionDesk({ store, now: clock.now, secure })
const board = { name: config.boardName, helpPhone: config.helpPhone, demo: config.demo }
const desk = new SignInDesk({ store, mail, now: clock.now, random, origin, board, report })
const letters = new PlanLetters({ store, mail, now: clock.now, random, origin, board, report })
const versionLetters = new VersionLetters({ store, lobby, letters })
const closed: VersionLetters['closed'] = (...told) => versionLetters.closed(...told)
const versions = new VersionDesk({ store, history, lobby, clock, report, closed })
const comments = new CommentLetters({ store, lobby, letters, now: clock.now, report })
const shelf = new FileShelf({ store, letters, clock, random, report })
const visits = new VisitBook({ store, now: clock.now, report })
const origins = allowedOrigins(config.publicUrl, port)
const sockets = new Sockets({ store, lobby, sessions, access, visits, origins, clock, report })
const root = projectRoot()
const built = join(root, 'dist', 'client')
const app = createApp({
  store,
  lobby,
  history,
  versions,
  sessions,
  desk,
  letters,
  comments,
  shelf,
  random,
  now: clock.now,
  origins,
  secure,
  proxies: config.proxies,
  board,
  build: readBuildFacts(root),
  pages: existsSync(built) ? new Pages(built) : undefined,
  report,
  answered: (answer) => log.info({ event: 'answered', ...answer })
})

const stops = [
  lobby.open(),
  history.open(),
  versions.open(),
  shelf.open(),
  sockets.open(),
  clock.every(hourMs, () => void comments.sendDue()),
  clock.every(hourMs, () => {
    const now = clock.now()
    Promise.all([store.removeSignInsBefore(now), store.removeSessionsBefore(now)]).catch((error: unknown) =>
      report({ event: 'not-tidied', error })
    )
  })
]
endings.unshift(async () => {
  server.close()
  sockets.stop()
  if (failed) lobby.endAll()
  else {
    await Promise.race([
      Promise.all([desk.settled(), letters.settled()]),
      new Promise<void>((done) => clock.after(lastMailsMs, done))
    ])
    await lobby.drain()
  }
  const code = failed ? 'unavailable' : 'stopping'
  await sockets.closeAll(REFUSALS[code].close ?? 1012, REFUSALS[code].sentence)
  for (const stop of stops) stop()
  await history.close()
  mail.close()
  server.closeAllConnections()
  forgetAddress(config.dataDir)
})

server.off('request', notYet)
const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false })
server.on('request', (incoming, outgoing) => void answer(incoming, outgoing))
server.on('upgrade', (request, stream, head) => sockets.upgrade(request, stream, head))
try {
  noteAddress(config.dataDir, origin)
} catch (error) {
  // A full disk still lets people read; only the command line then has to be told PUBLIC_URL.
  report({ event: 'address-not-noted', error })
}

if (loading) {
  say('The example plan has been loaded. Each of these links signs one person in, once:')
  for (const { email, group, role } of demoPeople) {
    const person = await store.readPersonByEmail(email)
    const link = person && (await issueLink({ store, random, now: clock.now, origin }, person))
    if (link !== undefined && !isRefusal(link))
      say(`  ${person?.name ?? email}, ${groupNames[group]}, ${role}: ${link}`)
  }
  say(
    `The links last ${limits.handedLinkMinutes / 60} hours. Later, ask for a new one on the page: it is printed here.`
  )
}
if (config.production && !config.smtp)
  process.stderr.write(`No SMTP_URL is set: sign-in mails are written to ${outbox} and sent to nobody.\n`)
if (!existsSync(built)) process.stderr.write('The pages have not been built: npm run build.\n')
say(`ready http://localhost:${port}`)
