import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { PersonId, PlanId } from '../../shared/ids.ts'
import { contentHash } from '../../shared/plan/hash.ts'
import { addPriority, fieldText } from '../../shared/plan/schema.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import { isRefusal } from '../../shared/refusals.ts'
import { linesOfLog } from '../admin/export-log.ts'
import { verify } from '../admin/verify.ts'
import { BoardScene, until } from '../http/board-scene.ts'
import type { Room } from '../relay/room.ts'
import { Player } from '../relay/scene.ts'
import { readPlanState } from '../relay/stored-plan.ts'
import { openDatabase } from '../store/sqlite/database.ts'
import { Reader } from '../store/sqlite/reader.ts'
import { readSigningKey } from '../store/sqlite/signing-key.ts'
import { databaseName, signingKeyName } from '../store/sqlite/store.ts'

const canary = 'KANARIENVOGEL'
const path = 'priorities/p1/why'

let board: BoardScene
let plan: PlanId
let lead: PersonId
let cookies: { lead: string; member: string }
let priya: Player
let tom: Player

const roomOf = async (): Promise<Room> => {
  const room = await board.lobby.room(plan)
  if (isRefusal(room)) throw new Error(room.refused)
  return room
}
const come = async (name: string, group: Group): Promise<Player> => {
  const person = await board.person(name)
  await board.member(plan, person, 'member', group)
  const seat = { session: '', person, name, role: 'member' as const, group, expiresAt: Number.MAX_SAFE_INTEGER }
  const player = new Player(seat, roomOf, false)
  await player.come()
  await until('a welcome', () => player.received.some(({ type }) => type === 'welcome'))
  return player
}
const settled = async (): Promise<void> => (await roomOf()).drained()

const holds = (bytes: Uint8Array | string): boolean => Buffer.from(bytes).includes(canary)
const filesWith = (): string[] =>
  readdirSync(board.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => holds(readFileSync(file)))

/** Runs of all letters there ever were of the canary, from the log. */
const canaryIds = async (): Promise<{ client: number; clock: number; length: number }[]> => {
  const doc = new Y.Doc({ gc: false })
  for (const commit of await board.store.readCommits(plan, 0, 1e6, 1e9))
    for (const { update } of commit.entries) Y.applyUpdate(doc, update)
  const letters: { id: Y.ID; text: string }[] = []
  for (let item = fieldText(doc, path)?._start ?? null; item; item = item.right) {
    if (!(item.content instanceof Y.ContentString)) continue
    for (const [index, text] of [...item.content.str].entries())
      letters.push({ id: Y.createID(item.id.client, item.id.clock + index), text })
  }
  const all = letters.map(({ text }) => text).join('')
  const runs: { client: number; clock: number; length: number }[] = []
  for (let at = all.indexOf(canary); at >= 0; at = all.indexOf(canary, at + 1))
    for (const { id } of letters.slice(at, at + canary.length))
      runs.push({ client: id.client, clock: id.clock, length: 1 })
  return runs
}

const exported = async (): Promise<string[]> => {
  const signer = readSigningKey(join(board.folder, signingKeyName))
  const database = await openDatabase(join(board.folder, databaseName), 'read')
  try {
    if (!signer) throw new Error('no key')
    return [...linesOfLog(database, plan, signer, 1)]
  } finally {
    database.close()
  }
}
const exportHolds = (lines: readonly string[]): boolean =>
  lines.some((line) => {
    const row: { commit?: { body: string } } = JSON.parse(line)
    return holds(Buffer.from(row.commit?.body ?? '', 'base64'))
  })

const why = 'A child could be known by it.'
const redact = (ids: unknown, cookie = cookies.lead, reason: unknown = why): Promise<Response> =>
  board.post(`/api/plans/${plan}/redactions`, { ids, why: reason }, { cookie })

/** Words that stood, were taken out by somebody else, were put back by an undo and taken out again. */
beforeEach(async () => {
  board = await BoardScene.open()
  lead = await board.person('Lead')
  plan = await board.plan('sutton', lead, 'Our plan', (doc) => {
    addPriority(doc, 'p1' as Parameters<typeof addPriority>[1], { order: 'a0' }, { title: 'First', why: 'Because.' })
  })
  priya = await come('Priya', 'health')
  tom = await come('Tom', 'parents')
  cookies = { lead: await board.signIn('lead@example.org'), member: await board.signIn('tom@example.org') }
  priya.type(`One ${canary} two. `, 0, path)
  await settled()
  const text = tom.text(path)
  const undo = new Y.UndoManager(text, { captureTimeout: 0, trackedOrigins: new Set([null]) })
  text.delete(4, canary.length)
  await settled()
  undo.undo()
  await settled()
  priya.text(path).format(4, 3, { bold: true })
  await settled()
  priya.type(`${canary}: `, 0, path)
  await settled()
  await (await roomOf()).save()
  expect((await board.fetch(`/api/plans/${plan}/history/changes?in=p1`, { cookie: cookies.lead })).status).toBe(200)
  const state = Y.encodeStateAsUpdate(priya.doc)
  await board.store.saveHistory(plan, { seq: 3, state, fold: state })
})
afterEach(() => board.close())

const reads = [
  'snapshot',
  'state',
  'authors',
  'history',
  'history/changes?in=p1',
  'history/moment?at=2&in=p1',
  'history/moment?at=5&in=p1',
  'history/compare?from=1&to=6&in=p1',
  'history/timeline',
  'values?about=plan',
  'records',
  ''
]

const byId = <T extends { client: number }>(owners: readonly T[]): T[] =>
  [...owners].sort((a, b) => a.client - b.client)

describe('removing words by law', () => {
  it('no byte of the data folder, of an exported log and of any answer holds them; everything else stays', async () => {
    expect(priya.words(path)).toContain(canary)
    expect(filesWith().length).toBeGreaterThan(0)
    expect(exportHolds(await exported())).toBe(true)
    const ids = await canaryIds()
    const before = await (await roomOf()).settled(({ ledger, head }) => ({ owners: byId(ledger.owners()), head }))
    const frames = tom.frames.length

    const answer = await redact(ids)
    expect(answer.status).toBe(201)
    expect(await answer.json()).toEqual({ epoch: 2, letters: ids.length, commits: 3, frozen: 0, scrubbed: true })
    expect(filesWith()).toEqual([])
    expect(tom.closed).toMatchObject({ code: 4511 })
    expect(tom.frames.slice(frames).some(holds), 'what open pages were told last').toBe(false)

    const room = await roomOf()
    const now = await room.settled(({ doc, ledger, head, epoch }) => ({
      text: fieldText(doc, path)?.toString(),
      hash: contentHash(doc),
      ledger: ledger.encode(),
      owners: byId(ledger.owners()),
      head,
      epoch,
      last: ledger.deletions().at(-1)
    }))
    expect(now).toMatchObject({ text: ':  One  two. Because.\n'.replace(':  ', ': '), epoch: 2, head: before.head + 1 })
    expect(now.owners).toEqual(before.owners)
    expect(now.last).toMatchObject({ by: lead })
    for (const read of reads) {
      const got = await board.fetch(`/api/plans/${plan}/${read}`.replace(/\/$/, ''), { cookie: cookies.lead })
      expect(got.status, read).toBe(200)
      expect(holds(Buffer.from(await got.arrayBuffer())), read).toBe(false)
    }
    const newcomer = await come('Noor', 'council')
    expect(newcomer.frames.some(holds)).toBe(false)
    expect(newcomer.words(path)).toBe(now.text)

    const lines = await exported()
    expect(exportHolds(lines)).toBe(false)
    expect(lines.filter((line) => line.includes('"tombstone"'))).toHaveLength(3)
    const file = join(board.folder, 'log.jsonl')
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''))
    const verifier = fileURLToPath(new URL('../admin/verify-log.mjs', import.meta.url))
    expect(spawnSync(process.execPath, [verifier, file]).status).toBe(0)
    const database = await openDatabase(join(board.folder, databaseName), 'read')
    const verified = verify(new Reader(database), ['sutton'])
    database.close()
    expect(verified).toMatchObject({
      lines: expect.arrayContaining([expect.stringContaining('words removed by law from 3 commits')])
    })
    expect(verified).not.toHaveProperty('isFault')

    await board.restart()
    const again = await readPlanState(board.store, plan)
    expect(again && { hash: contentHash(again.doc), ledger: again.ledger.encode() }).toEqual({
      hash: now.hash,
      ledger: now.ledger
    })
    expect(filesWith()).toEqual([])
  })

  it('a page from before starts anew and keeps what it has not sent; its copy of the words comes back to nobody', async () => {
    const before = await come('Noor', 'council')
    before.go()
    expect((await redact(await canaryIds())).status).toBe(201)
    await before.come()
    await until('an answer', () => before.received.some(({ type }) => type === 'rotate'))
    expect(before.received.at(-1)).toMatchObject({ type: 'rotate', reason: 'another epoch' })
    // A stock page knows no epochs: it sends what it has, and is told what went.
    const old = new Player(priya.seat, roomOf, true)
    Y.applyUpdate(old.doc, Y.encodeStateAsUpdate(priya.doc), old)
    old.doc.clientID = 77
    old.type('Unsent. ', 0, path)
    await old.come()
    await until('its own words', () => old.acked > 0 || !old.words(path).includes(canary))
    await settled()
    expect(old.words(path)).not.toContain(canary)
    const text = await (await roomOf()).settled(({ doc }) => fieldText(doc, path)?.toString())
    expect(text).toContain('Unsent. ')
    expect(text).not.toContain(canary)
    expect(filesWith()).toEqual([])
  })

  it('whoever says their letters repeat removed ones writes them as their own', async () => {
    const [first] = await canaryIds()
    if (!first) throw new Error('no letters')
    expect((await redact(await canaryIds())).status).toBe(201)
    await tom.startAnew()
    await until('a welcome', () => tom.received.filter(({ type }) => type === 'welcome').length > 1)
    tom.sayRepeats([tom.doc.clientID, 0, canary.length, first.client, first.clock])
    tom.type('Another word.', 0, path)
    await settled()
    expect(tom.closed).toBeUndefined()
    const owner = await (
      await roomOf()
    ).settled(({ ledger }) => ledger.repeats.first({ client: tom.doc.clientID, clock: 0 }).of)
    expect(owner).toBeUndefined()
  })

  it('is refused in words to whoever may not, for letters that never were, and for letters that are gone', async () => {
    const ids = await canaryIds()
    const text = priya.words(path)
    expect((await redact(ids, cookies.member)).status).toBe(403)
    expect((await redact([{ client: 5, clock: 0, length: 3 }])).status).toBe(404)
    expect((await redact([{ ...ids[0], length: 100_000 }])).status).toBe(400)
    expect((await redact([])).status).toBe(400)
    expect((await redact(ids, cookies.lead, ' ')).status).toBe(400)
    expect((await redact(ids, cookies.lead, 'x'.repeat(501))).status).toBe(400)
    expect(priya.closed).toBeUndefined()
    expect(priya.words(path)).toBe(text)
    expect((await redact(ids)).status).toBe(201)
    expect((await redact(ids)).status, 'gone already').toBe(404)
    expect((await board.store.readPlan(plan))?.epoch).toBe(2)
  })

  it('twice in one row: each leaves its tombstone, and the log still proves itself', async () => {
    const ids = await canaryIds()
    expect((await redact(ids.slice(0, 3))).status).toBe(201)
    expect((await redact(ids)).status).toBe(201)
    expect(filesWith()).toEqual([])
    expect((await board.store.readPlan(plan))?.epoch).toBe(3)
    const database = await openDatabase(join(board.folder, databaseName), 'read')
    expect(verify(new Reader(database), [])).not.toHaveProperty('isFault')
    database.close()
  })

  it('what others write meanwhile is kept, before it or after it', async () => {
    const ids = await canaryIds()
    const removing = redact(ids)
    for (let word = 0; word < 50 && !priya.closed; word++) {
      priya.type(`w${word} `, 0, path)
      await new Promise((done) => setImmediate(done))
    }
    expect((await removing).status).toBe(201)
    const acked = priya.acked
    const text = (await (await roomOf()).settled(({ doc }) => fieldText(doc, path)?.toString())) ?? ''
    // Each acknowledged frame is a word that stands.
    for (let word = 0; word < acked - 4; word++) expect(text).toContain(`w${word} `)
    expect(filesWith()).toEqual([])
  })
})
