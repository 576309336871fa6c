import * as Y from 'yjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ItemId } from '../../shared/ids.ts'
import { contentHash } from '../../shared/plan/hash.ts'
import { addAction, addPriority, moveAction, setValue } from '../../shared/plan/schema.ts'
import { eachText } from '../../shared/plan/snapshot.ts'
import { walkText } from '../../shared/plan/text.ts'
import { BoardScene, personId, planId } from '../http/board-scene.ts'

let board: BoardScene
let cookie: string
beforeAll(async () => {
  board = await BoardScene.open()
  await board.person('Helen')
  cookie = await board.signIn('helen@example.org')
})
afterAll(() => board.close())

const create = (body: Record<string, unknown>, own = cookie) => board.post('/api/plans', body, { cookie: own })
/** Makes a plan of Helen’s and tells its id. */
const createOne = async (): Promise<string> => ((await (await create(complete)).json()) as { id: string }).id
const complete = { title: 'Our local plan', type: 'improvement-plan', area: 'Sutton', group: 'council' }

describe('plans over HTTP', () => {
  it('whoever makes a plan leads it, and its first words are theirs', async () => {
    const made = await create(complete)
    expect(made.status).toBe(201)
    const { id } = (await made.json()) as { id: string }
    const [row] = (await (await board.fetch('/api/plans', { cookie })).json()) as Record<string, unknown>[]
    expect(row).toMatchObject({
      id,
      title: 'Our local plan',
      role: 'lead',
      group: 'council',
      voice: true
    })
    expect(row?.['abilities']).toContain('people')
    const one = await (await board.fetch(`/api/plans/${id}`, { cookie })).json()
    expect(one).toMatchObject({ type: 'improvement-plan', area: 'Sutton', lead: 'Helen Shah' })
    expect(one).toHaveProperty('people', [
      { id: 'helen', name: 'Helen Shah', role: 'lead', group: 'council', voice: true }
    ])
    expect(JSON.stringify(one)).not.toContain('@')
    const authors = (await (await board.fetch(`/api/plans/${id}/authors`, { cookie })).json()) as unknown[]
    const title = { text: 'Our local plan', person: { id: 'helen', name: 'Helen Shah' }, group: 'council' }
    expect(authors).toContainEqual({ field: 'plan/title', runs: [title] })
  })

  it('the board chooses an id that nobody guesses, and takes none from outside', async () => {
    const id = await createOne()
    expect(id).toMatch(/^i\w{12}$/)
    expect((await board.fetch(`/api/plans/${id}`, { cookie })).status).toBe(200)
    await board.person('Tom')
    const toms = await board.signIn('tom@example.org')
    expect((await board.fetch(`/api/plans/${id}`, { cookie: toms })).status).toBe(404)
    expect((await create({ ...complete, id: 'mine' })).status).toBe(400)
  })

  it.each([
    { ...complete, title: ' ' },
    { ...complete, title: 'two\nlines' },
    { ...complete, type: 'poem' },
    { ...complete, group: 'everyone' },
    { ...complete, more: 1 },
    { title: 'T' }
  ])('%j does not fit and makes nothing', async (body) => {
    const before = await board.store.readMembershipsOf(personId('helen'))
    expect((await create(body)).status).toBe(400)
    expect(await board.store.readMembershipsOf(personId('helen'))).toEqual(before)
  })

  it('the state is the document, byte for byte the same plan, and is sent once', async () => {
    const id = await createOne()
    const path = `/api/plans/${id}/state?seq=1`
    const answer = await board.fetch(path, { cookie, headers: { 'accept-encoding': 'identity' } })
    expect(answer.headers.get('etag')).toBe('"1-1"')
    expect(answer.headers.get('content-type')).toBe('application/octet-stream')
    const doc = new Y.Doc()
    Y.applyUpdate(doc, new Uint8Array(await answer.arrayBuffer()))
    const packed = await board.fetch(path, { cookie })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    const other = new Y.Doc()
    Y.applyUpdate(other, new Uint8Array(await packed.arrayBuffer()))
    expect(contentHash(other)).toBe(contentHash(doc))
    const snapshot = (await (await board.fetch(`/api/plans/${id}/snapshot`, { cookie })).json()) as {
      plan: { title: { text: string } }
      references: Record<string, string>
    }
    expect(snapshot.plan.title.text).toBe('Our local plan')
    expect(snapshot.references).toEqual({})
    expect(doc.getMap<Y.Text>('plan').get('title')?.toString()).toBe('Our local plan')
    const again = await board.fetch(path, { cookie, headers: { 'if-none-match': packed.headers.get('etag') ?? '' } })
    expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0])
    expect((await board.fetch(`/api/plans/${id}/state?seq=x`, { cookie })).status).toBe(400)
  })

  it('the snapshot says what items are called, wherever they stand, and nothing of what was taken out', async () => {
    const plan = await board.plan('called', personId('helen'), 'Our plan', (doc) => {
      addPriority(doc, 'p2' as ItemId, { order: 'a2' })
      addPriority(doc, 'p1' as ItemId, { order: 'a1' })
      addAction(doc, 'x' as ItemId, { order: 'a1', priority: 'p1' })
      addAction(doc, 'y' as ItemId, { order: 'a2', priority: 'p1' })
      moveAction(doc, 'x' as ItemId, { priority: 'p2' as ItemId, order: 'a1' })
      setValue(doc, { kind: 'action', id: 'y' as ItemId }, 'removed', true)
    })
    const answer = await board.fetch(`/api/plans/${plan}/snapshot`, { cookie })
    const { references } = (await answer.json()) as { references: Record<string, string> }
    // One update: by order, and as it stood when it was kept.
    expect(references).toEqual({ p1: '1', p2: '2', x: '2.1' })
  })

  it('authors name every letter of every text in its order', async () => {
    const id = await createOne()
    const answer = await board.fetch(`/api/plans/${id}/authors`, { cookie })
    const fields = (await answer.json()) as { field: string; runs: { text: string }[] }[]
    const room = await board.lobby.room(planId(id))
    if ('refused' in room) throw new Error(room.refused)
    const texts = await room.settled(({ doc }) => {
      const seen: Record<string, string> = {}
      eachText(doc, (path, text) => {
        seen[path] = ''
        walkText(text, (run) => (seen[path] = (seen[path] ?? '') + run.text))
      })
      return seen
    })
    const joined = Object.fromEntries(fields.map(({ field, runs }) => [field, runs.map(({ text }) => text).join('')]))
    expect(joined).toEqual(texts)
    expect(Object.keys(texts).length).toBeGreaterThan(4)
  })
})
