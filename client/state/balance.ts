import { hc } from 'hono/client'
import type { App } from '../../server/http/app.ts'
import type { Balance } from '../../shared/contribution/balance.ts'
import { ask, type Answer } from './api.ts'

const board = hc<App>('/').api

/** Whose words are in the plan. Apart from the other questions: only the page that shows it loads this. */
export const readBalance = (plan: string): Promise<Answer<Balance>> =>
  ask(
    () => board.plans[':plan'].balance.$get({ param: { plan } }),
    (reply) => (reply.status === 200 ? reply.json() : undefined)
  )
