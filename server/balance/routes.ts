import { Hono } from 'hono'
import { balanceOf } from '../../shared/contribution/balance.ts'
import { isRefusal } from '../../shared/refusals.ts'
import { frozenReferences } from '../../shared/versions/frozen.ts'
import type { Door } from '../auth/routes.ts'
import type { HistoryDesk } from '../history/desk.ts'
import { PlanEntry } from '../plans/entry.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Memberships, Records } from '../store/store.ts'
import type { VersionDesk } from '../versions/desk.ts'

type Parts = {
  store: Memberships & Records
  lobby: Pick<Lobby, 'room'>
  history: Pick<HistoryDesk, 'ask'>
  versions: Pick<VersionDesk, 'moment'>
}

/** Whose words are in a plan: counted by group and priority, never by person. Source: ui.md §5 (Contribution balance). */
export const balanceRoutes = (parts: Parts) => {
  const { store, history, versions } = parts
  const entry = new PlanEntry(parts)
  return new Hono<Door>().get('/:plan/balance', async (c) => {
    const inside = await entry.room(c, 'read')
    if (isRefusal(inside)) return c.var.refuse(inside)
    const { room } = inside
    const moment = await versions.moment(room, null)
    if (isRefusal(moment)) return c.var.refuse(moment)
    const firsts = await history.ask(room, 'firsts', {})
    if (isRefusal(firsts)) return c.var.refuse(firsts)
    const { records } = await store.readRecords(room.plan, 0)
    const { seq, at, frozen } = moment
    const { snapshot, owners } = frozen
    const references = frozenReferences(frozen)
    return c.json(balanceOf({ seq, at, snapshot, references, owners, records, firsts }), 200)
  })
}
