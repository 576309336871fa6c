import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { BoardScene, planId } from '../http/board-scene.ts'

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

it('[promise 41] no name turns the words around it, breaks a line or holds half a letter', async () => {
  const named = async (name: string): Promise<unknown> => {
    const answer = await board.post('/api/plans/sutton/speakers', { name, group: 'health' }, { cookie })
    return answer.status === 201 ? ((await answer.json()) as { name: string }).name : answer.status
  }
  expect(await named('An\u202Ena \uD800Shah')).toBe('Anna Shah')
  expect(await named('\u202E\u2066')).toBe(400)
  expect(await named('Anna\u2028Parents and carers: We agree')).toBe(400)
})

it('[promise 58] the same name given many times at once is one person', async () => {
  const all = await Promise.all(
    Array.from({ length: 20 }, () =>
      board.post('/api/plans/sutton/speakers', { name: 'Same One', group: 'health' }, { cookie })
    )
  )
  expect(all.map(({ status }) => status).sort()).toEqual([...Array<number>(19).fill(200), 201])
  expect((await board.store.readMembers(plan)).filter(({ name }) => name === 'Same One')).toHaveLength(1)
})

it('[promise 58] people without an account, whom anybody who writes may name, leave room for those who have one', async () => {
  const name = (who: string): Promise<Response> =>
    board.post('/api/plans/sutton/speakers', { name: who, group: 'parents' }, { cookie })
  expect((await name('Somebody 1')).status).toBe(201)
  const members = await board.store.readMembers(plan)
  const one = members.find(({ role }) => role === 'public')
  if (!one) throw new Error('nobody was named')
  const many = Array.from({ length: limits.speakersPerPlanMax - 1 }, () => ({ ...one, name: 'Somebody else' }))
  vi.spyOn(board.store, 'readMembers').mockResolvedValue([...members, ...many])
  expect([(await name('Somebody 2')).status, (await name('Somebody 1')).status]).toEqual([429, 200])
})
