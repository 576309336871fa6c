import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anchorBetween } from '../../shared/authorship/anchors.ts'
import type { PlanId } from '../../shared/ids.ts'
import type { Anchor } from '../../shared/plan/anchor.ts'
import { addPriority } from '../../shared/plan/schema.ts'
import { isRefusal } from '../../shared/refusals.ts'
import { verify } from '../admin/verify.ts'
import { BoardScene, until } from '../http/board-scene.ts'
import type { Room } from '../relay/room.ts'
import { Player } from '../relay/scene.ts'
import { openDatabase } from '../store/sqlite/database.ts'
import { Reader } from '../store/sqlite/reader.ts'
import { databaseName } from '../store/sqlite/store.ts'

const canary = 'KANARIENVOGEL'
const path = 'priorities/p1/why'
const about = 'priorities/p1'

let board: BoardScene
let plan: PlanId
let cookie: string
let priya: Player

const roomOf = async (): Promise<Room> => {
  const room = await board.lobby.room(plan)
  if (isRefusal(room)) throw new Error(room.refused)
  return room
}
/** What stands from one word up to the end of another, pointed at. */
const quoting = (from: string, to = from): Anchor => {
  const words = priya.words(path)
  const anchor = anchorBetween(path, priya.text(path), words.indexOf(from), words.indexOf(to) + to.length)
  if (!anchor) throw new Error(`nobody wrote ${from}`)
  return anchor
}
const add = async (kind: string, of: string, data: unknown): Promise<string> => {
  const answer = await board.post(`/api/plans/${plan}/records`, { kind, about: of, data }, { cookie })
  expect(answer.status).toBe(201)
  const { id }: { id: string } = await answer.json()
  return id
}
const comment = (anchor: Anchor): Promise<string> => add('comment', about, { words: 'I see.', anchor, mentions: [] })
type Kept = { id: string; version: number; data: { anchor?: Anchor; to?: Anchor; words?: string } }
const recordsNow = async (): Promise<Map<string, Kept>> => {
  const answer = await board.fetch(`/api/plans/${plan}/records`, { cookie })
  const { records }: { records: Kept[] } = await answer.json()
  return new Map(records.map((each) => [each.id, each]))
}
const remove = async ({ letters }: Anchor): Promise<number> => {
  const ids = letters.map(([client, clock, length]) => ({ client, clock, length }))
  const body = { ids, why: 'A child could be known by it.' }
  return (await board.post(`/api/plans/${plan}/redactions`, body, { cookie })).status
}
const filesWith = (): string[] =>
  readdirSync(board.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(canary))

beforeEach(async () => {
  board = await BoardScene.open()
  const lead = await board.person('Lead')
  plan = await board.plan('sutton', lead, 'Our plan', (doc) => {
    addPriority(doc, 'p1' as Parameters<typeof addPriority>[1], { order: 'a0' }, { title: 'First', why: 'Because.' })
  })
  cookie = await board.signIn('lead@example.org')
  const person = await board.person('Priya')
  await board.member(plan, person, 'member', 'health')
  const seat = { session: '', person, name: 'Priya', role: 'member' as const, group: 'health' as const }
  priya = new Player({ ...seat, expiresAt: Number.MAX_SAFE_INTEGER }, roomOf, false)
  await priya.come()
  await until('a welcome', () => priya.received.some(({ type }) => type === 'welcome'))
  priya.type(`One ${canary} two. `, 0, path)
  await (await roomOf()).drained()
})
afterEach(() => board.close())

describe('words removed by law that comments quote', () => {
  it('go from the quotations too, letter for letter, and from every file; other quotations stay as they were', async () => {
    const whole = await comment(quoting('One', 'two'))
    const other = await comment(quoting('two'))
    const fate = await add('fate', `records/${whole}`, { fate: 'in-plan', why: '', to: quoting(canary) })
    // An earlier version of a comment quoted it as well.
    const data = { words: 'I see it.', anchor: quoting('One', 'two'), mentions: [] }
    const changed = await board.fetch(`/api/plans/${plan}/records/${whole}`, {
      method: 'PUT',
      cookie,
      headers: { origin: board.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ version: 1, data })
    })
    expect(changed.status).toBe(200)
    const before = await recordsNow()
    expect(filesWith().length).toBeGreaterThan(0)

    expect(await remove(quoting(canary))).toBe(201)
    expect(filesWith()).toEqual([])
    const blot = '█'.repeat(canary.length)
    const after = await recordsNow()
    expect(after.get(whole)?.data).toMatchObject({ words: 'I see it.', anchor: { quote: `One ${blot} two` } })
    expect(after.get(fate)?.data.to).toMatchObject({ quote: blot })
    expect(after.get(other)).toEqual(before.get(other))
    expect(after.get(whole)?.data.anchor?.letters, 'it still points there').toEqual(
      before.get(whole)?.data.anchor?.letters
    )

    const database = await openDatabase(join(board.folder, databaseName), 'read')
    expect(verify(new Reader(database), [])).not.toHaveProperty('isFault')
    database.close()
  })

  it('go with the whole quotation where it cannot be told which of its letters they are', async () => {
    priya.type('Long words. '.repeat(60), 4, path)
    await (await roomOf()).drained()
    const long = await comment(quoting('One', 'two'))
    expect((await recordsNow()).get(long)?.data.anchor?.quote).toContain(' … ')
    expect(await remove(quoting(canary))).toBe(201)
    expect((await recordsNow()).get(long)?.data.anchor?.quote).toMatch(/^█+$/)
  })
})
