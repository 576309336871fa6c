import type { Ms, PersonId, PlanId } from '../../../shared/ids.ts'
import { parseGroup, type Group } from '../../../shared/plan/vocabulary.ts'
import { refuse, type Refusal } from '../../../shared/refusals.ts'
import { whole } from './database.ts'
import { removeMember } from './member-writes.ts'
import type { Reader } from './reader.ts'
import { memberRow } from './rows.ts'
import type { Sql } from './writes.ts'

/**
 * Takes away who a person was. The row stays without a name, so that the id is never anybody else's;
 * the log, which knows ids only, stays as it is. Source: relay.md §3.
 */
export const erasePerson = (sql: Sql, person: PersonId, at: Ms): Refusal | undefined => {
  if (!sql("SELECT 1 AS one FROM people WHERE id = ? AND name <> ''").get(person)) return refuse('no-such-person')
  const memberships = sql(
    `SELECT members.plan, members.person, '' AS name, role, "group", voice FROM members WHERE person = ?`
  ).all(person)
  for (const { plan } of memberships.map(memberRow)) {
    const refusal = removeMember(sql, plan, person, { by: null, at })
    if (refusal) return refusal
  }
  for (const table of ['sessions', 'sign_ins', 'visits']) sql(`DELETE FROM ${table} WHERE person = ?`).run(person)
  sql("UPDATE people SET name = '', email = NULL, email_key = NULL WHERE id = ?").run(person)
  // Whoever reads their words somewhere asks anew what they are called.
  sql('UPDATE plans SET people_news = people_news + 1').run()
  return undefined
}

/** Looked up only for people without a name: their words say which group they were written for. */
export const readLastGroups = (reader: Reader, plan: PlanId, ids: readonly PersonId[]): Map<PersonId, Group> => {
  const groups = new Map<PersonId, Group>()
  for (const id of new Set(ids)) {
    const row =
      reader.sql('SELECT "group" FROM owners WHERE plan = ? AND speaker = ? ORDER BY seq DESC LIMIT 1').get(plan, id) ??
      reader
        .sql(
          'SELECT coalesce(was_group, now_group) AS "group" FROM access_log WHERE plan = ? AND person = ? ORDER BY n DESC LIMIT 1'
        )
        .get(plan, id)
    const group = row && parseGroup(row['group'])
    if (group) groups.set(id, group)
  }
  return groups
}

/** Texts and values raise the epoch; each record, and each note of an answer, leaves its own signed stones. */
export const removalsIn = (sql: Sql, plan: PlanId): number => {
  const row = sql(
    `SELECT epoch + (SELECT count(*) FROM record_tombstones AS stone JOIN records ON records.id = stone.record
       WHERE records.plan = plans.id)
       + (SELECT count(*) FROM version_tombstones AS stone WHERE stone.plan = plans.id) AS count FROM plans WHERE id = ?`
  ).get(plan)
  return row ? whole(row, 'count') : 0
}

export const removalsOf = (reader: Reader, plan: PlanId): number =>
  removalsIn((statement) => reader.sql(statement), plan)
