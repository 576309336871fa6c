import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import type { ClientId, Ms, Seq } from '../shared/ids.ts'
import { keepQuiet } from '../shared/plan/quiet.ts'
import { ROOTS } from '../shared/plan/schema.ts'
import { isRefusal, type Refusal } from '../shared/refusals.ts'
import { encodeHello, encodeSync, readServerMessage, sync, wire, type ServerMessage } from '../shared/wire/messages.ts'
import type { Clock, Close } from '../server/relay/clock.ts'
import type { Seat } from '../server/relay/lobby.ts'
import type { Peer } from '../server/relay/peer.ts'
import type { Room } from '../server/relay/room.ts'

/** What was asked for. @throws when it was refused: nothing of an example is. */
export const granted = <T>(answer: T | Refusal, what: string): T => {
  if (isRefusal(answer)) throw new Error(`the example could not be played: ${what}: ${answer.refused}`)
  return answer
}

/** The date is the script's; what waits for a disk or a socket still waits in real time. */
export class ScriptClock implements Clock {
  #now: Ms = 0

  now(): Ms {
    return this.#now
  }

  /** Time in a script never goes back. @throws RangeError */
  set(now: Ms): void {
    if (now < this.#now) throw new RangeError('a script cannot go back in time')
    this.#now = now
  }

  every(intervalMs: number, tick: () => void): Close {
    const timer = setInterval(tick, intervalMs)
    return () => clearInterval(timer)
  }

  after(delayMs: number, tick: () => void): Close {
    const timer = setTimeout(tick, delayMs)
    return () => clearTimeout(timer)
  }
}

type Wait = { until: () => boolean; resolve: () => void; reject: (reason: Error) => void }

/**
 * One person's open page without a browser: a document, an own client id and a peer in memory.
 * It says and hears exactly the frames that a page says and hears.
 */
export class Page implements Peer {
  readonly doc = new Y.Doc()
  /** Last commit this page has seen. */
  seen: Seq = 0
  readonly #submit: (frame: Uint8Array) => void
  readonly leave: () => void
  #sent = 0
  #acked = 0
  #fault: Error | undefined
  #waits: Wait[] = []
  #welcomed = false

  private constructor(room: Room, seat: Seat, client: ClientId) {
    this.doc.clientID = client
    for (const root of Object.values(ROOTS)) this.doc.getMap(root)
    keepQuiet(this.doc)
    const connection = room.join(this, seat)
    this.#submit = (frame) => connection.receive(frame)
    this.leave = () => {
      connection.left()
      this.doc.destroy()
    }
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#say('update', update)
    })
  }

  /** Joins, says who it is and reads the plan as it stands. @throws when the room does not welcome it. */
  static async open(room: Room, seat: Seat, client: ClientId, page: string): Promise<Page> {
    const opened = new Page(room, seat, client)
    opened.#submit(encodeHello({ epoch: 0, lastSeq: 0, client, ownClock: 0, page, person: '' }))
    opened.#submit(encodeSync('step1', Y.encodeStateVector(opened.doc)))
    await opened.#until(() => opened.#welcomed)
    return opened
  }

  /** Resolves once everything this page said is kept. @throws when any of it was refused or the room closed. */
  saved(): Promise<void> {
    return this.#until(() => this.#acked >= this.#sent)
  }

  /** Resolves once this page shows commit `seq`. */
  reached(seq: Seq): Promise<void> {
    return this.#until(() => this.seen >= seq)
  }

  /** Gives up all hope: whoever waits for this page is told why. */
  fail(fault: Error): void {
    this.#fault ??= fault
    this.#settle()
  }

  #say(kind: 'step2' | 'update', update: Uint8Array): void {
    this.#sent++
    this.#submit(encodeSync(kind, update))
  }

  #until(until: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waits.push({ until, resolve, reject })
      this.#settle()
    })
  }

  #settle(): void {
    const fault = this.#fault
    this.#waits = this.#waits.filter(({ until, resolve, reject }) => {
      if (fault) reject(fault)
      else if (until()) resolve()
      else return true
      return false
    })
  }

  // --- the peer: what the room says to this page ---------------------------------------------------------

  send(frame: Uint8Array): void {
    try {
      const decoder = decoding.createDecoder(frame)
      const type = decoding.readVarUint(decoder)
      if (type === wire.sync) this.#hearSync(decoder)
      else if (type !== wire.awareness) this.#hear(readServerMessage(type, decoder))
    } catch (error) {
      this.fail(new Error('a page could not read a frame', { cause: error }))
    }
    this.#settle()
  }

  #hearSync(decoder: decoding.Decoder): void {
    const kind = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder)
    if (kind === sync.step1) this.#say('step2', Y.encodeStateAsUpdate(this.doc, bytes))
    else Y.applyUpdate(this.doc, bytes, this)
  }

  #hear(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        this.#welcomed = true
        this.seen = message.welcome.head
        return
      case 'meta':
        this.seen = Math.max(this.seen, message.meta.seq)
        return
      case 'ack':
        this.#acked = message.frames
        this.seen = Math.max(this.seen, message.seq)
        return
      case 'refused':
        this.fail(new Error(`the relay refused a frame of the script: ${message.code}`))
        return
      case 'rotate':
        this.fail(new Error(`the relay asked a page of the script for a fresh id: ${message.reason}`))
        return
      case 'keepalive':
      case 'presence':
      case 'news':
        return
      default: {
        const missed: never = message
        throw new Error('unhandled message', { cause: missed })
      }
    }
  }

  /** In memory a frame has arrived when it is sent: nothing gathers, nothing waits. */
  hold(): void {
    return
  }

  release(): void {
    return
  }

  waitingBytes(): number {
    return 0
  }

  close(code: number, reason: string): void {
    this.fail(new Error(`the relay closed a page of the script: ${code} ${reason}`))
  }
}
