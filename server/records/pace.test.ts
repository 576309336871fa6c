import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { refuse } from '../../shared/refusals.ts'
import { BoardScene, personId, planId } from '../http/board-scene.ts'
import { Pace } from './pace.ts'

let board: BoardScene
let cookie: string
const plan = planId('sutton')
beforeAll(async () => {
  board = await BoardScene.open()
  await board.plan('sutton', await board.person('Helen'), 'Our plan')
  await board.member(plan, await board.person('Priya'), 'member', 'parents')
  cookie = await board.signIn('priya@example.org')
})
afterEach(() => vi.restoreAllMocks())
afterAll(() => board.close())

it('[promise 58] one person says so much in an hour and no more; others are never held up by them', async () => {
  const pace = new Pace()
  const rosa = personId('rosa')
  const all = await Promise.all(Array.from({ length: limits.recordsPerHourMax }, () => pace.take(rosa)))
  expect(all.every((refusal) => refusal === undefined)).toBe(true)
  expect([await pace.take(rosa), await pace.take(personId('priya'))]).toEqual([refuse('too-fast'), undefined])
})

it('[promise 58] everything that is kept of records counts: what is new, what is said otherwise, what is withdrawn', async () => {
  const records = '/api/plans/sutton/records'
  const data = { words: 'I said it.', anchor: null, mentions: [] }
  const send = (path: string, body: unknown, method = 'POST'): Promise<Response> =>
    board.fetch(`${records}${path}`, {
      method,
      headers: { origin: board.origin, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      cookie
    })
  const made = await send('', { kind: 'comment', about: 'plan', data })
  expect(made.status).toBe(201)
  const { id } = (await made.json()) as { id: string }
  const take = vi.spyOn(Pace.prototype, 'take').mockResolvedValue(refuse('too-fast'))
  const refused = await Promise.all([
    send('', { kind: 'comment', about: 'plan', data }),
    send(`/${id}`, { version: 1, data }, 'PUT'),
    send(`/${id}/withdraw`, { version: 1 })
  ])
  expect(refused.map(({ status }) => status)).toEqual([429, 429, 429])
  expect(take).toHaveBeenCalledTimes(3)
  expect((await board.store.readRecords(plan, 0)).records).toMatchObject([{ id, version: 1, withdrawn: false }])
})
