import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ItemId, PersonId, PlanId } from '../../shared/ids.ts'
import { addPriority } from '../../shared/plan/schema.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import type { ShownPoll } from '../../shared/versions/poll.ts'
import type { AnswerData } from '../../shared/versions/version.ts'
import { removeNote } from '../admin/remove-note.ts'
import { verify } from '../admin/verify.ts'
import { BoardScene } from '../http/board-scene.ts'
import { openDatabase, type Database } from '../store/sqlite/database.ts'
import { Reader } from '../store/sqlite/reader.ts'
import { databaseName, openSqliteStore } from '../store/sqlite/store.ts'
import type { SinceVersion, ShownSheet } from './beside.ts'

type Shown = {
  number: number
  hash: string
  entries: number
  answers: { n: number; group: Group; note: string; removedAt: number | null }[]
}

/** Five parents beside the two who speak for them: enough to be counted. */
const parents = ['Priya', 'Tom', 'Rosa', 'Noor', 'Ada', 'Mei', 'Jo']
const everyone: readonly (readonly [name: string, group: Group, voice: boolean])[] = [
  ...parents.map((name): [string, Group, boolean] => [name, 'parents', name === 'Priya' || name === 'Tom']),
  ['Anna', 'health', true],
  ['Marcus', 'social-care', true]
]
let board: BoardScene
let plan: PlanId
let helen: PersonId
const cookies: Record<string, string> = {}
let plans = 0
beforeAll(async () => {
  board = await BoardScene.open()
  helen = await board.person('Helen')
  for (const [name] of everyone) await board.person(name)
  for (const name of ['Helen', ...everyone.map(([each]) => each)])
    cookies[name] = await board.signIn(`${name.toLowerCase()}@example.org`)
}, 60_000)
beforeEach(async () => {
  plan = await board.plan(`plan-${++plans}`, helen, 'Our plan', (doc) =>
    addPriority(doc, 'p1' as ItemId, { order: 'a1' }, { title: 'Waiting too long', why: 'Because.' })
  )
  for (const [name, group, voice] of everyone) {
    const person = name.toLowerCase() as PersonId
    await board.store.setMember({ plan, person, role: 'member', group, voice }, { by: null, at: 1 })
  }
})
afterAll(() => board.close())

const as = (who: string): { cookie: string } => ({ cookie: cookies[who] ?? '' })
const post = (who: string, path: string, body: unknown): Promise<Response> =>
  board.post(`/api/plans/${plan}/${path}`, body, as(who))
const put = (who: string, path: string, body: unknown): Promise<Response> =>
  board.fetch(`/api/plans/${plan}/${path}`, {
    ...as(who),
    method: 'PUT',
    headers: { origin: board.origin, 'content-type': 'application/json' },
    body: JSON.stringify(body)
  })
const read = async <T>(who: string, path: string): Promise<T> =>
  (await (await board.fetch(`/api/plans/${plan}/${path}`, as(who))).json()) as T
const kept = async (answered: Promise<Response>): Promise<Shown> => {
  const answer = await answered
  if (answer.status > 201) throw new Error(await answer.text())
  return (await answer.json()) as Shown
}
const refusedAs = async (answered: Promise<Response>): Promise<string> =>
  ((await (await answered).json()) as { error: string }).error

const frozen = async (asked: Group[]): Promise<Shown> => {
  const { seq, hash } = await read<{ seq: number; hash: string }>('Helen', 'versions/draft?scope=p1')
  return kept(post('Helen', 'versions', { scope: 'p1', seq, hash, ask: { asked, closesAt: null } }))
}
const yes: AnswerData = { answer: 'agree', note: '', formal: null }
const no: AnswerData = { answer: 'cannot-agree', note: 'Nobody asked the families.', formal: null }
const answer = (who: string, { number, hash }: Shown, said: AnswerData): Promise<Shown> =>
  kept(post(who, `versions/${number}/answers`, { said, hash }))
const close = async ({ number }: Shown): Promise<Shown> => {
  const after = (await read<{ version: Shown }>('Helen', `versions/${number}`)).version.entries
  return kept(post('Helen', `versions/${number}/moves`, { move: 'close', after, ask: null, note: '' }))
}
const sql = async (act: (database: Database) => void): Promise<void> => {
  const database = await openDatabase(join(board.folder, databaseName), 'write')
  try {
    database.exec('PRAGMA foreign_keys = OFF')
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

describe('what the people of a group think before it answers', () => {
  const pollsOf = async (who: string): Promise<ShownPoll[]> => (await read<{ polls: ShownPoll[] }>(who, 'polls')).polls
  const say = (who: string, { number, hash }: Shown, word: string): Promise<Response> =>
    put(who, `versions/${number}/poll`, { word, hash })

  it('is asked by a voice, said by each, and counted for that group alone once five have said it', async () => {
    const version = await frozen(['parents', 'health'])
    const { hash } = version
    expect(await refusedAs(post('Rosa', 'versions/1/poll', { hash }))).toBe('not-a-voice')
    expect(await refusedAs(post('Priya', 'versions/1/poll', { hash: '0'.repeat(64) }))).toBe('words-moved')
    expect(await refusedAs(say('Rosa', version, 'agree'))).toBe('not-found')
    expect((await post('Priya', 'versions/1/poll', { hash })).status).toBe(204)
    expect(await refusedAs(post('Tom', 'versions/1/poll', { hash }))).toBe('exists')
    for (const who of ['Tom', 'Rosa', 'Noor', 'Ada']) expect((await say(who, version, 'agree')).status).toBe(204)
    // Four: how many, and nothing of what they said.
    expect(await pollsOf('Priya')).toEqual([
      expect.objectContaining({ version: 1, hash, asked: 7, said: 4, words: null, mine: null, isOpen: true })
    ])
    await say('Mei', version, 'stand-aside')
    await say('Mei', version, 'cannot-agree')
    const words = { agree: 4, 'agree-with-note': 0, 'stand-aside': 0, 'cannot-agree': 1 }
    expect(await pollsOf('Mei')).toEqual([expect.objectContaining({ said: 5, words, mine: 'cannot-agree' })])
    expect(await pollsOf('Jo')).toEqual([expect.objectContaining({ said: 5, words, mine: null })])
    // No name and no id of anybody but the voice who asked, and the reader's own word.
    const told = await (await board.fetch(`/api/plans/${plan}/polls`, as('Jo'))).text()
    for (const person of ['tom', 'rosa', 'noor', 'ada', 'mei']) expect(told.toLowerCase()).not.toContain(person)
    expect(await verified()).toContain('everything is as it was kept')
  })

  it('is told to nobody else, over any route: not to a lead, not in a file, not to the public', async () => {
    const version = await frozen(['parents', 'health'])
    await post('Priya', 'versions/1/poll', { hash: version.hash })
    for (const who of ['Tom', 'Rosa', 'Noor', 'Ada', 'Mei']) await say(who, version, 'stand-aside')
    for (const who of ['Helen', 'Anna', 'Marcus']) expect([who, await pollsOf(who)]).toEqual([who, []])
    expect(await refusedAs(say('Anna', version, 'agree'))).toBe('not-found')
    expect(await refusedAs(say('Marcus', version, 'agree'))).toBe('answers-closed')
    for (const who of ['Priya', 'Anna']) await answer(who, version, yes)
    await close(version)
    const published = (await read<{ version: Shown }>('Helen', 'versions/1')).version
    await kept(post('Helen', 'versions/1/moves', { move: 'publish', after: published.entries, ask: null, note: '' }))
    const reads = [
      ...['', 'snapshot', 'records', 'people', 'history', 'balance', 'versions', 'versions/1', 'versions/1/words'],
      ...['versions/1/sheet', 'versions-since', 'exports/json?version=1', 'exports/markdown?version=1']
    ]
    for (const path of reads) {
      const answered = await board.fetch(`/api/plans/${plan}/${path}`.replace(/\/$/, ''), as('Helen'))
      expect([path, answered.status]).toEqual([path, 200])
      expect([path, (await answered.text()).includes('stand-aside')]).toEqual([path, false])
    }
    for (const path of ['', '/v/1', '/how'])
      expect(await (await board.fetch(`/public/${plan}${path}`)).text()).not.toMatch(
        /\d people asked|said what they think|poll/i
      )
  })

  it('ends when the group has answered, and goes with whoever leaves or is erased', async () => {
    const version = await frozen(['parents'])
    await post('Priya', 'versions/1/poll', { hash: version.hash })
    for (const who of ['Tom', 'Rosa', 'Noor', 'Ada', 'Mei', 'Jo']) await say(who, version, 'agree')
    await board.fetch(`/api/plans/${plan}/people/jo`, {
      ...as('Helen'),
      method: 'DELETE',
      headers: { origin: board.origin }
    })
    expect(await pollsOf('Priya')).toEqual([expect.objectContaining({ asked: 6, said: 5 })])
    await answer('Priya', version, yes)
    expect(await refusedAs(say('Rosa', version, 'cannot-agree'))).toBe('answers-closed')
    expect(await pollsOf('Rosa')).toEqual([expect.objectContaining({ mine: 'agree', isOpen: false })])
    await board.person('Gone')
    const gone = { plan, person: 'gone' as PersonId, role: 'member', group: 'parents', voice: false } as const
    await board.store.setMember(gone, { by: null, at: 1 })
    const asker = { person: gone.person, standing: { role: gone.role, group: gone.group, voice: gone.voice } }
    expect(await board.store.sayInPoll(plan, 1, { asker, at: 2, word: 'agree' })).toBeUndefined()
    expect(await board.store.erasePerson(gone.person)).toBeUndefined()
    const [poll] = await board.store.readPolls(plan, 'parents')
    expect(poll?.said.map(({ person }) => person)).not.toContain('gone')
    await sql((database) =>
      expect(database.prepare("SELECT count(*) AS left FROM poll_words WHERE person IN ('gone', 'jo')").get()).toEqual({
        left: 0
      })
    )
  })
})

describe('the sheet before an answer', () => {
  it('[promise 54] says who was taken out, whose voice ended, which views went and who could not agree', async () => {
    const view = { words: 'Leaders do not see it.', source: '', held: 'group' }
    const record = await kept(post('Anna', 'records', { kind: 'view', about: 'priorities/p1', data: view }))
    const first = await frozen(['parents', 'health', 'social-care'])
    await answer('Priya', first, yes)
    await answer('Marcus', first, no)
    await answer('Anna', first, { answer: 'stand-aside', note: 'Not ours.', formal: null })
    await close(first)

    // A lead ends one voice and takes out another person; a group withdraws its own view.
    const place = { role: 'member', group: 'social-care', voice: false }
    expect((await put('Helen', 'people/marcus', place)).status).toBe(200)
    await board.fetch(`/api/plans/${plan}/people/jo`, {
      ...as('Helen'),
      method: 'DELETE',
      headers: { origin: board.origin }
    })
    const { id } = record as unknown as { id: string }
    expect((await post('Anna', `records/${id}/withdraw`, { version: 1 })).status).toBe(200)

    const second = await frozen(['parents', 'health'])
    const sheet = await read<ShownSheet & { people: { id: string; name: string }[] }>('Priya', 'versions/2/sheet')
    expect(sheet).toMatchObject({
      base: 1,
      left: [
        { person: 'marcus', by: 'helen', group: 'social-care', how: 'voice-ended', isBack: false },
        { person: 'jo', by: 'helen', group: 'parents', how: 'taken-out', isBack: false }
      ],
      // The words of what was withdrawn are with its group; version 1 holds them for whoever agreed to it.
      withdrawn: [{ by: 'anna', record: { data: { ...view, words: '' } } }],
      dissent: [
        { version: 1, group: 'health', answer: 'stand-aside', note: 'Not ours.' },
        { version: 1, group: 'social-care', answer: 'cannot-agree', note: no.note }
      ],
      notAsked: [{ group: 'social-care', version: 1 }],
      records: [{ is: 'taken-out', by: 'anna', record: { data: view } }]
    })
    expect(sheet.people.map(({ name }) => name)).toEqual(
      ['Helen', 'Marcus', 'Jo', 'Anna'].map((each) => `${each} Shah`)
    )
    // Who was not asked stands in what is taken away and printed, whatever the lead does.
    for (const who of ['Priya', 'Anna']) await answer(who, second, yes)
    await close(second)
    const paper = await (await board.fetch(`/api/plans/${plan}/exports/markdown?version=2`, as('Helen'))).text()
    expect(paper).toMatch(/Not asked: .*social care/)
    // Health agreed to no version yet: it is told everything since the plan was begun, and ends with the closing.
    await put('Helen', 'people/marcus', { ...place, voice: true })
    const other = await read<ShownSheet>('Anna', 'versions/2/sheet')
    expect(other).toMatchObject({ base: null, records: null, withdrawn: [{ record: { data: view } }] })
    expect(other.left.map(({ person, isBack }) => [person, isBack])).toEqual([
      ['marcus', true],
      ['jo', false]
    ])
  })
})

describe('changes beside the words since everyone agreed', () => {
  it('are counted with who made them: views, quotations and measures, not how work goes', async () => {
    const version = await frozen(['health'])
    await answer('Anna', version, yes)
    await close(version)
    const since = async (): Promise<SinceVersion[]> =>
      (await read<{ since: SinceVersion[] }>('Helen', 'versions-since')).since
    expect(await since()).toEqual([{ version: 1, changes: [] }])
    const about = 'priorities/p1'
    const view = { words: 'Families were not asked.', source: '', held: 'group' }
    const { id } = (await kept(post('Priya', 'records', { kind: 'view', about, data: view }))) as unknown as {
      id: string
    }
    const finding = { words: 'It is too slow.', source: 'Report', date: '2026-01-01' }
    await kept(post('Helen', 'records', { kind: 'finding', about, data: finding }))
    const evidence = { how: 'family', words: 'It helped.', link: null, date: '2026-01-01', source: '', noChild: true }
    await kept(post('Priya', 'records', { kind: 'evidence', about, data: evidence }))
    await kept(post('Anna', 'records', { kind: 'reply', about: `records/${id}`, data: { words: 'We will.' } }))
    expect(await since()).toMatchObject([
      {
        version: 1,
        changes: [
          { is: 'added', by: 'priya', priority: 'p1', record: { kind: 'view' } },
          { is: 'added', by: 'helen', priority: 'p1', record: { kind: 'finding' } },
          { is: 'added', by: 'anna', priority: 'p1', record: { kind: 'reply' } }
        ]
      }
    ])
    await post('Priya', `records/${id}/withdraw`, { version: 1 })
    expect((await since())[0]?.changes.map(({ record }) => record.kind)).toEqual(['finding'])
  })
})

describe('words of an answer that go by law', () => {
  const named: AnswerData = { ...no, note: 'Nobody asked the FAMILIENNAME family.' }
  const filesWith = (word: string): string[] =>
    readdirSync(board.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('outbox'))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => readFileSync(file).includes(word))
  const remove = (who: string, of: number): Promise<Response> =>
    post(who, 'versions/1/removals', { of, why: 'A family could be known by it.' })

  it('[P27] go for good; the answer stays, the version says so, and every entry after still proves itself', async () => {
    const version = await frozen(['parents', 'health'])
    await answer('Priya', version, named)
    await answer('Anna', version, yes)
    const { n: of = 0 } = (await read<{ version: Shown }>('Helen', 'versions/1')).version.answers[0] ?? {}
    expect(filesWith('FAMILIENNAME').length).toBeGreaterThan(0)
    // Another group's words are nobody else's to take away, a lead's neither.
    for (const who of ['Helen', 'Anna', 'Rosa'])
      expect([who, await refusedAs(remove(who, of))]).toEqual([who, 'not-allowed'])
    expect((await remove('Tom', of)).status).toBe(201)
    expect(await refusedAs(remove('Priya', of))).toBe('not-found')
    expect(filesWith('FAMILIENNAME')).toEqual([])
    const now = await close(version)
    expect(now.answers).toMatchObject([
      { group: 'parents', note: named.note.replace(/./g, '█'), removedAt: expect.any(Number) },
      { group: 'health', removedAt: null }
    ])
    expect(await verified()).toContain('everything is as it was kept')
  })

  it('by whoever runs the board, whoever said them; a stone that is changed is found', async () => {
    const version = await frozen(['parents'])
    const given = await answer('Priya', version, named)
    const of = `${given.answers[0]?.n ?? 0}`
    const store = await openSqliteStore({ folder: board.folder, report: () => undefined })
    const parts = { store, now: () => 5 }
    expect(await removeNote([plan, '1', 'x', 'By law.'], parts)).toHaveProperty('wrong')
    expect(await removeNote([plan, '1', '1', 'By law.'], parts)).toHaveProperty('wrong')
    expect(await removeNote([plan, '1', of, 'By law.'], parts)).toMatchObject({
      lines: [expect.stringContaining('Removed')]
    })
    await store.close()
    expect(await verified()).toContain('everything is as it was kept')
    const one = `plan = '${plan}' AND number = 1`
    for (const column of ['why', 'at', 'by']) {
      let before: unknown
      await sql((database) => {
        before = database.prepare(`SELECT "${column}" AS value FROM version_tombstones WHERE ${one}`).get()?.['value']
        const other = column === 'at' ? 6 : 'helen'
        database.prepare(`UPDATE version_tombstones SET "${column}" = ? WHERE ${one}`).run(other)
      })
      expect([column, (await board.fetch(`/api/plans/${plan}/versions/1`, as('Priya'))).status]).toEqual([column, 503])
      await sql((database) =>
        database
          .prepare(`UPDATE version_tombstones SET "${column}" = ? WHERE ${one}`)
          .run(before as string | number | null)
      )
    }
    expect((await board.fetch(`/api/plans/${plan}/versions/1`, as('Priya'))).status).toBe(200)
    // Words in the place of those that went, or no stone at all: not what was kept.
    await sql((database) => database.exec(`DELETE FROM version_tombstones WHERE ${one}`))
    expect((await board.fetch(`/api/plans/${plan}/versions/1`, as('Priya'))).status).toBe(503)
  })
})
