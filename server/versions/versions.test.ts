import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { join } from 'node:path'
import type { ItemId, PersonId, PlanId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { addAction, addPriority, fieldText } from '../../shared/plan/schema.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import { isRefusal } from '../../shared/refusals.ts'
import type { AnswerData, AskData } from '../../shared/versions/version.ts'
import { systemClock as clock } from '../system-clock.ts'
import { verify } from '../admin/verify.ts'
import { BoardScene, until } from '../http/board-scene.ts'
import { Player } from '../relay/scene.ts'
import { openDatabase, type Database } from '../store/sqlite/database.ts'
import { Reader } from '../store/sqlite/reader.ts'
import { databaseName } from '../store/sqlite/store.ts'
import { VersionDesk } from './desk.ts'

type Shown = {
  number: number
  hash: string
  standsHash: string
  state: string
  entries: number
  asked: Group[]
  code: string
  answers: { n: number; group: string; answer: string; note: string; voice: string; by: string; confirmed: unknown }[]
  standing: Record<string, number | null>
  lastAgreed: Record<string, { number: number } | null>
}
type Draft = { seq: number; hash: string; code: string; snapshot: unknown; records: unknown[] }

const everyone: readonly (readonly [string, Group])[] = [
  ['Priya', 'parents'],
  ['Tom', 'parents'],
  ['Anna', 'health'],
  ['Marcus', 'social-care']
]

let board: BoardScene
let plan: PlanId
let helen: PersonId
let cookies: Record<string, string>

let plans = 0
beforeAll(async () => {
  board = await BoardScene.open()
  helen = await board.person('Helen')
  await board.person('Rosa')
  for (const [name] of everyone) await board.person(name)
  cookies = {}
  for (const name of ['Helen', 'Rosa', ...everyone.map(([each]) => each)])
    cookies[name] = await board.signIn(`${name.toLowerCase()}@example.org`)
})
beforeEach(async () => {
  plan = await board.plan(`sutton-${++plans}`, helen, 'Our plan', (doc) => {
    addPriority(doc, 'p1' as ItemId, { order: 'a1' }, { title: 'Waiting too long', why: 'Because it is too long.' })
    addAction(doc, 'a1' as ItemId, { order: 'b1', priority: 'p1' }, { text: 'See every child within 18 weeks' })
    addPriority(doc, 'p2' as ItemId, { order: 'a2' }, { title: 'Nobody listens' })
  })
  for (const [name, group] of everyone) {
    const person = name.toLowerCase() as PersonId
    await board.store.setMember({ plan, person, role: 'member', group, voice: true }, { by: null, at: 1 })
  }
  await board.member(plan, 'rosa' as PersonId, 'member', 'health')
})
afterAll(() => board.close())

const ask = (...asked: Group[]): AskData => ({ asked, closesAt: null })
const yes: AnswerData = { answer: 'agree', note: '', formal: null }
const no: AnswerData = { answer: 'cannot-agree', note: 'Nobody asked the families of 3.2.', formal: null }
const noted: AnswerData = { answer: 'agree-with-note', note: 'Say term, not quarter.', formal: null }

const post = (who: string, path: string, body: unknown): Promise<Response> =>
  board.post(`/api/plans/${plan}/${path}`, body, { cookie: cookies[who] ?? '' })
const get = (who: string, path: string): Promise<Response> =>
  board.fetch(`/api/plans/${plan}/${path}`, { cookie: cookies[who] ?? '' })
const draft = async (scope?: string): Promise<Draft> =>
  (await (await get('Helen', `versions/draft${scope === undefined ? '' : `?scope=${scope}`}`)).json()) as Draft
const frozen = async (asked: AskData | null, scope: string | null = 'p1'): Promise<Shown> => {
  const { seq, hash } = await draft(scope ?? undefined)
  const answer = await post('Helen', 'versions', { scope, seq, hash, ask: asked })
  if (answer.status !== 201) throw new Error(await answer.text())
  return (await answer.json()) as Shown
}
const answer = (who: string, version: Shown, said: AnswerData, more: object = {}): Promise<Response> =>
  post(who, `versions/${version.number}/answers`, { said, hash: version.hash, ...more })
const move = (version: Shown, step: string, more: object = {}): Promise<Response> =>
  post('Helen', `versions/${version.number}/moves`, {
    move: step,
    after: version.entries,
    ask: null,
    note: '',
    ...more
  })
const now = async (number: number): Promise<Shown> => {
  const { versions } = (await (await get('Helen', 'versions')).json()) as { versions: Shown[] }
  const found = versions.find((each) => each.number === number)
  if (!found) throw new Error(`no version ${number}`)
  return found
}
const refusedAs = async (answered: Response): Promise<string> => ((await answered.json()) as { error: string }).error

/** Somebody writes into the plan, through the gate. */
const write = async (words: string): Promise<void> => {
  const roomOf = async () => {
    const room = await board.lobby.room(plan)
    if (isRefusal(room)) throw new Error(room.refused)
    return room
  }
  const seat = { session: '', person: helen, name: 'Helen', role: 'lead' as const, group: 'council' as const }
  const player = new Player({ ...seat, expiresAt: Number.MAX_SAFE_INTEGER }, roomOf, false)
  await player.come()
  await until('a welcome', () => player.received.some(({ type }) => type === 'welcome'))
  fieldText(player.doc, 'priorities/p1/why')?.insert(0, words)
  await (await roomOf()).drained()
}

/** What `admin verify` says of the plan. */
const verified = async (): Promise<string> => {
  const reader = new Reader(await openDatabase(join(board.folder, databaseName), 'read'))
  try {
    const outcome = verify(reader, [plan])
    return 'lines' in outcome ? outcome.lines.join('\n') : ''
  } finally {
    reader.close()
  }
}

const flipped = (bytes: Uint8Array): Uint8Array =>
  bytes.map((byte, index) => (index === bytes.length >> 1 ? byte ^ 1 : byte))

const sql = async (act: (database: Database) => void): Promise<void> => {
  const database = await openDatabase(join(board.folder, databaseName), 'write')
  try {
    database.exec('PRAGMA foreign_keys = OFF')
    act(database)
  } finally {
    database.close()
  }
}

describe('freezing', () => {
  it('keeps exactly the words the lead was looking at, whoever writes on', async () => {
    const seen = await draft('p1')
    await write('Something new. ')
    const answered = await post('Helen', 'versions', {
      scope: 'p1',
      seq: seen.seq,
      hash: seen.hash,
      ask: ask('parents')
    })
    expect(answered.status).toBe(201)
    const version = (await answered.json()) as Shown
    expect(version).toMatchObject({ number: 1, state: 'proposed', hash: seen.hash, code: seen.code })
    const words = await (await get('Priya', 'versions/1/words')).text()
    expect(createHash('sha256').update(words).digest('hex')).toBe(seen.hash)
    expect(words).toContain('Because it is too long.')
    expect(words).not.toContain('Something new')
    expect(words).not.toContain('Nobody listens')
    // The same words have the same hash, whenever they are frozen; other words have another.
    expect((await draft('p2')).hash).not.toBe((await draft('p1')).hash)
  })

  it('[promise 51] refuses other words than those that stood then, and words that stopped standing too long ago', async () => {
    const seen = await draft('p1')
    const other = { scope: 'p1', seq: seen.seq, hash: '0'.repeat(64), ask: null }
    expect(await refusedAs(await post('Helen', 'versions', other))).toBe('words-moved')
    await write('New. ')
    const room = await board.lobby.room(plan)
    const member = await board.store.readMember(plan, helen)
    if (isRefusal(room) || !member) throw new Error('no plan')
    const frozenAfter = (minutes: number) => {
      const later = { ...clock, now: () => clock.now() + minutes * 60_000 }
      const { store, lobby, history } = board
      const desk = new VersionDesk({ store, lobby, history, clock: later, report: () => undefined })
      return desk.freeze(room, member, { scope: 'p1' as ItemId, seq: seen.seq, hash: seen.hash, ask: null })
    }
    expect(await frozenAfter(limits.freezeMinutes + 1)).toEqual({ refused: 'words-moved' })
    expect((await board.store.readVersions(plan)).length).toBe(0)
    expect(await frozenAfter(limits.freezeMinutes - 1)).toMatchObject({ number: 1 })
  })

  it('is for a lead who has shown lately who they are', async () => {
    const { seq, hash } = await draft('p1')
    const body = { scope: 'p1', seq, hash, ask: null }
    expect(await refusedAs(await post('Priya', 'versions', body))).toBe('not-allowed')
    await sql((database) =>
      database.prepare("UPDATE sessions SET created_at = created_at - 3600000 WHERE person = 'helen'").run()
    )
    expect(await refusedAs(await post('Helen', 'versions', body))).toBe('code-needed')
    const { code } = await board.ask('helen@example.org')
    const old = cookies['Helen'] ?? ''
    expect((await board.post('/api/sign-in/again', { code: '000000' }, { cookie: old })).status).toBe(400)
    const again = await board.post('/api/sign-in/again', { code }, { cookie: old })
    expect(again.status).toBe(204)
    cookies['Helen'] = again.headers.get('set-cookie')?.split(';')[0] ?? ''
    expect(cookies['Helen']).not.toBe(old)
    expect((await board.fetch('/api/me', { cookie: old })).status).toBe(401)
    expect((await post('Helen', 'versions', body)).status).toBe(201)
  })
})

describe('forged freezes', () => {
  it(
    '[promise 50] 1,000 forged, replayed and raced ones over HTTP: none but the honest one is kept',
    { timeout: 120_000 },
    async () => {
      const seen = await draft('p1')
      const honest = { scope: 'p1', seq: seen.seq, hash: seen.hash, ask: null }
      const hash = (each: number): string => createHash('sha256').update(`${each}`).digest('hex')
      const tries = Array.from({ length: 200 }, (_, each) => [
        () => post('Priya', 'versions', honest),
        () => post('Helen', 'versions', { ...honest, hash: hash(each) }),
        () => post('Helen', 'versions', { ...honest, seq: seen.seq + 1 + each }),
        () => post('Helen', 'versions', { ...honest, scope: each % 2 === 0 ? 'p2' : null }),
        () => board.post(`/api/plans/${plan}/versions`, honest, { cookie: '', 'x-user': 'helen' })
      ]).flat()
      for (let at = 0; at < tries.length; at += 20) {
        const statuses = await Promise.all(tries.slice(at, at + 20).map(async (attempt) => (await attempt()).status))
        expect(statuses.every((status) => status >= 400 && status < 500)).toBe(true)
      }
      expect(await board.store.readVersions(plan)).toEqual([])
      // Words that change between the look and the click: what is kept is what was seen, to the letter.
      const raced = await Promise.all([post('Helen', 'versions', honest), write('Meanwhile. ')])
      expect(raced[0].status).toBe(201)
      expect(await now(1)).toMatchObject({ hash: seen.hash })
      expect(await (await get('Priya', 'versions/1/words')).text()).not.toContain('Meanwhile')
    }
  )
})

describe('answers', () => {
  it('that somebody is asked for stand in their list of plans', async () => {
    const waits = async (who: string): Promise<unknown> => {
      const rows = (await (await board.fetch('/api/plans', { cookie: cookies[who] ?? '' })).json()) as {
        id: string
        waits: unknown
      }[]
      return rows.find(({ id }) => id === plan)?.waits
    }
    expect(await waits('Priya')).toBeNull()
    const version = await frozen(ask('parents', 'social-care'))
    expect(await Promise.all(['Priya', 'Anna', 'Rosa', 'Helen'].map(waits))).toEqual(['answer', null, null, null])
    await answer('Priya', version, yes)
    await answer('Helen', version, no, { voice: 'marcus' })
    expect(await Promise.all(['Priya', 'Tom', 'Marcus'].map(waits))).toEqual([null, null, 'confirm'])
  })

  it('make it agreed only when every group that was asked has answered and none cannot agree', async () => {
    let version = await frozen(ask('parents', 'health', 'social-care'))
    expect((await answer('Priya', version, noted)).status).toBe(201)
    expect((await answer('Anna', version, yes)).status).toBe(201)
    version = await now(1)
    const closed = (await (await move(version, 'close')).json()) as Shown
    expect(closed.state).toBe('answered')
    expect(await refusedAs(await answer('Marcus', version, yes))).toBe('answers-closed')

    let second = await frozen(ask('parents', 'health'))
    expect(second.lastAgreed).toMatchObject({ parents: { number: 1 }, health: { number: 1 } })
    await answer('Priya', second, no)
    await answer('Anna', second, yes)
    second = await now(2)
    expect(second.answers.map(({ note }) => note)).toContain(no.note)
    // A co-voice answers later: the last answer stands, and the one before it is kept.
    await answer('Tom', second, yes)
    second = await now(2)
    expect(second.answers).toHaveLength(3)
    expect(((await (await move(second, 'close')).json()) as Shown).state).toBe('agreed')
    expect((await now(1)).state).toBe('superseded')
    const letters = (await board.letters()).filter(({ to }) => to === 'priya@example.org').map(({ subject }) => subject)
    expect(letters.some((subject) => subject.startsWith('Your group has answered'))).toBe(true)
  })

  it('are for named voices of a group that was asked, on the words they saw', async () => {
    const version = await frozen(ask('parents'))
    expect(await refusedAs(await answer('Rosa', version, yes))).toBe('not-a-voice')
    expect(await refusedAs(await answer('Anna', version, yes))).toBe('not-a-voice')
    expect(await refusedAs(await answer('Priya', { ...version, hash: '1'.repeat(64) }, yes))).toBe('words-moved')
    expect((await answer('Priya', version, { ...no, note: ' ' })).status).toBe(400)
    expect((await answer('Priya', version, { ...yes, note: 'but' })).status).toBe(400)
    expect((await now(1)).answers).toEqual([])
  })

  it('of two voices at once: whoever has not seen the other’s is told before theirs takes its place', async () => {
    const version = await frozen(ask('parents', 'health'))
    expect((await answer('Tom', version, yes, { seen: 0 })).status).toBe(201)
    expect(await refusedAs(await answer('Priya', version, no, { seen: 0 }))).toBe('changed-meanwhile')
    const seen = (await now(1)).standing['parents']
    expect((await answer('Anna', version, yes, { seen: 0 })).status).toBe(201)
    expect((await answer('Priya', version, no, { seen })).status).toBe(201)
    expect((await now(1)).answers.map(({ voice }) => voice)).toEqual(['tom', 'anna', 'priya'])
  })

  it('recorded for a voice count only once that voice confirms them', async () => {
    const version = await frozen(ask('parents'))
    expect(await refusedAs(await answer('Priya', version, yes, { voice: 'tom' }))).toBe('not-allowed')
    expect((await answer('Helen', version, yes, { voice: 'tom' })).status).toBe(201)
    let stands = await now(1)
    expect(stands.standing).toEqual({ parents: null })
    const [recorded] = stands.answers
    expect(recorded).toMatchObject({ voice: 'tom', by: 'helen', confirmed: null })
    const of = { of: recorded?.n ?? 0 }
    expect(await refusedAs(await post('Priya', 'versions/1/confirmations', of))).toBe('not-found')
    expect((await post('Tom', 'versions/1/confirmations', of)).status).toBe(201)
    stands = await now(1)
    expect(stands.standing).toEqual({ parents: recorded?.n })
    expect(await refusedAs(await post('Tom', 'versions/1/confirmations', of))).toBe('not-found')
  })

  it('a formal one stands above one in principle, and needs a fresh code', async () => {
    const version = await frozen(ask('health'))
    const formal = { ...yes, formal: { body: 'ICB board', date: '2026-11-20', minute: '7.2' } }
    expect((await answer('Anna', version, formal)).status).toBe(201)
    expect((await answer('Anna', version, no)).status).toBe(201)
    const stands = await now(1)
    expect(stands.standing).toEqual({ health: stands.answers[0]?.n })
    await sql((database) =>
      database.prepare("UPDATE sessions SET created_at = created_at - 3600000 WHERE person = 'anna'").run()
    )
    expect(await refusedAs(await answer('Anna', version, formal))).toBe('code-needed')
    expect((await answer('Anna', version, yes)).status).toBe(201)
  })

  it('close by themselves when their time has run out', async () => {
    const closesAt = clock.now() + 3_600_000
    const version = await frozen({ asked: ['parents'], closesAt })
    await board.versions.closeDue()
    expect(await now(1)).toMatchObject({ state: 'proposed' })
    const { store, history, lobby } = board
    const later = new VersionDesk({
      store,
      history,
      lobby,
      clock: { ...clock, now: () => closesAt },
      report: () => undefined
    })
    const priya = await store.readMember(plan, 'priya' as PersonId)
    if (!priya) throw new Error('nobody to answer')
    const given = { said: yes, hash: version.hash, voice: priya.person }
    expect(await later.answer(plan, priya, 1, given)).toEqual({ refused: 'answers-closed' })
    await later.closeDue()
    expect(await now(1)).toMatchObject({ state: 'answered', moves: [{}, { by: null }] })
  })

  it('[promise 50] 1,000 forged, replayed and raced ones over HTTP: none is kept', { timeout: 120_000 }, async () => {
    const version = await frozen(ask('parents', 'health'))
    const tries: (() => Promise<Response>)[] = []
    const path = `/api/plans/${plan}/versions/1/answers`
    const body = (said: AnswerData, hash = version.hash, voice?: string) => ({
      said,
      hash,
      ...(voice === undefined ? {} : { voice })
    })
    for (let each = 0; each < 200; each++) {
      const wrong = createHash('sha256').update(`${each}`).digest('hex')
      tries.push(
        () => answer('Rosa', version, yes),
        () => answer('Marcus', version, each % 2 === 0 ? yes : no),
        () => board.post(path, body(yes, wrong), { cookie: cookies['Priya'] ?? '' }),
        () =>
          board.post(path, body(yes, version.hash, each % 2 === 0 ? 'priya' : 'helen'), {
            cookie: cookies['Anna'] ?? ''
          }),
        () =>
          board.fetch(path, {
            method: 'POST',
            cookie: cookies['Priya'] ?? '',
            headers: { origin: 'https://elsewhere.example', 'content-type': 'application/json' },
            body: JSON.stringify(body(no))
          })
      )
    }
    for (let at = 0; at < tries.length; at += 20) {
      const statuses = await Promise.all(tries.slice(at, at + 20).map(async (attempt) => (await attempt()).status))
      expect(statuses.every((status) => status >= 400 && status < 500)).toBe(true)
    }
    expect((await now(1)).answers).toEqual([])
    // Raced for real: each of many at once is kept once, none is lost, and closing counts what stood.
    const given = await Promise.all(Array.from({ length: 6 }, () => answer('Priya', version, yes)))
    const kept = given.filter(({ status }) => status === 201).length
    const stands = await now(1)
    expect(stands.answers).toHaveLength(kept)
    const closes = await Promise.all(Array.from({ length: 5 }, () => move(stands, 'close')))
    expect(closes.filter(({ status }) => status === 200)).toHaveLength(1)
  })
})

describe('words that go by law', () => {
  it('go from what is frozen too; the version says so, its first hash and its answers stay', async () => {
    const version = await frozen(ask('parents'))
    await answer('Priya', version, noted)
    const room = await board.lobby.room(plan)
    if (isRefusal(room)) throw new Error(room.refused)
    const first = await room.settled(({ doc }) => fieldText(doc, 'priorities/p1/why')?._start?.id)
    if (!first) throw new Error('no words')
    const removal = { ids: [{ client: first.client, clock: first.clock, length: 7 }], why: 'Names a child' }
    const removed = await post('Helen', 'redactions', removal)
    expect([removed.status, await removed.json()]).toEqual([
      201,
      expect.objectContaining({ frozen: 1, scrubbed: true })
    ])
    const anew = await board.lobby.room(plan)
    if (isRefusal(anew)) throw new Error(anew.refused)
    expect(await board.versions.removeByLaw(anew)).toBe(0)
    const words = await (await get('Priya', 'versions/1/words')).text()
    expect(words).not.toContain('Because')
    expect(words).toContain('███████ it is too long.')
    const stands = await now(1)
    expect(stands.hash).toBe(version.hash)
    expect(stands.standsHash).toBe(createHash('sha256').update(words).digest('hex'))
    expect(stands.standsHash).not.toBe(version.hash)
    expect(stands.answers).toHaveLength(1)
  })
})

describe('what is stored of a version', () => {
  it('[promise 52] is never served once a byte of it was changed, and the version is named', async () => {
    const version = await frozen(ask('parents'))
    await answer('Priya', version, noted)
    await frozen(ask('health'))
    const columns: [string, string, string][] = [
      ...['entries', 'link', 'key_id', 'signature', 'words', 'signed'].map((column): [string, string, string] => [
        'versions',
        column,
        `plan = '${plan}' AND number = 1`
      ]),
      ...['at', 'by', 'kind', 'data', 'n'].flatMap((column) =>
        [1, 2, 3].map((n): [string, string, string] => [
          'version_entries',
          column,
          `plan = '${plan}' AND number = 1 AND n = ${n}`
        ])
      )
    ]
    for (const [table, column, where] of columns) {
      let before: unknown
      await sql((database) => {
        before = database.prepare(`SELECT "${column}" AS value FROM ${table} WHERE ${where}`).get()?.['value']
        const changed =
          before instanceof Uint8Array
            ? flipped(before)
            : typeof before === 'number'
              ? before + 40
              : `${String(before).slice(0, -2)}x${String(before).slice(-1)}`
        database.prepare(`UPDATE ${table} SET "${column}" = ? WHERE ${where}`).run(changed)
      })
      board.reports.length = 0
      const status = (await get('Priya', 'versions/1')).status
      expect([table, column, where, status]).toEqual([table, column, where, 503])
      expect(board.reports).toContainEqual(expect.objectContaining({ event: 'version-broken', version: 1 }))
      const listed = (await (await get('Priya', 'versions')).json()) as { versions: Shown[]; broken: number[] }
      expect(listed.broken).toEqual([1])
      expect(await verified(), `${table}.${column}`).toMatch(/Version 1 is not as it was kept/)
      expect(listed.versions.map(({ number }) => number)).toContain(2)
      await sql((database) => {
        const at = column === 'n' ? where.replace(/n = (\d)/, (_all, n: string) => `n = ${Number(n) + 40}`) : where
        database.prepare(`UPDATE ${table} SET "${column}" = ? WHERE ${at}`).run(before as string | number | Uint8Array)
      })
      expect((await get('Priya', 'versions/1')).status).toBe(200)
    }
    expect(await verified()).toContain('everything is as it was kept')
    // Left out, at the end, in the middle, whole; put under another number.
    const ours = `plan = '${plan}' AND number = 1`
    for (const change of [
      `DELETE FROM version_entries WHERE ${ours} AND n = 3`,
      `DELETE FROM version_entries WHERE ${ours} AND n = 2`,
      `DELETE FROM versions WHERE ${ours}`,
      `UPDATE versions SET number = 7 WHERE ${ours}`
    ]) {
      await sql((database) => {
        database.exec(
          'CREATE TABLE kept_v AS SELECT * FROM versions; CREATE TABLE kept_e AS SELECT * FROM version_entries'
        )
        database.exec(change)
      })
      expect([change, (await get('Priya', 'versions/1')).status]).toEqual([change, 503])
      await sql((database) => {
        database.exec('DELETE FROM version_entries; DELETE FROM versions')
        database.exec('INSERT INTO versions SELECT * FROM kept_v; INSERT INTO version_entries SELECT * FROM kept_e')
        database.exec('DROP TABLE kept_v; DROP TABLE kept_e')
      })
      expect((await get('Priya', 'versions/1')).status).toBe(200)
    }
  })
})
