import * as Y from 'yjs'
import { Repeats, plainRepeat, repeatOf, type PlainRepeat } from '../../shared/authorship/repeats.ts'
import type { ClientId, Ms, PlanId, Seq } from '../../shared/ids.ts'
import { contentHash } from '../../shared/plan/hash.ts'
import { placeReferences, type Paper, type PaperAuthor, type PaperRecord } from '../../shared/plan/paper.ts'
import { keepQuiet } from '../../shared/plan/quiet.ts'
import type { PlanRecord } from '../../shared/plan/records.ts'
import { snapshotPlan } from '../../shared/plan/snapshot.ts'
import type { Room } from '../relay/room.ts'
import type { Records } from '../store/store.ts'

/**
 * What today's draft is written from. The main thread only copies it; reading the words out of it takes
 * longer than people who write should wait, and happens in the thread that writes the file.
 */
export type LiveSource = {
  state: Uint8Array<ArrayBuffer>
  repeats: PlainRepeat[]
  authors: [ClientId, PaperAuthor][]
  records: PaperRecord[]
  seq: Seq
  head: string | null
  board: string
  plan: string
  at: Ms
}

type Store = Pick<Records, 'readRecords'> & {
  /** The chain of the log once commit `seq` was kept. */
  readChain?(plan: PlanId, seq: Seq): Promise<Uint8Array | undefined>
}

/** Numbers that mean the same person inside one paper only. */
export class Numbered {
  readonly #known = new Map<string, number>()
  of(person: string): number {
    const number = this.#known.get(person) ?? this.#known.size + 1
    this.#known.set(person, number)
    return number
  }
}

export const recordOn = (
  people: Numbered,
  { id, kind, about, data, group, by, at, changedAt }: PlanRecord
): PaperRecord =>
  // The store keeps kind and data together; the type of its rows does not say so.
  ({ id, kind, about, data, group, person: people.of(by), at, changedAt }) as PaperRecord

/** Reads between two turns. Rejects when the room is over. */
export const readLive = async (
  room: Room,
  store: Store,
  { board, at }: { board: string; at: Ms }
): Promise<LiveSource> => {
  const people = new Numbered()
  const live = await room.settled(({ doc, ledger, head }) => ({
    state: new Uint8Array(Y.encodeStateAsUpdate(doc)),
    repeats: ledger.repeats.all().map(plainRepeat),
    authors: ledger.owners().map((owner): [ClientId, PaperAuthor] => [
      owner.client,
      {
        group: owner.group,
        person: people.of(owner.speaker),
        typed: owner.typist !== owner.speaker,
        from: ledger.wireOwner(owner).times[0]?.[1] ?? null
      }
    ]),
    seq: head
  }))
  const { records } = await store.readRecords(room.plan, 0)
  const chain = await store.readChain?.(room.plan, live.seq)
  return {
    ...live,
    records: records.filter(({ withdrawn }) => !withdrawn).map((record) => recordOn(people, record)),
    head: chain ? Buffer.from(chain).toString('hex') : null,
    board,
    plan: String(room.plan),
    at
  }
}

/** The paper of a draft. @throws when the bytes are no plan: they come from a room that is open, so it is a bug. */
export const paperOf = ({ state, repeats, authors, records, seq, head, board, plan, at }: LiveSource): Paper => {
  const doc = new Y.Doc()
  keepQuiet(doc)
  Y.applyUpdate(doc, state)
  const known = new Repeats()
  for (const repeat of repeats) known.note(repeatOf(repeat))
  const snapshot = snapshotPlan(doc, (id) => known.first(id))
  return {
    plan: snapshot,
    records,
    authors: Object.fromEntries(authors),
    references: placeReferences(snapshot),
    standing: { is: 'draft', seq, at },
    sources: { board, plan, seq, head, hash: contentHash(doc) },
    names: 'groups',
    at
  }
}
