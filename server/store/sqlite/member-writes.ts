import type { PersonId, PlanId } from '../../../shared/ids.ts'
import { limits } from '../../../shared/limits.ts'
import { refuse, type Refusal } from '../../../shared/refusals.ts'
import type { AccessChange, Member, Standing } from '../store.ts'
import { whole } from './database.ts'
import { standingOf } from './rows.ts'
import type { Sql } from './writes.ts'

const standingNow = (sql: Sql, plan: PlanId, person: PersonId): Standing | null => {
  const row = sql('SELECT role, "group", voice FROM members WHERE plan = ? AND person = ?').get(plan, person)
  return row ? standingOf(row) : null
}

const count = (sql: Sql, plan: PlanId, which: string): number => {
  const row = sql(`SELECT count(*) AS count FROM members WHERE plan = ? ${which}`).get(plan)
  return row ? whole(row, 'count') : 0
}

/** Looked at in the transaction that changes it: two leads cannot remove each other. */
const isLastLead = (sql: Sql, plan: PlanId, was: Standing | null): boolean =>
  was?.role === 'lead' && count(sql, plan, "AND role = 'lead'") <= 1

const note = (
  sql: Sql,
  plan: PlanId,
  person: PersonId,
  { by, at }: AccessChange,
  was: Standing | null,
  now: Standing | null
): void => {
  const columns = (standing: Standing | null) =>
    [standing?.role ?? null, standing?.group ?? null, standing ? Number(standing.voice) : null] as const
  sql(
    `INSERT INTO access_log (plan, at, "by", person, was_role, was_group, was_voice, now_role, now_group, now_voice)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
  ).run(plan, at, by, person, ...columns(was), ...columns(now))
}

/** Adds or changes a membership and keeps who did it; no change is no change. */
export const setMember = (
  sql: Sql,
  { plan, person, role, group, voice }: Omit<Member, 'name'>,
  change: AccessChange
): Refusal | undefined => {
  if (!sql('SELECT 1 AS one FROM plans WHERE id = ?').get(plan)) return refuse('no-such-plan')
  if (!sql("SELECT 1 AS one FROM people WHERE id = ? AND name <> ''").get(person)) return refuse('no-such-person')
  const was = standingNow(sql, plan, person)
  if (was && change.expects === 'absent') return refuse('already-in-plan')
  if (!was && change.expects === 'present') return refuse('not-found')
  if (was && was.role === role && was.group === group && was.voice === voice) return undefined
  if (role !== 'lead' && isLastLead(sql, plan, was)) return refuse('last-lead')
  if (!was && count(sql, plan, '') >= limits.membersPerPlanMax) return refuse('too-many')
  sql(
    `INSERT INTO members (plan, person, role, "group", voice) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET role = excluded.role, "group" = excluded."group", voice = excluded.voice`
  ).run(plan, person, role, group, voice ? 1 : 0)
  note(sql, plan, person, change, was, { role, group, voice })
  return undefined
}

export const removeMember = (sql: Sql, plan: PlanId, person: PersonId, change: AccessChange): Refusal | undefined => {
  const was = standingNow(sql, plan, person)
  if (!was) return change.expects === 'present' ? refuse('not-found') : undefined
  if (isLastLead(sql, plan, was)) return refuse('last-lead')
  sql('DELETE FROM members WHERE plan = ? AND person = ?').run(plan, person)
  for (const table of ['visits', 'posts']) sql(`DELETE FROM ${table} WHERE plan = ? AND person = ?`).run(plan, person)
  sql('DELETE FROM poll_words WHERE plan = ? AND person = ?').run(plan, person)
  note(sql, plan, person, change, was, null)
  return undefined
}
