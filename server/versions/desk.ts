import type { ItemId, Ms, PersonId, PlanId, Seq } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import { can } from '../../shared/roles.ts'
import { freeze, frozenWords, provenFrozen, type Frozen } from '../../shared/versions/frozen.ts'
import {
  foldVersion,
  isOpenForAnswers,
  isSettled,
  mayMove,
  standingAnswer,
  stateAfter,
  waitingAnswer,
  type AnswerData,
  type AskData,
  type Move,
  type NewEntry,
  type Version
} from '../../shared/versions/version.ts'
import type { HistoryDesk } from '../history/desk.ts'
import type { Clock, Close } from '../relay/clock.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Room } from '../relay/room.ts'
import type { Erasure, Member, Memberships, PlanLog, Records, VersionAsker, Versions } from '../store/store.ts'
import { contentOf, recordsLeft, rewriteFrozen } from './by-law.ts'
import { Proofs, sha256 } from './proofs.ts'

export type VersionDeskParts = {
  store: Versions & Records & Memberships & Pick<PlanLog, 'readCommits'> & Pick<Erasure, 'removalsOf'>
  history: Pick<HistoryDesk, 'ask'>
  lobby: Pick<Lobby, 'room' | 'news'>
  clock: Clock
  /** Hears that nobody can answer to a version any more; `by` null: its last day is over. */
  closed?(plan: PlanId, by: Member | null, version: Version): Promise<void>
  report(event: { event: string; plan?: PlanId; version?: number; what?: string; error?: unknown }): void
}

/** Exact words at one moment of the log, and what they are known by. */
export type Moment = { seq: Seq; at: Ms; hash: string; frozen: Frozen }
/** `broken`: what is stored is not what was kept; nothing of it is shown, and nothing of it counts. */
export type AllVersions = { versions: Version[]; broken: number[] }

const askerOf = ({ person, role, group, voice }: Member): VersionAsker => ({ person, standing: { role, group, voice } })

const notBegun = 'it does not begin with what was frozen'

/** How often something is judged anew when another answer arrives at the same time. */
const triesMax = 6

/**
 * Versions of plans: frozen, answered, moved on. The words come from the plan's own log, never from whoever
 * asks; what stands is folded from entries that prove themselves at every reading. Source: brief.md §3.
 * One file past 300 lines: each step judges what the one before it left.
 */
export class VersionDesk {
  readonly #parts: VersionDeskParts
  readonly #proofs: Proofs

  constructor(parts: VersionDeskParts) {
    this.#parts = parts
    this.#proofs = new Proofs(parts.store, () => parts.clock.now())
  }

  /** Starts closing what has run out. */
  open(): Close {
    const stop = this.#parts.clock.every(limits.versionsLookMs, () => void this.closeDue())
    return () => stop()
  }

  async all(plan: PlanId): Promise<AllVersions> {
    const versions: Version[] = []
    const broken: number[] = []
    for (const stored of await this.#parts.store.readVersions(plan)) {
      const { number } = stored
      const version = 'entries' in stored ? foldVersion(number, stored.entries) : undefined
      if (version && (await this.#proofs.isKept(plan, version))) versions.push(version)
      else {
        broken.push(number)
        const what = 'broken' in stored ? stored.broken : version ? 'its words are not what was frozen' : notBegun
        this.#parts.report({ event: 'version-broken', plan, version: number, what })
      }
    }
    return { versions, broken }
  }

  /** Refuses 'not-found', and 'version-broken' for one that does not prove itself. */
  async one(plan: PlanId, number: number): Promise<{ version: Version; versions: Version[] } | Refusal> {
    const { versions, broken } = await this.all(plan)
    const version = versions.find((each) => each.number === number)
    if (version) return { version, versions }
    return refuse(broken.includes(number) ? 'version-broken' : 'not-found')
  }

  /** The frozen words of a version, held against its hashes. Refuses 'version-broken'. */
  async content(plan: PlanId, version: Version): Promise<Frozen | Refusal> {
    const proven = provenFrozen(version, await this.#parts.store.readVersionContent(plan, version.number), sha256)
    if ('frozen' in proven) return proven.frozen
    this.#proofs.forget(plan, version.number)
    this.#parts.report({ event: 'version-broken', plan, version: version.number, what: proven.broken })
    return refuse('version-broken')
  }

  /** The words as they stood once commit `seq` was kept, or stand now. Refuses what the history refuses, 'not-found'. */
  async moment(room: Room, scope: ItemId | null, at?: Seq): Promise<Moment | Refusal> {
    const { history, store } = this.#parts
    const seq = at ?? (await room.settled(({ head }) => head))
    const moment = await history.ask(room, 'moment', { at: seq })
    if (isRefusal(moment)) return moment
    if (moment === 'none' || moment.plan === null || moment.at !== seq) return refuse('not-found')
    const { records } = await store.readRecords(room.plan, 0)
    // A reference never changes: what the items are called now is what they were called then.
    const references = await room.settled(({ ledger }) => ledger.references.all())
    const frozen = freeze(room.plan, scope, { snapshot: moment.plan, records, owners: moment.owners, references })
    if (scope !== null && frozen.snapshot.priorities.length === 0) return refuse('not-found')
    return { seq, at: moment.time, hash: sha256(frozenWords(frozen)), frozen }
  }

  /**
   * Keeps the words the lead was looking at, and asks the groups if there are any to ask. Refuses 'words-moved'
   * when those words are not what stood then, or stopped standing too long ago.
   */
  async freeze(
    room: Room,
    by: Member,
    asked: { scope: ItemId | null; seq: Seq; hash: string; ask: AskData | null }
  ): Promise<Version | Refusal> {
    const { store, clock, lobby } = this.#parts
    const { plan } = room
    const { scope, seq, hash, ask } = asked
    // Read first: words that go by law while these are frozen must not stand here for good.
    const removals = await store.removalsOf(plan)
    const moment = await this.moment(room, scope, seq)
    if (isRefusal(moment)) return moment.refused === 'not-found' ? refuse('words-moved') : moment
    const now = clock.now()
    const [next] = await store.readCommits(plan, seq, 1, 1)
    const isOld = next !== undefined && now - next.at > limits.freezeMinutes * 60_000
    if (moment.hash !== hash || isOld) return refuse('words-moved')
    const chain = await store.readChain(plan, seq)
    if (!chain) return refuse('words-moved')
    const content = contentOf(moment.frozen)
    const epoch = await room.settled((state) => state.epoch)
    const data = { scope, seq, epoch, hash, signed: sha256(content.signed), chain: Buffer.from(chain).toString('hex') }
    const own = { at: now, by: by.person }
    const entries: NewEntry[] = [
      { ...own, kind: 'frozen', data },
      { ...own, kind: 'moved', data: { state: ask ? 'proposed' : 'open-for-comment', ask, note: '' } }
    ]
    const number = await store.addVersion(plan, entries, content, askerOf(by), removals)
    if (isRefusal(number)) return number
    await lobby.news(plan)
    const kept = await this.one(plan, number)
    return isRefusal(kept) ? kept : kept.version
  }

  /**
   * Moves a version on, as the lead saw it: `after` is how many entries they had before them.
   * Refuses 'not-found', 'changed-meanwhile', 'version-broken'.
   */
  async move(
    plan: PlanId,
    by: Member | null,
    number: number,
    step: { move: Move; after: number; ask: AskData | null; note: string }
  ): Promise<Version | Refusal> {
    const found = await this.one(plan, number)
    if (isRefusal(found)) return found
    const { version, versions } = found
    const { move, after, ask, note } = step
    if (version.entries !== after || !mayMove(version, move)) return refuse('changed-meanwhile')
    const own = { at: this.#parts.clock.now(), by: by?.person ?? null }
    const state = stateAfter(version, move)
    const entry: NewEntry = { ...own, kind: 'moved', data: { state, ask: move === 'propose' ? ask : null, note } }
    const kept = await this.#parts.store.addVersionEntries(plan, number, after, [entry], by && askerOf(by))
    if (isRefusal(kept)) return kept
    // What everyone agreed to, or what stands before the public, takes the place of what did.
    const replaced = (each: Version): boolean =>
      each.number < number &&
      each.scope === version.scope &&
      ((state === 'agreed' && isSettled(each) && each.state !== 'published') ||
        (state === 'published' && each.state === 'published'))
    for (const earlier of versions.filter(replaced)) {
      const data = { state: 'superseded', ask: null, note: '' } as const
      const gone: NewEntry = { ...own, kind: 'moved', data }
      // Another move of it at this very moment stands instead.
      await this.#parts.store.addVersionEntries(plan, earlier.number, earlier.entries, [gone], null)
    }
    await this.#parts.lobby.news(plan)
    const now = await this.one(plan, number)
    if (isRefusal(now)) return now
    // It is closed whether or not anybody can be told.
    if (move === 'close')
      await this.#parts
        .closed?.(plan, by, now.version)
        .catch((error: unknown) => this.#parts.report({ event: 'letter-failed', plan, error }))
    return now.version
  }

  /**
   * Gives a group's answer, or records it for one of its voices, for whom it counts once they confirm it.
   * Refuses 'not-a-voice', 'answers-closed', 'words-moved' for other words than the asker has seen, and
   * 'changed-meanwhile' when another voice has answered since the answer in entry `seen`.
   */
  answer(
    plan: PlanId,
    by: Member,
    number: number,
    given: { said: AnswerData; hash: string; voice: PersonId; seen?: number | undefined }
  ): Promise<Version | Refusal> {
    const { said, hash, voice, seen } = given
    return this.#add(plan, by, number, async (version) => {
      if (hash !== version.standsHash) return refuse('words-moved')
      const holder = voice === by.person ? by : await this.#parts.store.readMember(plan, voice)
      if (!holder?.voice || !can(holder.role, 'write')) return refuse('not-a-voice')
      if (holder !== by && !can(by.role, 'versions')) return refuse('not-allowed')
      if (!version.asked.includes(holder.group)) return refuse('not-a-voice')
      const own = version.answers.filter((each) => each.by === by.person)
      if (own.length >= limits.answersPerPersonMax) return refuse('too-many')
      const stands = standingAnswer(version, holder.group)?.n ?? 0
      if (seen !== undefined && seen !== stands) return refuse('changed-meanwhile')
      return { kind: 'answered', data: { group: holder.group, voice, said } }
    })
  }

  /**
   * Says yes to what was recorded for oneself. Refuses 'not-found' when it does not wait any more, 'code-needed' for
   * a formal decision by whom has not shown lately that it is them: it is as much theirs as one they type.
   */
  confirm(
    plan: PlanId,
    by: Member,
    number: number,
    { of, isFresh }: { of: number; isFresh: boolean }
  ): Promise<Version | Refusal> {
    return this.#add(plan, by, number, (version) => {
      const waiting = waitingAnswer(version, by.group)
      if (waiting?.n !== of || waiting.voice !== by.person) return refuse('not-found')
      if (!by.voice || !can(by.role, 'write')) return refuse('not-a-voice')
      return waiting.formal && !isFresh ? refuse('code-needed') : { kind: 'confirmed', data: { of } }
    })
  }

  /**
   * Notes that these groups were reminded. Refuses 'bad-request' for one that was not asked, 'reminded-already' within
   * a day of the last time.
   */
  remind(plan: PlanId, by: Member, number: number, groups: readonly Group[]): Promise<Version | Refusal> {
    return this.#add(plan, by, number, (version) => {
      if (groups.some((group) => !version.asked.includes(group))) return refuse('bad-request')
      const again = version.remindedAt !== null && this.#parts.clock.now() - version.remindedAt < limits.remindEveryMs
      return again ? refuse('reminded-already') : { kind: 'reminded', data: { groups: [...groups] } }
    })
  }

  async #add(
    plan: PlanId,
    by: Member,
    number: number,
    judge: (
      version: Version
    ) => Pick<NewEntry, 'kind' | 'data'> | Refusal | Promise<Pick<NewEntry, 'kind' | 'data'> | Refusal>
  ): Promise<Version | Refusal> {
    const { store, clock, lobby } = this.#parts
    for (let tries = 0; tries < triesMax; tries++) {
      const found = await this.one(plan, number)
      if (isRefusal(found)) return found
      const { version } = found
      if (!isOpenForAnswers(version, clock.now())) return refuse('answers-closed')
      const said = await judge(version)
      if (isRefusal(said)) return said
      const entry = { ...said, at: clock.now(), by: by.person } as NewEntry
      const kept = await store.addVersionEntries(plan, number, version.entries, [entry], askerOf(by))
      if (isRefusal(kept)) {
        // Somebody else answered meanwhile, or whoever asks is not what they were: looked at anew.
        const member = kept.refused === 'changed-meanwhile' && (await store.readMember(plan, by.person))
        if (member && member.role === by.role && member.group === by.group && member.voice === by.voice) continue
        return kept.refused === 'changed-meanwhile' ? refuse('not-allowed') : kept
      }
      await lobby.news(plan)
      const now = await this.one(plan, number)
      return isRefusal(now) ? now : now.version
    }
    return refuse('unavailable')
  }

  /** Closes what people could answer until now, as the answers are. */
  async closeDue(): Promise<void> {
    const { store, clock, report } = this.#parts
    try {
      for (const { plan, number } of await store.versionsDue(clock.now())) {
        const found = await this.one(plan, number)
        if (isRefusal(found)) continue
        await this.move(plan, null, number, { move: 'close', after: found.version.entries, ask: null, note: '' })
      }
    } catch (error) {
      report({ event: 'versions-not-closed', error })
    }
  }

  /**
   * Words went by law: where they stand frozen they go too, and the version says so with the hashes of what is
   * left. The first hash stays as a commitment, and so do the answers. Source: relay.md §3.
   * @returns how many versions held them. Refuses what the history refuses, 'store-full'; done again, it goes on.
   */
  async removeByLaw(room: Room): Promise<number | Refusal> {
    const { store, clock } = this.#parts
    const { plan } = room
    let held = 0
    for (const first of await store.readVersions(plan)) {
      const gone = await rewriteFrozen(store, { plan, first, at: clock.now() }, async (version, stands) => {
        const moment = await this.moment(room, version.scope, version.seq)
        if (isRefusal(moment)) return moment
        const { snapshot, owners } = moment.frozen
        const records = await recordsLeft(store, plan, stands.records)
        return {
          frozen: { ...stands, snapshot, owners, records },
          epoch: await room.settled((state) => state.epoch)
        }
      })
      if (isRefusal(gone)) return gone
      if (gone) held++
    }
    if (held > 0) await this.#parts.lobby.news(plan)
    return held
  }
}
