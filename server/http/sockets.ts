import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import { parsePlanId, type PersonId, type PlanId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { REFUSALS, isRefusal, refuse, type Refusal, type RefusalCode } from '../../shared/refusals.ts'
import { can } from '../../shared/roles.ts'
import type { SessionDesk } from '../auth/sessions.ts'
import type { Clock, Close } from '../relay/clock.ts'
import type { Connection } from '../relay/connection.ts'
import type { Lobby, Seat } from '../relay/lobby.ts'
import type { Peer } from '../relay/peer.ts'
import type { Room } from '../relay/room.ts'
import type { Memberships } from '../store/store.ts'
import { isOwnOrigin } from './origins.ts'

type Parts = {
  store: Memberships
  lobby: Pick<Lobby, 'room'>
  sessions: SessionDesk
  access: { check(seat: Seat, plan: PlanId): Promise<Refusal | Seat> }
  /** Told again and again while somebody is here. */
  visits: { note(plan: PlanId, person: PersonId): void }
  origins: ReadonlySet<string>
  clock: Clock
  report(event: { event: string; plan?: PlanId; error?: unknown }): void
}

/** How long a closing socket may take to say goodbye before it is cut. */
const goodbyeMs = 2_000

/** The stock client reads 1009 as "try again" and would send the same frame for ever; 4413 is final. */
class BoardSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    if (code === 1009) super.close(4413, 'too-large')
    else super.close(code, reason)
  }
}

/** Text of at most 123 bytes: more does not fit a close frame. */
const shortReason = (reason: string): string => {
  let short = reason.slice(0, 123)
  while (Buffer.byteLength(short) > 123) short = short.slice(0, -1)
  return short
}

const shut = (clock: Clock, socket: WebSocket, code: number, reason: string): void => {
  if (socket.readyState !== WebSocket.OPEN) return
  socket.close(code, shortReason(reason))
  clock.after(goodbyeMs, () => socket.terminate())
}

/** Closes with the code of a refusal, which the client turns into its sentence; one without a code means "not allowed". */
const shutFor = (clock: Clock, socket: WebSocket, refused: RefusalCode): void =>
  shut(clock, socket, REFUSALS[refused].close ?? 4403, refused)

const peerOf = (clock: Clock, socket: WebSocket, stream: Duplex): Peer => ({
  send(frame) {
    if (socket.readyState !== WebSocket.OPEN) return
    socket.send(frame)
    // Somebody who does not read must not fill the memory of everybody's server.
    if (socket.bufferedAmount > limits.outboxBytesMax) shutFor(clock, socket, 'too-slow')
  },
  hold: () => stream.cork(),
  release: () => stream.uncork(),
  waitingBytes: () => socket.bufferedAmount,
  close: (code, reason) => shut(clock, socket, code, reason)
})

const statusLines: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  503: 'Service Unavailable'
}

/** Answers an upgrade like any other request, with the sentence of its refusal. */
const turnAway = (stream: Duplex, code: RefusalCode): void => {
  const { status, sentence } = REFUSALS[code]
  const body = JSON.stringify({ error: code, message: sentence })
  const head = [
    `HTTP/1.1 ${status} ${statusLines[status] ?? 'Refused'}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close'
  ]
  if (!stream.destroyed) stream.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** The plan of `/api/plans/<plan>/sync`, or undefined for every other path. */
const planAt = (url: string | undefined): PlanId | undefined => {
  const path = (url ?? '').split('?')[0] ?? ''
  return parsePlanId(/^\/api\/plans\/([^/]+)\/sync$/.exec(path)?.[1])
}

const header = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(',') : value

/**
 * The WebSocket door. Origin, session, membership and plan are checked before the handshake is
 * answered, so nothing of a stranger is ever queued. No exception leaves a handler.
 * Source: PROTOCOL.md, the door; promises "cross-site sockets", "oversize frames", "half-open sockets".
 */
export class Sockets {
  readonly #parts: Parts
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: limits.frameBytesMax,
    perMessageDeflate: false,
    WebSocket: BoardSocket
  })
  /** Sockets that have been heard since the last ping. */
  readonly #heard = new WeakSet<WebSocket>()
  #stopping = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Starts looking for sockets whose other end is gone without a word: noticed within two beats. */
  open(): Close {
    return this.#parts.clock.every(limits.keepaliveMs, () => {
      for (const socket of this.#server.clients) {
        if (!this.#heard.has(socket)) socket.terminate()
        else if (socket.readyState === WebSocket.OPEN) socket.ping()
        this.#heard.delete(socket)
      }
    })
  }

  get count(): number {
    return this.#server.clients.size
  }

  /** No new sockets from here on: they are told to come back later. */
  stop(): void {
    this.#stopping = true
  }

  /** Closes what is open; resolves when every socket is gone. */
  async closeAll(code: number, reason: string): Promise<void> {
    this.#stopping = true
    const open = [...this.#server.clients]
    const gone = open.map((socket) => new Promise<void>((done) => socket.once('close', () => done())))
    for (const socket of open) shut(this.#parts.clock, socket, code, reason)
    await Promise.all(gone)
  }

  /** Handler of the HTTP server's 'upgrade'. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const broken = (): void => void stream.destroy()
    stream.on('error', broken)
    this.#admit(request).then(
      (admitted) => {
        if (isRefusal(admitted)) return turnAway(stream, admitted.refused)
        if (stream.destroyed) return
        this.#server.handleUpgrade(request, stream, head, (socket) => {
          stream.off('error', broken)
          this.#seat(socket, stream, admitted)
        })
      },
      (error: unknown) => {
        this.#parts.report({ event: 'upgrade-failed', error })
        turnAway(stream, 'unavailable')
      }
    )
  }

  async #admit(request: IncomingMessage): Promise<{ room: Room; seat: Seat } | Refusal> {
    const { store, lobby, sessions, origins } = this.#parts
    const from = { origin: header(request.headers.origin), fetchSite: header(request.headers['sec-fetch-site']) }
    if (!isOwnOrigin(origins, from)) return refuse('wrong-origin')
    if (this.#stopping) return refuse('stopping')
    const who = await sessions.read(request.headers.cookie)
    if (!who) return refuse('signed-out')
    const plan = planAt(request.url)
    const member = plan && (await store.readMember(plan, who.person.id))
    if (!member) return refuse('no-such-plan')
    if (!can(member.role, 'read')) return refuse('not-allowed')
    const room = await lobby.room(member.plan)
    if (isRefusal(room)) return room
    const { person, name, group, role } = member
    return { room, seat: { person, name, group, role, session: who.session, expiresAt: who.expiresAt } }
  }

  #seat(socket: WebSocket, stream: Duplex, { room, seat }: { room: Room; seat: Seat }): void {
    const { clock, access, visits, report } = this.#parts
    const failed = (event: string, error: unknown): void => {
      report({ event, plan: room.plan, error })
      shutFor(clock, socket, 'unavailable')
    }
    const guarded = (event: string, work: () => void): void => {
      try {
        work()
      } catch (error) {
        failed(event, error)
      }
    }
    let connection: Connection | undefined
    this.#heard.add(socket)
    // A broken or oversized frame: ws closes the socket itself, and that is all there is to say.
    socket.on('error', () => undefined)
    socket.on('pong', () => {
      this.#heard.add(socket)
      visits.note(room.plan, seat.person)
    })
    socket.on('message', (data, isBinary) => {
      this.#heard.add(socket)
      if (socket.readyState !== WebSocket.OPEN) return
      if (!isBinary || !(data instanceof Uint8Array)) return shutFor(clock, socket, 'malformed')
      guarded('frame-failed', () => connection?.receive(data))
    })
    socket.on('close', () => guarded('leave-failed', () => connection?.left()))
    guarded('join-failed', () => {
      connection = room.join(peerOf(clock, socket, stream), seat)
      visits.note(room.plan, seat.person)
    })
    // Access may have been taken away between the check at the door and the join, when nobody watched this seat.
    access.check(seat, room.plan).then(
      (now) => {
        if (isRefusal(now)) shutFor(clock, socket, now.refused)
      },
      (error: unknown) => failed('access-check-failed', error)
    )
  }
}
