import { hc } from 'hono/client'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import type { RefusalCode } from '../../shared/refusals.ts'
import type { App } from './app.ts'
import { BoardScene } from './board-scene.ts'

let board: BoardScene
beforeAll(async () => {
  board = await BoardScene.open()
  const helen = await board.person('Helen')
  await board.plan('sutton', helen)
})
afterAll(() => board.close())

describe('the typed client', () => {
  it('knows every answer by its status, and its refusals by their code', async () => {
    const cookie = await board.signIn('helen@example.org')
    const client = hc<App>(board.url, { headers: { cookie, origin: board.origin } })
    const plan = await client.api.plans[':plan'].$get({ param: { plan: 'sutton' } })
    if (plan.status !== 200) throw new Error('refused')
    const { title, people, lead } = await plan.json()
    expectTypeOf(title).toEqualTypeOf<string>()
    expectTypeOf(lead).toEqualTypeOf<string | null>()
    expect([title, lead, people.map(({ id }) => id)]).toEqual(['Our plan', 'Helen Shah', ['helen']])
    const redeemed = await client.api['sign-in'].redeem.$post({ json: { token: 'x'.repeat(43) } })
    if (redeemed.status === 204) throw new Error('let in')
    const refused = await redeemed.json()
    expectTypeOf(refused.error).toEqualTypeOf<RefusalCode>()
    expect(refused.error).toBe('link-used')
  })
})
