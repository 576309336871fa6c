import { plainRepeat } from '../../shared/authorship/repeats.ts'
import type { Ms, PersonId, Seq } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { GivenReference } from '../../shared/plan/references.ts'
import {
  encodeServerMessage,
  encodeSync,
  type News,
  type WireOwner,
  type WirePerson
} from '../../shared/wire/messages.ts'
import type { Member, SignedUpdate } from '../store/store.ts'
import type { Connection } from './connection.ts'
import { Presence, encodeAwarenessEntries } from './presence.ts'

/** A commit as it is shown: its updates, who sent them, and who owns the ids that are new with it. */
export type Shown = {
  seq: Seq
  at: Ms
  entries: readonly (SignedUpdate & { from: Connection })[]
  owners: readonly WireOwner[]
  /** What the items that are new with it are called. */
  references: GivenReference[]
}

/** Everyone who is in one room: what they are shown, where they are, and what they are called. */
export class Audience {
  readonly #connections = new Set<Connection>()
  readonly #presence = new Presence()
  /** Members and everyone who ever wrote; filled when the first one is greeted. */
  readonly people = new Map<PersonId, WirePerson>()
  lead: string | null = null
  /** How often records and people have changed, as far as anybody here was told. */
  news: News = { records: 0, people: 0 }

  connections(): Iterable<Connection> {
    return this.#connections
  }

  add(connection: Connection): void {
    this.#connections.add(connection)
  }

  remove(from: Connection): void {
    this.#connections.delete(from)
    this.#presence.leave(from.number)
    if (!from.awareness) return
    this.#toStock(encodeAwarenessEntries([{ ...from.awareness, clock: from.awareness.clock + 1, state: null }]))
  }

  #toStock(frame: Uint8Array, except?: Connection): void {
    for (const other of this.#connections) if (!other.hello && other.live && other !== except) other.peer.send(frame)
  }

  present(from: Connection, bytes: Uint8Array): void {
    this.#presence.set(from.number, from.seat.person, bytes)
  }

  /** A stock client's entry; who it is comes from the session, whatever the client wrote there. */
  awareness(from: Connection): void {
    if (!from.awareness) return
    const user = { name: from.seat.name, group: from.seat.group }
    if (from.awareness.state) from.awareness.state = { ...from.awareness.state, user }
    this.#toStock(encodeAwarenessEntries([from.awareness]), from)
    this.present(from, new Uint8Array())
  }

  /** Everyone who is here, for one who has just come or asks again. */
  showPresence(to: Connection): void {
    if (to.hello) {
      const frame = this.#presence.whole()
      if (frame) to.peer.send(frame)
      return
    }
    const entries = [...this.#connections].flatMap(({ awareness }) => (awareness ? [awareness] : []))
    to.peer.send(encodeAwarenessEntries(entries))
  }

  /** Tells the others a name they have not been told. */
  introduce(person: WirePerson, seq: Seq, at: Ms): void {
    const known = this.people.get(person.id as PersonId)
    if (known?.name === person.name && known.group === person.group) return
    this.people.set(person.id as PersonId, person)
    const frame = encodeServerMessage({
      type: 'meta',
      meta: { seq, at, people: [person], owners: [], authors: [], repeats: [] }
    })
    for (const other of this.#connections) if (other.hello && other.live) other.peer.send(frame)
  }

  /** Tells everyone who is here that there is something to ask for; who comes now is told by WELCOME. Source: PROTOCOL.md P23. */
  tell({ records, people }: News): void {
    if (records <= this.news.records && people <= this.news.people) return
    this.news = { records: Math.max(records, this.news.records), people: Math.max(people, this.news.people) }
    const frame = encodeServerMessage({ type: 'news', news: this.news })
    for (const connection of this.#connections) if (connection.hello && connection.live) connection.peer.send(frame)
  }

  /** Who is known here by name and is in the plan no more. */
  past(members: readonly Member[]): PersonId[] {
    const here = new Set<PersonId>(members.map(({ person }) => person))
    return [...this.people.keys()].filter((id) => !here.has(id))
  }

  /**
   * The members as they are now: names and groups that changed are told. Whoever left keeps the name of their
   * words, unless it was erased: then everyone is told that there is none, and it is forgotten here too.
   */
  gather(members: readonly Member[], erased: readonly PersonId[], seq: Seq, at: Ms): void {
    this.lead = members.find(({ role }) => role === 'lead')?.name ?? null
    if (this.people.size === 0) return
    const here = new Set<PersonId>(members.map(({ person }) => person))
    for (const { person, name, group } of members) this.introduce({ id: person, name, group }, seq, at)
    for (const id of erased) {
      this.introduce({ id, name: '', group: null }, seq, at)
      this.people.delete(id)
    }
    for (const [id, person] of this.people)
      if (!here.has(id) && person.group !== null) this.introduce({ ...person, group: null }, seq, at)
  }

  presenceTurn(now: Ms): void {
    for (const connection of this.#connections) {
      const { waiting } = connection.pace
      if (!waiting || !connection.pace.take(waiting, now)) continue
      if (connection.hello) this.present(connection, waiting)
      else this.awareness(connection)
    }
    const frameFor = this.#presence.turn()
    if (!frameFor) return
    for (const connection of this.#connections) {
      const frame = connection.hello && connection.live ? frameFor(connection.number) : undefined
      if (frame) connection.peer.send(frame)
    }
  }

  keepAlive(): void {
    const ours = encodeServerMessage({ type: 'keepalive' })
    // An empty awareness update feeds the stock client's watchdog without a line in its console.
    const stock = encodeAwarenessEntries([])
    for (const connection of [...this.#connections]) {
      if (this.#keepsUp(connection)) connection.peer.send(connection.hello ? ours : stock)
    }
  }

  /** What waits in a socket is bounded: beyond it the socket is closed and comes back later. */
  #keepsUp(connection: Connection): boolean {
    if (connection.peer.waitingBytes() <= limits.outboxBytesMax) return true
    connection.refuse('too-slow')
    return false
  }

  /** Sends the stored bytes to everyone but their sender, each update on its own, one write a socket. */
  show({ seq, at, entries, owners, references }: Shown): void {
    const frames = entries.map((entry) => encodeSync('update', entry.update))
    const metaOf = (shown: typeof entries): Uint8Array =>
      encodeServerMessage({
        type: 'meta',
        meta: {
          seq,
          at,
          people: [],
          owners: [...owners],
          authors: shown.map((entry) => entry.author),
          // Whoever sent them must hear too which were granted.
          repeats: entries.flatMap((entry) => (entry.repeats ?? []).map(plainRepeat)),
          ...(references.length > 0 && { references })
        }
      })
    const shared = metaOf(entries)
    const senders = new Set(entries.map((entry) => entry.from))
    for (const connection of [...this.#connections]) {
      if (!connection.live || !this.#keepsUp(connection)) continue
      const own = senders.has(connection)
      connection.peer.hold()
      if (connection.hello)
        connection.peer.send(own ? metaOf(entries.filter(({ from }) => from !== connection)) : shared)
      frames.forEach((frame, index) => {
        if (!own || entries[index]?.from !== connection) connection.peer.send(frame)
      })
      connection.acknowledge(seq)
      connection.peer.release()
    }
  }
}
