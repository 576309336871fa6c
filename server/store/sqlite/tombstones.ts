import { parsePersonId, type PlanId, type Seq } from '../../../shared/ids.ts'
import { digestOf, sameBytes } from '../chain.ts'
import {
  isSigned,
  keyIdOf,
  rewrittenDigestOf,
  tombstoneBytes,
  type RecordTombstone,
  type Seal,
  type Tombstone
} from '../seal.ts'
import { blob, text, textOrNull, whole, type Row } from './database.ts'
import type { Reader } from './reader.ts'

type Note = Pick<Tombstone, 'at' | 'by' | 'why' | 'oldDigest' | 'newDigest'> & Seal

const noteOf = (row: Row): Note => {
  const by = textOrNull(row, 'by')
  const person = by === null ? null : parsePersonId(by)
  if (person === undefined) throw new TypeError('a tombstone without a person')
  return {
    at: whole(row, 'at'),
    by: person,
    why: text(row, 'why'),
    oldDigest: blob(row, 'old_digest'),
    newDigest: blob(row, 'new_digest'),
    keyId: text(row, 'key_id'),
    signature: blob(row, 'signature')
  }
}

const stoneOf = (row: Row): Tombstone & Seal => ({
  plan: text(row, 'plan') as PlanId,
  seq: whole(row, 'seq'),
  epoch: whole(row, 'epoch'),
  ...noteOf(row)
})

/** The tombstone of one version of a record. */
export const recordStoneOf = (row: Row): RecordTombstone & Seal => ({
  record: text(row, 'record'),
  version: whole(row, 'version'),
  ...noteOf(row)
})

/** The public half of a key, when it is the one of that name. */
export const publicKeyOf = (reader: Reader, keyId: string): Uint8Array | undefined => {
  const row = reader.sql('SELECT public_key FROM signing_keys WHERE id = ?').get(keyId)
  if (!row) return undefined
  const publicKey = blob(row, 'public_key')
  return publicKey.length === 32 && keyIdOf(publicKey) === keyId ? publicKey : undefined
}

/** Whether a key that is known here signed these bytes. */
export const isSealed = (reader: Reader, bytes: Uint8Array, { keyId, signature }: Seal): boolean => {
  const publicKey = publicKeyOf(reader, keyId)
  return publicKey !== undefined && isSigned(bytes, signature, publicKey)
}

export const tombstonesOf = (reader: Reader, plan: PlanId, seq: Seq): (Tombstone & Seal)[] =>
  reader.sql('SELECT * FROM tombstones WHERE plan = ? AND seq = ? ORDER BY epoch').all(plan, seq).map(stoneOf)

/** Whether signed tombstones lead from what was kept to what stands there now. */
const isExplained = (reader: Reader, plan: PlanId, seq: Seq, digest: Uint8Array, body: Uint8Array): boolean => {
  let stands = digest
  const stones = tombstonesOf(reader, plan, seq)
  for (const stone of stones) {
    if (!sameBytes(stone.oldDigest, stands) || !isSealed(reader, tombstoneBytes(stone), stone)) return false
    stands = stone.newDigest
  }
  return stones.length > 0 && sameBytes(rewrittenDigestOf(body), stands)
}

/** Whether a row's body is what was kept, or what a removal by law left of it. Source: PROTOCOL.md P27. */
export const isBodyKept = (reader: Reader, plan: PlanId, row: Row): boolean => {
  const body = blob(row, 'body')
  const digest = blob(row, 'digest')
  if (row['salt'] === null) return isExplained(reader, plan, whole(row, 'seq'), digest, body)
  return sameBytes(digestOf(blob(row, 'salt'), body), digest)
}
