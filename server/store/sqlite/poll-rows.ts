import type { PlanId } from '../../../shared/ids.ts'
import type { Group } from '../../../shared/plan/vocabulary.ts'
import { refuse, type Refusal } from '../../../shared/refusals.ts'
import { ANSWER_WORDS } from '../../../shared/versions/version.ts'
import type { NewPoll, PollWord, StoredPoll } from '../store.ts'
import { text, whole } from './database.ts'
import type { Reader } from './reader.ts'
import { raised } from './record-writes.ts'
import { personOf } from './rows.ts'
import { stillIs } from './version-writes.ts'
import type { Sql } from './writes.ts'

export type AddPoll = { do: 'addPoll'; plan: PlanId; number: number; poll: NewPoll }
export type SayInPoll = { do: 'sayInPoll'; plan: PlanId; number: number; said: PollWord }

export const addPoll = (sql: Sql, { plan, number, poll: { asker, hash, at } }: AddPoll): Refusal | undefined => {
  if (!sql('SELECT 1 AS one FROM versions WHERE plan = ? AND number = ?').get(plan, number)) return refuse('not-found')
  if (!stillIs(sql, plan, asker)) return refuse('changed-meanwhile')
  const added = sql(
    'INSERT INTO polls (plan, number, "group", "by", at, hash) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING'
  ).run(plan, number, asker.standing.group, asker.person, at, hash)
  if (added.changes === 0) return refuse('exists')
  raised(sql, plan)
  return undefined
}

/** One word a person, the last one they said: what they said before is not kept. */
export const sayInPoll = (sql: Sql, { plan, number, said: { asker, word, at } }: SayInPoll): Refusal | undefined => {
  if (!stillIs(sql, plan, asker)) return refuse('changed-meanwhile')
  const { group } = asker.standing
  const asked = sql('SELECT 1 AS one FROM polls WHERE plan = ? AND number = ? AND "group" = ?').get(plan, number, group)
  if (!asked) return refuse('not-found')
  sql(
    `INSERT INTO poll_words (plan, number, "group", person, word, at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET word = excluded.word, at = excluded.at`
  ).run(plan, number, group, asker.person, word, at)
  raised(sql, plan)
  return undefined
}

/** Words of people who are still in the group for which they said them. */
export const readPolls = (reader: Reader, plan: PlanId, group: Group): StoredPoll[] => {
  const words = reader
    .sql(
      `SELECT number, said.person, word FROM poll_words AS said
         JOIN members ON members.plan = said.plan AND members.person = said.person AND members."group" = said."group"
       WHERE said.plan = ? AND said."group" = ? ORDER BY number, said.person`
    )
    .all(plan, group)
  return reader
    .sql('SELECT number, "by", at, hash FROM polls WHERE plan = ? AND "group" = ? ORDER BY number')
    .all(plan, group)
    .map((row) => {
      const number = whole(row, 'number')
      const said = words
        .filter((each) => whole(each, 'number') === number)
        .flatMap((each) => {
          const word = ANSWER_WORDS.find((one) => one === each['word'])
          return word ? [{ person: personOf(each, 'person'), word }] : []
        })
      return { number, by: personOf(row, 'by'), at: whole(row, 'at'), hash: text(row, 'hash'), said }
    })
}
