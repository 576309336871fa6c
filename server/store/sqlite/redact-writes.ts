import type { Ms, PersonId, PlanId, Seq } from '../../../shared/ids.ts'
import { refuse, type Refusal } from '../../../shared/refusals.ts'
import { decodeBody, encodeBody, sameBytes, snapshotDigestOf } from '../chain.ts'
import { rewrittenDigestOf, tombstoneBytes, type Signer, type Tombstone } from '../seal.ts'
import type { Owner, Redaction, SignedUpdate } from '../store.ts'
import { blob, whole } from './database.ts'
import { redactQuotations } from './redact-record.ts'
import { ownerOf } from './rows.ts'
import { addCheckpoint } from './seal-writes.ts'
import type { Sql } from './writes.ts'

export type Redact = {
  do: 'redact'
  plan: PlanId
  after: Seq
  at: Ms
  by: PersonId | null
  why: string
  rows: Redaction['rows']
  state: Uint8Array
  ledger: Uint8Array
  letters?: Redaction['letters']
}

/** Authors and bound ids stay as they were: only what was said is taken away. */
const isSameAuthors = (was: readonly SignedUpdate[], now: readonly SignedUpdate[]): boolean =>
  was.length === now.length &&
  was.every(({ author }, index) => {
    const other = now[index]?.author
    return other?.speaker === author.speaker && other.typist === author.typist && other.group === author.group
  })

/**
 * Rewrites rows of the log without the words that go, each under a signed tombstone, and puts one snapshot
 * in the place of all that held them. The chain stays: it covers digests, and those are kept.
 */
export const redact = (sql: Sql, signer: Signer, write: Redact): number | Refusal => {
  const { plan, after, at, by, why, state, ledger, letters = [] } = write
  const row = sql('SELECT head, epoch, chain FROM plans WHERE id = ?').get(plan)
  if (!row) return refuse('no-such-plan')
  if (whole(row, 'head') !== after) return refuse('behind')
  const epoch = whole(row, 'epoch') + 1
  for (const { seq, entries } of write.rows) rewrite(sql, signer, { plan, seq, epoch, at, by, why }, entries)
  redactQuotations(sql, signer, { plan, by, at, why }, letters)
  for (const table of ['snapshots', 'histories']) sql(`DELETE FROM ${table} WHERE plan = ?`).run(plan)
  const owners: Owner[] = sql('SELECT client_id, speaker, typist, "group", via FROM owners WHERE plan = ?')
    .all(plan)
    .map(ownerOf)
  const chain = blob(row, 'chain')
  sql('INSERT INTO snapshots (plan, seq, state, ledger, digest) VALUES (?, ?, ?, ?, ?)').run(
    plan,
    after,
    state,
    ledger,
    snapshotDigestOf(plan, after, chain, owners, state, ledger)
  )
  addCheckpoint(sql, signer, { plan, seq: after, at, chain })
  sql('UPDATE plans SET epoch = ?, snapshot_seq = ? WHERE id = ?').run(epoch, after, plan)
  return epoch
}

type About = Omit<Tombstone, 'oldDigest' | 'newDigest'>

const rewrite = (sql: Sql, signer: Signer, about: About, entries: readonly SignedUpdate[]): void => {
  const { plan, seq, epoch, at, by, why } = about
  const row = sql('SELECT body, salt, digest FROM commits WHERE plan = ? AND seq = ?').get(plan, seq)
  if (!row) throw new RangeError(`no commit ${seq} to take words out of`)
  const was = decodeBody(blob(row, 'body'))
  if (!isSameAuthors(was.entries, entries)) throw new RangeError(`commit ${seq} would change hands`)
  const body = encodeBody(entries, was.owners)
  // What was rewritten once has no salt any more: the new stone stands on the one before it.
  const oldDigest = row['salt'] === null ? rewrittenDigestOf(blob(row, 'body')) : blob(row, 'digest')
  const newDigest = rewrittenDigestOf(body)
  if (sameBytes(oldDigest, newDigest)) return
  const signature = signer.sign(tombstoneBytes({ ...about, oldDigest, newDigest }))
  sql(
    `INSERT INTO tombstones (plan, seq, epoch, at, "by", why, old_digest, new_digest, key_id, signature)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
  ).run(plan, seq, epoch, at, by, why, oldDigest, newDigest, signer.keyId, signature)
  sql('UPDATE commits SET body = ?, salt = NULL WHERE plan = ? AND seq = ?').run(body, plan, seq)
}
