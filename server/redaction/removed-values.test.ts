import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PersonId, PlanId } from '../../shared/ids.ts'
import { removedAddress } from '../../shared/plan/removed-words.ts'
import { addPriority, fieldText, setValue } from '../../shared/plan/schema.ts'
import { readPriority } from '../../shared/plan/snapshot.ts'
import { isRefusal } from '../../shared/refusals.ts'
import { removeRecord } from '../admin/remove-record.ts'
import { verify } from '../admin/verify.ts'
import { BoardScene, until } from '../http/board-scene.ts'
import type { Room } from '../relay/room.ts'
import { Player } from '../relay/scene.ts'
import { openDatabase } from '../store/sqlite/database.ts'
import { Reader } from '../store/sqlite/reader.ts'
import { databaseName } from '../store/sqlite/store.ts'

const canary = 'KANARIENVOGEL'
/** Stands in a value the priority was made with. */
const role = 'NACHTIGALL'
const address = `https://example.org/${canary}`
const p1 = 'p1' as Parameters<typeof addPriority>[1]
const place = { kind: 'priority', id: p1 } as const
const path = 'priorities/p1/why'
const why = 'A child could be known by it.'

let board: BoardScene
let plan: PlanId
let priya: Player
let cookies: { lead: string; member: string }

const roomOf = async (): Promise<Room> => {
  const room = await board.lobby.room(plan)
  if (isRefusal(room)) throw new Error(room.refused)
  return room
}
const settled = async (): Promise<void> => (await roomOf()).drained()
const holds = (bytes: Uint8Array, word = canary): boolean => Buffer.from(bytes).includes(word)
const filesWith = (word = canary): string[] =>
  readdirSync(board.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => holds(readFileSync(file), word))
const redact = (what: object, cookie = cookies.lead): Promise<Response> =>
  board.post(`/api/plans/${plan}/redactions`, { why, ...what }, { cookie })
const get = async (read: string): Promise<Response> =>
  board.fetch(`/api/plans/${plan}/${read}`, { cookie: cookies.lead })
const findings = async (): Promise<unknown> => {
  const database = await openDatabase(join(board.folder, databaseName), 'read')
  try {
    return verify(new Reader(database), [])
  } finally {
    database.close()
  }
}
const reads = [
  'snapshot',
  'state',
  'history',
  'history/changes?in=p1',
  'history/moment?at=3&in=p1',
  'values?about=priorities/p1',
  'values?about=plan',
  'records'
]
const nobodyReadsIt = async (more: readonly string[] = []): Promise<void> => {
  expect(filesWith()).toEqual([])
  for (const read of [...reads, ...more]) {
    const got = await get(read)
    expect(got.status, read).toBe(200)
    expect(holds(Buffer.from(await got.arrayBuffer())), read).toBe(false)
  }
  expect(await findings()).not.toHaveProperty('isFault')
}

beforeEach(async () => {
  board = await BoardScene.open()
  const lead: PersonId = await board.person('Lead')
  plan = await board.plan('sutton', lead, 'Our plan', (doc) =>
    addPriority(doc, p1, { order: 'a0', leads: [{ group: 'health', role }] }, { title: 'First', why: 'Because.' })
  )
  const person = await board.person('Priya')
  await board.member(plan, person, 'member', 'health')
  const seat = { session: '', person, name: 'Priya', role: 'member' as const, group: 'health' as const }
  priya = new Player({ ...seat, expiresAt: Number.MAX_SAFE_INTEGER }, roomOf, false)
  await priya.come()
  await until('a welcome', () => priya.received.some(({ type }) => type === 'welcome'))
  cookies = { lead: await board.signIn('lead@example.org'), member: await board.signIn('priya@example.org') }
})
afterEach(() => board.close())

const say = async (word: 'slipping' | 'on-track', reason: string): Promise<void> => {
  setValue(priya.doc, place, 'status', { word, why: reason })
  await settled()
}

describe('removing by law what was typed into a value, behind a link or into a record', () => {
  it('[P27] all a value ever said goes, of equal length or not; words of the board, dates and who said it stay', async () => {
    for (const name of ['One', 'Two', canary]) await say('slipping', `${name} left`)
    await say('on-track', '')
    await say('slipping', `${canary} came back`)
    await (await roomOf()).save()
    await get('history/changes?in=p1')
    const before = JSON.parse(await (await get('values?about=priorities/p1')).text()) as { values: { at: number }[] }
    for (const word of [canary, role]) expect(filesWith(word).length).toBeGreaterThan(0)

    const answer = await redact({
      values: [
        { at: 'priorities/p1', key: 'status' },
        { at: 'priorities/p1', key: 'leads' }
      ]
    })
    expect(answer.status).toBe(201)
    expect(priya.closed).toMatchObject({ code: 4511 })
    await nobodyReadsIt()
    expect(filesWith(role)).toEqual([])
    const now = await (await roomOf()).settled(({ doc }) => readPriority(doc, p1))
    expect(now?.status).toEqual({ word: 'slipping', why: '█'.repeat(`${canary} came back`.length) })
    expect(now?.leads).toEqual([{ group: 'health', role: '█'.repeat(role.length) }])
    // "One left" and "Two left" say the same now, and are told once.
    const after = JSON.parse(await (await get('values?about=priorities/p1')).text()) as { values: { at: number }[] }
    expect(after.values.length).toBe(before.values.length - 1)
    await board.restart()
    await nobodyReadsIt()
  })

  it('[P27] an address goes from every link that leads there; the words of the link stay', async () => {
    priya.text(path).format(0, 7, { link: address })
    await settled()
    priya.text(path).format(2, 3, { link: null })
    await settled()
    expect((await redact({ links: [address] })).status).toBe(201)
    await nobodyReadsIt()
    const delta = await (await roomOf()).settled(({ doc }) => JSON.stringify(fieldText(doc, path)?.toDelta()))
    expect(delta).toContain(removedAddress)
    expect(delta).toContain('"Be"')
  })

  it('[P27] a record goes from all it ever said, its figures and its signature stay, and everyone asks anew', async () => {
    const words = (text: string) => ({ words: text, source: canary, held: 'group' })
    const cookie = cookies.member
    const made = await board.post(
      `/api/plans/${plan}/records`,
      { kind: 'view', about: 'priorities/p1', data: words(`${canary} said so.`) },
      { cookie }
    )
    const { id } = (await made.json()) as { id: string }
    const changed = await board.fetch(`/api/plans/${plan}/records/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', origin: board.origin },
      body: JSON.stringify({ version: 1, data: words('Somebody said so.') }),
      cookie
    })
    expect(changed.status).toBe(200)
    const news = await board.store.newsOf(plan)
    expect((await redact({ record: id }, cookie)).status, 'a member may not').toBe(403)
    expect((await redact({ record: id })).status, 'what another group says is not the lead’s to take away').toBe(403)
    const parts = { store: board.store, now: Date.now }
    expect(await removeRecord([plan, id], parts)).toEqual({ wrong: expect.stringContaining('Say: remove-record') })
    expect(await removeRecord([plan, id, 'Names', 'a', 'child'], parts)).toEqual({
      lines: [expect.stringContaining('Removed from all it ever said (2)')]
    })
    await nobodyReadsIt([`records/${id}/history`])
    expect(await board.store.readRecord(plan, id)).toMatchObject({
      data: { words: '█'.repeat(17), source: '█'.repeat(canary.length), held: 'group' },
      version: 2
    })
    expect((await board.store.newsOf(plan)).records).toBeGreaterThan(news.records)
    expect(priya.closed, 'the document is as it was').toBeUndefined()
    const own = { kind: 'view', about: 'priorities/p1', data: words(canary) }
    const mine = await board.post(`/api/plans/${plan}/records`, own, { cookie: cookies.lead })
    const answer = await redact({ record: ((await mine.json()) as { id: string }).id })
    expect([answer.status, await answer.json()]).toEqual([201, { versions: 1, frozen: 0, scrubbed: true }])
    expect(await removeRecord([plan, id, 'Again'], parts)).toEqual({ wrong: expect.any(String) })
  })

  it('refuses what is no place people type into, what is not there, and two kinds at once', async () => {
    const status = async (what: object): Promise<number> => (await redact(what)).status
    expect(await status({})).toBe(400)
    expect(await status({ values: [{ at: 'plan', key: 'inspected' }] })).toBe(404)
    expect(await status({ values: [{ at: 'priorities/none', key: 'status' }] })).toBe(404)
    expect(await status({ links: ['javascript:alert(1)'] })).toBe(400)
    expect(await status({ links: ['https://nowhere.example/'] })).toBe(404)
    expect(await status({ record: 'none' })).toBe(404)
    expect(await status({ record: 'none', links: [address] })).toBe(400)
    expect(priya.closed).toBeUndefined()
  })
})
