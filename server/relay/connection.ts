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
import type { Peer } from './peer.ts'
import { PresencePace, decodeAwareness, type AwarenessEntry } from './presence.ts'

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
  /** Frame n waits for the gate. */
  submit(from: Connection, frame: number, update: Uint8Array): void
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
  readonly seat: Seat
  readonly peer: Peer
  readonly pace = new PresencePace()
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
  /** Told to take a fresh id: nothing it still sends under the old one counts. */
  rotated = false
  awareness: AwarenessEntry | undefined
  readonly #announced = new Set<ClientId>()
  #frames = 0
  #settledFrames = 0
  #ackedFrames = 0
  readonly #early = new Map<number, Uint8Array>()
  #earlyBytes = 0
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
        return this.#desk.greet(this, message.stateVector)
      case 'step2':
      case 'update':
        return this.#takeUpdate(message.update)
      case 'awareness':
        return this.#takeAwareness(message.update)
      case 'query-awareness':
        return this.#desk.askAwareness(this)
      case 'presence':
        return this.#takePresence(message.bytes)
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
    this.#frames++
    if (this.rotated) return
    this.waitingFrames++
    this.waitingBytes += update.length
    if (this.waitingFrames > limits.inboxFramesMax || this.waitingBytes > limits.inboxBytesMax)
      return this.refuse('too-slow')
    this.#desk.submit(this, this.#frames, update)
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
    const update = this.#early.get(frame)
    if (update) this.#earlyBytes -= update.length
    this.#early.delete(frame)
  }

  /** Frame n waits for something it hangs on. @returns whether it is new here, so that the client should be asked. */
  holdEarly(frame: number, update: Uint8Array): boolean {
    if (this.#early.has(frame)) return false
    this.#early.set(frame, update)
    this.#earlyBytes += update.length
    this.#settledFrames = Math.max(this.#settledFrames, frame)
    if (this.#early.size <= limits.stashUpdatesMax && this.#earlyBytes <= limits.stashBytesMax) return true
    this.refuse('malformed')
    return false
  }

  early(): [number, Uint8Array][] {
    return [...this.#early]
  }

  /** Tells how many first frames are done with, when that rose; it stops before one that waits. */
  acknowledge(seq: Seq): void {
    const firstEarly = Math.min(...this.#early.keys())
    const frames = Math.min(this.#settledFrames, firstEarly - 1)
    if (frames <= this.#ackedFrames || this.closed) return
    this.#ackedFrames = frames
    if (this.hello) this.peer.send(encodeServerMessage({ type: 'ack', frames, seq }))
  }

  refuseFrame(frame: number, code: RefusalCode): void {
    if (this.hello && !this.closed) {
      this.peer.send(encodeServerMessage({ type: 'refused', frame, code, sentence: REFUSALS[code].sentence }))
    }
    this.settle(frame)
    if (REFUSALS[code].close !== undefined) this.refuse(code)
  }

  /** Asks for a fresh id. A stock client does not know the word: it is closed instead. */
  rotate(reason: string): void {
    if (this.rotated || this.closed) return
    this.rotated = true
    if (this.hello) this.peer.send(encodeServerMessage({ type: 'rotate', reason }))
    else this.refuse('not-your-words')
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
