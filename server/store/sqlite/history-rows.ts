import type { PlanId } from '../../../shared/ids.ts'
import { refuse, type Refusal } from '../../../shared/refusals.ts'
import { sameBytes } from '../chain.ts'
import { historyDigestApart, historyDigestOf } from '../history-digest.ts'
import type { StoredHistory } from '../store.ts'
import { blob, whole } from './database.ts'
import type { Reader } from './reader.ts'
import { planIdOf } from './rows.ts'
import type { Sql } from './writes.ts'

export const saveHistory = (sql: Sql, plan: PlanId, history: StoredHistory): Refusal | undefined => {
  const row = sql('SELECT epoch FROM plans WHERE id = ?').get(plan)
  if (!row) return refuse('no-such-plan')
  const { seq, state, fold } = history
  const commit = sql('SELECT chain FROM commits WHERE plan = ? AND seq = ?').get(plan, seq)
  if (!commit) throw new RangeError(`no commit ${seq} to keep a history of`)
  const epoch = whole(row, 'epoch')
  const digest = historyDigestOf(plan, epoch, blob(commit, 'chain'), history)
  sql(
    `INSERT INTO histories (plan, seq, epoch, state, fold, digest) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET seq = excluded.seq, epoch = excluded.epoch, state = excluded.state,
       fold = excluded.fold, digest = excluded.digest
       WHERE excluded.seq >= seq OR excluded.epoch > epoch`
  ).run(plan, seq, epoch, state, fold, digest)
  return undefined
}

/** A row that does not prove itself is as good as none: what it says can be folded anew from the log. */
export const readHistory = async (reader: Reader, plan: PlanId): Promise<StoredHistory | undefined> => {
  const row = reader
    .sql(
      `SELECT histories.seq, histories.state, fold, histories.digest, commits.chain, plans.epoch
       FROM histories JOIN plans ON plans.id = histories.plan AND plans.epoch = histories.epoch
         JOIN commits ON commits.plan = histories.plan AND commits.seq = histories.seq
       WHERE histories.plan = ?`
    )
    .get(plan)
  if (!row) return undefined
  const history = { seq: whole(row, 'seq'), state: blob(row, 'state'), fold: blob(row, 'fold') }
  const digest = await historyDigestApart(plan, whole(row, 'epoch'), blob(row, 'chain'), history)
  return sameBytes(digest, blob(row, 'digest')) ? history : undefined
}

export const plansBehind = (reader: Reader, rows: number): PlanId[] =>
  reader
    .sql(
      `SELECT plans.id FROM plans LEFT JOIN histories ON histories.plan = plans.id AND histories.epoch = plans.epoch
       WHERE head - coalesce(histories.seq, 0) >= ? ORDER BY head - coalesce(histories.seq, 0) DESC`
    )
    .all(rows)
    .map(planIdOf)
