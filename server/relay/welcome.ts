import * as Y from 'yjs'
import { plainRepeat } from '../../shared/authorship/repeats.ts'
import { parsePersonId, type PersonId, type Seq } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import {
  anotherEpoch,
  encodeServerMessage,
  encodeSync,
  nobodyToTypeFor,
  type WirePerson
} from '../../shared/wire/messages.ts'
import type { Author, Commit } from '../store/store.ts'
import type { Connection } from './connection.ts'
import type { Room } from './room.ts'
import type { PlanState } from './stored-plan.ts'

/** How often missing commits are read anew because more came in. */
const rowTriesMax = 3

/** An update that says nothing: it tells a provider that it has everything. */
const emptyUpdate = Uint8Array.of(0, 0)

/**
 * Answers a SyncStep1: what the client lacks, then the question what the server lacks. After a HELLO
 * the answer is WELCOME and either the missing commits one by one, with their authors, or one state.
 * Source: PROTOCOL.md P7, P8.
 */
export const greet = async (room: Room, to: Connection, stateVector: Uint8Array): Promise<void> => {
  if (!isStateVector(stateVector)) return to.refuse('malformed')
  if (to.done || to.closed) return
  if (to.live) return room.settled((state) => sendState(state, to, stateVector))
  if (to.greeting) return
  to.greeting = true
  await meet(room, to)
  if (!to.hello) {
    return room.settled((state) => {
      if (to.closed) return
      sendState(state, to, stateVector)
      goLive(room, to, state)
    })
  }
  // Words written as one person never go out as another: the page keeps them until its person is back.
  if (to.hello.person !== '' && to.hello.person !== to.seat.person) return to.refuse('signed-out')
  const { client, speaker } = to.hello
  if (speaker !== '' && speaker !== to.seat.person) {
    const spokenFor = await speakerOf(room, speaker)
    if (!spokenFor || !to.mayWrite) {
      to.rotate(nobodyToTypeFor)
      return to.sayFarewell()
    }
    to.speaksFor = spokenFor
  }
  const fault = await room.settled((state) => whyRotate(state, to))
  if (fault || !to.announce(client)) {
    to.rotate(fault ?? 'not yours')
    return to.sayFarewell()
  }
  let rows = await missingCommits(room, to.hello.lastSeq)
  for (let tries = 1; ; tries++) {
    if (await room.settled((state) => welcome(room, state, to, stateVector, rows))) return
    // Commits came in while the missing ones were read. Where people never stop writing, the state is quicker.
    rows = tries < rowTriesMax ? await missingCommits(room, to.hello.lastSeq) : 'too many'
  }
}

/** Somebody of the plan whose words others may type: always told as "typed by", on every screen and export. */
const speakerOf = async (room: Room, id: string): Promise<Pick<Author, 'speaker' | 'group'> | undefined> => {
  const person = parsePersonId(id)
  const member = person && (await room.store.readMember(room.plan, person))
  return member && { speaker: member.person, group: member.group }
}

/** @returns why this client must start with a fresh id, if it must. */
const whyRotate = (state: Readonly<PlanState>, { hello, seat, author }: Connection): string | undefined => {
  if (!hello) return undefined
  const owner = state.ledger.owner(hello.client)
  if (owner && owner.typist !== seat.person) return 'not yours'
  if (owner && (owner.group !== author.group || owner.speaker !== author.speaker)) return 'another voice'
  if (hello.lastSeq > 0 && hello.epoch !== state.epoch) return anotherEpoch
  if (Y.getState(state.doc.store, hello.client) > hello.ownClock) return 'used before'
  return undefined
}

type Missing = { commits: Commit[]; upTo: Seq } | 'too many'

const missingCommits = async (room: Room, lastSeq: Seq): Promise<Missing> => {
  const head = await room.settled((state) => state.head)
  if (lastSeq === 0 || lastSeq > head || head - lastSeq > limits.resumeRowsMax) return 'too many'
  if (lastSeq === head) return { commits: [], upTo: head }
  const commits = await room.store.readCommits(room.plan, lastSeq, limits.resumeRowsMax, limits.resumeBytesMax)
  const upTo = commits.at(-1)?.seq ?? lastSeq
  return upTo < head ? 'too many' : { commits, upTo }
}

/** @returns false when more commits came in than `rows` holds. */
const welcome = (
  room: Room,
  state: Readonly<PlanState>,
  to: Connection,
  stateVector: Uint8Array,
  rows: Missing
): boolean => {
  if (to.closed) return true
  if (rows !== 'too many' && rows.upTo !== state.head) return false
  const { ledger, epoch, head } = state
  const { person, name, group, role } = to.seat
  to.peer.hold()
  to.peer.send(
    encodeServerMessage({
      type: 'welcome',
      welcome: {
        epoch,
        head,
        catchUp: rows === 'too many' ? 'state' : 'rows',
        me: { id: person, name, group, role },
        lead: room.audience.lead,
        people: [...room.audience.people.values()],
        owners: ledger.owners().map((owner) => ledger.wireOwner(owner)),
        repeats: ledger.repeats.all().map(plainRepeat),
        fields: ledger.changes(),
        references: ledger.references.plain(),
        news: room.audience.news,
        keepaliveMs: limits.keepaliveMs,
        reconnectSpreadMs: limits.reconnectSpreadMs
      }
    })
  )
  if (rows === 'too many') sendState(state, to, stateVector)
  else {
    for (const commit of rows.commits) sendCommit(to, commit)
    to.peer.send(encodeSync('step2', emptyUpdate))
  }
  goLive(room, to, state)
  to.peer.release()
  return true
}

const sendCommit = (to: Connection, { seq, at, entries }: Commit): void => {
  const authors = entries.map((entry) => entry.author)
  // Who owns what, and what stands again, was told with WELCOME.
  to.peer.send(encodeServerMessage({ type: 'meta', meta: { seq, at, people: [], owners: [], authors, repeats: [] } }))
  for (const { update } of entries) to.peer.send(encodeSync('update', update))
}

const sendState = (state: Readonly<PlanState>, to: Connection, stateVector: Uint8Array): void => {
  // Asking again and again for the whole plan must not fill the server's memory.
  if (to.peer.waitingBytes() > limits.outboxBytesMax) return to.refuse('too-slow')
  to.peer.send(encodeSync('step2', Y.encodeStateAsUpdate(state.doc, stateVector)))
}

const goLive = (room: Room, to: Connection, state: Readonly<PlanState>): void => {
  to.goLive()
  to.askState(Y.encodeStateVector(state.doc))
  room.audience.showPresence(to)
}

const isStateVector = (bytes: Uint8Array): boolean => {
  try {
    Y.decodeStateVector(bytes)
    return true
  } catch {
    // lib0 throws on anything cut short.
    return false
  }
}

/** Makes sure that everyone here knows the newcomer's name, and the newcomer everyone's. */
const meet = async (room: Room, to: Connection): Promise<void> => {
  if (room.audience.people.size === 0) {
    const members = await room.store.readMembers(room.plan)
    const owners = await room.settled(({ ledger }) =>
      ledger.owners().flatMap(({ speaker, typist }) => [speaker, typist])
    )
    const present = new Set<PersonId>(members.map((member) => member.person))
    const past = await room.store.readPeople([...new Set(owners)].filter((person) => !present.has(person)))
    const known: WirePerson[] = [
      ...members.map(({ person, name, group }) => ({ id: person, name, group })),
      ...past.map(({ id, name }) => ({ id, name, group: null }))
    ]
    for (const person of known) room.audience.people.set(person.id as PersonId, person)
    room.audience.lead = members.find((member) => member.role === 'lead')?.name ?? null
  }
  room.audience.tell(await room.store.newsOf(room.plan))
  const { person, name, group } = to.seat
  await room.settled(({ head }) => room.audience.introduce({ id: person, name, group }, head, room.now()))
}
