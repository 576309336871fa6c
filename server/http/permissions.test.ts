import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import type { ItemId, PersonId, PlanId } from '../../shared/ids.ts'
import type { Measure } from '../../shared/plan/records.ts'
import { addPriority } from '../../shared/plan/schema.ts'
import { isRefusal } from '../../shared/refusals.ts'
import type { Role } from '../../shared/roles.ts'
import { BoardScene } from './board-scene.ts'

/** What the field's roles may do, as the people who wrote the brief said it. Source: brief.md §5. */
const abilities: Readonly<Record<Role, string>> = {
  lead: 'read present history write comment suggest export people settings versions redact',
  member: 'read present history write comment suggest export',
  commenter: 'read present comment suggest export',
  reader: 'read present history',
  guest: 'read present history write comment suggest',
  public: ''
}
const roles = Object.keys(abilities) as Role[]
type Actor = Role | 'stranger' | 'signed out'
const actors: readonly Actor[] = [...roles, 'stranger', 'signed out']
const may = (actor: Actor, ability: string): boolean =>
  actor !== 'stranger' && actor !== 'signed out' && abilities[actor].split(' ').includes(ability)

/** Ids of one plan: the plan, a record of its own by whoever asks, and somebody in it. */
type Ids = { plan: string; record: string; person: string }
type Call = { body?: unknown; query?: string }
/**
 * One thing a route is asked for. `needs`: an ability, or 'membership' for whoever is in the plan,
 * 'session' for whoever is signed in, or nothing. `on`: what the ids in the address are of.
 */
type Row = {
  needs: string
  ok: number
  on?: 'a record' | 'a withdrawn record' | 'another person' | 'oneself'
  call?: () => Call
}

const measure = {
  name: 'Waiting',
  unit: 'weeks',
  direction: 'down',
  count: 'point',
  baseline: null,
  target: null,
  readings: [],
  source: ''
} satisfies Measure
const place = { role: 'reader', group: 'health', voice: false }
let strangers = 0

/** Every route of the board, and who may use it. A route that is not here fails by its name. */
const table: Readonly<Record<string, readonly Row[]>> = {
  'GET /healthz': [{ needs: '', ok: 200 }],
  'GET /readyz': [{ needs: '', ok: 200 }],
  'GET /version': [{ needs: '', ok: 200 }],
  'GET /*': [{ needs: '', ok: 200 }],
  'GET /api/board': [{ needs: '', ok: 200 }],
  // Nothing is published, and that is the same for everybody.
  'GET /public/:slug': [{ needs: '', ok: 404 }],
  'GET /public/:slug/how': [{ needs: '', ok: 404 }],
  'GET /public/:slug/v/:number': [{ needs: '', ok: 404 }],
  'GET /public/:slug/v/:number/words': [{ needs: '', ok: 404 }],
  'GET /public/:slug/v/:number/files/:format': [{ needs: '', ok: 404 }],
  'GET /public/*': [{ needs: '', ok: 404 }],
  'POST /api/sign-in': [{ needs: '', ok: 202, call: () => ({ body: { email: 'nobody@example.org' } }) }],
  'POST /api/sign-in/look': [{ needs: '', ok: 400, call: () => ({ body: { token: 'x'.repeat(43) } }) }],
  'POST /api/sign-in/redeem': [{ needs: '', ok: 400, call: () => ({ body: { token: 'x'.repeat(43) } }) }],
  'POST /api/sign-in/again': [{ needs: 'session', ok: 400, call: () => ({ body: { code: '000000' } }) }],
  'GET /api/me': [{ needs: 'session', ok: 200 }],
  'GET /api/plans': [{ needs: 'session', ok: 200 }],
  'POST /api/plans': [
    {
      needs: 'session',
      ok: 201,
      call: () => ({ body: { title: 'Another', type: 'other', area: 'Here', group: 'health' } })
    }
  ],
  'GET /api/plans/:plan': [{ needs: 'read', ok: 200 }],
  'GET /api/plans/:plan/snapshot': [{ needs: 'read', ok: 200 }],
  'GET /api/plans/:plan/state': [{ needs: 'read', ok: 200 }],
  'GET /api/plans/:plan/authors': [{ needs: 'read', ok: 200 }],
  'GET /api/plans/:plan/history': [{ needs: 'history', ok: 200 }],
  'GET /api/plans/:plan/history/timeline': [{ needs: 'history', ok: 200 }],
  'GET /api/plans/:plan/history/changes': [{ needs: 'history', ok: 200, call: () => ({ query: '?in=p1' }) }],
  'GET /api/plans/:plan/history/moment': [{ needs: 'history', ok: 200, call: () => ({ query: '?at=1' }) }],
  'GET /api/plans/:plan/history/compare': [{ needs: 'history', ok: 200, call: () => ({ query: '?from=0&to=1' }) }],
  'GET /api/plans/:plan/history/since-visit': [{ needs: 'history', ok: 200 }],
  'GET /api/plans/:plan/values': [{ needs: 'read', ok: 200, call: () => ({ query: '?about=plan' }) }],
  'GET /api/plans/:plan/exports': [{ needs: 'export', ok: 200 }],
  'GET /api/plans/:plan/exports/:format': [{ needs: 'export', ok: 200 }],
  'GET /api/plans/:plan/compare': [{ needs: 'export', ok: 200, call: () => ({ query: '?from=1&to=draft' }) }],
  'GET /api/plans/:plan/review-pack': [{ needs: 'export', ok: 200, call: () => ({ query: '?since=2026-01-01' }) }],
  'POST /api/plans/:plan/files': [
    { needs: 'export', ok: 202, call: () => ({ body: { what: 'csv', reason: 'For the board' } }) }
  ],
  // Files that never were, and a taking that never was.
  'GET /api/plans/:plan/files/:file': [{ needs: 'export', ok: 404 }],
  'GET /api/plans/:plan/files/:file/content': [{ needs: 'export', ok: 404 }],
  'GET /api/plans/:plan/committee-order': [{ needs: 'export', ok: 200 }],
  // From a version that never was: nothing is changed.
  'PUT /api/plans/:plan/committee-order': [
    { needs: 'settings', ok: 409, call: () => ({ body: { order: null, version: 99 } }) }
  ],
  // 'markdown', the format these addresses name, has no pages to look at.
  'GET /api/plans/:plan/preview/:format': [{ needs: 'export', ok: 404 }],
  'GET /api/plans/:plan/takings': [{ needs: 'read', ok: 200 }],
  'DELETE /api/plans/:plan/takings/:taking/reason': [{ needs: 'read', ok: 404 }],
  'GET /api/plans/:plan/balance': [{ needs: 'read', ok: 200 }],
  'GET /api/plans/:plan/records': [{ needs: 'read', ok: 200 }],
  'POST /api/plans/:plan/records': [
    {
      needs: 'write',
      ok: 201,
      call: () => ({ body: { kind: 'measure', about: 'priorities/p1', data: measure } })
    },
    {
      needs: 'comment',
      ok: 201,
      call: () => ({ body: { kind: 'comment', about: 'plan', data: { words: 'Why?', anchor: null, mentions: [] } } })
    }
  ],
  'PUT /api/plans/:plan/records/:record': [
    { needs: 'write', ok: 200, on: 'a record', call: () => ({ body: { version: 1, data: measure } }) }
  ],
  'POST /api/plans/:plan/records/:record/withdraw': [
    { needs: 'write', ok: 200, on: 'a record', call: () => ({ body: { version: 1 } }) }
  ],
  'POST /api/plans/:plan/records/:record/put-back': [
    { needs: 'write', ok: 200, on: 'a withdrawn record', call: () => ({ body: { version: 2 } }) }
  ],
  'GET /api/plans/:plan/records/:record/history': [{ needs: 'history', ok: 200, on: 'a record' }],
  'GET /api/plans/:plan/people': [{ needs: 'read', ok: 200 }],
  'POST /api/plans/:plan/people': [
    {
      needs: 'people',
      ok: 201,
      call: () => ({ body: { email: `new${strangers++}@example.org`, name: 'New Person', ...place } })
    }
  ],
  'POST /api/plans/:plan/speakers': [
    { needs: 'write', ok: 201, call: () => ({ body: { name: `Speaker ${strangers++}`, group: 'parents' } }) }
  ],
  'PUT /api/plans/:plan/people/:person': [
    { needs: 'people', ok: 200, on: 'another person', call: () => ({ body: place }) }
  ],
  // The other one is a parent, who has no role at work, whoever asks.
  'PUT /api/plans/:plan/people/:person/post': [
    { needs: 'people', ok: 409, on: 'another person', call: () => ({ body: { post: 'Inclusion lead' } }) },
    { needs: 'membership', ok: 200, on: 'oneself', call: () => ({ body: { post: 'Inclusion lead' } }) }
  ],
  'DELETE /api/plans/:plan/people/:person': [
    { needs: 'people', ok: 204, on: 'another person' },
    { needs: 'membership', ok: 204, on: 'oneself' }
  ],
  'POST /api/plans/:plan/people/:person/invite': [{ needs: 'people', ok: 202, on: 'another person' }],
  'POST /api/plans/:plan/redactions': [
    // Letters that never were: nothing is removed.
    { needs: 'redact', ok: 404, call: () => ({ body: { ids: [{ client: 1, clock: 0, length: 1 }], why: 'A name.' } }) }
  ],
  'GET /api/plans/:plan/versions': [{ needs: 'read', ok: 200 }],
  'GET /api/plans/:plan/versions/draft': [{ needs: 'versions', ok: 200 }],
  'POST /api/plans/:plan/versions': [
    // Words that never stood: nothing is frozen.
    { needs: 'versions', ok: 409, call: () => ({ body: { scope: null, seq: 1, hash: '0'.repeat(64), ask: null } }) }
  ],
  'GET /api/plans/:plan/versions/:number': [{ needs: 'read', ok: 200 }],
  'GET /api/plans/:plan/versions/:number/words': [{ needs: 'read', ok: 200 }],
  'POST /api/plans/:plan/versions/:number/moves': [
    { needs: 'versions', ok: 409, call: () => ({ body: { move: 'close', after: 99, ask: null, note: '' } }) }
  ],
  // Whoever is in the plan may ask; who is a voice is looked at with the version, which asks nobody.
  'POST /api/plans/:plan/versions/:number/answers': [
    {
      needs: 'read',
      ok: 409,
      call: () => ({ body: { said: { answer: 'agree', note: '', formal: null }, hash: '0'.repeat(64) } })
    }
  ],
  'POST /api/plans/:plan/versions/:number/confirmations': [
    { needs: 'read', ok: 409, call: () => ({ body: { of: 3 } }) }
  ],
  'POST /api/plans/:plan/versions/:number/reminders': [
    { needs: 'versions', ok: 409, call: () => ({ body: { groups: ['health'] } }) }
  ],
  // Of one's own group alone, whatever is asked: nothing in the address names a group.
  'GET /api/plans/:plan/polls': [{ needs: 'read', ok: 200 }],
  'POST /api/plans/:plan/versions/:number/poll': [
    { needs: 'read', ok: 409, call: () => ({ body: { hash: '0'.repeat(64) } }) }
  ],
  'PUT /api/plans/:plan/versions/:number/poll': [
    { needs: 'comment', ok: 409, call: () => ({ body: { hash: '0'.repeat(64), word: 'agree' } }) }
  ],
  'GET /api/plans/:plan/versions/:number/sheet': [{ needs: 'read', ok: 200 }],
  'GET /api/plans/:plan/versions-since': [{ needs: 'history', ok: 200 }],
  // An entry that is no answer: what a lead wrote is for leads, and this one says nothing.
  'POST /api/plans/:plan/versions/:number/removals': [
    { needs: 'redact', ok: 404, call: () => ({ body: { of: 1, why: 'A name.' } }) }
  ],
  // Ends the session that asks: asked last, by itself, below.
  'POST /api/sign-out': []
}

type App = {
  request(address: string, init: RequestInit, env: object): Response | Promise<Response>
  routes: readonly { method: string; path: string }[]
}

const routesOf = (app: App): string[] => [
  ...new Set(
    app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path}`)
      .sort()
  )
]

let board: BoardScene
let own: PlanId
let foreign: PlanId
const cookies = new Map<Actor, string>()
const people = new Map<Actor, PersonId>()
beforeAll(async () => {
  board = await BoardScene.open()
  const helen = await board.person('Helen')
  const priority = (doc: Y.Doc): void => addPriority(doc, 'p1' as ItemId, { order: 'a0' }, { title: 'One' })
  own = await board.plan('own', helen, 'Own', priority)
  foreign = await board.plan('foreign', await board.person('Greta'), 'Foreign', priority)
  for (const plan of [own, foreign]) await frozen(plan)
  for (const actor of actors) {
    if (actor === 'signed out') continue
    const person = await board.person(actor)
    people.set(actor, person)
    if (actor !== 'stranger') await board.member(own, person, actor, 'health')
    cookies.set(actor, await board.signIn(`${person}@example.org`))
  }
}, 60_000)
afterAll(() => board.close())

/** A version of each plan, open for comment. */
const frozen = async (plan: PlanId): Promise<void> => {
  const room = await board.lobby.room(plan)
  const lead = (await board.store.readMembers(plan)).find(({ role }) => role === 'lead')
  if (isRefusal(room) || !lead) throw new Error('no plan to freeze')
  const moment = await board.versions.moment(room, null)
  if (isRefusal(moment)) throw new Error(moment.refused)
  const version = await board.versions.freeze(room, lead, {
    scope: null,
    seq: moment.seq,
    hash: moment.hash,
    ask: null
  })
  if (isRefusal(version)) throw new Error(version.refused)
}

let made = 0
/** A new record in a plan, by this person; a withdrawn one stands at version 2. */
const newRecord = async (plan: PlanId, by: PersonId, withdrawn: boolean): Promise<string> => {
  const id = `r${made++}`
  const record = { id, kind: 'measure', about: 'priorities/p1', data: measure, by } as const
  const answer = await board.store.addRecord(plan, { ...record, group: 'health', at: 1 })
  if ('refused' in answer) throw new Error(answer.refused)
  if (withdrawn) await board.store.changeRecord(plan, id, { version: 1, by, at: 2, withdrawn: true })
  return id
}
const newPerson = async (plan: PlanId): Promise<string> => {
  const person = await board.person(`Extra${made++}`)
  await board.member(plan, person, 'member', 'parents')
  return person
}

/** What the address names, all of one plan. */
const idsIn = async (plan: PlanId, actor: Actor, { on }: Row): Promise<Ids> => {
  const asks = people.get(actor) ?? ('helen' as PersonId)
  return {
    plan,
    record: on?.endsWith('record') ? await newRecord(plan, asks, on === 'a withdrawn record') : 'none',
    person: on === 'another person' ? await newPerson(plan) : on === 'oneself' ? asks : 'none'
  }
}

const ask = async (app: App, route: string, { record, person, plan }: Ids, actor: Actor, row: Row): Promise<number> => {
  const [method = '', path = ''] = route.split(' ')
  const { body, query = '' } = row.call?.() ?? {}
  const address = path
    .replace(':plan', plan)
    .replace(':record', record)
    .replace(':person', person)
    .replace(':format', 'markdown')
    .replace(':number', '1')
    .replace('*', '')
  const cookie = cookies.get(actor)
  const answer = await app.request(
    `${board.url}${address}${query}`,
    {
      method,
      headers: {
        origin: board.origin,
        ...(cookie === undefined ? {} : { cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' })
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    },
    {}
  )
  return answer.status
}

const expected = (actor: Actor, row: Row, where: 'own' | 'foreign' | 'both'): number => {
  if (row.needs === '') return row.ok
  if (actor === 'signed out') return 401
  if (row.needs === 'session') return row.ok
  if (actor === 'stranger' || where === 'foreign') return 404
  const allowed = row.needs === 'membership' || may(actor, row.needs)
  // Whoever may not even read is not told what is there.
  if (!allowed && (row.needs !== 'write' || where === 'own' || !may(actor, 'read'))) return 403
  return where === 'both' ? 404 : row.ok
}

/** Asks everything of a route that its rows know, and says what was answered otherwise than it should be. */
const wrongIn = async (app: App, route: string, rows: readonly Row[]): Promise<string[]> => {
  const wrong: string[] = []
  for (const row of rows) {
    for (const actor of actors) {
      const wheres = route.includes(':plan') ? (['own', 'foreign', 'both'] as const) : (['own'] as const)
      for (const where of wheres) {
        // Only an address with a second id can name things of two plans.
        if (where === 'both' && (!/:record|:person/.test(route) || row.on === 'oneself')) continue
        const ids = await idsIn(where === 'own' ? own : foreign, actor, row)
        if (where === 'both') ids.plan = own
        const got = await ask(app, route, ids, actor, row)
        const should = expected(actor, row, where)
        if (got !== should) wrong.push(`${route} ${row.on ?? ''} by ${actor}, ${where} ids: ${got}, not ${should}`)
        const left = people.get(actor)
        if (row.on === 'oneself' && left && actor !== 'stranger' && actor !== 'signed out')
          await board.member(own, left, actor, 'health')
      }
    }
  }
  return wrong
}

describe('who may use which route', () => {
  it('[promise 10] the harness catches a route that anybody may use, and one that nobody listed', async () => {
    const planted = new Hono()
    planted.get('/api/plans/:plan/planted', (c) => c.json({ everything: true }))
    planted.route('/', board.app)
    expect(routesOf(planted).filter((route) => !Object.hasOwn(table, route))).toEqual(['GET /api/plans/:plan/planted'])
    const wrong = await wrongIn(planted, 'GET /api/plans/:plan/planted', [{ needs: 'read', ok: 200 }])
    expect(wrong.length).toBeGreaterThan(8)
    expect(wrong).toContain('GET /api/plans/:plan/planted  by signed out, own ids: 200, not 401')
    expect(wrong).toContain('GET /api/plans/:plan/planted  by stranger, own ids: 200, not 404')
  })

  it('every route has its row, and every row its route', () => {
    expect(routesOf(board.app)).toEqual(Object.keys(table).sort())
  })

  it.each(Object.entries(table))('[promise 10] %s', { timeout: 60_000 }, async (route, rows) => {
    expect(await wrongIn(board.app, route, rows)).toEqual([])
  })

  it('POST /api/sign-out ends the session that asks, and needs none', async () => {
    const route = 'POST /api/sign-out'
    const ids = { plan: '', record: '', person: '' }
    const row = { needs: '', ok: 204 }
    expect(await ask(board.app, route, ids, 'signed out', row)).toBe(204)
    expect(await ask(board.app, route, ids, 'reader', row)).toBe(204)
    expect(await ask(board.app, 'GET /api/me', ids, 'reader', row)).toBe(401)
  })
})
