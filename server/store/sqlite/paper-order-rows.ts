import type { PlanId } from '../../../shared/ids.ts'
import { parseCommitteeOrder } from '../../../shared/papers/committee-order.ts'
import { refuse, type Refusal } from '../../../shared/refusals.ts'
import { can } from '../../../shared/roles.ts'
import type { KeptPaperOrder, PaperOrderChange } from '../store.ts'
import { text, whole } from './database.ts'
import type { Reader } from './reader.ts'
import { personOf, standingOf } from './rows.ts'
import type { Sql } from './writes.ts'

/** What the person is and what stood before are looked at where it is kept: nobody overwrites what they did not see. */
export const savePaperOrder = (
  sql: Sql,
  plan: PlanId,
  { order, version, by, at }: PaperOrderChange
): Refusal | undefined => {
  const member = sql('SELECT role, "group", voice FROM members WHERE plan = ? AND person = ?').get(plan, by)
  if (!member || !can(standingOf(member).role, 'settings')) return refuse('not-allowed')
  const row = sql('SELECT version FROM paper_orders WHERE plan = ?').get(plan)
  if ((row ? whole(row, 'version') : 0) !== version) return refuse('changed-meanwhile')
  sql(
    `INSERT INTO paper_orders (plan, version, "order", "by", at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET version = excluded.version, "order" = excluded."order", "by" = excluded."by", at = excluded.at`
  ).run(plan, version + 1, JSON.stringify(order), by, at)
  return undefined
}

export const readPaperOrder = (reader: Reader, plan: PlanId): KeptPaperOrder | undefined => {
  const row = reader.sql('SELECT version, "order", "by", at FROM paper_orders WHERE plan = ?').get(plan)
  if (!row) return undefined
  const written: unknown = JSON.parse(text(row, 'order'))
  // One that this board does not understand any more is the council's own again.
  return {
    order: parseCommitteeOrder(written) ?? null,
    version: whole(row, 'version'),
    by: personOf(row, 'by'),
    at: whole(row, 'at')
  }
}
