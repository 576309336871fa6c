import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import type { ItemId, PersonId, PlanId } from '../../shared/ids.ts'
import { authorshipHash, contentHash } from '../../shared/plan/hash.ts'
import { addAction, addPriority, createPlan, fieldText, type Group } from '../../shared/plan/schema.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import type { Role } from '../../shared/roles.ts'
import {
  encodeHello,
  encodeRepeats,
  encodeSync,
  own,
  readServerMessage,
  sync,
  wire,
  type ServerMessage
} from '../../shared/wire/messages.ts'
import { plainRepeat, type PlainRepeat } from '../../shared/authorship/repeats.ts'
import { standAgain } from '../../shared/authorship/undone.ts'
import type { Close } from './clock.ts'
import type { Connection, RelayEvent, Seat } from './connection.ts'
import { HandClock } from './hand-clock.ts'
import { Lobby } from './lobby.ts'
import { MemoryLog } from './memory-log.ts'
import type { Peer } from './peer.ts'
import type { Letters } from './provenance.ts'
import type { Room } from './room.ts'
import { newPlanDoc } from './stored-plan.ts'
import type { Range } from './update.ts'

/**
 * Words for tests of the relay: people at their screens, one room, time that stands still. One file past
 * 300 lines, because a screen and the room it stands in are read together.
 */

export const scenePlan = 'plan-1' as PlanId
export const scenePriority = 'p1' as ItemId
export const sceneAction = 'a1' as ItemId
export const whyPath = `priorities/${scenePriority}/why`

export const seatOf = (name: string, role: Role = 'member', group: Group = 'parents'): Seat => ({
  person: name as PersonId,
  name: name.charAt(0).toUpperCase() + name.slice(1),
  group,
  role,
  session: `session-${name}`,
  expiresAt: Number.MAX_SAFE_INTEGER
})

/** One person's screen: a document and a socket that can be cut, held up and spied on. */
export class Player implements Peer {
  readonly seat: Seat
  doc: Y.Doc
  readonly received: ServerMessage[] = []
  closed: { code: number; reason: string } | undefined
  acked = 0
  sent = 0
  lastSeq = 0
  /** Who the page believes its person is. */
  person = ''
  /** Who they type for; '' for themselves. */
  speaker = ''
  /** Everything the server sent, in order, as bytes. */
  readonly frames: Uint8Array[] = []
  readonly #room: () => Promise<Room>
  readonly #stock: boolean
  #connection: Connection | undefined
  /** Which letters of this document stand again for earlier ones. */
  #claims: PlainRepeat[] = []
  waiting = 0

  constructor(seat: Seat, room: () => Promise<Room>, stock: boolean) {
    this.seat = seat
    this.#room = room
    this.#stock = stock
    this.doc = this.#newDoc()
  }

  #newDoc(): Y.Doc {
    const doc = newPlanDoc()
    this.#claims = []
    let claims: PlainRepeat[] = []
    doc.on('afterTransaction', (transaction) => {
      if (transaction.local) claims = standAgain(transaction).map(plainRepeat)
    })
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === this) return
      this.#claims.push(...claims)
      this.#say(claims)
      claims = []
      this.send_(encodeSync('update', update))
    })
    return doc
  }

  /** What an undo repeats is told as a page tells it, except by a stock client. */
  #say(claims: readonly PlainRepeat[]): void {
    if (claims.length > 0 && !this.#stock) this.sayRepeats(...claims)
  }

  get connection(): Connection {
    if (!this.#connection) throw new Error(`${this.seat.name} is not connected`)
    return this.#connection
  }

  /** Comes in: HELLO (unless stock) and SyncStep1, as a provider does. */
  async come(): Promise<void> {
    const room = await this.#room()
    this.closed = undefined
    this.acked = 0
    this.sent = 0
    this.#connection = room.join(this, this.seat)
    if (!this.#stock) {
      const ownClock = Y.getState(this.doc.store, this.doc.clientID)
      const hello = {
        epoch: 1,
        lastSeq: this.lastSeq,
        client: this.doc.clientID,
        ownClock,
        page: this.seat.name,
        person: this.person,
        speaker: this.speaker
      }
      this.#connection.receive(encodeHello(hello))
    }
    this.#connection.receive(encodeSync('step1', Y.encodeStateVector(this.doc)))
  }

  /** The socket is cut without a word. */
  go(): void {
    this.#connection?.left()
    this.#connection = undefined
  }

  /** A frame from this person's screen; lost when there is no socket. */
  send_(frame: Uint8Array): void {
    if (frame[0] === wire.sync && frame[1] !== sync.step1) this.sent++
    this.#connection?.receive(frame)
  }

  /** Any update, under whatever id, as a modified client would send it. */
  sendUpdate(update: Uint8Array, kind: 'update' | 'step2' = 'update'): void {
    this.send_(encodeSync(kind, update))
  }

  /** Says of the next update which of its letters stand again for earlier ones, as an undo does. */
  sayRepeats(...repeats: PlainRepeat[]): void {
    this.send_(encodeRepeats(repeats))
  }

  /** A new document under a fresh id, as a page takes that begins to type for somebody else. */
  async startAnew(speaker = this.speaker): Promise<void> {
    this.go()
    this.speaker = speaker
    this.lastSeq = 0
    this.doc = this.#newDoc()
    await this.come()
  }

  text(path = whyPath): Y.Text {
    const text = fieldText(this.doc, path)
    if (!text) throw new Error(`${this.seat.name} has no ${path}`)
    return text
  }

  words(path = whyPath): string {
    return this.text(path).toString()
  }

  type(words: string, at = 0, path = whyPath): void {
    this.text(path).insert(at, words, {})
  }

  // --- Peer ---
  send(frame: Uint8Array): void {
    this.frames.push(frame)
    const decoder = decoding.createDecoder(frame)
    const type = decoding.readVarUint(decoder)
    if (type === wire.sync) return this.#takeSync(decoder)
    if (!Object.values(own).some((known) => known === type)) return
    const message = readServerMessage(type, decoder)
    this.received.push(message)
    if (message.type === 'ack') this.acked = message.frames
    if (message.type === 'meta') this.lastSeq = Math.max(this.lastSeq, message.meta.seq)
    if (message.type === 'welcome') this.lastSeq = message.welcome.head
  }

  #takeSync(decoder: decoding.Decoder): void {
    const kind = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder)
    if (kind === sync.step1) {
      this.#say(this.#claims)
      this.sendUpdate(Y.encodeStateAsUpdate(this.doc, bytes), 'step2')
    } else Y.applyUpdate(this.doc, bytes, this)
  }

  hold(): void {
    this.waiting += 0
  }
  release(): void {
    this.waiting += 0
  }
  waitingBytes(): number {
    return this.waiting
  }
  close(code: number, reason: string): void {
    this.closed = { code, reason }
    this.#connection = undefined
  }
}

export class Scene {
  readonly log: MemoryLog
  readonly clock = new HandClock()
  readonly events: RelayEvent[] = []
  readonly lobby: Lobby
  readonly players = new Map<string, Player>()
  /** Who may no longer be here, for the watch. */
  readonly barred = new Map<PersonId, Refusal>()
  /** What of a seat has changed in the store, for the watch. */
  readonly renewed = new Map<PersonId, Partial<Seat>>()
  accessVersion = 1
  readonly close: Close
  /** What the log says stood under some ids; a scene that asks for old words says it here. */
  lettersOf: (ranges: readonly Range[]) => Letters[] = () => []

  constructor(log: MemoryLog) {
    this.log = log
    let counter = 1
    this.lobby = new Lobby({
      store: log,
      clock: this.clock,
      random: (bytes) => new Uint8Array(bytes).map(() => counter++ & 127),
      report: (event) => this.events.push(event),
      lettersOf: (_plan, ranges) => Promise.resolve(this.lettersOf(ranges)),
      forgetHistory: () => undefined,
      access: {
        version: () => Promise.resolve(this.accessVersion),
        check: (seat) => Promise.resolve(this.barred.get(seat.person) ?? { ...seat, ...this.renewed.get(seat.person) })
      }
    })
    this.close = this.lobby.open()
  }

  async room(): Promise<Room> {
    const room = await this.lobby.room(scenePlan)
    if (isRefusal(room)) throw new Error(`the room refused: ${room.refused}`)
    return room
  }

  async add(name: string, role: Role = 'member', group: Group = 'parents', stock = false): Promise<Player> {
    const player = new Player(seatOf(name, role, group), () => this.room(), stock)
    this.players.set(name, player)
    await player.come()
    await this.quiet()
    return player
  }

  /** Until no frame waits and no commit is under way. */
  async quiet(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) {
      await new Promise((resolve) => setImmediate(resolve))
      const room = await this.lobby.room(scenePlan)
      if (!isRefusal(room)) await room.drained()
    }
  }

  async hashes(): Promise<{ content: string; authors: string }> {
    const room = await this.room()
    return room.settled(({ doc, ledger }) => ({
      content: contentHash(doc),
      authors: authorshipHash(doc, (client) => ledger.owner(client)?.speaker)
    }))
  }

  /** Content of everyone who is connected, with the server's; equal means one value. */
  async contents(): Promise<Set<string>> {
    const { content } = await this.hashes()
    return new Set([
      content,
      ...[...this.players.values()].filter((player) => !player.closed).map((player) => contentHash(player.doc))
    ])
  }

  bar(name: string, refused: 'removed' | 'signed-out' | 'role-changed'): void {
    this.barred.set(name as PersonId, refuse(refused))
    this.accessVersion++
  }
}

/** A plan with one priority ("Helen wrote this") and one action, and these people in it. */
export const scene = async (...names: string[]): Promise<Scene> => {
  const log = new MemoryLog()
  const opened = new Scene(log)
  const helen = { speaker: 'helen' as PersonId, typist: 'helen' as PersonId, group: 'council' as const }
  const refusal = await opened.lobby.found(
    scenePlan,
    (doc) => {
      createPlan(doc, { title: 'A plan' }, { area: 'Here', type: 'other' })
      addPriority(doc, scenePriority, { order: 'a0' }, { title: 'First', why: 'Because.' })
      addAction(doc, sceneAction, { order: 'a0', priority: scenePriority }, { text: 'Do it' })
    },
    helen
  )
  if (refusal) throw new Error(`the plan was not founded: ${refusal.refused}`)
  for (const name of names) await opened.add(name)
  return opened
}
