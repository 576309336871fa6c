import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { uint32 } from 'lib0/random'
import { Awareness } from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { idFromBytes, type ClientId, type Ms, type Seq } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { keepQuiet } from '../../shared/plan/quiet.ts'
import { ROOTS, type FieldPath } from '../../shared/plan/schema.ts'
import { REFUSALS, isRefusalCode, type RefusalCode } from '../../shared/refusals.ts'
import {
  encodeHello,
  encodePresence,
  encodeSync,
  own,
  readServerMessage,
  sync,
  wire,
  type Meta,
  type ServerMessage,
  type Welcome,
  type WireChange,
  type WireMe,
  type WireOwner,
  type WirePerson
} from '../../shared/wire/messages.ts'
import { PresencePace, decodePresenceState, type PresenceState } from './presence.ts'
import { Signatures } from './signatures.ts'
import { watchedSocket } from './socket.ts'
import { UnsentChanges, firstClock, renameClient, wordsIn } from './unsent.ts'

export type { PresenceState } from './presence.ts'

/** A state has only its own fields. */
export type LinkState =
  /** Nothing of the plan is here yet. */
  | { at: 'opening' }
  | { at: 'live' }
  /** No connection; what is written waits here. */
  | { at: 'away'; sinceMs: Ms }
  /** The server said no for good. */
  | { at: 'ended'; code: RefusalCode; sentence: string }

/** A change the plan did not take, with the words to copy. */
export type Notice = { code: RefusalCode; sentence: string; words: string }

type Event = 'doc' | 'state' | 'saved' | 'people' | 'presence' | 'fields' | 'notice'

export type LinkOptions = {
  /** `ws(s)://host/api/plans/<plan>`; from the page's address when left out. */
  socketUrl?: string
  WebSocket?: typeof WebSocket
  now?(): Ms
  /** Asked when a socket never opened: why the door is shut, if it is. */
  whyShut?(): Promise<RefusalCode | undefined>
}

const pageSocketUrl = (plan: string): string => `${location.origin.replace(/^http/, 'ws')}/api/plans/${plan}`

/** The longest wait between tries, before everyone's own spread. */
const backoffMs = 2500

/**
 * One plan, live: the shared document, who is here, who wrote what, and what is not kept yet.
 * It keeps y-websocket's provider and adds HELLO, acknowledgements and names around it.
 * One file past 300 lines: every message meets the same few fields, and who may change them is what to check.
 * Source: PROTOCOL.md P1–P9.
 */
export class PlanLink {
  readonly plan: string
  /** Replaced when the server asks for a fresh id or a change was refused: read everything again on 'doc'. */
  doc: Y.Doc
  state: LinkState = { at: 'opening' }
  savedAt: Ms | null = null
  lead: string | null = null
  notice: Notice | null = null
  /** Everyone else who is here, one entry a connection. */
  readonly presence = new Map<number, { person: string; state: PresenceState }>()

  readonly #signatures = new Signatures()
  readonly #options: LinkOptions
  /** Names this page to the server, so that it may replace its own dead socket. */
  readonly #page = idFromBytes(crypto.getRandomValues(new Uint8Array(16)))
  readonly #handlers = new Map<Event, Set<() => void>>()
  #provider: WebsocketProvider
  readonly #unsent = new UnsentChanges()
  #lastSeq: Seq = 0
  #epoch = 0
  /** META of the turn whose updates are arriving, and how many are still to come. */
  #turn: { meta: Meta; next: number } | undefined
  #welcomed: Welcome | undefined
  #everOpened = false
  #carryOver: Uint8Array[] = []
  #freshDoc = false
  readonly #whereabouts = new PresencePace(
    () => this.#now(),
    (bytes) => this.#sendPresence(bytes)
  )

  constructor(plan: string, options: LinkOptions = {}) {
    this.plan = plan
    this.#options = options
    this.doc = newDoc()
    this.#provider = this.#newProvider()
  }

  get me(): WireMe | null {
    return this.#signatures.me
  }

  get people(): ReadonlyMap<string, WirePerson> {
    return this.#signatures.people
  }

  get owners(): ReadonlyMap<ClientId, WireOwner> {
    return this.#signatures.owners
  }

  get fields(): ReadonlyMap<FieldPath, WireChange> {
    return this.#signatures.fields
  }

  get waiting(): number {
    return this.#unsent.count + this.#carryOver.length
  }

  get waitingSinceMs(): Ms | null {
    return this.#unsent.since
  }

  on(event: Event, handler: () => void): () => void {
    const handlers = this.#handlers.get(event) ?? new Set()
    this.#handlers.set(event, handlers.add(handler))
    return () => handlers.delete(handler)
  }

  /** Connects and keeps connecting; the returned function leaves for good. */
  open(): () => void {
    const page = typeof window === 'undefined' ? undefined : window
    const offline = (): void => this.#provider.disconnect()
    const online = (): void => {
      if (this.state.at !== 'ended') this.#provider.connect()
    }
    page?.addEventListener('offline', offline)
    page?.addEventListener('online', online)
    this.#provider.connect()
    return () => {
      page?.removeEventListener('offline', offline)
      page?.removeEventListener('online', online)
      this.#whereabouts.stop()
      this.#provider.destroy()
      this.doc.destroy()
    }
  }

  /** Asks again after an end, for example once someone has signed in again in another window. */
  retry(): void {
    this.#setState(this.#everOpened ? { at: 'away', sinceMs: this.#now() } : { at: 'opening' })
    this.#provider.connect()
  }

  /** Says a refusal that never left this page. */
  tell(code: RefusalCode): void {
    this.notice = { code, sentence: REFUSALS[code].sentence, words: '' }
    this.#emit('notice')
  }

  dismissNotice(): void {
    this.notice = null
    this.#emit('notice')
  }

  /** Tells the others where this person is; the latest wins, a few times a second at most. */
  setPresence(state: PresenceState): void {
    this.#whereabouts.set(state)
  }

  // --- the provider -----------------------------------------------------------------------------------------

  #newProvider(): WebsocketProvider {
    const { doc } = this
    const awareness = new Awareness(doc)
    awareness.setLocalState(null)
    const provider = new WebsocketProvider(this.#options.socketUrl ?? pageSocketUrl(this.plan), 'sync', doc, {
      connect: false,
      disableBc: true,
      awareness,
      maxBackoffTime: backoffMs + Math.random() * limits.reconnectSpreadMs,
      // A frame too large stays too large, so 1009 is final too; the rest is the stock rule.
      shouldReconnect: ({ code }) => code !== 1009 && !(code >= 4400 && code < 4500),
      WebSocketPolyfill: watchedSocket(
        { opened: () => this.#opened(), counted: (kind) => this.#unsent.counted(kind) },
        this.#options.WebSocket
      )
    })
    const handlers = provider.messageHandlers
    handlers[wire.sync] = (reply, decoder) => this.#takeSync(reply, decoder, provider)
    handlers[wire.awareness] = () => undefined
    for (const type of Object.values(own)) {
      handlers[type] = (_reply, decoder) => {
        if (provider === this.#provider) this.#take(readServerMessage(type, decoder))
      }
    }
    provider.on('connection-close', (event) => this.#lost(provider, event?.code))
    provider.on('closed', ({ code, reason }) => this.#ended(provider, isRefusalCode(reason) ? reason : codeOf(code)))
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === provider || provider !== this.#provider) return
      this.#unsent.add(update, this.#now())
      this.#emit('saved')
    })
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (provider === this.#provider) this.#note(transaction, transaction.origin === provider)
    })
    return provider
  }

  #opened(): Uint8Array {
    this.#unsent.connected()
    this.#turn = undefined
    this.#welcomed = undefined
    const client = this.doc.clientID
    return encodeHello({
      epoch: this.#epoch,
      lastSeq: this.#lastSeq,
      client,
      ownClock: this.#ownClock(),
      page: this.#page,
      person: this.me?.id ?? ''
    })
  }

  #ownClock(): number {
    return Y.getState(this.doc.store, this.doc.clientID)
  }

  #lost(provider: WebsocketProvider, code: number | undefined): void {
    if (provider !== this.#provider || this.state.at === 'ended') return
    if (this.presence.size > 0) {
      this.presence.clear()
      this.#emit('presence')
    }
    if (this.state.at === 'live') this.#setState({ at: 'away', sinceMs: this.#now() })
    if (code === 1009) this.#ended(provider, 'too-large')
    else if (!this.#welcomed) void this.#askWhyShut(provider)
  }

  async #askWhyShut(provider: WebsocketProvider): Promise<void> {
    const code = await this.#options.whyShut?.()
    if (code && provider === this.#provider) {
      provider.disconnect()
      this.#ended(provider, code)
    }
  }

  #ended(provider: WebsocketProvider, code: RefusalCode): void {
    if (provider !== this.#provider) return
    this.#setState({ at: 'ended', code, sentence: REFUSALS[code].sentence })
  }

  /** The plan did not take what is not kept yet: an empty document under a fresh id, without it. */
  #startOver(): Y.Doc {
    const [oldDoc, oldProvider] = [this.doc, this.#provider]
    this.#freshDoc = true
    this.doc = newDoc()
    this.#unsent.clear()
    this.#lastSeq = 0
    this.#provider = this.#newProvider()
    oldProvider.destroy()
    oldProvider.awareness.destroy()
    this.#provider.connect()
    return oldDoc
  }

  /** Starts over, and writes all that is not kept yet again under a fresh id, once the plan is here. */
  #rotate(): void {
    const unsent = this.#unsent.updates()
    const oldDoc = this.#startOver()
    const client = oldDoc.clientID
    const from = Math.min(firstClock(unsent, client), Y.getState(oldDoc.store, client))
    // Not under the new document's own id: Yjs changes that one when it meets it in an update.
    const to = uint32()
    // Behind what still waits to be written again: the server may ask a second time before it was.
    const carry = (update: Uint8Array): void => void this.#carryOver.push(renameClient(update, client, from, to))
    unsent.forEach(carry)
    // The page shows the old document, and may be written in, until the new one is there.
    oldDoc.on('update', carry)
  }

  // --- frames from the server -------------------------------------------------------------------------------

  #takeSync(reply: encoding.Encoder, decoder: decoding.Decoder, provider: WebsocketProvider): void {
    if (provider !== this.#provider) return
    const kind = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder)
    if (kind === sync.step1) {
      const update = Y.encodeStateAsUpdate(this.doc, bytes)
      // It carries every deletion the plan ever saw: one day, or after a long time away, that is too large.
      if (update.length > limits.updateBytesMax) {
        const { ws } = provider
        this.#unsent.sendParts((part) => ws?.send(encodeSync('update', part) as Uint8Array<ArrayBuffer>))
        ws?.send(encodeSync('step2', Uint8Array.of(0, 0)) as Uint8Array<ArrayBuffer>)
        return
      }
      encoding.writeVarUint(reply, wire.sync)
      encoding.writeVarUint(reply, sync.step2)
      encoding.writeVarUint8Array(reply, update)
      return
    }
    Y.applyUpdate(this.doc, bytes, provider)
    if (kind === sync.step2) this.#caughtUp(provider)
    else this.#countTurn()
  }

  /** `lastSeq` rises only when every update of a turn is here: a socket may be cut between two frames. */
  #countTurn(): void {
    if (!this.#turn) return
    this.#turn.next++
    if (this.#turn.next < this.#turn.meta.authors.length) return
    this.#lastSeq = Math.max(this.#lastSeq, this.#turn.meta.seq)
    this.#turn = undefined
  }

  #caughtUp(provider: WebsocketProvider): void {
    // Also downward: after a restored backup the plan's count is behind what this page once had.
    if (this.#welcomed?.catchUp === 'state') this.#lastSeq = this.#welcomed.head
    provider.synced = true
    const first = !this.#everOpened
    this.#everOpened = true
    this.#setState({ at: 'live' })
    this.#writeAgain()
    if (first || this.#freshDoc) this.#emit('doc')
    this.#freshDoc = false
    this.#whereabouts.resume()
  }

  #writeAgain(): void {
    const carry = this.#carryOver
    this.#carryOver = []
    // One by one: each was small enough for a frame, all of them together need not be.
    for (const update of carry) Y.applyUpdate(this.doc, update)
  }

  #take(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        return this.#takeWelcome(message.welcome)
      case 'meta':
        return this.#takeMeta(message.meta)
      case 'ack':
        return this.#takeAck(message.frames)
      case 'refused':
        return this.#takeRefused(message.code, message.sentence)
      case 'rotate':
        return this.#rotate()
      case 'keepalive':
        return
      case 'presence':
        for (const entry of message.entries) {
          if ('gone' in entry) this.presence.delete(entry.connection)
          else this.presence.set(entry.connection, { person: entry.person, state: decodePresenceState(entry.bytes) })
        }
        return this.#emit('presence')
      default: {
        const missed: never = message
        throw new Error('unhandled message', { cause: missed })
      }
    }
  }

  #takeWelcome(welcome: Welcome): void {
    this.#welcomed = welcome
    this.#epoch = welcome.epoch
    this.#provider.maxBackoffTime = backoffMs + Math.random() * welcome.reconnectSpreadMs
    this.lead = welcome.lead
    this.#signatures.welcome(welcome)
    this.#emit('people')
    this.#emit('fields')
  }

  #takeMeta(meta: Meta): void {
    if (this.#signatures.learn(meta)) this.#emit('people')
    this.#turn = { meta, next: 0 }
    if (meta.authors.length > 0) return
    this.#lastSeq = Math.max(this.#lastSeq, meta.seq)
    this.#turn = undefined
  }

  #takeAck(frames: number): void {
    this.#unsent.acknowledged(frames)
    if (this.#unsent.count === 0) this.savedAt = this.#now()
    this.#emit('saved')
  }

  #takeRefused(code: RefusalCode, sentence: string): void {
    if (REFUSALS[code].retry) return
    const words = wordsIn(this.#unsent.updates())
    this.notice = { code, sentence, words }
    this.#emit('notice')
    // The page shows the old document until the new one is there: what is written in it meanwhile is kept to copy.
    this.#startOver().on('update', (update: Uint8Array) => {
      if (this.notice) this.notice = { ...this.notice, words: this.notice.words + wordsIn([update]) }
      this.#emit('notice')
    })
  }

  // --- who changed what ---------------------------------------------------------------------------------------

  /** Keeps "last changed by" and the times of letters as the server folds them. */
  #note(transaction: Y.Transaction, remote: boolean): void {
    const turn = remote ? this.#turn : undefined
    const by = remote ? turn?.meta.authors[turn.next]?.speaker : this.me?.id
    const at = turn?.meta.at ?? this.#now()
    if (by === undefined) return
    const news = this.#signatures.note(transaction, by, at)
    if (news.owner) this.#emit('people')
    if (news.fields) this.#emit('fields')
  }

  #sendPresence(bytes: Uint8Array): boolean {
    const { ws } = this.#provider
    if (!ws || this.state.at !== 'live') return false
    ws.send(encodePresence(bytes) as Uint8Array<ArrayBuffer>)
    return true
  }

  #setState(state: LinkState): void {
    this.state = state
    this.#emit('state')
  }

  #emit(event: Event): void {
    for (const handler of [...(this.#handlers.get(event) ?? [])]) handler()
  }

  #now(): Ms {
    return this.#options.now?.() ?? Date.now()
  }
}

const newDoc = (): Y.Doc => {
  const doc = new Y.Doc()
  for (const root of Object.values(ROOTS)) doc.getMap(root)
  keepQuiet(doc)
  return doc
}

/** Close codes whose reason did not arrive. */
const codeOf = (code: number): RefusalCode => {
  const rows = Object.entries(REFUSALS).filter(([, row]) => row.close === code)
  const name = rows[0]?.[0] ?? 'not-allowed'
  return isRefusalCode(name) ? name : 'not-allowed'
}
