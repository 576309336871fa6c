import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import type { PersonId, PlanId } from '../../shared/ids.ts'
import { fieldText } from '../../shared/plan/schema.ts'
import { encodeHello, encodeSync, sync, wire } from '../../shared/wire/messages.ts'
import { BoardScene, until } from '../http/board-scene.ts'
import type { PersonRow } from './routes.ts'

let board: BoardScene
let plan: PlanId
let helens: string
let toms: PersonId
let tom: string
beforeAll(async () => {
  board = await BoardScene.open()
  const helen = await board.person('Helen')
  plan = await board.plan('sutton', helen, 'A plan for all')
  helens = await board.signIn('helen@example.org')
  toms = await board.person('Tom')
  await board.member(plan, toms, 'member', 'parents')
  tom = await board.signIn('tom@example.org')
})
afterAll(() => board.close())

const name = (cookie: string, body: unknown): Promise<Response> =>
  board.fetch(`/api/plans/${plan}/speakers`, {
    method: 'POST',
    cookie,
    headers: { origin: board.origin, 'content-type': 'application/json' },
    body: JSON.stringify(body)
  })
const people = async (): Promise<PersonRow[]> => {
  const answer = await board.fetch(`/api/plans/${plan}/people`, { cookie: helens })
  return ((await answer.json()) as { people: PersonRow[] }).people
}

describe('people without an account', () => {
  it('[P25] whoever may write names one, once; they are in the plan, may do nothing, and can be taken out', async () => {
    const first = await name(tom, { name: ' Rosa ', group: 'young-people' })
    expect(first.status).toBe(201)
    const rosa = (await first.json()) as { id: string; name: string }
    expect(rosa.name).toBe('Rosa')
    const again = await name(helens, { name: 'rosa', group: 'young-people' })
    expect([again.status, await again.json()]).toEqual([200, { ...rosa, group: 'young-people' }])
    expect(((await (await name(tom, { name: 'Rosa', group: 'health' })).json()) as { id: string }).id).not.toBe(rosa.id)
    const row = (await people()).find(({ id }) => id === rosa.id)
    expect(row).toMatchObject({ role: 'public', group: 'young-people', email: null, voice: false })
    const out = await board.fetch(`/api/plans/${plan}/people/${rosa.id}`, {
      method: 'DELETE',
      cookie: helens,
      headers: { origin: board.origin }
    })
    expect(out.status).toBe(204)
    expect((await people()).map(({ id }) => id)).not.toContain(rosa.id)
  })

  it('says what is wrong with a name', async () => {
    for (const body of [
      { name: ' ', group: 'parents' },
      { name: 'A\nB', group: 'parents' },
      { name: 'A', group: 'us' }
    ])
      expect((await name(tom, body)).status).toBe(400)
  })

  it('[P25] words typed for them on a real socket are theirs in every answer, and say who typed', async () => {
    const { id } = (await (await name(tom, { name: 'Amir', group: 'parents' })).json()) as { id: string }
    const doc = new Y.Doc()
    const socket = new WebSocket(`${board.url.replace('http', 'ws')}/api/plans/${plan}/sync`, {
      headers: { origin: board.origin, cookie: tom }
    })
    socket.on('open', () => {
      const client = doc.clientID
      socket.send(encodeHello({ epoch: 0, lastSeq: 0, client, ownClock: 0, page: 'p', person: '', speaker: id }))
      socket.send(encodeSync('step1', Y.encodeStateVector(doc)))
    })
    socket.on('message', (data: Buffer) => {
      if (data[0] !== wire.sync || data[1] === sync.step1) return
      // Type, kind and length stand before the update; the length of a small one is one byte, of others two or three.
      for (const from of [3, 4, 5]) {
        try {
          Y.applyUpdate(doc, new Uint8Array(data.subarray(from)), socket)
          return
        } catch {
          continue
        }
      }
    })
    await until('the plan to arrive', () => fieldText(doc, 'plan/title')?.toString() === 'A plan for all')
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== socket) socket.send(encodeSync('update', update))
    })
    fieldText(doc, 'plan/title')?.insert(0, 'Ours: ', {})
    const runs = async (): Promise<unknown[]> => {
      const answer = await board.fetch(`/api/plans/${plan}/authors`, { cookie: helens })
      return ((await answer.json()) as { field: string; runs: unknown[] }[])[0]?.runs ?? []
    }
    await expect.poll(async () => (await runs()).length).toBe(2)
    expect((await runs())[0]).toEqual({
      text: 'Ours: ',
      person: { id, name: 'Amir' },
      group: 'parents',
      typedBy: { id: toms, name: 'Tom Shah' }
    })
    socket.close()
  })
})
