import { getRequestListener } from '@hono/node-server'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readFileSync, readdirSync, rmSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { BlockList, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as Y from 'yjs'
import { parsePersonId, parsePlanId, type PersonId, type PlanId } from '../../shared/ids.ts'
import { createPlan, type Group } from '../../shared/plan/schema.ts'
import type { Role } from '../../shared/roles.ts'
import { watchAccess } from '../auth/access.ts'
import { SessionDesk } from '../auth/sessions.ts'
import { VersionDesk } from '../versions/desk.ts'
import { VersionLetters } from '../versions/letters.ts'
import { CommentLetters } from '../people/comment-letters.ts'
import { PlanLetters } from '../people/plan-letters.ts'
import { VisitBook } from '../people/visits.ts'
import { SignInDesk } from '../auth/sign-in.ts'
import { outboxMailer } from '../mail/outbox.ts'
import type { Clock } from '../relay/clock.ts'
import { FileShelf } from '../exports/shelf.ts'
import { HistoryDesk } from '../history/desk.ts'
import { Lobby } from '../relay/lobby.ts'
import { openSqliteStore } from '../store/sqlite/store.ts'
import { systemClock as clock } from '../system-clock.ts'
import { createApp } from './app.ts'
import { allowedOrigins } from './origins.ts'
import { Pages } from './pages.ts'
import { Sockets } from './sockets.ts'

/** A mail as it lies in the outbox. */
export type Letter = { to: string; subject: string; text: string; token?: string; code?: string }
export type Reported = { event: string; code?: string; error?: unknown }

const readLetter = (file: string): Letter => {
  const raw = readFileSync(file, 'utf8').replaceAll('\r\n', '\n')
  const token = /\/s\/#([\w-]+)/.exec(raw)?.[1]
  const code = /\b(\d{6})$/m.exec(raw)?.[1]
  return {
    to: /^To: (.*)$/m.exec(raw)?.[1] ?? '',
    subject: /^Subject: (.*)$/m.exec(raw)?.[1] ?? '',
    text: raw,
    ...(token === undefined ? {} : { token }),
    ...(code === undefined ? {} : { code })
  }
}

export const planId = (id: string): PlanId => {
  const plan = parsePlanId(id)
  if (!plan) throw new RangeError(id)
  return plan
}
export const personId = (id: string): PersonId => {
  const person = parsePersonId(id)
  if (!person) throw new RangeError(id)
  return person
}

/** Resolves once `read` answers something. @throws after ten seconds. */
export const until = async <T>(what: string, read: () => T | undefined | false): Promise<T> => {
  const endsAt = performance.now() + 10_000
  for (;;) {
    const seen = read()
    if (seen !== undefined && seen !== false) return seen
    if (performance.now() > endsAt) throw new Error(`waited in vain for ${what}`)
    await new Promise((done) => setTimeout(done, 5))
  }
}

type Options = { publicUrl?: string; proxies?: string[]; /** Gives the sockets their beats. */ beats?: Clock }

/** Words for tests of the door: a whole board in this process, with real sockets, store, relay and outbox. */
export class BoardScene {
  readonly folder: string
  readonly reports: Reported[] = []
  #parts: Awaited<ReturnType<typeof BoardScene.build>>

  private constructor(folder: string, reports: Reported[], parts: Awaited<ReturnType<typeof BoardScene.build>>) {
    this.folder = folder
    this.reports = reports
    this.#parts = parts
  }

  static async open(options: Options = {}): Promise<BoardScene> {
    const folder = mkdtempSync(join(tmpdir(), 'board-'))
    const reports: Reported[] = []
    return new BoardScene(folder, reports, await BoardScene.build(folder, reports, options))
  }

  private static async build(folder: string, reports: Reported[], options: Options) {
    const random = (bytes: number): Uint8Array => new Uint8Array(randomBytes(bytes))
    const report = (event: Reported): void => void reports.push(event)
    const store = await openSqliteStore({ folder, report })
    const access = watchAccess(store, clock.now)
    const history = new HistoryDesk({ store, clock, report })
    const lettersOf = (...asked: Parameters<HistoryDesk['lettersOf']>) => history.lettersOf(...asked)
    const forgetHistory = (plan: PlanId): void => history.forget(plan)
    const lobby = new Lobby({ store, clock, random, report, access, lettersOf, forgetHistory })
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const url = `http://127.0.0.1:${port}`
    const origin = options.publicUrl ?? url
    const secure = origin.startsWith('https:')
    const sessions = new SessionDesk({ store, now: clock.now, secure })
    const outbox = join(folder, 'outbox')
    const mail = outboxMailer({ folder: outbox, show: () => undefined })
    const board = { name: 'The board', helpPhone: '020 7946 0000', demo: false }
    const desk = new SignInDesk({ store, mail, now: clock.now, random, origin, board, report })
    const letters = new PlanLetters({ store, mail, now: clock.now, random, origin, board, report })
    const versionLetters = new VersionLetters({ store, lobby, letters })
    const closed: VersionLetters['closed'] = (...told) => versionLetters.closed(...told)
    const versions = new VersionDesk({ store, history, lobby, clock, report, closed })
    const comments = new CommentLetters({ store, lobby, letters, now: clock.now, report })
    const shelf = new FileShelf({ store, letters, clock, random, report })
    const visits = new VisitBook({ store, now: clock.now, report })
    const origins = allowedOrigins(options.publicUrl, port)
    const beats = options.beats ?? clock
    const sockets = new Sockets({ store, lobby, sessions, access, visits, origins, clock: beats, report })
    const client = join(folder, 'client')
    mkdirSync(join(client, 'assets'), { recursive: true })
    writeFileSync(join(client, 'index.html'), '<!doctype html><title>Board</title>')
    writeFileSync(join(client, 'assets', 'main-abc123.js'), 'export {}\n')
    const proxies = new BlockList()
    for (const proxy of options.proxies ?? []) proxies.addAddress(proxy)
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
      proxies,
      board,
      build: { version: '0.0.0', commit: null },
      pages: new Pages(client),
      report
    })
    const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false })
    server.on('request', (incoming, outgoing) => void answer(incoming, outgoing))
    server.on('upgrade', (request, stream, head) => sockets.upgrade(request, stream, head))
    const stops = [lobby.open(), sockets.open(), history.open(), versions.open(), shelf.open()]
    return {
      store,
      lobby,
      history,
      versions,
      server,
      url,
      origin,
      sessions,
      outbox,
      desk,
      letters,
      comments,
      sockets,
      stops,
      app
    }
  }

  get url(): string {
    return this.#parts.url
  }
  get store() {
    return this.#parts.store
  }
  get lobby() {
    return this.#parts.lobby
  }
  get sockets() {
    return this.#parts.sockets
  }
  get history() {
    return this.#parts.history
  }
  get versions() {
    return this.#parts.versions
  }
  get desk() {
    return this.#parts.desk
  }
  get app() {
    return this.#parts.app
  }

  /** `http(s)://…` that the board takes for its own. */
  get origin(): string {
    return this.#parts.origin
  }

  /** Letters in the outbox, oldest first, once nothing is on its way. */
  async letters(): Promise<Letter[]> {
    await this.#parts.desk.settled()
    await this.#parts.comments.settled()
    await this.#parts.letters.settled()
    try {
      return readdirSync(this.#parts.outbox)
        .sort()
        .map((name) => readLetter(join(this.#parts.outbox, name)))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
      throw error
    }
  }

  async person(name: string): Promise<PersonId> {
    const id = personId(name.toLowerCase())
    const email = `${id}@example.org`
    const refusal = await this.store.addPerson({ id, kind: 'account', name: `${name} Shah`, email })
    if (refusal) throw new Error(refusal.refused)
    return id
  }

  /** `more`: what is in it from the start, beside a title and a vision. */
  async plan(id: string, lead: PersonId, title = 'Our plan', more?: (doc: Y.Doc) => void): Promise<PlanId> {
    const plan = planId(id)
    const author = { speaker: lead, typist: lead, group: 'council' as const }
    const fill = (doc: Y.Doc): void => {
      createPlan(doc, { title, vision: 'Together.' }, {})
      more?.(doc)
    }
    const refusal = await this.lobby.found(plan, fill, author)
    if (refusal) throw new Error(refusal.refused)
    await this.member(plan, lead, 'lead', 'council')
    return plan
  }

  async member(plan: PlanId, person: PersonId, role: Role, group: Group): Promise<void> {
    const refusal = await this.store.setMember(
      { plan, person, role, group, voice: false },
      { by: null, at: clock.now() }
    )
    if (refusal) throw new Error(refusal.refused)
  }

  /** A request as this board's own page makes it. */
  fetch(path: string, init: RequestInit & { cookie?: string } = {}): Promise<Response> {
    const { cookie, ...rest } = init
    const headers = new Headers(rest.headers)
    if (cookie !== undefined) headers.set('cookie', cookie)
    return fetch(`${this.url}${path}`, { redirect: 'manual', ...rest, headers })
  }

  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    return this.fetch(path, {
      method: 'POST',
      headers: { origin: this.origin, ...json, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
  }

  /** Asks for a mail and reads it. */
  async ask(email: string): Promise<Letter & { token: string; code: string }> {
    const asked = await this.post('/api/sign-in', { email })
    if (asked.status !== 202) throw new Error(`asked: ${asked.status}`)
    const letter = (await this.letters()).filter(({ to }) => to === email.toLowerCase()).at(-1)
    if (letter?.token === undefined || letter.code === undefined) throw new Error(`no link for ${email}`)
    return { ...letter, token: letter.token, code: letter.code }
  }

  /** Signs in by mail and link. @returns the Cookie header. */
  async signIn(email: string): Promise<string> {
    const { token } = await this.ask(email)
    const redeemed = await this.post('/api/sign-in/redeem', { token })
    const cookie = redeemed.headers.get('set-cookie')?.split(';')[0]
    if (redeemed.status !== 204 || cookie === undefined) throw new Error(`redeemed: ${redeemed.status}`)
    return cookie
  }

  /** Stops as the process does, and starts anew on the same folder, at another address. */
  async restart(): Promise<void> {
    await this.#stop()
    this.#parts = await BoardScene.build(this.folder, this.reports, {})
  }

  async close(): Promise<void> {
    await this.#stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  async #stop(): Promise<void> {
    const { server, stops, sockets, lobby, history, store, desk, letters } = this.#parts
    await desk.settled()
    await letters.settled()
    server.close()
    await lobby.drain()
    await history.close()
    await sockets.closeAll(1012, '')
    for (const stop of stops) stop()
    server.closeAllConnections()
    await store.close()
  }
}
