import type { Ms, PersonId, PlanId } from '../../../shared/ids.ts'
import { isStaffGroup, parseGroup } from '../../../shared/plan/vocabulary.ts'
import { refuse, type Refusal } from '../../../shared/refusals.ts'
import { text } from './database.ts'
import type { Reader } from './reader.ts'
import { personOf } from './rows.ts'
import type { Sql } from './writes.ts'

/** Looked at where it is kept: whoever has become a parent here meanwhile has no post. */
export const setPost = (
  sql: Sql,
  plan: PlanId,
  person: PersonId,
  post: string,
  { by, at }: { by: PersonId; at: Ms }
): Refusal | undefined => {
  const member = sql('SELECT "group" FROM members WHERE plan = ? AND person = ?').get(plan, person)
  if (!member) return refuse('not-found')
  const group = parseGroup(member['group'])
  if (post === '') sql('DELETE FROM posts WHERE plan = ? AND person = ?').run(plan, person)
  else if (!group || !isStaffGroup(group)) return refuse('staff-only')
  else
    sql(
      `INSERT INTO posts (plan, person, post, "by", at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET post = excluded.post, "by" = excluded."by", at = excluded.at`
    ).run(plan, person, post, by, at)
  // Pages that show people ask anew.
  sql('UPDATE plans SET people_news = people_news + 1 WHERE id = ?').run(plan)
  return undefined
}

/** Of members alone, and of those who act for a service now. */
export const readPosts = (reader: Reader, plan: PlanId): Map<PersonId, string> =>
  new Map(
    reader
      .sql(
        `SELECT posts.person, post, "group" FROM posts
           JOIN members ON members.plan = posts.plan AND members.person = posts.person WHERE posts.plan = ?`
      )
      .all(plan)
      .flatMap((row): [PersonId, string][] => {
        const group = parseGroup(row['group'])
        return group && isStaffGroup(group) ? [[personOf(row, 'person'), text(row, 'post')]] : []
      })
  )
