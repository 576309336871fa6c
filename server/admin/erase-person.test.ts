import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PersonId, PlanId } from '../../shared/ids.ts'
import { addPriority } from '../../shared/plan/schema.ts'
import { isRefusal } from '../../shared/refusals.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import { BoardScene, personId, until } from '../http/board-scene.ts'
import { removeLettersNaming } from '../mail/outbox-letters.ts'
import { Player } from '../relay/scene.ts'
import { openDatabase } from '../store/sqlite/database.ts'
import { Reader } from '../store/sqlite/reader.ts'
import { databaseName } from '../store/sqlite/store.ts'
import type { Outcome } from './commands.ts'
import { erasePerson } from './erase-person.ts'
import { verify } from './verify.ts'

const canaries = ['quokkaby', 'zq-canary']
const email = 'ZQ-canary@example.org'
const zebedee = personId('zeb')

let board: BoardScene
let helen: PersonId
let plan: PlanId
let cookies: { helen: string; zebedee: string }
const players: Player[] = []

const come = async (person: PersonId, group: Group, session = ''): Promise<Player> => {
  const name = (await board.store.readPerson(person))?.name ?? ''
  const seat = { session, person, name, role: 'lead' as const, group, expiresAt: Number.MAX_SAFE_INTEGER }
  const room = async () => {
    const opened = await board.lobby.room(plan)
    if (isRefusal(opened)) throw new Error(opened.refused)
    return opened
  }
  const player = new Player(seat, room, false)
  players.push(player)
  await player.come()
  await until('a welcome', () => player.received.some(({ type }) => type === 'welcome'))
  return player
}
const settled = async (): Promise<void> => {
  const room = await board.lobby.room(plan)
  if (!isRefusal(room)) await room.drained()
}

const holds = (bytes: Uint8Array): string[] => {
  const text = Buffer.from(bytes).toString('latin1').toLowerCase()
  return canaries.filter((canary) => text.includes(canary))
}
const filesWith = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => holds(readFileSync(file)).length > 0)

const erase = (...words: string[]): Promise<Outcome> =>
  erasePerson(words, {
    store: board.store,
    removeLetters: (about) => removeLettersNaming(join(board.folder, 'outbox'), about)
  })

/** Somebody who has left a trace everywhere a person leaves one. */
beforeEach(async () => {
  board = await BoardScene.open()
  helen = await board.person('Helen')
  await board.store.addPerson({ id: zebedee, kind: 'account', name: 'Zebedee Quokkaby', email })
  plan = await board.plan('sutton', helen, 'Our plan', (doc) => {
    addPriority(doc, 'p1' as Parameters<typeof addPriority>[1], { order: 'a0' }, { title: 'First', why: 'Because.' })
  })
  const other = await board.plan('croydon', helen)
  await board.member(other, zebedee, 'member', 'education')
  await board.store.removeMember(other, zebedee, { by: helen, at: 5 })
  await board.member(plan, zebedee, 'member', 'health')
  cookies = { helen: await board.signIn('helen@example.org'), zebedee: await board.signIn(email) }
  const origin = { origin: board.origin, 'content-type': 'application/json' }
  const role = { role: 'lead', group: 'health', voice: true }
  const changed = await board.fetch(`/api/plans/${plan}/people/${zebedee}`, {
    ...{ method: 'PUT', cookie: cookies.helen, headers: origin, body: JSON.stringify(role) }
  })
  expect(changed.status).toBe(200)
  const record = { kind: 'view', about: 'priorities/p1', data: { words: 'Too slow.', source: '', held: 'group' } }
  const said = await board.post(`/api/plans/${plan}/records`, record, { cookie: cookies.zebedee })
  expect(said.status).toBe(201)
  const [hers, his] = [await come(helen, 'council'), await come(zebedee, 'health')]
  his.type('Words of mine. ', 0, 'plan/vision')
  await settled()
  hers.type('Ours. ', 0, 'plan/vision')
  await settled()
  expect(await board.ask(email)).toBeDefined()
  await board.store.noteVisit(plan, zebedee, 9)
})
afterEach(async () => {
  players.length = 0
  await board.close()
})

const routes = [
  'people',
  'authors',
  'values?about=plan',
  'records',
  'snapshot',
  'state',
  'history',
  'history/changes',
  'history/timeline'
]
const answers = async (): Promise<Record<string, string>> => {
  const told: Record<string, string> = {}
  for (const route of [
    ...routes.map((each) => `/api/plans/${plan}/${each}`),
    '/api/plans',
    '/api/plans/croydon/people',
    '/api/me'
  ]) {
    const answer = await board.fetch(route, { cookie: cookies.helen })
    told[route] = `${answer.status} ${Buffer.from(await answer.arrayBuffer()).toString('latin1')}`
  }
  return told
}

describe('erasing a person', () => {
  it('no byte of the data folder and no answer holds their name or address afterwards', async () => {
    expect(filesWith(board.folder).length, 'before, there is something to find').toBeGreaterThan(1)
    const before = await answers()
    expect(
      Object.values(before).filter((text) => canaries.some((canary) => text.toLowerCase().includes(canary))).length
    ).toBeGreaterThan(2)
    const hers = players[0]
    if (!hers) throw new Error('Helen is not here')
    const frames = hers.frames.length

    const outcome = await erase(email)
    expect(outcome).toMatchObject({
      lines: expect.arrayContaining([expect.stringMatching(/^Letters taken out of the outbox: [2-9]\.$/)])
    })
    expect(outcome).not.toHaveProperty('isFault')
    await board.lobby.recheck()

    expect(filesWith(board.folder)).toEqual([])
    const after = await answers()
    for (const [route, text] of Object.entries(after)) {
      expect(text, route).toMatch(/^200 /)
      expect(
        canaries.filter((canary) => text.toLowerCase().includes(canary)),
        route
      ).toEqual([])
    }
    for (const route of ['authors', 'people', 'records', 'history'])
      expect(after[`/api/plans/${plan}/${route}`], route).toContain('Someone from Health')
    expect(after['/api/plans/croydon/people']).toContain('Someone from Education')
    expect(hers.frames.slice(frames).flatMap(holds), 'what an open page is sent').toEqual([])
    expect(hers.received.flatMap((message) => (message.type === 'meta' ? message.meta.people : [])).at(-1)).toEqual({
      id: zebedee,
      name: '',
      group: null
    })
    const newcomer = await come(helen, 'council')
    expect(newcomer.frames.flatMap(holds), 'what a newcomer is told').toEqual([])
    expect(newcomer.words('plan/vision')).toBe('Ours. Words of mine. Together.\n')

    await board.restart()
    expect(filesWith(board.folder)).toEqual([])
  })

  it('[P3] their sockets, sessions and sign-ins end, their place in plans too, and the log still proves itself', async () => {
    const his = players[1]
    const token = (await board.ask(email)).token
    await erase(zebedee)
    await board.lobby.recheck()
    expect(his?.closed?.code).toBe(4404)
    expect((await board.fetch('/api/me', { cookie: cookies.zebedee })).status).toBe(401)
    expect((await board.post('/api/sign-in/redeem', { token })).status).toBeGreaterThanOrEqual(400)
    expect(await board.store.readPerson(zebedee)).toBeUndefined()
    expect(await board.store.readPersonByEmail(email)).toBeUndefined()
    expect(await board.store.readMembershipsOf(zebedee)).toEqual([])
    expect((await board.store.readPlan(plan))?.owners.some(({ speaker }) => speaker === zebedee)).toBe(true)
    const database = await openDatabase(join(board.folder, databaseName), 'read')
    expect(verify(new Reader(database), [])).not.toHaveProperty('isFault')
    database.close()
    const free = await board.store.addPerson({ id: zebedee, kind: 'account', name: 'Another', email: null })
    expect(free, 'the id is never anybody else’s').toEqual({ refused: 'exists' })
    expect(await board.store.addPerson({ id: personId('new'), kind: 'account', name: 'New', email })).toBeUndefined()
  })

  it('who leads a plan alone is not erased before somebody else leads it', async () => {
    const outcome = await erase('helen@example.org')
    expect(outcome).toEqual({
      wrong: 'Nothing was erased: somebody else must lead first, where they lead alone (croydon, sutton).'
    })
    expect(await board.store.readPerson(helen)).toMatchObject({ name: 'Helen Shah' })
    expect(await board.store.readMembershipsOf(helen)).toHaveLength(2)
  })

  it.each([[[]], [['a', 'b']], [['nobody@example.org']], [['nobody']], [['../x']]])(
    '%j is answered in words',
    async (words) => {
      expect(await erase(...words)).toHaveProperty('wrong')
    }
  )

  it('erasing twice finds nobody the second time', async () => {
    await erase(zebedee)
    expect(await erase(zebedee)).toEqual({ wrong: 'Nobody here has the email address or id zeb.' })
  })
})
