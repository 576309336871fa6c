import * as Y from 'yjs'
import type { PlanId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import { PlanUnreadable, type Author, type Erasure } from '../store/store.ts'
import type { Clock, Close } from './clock.ts'
import type { Connection, RelayEvent, Seat } from './connection.ts'
import { lettersMeant, removeLetters, rowsWithout, withoutBoth, type Removal, type Removed } from './redact.ts'
import { FieldTrace } from './removed-values.ts'
import { Room, RoomOver, type RoomParts } from './room.ts'
import { compactPlan, newPlanDoc, readPlanState } from './stored-plan.ts'

export type { RelayEvent, Seat } from './connection.ts'

/** Whether someone may still be here. */
export type Access = {
  /** Rises with every change of people, memberships and sessions. */
  version(): Promise<number>
  /** The seat as it is now, or why it is no more. */
  check(seat: Seat, plan: PlanId): Promise<Refusal | Seat>
}

export type LobbyParts = {
  store: RoomParts['store'] & Pick<Erasure, 'redact'>
  clock: Clock
  random(bytes: number): Uint8Array
  report(event: RelayEvent): void
  access: Access
  lettersOf: RoomParts['lettersOf']
  /** Where snapshots are folded; here, when nothing is said. */
  compact?: RoomParts['compact']
  /** What is held of a plan's history holds every word there ever was: it is let go of, and not kept. */
  forgetHistory(plan: PlanId): void
}

/** The room when it is open by now, without waiting for it. */
const ifOpen = async (opening: Promise<Room | Refusal> | undefined): Promise<Room | undefined> => {
  // Of two promises that are settled already, the first one wins.
  const room = await Promise.race([opening, Promise.resolve(undefined)])
  return room && !isRefusal(room) ? room : undefined
}

/** Every plan that is open on this node, each once. */
export class Lobby {
  readonly #parts: LobbyParts
  readonly #rooms = new Map<PlanId, Promise<Room | Refusal>>()
  #stopping = false
  #looking: Promise<void> | undefined
  /** A look that has not begun: whoever asks for one meanwhile is served by it. */
  #nextLook: Promise<void> | undefined
  /** The change of access that every open room was told of. */
  #toldVersion = -1

  constructor(parts: LobbyParts) {
    this.#parts = parts
  }

  /** Starts the beats: presence, keepalive, and the watch for people who may no longer be here. */
  open(): Close {
    const { clock } = this.#parts
    const stops = [
      clock.every(limits.presenceTurnMs, () => this.#each((room) => room.audience.presenceTurn(clock.now()))),
      clock.every(limits.keepaliveMs, () => this.#each((room) => room.audience.keepAlive())),
      clock.every(limits.revokeCheckMs, () => void this.recheck())
    ]
    return () => stops.forEach((stop) => stop())
  }

  /**
   * The room of a plan, opened if need be; opening creates nothing.
   * Refuses 'no-such-plan', 'plan-unreadable', 'stopping', 'unavailable'.
   */
  room(plan: PlanId): Promise<Room | Refusal> {
    if (this.#stopping) return Promise.resolve(refuse('stopping'))
    const open = this.#rooms.get(plan)
    if (open) return open
    const opening = this.#openRoom(plan)
    this.#rooms.set(plan, opening)
    void opening.then((room) => {
      if (isRefusal(room)) this.#rooms.delete(plan)
    })
    return opening
  }

  async #openRoom(plan: PlanId): Promise<Room | Refusal> {
    const { store, clock, report, lettersOf } = this.#parts
    const { compact = (of, upTo) => compactPlan(store, of, upTo) } = this.#parts
    try {
      const state = await readPlanState(store, plan)
      if (!state) return refuse('no-such-plan')
      return new Room(plan, state, { store, clock, report, lettersOf, compact, forget: () => this.#rooms.delete(plan) })
    } catch (error) {
      report({ event: 'plan not opened', plan, error })
      return refuse(error instanceof PlanUnreadable ? 'plan-unreadable' : 'unavailable')
    }
  }

  /**
   * Gives a plan its first content, as the server's first commit, once.
   * Refuses 'exists' when the plan has content already.
   */
  async found(plan: PlanId, fill: (doc: Y.Doc) => void, by: Author): Promise<Refusal | undefined> {
    const { store, clock, random } = this.#parts
    const stored = await store.readPlan(plan)
    if (stored && stored.head > 0) return refuse('exists')
    if (!stored) {
      const created = await store.createPlan(plan, clock.now())
      if (created) return created
    }
    const doc = newPlanDoc()
    doc.clientID = new DataView(random(4).slice().buffer).getUint32(0)
    fill(doc)
    const update = Y.encodeStateAsUpdate(doc)
    const owner = { ...by, client: doc.clientID, via: 'system' as const }
    doc.destroy()
    const seq = await store.commit(plan, 0, clock.now(), [{ author: by, update }], [owner])
    this.#rooms.delete(plan)
    return isRefusal(seq) ? seq : undefined
  }

  /**
   * Removes words for good: from the text, the log and all that is kept of it. Everyone is closed with a code
   * that brings them back to a new epoch; what they have not sent yet comes with them. Source: PROTOCOL.md P27.
   * Refuses what `room` does, 'not-found' for letters that never were, 'store-full'.
   */
  async redact(plan: PlanId, removal: Removal): Promise<Removed | Refusal> {
    const { store, clock, report, forgetHistory } = this.#parts
    const room = await this.room(plan)
    if (isRefusal(room)) return room
    const pause = (): Promise<void> => new Promise((done) => void clock.after(0, done))
    try {
      const first = await room.settled((state) => ({
        ranges: lettersMeant(state, removal.ids),
        trace: FieldTrace.of(state.doc, removal.values ?? [], removal.links ?? []),
        upTo: state.head
      }))
      const { ranges, trace, upTo } = first
      if (isRefusal(ranges)) return ranges
      if (isRefusal(trace)) return trace
      // The long look at the log is taken while others go on writing; the short one after it is not.
      const looked = await rowsWithout(store, plan, 0, upTo, withoutBoth(ranges, trace), pause)
      if (looked.length === 0) return refuse('not-found')
      return await room.alone(async (state) => {
        const more = { looked, upTo, at: clock.now(), pause, trace }
        forgetHistory(plan)
        try {
          return await removeLetters(state, store, plan, removal, more)
        } finally {
          forgetHistory(plan)
          this.#rooms.delete(plan)
          room.end('words-removed')
        }
      })
    } catch (error) {
      report({ event: 'words not removed', plan, error })
      return refuse('unavailable')
    }
  }

  /** Signing out closes what the session opened, at once. */
  endSession(session: string): void {
    this.#each((room) => {
      for (const connection of [...room.audience.connections()])
        if (connection.seat.session === session) connection.refuse('signed-out')
    })
  }

  /** Somebody showed again who they are: their open pages go on under the session that came of it. */
  async moveSession(from: string, to: string): Promise<void> {
    for (const room of await this.#openRooms())
      for (const connection of room.audience.connections())
        if (connection.seat.session === from) connection.seat = { ...connection.seat, session: to }
  }

  /** Everything accepted is kept and acknowledged, snapshots are saved, then sockets are told to come back. */
  async drain(): Promise<void> {
    this.#stopping = true
    for (const opening of [...this.#rooms.values()]) {
      const room = await opening
      if (isRefusal(room)) continue
      try {
        await room.drain()
        await room.save()
      } catch (error) {
        // A room that failed meanwhile has closed its peers already; the others still drain.
        this.#parts.report({ event: 'room not drained', plan: room.plan, error })
      }
      room.end('stopping')
    }
    this.#rooms.clear()
  }

  /** The store failed with an unknown outcome: everyone comes back later, to what is on disk. */
  endAll(): void {
    this.#stopping = true
    this.#each((room) => room.end('unavailable'))
  }

  #each(act: (room: Room) => void): void {
    for (const opening of this.#rooms.values()) {
      void opening.then((room) => {
        if (!isRefusal(room)) act(room)
      })
    }
  }

  /** A plan that is slow to open has nobody in it yet, and holds up no look at the others. */
  async #openRooms(): Promise<Room[]> {
    const rooms = await Promise.all([...this.#rooms.values()].map(ifOpen))
    return rooms.filter((room) => room !== undefined)
  }

  async #connections(): Promise<{ connection: Connection; plan: PlanId }[]> {
    return (await this.#openRooms()).flatMap((room) =>
      [...room.audience.connections()].map((connection) => ({ connection, plan: room.plan }))
    )
  }

  /**
   * Looks whether everyone who is here may stay: closes expired sessions, and after a change of access
   * whoever may not. What changed before it is called has taken effect once it resolves. One look at a time.
   */
  recheck(): Promise<void> {
    this.#nextLook ??= (this.#looking ?? Promise.resolve()).then(() => {
      this.#looking = this.#nextLook
      this.#nextLook = undefined
      return this.#look()
    })
    return this.#nextLook
  }

  /** Tells everyone in the plan that its records or people have changed, if they have. Opens nothing. */
  async news(plan: PlanId): Promise<void> {
    const room = await ifOpen(this.#rooms.get(plan))
    if (room) await this.#tell(room)
  }

  async #tell(room: Room): Promise<void> {
    const { store, clock, report } = this.#parts
    try {
      const news = await store.newsOf(room.plan)
      if (news.people > room.audience.news.people) {
        const members = await store.readMembers(room.plan)
        const past = room.audience.past(members)
        const named = new Set((await store.readPeople(past)).map(({ id }) => id))
        const erased = past.filter((id) => !named.has(id))
        await room.settled(({ head }) => room.audience.gather(members, erased, head, clock.now()))
      }
      room.audience.tell(news)
    } catch (error) {
      // What was kept stays kept: whoever missed the word is told with the next one, or when they come back.
      if (!(error instanceof RoomOver)) report({ event: 'news not told', plan: room.plan, error })
    }
  }

  /** Whether the person they type for is still in the plan, for the same group. */
  async #maySpeak({ speaksFor }: Connection, plan: PlanId): Promise<boolean> {
    if (!speaksFor) return true
    const member = await this.#parts.store.readMember(plan, speaksFor.speaker)
    return member?.group === speaksFor.group
  }

  async #look(): Promise<void> {
    try {
      const { access, clock } = this.#parts
      const here = await this.#connections()
      if (here.length === 0) return
      for (const { connection } of here) if (connection.seat.expiresAt <= clock.now()) connection.refuse('signed-out')
      const version = await access.version()
      for (const { connection, plan } of here) {
        if (connection.closed || connection.checkedVersion === version) continue
        const { seat } = connection
        const verdict = await access.check(seat, plan)
        // It goes on under another session: that one is looked at next time.
        if (connection.seat !== seat) continue
        if (isRefusal(verdict)) connection.refuse(verdict.refused)
        else if (await this.#maySpeak(connection, plan)) connection.seat = verdict
        else connection.refuse('role-changed')
        connection.checkedVersion = version
      }
      if (this.#toldVersion === version) return
      this.#toldVersion = version
      for (const room of await this.#openRooms()) await this.#tell(room)
    } catch (error) {
      this.#parts.report({ event: 'access not checked', error })
    }
  }
}
