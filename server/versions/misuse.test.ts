import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ItemId, PersonId, PlanId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { addPriority } from '../../shared/plan/schema.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import { isRefusal } from '../../shared/refusals.ts'
import type { Role } from '../../shared/roles.ts'
import type { AnswerData, NewEntry } from '../../shared/versions/version.ts'
import { removeRecord } from '../admin/remove-record.ts'
import { verify } from '../admin/verify.ts'
import { BoardScene } from '../http/board-scene.ts'
import { openDatabase, type Database } from '../store/sqlite/database.ts'
import { Reader } from '../store/sqlite/reader.ts'
import { databaseName } from '../store/sqlite/store.ts'
import { systemClock as clock } from '../system-clock.ts'
import { VersionDesk } from './desk.ts'

type Shown = {
  number: number
  hash: string
  standsHash: string
  state: string
  entries: number
  answers: { n: number; group: Group; confirmed: unknown }[]
}

let board: BoardScene
let plan: PlanId
let helen: PersonId
const cookies: Record<string, string> = {}
let plans = 0
const everyone: readonly (readonly [name: string, group: Group])[] = [
  ['Priya', 'parents'],
  ['Tom', 'parents'],
  ['Anna', 'health']
]
const place = (name: string, role: Role, group: Group, voice: boolean) =>
  board.store.setMember({ plan, person: name.toLowerCase() as PersonId, role, group, voice }, { by: null, at: 1 })
beforeAll(async () => {
  board = await BoardScene.open()
  helen = await board.person('Helen')
  for (const [name] of everyone) await board.person(name)
  for (const name of ['Helen', ...everyone.map(([each]) => each)])
    cookies[name] = await board.signIn(`${name.toLowerCase()}@example.org`)
})
beforeEach(async () => {
  plan = await board.plan(`misused-${++plans}`, helen, 'Our plan', (doc) =>
    addPriority(doc, 'p1' as ItemId, { order: 'a1' }, { title: 'Waiting too long', why: 'Because.' })
  )
  for (const [name, group] of everyone) await place(name, 'member', group, true)
})
afterAll(() => board.close())

const post = (who: string, path: string, body: unknown): Promise<Response> =>
  board.post(`/api/plans/${plan}/${path}`, body, { cookie: cookies[who] ?? '' })
const read = async <T>(who: string, path: string): Promise<T> =>
  (await (await board.fetch(`/api/plans/${plan}/${path}`, { cookie: cookies[who] ?? '' })).json()) as T
const refusedAs = async (answered: Promise<Response>): Promise<string> =>
  ((await (await answered).json()) as { error: string }).error
const kept = async (answered: Promise<Response>): Promise<Shown> => {
  const answer = await answered
  if (answer.status > 201) throw new Error(await answer.text())
  return (await answer.json()) as Shown
}
const freezing = async (ask: { asked: Group[]; closesAt: number | null } | null): Promise<Response> => {
  const { seq, hash } = await read<{ seq: number; hash: string }>('Helen', 'versions/draft?scope=p1')
  return post('Helen', 'versions', { scope: 'p1', seq, hash, ask })
}
const frozen = (...asked: Group[]): Promise<Shown> => kept(freezing({ asked, closesAt: null }))
const now = async (number = 1): Promise<Shown> =>
  (await read<{ version: Shown }>('Helen', `versions/${number}`)).version
const answer = (who: string, { number, hash }: Shown, said: AnswerData, voice?: string): Promise<Response> =>
  post(who, `versions/${number}/answers`, { said, hash, ...(voice === undefined ? {} : { voice }) })
const move = async (step: string): Promise<Shown> => {
  const { entries } = await now()
  return kept(post('Helen', 'versions/1/moves', { move: step, after: entries, ask: null, note: '' }))
}
const yes: AnswerData = { answer: 'agree', note: '', formal: null }
const no: AnswerData = { answer: 'cannot-agree', note: 'Nobody asked the families.', formal: null }
const formal: AnswerData = { ...yes, formal: { body: 'ICB board', date: '2026-11-20', minute: '7.2' } }

const sql = async (act: (database: Database) => void): Promise<void> => {
  const database = await openDatabase(join(board.folder, databaseName), 'write')
  try {
    act(database)
  } finally {
    database.close()
  }
}
const verified = async (): Promise<string> => {
  const reader = new Reader(await openDatabase(join(board.folder, databaseName), 'read'))
  try {
    const outcome = verify(reader, [plan])
    return 'lines' in outcome ? outcome.lines.join('\n') : ''
  } finally {
    reader.close()
  }
}
const roomOf = async () => {
  const room = await board.lobby.room(plan)
  if (isRefusal(room)) throw new Error(room.refused)
  return room
}

describe('a lead who would rather not hear it', () => {
  it('[promise 54] cannot make a version unreadable by a reminder, and reminds only whom it asked', async () => {
    const version = await frozen('parents', 'health')
    expect((await answer('Priya', version, no)).status).toBe(201)
    const remind = (...groups: string[]): Promise<Response> => post('Helen', 'versions/1/reminders', { groups })
    expect((await remind('health', 'health')).status).toBe(400)
    expect((await remind('education')).status).toBe(400)
    expect((await remind('health')).status).toBe(201)
    expect((await now()).answers).toMatchObject([{ group: 'parents' }])
  })

  it('[promise 52] no entry is kept that could not be read again', async () => {
    await frozen('parents', 'health')
    const { entries } = await now()
    const twice = { at: 1, by: helen, kind: 'reminded', data: { groups: ['health', 'health'] } } as NewEntry
    const asker = { person: helen, standing: { role: 'lead', group: 'council', voice: false } } as const
    await expect(board.store.addVersionEntries(plan, 1, entries, [twice], asker)).rejects.toThrow()
    expect((await now()).entries).toBe(entries)
  })

  it('cannot ask until a moment that is over, nor until one that no calendar has', async () => {
    const asked: Group[] = ['parents']
    for (const closesAt of [1, Date.now() - 1, 8_640_000_000_000_001, Number.MAX_SAFE_INTEGER])
      expect([closesAt, (await freezing({ asked, closesAt })).status]).toEqual([closesAt, 400])
    const closesAt = Date.now() + 86_400_000
    expect((await freezing({ asked, closesAt })).status).toBe(201)
    const open = await kept(freezing(null))
    const propose = { move: 'propose', after: open.entries, ask: { asked, closesAt: 1 }, note: '' }
    expect((await post('Helen', `versions/${open.number}/moves`, propose)).status).toBe(400)
    expect(board.reports.filter(({ event }) => event === 'request-failed')).toEqual([])
  })

  it('[promise 50] a formal decision recorded for a voice is theirs only with a fresh code, and only while they write', async () => {
    const version = await frozen('health')
    expect((await answer('Helen', version, formal, 'anna')).status).toBe(201)
    const of = (await now()).answers.at(-1)?.n
    const confirm = (): Promise<Response> => post('Anna', 'versions/1/confirmations', { of })
    const since = (ms: number): Promise<void> =>
      sql((database) =>
        database.prepare("UPDATE sessions SET created_at = created_at + ? WHERE person = 'anna'").run(ms)
      )
    await since(-3_600_000)
    expect(await refusedAs(confirm())).toBe('code-needed')
    await since(3_600_000)
    await place('Anna', 'reader', 'health', true)
    expect(await refusedAs(confirm())).toBe('not-a-voice')
    await place('Anna', 'member', 'health', true)
    expect((await confirm()).status).toBe(201)
  })
})

describe('a voice who would have the last word', () => {
  it(
    'fills no version: the others still answer, it is closed, and words still go by law',
    { timeout: 60_000 },
    async () => {
      const version = await frozen('parents', 'health')
      for (let tries = 0; tries < limits.answersPerPersonMax; tries++)
        expect((await answer('Anna', version, no)).status).toBe(201)
      expect(await refusedAs(answer('Anna', version, no))).toBe('too-many')
      expect((await answer('Priya', version, yes)).status).toBe(201)
      expect((await move('close')).state).toBe('answered')
    }
  )

  it('a version that is full of what people said is still moved on, and words still go from it', async () => {
    const { entries } = await frozen('parents')
    const reminded: NewEntry = { at: 1, by: helen, kind: 'reminded', data: { groups: ['parents'] } }
    const all = Array.from({ length: limits.versionEntriesMax - entries }, () => reminded)
    const asker = { person: helen, standing: { role: 'lead', group: 'council', voice: false } } as const
    expect(await board.store.addVersionEntries(plan, 1, entries, all, asker)).toBe(limits.versionEntriesMax)
    const after = limits.versionEntriesMax
    expect(await board.store.addVersionEntries(plan, 1, after, [reminded], asker)).toEqual({ refused: 'too-many' })
    expect((await move('withdraw')).state).toBe('withdrawn')
  })
})

describe('words that go by law', () => {
  const canary = 'Tommy Canary of 4 Elm Row'
  const view = { words: canary, source: '', held: 'group' }
  const add = async (who: string): Promise<string> => {
    const made = await post(who, 'records', { kind: 'view', about: 'priorities/p1', data: view })
    expect(made.status).toBe(201)
    return ((await made.json()) as { id: string }).id
  }
  const wordsOf = async (number: number): Promise<string> =>
    (await board.fetch(`/api/plans/${plan}/versions/${number}/words`, { cookie: cookies['Helen'] ?? '' })).text()

  it('a record goes from the versions that hold it when the board’s own administration removes it', async () => {
    const id = await add('Priya')
    const version = await frozen('parents')
    await answer('Priya', version, no)
    expect(await wordsOf(1)).toContain(canary)
    const parts = { store: board.store, now: Date.now }
    expect(await removeRecord([plan, id, 'Names', 'a', 'child'], parts)).toEqual({
      lines: [expect.stringContaining('(1)'), 'Removed from the versions that held it: 1.']
    })
    expect(await wordsOf(1)).not.toContain(canary)
    const stands = await now()
    expect(stands).toMatchObject({ hash: version.hash, answers: [{ group: 'parents' }] })
    expect(stands.standsHash).not.toBe(version.hash)
    expect(await verified()).toContain('everything is as it was kept')
    expect(await removeRecord([plan, id, 'Again'], parts)).toEqual({ wrong: expect.any(String) })
  })

  /** A desk whose store lets something happen at the last moment before an entry is kept. */
  const deskWith = (before: { freeze?: () => Promise<void>; entry?: () => Promise<void> }): VersionDesk => {
    const store = new Proxy(board.store, {
      get: (target, name) => {
        const real: unknown = Reflect.get(target, name)
        if (typeof real !== 'function') return real
        const act = name === 'addVersion' ? before.freeze : name === 'addVersionEntries' ? before.entry : undefined
        return async (...given: unknown[]): Promise<unknown> => {
          await act?.()
          return Reflect.apply(real, target, given) as unknown
        }
      }
    })
    const { history, lobby } = board
    return new VersionDesk({ store, history, lobby, clock, report: () => undefined, closed: () => Promise.resolve() })
  }

  it('are not frozen by who froze them while they went', async () => {
    const id = await add('Priya')
    const { seq, hash } = await read<{ seq: number; hash: string }>('Helen', 'versions/draft?scope=p1')
    const member = await board.store.readMember(plan, helen)
    if (!member) throw new Error('nobody leads')
    let went = 0
    const desk = deskWith({
      freeze: async () => {
        went++
        await board.store.redactRecord(plan, id, { by: null, at: 1, why: 'Names a child' })
      }
    })
    const asked = { scope: 'p1' as ItemId, seq, hash, ask: null }
    expect(await desk.freeze(await roomOf(), member, asked)).toEqual({ refused: 'words-moved' })
    expect(went).toBe(1)
    expect(await board.store.readVersions(plan)).toEqual([])
  })

  it('go from a version though somebody answers it at the same moment, again and again', async () => {
    const id = await add('Priya')
    const version = await frozen('parents')
    await board.store.redactRecord(plan, id, { by: null, at: 1, why: 'Names a child' })
    let answers = 0
    const desk = deskWith({
      entry: async () => {
        if (answers++ < 8) expect((await answer('Tom', version, no)).status).toBe(201)
      }
    })
    expect(await desk.removeByLaw(await roomOf())).toBe(1)
    expect(answers).toBe(9)
    expect(await wordsOf(1)).not.toContain(canary)
  })
})
