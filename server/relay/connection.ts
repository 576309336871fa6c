import { repeatOf, type Repeat } from '../../shared/authorship/repeats.ts'
import type { ClientId, Ms, PersonId, PlanId, Seq } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Group } from '../../shared/plan/schema.ts'
import { REFUSALS, type RefusalCode } from '../../shared/refusals.ts'
import { can, type Role } from '../../shared/roles.ts'
import {
  decodeClientMessage,
  encodeServerMessage,
  encodeSync,
  protocolVersion,
  type ClientMessage
} from '../../shared/wire/messages.ts'
import type { Author } from '../store/store.ts'
import type { Peer } from './peer.ts'
import { PresencePace, decodeAwareness, type AwarenessEntry } from './presence.ts'
import { Stash, type Looked, type Sent } from './stash.ts'
import { Turns } from './turns.ts'
import type { Id } from './update.ts'

/** A person at one door of one plan, as the store knew them when they came in. */
export type Seat = {
  person: PersonId
  name: string
  group: Group
  role: Role
  /** Hash of the session's id; '' for scripts, which have none. */
  session: string
  expiresAt: Ms
}

/** Something the operator should know: ids only, never names or words. */
export type RelayEvent = { event: string; plan?: PlanId; person?: PersonId; code?: string; error?: unknown }

export type Hello = Extract<ClientMessage, { type: 'hello' }>

/** What a connection asks of its room. */
export interface Desk {
  readonly plan: PlanId
  now(): Ms
  /** A frame waits for the gate. */
  submit(from: Connection, sent: Sent): void
  greet(from: Connection, stateVector: Uint8Array): void
  announce(from: Connection, client: ClientId): boolean
  present(from: Connection, bytes: Uint8Array): void
  awareness(from: Connection): void
  askAwareness(from: Connection): void
  leave(from: Connection): void
  report(event: RelayEvent): void
}

/**
 * One socket of one person in one room: reads its frames, counts them, and says what became of each.
 * Nothing it is sent can make it throw. Source: PROTOCOL.md P1–P9.
 */
export class Connection {
  readonly number: number
  /** Renewed when the lobby has looked: a session may be prolonged while its sockets stay open. */
  seat: Seat
  readonly peer: Peer
  readonly pace = new PresencePace()
  readonly #greetings = new Turns(limits.greetingsPerMinuteMax)
  readonly #desk: Desk
  /** Absent: a stock y-websocket client, which is sent none of our own types. */
  hello: Hello | undefined
  /** Gets what is shown from here on; before that it would miss what came first. */
  live = false
  /** Its first SyncStep1 is being answered. */
  greeting = false
  closed = false
  /** Which change of access this seat was last checked against. */
  checkedVersion = -1
  /** Told to take a fresh id, or refused: nothing it still sends counts. */
  done = false
  /** The last word, said once everything kept before it has been acknowledged. */
  #farewell: (() => void) | undefined
  /** Whose words these are, when they are typed for somebody else. */
  speaksFor: Pick<Author, 'speaker' | 'group'> | undefined
  /** Frames of one who said HELLO wait until the greeting has looked at its id. */
  #ungreeted: Sent[] = []
  /** Said of the next update. */
  #repeats: readonly Repeat[] = []
  /** A frame whose letters are looked up in the log; what comes after it waits for it. */
  behind: Promise<void> | undefined
  /** The server has asked for what is missing and has had no SyncStep2 since. */
  #asked = false
  awareness: AwarenessEntry | undefined
  readonly #announced = new Set<ClientId>()
  #frames = 0
  #settledFrames = 0
  #ackedFrames = 0
  readonly #early = new Stash()
  waitingFrames = 0
  waitingBytes = 0

  constructor(number: number, seat: Seat, peer: Peer, desk: Desk) {
    this.number = number
    this.seat = seat
    this.peer = peer
    this.#desk = desk
  }

  get mayWrite(): boolean {
    return can(this.seat.role, 'write')
  }

  /** Who what is sent here is by: the person whose session it is, or whoever they type for. */
  get author(): Author {
    const { person, group } = this.seat
    return { speaker: person, group, ...this.speaksFor, typist: person }
  }

  announced(): ReadonlySet<ClientId> {
    return this.#announced
  }

  /** One frame from the socket. */
  receive(bytes: Uint8Array): void {
    if (this.closed) return
    try {
      if (bytes.length > limits.frameBytesMax) return this.refuse('too-large')
      const message = decodeClientMessage(bytes)
      if (message) this.#take(message)
      else this.refuse('malformed')
    } catch (error) {
      this.#desk.report({ event: 'bug in a message handler', plan: this.#desk.plan, person: this.seat.person, error })
      this.refuse('unavailable')
    }
  }

  left(): void {
    if (this.closed) return
    this.closed = true
    this.#desk.leave(this)
  }

  #take(message: ClientMessage): void {
    switch (message.type) {
      case 'hello':
        return this.#takeHello(message)
      case 'step1':
        // Each answer may be the whole plan: a few are enough for anyone.
        if (!this.#greetings.take(this.#desk.now())) return this.refuse('too-slow')
        return this.#desk.greet(this, message.stateVector)
      case 'step2':
        this.#asked = false
        return this.#takeUpdate(message.update)
      case 'update':
        return this.#takeUpdate(message.update)
      case 'awareness':
        return this.#takeAwareness(message.update)
      case 'query-awareness':
        return this.#desk.askAwareness(this)
      case 'presence':
        return this.#takePresence(message.bytes)
      case 'repeats':
        if (!this.hello) return this.refuse('malformed')
        this.#repeats = message.repeats.map(repeatOf)
        // More than anybody undoes at once would only be work: the letters stay whoever's they are sent as.
        if (this.#repeats.reduce((sum, { length }) => sum + length, 0) > limits.takenOutLettersMax) this.#repeats = []
        return
      default: {
        const missed: never = message
        throw new Error('unhandled message', { cause: missed })
      }
    }
  }

  #takeHello(hello: Hello): void {
    if (this.hello || this.live) return this.refuse('malformed')
    if (hello.protocol !== protocolVersion) return this.refuse('old-page')
    this.hello = hello
  }

  #takeUpdate(update: Uint8Array): void {
    const sent = { frame: ++this.#frames, update, repeats: this.#repeats }
    this.#repeats = []
    if (this.done) return
    this.waitingFrames++
    this.waitingBytes += update.length
    if (this.waitingFrames > limits.inboxFramesMax || this.waitingBytes > limits.inboxBytesMax)
      return this.refuse('too-slow')
    if (this.hello && !this.live) this.#ungreeted.push(sent)
    else this.#desk.submit(this, sent)
  }

  /** The greeting is over: from here on it is shown what comes, and what it sent meanwhile is looked at. */
  goLive(): void {
    this.live = true
    const waiting = this.#ungreeted
    this.#ungreeted = []
    for (const sent of waiting) this.#desk.submit(this, sent)
  }

  #takeAwareness(update: Uint8Array): void {
    const entries = decodeAwareness(update)
    if (!entries) return this.refuse('malformed')
    if (this.hello) return
    // A stock client repeats everyone's entries; only its own counts, and its first one announces it.
    const known = this.awareness?.client
    const own = known === undefined ? entries[0] : entries.find((entry) => entry.client === known)
    if (!own) return
    if (known === undefined && !this.announce(own.client)) return this.refuse('not-your-words')
    this.awareness = own
    if (this.pace.take(update, this.#desk.now())) this.#desk.awareness(this)
  }

  /** @returns whether the id may be this connection's. */
  announce(client: ClientId): boolean {
    if (!this.#desk.announce(this, client)) return false
    this.#announced.add(client)
    return true
  }

  #takePresence(bytes: Uint8Array): void {
    if (!this.hello || bytes.length > limits.presenceBytesMax) return this.refuse('malformed')
    if (!can(this.seat.role, 'present')) return
    if (this.pace.take(bytes, this.#desk.now())) this.#desk.present(this, bytes)
  }

  // --- what became of a frame -----------------------------------------------------------------------

  /** Frame n was taken up by the gate. */
  taken(bytes: number): void {
    this.waitingFrames--
    this.waitingBytes -= bytes
  }

  /** Frame n is done with: kept, known already, or refused in words. */
  settle(frame: number): void {
    this.#settledFrames = Math.max(this.#settledFrames, frame)
    this.#early.remove(frame)
  }

  /** Frame n waits for something it hangs on; the client is asked for it, once until it answers. */
  holdEarly(looked: Looked, missing: Id | undefined, ask: () => void): void {
    if (this.#early.put(looked, missing)) this.#settledFrames = Math.max(this.#settledFrames, looked.frame)
    if (this.#early.isFull) return this.refuse('too-slow')
    if (this.#asked) return
    this.#asked = true
    ask()
  }

  /** Early frames whose missing piece is here now. */
  takeReady(isHere: (id: Id) => boolean): Looked[] {
    return this.#early.takeReady(isHere)
  }

  /** Tells how many first frames are done with, when that rose; it stops before one that waits. */
  acknowledge(seq: Seq): void {
    const frames = Math.min(this.#settledFrames, this.#early.first - 1)
    if (frames <= this.#ackedFrames || this.closed) return
    this.#ackedFrames = frames
    if (this.hello) this.peer.send(encodeServerMessage({ type: 'ack', frames, seq }))
  }

  /** The frame is refused, and nothing after it counts: said after the acknowledgement of what came before. */
  refuseFrame(frame: number, code: RefusalCode): void {
    this.#end(() => {
      if (this.hello)
        this.peer.send(encodeServerMessage({ type: 'refused', frame, code, sentence: REFUSALS[code].sentence }))
      this.refuse(code)
    })
  }

  /** Asks for a fresh id. A stock client does not know the word: it is closed instead. */
  rotate(reason: string): void {
    this.#end(() => {
      if (this.hello) this.peer.send(encodeServerMessage({ type: 'rotate', reason }))
      else this.refuse('not-your-words')
    })
  }

  #end(farewell: () => void): void {
    if (this.done || this.closed) return
    this.done = true
    this.#farewell = farewell
  }

  /** Says the last word, if there is one: a client must know what was kept before it writes the rest again. */
  sayFarewell(): void {
    const farewell = this.#farewell
    this.#farewell = undefined
    if (!this.closed) farewell?.()
  }

  askState(stateVector: Uint8Array): void {
    this.peer.send(encodeSync('step1', stateVector))
  }

  /** Closes the socket with the code of this refusal. */
  refuse(code: RefusalCode): void {
    if (this.closed) return
    this.#desk.report({ event: 'closed', plan: this.#desk.plan, person: this.seat.person, code })
    this.left()
    this.peer.close(REFUSALS[code].close ?? 4400, code)
  }
}
