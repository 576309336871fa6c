import type * as Y from 'yjs'
import type { Ms, PersonId, PlanId, Seq } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { parseValue } from '../../shared/plan/schema.ts'
import { readPlan, snapshotPlan } from '../../shared/plan/snapshot.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import type { Version } from '../../shared/versions/version.ts'
import type { Ledger } from '../relay/ledger.ts'
import type { Room } from '../relay/room.ts'
import type { Erasure, PaperOrders, Posts, Records, TakenWords, Takings } from '../store/store.ts'
import type { VersionDesk } from '../versions/desk.ts'
import { ExportDesk, type Progress } from './desk.ts'
import { fileName } from './file-name.ts'
import type { ReviewChange } from './formats/review-pack.ts'
import { readLive } from './live-source.ts'
import type { PreviewPage } from './formats/preview.ts'
import { FORMATS, type FormatId, type PreviewId } from './registry.ts'
import { lastSealed, paperOfVersion } from './version-source.ts'
import type { Source, ToExport } from './worker.ts'

type Parts = {
  store: Pick<Records, 'readRecords'> &
    Pick<Posts, 'readPosts'> &
    Pick<PaperOrders, 'readPaperOrder'> &
    Pick<Takings, 'addTaking'> &
    Pick<Erasure, 'removalsOf'> & { readChain?(plan: PlanId, seq: Seq): Promise<Uint8Array | undefined> }
  versions: Pick<VersionDesk, 'all' | 'one' | 'content'>
  board: { name: string }
  now(): Ms
  report(event: { event: string; error?: unknown }): void
}

/** How words are credited: to groups alone, or also to the posts of staff. Never to a name. */
export type Credit = 'groups' | 'roles'
/** A file somebody wants: one format, two versions compared, or what is new since a day (ISO 8601). */
export type Wish = { names: Credit } & (
  | { what: FormatId; version: string | undefined }
  | { what: 'compare'; from: string; to: string }
  | { what: 'review-pack'; since: string }
)
/** A wish that can be granted. `removals`: how often words of the plan had been removed by law when it began. */
export type Prepared = {
  plan: PlanId
  title: string
  name: string
  mediaType: string
  removals: number
  job(): Promise<ToExport>
  /** Known once the words were read. */
  words(): TakenWords[]
  format: Wish['what']
  since: string | null
  names: Credit
}
export type MadeFile = { name: string; mediaType: string; bytes: Uint8Array<ArrayBuffer> }

/** Of the whole plan, and once agreed by all who were asked, whatever has been done with it since. */
const isAgreed = ({ scope, state, moves }: Version): boolean =>
  scope === null && state !== 'withdrawn' && moves.some((move) => move.state === 'agreed')

const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' })

/** Words of one choice: a name for the file, and how they are read once it is their turn. */
type Words = { name: string; title: string; source(): Promise<Source>; taken(): TakenWords }

/**
 * Makes the files a plan can be taken away as. Each is noted with who took which words and what for before
 * anybody has it: what cannot be noted is not given.
 */
export class FileMaker {
  readonly #parts: Parts
  readonly #desk: ExportDesk
  /** How many each person has on their way: nobody keeps the queue to themselves. */
  readonly #under = new Map<PersonId, number>()

  constructor(parts: Parts) {
    this.#parts = parts
    this.#desk = new ExportDesk(parts.report)
  }

  /** Refuses what the choice of words refuses: 'not-found', 'version-broken'. Writes nothing yet. */
  async prepare(room: Room, wish: Wish): Promise<Prepared | Refusal> {
    const { now, store } = this.#parts
    const at = now()
    const { names } = wish
    // Read first: what goes by law from here on makes this file one that nobody may have.
    const removals = await store.removalsOf(room.plan)
    const common = { plan: room.plan, removals, format: wish.what, names }
    const word = FORMATS['plan-word']
    if (wish.what === 'compare') {
      const from = await this.#words(room, wish.from, names, at)
      const to = await this.#words(room, wish.to, names, at)
      if (isRefusal(from)) return from
      if (isRefusal(to)) return to
      const parts = [to.title, 'Compared', `${from.name} and ${to.name}`, day.format(at)]
      return {
        ...common,
        title: to.title,
        name: fileName(parts, word.extension),
        mediaType: word.mediaType,
        since: null,
        job: async () => ({ format: 'compare', from: await from.source(), to: await to.source() }),
        words: () => [from.taken(), to.taken()]
      }
    }
    const words = await this.#words(room, wish.what === 'review-pack' ? 'draft' : wish.version, names, at)
    if (isRefusal(words)) return words
    if (wish.what === 'review-pack') {
      const since = Date.parse(`${wish.since}T00:00:00Z`)
      return {
        ...common,
        title: words.title,
        name: fileName([words.title, 'Review pack', `since ${wish.since}`, day.format(at)], word.extension),
        mediaType: word.mediaType,
        since: wish.since,
        job: async () => {
          const changes = await room.settled(({ doc, ledger }) => changesSince(doc, ledger, since))
          return { format: 'review-pack', source: await words.source(), since, changes }
        },
        words: () => [words.taken()]
      }
    }
    const { what } = wish
    const { name, extension, mediaType } = FORMATS[what]
    return {
      ...common,
      title: words.title,
      name: fileName([words.title, name, words.name, day.format(at)], extension),
      mediaType,
      since: null,
      job: async () => {
        const kept = what === 'committee-paper' ? await store.readPaperOrder(room.plan) : undefined
        return { format: what, source: await words.source(), ...(kept?.order ? { order: kept.order } : {}) }
      },
      words: () => [words.taken()]
    }
  }

  /** The first page of a file as JSON, for whoever is in the plan and may take it away. Nothing is taken by it. */
  async preview(
    room: Room,
    of: PreviewId,
    wish: { version: string | undefined; names: Credit; by: PersonId }
  ): Promise<PreviewPage | Refusal> {
    const { store, now } = this.#parts
    const words = await this.#words(room, wish.version, wish.names, now())
    if (isRefusal(words)) return words
    const kept = of === 'committee-paper' ? await store.readPaperOrder(room.plan) : undefined
    const bytes = await this.#inTurn(wish.by, () =>
      this.#desk.run(async () => ({
        format: 'preview',
        of,
        source: await words.source(),
        ...(kept?.order ? { order: kept.order } : {})
      }))
    )
    if (isRefusal(bytes)) return bytes
    // The thread that wrote it is ours, and its writer's type is this one.
    return JSON.parse(new TextDecoder().decode(bytes)) as PreviewPage
  }

  /** Refuses 'export-not-made', 'not-allowed' for who may take nothing away by now, 'store-full'. */
  async make(
    wanted: Prepared,
    who: { person: PersonId; reason: string },
    told?: (progress: Progress) => void
  ): Promise<MadeFile | Refusal> {
    const { store, now } = this.#parts
    const bytes = await this.#inTurn(who.person, () => this.#desk.run(() => wanted.job(), told))
    if (isRefusal(bytes)) return bytes
    // Words that went by law while it was written stand in it still.
    if ((await store.removalsOf(wanted.plan)) !== wanted.removals) return refuse('export-not-made')
    const { plan, format, since, names, name, mediaType } = wanted
    const refusal = await store.addTaking(plan, { ...who, at: now(), format, words: wanted.words(), since, names })
    return refusal ?? { name, mediaType, bytes }
  }

  /** Refuses 'export-not-made' to whom so many are being made for already. */
  async #inTurn<T>(person: PersonId, make: () => Promise<T>): Promise<T | Refusal> {
    const under = this.#under.get(person) ?? 0
    if (under >= limits.filesPerPersonMax) return refuse('export-not-made')
    this.#under.set(person, under + 1)
    try {
      return await make()
    } finally {
      const left = (this.#under.get(person) ?? 1) - 1
      if (left > 0) this.#under.set(person, left)
      else this.#under.delete(person)
    }
  }

  /** Undefined: today's draft. Without a wish the latest words that were agreed, where any were. */
  async #chosen(plan: PlanId, wish: string | undefined): Promise<Version | undefined | Refusal> {
    const { versions } = this.#parts
    if (wish === 'draft') return undefined
    if (wish === undefined) {
      const { versions: all, broken } = await versions.all(plan)
      const latest = all.filter(isAgreed).at(-1)
      // The words that were agreed last may be those that do not prove themselves: nothing older stands in for them.
      return broken.some((number) => number > (latest?.number ?? 0)) ? refuse('version-broken') : latest
    }
    const found = await versions.one(plan, Number(wish))
    return isRefusal(found) ? found : found.version
  }

  async #words(room: Room, wish: string | undefined, names: Credit, at: Ms): Promise<Words | Refusal> {
    const { store, versions, board } = this.#parts
    const posts = names === 'roles' ? await store.readPosts(room.plan) : new Map<string, string>()
    const about = { board: board.name, at, names, posts }
    const version = await this.#chosen(room.plan, wish)
    if (isRefusal(version)) return version
    if (!version) {
      const [title, head] = await room.settled(({ doc, head: now }) => [readPlan(doc).title.text, now] as const)
      let seq = head
      return {
        name: 'draft',
        title,
        source: async () => {
          const { versions: all } = await versions.all(room.plan)
          const live = await readLive(room, store, lastSealed(all), about)
          seq = live.seq
          return { is: 'live', live }
        },
        taken: () => ({ is: 'draft', seq })
      }
    }
    const frozen = await versions.content(room.plan, version)
    if (isRefusal(frozen)) return frozen
    const { number, hash } = version
    const read = paperOfVersion(version, frozen, about)
    // Whoever keeps the file can tell later that the log was not cut before it.
    const head = await room.settled(({ head: seq }) => seq)
    const chain = await store.readChain?.(room.plan, head)
    const log = chain && { seq: head, head: Buffer.from(chain).toString('hex') }
    const paper = log ? { ...read, sources: { ...read.sources, log } } : read
    return {
      name: `version ${number}`,
      title: frozen.snapshot.plan.title.text,
      source: () => Promise.resolve({ is: 'paper', paper }),
      taken: () => ({ is: 'version', number, hash })
    }
  }
}

/** Ratings and dates that were set since a time, of every item that is there. */
const changesSince = (doc: Y.Doc, ledger: Pick<Ledger, 'valuesOf'>, since: Ms): ReviewChange[] => {
  const { priorities, loose } = snapshotPlan(doc)
  const items = [
    ...priorities.map(({ id }) => ['priority', `priorities/${id}`] as const),
    ...[...priorities.flatMap(({ actions }) => actions), ...loose].map(({ id }) => ['action', `actions/${id}`] as const)
  ]
  return items.flatMap(([kind, about]) =>
    ledger.valuesOf(about).flatMap(({ key, value, group, at }): ReviewChange[] => {
      if (at < since || (key !== 'status' && key !== 'revised' && key !== 'due')) return []
      const parsed = parseValue(kind, key, value)
      return parsed ? [{ about, group, at, key, value: parsed.value } as ReviewChange] : []
    })
  )
}
