import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import type { Ms, PersonId, PlanId, Seq } from '../../shared/ids.ts'
import { hashBytes, prefixed, sha256, sized, wide } from './chain.ts'

export const publicKeyBytes = 32
const signatureBytes = 64

/** What is signed begins with its own name, so that a signature of one kind never stands for another. */
const formats = {
  checkpoint: 'co-production board, checkpoint 1',
  tombstone: 'co-production board, tombstone 1',
  recordTombstone: 'co-production board, record tombstone 1',
  versionTombstone: 'co-production board, version tombstone 1',
  auditHead: 'co-production board, audit head 1',
  exported: 'co-production board, exported log 1'
} as const

/** The chain of a plan as it stood after one commit, said by whoever holds the key. */
export type Checkpoint = { plan: PlanId; seq: Seq; at: Ms; chain: Uint8Array }

/**
 * Says that words were removed from a commit by law: what stood under `oldDigest` is gone, and what stands
 * there now has `newDigest`. `epoch` is the one the plan rose to with it; `by` is null for whoever runs the board.
 */
export type Tombstone = {
  plan: PlanId
  seq: Seq
  epoch: number
  at: Ms
  by: PersonId | null
  why: string
  oldDigest: Uint8Array
  newDigest: Uint8Array
}

/** The same of one version of a record: its words are gone, and `oldDigest` is salted with what went with them. */
export type RecordTombstone = Pick<Tombstone, 'at' | 'by' | 'why' | 'oldDigest' | 'newDigest'> & {
  record: string
  version: number
}

/** The same of one entry of a version: `oldLink` stands in the chain of the version, `newLink` is what is left of it. */
export type VersionTombstone = Pick<Tombstone, 'plan' | 'at' | 'by' | 'why'> & {
  number: number
  n: number
  oldLink: Uint8Array
  newLink: Uint8Array
}

/** The end of the audit: every row stands as this line and those before it say. */
export type AuditHead = { n: number; at: Ms; chain: Uint8Array }

/** Whoever signs; the secret half never leaves it. */
export type Signer = { keyId: string; publicKey: Uint8Array; sign(bytes: Uint8Array): Uint8Array }
/** A signature and whose it is. */
export type Seal = { keyId: string; signature: Uint8Array }

const utf8 = (text: string): Uint8Array[] => prefixed(new TextEncoder().encode(text))

const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts))

const chainBytes = (format: string, { plan, seq, at, chain }: Checkpoint): Uint8Array =>
  joined(...utf8(format), ...utf8(plan), wide(seq), wide(at), sized(chain, hashBytes))

/** What is signed of a checkpoint. Every part has a fixed width or its length before it. Source: PROTOCOL.md P26. */
export const checkpointBytes = (checkpoint: Checkpoint): Uint8Array => chainBytes(formats.checkpoint, checkpoint)

/** What is signed at the end of an exported log: no checkpoint can stand in its place. */
export const exportedBytes = (head: Checkpoint): Uint8Array => chainBytes(formats.exported, head)

/** What is signed of a tombstone. Source: PROTOCOL.md P26. */
export const tombstoneBytes = (stone: Tombstone): Uint8Array =>
  joined(
    ...utf8(formats.tombstone),
    ...utf8(stone.plan),
    wide(stone.seq),
    wide(stone.epoch),
    wide(stone.at),
    ...utf8(stone.by ?? ''),
    ...utf8(stone.why),
    sized(stone.oldDigest, hashBytes),
    sized(stone.newDigest, hashBytes)
  )

/** What is signed of a record's tombstone. Source: PROTOCOL.md P27. */
export const recordTombstoneBytes = (stone: RecordTombstone): Uint8Array =>
  joined(
    ...utf8(formats.recordTombstone),
    ...utf8(stone.record),
    wide(stone.version),
    wide(stone.at),
    ...utf8(stone.by ?? ''),
    ...utf8(stone.why),
    sized(stone.oldDigest, hashBytes),
    sized(stone.newDigest, hashBytes)
  )

/** What is signed of the tombstone of a version's entry. Source: PROTOCOL.md P27. */
export const versionTombstoneBytes = (stone: VersionTombstone): Uint8Array =>
  joined(
    ...utf8(formats.versionTombstone),
    ...utf8(stone.plan),
    wide(stone.number),
    wide(stone.n),
    wide(stone.at),
    ...utf8(stone.by ?? ''),
    ...utf8(stone.why),
    sized(stone.oldLink, hashBytes),
    sized(stone.newLink, hashBytes)
  )

/** What is signed of the end of the audit. Source: PROTOCOL.md P26. */
export const auditHeadBytes = ({ n, at, chain }: AuditHead): Uint8Array =>
  joined(...utf8(formats.auditHead), wide(n), wide(at), sized(chain, hashBytes))

/** SHA-256 of a body that words were removed from: its salt went with them, and what is left is no secret. */
export const rewrittenDigestOf = (body: Uint8Array): Uint8Array => sha256(body)

/** A short name of a key that anybody can work out: the first 16 bytes of the SHA-256 of its public half, in hex. */
export const keyIdOf = (publicKey: Uint8Array): string =>
  createHash('sha256').update(sized(publicKey, publicKeyBytes)).digest('hex').slice(0, 32)

const rawPublicKey = (key: KeyObject): Uint8Array => {
  const { x } = createPublicKey(key).export({ format: 'jwk' })
  return sized(new Uint8Array(Buffer.from(x ?? '', 'base64url')), publicKeyBytes)
}

/** @param pem an Ed25519 private key. @throws when it is none */
export const signerOf = (pem: string): Signer => {
  const key = createPrivateKey(pem)
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 key')
  const publicKey = rawPublicKey(key)
  return { keyId: keyIdOf(publicKey), publicKey, sign: (bytes) => new Uint8Array(sign(null, bytes, key)) }
}

/** Whether these bytes were signed with the secret half of this key. False for what is no key or no signature. */
export const isSigned = (bytes: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean => {
  if (publicKey.length !== publicKeyBytes || signature.length !== signatureBytes) return false
  const x = Buffer.from(publicKey).toString('base64url')
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    return verify(null, bytes, key, signature)
  } catch {
    // 32 bytes that are no point of the curve.
    return false
  }
}
