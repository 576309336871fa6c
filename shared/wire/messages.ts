import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as v from 'valibot'
import { limits } from '../limits.ts'
import type { GivenReference } from '../plan/references.ts'
import { GROUPS, type Group } from '../plan/schema.ts'
import { ROLES, type Role } from '../roles.ts'
import { isRefusalCode, type RefusalCode } from '../refusals.ts'
import type { PlainRepeat } from '../authorship/repeats.ts'
import type { ClientId, Ms, Seq } from '../ids.ts'

// One file past 300 lines: every message is written and read in one place.

/** Version of the messages in this file. A client that speaks another is told to load the page again. */
export const protocolVersion = 2

/** Types of the y-websocket dialect, as they are. Source: y-protocols 1.0.7, y-websocket 3.1.0. */
export const wire = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3 } as const
export const sync = { step1: 0, step2: 1, update: 2 } as const
/** Our own types, which the stock client ignores. Source: PROTOCOL.md P1. */
export const own = {
  hello: 110,
  welcome: 111,
  meta: 112,
  ack: 113,
  refused: 114,
  rotate: 115,
  keepalive: 116,
  presence: 117,
  news: 118,
  repeats: 119
} as const

/** Why ROTATE is said where history was rewritten: what a device keeps of the plan goes too. */
export const anotherEpoch = 'another epoch'

/** Why ROTATE is said to a page that types for somebody who is not in the plan: it starts anew as itself. */
export const nobodyToTypeFor = 'nobody to type for'

/** A person as other members may see them: the shown name, never an address. */
export type WirePerson = { id: string; name: string; group: Group | null }
/** Who owns a client id. `typist` differs from `speaker` only when somebody typed on their behalf. */
export type WireOwner = {
  client: ClientId
  speaker: string
  typist: string
  group: Group
  /** [first clock, at] of each run of letters written together, clocks rising. */
  times: [number, Ms][]
}
/** Who an update is by: words under other ids keep their own owner, deletions and values are theirs. */
export type WireAuthor = { speaker: string; typist: string; group: Group }
/** Last change of one field. `typist` stands only when somebody typed on their behalf. */
export type WireChange = { path: string; by: string; typist?: string; at: Ms }
export type WireMe = { id: string; name: string; group: Group; role: Role }

/** How often the plan's records and its people have changed; who sees it rise asks for what is new. */
export type News = { records: number; people: number }

export type Welcome = {
  epoch: number
  head: Seq
  /** 'rows': the missing commits follow. 'state': everything follows as one SyncStep2. */
  catchUp: 'rows' | 'state'
  me: WireMe
  lead: string | null
  people: WirePerson[]
  owners: WireOwner[]
  repeats: PlainRepeat[]
  fields: WireChange[]
  /** What every priority and action is called. A copy that a device kept before there were any has none. */
  references?: GivenReference[]
  news: News
  keepaliveMs: number
  reconnectSpreadMs: number
}
export type Meta = {
  seq: Seq
  at: Ms
  people: WirePerson[]
  owners: WireOwner[]
  authors: WireAuthor[]
  /** Letters of the updates that follow which stand again for earlier ones. */
  repeats: PlainRepeat[]
  /** What the items that are new in this commit are called; the sender of them is told too. */
  references?: GivenReference[]
}
export type PresenceEntry =
  { connection: number; person: string; bytes: Uint8Array } | { connection: number; gone: true }

export type ClientMessage =
  | { type: 'step1'; stateVector: Uint8Array }
  | { type: 'step2' | 'update'; update: Uint8Array }
  | { type: 'awareness'; update: Uint8Array }
  | { type: 'query-awareness' }
  | {
      type: 'hello'
      protocol: number
      epoch: number
      lastSeq: Seq
      client: ClientId
      ownClock: number
      /** Random name of the page. */
      page: string
      /** Who wrote what the page holds; '' when it holds nothing yet. */
      person: string
      /** Who is typed for; '' for oneself. */
      speaker: string
    }
  | { type: 'presence'; bytes: Uint8Array }
  /** Said before an update: letters in it stand again for earlier ones. */
  | { type: 'repeats'; repeats: PlainRepeat[] }

export type ServerMessage =
  | { type: 'welcome'; welcome: Welcome }
  | { type: 'meta'; meta: Meta }
  | { type: 'ack'; frames: number; seq: Seq }
  | { type: 'refused'; frame: number; code: RefusalCode; sentence: string }
  | { type: 'rotate'; reason: string }
  | { type: 'keepalive' }
  | { type: 'presence'; entries: PresenceEntry[] }
  | { type: 'news'; news: News }

const frame = (write: (encoder: encoding.Encoder) => void): Uint8Array => {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}

/** The stock sync frame; for 'step1' the bytes are a state vector, else an update. */
export const encodeSync = (kind: keyof typeof sync, bytes: Uint8Array): Uint8Array =>
  frame((encoder) => {
    encoding.writeVarUint(encoder, wire.sync)
    encoding.writeVarUint(encoder, sync[kind])
    encoding.writeVarUint8Array(encoder, bytes)
  })

export const encodeAwareness = (update: Uint8Array): Uint8Array =>
  frame((encoder) => {
    encoding.writeVarUint(encoder, wire.awareness)
    encoding.writeVarUint8Array(encoder, update)
  })

export type Hello = Omit<Extract<ClientMessage, { type: 'hello' }>, 'type' | 'protocol' | 'speaker'> & {
  speaker?: string
}

export const encodeHello = (hello: Hello): Uint8Array =>
  frame((encoder) => {
    encoding.writeVarUint(encoder, own.hello)
    encoding.writeVarUint(encoder, protocolVersion)
    encoding.writeVarUint(encoder, hello.epoch)
    encoding.writeVarUint(encoder, hello.lastSeq)
    encoding.writeVarUint(encoder, hello.client)
    encoding.writeVarUint(encoder, hello.ownClock)
    encoding.writeVarString(encoder, hello.page)
    encoding.writeVarString(encoder, hello.person)
    encoding.writeVarString(encoder, hello.speaker ?? '')
  })

export const encodeRepeats = (repeats: readonly PlainRepeat[]): Uint8Array =>
  frame((encoder) => {
    encoding.writeVarUint(encoder, own.repeats)
    encoding.writeVarUint(encoder, repeats.length)
    for (const part of repeats.flat()) encoding.writeVarUint(encoder, part)
  })

export const encodePresence = (bytes: Uint8Array): Uint8Array =>
  frame((encoder) => {
    encoding.writeVarUint(encoder, own.presence)
    encoding.writeVarUint8Array(encoder, bytes)
  })

/**
 * Reads one frame from a client, every byte of it.
 * @returns undefined for anything that is not exactly one message a client may send.
 */
export const decodeClientMessage = (bytes: Uint8Array): ClientMessage | undefined => {
  try {
    const decoder = decoding.createDecoder(bytes)
    const message = readClientMessage(decoder)
    return message && !decoding.hasContent(decoder) ? message : undefined
  } catch {
    // lib0 throws on every truncated or oversized number, string or array: all are "not a message".
    return undefined
  }
}

const readClientMessage = (decoder: decoding.Decoder): ClientMessage | undefined => {
  switch (decoding.readVarUint(decoder)) {
    case wire.sync: {
      const kind = decoding.readVarUint(decoder)
      const bytes = decoding.readVarUint8Array(decoder)
      if (kind === sync.step1) return { type: 'step1', stateVector: bytes }
      if (kind === sync.step2) return { type: 'step2', update: bytes }
      return kind === sync.update ? { type: 'update', update: bytes } : undefined
    }
    case wire.awareness:
      return { type: 'awareness', update: decoding.readVarUint8Array(decoder) }
    case wire.queryAwareness:
      return { type: 'query-awareness' }
    case own.hello: {
      const protocol = decoding.readVarUint(decoder)
      const hello = {
        type: 'hello' as const,
        protocol,
        epoch: decoding.readVarUint(decoder),
        lastSeq: decoding.readVarUint(decoder),
        client: decoding.readVarUint(decoder),
        ownClock: decoding.readVarUint(decoder),
        page: decoding.readVarString(decoder),
        person: decoding.readVarString(decoder),
        // A page of the version before does not say it; it is told in words to load again.
        speaker: protocol < protocolVersion ? '' : decoding.readVarString(decoder)
      }
      return hello.client <= limits.clientIdMax &&
        hello.ownClock <= limits.clockMax &&
        [hello.page, hello.person, hello.speaker].every(({ length }) => length <= 64)
        ? hello
        : undefined
    }
    case own.repeats:
      return readRepeats(decoder)
    case own.presence:
      return { type: 'presence', bytes: decoding.readVarUint8Array(decoder) }
    default:
      return undefined
  }
}

const readRepeats = (decoder: decoding.Decoder): ClientMessage | undefined => {
  const count = decoding.readVarUint(decoder)
  if (count > limits.repeatsMax) return undefined
  const number = (): number => decoding.readVarUint(decoder)
  const repeats: PlainRepeat[] = []
  while (repeats.length < count) repeats.push([number(), number(), number(), number(), number()])
  return { type: 'repeats', repeats }
}

export const encodeServerMessage = (message: ServerMessage): Uint8Array =>
  frame((encoder) => {
    encoding.writeVarUint(encoder, own[message.type])
    switch (message.type) {
      case 'welcome':
        return encoding.writeVarString(encoder, JSON.stringify(message.welcome))
      case 'meta':
        return encoding.writeVarString(encoder, JSON.stringify(message.meta))
      case 'ack':
        encoding.writeVarUint(encoder, message.frames)
        return encoding.writeVarUint(encoder, message.seq)
      case 'refused':
        encoding.writeVarUint(encoder, message.frame)
        encoding.writeVarString(encoder, message.code)
        return encoding.writeVarString(encoder, message.sentence)
      case 'rotate':
        return encoding.writeVarString(encoder, message.reason)
      case 'keepalive':
        return
      case 'presence':
        encoding.writeVarUint(encoder, message.entries.length)
        for (const entry of message.entries) {
          encoding.writeVarUint(encoder, entry.connection)
          encoding.writeUint8(encoder, 'gone' in entry ? 0 : 1)
          if ('gone' in entry) continue
          encoding.writeVarString(encoder, entry.person)
          encoding.writeVarUint8Array(encoder, entry.bytes)
        }
        return
      case 'news':
        encoding.writeVarUint(encoder, message.news.records)
        return encoding.writeVarUint(encoder, message.news.people)
      default: {
        const missed: never = message
        throw new Error('unhandled message', { cause: missed })
      }
    }
  })

const group = v.picklist(GROUPS)
const owner = v.object({
  client: v.number(),
  speaker: v.string(),
  typist: v.string(),
  group,
  times: v.array(v.tuple([v.number(), v.number()]))
})
const person = v.object({ id: v.string(), name: v.string(), group: v.nullable(group) })
const repeat = v.tuple([v.number(), v.number(), v.number(), v.number(), v.number()])
const references = v.array(v.tuple([v.string(), v.string()]))
const welcomeShape = v.object({
  epoch: v.number(),
  head: v.number(),
  catchUp: v.picklist(['rows', 'state']),
  me: v.object({ id: v.string(), name: v.string(), group, role: v.picklist(Object.keys(ROLES) as Role[]) }),
  lead: v.nullable(v.string()),
  people: v.array(person),
  owners: v.array(owner),
  repeats: v.array(repeat),
  fields: v.array(v.object({ path: v.string(), by: v.string(), typist: v.exactOptional(v.string()), at: v.number() })),
  references: v.exactOptional(references),
  news: v.object({ records: v.number(), people: v.number() }),
  keepaliveMs: v.number(),
  reconnectSpreadMs: v.number()
})
const metaShape = v.object({
  seq: v.number(),
  at: v.number(),
  people: v.array(person),
  owners: v.array(owner),
  authors: v.array(v.object({ speaker: v.string(), typist: v.string(), group })),
  repeats: v.array(repeat),
  references: v.exactOptional(references)
})

/**
 * Reads the rest of one of our messages from the server; `type` was read by the caller (the stock
 * provider reads it to choose a handler). @throws on bytes that are not that message.
 */
export const readServerMessage = (type: number, decoder: decoding.Decoder): ServerMessage => {
  switch (type) {
    case own.welcome:
      return { type: 'welcome', welcome: v.parse(welcomeShape, JSON.parse(decoding.readVarString(decoder))) }
    case own.meta:
      return { type: 'meta', meta: v.parse(metaShape, JSON.parse(decoding.readVarString(decoder))) }
    case own.ack:
      return { type: 'ack', frames: decoding.readVarUint(decoder), seq: decoding.readVarUint(decoder) }
    case own.refused: {
      const at = decoding.readVarUint(decoder)
      const code = decoding.readVarString(decoder)
      return {
        type: 'refused',
        frame: at,
        code: isRefusalCode(code) ? code : 'not-allowed',
        sentence: decoding.readVarString(decoder)
      }
    }
    case own.rotate:
      return { type: 'rotate', reason: decoding.readVarString(decoder) }
    case own.keepalive:
      return { type: 'keepalive' }
    case own.presence: {
      const entries: PresenceEntry[] = []
      for (let left = decoding.readVarUint(decoder); left > 0; left--) {
        const connection = decoding.readVarUint(decoder)
        if (decoding.readUint8(decoder) === 0) entries.push({ connection, gone: true })
        else
          entries.push({
            connection,
            person: decoding.readVarString(decoder),
            bytes: decoding.readVarUint8Array(decoder)
          })
      }
      return { type: 'presence', entries }
    }
    case own.news:
      return { type: 'news', news: { records: decoding.readVarUint(decoder), people: decoding.readVarUint(decoder) } }
    default:
      throw new RangeError(`no message of ours has type ${type}`)
  }
}
