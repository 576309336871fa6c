import * as decoding from 'lib0/decoding'
import type * as encoding from 'lib0/encoding'
import type { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { Ms } from '../../shared/ids.ts'
import { standAgain } from '../../shared/authorship/undone.ts'
import type { FieldPath } from '../../shared/plan/schema.ts'
import { REFUSALS, isRefusalCode, type RefusalCode } from '../../shared/refusals.ts'
import {
  encodeHello,
  encodePresence,
  anotherEpoch,
  nobodyToTypeFor,
  sync,
  type Meta,
  type ServerMessage,
  type Welcome,
  type WirePerson
} from '../../shared/wire/messages.ts'
import { CarryOver } from './carry-over.ts'
import { answerState } from './catch-up.ts'
import { Claims } from './claims.ts'
import { keptOf, type KeptPlan } from './device-copy.ts'
import { DeviceKeeper } from './device-keeper.ts'
import { Hold } from './hold.ts'
import { LinkFace } from './link-face.ts'
import type { LinkOptions } from './link-state.ts'
import { Apart, WordsBefore } from './merged.ts'
import { standingWords, wordsIn } from './own-words.ts'
import { newPageName } from './page-name.ts'
import { followPage } from './page-events.ts'
import { newDoc } from './plan-doc.ts'
import { PresencePace, type PresenceState } from './presence.ts'
import { backoffWithin, endProvider, newProvider } from './provider.ts'
import { restore } from './restore.ts'
import { Turns } from './turns.ts'
import { UnsentChanges } from './unsent.ts'

export type { LinkState, Merged, Notice } from './link-state.ts'
export type { PresenceState } from './presence.ts'

/** Shown with words that the plan has no place for any more. */
const noPlace = 'The plan was put back to an earlier day, and these words have no place in it. Copy them to keep them.'

/**
 * One plan, live: the shared document, who is here, who wrote what, and what is not kept yet.
 * It keeps y-websocket's provider and adds HELLO, acknowledgements and names around it.
 * One file past 300 lines: every message meets the same few fields, and who may change them is what to
 * check; what can be said apart is in the files beside it.
 * Source: PROTOCOL.md P1–P9.
 */
export class PlanLink extends LinkFace {
  readonly plan: string
  /** Replaced when the server asks for a fresh id or a change was refused: read everything again on 'doc'. */
  doc: Y.Doc = newDoc()

  readonly #options: LinkOptions
  /** Names this page to the server, so that it may replace its own dead socket. */
  readonly #page: string
  readonly #unsent = new UnsentChanges()
  readonly #claims = new Claims()
  readonly #turns = new Turns()
  readonly #hold = new Hold()
  #keeper: DeviceKeeper | undefined
  #provider: WebsocketProvider
  #epoch = 0
  #welcomed: Welcome | undefined
  #everOpened = false
  #fromDevice = false
  #over = false
  readonly #carryOver = new CarryOver()
  /** Until it is done the device may still hold those changes under their old id. */
  #carried: Promise<unknown> | undefined
  #freshDoc = false
  /** Fields of the local change whose update comes next. */
  #places: readonly FieldPath[] = []
  #apart: Apart | undefined
  #before: WordsBefore | undefined
  readonly #whereabouts = new PresencePace(
    () => this.#now(),
    (bytes) => this.#sendPresence(bytes)
  )

  constructor(plan: string, options: LinkOptions = {}) {
    super()
    this.plan = plan
    this.#options = options
    this.#page = options.device?.page ?? newPageName()
    this.#provider = this.#newProvider()
  }

  get waiting(): number {
    return this.#unsent.count + this.#carryOver.updates.length
  }

  /** The same as a person counts: a sentence typed into one field is one change. */
  get changesWaiting(): number {
    if (this.waiting === 0) return 0
    return Math.max(1, this.#unsent.places.size + (this.#carryOver.updates.length > 0 ? 1 : 0))
  }

  get waitingSinceMs(): Ms | null {
    return this.#unsent.since
  }

  /** Whether all that waits is on this device too, and would be sent if the page were opened again. */
  get isSafeHere(): boolean {
    return this.#keeper?.isSafe === true && this.#options.device?.isKeeping === true
  }

  /** Whether what is shown is this device's copy, and the board has not been reached since. */
  get isCopy(): boolean {
    return this.#fromDevice && !this.#everOpened
  }

  /** This person's letters that are not kept yet, for them to copy. */
  get unsentWords(): string {
    return [standingWords(this.doc, this.#unsent.updates()), wordsIn(this.#carryOver.updates)]
      .filter(Boolean)
      .join('\n')
  }

  /** Connects and keeps connecting; the returned function leaves for good. */
  open(): () => void {
    const unfollow = followPage({
      offline: () => this.#provider.disconnect(),
      online: () => this.state.at !== 'ended' && this.#provider.connect(),
      leaving: () => this.#keeper?.flush()
    })
    if (this.#options.device) void this.#fromDeviceFirst()
    else this.#provider.connect()
    return () => {
      this.#over = true
      unfollow()
      this.#keeper?.flush()
      this.#keeper?.stop()
      this.#options.device?.close()
      this.#whereabouts.stop()
      this.#provider.destroy()
      this.doc.destroy()
    }
  }

  /** Asks again at once: after an end, for example once signed in again, or instead of waiting for the next try. */
  retry(): void {
    if (this.state.at === 'live') return
    if (this.state.at !== 'ended') this.#provider.disconnect()
    else this.setState(this.#everOpened ? { at: 'away', sinceMs: this.#now() } : { at: 'opening' })
    this.#provider.connect()
  }

  /**
   * From here on what is written is this person's, typed by whoever is signed in; null for oneself again. It
   * begins with a fresh id, so there must be a signal and nothing that waits.
   * @returns false, and changes nothing, while there is no signal or something waits.
   */
  speakFor(person: WirePerson | null): boolean {
    if (this.state.at !== 'live' || this.waiting > 0) return false
    this.signatures.speaker = person
    this.#rotate()
    this.emit('people')
    return true
  }

  /** Whoever was typed for is no longer in the plan: what is not kept is nobody's, and told to be copied. */
  #loseSpeaker(): void {
    this.signatures.speaker = null
    this.#setAside('nobody-to-type-for')
    this.emit('people')
  }

  /** Tells the others where this person is; the latest wins, a few times a second at most. */
  setPresence(state: PresenceState): void {
    this.#whereabouts.set(state)
  }

  // --- holding the page still ---------------------------------------------------------------------------------

  /** Changes of others that wait; null while the page is not held. */
  get held(): number | null {
    return this.#hold.waiting
  }

  /** From here on nothing others do is shown; own writing goes on and is kept as ever. */
  hold(): void {
    this.#hold.begin()
    this.holdEnd = null
    this.emit('held')
  }

  /** Shows what waited, in the order it came. */
  release(): void {
    const { frames, presence } = this.#hold.release()
    for (const run of frames) run()
    if (presence.length > 0) this.showPresence(presence)
    this.emit('held')
  }

  /** Runs now, or when the page may move again. An empty page has nothing that could move. */
  #whenMoving(bytes: number, by: string | undefined, run: () => void): void {
    if (!this.#hold.isOn || !this.#everOpened || this.#freshDoc) return run()
    this.#hold.keep(bytes, { by, at: this.#now() }, run)
    if (this.#hold.isFull) {
      this.holdEnd = 'too-much'
      this.release()
    } else if (by !== undefined) this.emit('held')
  }

  // --- this device ------------------------------------------------------------------------------------------

  /** Shows what this device kept before the board is asked; a device that does not answer soon is not waited for. */
  async #fromDeviceFirst(): Promise<void> {
    const { device } = this.#options
    const found = device && (await restore(device, this.doc, this.#provider))
    if (this.#over) return
    if (device && found) {
      const { kept, unsent, carry, speaker } = found
      if (kept) this.#takeKept(kept)
      // Their name and group come with the plan; until then the id is what counts.
      if (speaker !== undefined)
        this.signatures.speaker = this.people.get(speaker) ?? { id: speaker, name: '', group: null }
      const plan = {
        kept: () => this.#keepable(),
        unsent: () => [...this.#carryOver.updates, ...this.#unsent.updates()],
        speaker: () => this.speaker?.id
      }
      this.#keeper = new DeviceKeeper(device, plan, unsent.length + carry.length > 0, () => this.emit('saved'))
      this.#carryOver.add(carry)
      for (const update of unsent) Y.applyUpdate(this.doc, update)
      // Under this page's name from now on, so that a third page does not look for the one that is gone.
      if (unsent.length + carry.length > 0) this.#waitingChanged()
      if (kept) this.emit('doc')
    }
    this.#provider.connect()
  }

  #takeKept({ welcome }: KeptPlan): void {
    this.#fromDevice = true
    this.#epoch = welcome.epoch
    this.#turns.lastSeq = welcome.head
    this.signatures.me = welcome.me
    this.lead = welcome.lead
    this.news = welcome.news
    this.setReferences(welcome.references ?? [])
    this.signatures.welcome(welcome)
    this.emit('people')
    this.emit('fields')
  }

  /** The plan as the board has it too; undefined while it is not. */
  #keepable(): KeptPlan | undefined {
    const { me } = this
    if (this.state.at !== 'live' || this.waiting > 0 || !this.#turns.isWhole || !me || !this.#welcomed) return undefined
    return keptOf(this.doc, this, me, this.#turns.lastSeq, this.#welcomed)
  }

  #waitingChanged(): void {
    this.#keeper?.unsentChanged()
    this.emit('saved')
  }

  // --- the provider -----------------------------------------------------------------------------------------

  #newProvider(): WebsocketProvider {
    return newProvider(this.plan, this.doc, this.#options, (provider) => provider === this.#provider, {
      opened: () => this.#opened(),
      counted: (kind) => {
        this.#unsent.counted(kind)
        return this.#claims.before(kind)
      },
      sync: (reply, decoder, provider) => this.#takeSync(reply, decoder, provider),
      message: (message) => this.#take(message),
      lost: (close) => this.#lost(close),
      ended: (code) => this.#ended(code),
      localUpdate: (update) => {
        this.#unsent.add(update, this.#now(), this.#places)
        this.#waitingChanged()
      },
      transaction: (transaction, isRemote) => this.#note(transaction, isRemote)
    })
  }

  #opened(): Uint8Array {
    this.#unsent.connected()
    this.#turns.cut()
    // The server sends all of it again, counted from the last seq that is in the document.
    this.#hold.forget()
    this.#welcomed = undefined
    const client = this.doc.clientID
    const ownClock = Y.getState(this.doc.store, client)
    const { lastSeq } = this.#turns
    const [person, speaker] = [this.me?.id ?? '', this.speaker?.id ?? '']
    return encodeHello({ epoch: this.#epoch, lastSeq, client, ownClock, page: this.#page, person, speaker })
  }

  #lost(close: { code: number; reason: string } | undefined): void {
    if (this.state.at === 'ended') return
    this.#hold.forgetPresence()
    this.clearPresence()
    if (close && isRefusalCode(close.reason) && isHindrance(close.reason)) this.hindrance = close.reason
    if (this.state.at === 'live') this.#before = new WordsBefore(this.doc)
    if (this.state.at === 'live' || this.isCopy) this.setState({ at: 'away', sinceMs: this.#awaySince() })
    if (close?.code === 1009) this.#ended('too-large')
    else if (!this.#welcomed) void this.#askWhyShut(this.#provider)
    // The next socket may never open: whoever signed out or was removed meanwhile is told why.
    this.#welcomed = undefined
  }

  #awaySince(): Ms {
    return this.state.at === 'away' ? this.state.sinceMs : this.#now()
  }

  async #askWhyShut(provider: WebsocketProvider): Promise<void> {
    const code = await this.#options.whyShut?.()
    if (code && provider === this.#provider) {
      provider.disconnect()
      this.#ended(code)
    }
  }

  #ended(said: RefusalCode): void {
    const { device } = this.#options
    // The door does not say which plans there are; whoever was in this one knows that it is there.
    const code = said === 'no-such-plan' && this.#everOpened ? 'removed' : said
    // Someone who is no longer in the plan keeps nothing of it; who signed out in mid-sentence keeps their words.
    if (code === 'removed' || code === 'no-such-plan') void device?.forget()
    else if (code === 'signed-out') void device?.forgetCopy()
    this.setState({ at: 'ended', code, sentence: REFUSALS[code].sentence })
  }

  /** The plan did not take what is not kept yet: an empty document under a fresh id, without it. */
  #startOver(): Y.Doc {
    const [oldDoc, oldProvider] = [this.doc, this.#provider]
    this.#freshDoc = true
    this.doc = newDoc()
    this.#unsent.clear()
    this.#claims.clear()
    this.#turns.cut()
    this.#turns.lastSeq = 0
    this.#apart = undefined
    if (this.#hold.isOn) {
      // The whole plan comes again: there is no way to stand still in it.
      this.#hold.forget()
      this.release()
      this.holdEnd = 'new-start'
      this.emit('held')
    }
    this.#provider = this.#newProvider()
    endProvider(oldProvider)
    this.#provider.connect()
    return oldDoc
  }

  /** Starts over, and writes all that is not kept yet again under a fresh id, once the plan is here. */
  #rotate(): void {
    const unsent = this.#unsent.updates()
    const claims = this.#claims.all()
    const oldDoc = this.#startOver()
    this.#carryOver.follow(oldDoc, unsent, () => this.#waitingChanged())
    this.#claims.add(claims)
    this.#carried = this.#keeper?.flushUnsent()
  }

  // --- frames from the server -------------------------------------------------------------------------------

  #takeSync(reply: encoding.Encoder, decoder: decoding.Decoder, provider: WebsocketProvider): void {
    const kind = decoding.readVarUint(decoder)
    const bytes = decoding.readVarUint8Array(decoder)
    if (kind === sync.step1)
      return answerState(this.doc, this.#unsent, bytes, reply, (frame) => provider.ws?.send(frame))
    if (kind === sync.update) {
      return this.#whenMoving(bytes.length, this.#hold.nextBy(this.me?.id), () => {
        Y.applyUpdate(this.doc, bytes, provider)
        this.#turns.arrived()
      })
    }
    const { catchUp, head = 0 } = this.#welcomed ?? {}
    const isEmpty = bytes.length <= 2
    this.#whenMoving(bytes.length, isEmpty ? undefined : '', () => {
      Y.applyUpdate(this.doc, bytes, provider)
      // Also downward: after a restored backup the plan's count is behind what this page once had.
      if (catchUp === 'state') this.#turns.lastSeq = head
      this.#compare()
    })
    const renamed = this.#carryOver.settle(this.doc)
    for (const each of renamed) this.#claims.rename(each)
    const flushed = renamed.length > 0 ? this.#keeper?.flushUnsent() : undefined
    if (flushed) this.#carried = Promise.all([this.#carried, flushed])
    if (!this.#carried) return this.#caughtUp(provider)
    // What is written again must not be found on this device under its old id: it would come twice.
    void this.#carried.then(() => {
      this.#carried = undefined
      if (provider === this.#provider && provider.wsconnected) this.#caughtUp(provider)
    })
  }

  #caughtUp(provider: WebsocketProvider): void {
    provider.synced = true
    const first = !this.#everOpened
    this.#everOpened = true
    if (this.#unsent.count === 0) this.hindrance = null
    this.setState({ at: 'live' })
    this.#writeAgain()
    if (first || this.#freshDoc) this.emit('doc')
    this.#freshDoc = false
    this.#whereabouts.resume()
    this.#keeper?.planChanged(this.#now())
  }

  #writeAgain(): void {
    if (this.#carryOver.updates.length === 0) return
    const words = this.#carryOver.writeInto(this.doc)
    if (words !== '') this.say({ code: 'behind', sentence: noPlace, words })
    this.#waitingChanged()
  }

  #take(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        return this.#takeWelcome(message.welcome)
      case 'meta':
        this.#hold.expect(message.meta.authors)
        // They move nothing: an item of a page that is held gets its name when the board has it.
        this.setReferences(message.meta.references ?? [])
        return this.#whenMoving(0, undefined, () => this.#takeMeta(message.meta))
      case 'ack':
        return this.#takeAck(message.frames)
      case 'refused':
        return this.#takeRefused(message.code)
      case 'rotate':
        if (message.reason === anotherEpoch) {
          void this.#options.device?.forgetCopy()
          this.tell('words-removed')
        }
        return message.reason === nobodyToTypeFor ? this.#loseSpeaker() : this.#rotate()
      case 'keepalive':
        return
      case 'presence':
        if (this.#hold.isOn) return this.#hold.keepPresence(message.entries)
        return this.showPresence(message.entries)
      case 'news':
        // Records are asked for over HTTP and shown apart from the text: they need not wait for a page that is held.
        return this.setNews(message.news)
      default: {
        const missed: never = message
        throw new Error('unhandled message', { cause: missed })
      }
    }
  }

  #takeWelcome(welcome: Welcome): void {
    this.#welcomed = welcome
    this.#epoch = welcome.epoch
    this.#provider.maxBackoffTime = backoffWithin(welcome.reconnectSpreadMs)
    this.lead = welcome.lead
    this.signatures.me = welcome.me
    this.#apart =
      this.#everOpened && !this.#freshDoc ? new Apart(this.#unsent.updates(), welcome.me.id, this.#before) : undefined
    this.emit('people')
    this.setNews(welcome.news)
    this.setReferences(welcome.references ?? [])
    this.#whenMoving(0, undefined, () => {
      this.signatures.welcome(welcome)
      this.signatures.renewSpeaker()
      if (welcome.repeats.length > 0) this.emit('repeats')
      this.emit('people')
      this.emit('fields')
    })
  }

  #takeMeta(meta: Meta): void {
    if (this.signatures.learn(meta)) this.emit('people')
    if (meta.repeats.length > 0) this.emit('repeats')
    this.#turns.begin(meta)
  }

  #takeAck(frames: number): void {
    const before = this.#unsent.count
    this.#unsent.acknowledged(frames)
    if (this.#unsent.count < before) this.hindrance = null
    if (this.#unsent.count === 0) {
      this.savedAt = this.#now()
      this.#claims.clear()
    }
    this.#waitingChanged()
    this.#keeper?.planChanged(this.#now())
  }

  #takeRefused(code: RefusalCode): void {
    if (REFUSALS[code].retry) {
      this.hindrance = isHindrance(code) ? code : this.hindrance
      return
    }
    this.#setAside(code)
  }

  /** Starts over without what is not kept yet; its words are told, to copy. */
  #setAside(code: RefusalCode): void {
    const updates = this.#unsent.updates()
    const oldDoc = this.#startOver()
    // By its code, in the language of this page: what comes over the wire is English.
    const { sentence } = REFUSALS[code]
    const tell = (): void => this.say({ code, sentence, words: standingWords(oldDoc, updates) })
    // The page shows the old document until the new one is there: what is written in it meanwhile is kept to copy.
    oldDoc.on('update', (update: Uint8Array) => {
      updates.push(update)
      tell()
    })
    tell()
    this.#waitingChanged()
  }

  // --- who changed what ---------------------------------------------------------------------------------------

  /** Keeps "last changed by" and the times of letters as the server folds them. */
  #note(transaction: Y.Transaction, isRemote: boolean): void {
    this.#keeper?.planChanged(this.#now())
    const author = isRemote ? this.#turns.author : undefined
    if (isRemote) this.#apart?.note(transaction, author?.speaker, (client) => this.owners.get(client)?.speaker ?? '')
    const by = isRemote ? author : this.signatures.voice
    if (!by) return
    if (!isRemote) this.#claims.add(standAgain(transaction).filter(({ of }) => !this.signatures.isOwnLetter(of)))
    const news = this.signatures.note(transaction, by, author?.at ?? this.#now())
    if (news.owner) this.emit('people')
    if (!isRemote) this.#places = news.fields
    if (news.fields.length > 0) this.emit('fields')
  }

  /** All that others did meanwhile is here: which sentences did both sides change? */
  #compare(): void {
    const found = this.#apart?.sentences(this.doc, (path) => this.fields.get(path)?.by) ?? []
    this.#apart = undefined
    this.#before = undefined
    this.addMerged(found)
  }

  #sendPresence(bytes: Uint8Array): boolean {
    // After a fresh start the socket is a new one, which is not open yet.
    const { ws, wsconnected } = this.#provider
    if (!ws || !wsconnected || this.state.at !== 'live') return false
    ws.send(encodePresence(bytes) as Uint8Array<ArrayBuffer>)
    return true
  }

  #now(): Ms {
    return this.#options.now?.() ?? Date.now()
  }
}

/** The board is there and says why it takes nothing: better told than "No signal". */
const isHindrance = (code: RefusalCode): boolean =>
  code === 'store-full' || code === 'too-many-ids' || code === 'plan-unreadable' || code === 'stopping'
