import type { PlanId } from '../../../shared/ids.ts'
import { refuse, type Refusal } from '../../../shared/refusals.ts'
import { can } from '../../../shared/roles.ts'
import { parseGroup } from '../../../shared/plan/vocabulary.ts'
import type { KeptTaking, TakenWords, Taking } from '../store.ts'
import { text, textOrNull, whole, type Row } from './database.ts'
import type { Reader } from './reader.ts'
import { personOf, standingOf } from './rows.ts'
import type { Sql } from './writes.ts'

/** What somebody is in the plan is read where it is kept: who was taken out meanwhile takes nothing away. */
export const addTaking = (sql: Sql, plan: PlanId, taking: Taking): Refusal | undefined => {
  const { person, at, format, words, since, names, reason } = taking
  const member = sql('SELECT role, "group", voice FROM members WHERE plan = ? AND person = ?').get(plan, person)
  if (!member) return refuse('not-allowed')
  const { role, group } = standingOf(member)
  if (!can(role, 'export')) return refuse('not-allowed')
  sql(
    `INSERT INTO takings (plan, at, person, "group", format, words, since, names, reason)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
  ).run(plan, at, person, group, format, JSON.stringify(words), since, names, reason)
  return undefined
}

export const removeTakingReason = (sql: Sql, plan: PlanId, n: number): Refusal | undefined =>
  sql("UPDATE takings SET reason = '' WHERE plan = ? AND n = ?").run(plan, n).changes === 1
    ? undefined
    : refuse('not-found')

/** Rows are parsed like anything else that comes from outside: a file can hold what nobody wrote. */
const takenWords = (value: unknown): TakenWords => {
  if (typeof value === 'object' && value !== null && 'is' in value) {
    if (value.is === 'draft' && 'seq' in value && typeof value.seq === 'number') return { is: 'draft', seq: value.seq }
    if (value.is === 'version' && 'number' in value && 'hash' in value)
      if (typeof value.number === 'number' && typeof value.hash === 'string')
        return { is: 'version', number: value.number, hash: value.hash }
  }
  throw new TypeError('a row holds no words that were taken')
}

const takingRow = (row: Row): KeptTaking => {
  const group = parseGroup(row['group'])
  const words: unknown = JSON.parse(text(row, 'words'))
  if (!group || !Array.isArray(words)) throw new TypeError('a row holds no taking')
  return {
    n: whole(row, 'n'),
    person: personOf(row, 'person'),
    group,
    at: whole(row, 'at'),
    format: text(row, 'format'),
    words: words.map(takenWords),
    since: textOrNull(row, 'since'),
    names: text(row, 'names') === 'roles' ? 'roles' : 'groups',
    reason: text(row, 'reason')
  }
}

export const readTakings = (
  reader: Reader,
  plan: PlanId,
  rowsMax: number,
  before = Number.MAX_SAFE_INTEGER
): KeptTaking[] =>
  reader
    .sql('SELECT * FROM takings WHERE plan = ? AND n < ? ORDER BY n DESC LIMIT ?')
    .all(plan, before, rowsMax)
    .map(takingRow)
