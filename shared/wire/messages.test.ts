import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { limits } from '../limits.ts'
import {
  decodeClientMessage,
  encodeAwareness,
  encodeHello,
  encodePresence,
  encodeRepeats,
  encodeServerMessage,
  encodeSync,
  own,
  protocolVersion,
  readServerMessage,
  wire,
  type ServerMessage
} from './messages.ts'

const update = ((): Uint8Array => {
  const doc = new Y.Doc()
  doc.clientID = 77
  doc.getMap('m').set('t', new Y.Text('Families help decide\n'))
  return Y.encodeStateAsUpdate(doc)
})()

const hello = {
  epoch: 2,
  lastSeq: 41,
  client: limits.clientIdMax,
  ownClock: limits.clockMax,
  page: 'p1',
  person: 'p1',
  speaker: 'p2'
}
const queryAwareness = new Uint8Array([wire.queryAwareness])
const clientFrames = [
  encodeSync('step1', new Uint8Array([0])),
  encodeSync('step2', update),
  encodeSync('update', update),
  encodeAwareness(new Uint8Array([1, 7, 1, 2, 123, 125])),
  queryAwareness,
  encodeHello(hello),
  encodePresence(new Uint8Array([1, 2, 3])),
  encodeRepeats([[7, 300, 2, 9, 1]])
]

const author = { speaker: 'i2', typist: 'i2', group: 'health' as const }
const serverMessages: ServerMessage[] = [
  {
    type: 'welcome',
    welcome: {
      epoch: 1,
      head: 9,
      catchUp: 'rows',
      me: { id: 'i1', name: 'Priya Shah', group: 'parents', role: 'member' },
      lead: 'Helen Price',
      people: [
        { id: 'i1', name: 'Priya Shah', group: 'parents' },
        { id: 'i9', name: 'Someone', group: null }
      ],
      owners: [
        {
          client: 4,
          speaker: 'i1',
          typist: 'i1',
          group: 'parents',
          times: [
            [0, 1],
            [40, 9]
          ]
        }
      ],
      repeats: [],
      fields: [{ path: 'plan/title', by: 'i1', at: 2 }],
      news: { records: 12, people: 3 },
      keepaliveMs: 12_000,
      reconnectSpreadMs: 2000
    }
  },
  {
    type: 'meta',
    meta: {
      seq: 10,
      at: 3,
      people: [],
      owners: [{ client: 5, ...author, times: [[0, 3]] }],
      authors: [author],
      repeats: []
    }
  },
  { type: 'news', news: { records: 300, people: 4 } },
  { type: 'ack', frames: 300, seq: 10 },
  { type: 'refused', frame: 3, code: 'read-only', sentence: 'You can read this plan.' },
  { type: 'rotate', reason: 'id-in-use' },
  { type: 'keepalive' },
  { type: 'news', news: { records: 300, people: 0 } },
  {
    type: 'presence',
    entries: [
      { connection: 1, person: 'i1', bytes: new Uint8Array([9, 0, 255]) },
      { connection: 2, gone: true }
    ]
  }
]

const readBack = (frame: Uint8Array): ServerMessage => {
  const decoder = decoding.createDecoder(frame)
  const message = readServerMessage(decoding.readVarUint(decoder), decoder)
  expect(decoding.hasContent(decoder)).toBe(false)
  return message
}

describe('messages from a client', () => {
  it('[P1] each kind goes there and back', () => {
    expect(clientFrames.map(decodeClientMessage)).toEqual([
      { type: 'step1', stateVector: new Uint8Array([0]) },
      { type: 'step2', update },
      { type: 'update', update },
      { type: 'awareness', update: new Uint8Array([1, 7, 1, 2, 123, 125]) },
      { type: 'query-awareness' },
      { type: 'hello', protocol: protocolVersion, ...hello },
      { type: 'presence', bytes: new Uint8Array([1, 2, 3]) },
      { type: 'repeats', repeats: [[7, 300, 2, 9, 1]] }
    ])
  })

  it('[P1] a frame cut short anywhere, or with one byte behind it, is no message', () => {
    for (const frame of clientFrames) {
      for (let length = 0; length < frame.length; length++)
        expect(decodeClientMessage(frame.subarray(0, length)), `${frame[0]} cut at ${length}`).toBeUndefined()
      expect(decodeClientMessage(new Uint8Array([...frame, 0])), `${frame[0]} and more`).toBeUndefined()
    }
  })

  it('[P1] what only the server says, and types nobody defined, are no message', () => {
    for (const message of serverMessages.filter(({ type }) => type !== 'presence'))
      expect(decodeClientMessage(encodeServerMessage(message)), message.type).toBeUndefined()
    for (const type of [wire.auth, 4, 99, 109, 120, 127])
      expect(decodeClientMessage(new Uint8Array([type, 0]))).toBeUndefined()
    expect(decodeClientMessage(new Uint8Array([wire.sync, 3, 1, 0]))).toBeUndefined()
  })

  it('[P20] a hello outside the bounds of ids, clocks and page names is no message', () => {
    for (const wrong of [{ client: 2 ** 32 }, { ownClock: 2 ** 32 }, { page: 'x'.repeat(65) }])
      expect(decodeClientMessage(encodeHello({ ...hello, ...wrong }))).toBeUndefined()
    const huge = encoding.createEncoder()
    encoding.writeVarUint(huge, own.hello)
    expect(
      decodeClientMessage(new Uint8Array([...encoding.toUint8Array(huge), ...Array<number>(30).fill(255)]))
    ).toBeUndefined()
  })

  it('[P1] 20,000 mutants per seed: never a throw, and what is read is exactly its bytes', () => {
    for (const seed of [31, 32]) {
      const random = prng.create(seed)
      let read = 0
      let refused = 0
      for (let round = 0; round < 20_000; round++) {
        const bytes = Array.from(prng.oneOf(random, clientFrames))
        for (let turns = prng.int32(random, 1, 3); turns > 0; turns--) {
          const at = prng.int32(random, 0, bytes.length)
          const roll = prng.int32(random, 0, 2)
          if (roll === 0) bytes[Math.min(at, bytes.length - 1)] = prng.int32(random, 0, 255)
          else if (roll === 1) bytes.splice(at, prng.int32(random, 1, 8))
          else bytes.splice(at, 0, prng.int32(random, 0, 255))
          if (bytes.length === 0) bytes.push(0)
        }
        const message = decodeClientMessage(new Uint8Array(bytes))
        if (!message) {
          refused++
          continue
        }
        read++
        const payload =
          'update' in message
            ? message.update
            : 'bytes' in message
              ? message.bytes
              : 'stateVector' in message
                ? message.stateVector
                : undefined
        if (payload) expect(payload.length, `seed ${seed} round ${round}`).toBeLessThan(bytes.length)
      }
      expect(read, `seed ${seed}`).toBeGreaterThan(1000)
      expect(refused, `seed ${seed}`).toBeGreaterThan(1000)
    }
  })
})

describe('messages from the server', () => {
  it('[P1] each kind goes there and back', () => {
    for (const message of serverMessages) expect(readBack(encodeServerMessage(message)), message.type).toEqual(message)
  })

  it('[P1] their types are none that the stock dialect uses', () => {
    const stock: number[] = Object.values(wire)
    expect(Object.values(own).filter((type) => stock.includes(type))).toEqual([])
    expect(new Set(Object.values(own)).size).toBe(Object.values(own).length)
  })

  it('[P1] a refusal of a code this client does not know still reads as a refusal', () => {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, own.refused)
    encoding.writeVarUint(encoder, 4)
    encoding.writeVarString(encoder, 'constructor')
    encoding.writeVarString(encoder, 'Not now.')
    expect(readBack(encoding.toUint8Array(encoder))).toEqual({
      type: 'refused',
      frame: 4,
      code: 'not-allowed',
      sentence: 'Not now.'
    })
  })

  it('[P1] a message that is not what its type says is thrown, not half read', () => {
    const says = (type: number, json: unknown): Uint8Array => {
      const encoder = encoding.createEncoder()
      encoding.writeVarUint(encoder, type)
      encoding.writeVarString(encoder, JSON.stringify(json))
      return encoding.toUint8Array(encoder)
    }
    expect(() => readBack(says(own.welcome, { epoch: 1 }))).toThrow()
    expect(() =>
      readBack(says(own.meta, { seq: '1', at: 2, people: [], owners: [], authors: [], repeats: [] }))
    ).toThrow()
    expect(() => readBack(new Uint8Array([own.ack]))).toThrow()
    expect(() => readBack(new Uint8Array([own.presence, 255, 255]))).toThrow()
    expect(() => readBack(new Uint8Array([99]))).toThrow(RangeError)
  })
})
