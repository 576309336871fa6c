import type { PersonId, PlanId } from '../../../shared/ids.ts'
import { limits } from '../../../shared/limits.ts'
import { parseRecordKind, type PlanRecord } from '../../../shared/plan/records.ts'
import { refuse, type Refusal } from '../../../shared/refusals.ts'
import type { NewRecord, RecordChange } from '../store.ts'
import { whole } from './database.ts'
import { recordColumns, recordRow } from './rows.ts'
import type { Sql } from './writes.ts'

/** Raises the plan's counter of records. @returns where it stands now. */
export const raised = (sql: Sql, plan: PlanId): number => {
  const row = sql('UPDATE plans SET records_news = records_news + 1 WHERE id = ? RETURNING records_news').get(plan)
  if (!row) throw new Error('a record of no plan')
  return whole(row, 'records_news')
}

type Said = { version: number; data: PlanRecord['data']; by: PersonId; at: number; withdrawn: boolean }

const say = (sql: Sql, record: string, { version, data, by, at, withdrawn }: Said): void => {
  sql('INSERT INTO record_versions (record, version, data, "by", at, withdrawn) VALUES (?, ?, ?, ?, ?, ?)').run(
    record,
    version,
    JSON.stringify(data),
    by,
    at,
    withdrawn ? 1 : 0
  )
}

export const addRecord = (sql: Sql, plan: PlanId, record: NewRecord): PlanRecord | Refusal => {
  if (!parseRecordKind(record.kind)) throw new Error(`there are no records of the kind ${record.kind}`)
  if (!sql('SELECT 1 AS one FROM plans WHERE id = ?').get(plan)) return refuse('no-such-plan')
  if (sql('SELECT 1 AS one FROM records WHERE id = ?').get(record.id)) return refuse('exists')
  const held = sql('SELECT count(*) AS count, count(*) FILTER (WHERE "by" = ?) AS own FROM records WHERE plan = ?').get(
    record.by,
    plan
  )
  if (held && whole(held, 'count') >= limits.recordsPerPlanMax) return refuse('too-many')
  if (held && whole(held, 'own') >= limits.recordsPerPersonMax) return refuse('too-many')
  const { id, kind, about, data, by, group, at } = record
  sql(
    `INSERT INTO records (id, plan, kind, about, "by", "group", at, version, news)
     VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?)`
  ).run(id, plan, kind, about, by, group, at, raised(sql, plan))
  say(sql, id, { version: 1, data, by, at, withdrawn: false })
  return { id, kind, about, data, by, group, at, version: 1, changedBy: by, changedAt: at, withdrawn: false }
}

/** One version takes the place of the one it was made from, or nothing changes. */
export const changeRecord = (sql: Sql, plan: PlanId, id: string, change: RecordChange): PlanRecord | Refusal => {
  const row = sql(`${recordColumns} WHERE records.plan = ? AND records.id = ?`).get(plan, id)
  if (!row) return refuse('not-found')
  const known = recordRow(row)
  const withdrawn = 'withdrawn' in change ? change.withdrawn : false
  const data = 'data' in change ? change.data : known.data
  // What is withdrawn is put back before it is changed, and nothing is withdrawn twice.
  const fits = 'data' in change ? !known.withdrawn : known.withdrawn !== withdrawn
  if (known.version !== change.version || !fits) return refuse('changed-meanwhile')
  const version = known.version + 1
  sql('UPDATE records SET version = ?, news = ? WHERE id = ?').run(version, raised(sql, plan), id)
  say(sql, id, { version, data, by: change.by, at: change.at, withdrawn })
  return { ...known, data, version, changedBy: change.by, changedAt: change.at, withdrawn }
}
