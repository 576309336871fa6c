import type { Ms, PersonId, PlanId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { snapshotPlan } from '../../shared/plan/snapshot.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import { can } from '../../shared/roles.ts'
import type { Frozen } from '../../shared/versions/frozen.ts'
import { countPoll, isAskedInPoll, isPollOpen, type ShownPoll } from '../../shared/versions/poll.ts'
import { sheetFor, type Sheet, type WithdrawnView } from '../../shared/versions/sign-off-sheet.ts'
import { recordChanges, recordsSince, type PlacedRecordChange, type RecordChange } from '../../shared/versions/since.ts'
import { latestAgreed, type AnswerWord, type Version } from '../../shared/versions/version.ts'
import { readableBy } from '../records/rules.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Room } from '../relay/room.ts'
import type { Member, Memberships, Polls, Records, VersionAsker, Versions } from '../store/store.ts'
import type { VersionDesk } from './desk.ts'

export type BesideParts = {
  store: Memberships & Records & Polls & Pick<Versions, 'removeNote'>
  versions: Pick<VersionDesk, 'all' | 'one' | 'content'>
  lobby: Pick<Lobby, 'news'>
  now(): Ms
}

/** What has changed beside the words of one version; `by` and `priority` as for any change. */
export type SinceVersion = { version: number; changes: PlacedRecordChange[] }
export type ShownSheet = Sheet & {
  /** What differs beside the words from those the group last agreed to; null where it agreed to none. */
  records: RecordChange[] | null
}

const askerOf = ({ person, role, group, voice }: Member): Exclude<VersionAsker, null> => ({
  person,
  standing: { role, group, voice }
})

/**
 * What stands beside a version: what its group thinks, what the group should know before it answers, what has
 * changed beside the words since, and words of answers that go by law. Source: ui.md §5 (Agree).
 */
export class BesideVersions {
  readonly #parts: BesideParts
  /** What was worked out last for a plan, for everyone who asks before anything changes. */
  readonly #since = new Map<PlanId, { key: string; found: Promise<SinceVersion[]> }>()

  constructor(parts: BesideParts) {
    this.#parts = parts
  }

  // --- what the people of a group think ----------------------------------------------------------------------

  /** The polls of the asker's own group, about every version. Nothing here ever takes a group as a parameter. */
  async polls({ plan, person, group }: Member): Promise<ShownPoll[]> {
    const { store, versions, now } = this.#parts
    const polls = await store.readPolls(plan, group)
    if (polls.length === 0) return []
    const asked = new Set(
      (await store.readMembers(plan))
        .filter((member) => member.group === group && isAskedInPoll(member.role))
        .map((member) => member.person)
    )
    const all = new Map((await versions.all(plan)).versions.map((version) => [version.number, version]))
    return polls.flatMap(({ number, by, at, hash, said }) => {
      const version = all.get(number)
      if (!version) return []
      const counted = said.filter((each) => asked.has(each.person))
      const mine = said.find((each) => each.person === person)?.word ?? null
      const count = countPoll(
        asked.size,
        counted.map(({ word }) => word)
      )
      const isOpen = isPollOpen(version, group, now())
      return [{ ...count, version: number, scope: version.scope, hash, by, at, mine, isOpen }]
    })
  }

  /** A voice asks the people of their own group. Answers with the version they are asked about. Refuses 'answers-closed', 'not-a-voice', 'words-moved', 'exists'. */
  async askOwn(by: Member, number: number, hash: string): Promise<Version | Refusal> {
    const open = await this.#openFor(by, number)
    if (isRefusal(open)) return open
    if (!by.voice || !can(by.role, 'write')) return refuse('not-a-voice')
    if (hash !== open.standsHash) return refuse('words-moved')
    const poll = { asker: askerOf(by), at: this.#parts.now(), hash }
    const kept = await this.#told(by.plan, await this.#parts.store.addPoll(by.plan, number, poll))
    return isRefusal(kept) ? kept : open
  }

  /** Somebody of the group says what they think, until the group has answered. Refuses 'answers-closed', 'not-found'. */
  async sayOwn(
    by: Member,
    number: number,
    { word, hash }: { word: AnswerWord; hash: string }
  ): Promise<Refusal | undefined> {
    const open = await this.#openFor(by, number)
    if (isRefusal(open)) return open
    if (hash !== open.standsHash) return refuse('words-moved')
    return this.#told(
      by.plan,
      await this.#parts.store.sayInPoll(by.plan, number, { asker: askerOf(by), at: this.#parts.now(), word })
    )
  }

  async #openFor({ plan, group }: Member, number: number): Promise<Version | Refusal> {
    const found = await this.#parts.versions.one(plan, number)
    if (isRefusal(found)) return found
    return isPollOpen(found.version, group, this.#parts.now()) ? found.version : refuse('answers-closed')
  }

  async #told<T>(plan: PlanId, outcome: T): Promise<T> {
    if (!isRefusal(outcome)) await this.#parts.lobby.news(plan)
    return outcome
  }

  // --- before signing, and since ------------------------------------------------------------------------------

  /** What the asker's group should know before it answers. Refuses 'not-found', 'version-broken'. */
  async sheet(asker: Member, number: number): Promise<ShownSheet | Refusal> {
    const { plan, group } = asker
    const { store, versions } = this.#parts
    const found = await versions.one(plan, number)
    if (isRefusal(found)) return found
    const { version, versions: all } = found
    const frozen = await versions.content(plan, version)
    if (isRefusal(frozen)) return frozen
    const members = await store.readMembers(plan)
    const { records } = await store.readRecords(plan, 0)
    const lines = await store.readAccessLog(plan, limits.accessLinesReadMax)
    const places = new Map<string, Member>(members.map((member) => [member.person, member]))
    const about = itemsOf(frozen)
    const whole = sheetFor(group, {
      version,
      versions: all,
      changes: lines,
      places,
      records,
      isAbout: (each) => about.has(each)
    })
    // That a view went is told; its words are with whoever may put it back (P23), and in what was agreed before.
    const readable = (each: WithdrawnView): WithdrawnView[] =>
      readableBy(asker, each.record, [each.record]).map((record) => ({ ...each, record }))
    const sheet = { ...whole, withdrawn: whole.withdrawn.flatMap(readable) }
    const base = all.find((each) => each.number === sheet.base)
    const before = base && (await versions.content(plan, base))
    if (!before) return { ...sheet, records: null }
    if (isRefusal(before)) return before
    const withdrawn = records.filter((record) => record.withdrawn && !frozen.records.some(({ id }) => id === record.id))
    return { ...sheet, records: recordChanges(before.records, [...frozen.records, ...withdrawn]) }
  }

  /** What has changed beside the words of each version that everyone agreed to last. Refuses 'version-broken'. */
  async since(room: Room): Promise<SinceVersion[]> {
    const { plan } = room
    const { records: news } = await this.#parts.store.newsOf(plan)
    const head = await room.settled((state) => `${state.epoch} ${state.head}`)
    const key = `${head} ${news}`
    const known = this.#since.get(plan)
    if (known?.key === key) return known.found
    const found = this.#sinceOf(room)
    this.#since.set(plan, { key, found })
    // What failed is asked anew by the next one.
    found.catch(() => this.#since.delete(plan))
    return found
  }

  async #sinceOf(room: Room): Promise<SinceVersion[]> {
    const { store, versions } = this.#parts
    const { versions: all } = await versions.all(room.plan)
    const agreed = [...new Set(all.map(({ scope }) => scope))].flatMap((scope) => latestAgreed(all, scope) ?? [])
    if (agreed.length === 0) return []
    const snapshot = await room.settled(({ doc }) => snapshotPlan(doc))
    const { records } = await store.readRecords(room.plan, 0)
    const found: SinceVersion[] = []
    for (const version of agreed) {
      const frozen = await versions.content(room.plan, version)
      if (isRefusal(frozen)) continue
      found.push({ version: version.number, changes: recordsSince(version.scope, frozen, { snapshot, records }) })
    }
    return found
  }

  // --- words that go by law -------------------------------------------------------------------------------------

  /**
   * Takes what was typed into an answer, or into a reason, away for good. A group's words are for its own voices to
   * take away, and for a lead of the same group; of what a lead wrote, for leads. Refuses 'not-found', 'not-allowed'.
   */
  async removeNote(by: Member, number: number, { of, why }: { of: number; why: string }): Promise<number | Refusal> {
    const found = await this.#parts.versions.one(by.plan, number)
    if (isRefusal(found)) return found
    const answer = found.version.answers.find(({ n }) => n === of)
    const isOwnGroup = answer?.group === by.group
    const may = answer
      ? isOwnGroup && (can(by.role, 'redact') || (by.voice && can(by.role, 'write')))
      : can(by.role, 'redact')
    if (!may) return refuse('not-allowed')
    const note = { by: by.person as PersonId | null, at: this.#parts.now(), why }
    return this.#told(by.plan, await this.#parts.store.removeNote(by.plan, number, of, note, askerOf(by)))
  }
}

/** What records can be about in these words. */
const itemsOf = ({ snapshot }: Frozen): ReadonlySet<string> =>
  new Set([
    ...snapshot.priorities.flatMap(({ id, actions }) => [
      `priorities/${id}`,
      ...actions.map((each) => `actions/${each.id}`)
    ]),
    ...snapshot.loose.map(({ id }) => `actions/${id}`)
  ])
