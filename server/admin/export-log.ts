import type { Ms, PlanId } from '../../shared/ids.ts'
import { exportedBytes, type Signer } from '../store/seal.ts'
import { blob, text, textOrNull, whole, type Database, type Row } from '../store/sqlite/database.ts'

export const logFormat = 'co-production board, log 1'
const pageRows = 500

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

const commitLine = (row: Row) => ({
  commit: {
    seq: whole(row, 'seq'),
    at: whole(row, 'at'),
    body: base64(blob(row, 'body')),
    /** Null once words were removed by law: a tombstone then says what stands there. */
    salt: row['salt'] === null ? null : base64(blob(row, 'salt')),
    digest: hex(blob(row, 'digest')),
    chain: hex(blob(row, 'chain'))
  }
})

const sealOf = (row: Row) => ({ keyId: text(row, 'key_id'), signature: base64(blob(row, 'signature')) })

const checkpointLine = (row: Row) => ({
  checkpoint: { seq: whole(row, 'seq'), at: whole(row, 'at'), chain: hex(blob(row, 'chain')), ...sealOf(row) }
})

const tombstoneLine = (row: Row) => ({
  tombstone: {
    seq: whole(row, 'seq'),
    epoch: whole(row, 'epoch'),
    at: whole(row, 'at'),
    by: textOrNull(row, 'by'),
    why: text(row, 'why'),
    oldDigest: hex(blob(row, 'old_digest')),
    newDigest: hex(blob(row, 'new_digest')),
    ...sealOf(row)
  }
})

/**
 * A plan's log as JSON lines, all of one moment: a header with the public keys, tombstones, commits,
 * checkpoints, and a signed end, so that nothing can be cut off. It holds ids of people and no names.
 * Nothing for a plan that is not there.
 */
export function* linesOfLog(database: Database, plan: PlanId, signer: Signer, at: Ms): Generator<string, void> {
  database.exec('BEGIN')
  try {
    const row = database.prepare('SELECT head, chain FROM plans WHERE id = ?').get(plan)
    if (!row) return
    const keys = database
      .prepare('SELECT id, public_key FROM signing_keys ORDER BY since, id')
      .all()
      .map((key) => ({ id: text(key, 'id'), publicKey: base64(blob(key, 'public_key')) }))
    if (!keys.some(({ id }) => id === signer.keyId))
      keys.push({ id: signer.keyId, publicKey: base64(signer.publicKey) })
    yield JSON.stringify({ format: logFormat, plan, at, keys })
    const all = (table: string, order: string): Row[] =>
      database.prepare(`SELECT * FROM ${table} WHERE plan = ? ORDER BY ${order}`).all(plan)
    for (const each of all('tombstones', 'seq, epoch')) yield JSON.stringify(tombstoneLine(each))
    // Page by page: no statement is left open while whoever takes the lines waits for a disk.
    const page = database.prepare('SELECT * FROM commits WHERE plan = ? AND seq > ? ORDER BY seq LIMIT ?')
    for (let after = 0, rows = page.all(plan, after, pageRows); rows.length > 0; rows = page.all(plan, after, pageRows))
      for (const each of rows) {
        after = whole(each, 'seq')
        yield JSON.stringify(commitLine(each))
      }
    for (const each of all('checkpoints', 'seq')) yield JSON.stringify(checkpointLine(each))
    const head = { plan, seq: whole(row, 'head'), at, chain: blob(row, 'chain') }
    const signature = base64(signer.sign(exportedBytes(head)))
    yield JSON.stringify({ end: { seq: head.seq, at, chain: hex(head.chain), keyId: signer.keyId, signature } })
  } finally {
    database.exec('COMMIT')
  }
}
