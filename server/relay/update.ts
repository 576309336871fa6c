import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { limits } from '../../shared/limits.ts'
import { refuse, type Refusal } from '../../shared/refusals.ts'

/**
 * Reads a Yjs v1 update byte by byte into plain records, before Yjs itself sees it: a count is
 * believed only as far as bytes follow it (one file past 300 lines: the format, from its first byte to its last), nesting is bounded, and every byte must be used.
 * Source: yjs 13.6 `readClientsStructRefs`, `readItemContent`, `readDeleteSet`; PROTOCOL.md P10.
 */
export type Id = { client: number; clock: number }
export type Content =
  /** Already deleted letters or values: a GC struct (`bare`) or an item with nothing left in it. */
  | { is: 'gone'; bare: boolean }
  | { is: 'letters'; text: string }
  | { is: 'format'; key: string; value: unknown }
  | { is: 'type'; type: 'map' | 'text' }
  | { is: 'values'; values: unknown[]; bytes: number }
export type Struct = Id & {
  length: number
  origin?: Id
  rightOrigin?: Id
  /** Name of a root, or id of the item that holds the type; absent when origin or rightOrigin tell it. */
  parent?: string | Id
  key?: string
  content: Content
}
export type Range = Id & { length: number }
export type DecodedUpdate = { structs: Struct[]; deletes: Range[]; deletesAt: number; gaps: boolean }

/** Something Yjs may read but a plan never holds. */
class NotOurs extends Error {}
class Malformed extends Error {}

const kinds = {
  gc: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  doc: 9,
  skip: 10
} as const
const typeOf: Readonly<Record<number, 'map' | 'text'>> = { 1: 'map', 2: 'text' }
const flags = { origin: 0x80, rightOrigin: 0x40, key: 0x20, kind: 0x1f } as const

export const decodeUpdate = (update: Uint8Array): DecodedUpdate | Refusal => {
  if (update.length > limits.frameBytesMax) return refuse('too-large')
  const decoder = decoding.createDecoder(update)
  try {
    const { structs, gaps } = readStructs(decoder)
    const deletesAt = decoder.pos
    const deletes = readDeletes(decoder)
    if (decoding.hasContent(decoder)) return refuse('malformed')
    return { structs, deletes, deletesAt, gaps }
  } catch (error) {
    // lib0 throws plain errors, and TextDecoder a TypeError, on anything cut short or not UTF-8.
    return refuse(error instanceof NotOurs ? 'not-in-plan-shape' : 'malformed')
  }
}

const bytesLeft = (decoder: decoding.Decoder): number => decoder.arr.length - decoder.pos

/** A count of things of which each takes at least one byte. */
const readCount = (decoder: decoding.Decoder): number => {
  const count = decoding.readVarUint(decoder)
  if (count > bytesLeft(decoder)) throw new Malformed('a count beyond the bytes')
  return count
}

const bounded = (value: number, max: number): number => {
  if (value > max) throw new Malformed('a number beyond its bound')
  return value
}

const readId = (decoder: decoding.Decoder): Id => ({
  client: bounded(decoding.readVarUint(decoder), limits.clientIdMax),
  clock: bounded(decoding.readVarUint(decoder), limits.clockMax)
})

const readStructs = (decoder: decoding.Decoder): { structs: Struct[]; gaps: boolean } => {
  const structs: Struct[] = []
  const seen = new Set<number>()
  let gaps = false
  for (let clients = readCount(decoder); clients > 0; clients--) {
    let count = readCount(decoder)
    if (count === 0) throw new Malformed('a client without structs')
    const first = readId(decoder)
    if (seen.has(first.client)) throw new Malformed('a client twice')
    seen.add(first.client)
    let clock = first.clock
    for (; count > 0; count--) {
      const struct = readStruct(decoder, first.client, clock)
      if (struct === 'gap') gaps = true
      const length = struct === 'gap' ? bounded(decoding.readVarUint(decoder), limits.clockMax) : struct.length
      if (length < 1) throw new Malformed('an empty struct')
      if (struct !== 'gap') structs.push(struct)
      clock = bounded(clock + length, limits.clockMax)
    }
  }
  return { structs, gaps }
}

const readStruct = (decoder: decoding.Decoder, client: number, clock: number): Struct | 'gap' => {
  const info = decoding.readUint8(decoder)
  const kind = info & flags.kind
  // Yjs has two readers, and they disagree about flags on a struct that has no place for them.
  if ((kind === kinds.skip || kind === kinds.gc) && info !== kind) throw new Malformed('flags without an item')
  if (kind === kinds.skip) return 'gap'
  if (kind === kinds.gc) {
    const length = bounded(decoding.readVarUint(decoder), limits.phantomLengthMax)
    return { client, clock, length, content: { is: 'gone', bare: true } }
  }
  const struct: Omit<Struct, 'length' | 'content'> = { client, clock }
  if (info & flags.origin) struct.origin = readId(decoder)
  if (info & flags.rightOrigin) struct.rightOrigin = readId(decoder)
  if (!struct.origin && !struct.rightOrigin) {
    const named = decoding.readVarUint(decoder)
    if (named > 1) throw new Malformed('a parent that is neither name nor id')
    struct.parent = named === 1 ? readShortString(decoder) : readId(decoder)
    if (info & flags.key) struct.key = readKey(decoder)
  }
  for (const at of [struct.origin, struct.rightOrigin, typeof struct.parent === 'object' ? struct.parent : undefined]) {
    // The one case where Yjs fails half-way through an apply: something that hangs on its own future.
    if (at && at.client === client && at.clock >= clock) throw new Malformed('a struct that refers to itself')
  }
  const content = readContent(decoder, kind)
  return { ...struct, ...content }
}

const readShortString = (decoder: decoding.Decoder): string => {
  const text = decoding.readVarString(decoder)
  if (text.length > 256) throw new NotOurs('a key that long')
  return text
}

/** Yjs's `toJSON` assigns keys to a plain object: this one would change what it inherits. */
const readKey = (decoder: decoding.Decoder): string => {
  const key = readShortString(decoder)
  if (key === '__proto__') throw new NotOurs('a key that reaches behind the object')
  return key
}

const readContent = (decoder: decoding.Decoder, kind: number): { length: number; content: Content } => {
  switch (kind) {
    case kinds.deleted:
      return {
        length: bounded(decoding.readVarUint(decoder), limits.phantomLengthMax),
        content: { is: 'gone', bare: false }
      }
    case kinds.string: {
      const text = decoding.readVarString(decoder)
      return { length: text.length, content: { is: 'letters', text } }
    }
    case kinds.format: {
      const key = readShortString(decoder)
      const json = decoding.readVarString(decoder)
      if (json.length > limits.linkLengthMax + 2) throw new NotOurs('a mark that long')
      return { length: 1, content: { is: 'format', key, value: JSON.parse(json) as unknown } }
    }
    case kinds.type: {
      const type = typeOf[decoding.readVarUint(decoder)]
      if (!type) throw new NotOurs('a type that a plan does not hold')
      return { length: 1, content: { is: 'type', type } }
    }
    case kinds.any: {
      const count = readCount(decoder)
      const from = decoder.pos
      const values: unknown[] = []
      for (let left = count; left > 0; left--) values.push(readJson(decoder, 0))
      return { length: count, content: { is: 'values', values, bytes: decoder.pos - from } }
    }
    case kinds.json:
    case kinds.binary:
    case kinds.embed:
    case kinds.doc:
      throw new NotOurs('a kind of content that a plan does not hold')
    default:
      throw new Malformed('an unknown kind of content')
  }
}

/** lib0's "any", of which a plan takes only what JSON has. Source: lib0 0.2 `readAny`. */
const readJson = (decoder: decoding.Decoder, depth: number): unknown => {
  if (depth > limits.nestingMax) throw new NotOurs('nested too deep')
  const tag = decoding.readUint8(decoder)
  switch (tag) {
    case 126:
      return null
    case 125:
      return decoding.readVarInt(decoder)
    case 124:
      return finite(decoding.readFloat32(decoder))
    case 123:
      return finite(decoding.readFloat64(decoder))
    case 121:
      return false
    case 120:
      return true
    case 119:
      return decoding.readVarString(decoder)
    case 118: {
      const object: Record<string, unknown> = Object.create(null) as Record<string, unknown>
      for (let left = readCount(decoder); left > 0; left--) {
        const key = decoding.readVarString(decoder)
        // Yjs assigns keys to a plain object: this one would change what it inherits.
        if (key === '__proto__') throw new NotOurs('a key that reaches behind the object')
        object[key] = readJson(decoder, depth + 1)
      }
      return object
    }
    case 117: {
      const array: unknown[] = []
      for (let left = readCount(decoder); left > 0; left--) array.push(readJson(decoder, depth + 1))
      return array
    }
    case 127:
    case 122:
    case 116:
      throw new NotOurs('a value that JSON does not have')
    default:
      throw new Malformed('an unknown value')
  }
}

const finite = (value: number): number => {
  if (!Number.isFinite(value)) throw new NotOurs('a number that JSON does not have')
  return value
}

const readDeletes = (decoder: decoding.Decoder): Range[] => {
  const ranges: Range[] = []
  for (let clients = readCount(decoder); clients > 0; clients--) {
    const client = bounded(decoding.readVarUint(decoder), limits.clientIdMax)
    for (let count = readCount(decoder); count > 0; count--) {
      const clock = decoding.readVarUint(decoder)
      const length = decoding.readVarUint(decoder)
      if (length < 1) throw new Malformed('an empty deletion')
      bounded(clock + length, limits.clockMax)
      ranges.push({ client, clock, length })
    }
  }
  return joinRanges(ranges)
}

/** Sorted by client and clock, overlapping and touching ranges joined: what follows stays linear in the bytes. */
export const joinRanges = (ranges: readonly Range[]): Range[] => {
  const joined: Range[] = []
  for (const range of [...ranges].sort((a, b) => b.client - a.client || a.clock - b.clock)) {
    const last = joined.at(-1)
    if (last && last.client === range.client && range.clock <= last.clock + last.length) {
      last.length = Math.max(last.length, range.clock + range.length - last.clock)
    } else joined.push({ ...range })
  }
  return joined
}

export const rangesByClient = <T extends Range>(ranges: readonly T[]): Map<number, T[]> => {
  const byClient = new Map<number, T[]>()
  for (const range of ranges) {
    const own = byClient.get(range.client)
    if (own) own.push(range)
    else byClient.set(range.client, [range])
  }
  return byClient
}

/** Where in these ordered, non-overlapping ranges this clock is, or -1. */
export const rangeIndexAt = (ranges: readonly Range[], clock: number): number => {
  let [low, high] = [0, ranges.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const range = ranges[middle]
    if (!range) return -1
    if (clock < range.clock) high = middle - 1
    else if (clock >= range.clock + range.length) low = middle + 1
    else return middle
  }
  return -1
}

export const rangeAt = <T extends Range>(ranges: readonly T[], clock: number): T | undefined =>
  ranges[rangeIndexAt(ranges, clock)]

export const sameId = (a: Id | null | undefined, b: Id | null | undefined): boolean =>
  a && b ? a.client === b.client && a.clock === b.clock : !a && !b

/** The delete-set part of an update, from joined ranges. */
export const encodeDeletes = (ranges: readonly Range[]): Uint8Array => {
  const byClient = rangesByClient(ranges)
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, byClient.size)
  for (const [client, own] of byClient) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, own.length)
    for (const { clock, length } of own) {
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarUint(encoder, length)
    }
  }
  return encoding.toUint8Array(encoder)
}
