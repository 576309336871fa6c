import { Hono } from 'hono'
import * as v from 'valibot'
import { parseCommitteeOrder, standardOrder } from '../../shared/papers/committee-order.ts'
import { isRefusal, refuse } from '../../shared/refusals.ts'
import { jsonBody, type Door } from '../auth/routes.ts'
import { PlanEntry } from '../plans/entry.ts'
import { namePeople } from '../plans/named.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Memberships, PaperOrders, People } from '../store/store.ts'

type Parts = {
  store: People & Memberships & PaperOrders
  lobby: Pick<Lobby, 'room'>
  now(): number
}

/** `order`: null for the one every plan begins with. `version`: what it takes the place of. */
const change = v.strictObject({ order: v.unknown(), version: v.pipe(v.number(), v.integer(), v.minValue(0)) })

/** Order and headings of a plan's committee paper: read by who takes one away, set by who looks after settings. */
export const orderRoutes = (parts: Parts) => {
  const { store, now } = parts
  const entry = new PlanEntry(parts)
  return new Hono<Door>()
    .get('/:plan/committee-order', async (c) => {
      const member = await entry.member(c, 'export')
      if (isRefusal(member)) return c.var.refuse(member)
      const kept = await store.readPaperOrder(member.plan)
      const [by] = kept ? await namePeople(store, member.plan, [kept.by]) : []
      return c.json(
        {
          order: kept?.order ?? standardOrder(),
          isStandard: !kept?.order,
          version: kept?.version ?? 0,
          by: by?.name ?? null,
          at: kept?.at ?? null
        },
        200
      )
    })
    .put('/:plan/committee-order', jsonBody(change), async (c) => {
      const member = await entry.member(c, 'settings')
      if (isRefusal(member)) return c.var.refuse(member)
      const given = c.req.valid('json')
      const order = given.order === null ? null : parseCommitteeOrder(given.order)
      if (order === undefined) return c.var.refuse(refuse('bad-request'))
      const refusal = await store.savePaperOrder(member.plan, {
        order,
        version: given.version,
        by: member.person,
        at: now()
      })
      return refusal ? c.var.refuse(refusal) : c.json({ version: given.version + 1 }, 200)
    })
}
