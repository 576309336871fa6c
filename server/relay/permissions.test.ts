import * as Y from 'yjs'
import { describe, expect, it } from 'vitest'
import { fieldText } from '../../shared/plan/schema.ts'
import type { Role } from '../../shared/roles.ts'
import {
  encodeAwareness,
  encodeHello,
  encodePresence,
  encodeSync,
  own,
  sync,
  wire
} from '../../shared/wire/messages.ts'
import { encodeAwarenessEntries } from './presence.ts'
import { scene, whyPath, type Player, type Scene } from './scene.ts'

/** What may be sent by whoever may read at all: roles that may not are turned away at the door. Source: brief.md §5. */
const roles = ['lead', 'member', 'commenter', 'reader', 'guest'] as const satisfies readonly Role[]
const writers: readonly Role[] = ['lead', 'member', 'guest']

/** 'write': kept from writers, closed 4403 from others. 'present': shown to the others. 'read': answered. 'said': of the next update, and nothing by itself. 'nobody': malformed. */
type Row = 'write' | 'present' | 'read' | 'said' | 'nobody'
const table: Readonly<Record<string, Row>> = {
  'sync step1': 'read',
  'sync step2': 'write',
  'sync update': 'write',
  awareness: 'present',
  auth: 'nobody',
  queryAwareness: 'read',
  hello: 'read',
  welcome: 'nobody',
  meta: 'nobody',
  ack: 'nobody',
  refused: 'nobody',
  rotate: 'nobody',
  keepalive: 'nobody',
  presence: 'present',
  news: 'nobody',
  repeats: 'said'
}

/** Every type of message there is, by the code's own lists. */
const types = [
  ...Object.keys(sync).map((name) => `sync ${name}`),
  ...Object.keys(wire).filter((name) => name !== 'sync'),
  ...Object.keys(own)
]

const here = async (role: Role, stock: boolean): Promise<{ s: Scene; it: Player; other: Player }> => {
  const s = await scene('priya')
  const it = await s.add('tom', role, 'parents', stock)
  const other = s.players.get('priya')
  if (!other) throw new Error('nobody to see it')
  return { s, it, other }
}

/** New words on top of what a player has, under this client id. */
const wordsUnder = (player: Player, client: number, words: string): Uint8Array => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(player.doc))
  const before = Y.encodeStateVector(doc)
  doc.clientID = client
  fieldText(doc, whyPath)?.insert(0, words)
  return Y.encodeStateAsUpdate(doc, before)
}

const codeOf = (type: string): number => ({ ...wire, ...own })[type as keyof typeof own] ?? -1

describe('who may send which message', () => {
  it('every type has its row, and every row its type', () => {
    expect([...types].sort()).toEqual(Object.keys(table).sort())
  })

  const rowsOf = (row: Row): string[] => types.filter((type) => table[type] === row)

  it.each(rowsOf('nobody'))('[P1] %s is for the server to say: whoever sends it is closed 4400', async (type) => {
    for (const role of roles) {
      const { it } = await here(role, false)
      it.send_(new Uint8Array([codeOf(type), 0]))
      expect(it.closed?.code, role).toBe(4400)
    }
  })

  it.each(rowsOf('write'))(
    '[P11] [P17] %s: own words from writers; others’ words and both from nobody',
    async (type) => {
      const kind = type === 'sync step2' ? 'step2' : 'update'
      for (const role of roles) {
        for (const ids of ['own', 'foreign', 'both'] as const) {
          const { s, it, other } = await here(role, false)
          other.type('Mine. ', 0)
          await s.quiet()
          const mine = wordsUnder(it, it.doc.clientID, 'canary ')
          const theirs = wordsUnder(it, other.doc.clientID, 'canary ')
          const update = ids === 'own' ? mine : ids === 'foreign' ? theirs : Y.mergeUpdates([mine, theirs])
          const before = await s.hashes()
          it.sendUpdate(update, kind)
          await s.quiet()
          const kept = ids === 'own' && writers.includes(role)
          expect([role, ids, it.closed?.code]).toEqual([role, ids, kept ? undefined : 4403])
          expect(other.words().includes('canary'), `${role} ${ids}`).toBe(kept)
          if (!kept) expect(await s.hashes()).toEqual(before)
        }
      }
    }
  )

  it.each(rowsOf('present'))('[P19] %s shows whoever may be present, under the name of their session', async (type) => {
    for (const role of roles) {
      const { s, it, other } = await here(role, type === 'awareness')
      const entry = { client: it.doc.clientID, clock: 1, state: { user: { name: 'Helen' } } }
      it.send_(type === 'awareness' ? encodeAwarenessEntries([entry]) : encodePresence(new Uint8Array([1])))
      s.clock.pass(200)
      await s.quiet()
      const seen = other.received.flatMap((message) => (message.type === 'presence' ? message.entries : []))
      expect(seen, role).toMatchObject([{ person: 'tom' }])
      // A stock client repeats what it hears: entries of others are left aside.
      it.send_(encodeAwareness(encodeAwarenessEntries([{ ...entry, client: other.doc.clientID }]).subarray(2)))
      s.clock.pass(200)
      await s.quiet()
      const later = other.received.flatMap((message) => (message.type === 'presence' ? message.entries : []))
      expect(
        later.every((each) => 'gone' in each || each.person === 'tom'),
        role
      ).toBe(true)
    }
  })

  it.each(rowsOf('read'))('%s is answered to whoever may read', async (type) => {
    for (const role of roles) {
      const { s, it } = await here(role, type === 'queryAwareness')
      const frames = it.frames.length
      if (type === 'hello') {
        // Said by everyone who came in; a second one is no message of an honest page.
        expect(it.received.some((message) => message.type === 'welcome' && message.welcome.me.role === role)).toBe(true)
        const again = { epoch: 1, lastSeq: 0, client: 5, ownClock: 0, page: 'x', person: '' }
        it.send_(encodeHello(again))
        expect(it.closed?.code, role).toBe(4400)
        continue
      }
      if (type === 'queryAwareness') it.send_(new Uint8Array([wire.queryAwareness]))
      else it.send_(encodeSync('step1', Y.encodeStateVector(new Y.Doc())))
      await s.quiet()
      expect(it.frames.length, role).toBeGreaterThan(frames)
      expect(it.closed, role).toBeUndefined()
    }
  })

  it.each(rowsOf('said'))(
    '[P24] %s changes nothing by itself, whoever says it, and a stock client has no such word',
    async () => {
      for (const role of roles) {
        const { s, it, other } = await here(role, false)
        other.type('Mine. ', 0)
        await s.quiet()
        const before = await s.hashes()
        it.sayRepeats([it.doc.clientID, 0, 5, other.doc.clientID, 0])
        await s.quiet()
        expect(await s.hashes(), role).toEqual(before)
        expect(it.closed, role).toBeUndefined()
        const stock = await s.add(`stock-${role}`, role, 'parents', true)
        stock.sayRepeats([1, 0, 5, other.doc.clientID, 0])
        expect(stock.closed?.code, role).toBe(4400)
      }
    }
  )
})
