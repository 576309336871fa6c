import * as Y from 'yjs'
import type { ClientId, Ms, PlanId, Seq } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { isRefusal, refuse, type Refusal, type RefusalCode } from '../../shared/refusals.ts'
import type { Author, Memberships, Owner, People, PlanLog, Records, SignedUpdate } from '../store/store.ts'
import { Audience } from './audience.ts'
import type { Clock } from './clock.ts'
import { Connection, type Desk, type RelayEvent, type Seat } from './connection.ts'
import { IdBudget } from './id-budget.ts'
import { judge, type Verdict } from './gate.ts'
import type { Peer } from './peer.ts'
import { TakenOut, prove, unknownLetters, type Letters } from './provenance.ts'
import { Reservations } from './reservations.ts'
import type { Looked, Sent } from './stash.ts'
import { applyEntry, readPlanState, type PlanState, type Snapshot } from './stored-plan.ts'
import type { Range } from './update.ts'
import { greet } from './welcome.ts'

export type RoomParts = {
  store: PlanLog & People & Memberships & Pick<Records, 'newsOf'>
  clock: Clock
  report(event: RelayEvent): void
  /** Letters that stood under these ids once, from the log; those it cannot tell are left out. */
  lettersOf(plan: PlanId, ranges: readonly Range[]): Promise<Letters[]>
  /** What a snapshot after this commit holds, from what is on disk; wherever it is folded, nobody here waits for it. */
  compact(plan: PlanId, upTo: Seq): Promise<Snapshot>
  /** The room can no longer be trusted with what it holds: whoever keeps it lets go of it. */
  forget(): void
}

type Waiting = Looked & { from: Connection; again?: true }
type Kept = SignedUpdate & { from: Connection; owners: Owner[] }

/** What passed the gate and yet could not be applied. */
class Poison extends Error {
  readonly waiting: Waiting
  constructor(waiting: Waiting, cause: unknown) {
    super('an update that passed the gate could not be applied', { cause })
    this.waiting = waiting
  }
}

/** Whether words under an id of this owner may be joined by words of this author. */
const isSameVoice = (owner: Author, author: Author): boolean =>
  owner.typist === author.typist && owner.speaker === author.speaker && owner.group === author.group

/** The room closed while someone waited to read: they come back to a new one. */
export class RoomOver extends Error {
  override name = 'RoomOver'
}

/**
 * One plan, open: IDLE → a turn → IDLE. A turn takes what waits through the gate, applies each update
 * to the document, keeps them all in one commit, and only then shows them. Nobody reads the document
 * during a turn, so nothing is seen before it is kept; and an update that Yjs itself cannot apply is
 * found out before it is in the log. One file past 300 lines, so that a turn can be read in one piece. Source: PROTOCOL.md P2–P6.
 */
export class Room implements Desk {
  readonly plan: PlanId
  readonly #parts: RoomParts
  #state: PlanState
  readonly audience = new Audience()
  #nextNumber = 1
  #inbox: Waiting[] = []
  #turning = false
  /** The last turn left frames for the next one. */
  #cutShort = false
  #over = false
  #saving: Promise<void> = Promise.resolve()
  #saveAsked = false
  /** How often the log itself was worked on. */
  #rewrites = 0
  #whenIdle: { read(): void; giveUp(error: Error): void }[] = []
  readonly #reserved = new Reservations()
  /** Nothing more is taken in: the room is about to close. */
  #draining = false
  readonly #idBudget = new IdBudget()
  readonly #takenOut = new TakenOut()
  /** Frames whose letters are looked up in the log. */
  readonly #proving = new Set<Promise<void>>()

  constructor(plan: PlanId, state: PlanState, parts: RoomParts) {
    this.plan = plan
    this.#state = state
    this.#parts = parts
  }

  now(): Ms {
    return this.#parts.clock.now()
  }

  report(event: RelayEvent): void {
    this.#parts.report(event)
  }

  get store(): RoomParts['store'] {
    return this.#parts.store
  }

  /** Takes a socket in. It is shown nothing until it has said how far it has read. */
  join(peer: Peer, seat: Seat): Connection {
    const connection = new Connection(this.#nextNumber++, seat, peer, this)
    if (this.#over) connection.refuse('unavailable')
    else this.audience.add(connection)
    return connection
  }

  /** Reads between turns: only kept content is seen. Rejects when the room is over. */
  settled<T>(read: (now: Readonly<PlanState>) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const run = (): void => {
        try {
          resolve(read(this.#state))
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      }
      if (this.#over) reject(new RoomOver())
      else if (this.#turning) this.#whenIdle.push({ read: run, giveUp: reject })
      else run()
    })
  }

  /**
   * Holds turns while something is done to the log itself; what comes in meanwhile waits. One at a time.
   * Rejects when the room is over.
   */
  async alone<T>(act: (state: PlanState) => Promise<T>): Promise<T> {
    while (this.#turning) await this.settled(() => undefined)
    if (this.#over) throw new RoomOver()
    this.#turning = true
    this.#rewrites++
    try {
      return await act(this.#state)
    } finally {
      this.#idle()
    }
  }

  // --- what connections ask ---------------------------------------------------------------------------

  submit(from: Connection, sent: Sent): void {
    if (this.#draining) return
    const unknown = unknownLetters(this.#state.doc, sent.repeats, this.#takenOut)
    if (!from.behind && unknown.length === 0) return this.#take({ ...sent, from, fromLog: [] })
    const before = from.behind ?? Promise.resolve()
    const mine = before
      .then(() => (unknown.length === 0 ? [] : this.#parts.lettersOf(this.plan, unknown)))
      .catch((error: unknown): Letters[] => {
        // The words are kept all the same, as those of whoever sent them.
        this.report({ event: 'letters not found', plan: this.plan, person: from.seat.person, error })
        return []
      })
      .then((fromLog) => {
        if (from.behind === mine) from.behind = undefined
        this.#proving.delete(mine)
        this.#take({ ...sent, from, fromLog })
      })
    from.behind = mine
    this.#proving.add(mine)
  }

  #take(waiting: Waiting): void {
    this.#inbox.push(waiting)
    this.#start()
  }

  greet(from: Connection, stateVector: Uint8Array): void {
    greet(this, from, stateVector).catch((error: unknown) => {
      this.report({ event: 'greeting failed', plan: this.plan, person: from.seat.person, error })
      from.refuse('unavailable')
    })
  }

  /** Reserves an id for the connection's person; false when it is or will be somebody else's. */
  announce(from: Connection, client: ClientId): boolean {
    const owner = this.#state.ledger.owner(client)
    if (owner && !isSameVoice(owner, from.author)) return false
    return this.#reserved.take(client, from)
  }

  present(from: Connection, bytes: Uint8Array): void {
    this.audience.present(from, bytes)
  }

  awareness(from: Connection): void {
    this.audience.awareness(from)
  }

  askAwareness(from: Connection): void {
    if (!from.hello) this.audience.showPresence(from)
  }

  leave(from: Connection): void {
    this.audience.remove(from)
    this.#reserved.leave(from, (client) => this.#state.ledger.owner(client) !== undefined)
  }

  // --- a turn -----------------------------------------------------------------------------------------------

  #start(): void {
    if (this.#turning || this.#over || this.#inbox.length === 0) return
    this.#turning = true
    this.#turn().then(
      () => this.#idle(),
      (error: unknown) => this.#fail(error)
    )
  }

  #idle(): void {
    if (this.#over) return
    this.#turning = false
    const reads = this.#whenIdle
    this.#whenIdle = []
    for (const { read } of reads) read()
    this.#start()
  }

  async #turn(): Promise<void> {
    const at = this.now()
    const taken = new Set<Connection>()
    const kept: Kept[] = []
    const called = this.#state.ledger.references.count
    try {
      this.#admit(at, taken, kept)
    } catch (error) {
      if (!(error instanceof Poison)) throw error
      this.report({ event: 'bug in the gate', plan: this.plan, person: error.waiting.from.seat.person, error })
      error.waiting.from.refuseFrame(error.waiting.frame, 'malformed')
      error.waiting.from.sayFarewell()
      return this.#startAgain(taken, 'behind')
    }
    if (kept.length > 0) {
      const owners = kept.flatMap((entry) => entry.owners)
      const seq = await this.#parts.store.commit(this.plan, this.#state.head, at, kept, owners)
      if (this.#over) return
      if (isRefusal(seq)) return this.#takeBack(taken, seq)
      this.#state.head = seq
      const { ledger } = this.#state
      for (const { client } of owners) this.#reserved.bound(client)
      this.audience.show({
        seq,
        at,
        entries: kept,
        owners: owners.map((owner) => ledger.wireOwner(owner)),
        references: ledger.references.plain(called)
      })
    }
    for (const from of taken) {
      from.acknowledge(this.#state.head)
      from.sayFarewell()
    }
    if (!this.#saveAsked && this.#state.head - this.#state.snapshotSeq >= limits.snapshotEveryRows) void this.save()
    // A commit lets others have the event loop; without one a flood of what is known already would not.
    if (kept.length === 0 && this.#cutShort) await new Promise<void>((resolve) => this.#parts.clock.after(0, resolve))
  }

  /** Takes what waits through the gate and applies it, update by update, up to one batch. */
  #admit(at: Ms, taken: Set<Connection>, kept: Kept[]): void {
    const batch = this.#inbox
    this.#inbox = []
    let bytes = 0
    let index = 0
    try {
      while (index < batch.length && kept.length < limits.batchUpdatesMax && bytes < limits.batchBytesMax) {
        if (index > 0 && this.now() - at > limits.turnMs) break
        const waiting = batch[index++]
        if (!waiting) break
        const { from, update } = waiting
        taken.add(from)
        bytes += update.length
        if (!waiting.again) from.taken(update.length)
        const entry = this.#admitOne(waiting, at)
        if (!entry) continue
        kept.push(entry)
        // What waited for this may go now; it was counted when it came.
        const ready = from.takeReady((id) => id.clock < Y.getState(this.#state.doc.store, id.client))
        batch.splice(index, 0, ...ready.map((looked) => ({ ...looked, from, again: true as const })))
      }
    } finally {
      // Behind it: what came in answer to what was asked meanwhile.
      this.#inbox = [...batch.slice(index), ...this.#inbox]
      this.#cutShort = index < batch.length
    }
  }

  #judge({ from, update }: Waiting): Verdict {
    const { doc, ledger } = this.#state
    const { author } = from
    const { person } = from.seat
    try {
      return judge(doc, update, {
        mayWrite: from.mayWrite,
        mayUse: (client) => {
          const owner = ledger.owner(client)
          const holder = owner ? owner.typist : this.#reserved.person(client)
          return holder === undefined || holder === person
        },
        isOfOtherVoice: (client) => {
          const owner = ledger.owner(client)
          return owner !== undefined && !isSameVoice(owner, author)
        }
      })
    } catch (error) {
      // Judging changes nothing, so a bug there costs its sender the frame and nobody else anything.
      this.report({ event: 'bug in the gate', plan: this.plan, person, error })
      return { is: 'refused', refusal: refuse('malformed') }
    }
  }

  #admitOne(waiting: Waiting, at: Ms): Kept | undefined {
    const { from, frame, repeats: claims, fromLog } = waiting
    if (from.closed || from.done) return undefined
    const { doc, ledger } = this.#state
    const { person } = from.seat
    const verdict = this.#judge(waiting)
    switch (verdict.is) {
      case 'nothing':
        from.settle(frame)
        return undefined
      case 'refused':
        from.refuseFrame(frame, verdict.refusal.refused)
        return undefined
      case 'rotate':
        // A fresh id helps who writes under this one; words under an older id would only be asked again and again.
        if (verdict.clients.every((client) => from.announced().has(client))) from.rotate(verdict.why)
        else from.refuseFrame(frame, 'not-your-words')
        return undefined
      case 'early':
        from.holdEarly(waiting, verdict.missing, () => from.askState(Y.encodeStateVector(doc)))
        return undefined
      case 'new': {
        const proof = prove(doc, verdict, claims, ledger.repeats, { takenOut: this.#takenOut, fromLog })
        if (proof.is === 'false') {
          this.report({ event: 'false claim', plan: this.plan, person, code: 'not-your-words' })
          from.refuseFrame(frame, 'not-your-words')
          return undefined
        }
        const { author } = from
        const fresh = verdict.clients.filter((client) => !ledger.owner(client))
        if (!this.#idBudget.take(person, fresh.length, at)) {
          from.refuseFrame(frame, 'too-many-ids')
          return undefined
        }
        const owners = fresh.map((client): Owner => ({
          ...(this.#reserved.author(client) ?? author),
          client,
          via: 'live'
        }))
        const signed = { author, update: verdict.update, ...(proof.granted.length > 0 && { repeats: proof.granted }) }
        ledger.bind(owners)
        this.#takenOut.note(doc, verdict.deletes)
        try {
          applyEntry(this.#state, signed, at, this.#state.head + 1)
        } catch (error) {
          throw new Poison(waiting, error)
        }
        from.settle(frame)
        return { ...signed, from, owners }
      }
      default: {
        const missed: never = verdict
        throw new Error('unhandled verdict', { cause: missed })
      }
    }
  }

  /**
   * The store kept nothing: the document goes back to what is on disk. Whoever had a frame in this turn
   * comes back later with all that was not acknowledged; the others stay and can read.
   */
  async #takeBack(taken: ReadonlySet<Connection>, { refused }: Refusal): Promise<void> {
    if (refused !== 'store-full') throw new Error(`the store refused a commit: ${refused}`)
    this.report({ event: 'store full', plan: this.plan, code: refused })
    await this.#startAgain(taken, refused)
  }

  async #startAgain(taken: ReadonlySet<Connection>, code: RefusalCode): Promise<void> {
    for (const connection of taken) connection.refuse(code)
    const state = await readPlanState(this.#parts.store, this.plan)
    if (!state) throw new Error('the plan is gone')
    this.#state.doc.destroy()
    this.#state = state
  }

  /** Keeps a snapshot of what is kept so far, when there is something new. */
  save(): Promise<void> {
    this.#saveAsked = true
    this.#saving = this.#saving
      .then(() => this.#saveNow())
      .catch((error: unknown) => this.report({ event: 'snapshot failed', plan: this.plan, error }))
      .finally(() => (this.#saveAsked = false))
    return this.#saving
  }

  async #saveNow(): Promise<void> {
    const { head, snapshotSeq } = await this.settled(({ head: seq, snapshotSeq: saved }) => ({
      head: seq,
      snapshotSeq: saved
    }))
    if (head <= snapshotSeq) return
    const rewrites = this.#rewrites
    const { store, compact } = this.#parts
    const snapshot = await compact(this.plan, head)
    // Between two turns, so that it stands before or after a rewriting of the log, never in the middle.
    const refusal = await this.settled(() =>
      // What was folded before words were removed still has them.
      this.#rewrites === rewrites ? store.saveSnapshot(this.plan, snapshot) : undefined
    )
    if (refusal) throw new Error(`the store refused a snapshot: ${refusal.refused}`)
    if (this.#rewrites === rewrites) this.#state.snapshotSeq = Math.max(this.#state.snapshotSeq, snapshot.seq)
  }

  // --- endings ---------------------------------------------------------------------------------------------

  #fail(error: unknown): void {
    this.report({ event: 'room failed', plan: this.plan, error })
    this.end('unavailable')
    this.#parts.forget()
  }

  /** Closes every socket with this code; the room takes nothing more. */
  end(code: RefusalCode): void {
    this.#over = true
    for (const connection of [...this.audience.connections()]) connection.refuse(code)
    for (const { giveUp } of this.#whenIdle) giveUp(new RoomOver())
    this.#whenIdle = []
  }

  /** Takes nothing more in; resolves once what was taken is kept. */
  drain(): Promise<void> {
    this.#draining = true
    return this.drained()
  }

  /** Resolves once nothing waits and no commit is under way. */
  async drained(): Promise<void> {
    while ((this.#turning || this.#proving.size > 0) && !this.#over) {
      await Promise.all(this.#proving)
      await this.settled(() => undefined)
    }
  }
}
