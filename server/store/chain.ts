import { createHash } from 'node:crypto'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { plainRepeat, repeatOf, type Repeat } from '../../shared/authorship/repeats.ts'
import { parsePersonId, type ClientId, type Ms, type PersonId, type PlanId, type Seq } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { parseGroup } from '../../shared/plan/schema.ts'
import type { Author, Owner, SignedUpdate } from './store.ts'

export const hashBytes = 32
export const saltBytes = 16

/** What the chain of a plan stands on before its first commit. */
export const chainStart: Uint8Array = new Uint8Array(hashBytes)

/** 2: letters that stand again. A body without any is written as 1, as it always was. */
const bodyVersions = { plain: 1, withRepeats: 2 } as const

/** Stored bytes that do not say what a body says; an adapter tells it as `PlanUnreadable`. */
export class BodyUnreadable extends Error {
  override name = 'BodyUnreadable'
}

/** What one row of the log holds: the updates of a batch, and the client ids that were bound with it. */
export type Body = { entries: SignedUpdate[]; owners: Owner[] }

export const sized = (bytes: Uint8Array, size: number): Uint8Array => {
  if (bytes.length !== size) throw new RangeError(`expected ${size} bytes, not ${bytes.length}`)
  return bytes
}

/** Eight bytes, most significant first, so that neighbours in a hash cannot run into each other. */
export const wide = (value: number): Uint8Array => {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('expected a whole number from 0 up')
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}

export const prefixed = (bytes: Uint8Array): Uint8Array[] => [wide(bytes.length), bytes]

export const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])

/**
 * SHA-256 of a body under its salt. The salt goes when words are removed by law, and the digest
 * that stays cannot be used to guess them.
 * @param salt 16 bytes. Source: PROTOCOL.md P4.
 */
export const digestOf = (salt: Uint8Array, body: Uint8Array): Uint8Array => sha256(sized(salt, saltBytes), body)

/**
 * The link of one commit to all before it. Every part has a fixed width or its length before it.
 * @param before chain of the commit before, 32 bytes; `chainStart` for the first. Source: PROTOCOL.md P4.
 */
export const chainOf = (before: Uint8Array, plan: PlanId, seq: Seq, at: Ms, digest: Uint8Array): Uint8Array =>
  sha256(
    sized(before, hashBytes),
    ...prefixed(new TextEncoder().encode(plan)),
    wide(seq),
    wide(at),
    sized(digest, hashBytes)
  )

/**
 * Binds a snapshot to the log it was folded from and to the owners known by then.
 * @param chain chain of the commit `seq`. @param owners in any order; they are sorted by client id.
 */
export const snapshotDigestOf = (
  plan: PlanId,
  seq: Seq,
  chain: Uint8Array,
  owners: readonly Owner[],
  state: Uint8Array,
  ledger: Uint8Array
): Uint8Array =>
  sha256(
    ...prefixed(new TextEncoder().encode(plan)),
    wide(seq),
    sized(chain, hashBytes),
    ...prefixed(
      encodeBody(
        [],
        [...owners].sort((a, b) => a.client - b.client)
      )
    ),
    ...prefixed(state),
    ...prefixed(ledger)
  )

const writeAuthor = (encoder: encoding.Encoder, author: Author): void => {
  encoding.writeVarString(encoder, author.speaker)
  // Most people type their own words; an empty typist says so in one byte.
  encoding.writeVarString(encoder, author.typist === author.speaker ? '' : author.typist)
  encoding.writeVarString(encoder, author.group)
}

const person = (value: string): PersonId => {
  const id = parsePersonId(value)
  if (!id) throw new BodyUnreadable('not an id of a person')
  return id
}

const readAuthor = (decoder: decoding.Decoder): Author => {
  const speaker = person(decoding.readVarString(decoder))
  const typist = decoding.readVarString(decoder)
  const group = parseGroup(decoding.readVarString(decoder))
  if (!group) throw new BodyUnreadable('not a group')
  return { speaker, typist: typist === '' ? speaker : person(typist), group }
}

const readClient = (decoder: decoding.Decoder): ClientId => {
  const client = decoding.readVarUint(decoder)
  if (client > limits.clientIdMax) throw new BodyUnreadable('not a client id')
  return client
}

const readRepeats = (decoder: decoding.Decoder): Repeat[] => {
  const number = (): number => decoding.readVarUint(decoder)
  const repeats: Repeat[] = []
  for (let left = number(); left > 0; left--) repeats.push(repeatOf([number(), number(), number(), number(), number()]))
  return repeats
}

/** Bytes of one row's body: version, bound client ids, updates with their authors and what they repeat. */
export const encodeBody = (entries: readonly SignedUpdate[], owners: readonly Owner[]): Uint8Array<ArrayBuffer> => {
  const encoder = encoding.createEncoder()
  const repeated = entries.some(({ repeats }) => repeats && repeats.length > 0)
  encoding.writeUint8(encoder, repeated ? bodyVersions.withRepeats : bodyVersions.plain)
  encoding.writeVarUint(encoder, owners.length)
  for (const owner of owners) {
    encoding.writeVarUint(encoder, owner.client)
    writeAuthor(encoder, owner)
    encoding.writeUint8(encoder, owner.via === 'live' ? 0 : 1)
  }
  encoding.writeVarUint(encoder, entries.length)
  for (const entry of entries) {
    writeAuthor(encoder, entry.author)
    encoding.writeVarUint8Array(encoder, entry.update)
    if (!repeated) continue
    const repeats = entry.repeats ?? []
    encoding.writeVarUint(encoder, repeats.length)
    for (const part of repeats.flatMap(plainRepeat)) encoding.writeVarUint(encoder, part)
  }
  return encoding.toUint8Array(encoder)
}

/**
 * Reads a body whole: known version, known words, every byte used. Updates are copies.
 * @throws BodyUnreadable
 */
export const decodeBody = (bytes: Uint8Array): Body => {
  try {
    const decoder = decoding.createDecoder(bytes)
    const version = decoding.readUint8(decoder)
    if (version !== bodyVersions.plain && version !== bodyVersions.withRepeats)
      throw new BodyUnreadable('unknown version')
    const owners: Owner[] = []
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      const client = readClient(decoder)
      const author = readAuthor(decoder)
      const via = decoding.readUint8(decoder)
      if (via !== 0 && via !== 1) throw new BodyUnreadable('unknown way of binding')
      owners.push({ ...author, client, via: via === 0 ? 'live' : 'system' })
    }
    const entries: SignedUpdate[] = []
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      const author = readAuthor(decoder)
      const update = decoding.readVarUint8Array(decoder).slice()
      const repeats = version === bodyVersions.withRepeats ? readRepeats(decoder) : []
      entries.push(repeats.length > 0 ? { author, update, repeats } : { author, update })
    }
    if (decoding.hasContent(decoder)) throw new BodyUnreadable('bytes left over')
    return { entries, owners }
  } catch (error) {
    if (error instanceof BodyUnreadable) throw error
    throw new BodyUnreadable('cut short', { cause: error })
  }
}
