import type { Ms } from '../../../shared/ids.ts'
import { checkpointBytes, type Checkpoint, type Signer } from '../seal.ts'
import type { Audit } from './audit-writes.ts'
import { blob, whole, type Database } from './database.ts'
import { planIdOf } from './rows.ts'
import type { Sql } from './writes.ts'

/**
 * The public half of a key stays with what it sealed, whatever becomes of the key. The first key of a file
 * seals every log that is in there already, so that from then on no plan is without a checkpoint.
 */
export const knowKey = (database: Database, signer: Signer, audit: Audit, at: Ms): void => {
  const sql: Sql = (statement) => database.prepare(statement)
  const { keyId, publicKey } = signer
  if (sql('SELECT 1 AS one FROM signing_keys WHERE id = ?').get(keyId)) return
  database.exec('BEGIN IMMEDIATE')
  try {
    audit.forget()
    const isFirst = sql('SELECT 1 AS one FROM signing_keys').get() === undefined
    sql('INSERT INTO signing_keys (id, public_key, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(
      keyId,
      publicKey,
      at
    )
    const plans = isFirst ? sql('SELECT id, head, chain FROM plans WHERE head > 0').all() : []
    for (const row of plans)
      addCheckpoint(sql, signer, { plan: planIdOf(row), seq: whole(row, 'head'), at, chain: blob(row, 'chain') })
    audit.seal(at)
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** Seals the log up to one commit. What was sealed once stays as it was sealed. */
export const addCheckpoint = (sql: Sql, signer: Signer, checkpoint: Checkpoint): void => {
  const { plan, seq, at, chain } = checkpoint
  sql(
    `INSERT INTO checkpoints (plan, seq, at, chain, key_id, signature) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`
  ).run(plan, seq, at, chain, signer.keyId, signer.sign(checkpointBytes(checkpoint)))
}
