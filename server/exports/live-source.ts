import * as Y from 'yjs'
import { Repeats, plainRepeat, repeatOf, type PlainRepeat } from '../../shared/authorship/repeats.ts'
import { commentsIn, countComments, fewestBehind } from '../../shared/contribution/comments.ts'
import type { ClientId, Ms, PlanId, Seq } from '../../shared/ids.ts'
import { contentHash } from '../../shared/plan/hash.ts'
import type { Paper, PaperAuthor, PaperRecord, Sealed } from '../../shared/plan/paper.ts'
import { keepQuiet } from '../../shared/plan/quiet.ts'
import type { PlanRecord } from '../../shared/plan/records.ts'
import type { ReferencesById } from '../../shared/plan/references.ts'
import { snapshotPlan } from '../../shared/plan/snapshot.ts'
import { isStaffGroup, type Group } from '../../shared/plan/vocabulary.ts'
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
  sealed: readonly Sealed[]
  heard: Paper['heard']
  references: ReferencesById
  seq: Seq
  head: string | null
  board: string
  plan: string
  names: Paper['names']
  at: Ms
}

type Store = Pick<Records, 'readRecords'> & {
  /** The chain of the log once commit `seq` was kept. */
  readChain?(plan: PlanId, seq: Seq): Promise<Uint8Array | undefined>
}

/** How words are credited. `posts`: what members of staff do, by person; empty where groups alone are named. */
export type Credits = { names: Paper['names']; posts: ReadonlyMap<string, string> }
/** What every source is put together for: whose board, when, and how words are credited. */
export type About = Credits & { board: string; at: Ms }

/** Numbers that mean the same person inside one paper only, and the role of who has one there. */
export class Numbered {
  readonly #known = new Map<string, number>()
  readonly #posts: Credits['posts']

  constructor(posts: Credits['posts']) {
    this.#posts = posts
  }

  /** Only for words said for a service: nobody is told by a role in what they said as a parent. */
  role(person: string, group: Group): { role?: string } {
    const post = isStaffGroup(group) ? this.#posts.get(person) : undefined
    return post === undefined ? {} : { role: post }
  }

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
  ({ id, kind, about, data, group, person: people.of(by), ...people.role(by, group), at, changedAt }) as PaperRecord

/** Reads between two turns. `sealed`: what groups were asked about last. Rejects when the room is over. */
export const readLive = async (
  room: Room,
  store: Store,
  sealed: readonly Sealed[],
  { board, at, names, posts }: About
): Promise<LiveSource> => {
  const people = new Numbered(posts)
  const live = await room.settled(({ doc, ledger, head }) => ({
    state: new Uint8Array(Y.encodeStateAsUpdate(doc)),
    repeats: ledger.repeats.all().map(plainRepeat),
    references: ledger.references.all(),
    authors: ledger.owners().map((owner): [ClientId, PaperAuthor] => [
      owner.client,
      {
        group: owner.group,
        person: people.of(owner.speaker),
        ...people.role(owner.speaker, owner.group),
        typed: owner.typist !== owner.speaker,
        from: ledger.wireOwner(owner).times[0]?.[1] ?? null
      }
    ]),
    seq: head
  }))
  const { records } = await store.readRecords(room.plan, 0)
  const comments = commentsIn(records)
  const chain = await store.readChain?.(room.plan, live.seq)
  return {
    ...live,
    records: records.filter(({ withdrawn }) => !withdrawn).map((record) => recordOn(people, record)),
    sealed,
    heard: { counts: countComments(comments), people: fewestBehind(comments) },
    head: chain ? Buffer.from(chain).toString('hex') : null,
    board,
    plan: String(room.plan),
    names,
    at
  }
}

/** The paper of a draft. @throws when the bytes are no plan: they come from a room that is open, so it is a bug. */
export const paperOf = (source: LiveSource): Paper => {
  const { state, repeats, authors, records, sealed, heard, references, seq, head, board, plan, names, at } = source
  const doc = new Y.Doc()
  keepQuiet(doc)
  Y.applyUpdate(doc, state)
  const known = new Repeats()
  for (const repeat of repeats) known.note(repeatOf(repeat))
  return {
    plan: snapshotPlan(doc, (id) => known.first(id)),
    records,
    authors: Object.fromEntries(authors),
    references,
    standing: { is: 'draft', seq, at, sealed },
    heard,
    sources: { board, plan, seq, head, hash: contentHash(doc) },
    names,
    at
  }
}
