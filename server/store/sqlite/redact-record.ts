import type { Ms, PersonId, PlanId } from '../../../shared/ids.ts'
import { parseRecordKind, type PlanRecord, type RecordKind } from '../../../shared/plan/records.ts'
import { recordWithoutLetters, recordWithoutWords } from '../../../shared/plan/removed-words.ts'
import { refuse, type Refusal } from '../../../shared/refusals.ts'
import { recordTombstoneBytes, rewrittenDigestOf, type Signer } from '../seal.ts'
import type { Redaction } from '../store.ts'
import { blob, text } from './database.ts'
import { raised } from './record-writes.ts'
import { versionRow } from './rows.ts'
import type { Sql } from './writes.ts'

export type RedactRecord = {
  do: 'redactRecord'
  plan: PlanId
  record: string
  by: PersonId | null
  at: Ms
  why: string
}

/** What a version of a record says, as it is digested once words were taken from it. */
export const recordDigestOf = (data: string): Uint8Array => rewrittenDigestOf(new TextEncoder().encode(data))

type About = { plan: PlanId; by: PersonId | null; at: Ms; why: string }

/**
 * Writes each version of a record without what goes from it, under a signed tombstone. What stood there before is
 * named by the digest under which it was sealed, whose salt goes with it. @returns how many versions changed.
 */
const rewriteVersions = (
  sql: Sql,
  signer: Signer,
  { plan, by, at, why }: About,
  { id: record, kind }: { id: string; kind: RecordKind },
  without: (data: PlanRecord['data']) => PlanRecord['data']
): number => {
  const rows = sql(
    `SELECT said.version, said.data, said."by", said.at, said.withdrawn, ? AS kind, audit.now
     FROM record_versions AS said
       JOIN audit_rows ON audit_rows.tbl = 'record_versions' AND audit_rows.key = json_array(said.record, said.version)
       JOIN audit ON audit.n = audit_rows.n
     WHERE said.record = ? ORDER BY said.version`
  ).all(kind, record)
  let changed = 0
  for (const row of rows) {
    const { version, data } = versionRow(row)
    const said = without(data)
    if (said === data) continue
    const left = JSON.stringify(said)
    if (left === text(row, 'data')) continue
    const stone = { record, version, at, by, why, oldDigest: blob(row, 'now'), newDigest: recordDigestOf(left) }
    sql(
      `INSERT INTO record_tombstones (record, version, at, "by", why, old_digest, new_digest, key_id, signature)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
    ).run(
      record,
      version,
      at,
      by,
      why,
      stone.oldDigest,
      stone.newDigest,
      signer.keyId,
      signer.sign(recordTombstoneBytes(stone))
    )
    sql('UPDATE record_versions SET data = ? WHERE record = ? AND version = ?').run(left, record, version)
    changed += 1
  }
  if (changed > 0) sql('UPDATE records SET news = ? WHERE id = ?').run(raised(sql, plan), record)
  return changed
}

/** Takes what was typed into a record out of each of its versions. */
export const redactRecord = (sql: Sql, signer: Signer, { record, ...about }: RedactRecord): number | Refusal => {
  const held = sql('SELECT kind FROM records WHERE plan = ? AND id = ?').get(about.plan, record)
  const kind = held && parseRecordKind(held['kind'])
  if (!kind) return refuse('not-found')
  const changed = rewriteVersions(sql, signer, about, { id: record, kind }, (data) =>
    recordWithoutWords({ kind, data })
  )
  return changed === 0 ? refuse('not-found') : changed
}

/** Takes letters of the plan out of every comment, and whatever became of one, that quotes them. */
export const redactQuotations = (sql: Sql, signer: Signer, about: About, letters: Redaction['letters'] = []): void => {
  if (letters.length === 0) return
  const rows = sql(`SELECT id, kind FROM records WHERE plan = ? AND kind IN ('comment', 'fate')`).all(about.plan)
  for (const row of rows) {
    const kind = parseRecordKind(row['kind'])
    if (kind)
      rewriteVersions(sql, signer, about, { id: text(row, 'id'), kind }, (data) => recordWithoutLetters(data, letters))
  }
}
