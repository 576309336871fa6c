import type { Repeat } from '../../shared/authorship/repeats.ts'
import type { ClientId, Ms, PersonId, PlanId, Seq } from '../../shared/ids.ts'
import type { CommitteeOrder } from '../../shared/papers/committee-order.ts'
import type { PlanRecord, RecordKind } from '../../shared/plan/records.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import type { Refusal } from '../../shared/refusals.ts'
import type { Role } from '../../shared/roles.ts'
import type { AnswerWord, NewEntry, VersionEntry } from '../../shared/versions/version.ts'
import type { News } from '../../shared/wire/messages.ts'

/**
 * The store port. Two kinds of "no": a `Refusal` is a value and nothing was kept; an adapter that
 * cannot tell what was kept throws `StoreUnavailable`, and its caller forgets what it held.
 * Every method that writes resolves only when the write is on disk and fsynced, may refuse 'store-full'
 * when the disk is full or busy (nothing was kept), and throws `StoreUnavailable`.
 * One file past 300 lines: an adapter is written from it, from top to bottom.
 */
export interface Store
  extends
    PlanLog,
    Histories,
    People,
    Erasure,
    Memberships,
    SignIns,
    Sessions,
    Posts,
    Records,
    Visits,
    Versions,
    Polls,
    Takings,
    PaperOrders {
  /** Proves that a write reaches the disk. @throws StoreUnavailable */
  writeProbe(): Promise<void>
  /** Rises with every change of people, memberships or sessions, whichever process made it. */
  accessVersion(): Promise<number>
  /** Waits for writes under way, then lets go of the files. */
  close(): Promise<void>
}

/** A write whose outcome is unknown or lost. Never retried: the process leaves and reads again. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable'
}

/** A plan whose stored bytes do not prove themselves. It refuses to open; it never opens blank. */
export class PlanUnreadable extends Error {
  override name = 'PlanUnreadable'
  readonly plan: PlanId
  constructor(plan: PlanId, reason: string, cause?: unknown) {
    super(`plan ${plan} cannot be read: ${reason}`, { cause })
    this.plan = plan
  }
}

// --- the log of a plan --------------------------------------------------------------------------

/** Who something is credited to, who typed it, and for which group, as it was then. */
export type Author = { speaker: PersonId; typist: PersonId; group: Group }
/** One client id has one owner for ever. `via`: how it came ('live', 'system', later 'restore'). */
export type Owner = Author & { client: ClientId; via: 'live' | 'system' }
/**
 * One update as its author's connection sent it, pruned: exactly these bytes are stored and shown.
 * `repeats`: which of its letters stand again for earlier ones, proven when it was kept.
 */
export type SignedUpdate = { author: Author; update: Uint8Array; repeats?: readonly Repeat[] }
export type Commit = { seq: Seq; at: Ms; entries: SignedUpdate[] }

export type StoredPlan = {
  id: PlanId
  /** Rises when history was rewritten by law (redaction) or restored: clients then start anew. */
  epoch: number
  head: Seq
  owners: Owner[]
  /** `ledger` is whatever the relay folded; the store does not look inside. */
  snapshot?: { seq: Seq; state: Uint8Array; ledger: Uint8Array }
}

export interface PlanLog {
  /** A plan that is there, without content. Refuses 'exists', 'store-full'. */
  createPlan(plan: PlanId, at: Ms): Promise<Refusal | undefined>
  /** @throws PlanUnreadable when the stored bytes do not prove themselves. */
  readPlan(plan: PlanId): Promise<StoredPlan | undefined>
  /**
   * Commits after `after`, oldest first, at most so many rows and bytes of body (always at least one row
   * when there is one; none for a plan that is not there). Digest, chain and bound owners of each row are
   * checked. @throws PlanUnreadable
   */
  readCommits(plan: PlanId, after: Seq, rowsMax: number, bytesMax: number): Promise<Commit[]>
  /**
   * Keeps one batch with its new owners, whole or not at all, fsynced together with what other rooms wait for.
   * @returns seq of the row; counts from 1, gap-free per plan.
   * Refuses 'no-such-plan', 'behind' when the plan's head is not `after`, 'not-your-words' when a client id
   * already has another owner, 'store-full' when the disk is full or busy (nothing was kept).
   * @throws StoreUnavailable: the outcome is unknown. Source: PROTOCOL.md P4.
   */
  commit(
    plan: PlanId,
    after: Seq,
    at: Ms,
    entries: readonly SignedUpdate[],
    newOwners: readonly Owner[]
  ): Promise<Seq | Refusal>
  /** Keeps a snapshot of commits ≤ seq, seals the log up to there, and thins older snapshots. Refuses 'no-such-plan', 'store-full'. */
  saveSnapshot(
    plan: PlanId,
    snapshot: { seq: Seq; state: Uint8Array; ledger: Uint8Array }
  ): Promise<Refusal | undefined>
}

/** A history as it was folded up to commit `seq`; the store does not look inside. */
export type StoredHistory = { seq: Seq; state: Uint8Array; fold: Uint8Array }

/** What a history is opened from: one row a plan, which can always be folded anew from the log. */
export interface Histories {
  /** Undefined when there is none that proves itself: bound to the chain of its commit and to the plan's epoch. */
  readHistory(plan: PlanId): Promise<StoredHistory | undefined>
  /** Takes the place of an older one; a newer one stays. Refuses 'no-such-plan', 'store-full'. */
  saveHistory(plan: PlanId, history: StoredHistory): Promise<Refusal | undefined>
  /** Plans whose kept history ends at least so many commits before the plan does, none kept counting as 0. */
  plansBehind(rows: number): Promise<PlanId[]>
}

// --- people, what they may do, and how they sign in ------------------------------------------------

/** `speaker`: named by others, has no account. Erasing a person clears their row and nothing else. */
export type PersonKind = 'account' | 'guest' | 'speaker'
export type Person = { id: PersonId; kind: PersonKind; name: string; email: string | null }
/** `name`: as those who are in the plan know them; of somebody invited who has not come in yet, `invitedName`. */
export type Member = { plan: PlanId; person: PersonId; name: string; role: Role; group: Group; voice: boolean }

/** Whoever invites an address learns nothing of who has it, and nor does anybody else, before they come in. */
export const invitedName = 'Somebody invited'

export interface People {
  /** E-mail addresses are compared in lower case and kept as typed. Refuses 'email-taken', 'exists'. */
  addPerson(person: Person): Promise<Refusal | undefined>
  readPerson(id: PersonId): Promise<Person | undefined>
  readPersonByEmail(email: string): Promise<Person | undefined>
  /** In the order asked, each once; ids of nobody are left out, and so is who was erased. */
  readPeople(ids: readonly PersonId[]): Promise<Person[]>
  /** The group each of these last wrote for in a plan, or was in it for: all that is told of who was erased. */
  readLastGroups(plan: PlanId, ids: readonly PersonId[]): Promise<Map<PersonId, Group>>
}

/**
 * Words to be removed by law: rows of the log as they stand without them, authors as they were, and the
 * snapshot of the newest commit made from these rows. `by` is null for whoever runs the board.
 */
export type Redaction = {
  by: PersonId | null
  at: Ms
  why: string
  rows: readonly { seq: Seq; entries: readonly SignedUpdate[] }[]
  state: Uint8Array
  ledger: Uint8Array
  /** The letters that go, by their Yjs ids: records that quote some of them lose them too, under tombstones of their own. */
  letters?: readonly { client: number; clock: number; length: number }[]
}

/** What the law asks to be taken away for good. */
export interface Erasure {
  /**
   * Puts these rows in the place of what was kept, whole or not at all: salts go, digests and chain stay, each
   * row gets a signed tombstone, older snapshots and what was made from them go.
   * @returns the plan's new epoch. Refuses 'no-such-plan', 'behind' when the plan's head is not `after`, 'store-full'.
   */
  redact(plan: PlanId, after: Seq, redaction: Redaction): Promise<number | Refusal>
  /**
   * Takes what people typed into a record away, from all it ever said: dates, figures and words of the board
   * stay, and each version that changes gets a signed tombstone. @returns how many versions changed.
   * Refuses 'no-such-plan', 'not-found' for a record of another plan or without words, 'store-full'.
   */
  redactRecord(plan: PlanId, record: string, note: Pick<Redaction, 'by' | 'at' | 'why'>): Promise<number | Refusal>
  /**
   * Takes a person's name and address, sessions, sign-ins, visits and memberships away, whole or not at all.
   * The id stays with what they wrote and is nobody's from then on, never anybody else's.
   * Refuses 'no-such-person', 'last-lead' when nobody else would lead one of their plans.
   */
  erasePerson(person: PersonId): Promise<Refusal | undefined>
  /**
   * Overwrites what has been taken out, so that no byte of it is left in the files. It writes everything anew:
   * nothing else is written meanwhile. Refuses 'store-full' when there is no room or others are in the way.
   */
  scrub(): Promise<Refusal | undefined>
  /** Rises with each removal of words by law, whichever process made it: what was made from them before is told by it. */
  removalsOf(plan: PlanId): Promise<number>
}

/** What somebody may do in a plan, without who they are. */
export type Standing = Pick<Member, 'role' | 'group' | 'voice'>
/**
 * Who changes somebody's access, when, and what they take for granted: 'absent' refuses 'already-in-plan'
 * for somebody who is there, 'present' refuses 'not-found' for somebody who is not.
 */
export type AccessChange = { by: PersonId | null; at: Ms; expects?: 'absent' | 'present' }
/** One line of the log of access. `by` is null for whoever runs the board; `was` or `now` for not being in the plan. */
export type AccessLine = {
  at: Ms
  by: PersonId | null
  person: PersonId
  was: Standing | null
  now: Standing | null
}

/** Each change that changes anything is kept with who made it, and raises the plan's `people` counter. */
export interface Memberships {
  /**
   * Adds or changes a membership. Refuses 'no-such-plan', 'no-such-person', 'already-in-plan', 'not-found',
   * 'last-lead' when nobody else would lead the plan, 'too-many' when the plan holds no more people.
   */
  setMember(member: Omit<Member, 'name'>, change: AccessChange): Promise<Refusal | undefined>
  /** Refuses 'last-lead'. Nothing to remove is no refusal; so for every `remove…` here, unless 'present' is expected. */
  removeMember(plan: PlanId, person: PersonId, change: AccessChange): Promise<Refusal | undefined>
  /** With their own name, also before they have come in. */
  readMember(plan: PlanId, person: PersonId): Promise<Member | undefined>
  /** By the name others know them by, who has not come in yet last. */
  readMembers(plan: PlanId): Promise<Member[]>
  /**
   * Whom somebody else added to the plan, and who has not been in it since, nor written or changed anything
   * there; also when they are no longer a member. Not whom the board's own administration added.
   */
  readInvited(plan: PlanId): Promise<PersonId[]>
  readMembershipsOf(person: PersonId): Promise<Member[]>
  /** Newest first. */
  readAccessLog(plan: PlanId, linesMax: number): Promise<AccessLine[]>
}

/** What members of staff do in a plan, as files may credit it beside their group. */
export interface Posts {
  /**
   * Sets what a member of staff does, as files may credit it, or takes it away (''). Goes with the membership.
   * Refuses 'not-found' for who is not in the plan, 'staff-only' for a group whose people have no post.
   */
  setPost(plan: PlanId, person: PersonId, post: string, by: { by: PersonId; at: Ms }): Promise<Refusal | undefined>
  readPosts(plan: PlanId): Promise<Map<PersonId, string>>
}

/** One mail: a link and a code, both only as hashes. Hashes are SHA-256, 64 hex digits. */
export type SignIn = {
  id: string
  person: PersonId
  email: string
  tokenHash: string
  codeHash: string
  expiresAt: Ms
  triesLeft: number
  used: boolean
}

export interface SignIns {
  /** Refuses 'no-such-person', 'exists'. */
  addSignIn(signIn: SignIn): Promise<Refusal | undefined>
  readSignInByToken(tokenHash: string): Promise<SignIn | undefined>
  /** Open ones of an address: not used, not expired, tries left; newest first. */
  readSignInsByEmail(email: string, now: Ms): Promise<SignIn[]>
  /** Marks it used, once: refuses 'link-used' when it was used or has expired by `now`. */
  useSignIn(id: string, now: Ms): Promise<Refusal | undefined>
  /** Takes one try from each. */
  countWrongCode(ids: readonly string[]): Promise<Refusal | undefined>
  removeSignInsBefore(expiredAt: Ms): Promise<Refusal | undefined>
}

export type Session = { idHash: string; person: PersonId; expiresAt: Ms; createdAt: Ms }

export interface Sessions {
  /** Refuses 'no-such-person', 'exists'. */
  addSession(session: Session): Promise<Refusal | undefined>
  readSession(idHash: string): Promise<Session | undefined>
  readSessionsOf(person: PersonId): Promise<Session[]>
  /** Refuses 'not-found': a session that was ended stays ended. */
  extendSession(idHash: string, expiresAt: Ms): Promise<Refusal | undefined>
  removeSession(idHash: string): Promise<Refusal | undefined>
  removeSessionsOf(person: PersonId): Promise<Refusal | undefined>
  removeSessionsBefore(expiredAt: Ms): Promise<Refusal | undefined>
}

// --- what stands beside the shared document --------------------------------------------------------

export type NewRecord = Pick<PlanRecord, 'id' | 'kind' | 'about' | 'data' | 'group'> & { by: PersonId; at: Ms }
/** What is said in a record's place; `version` is the one it takes the place of. */
export type RecordChange = {
  version: number
  by: PersonId
  at: Ms
} & ({ data: PlanRecord['data'] } | { withdrawn: boolean })
/** One thing a record has said. */
export type RecordVersion = {
  version: number
  data: PlanRecord['data']
  by: PersonId
  at: Ms
  withdrawn: boolean
}

export interface Records {
  /** Refuses 'no-such-plan', 'exists', 'too-many'. */
  addRecord(plan: PlanId, record: NewRecord): Promise<PlanRecord | Refusal>
  /** Refuses 'not-found', 'changed-meanwhile' when the record has another version by now. */
  changeRecord(plan: PlanId, id: string, change: RecordChange): Promise<PlanRecord | Refusal>
  /** A record of another plan is not there. */
  readRecord(plan: PlanId, id: string): Promise<PlanRecord | undefined>
  /**
   * Records that changed after the counter stood at `after` (0: all), withdrawn ones too, in the order in
   * which they were first said; with the counter as it stood before they were read, so that nothing is missed.
   * `kind`: only those.
   */
  readRecords(plan: PlanId, after: number, kind?: RecordKind): Promise<{ version: number; records: PlanRecord[] }>
  /** Oldest first; none for a record that is not in this plan. */
  readRecordHistory(plan: PlanId, id: string): Promise<RecordVersion[]>
  /** Both counters of a plan; zeros for one that is not there. Source: PROTOCOL.md P23. */
  newsOf(plan: PlanId): Promise<News>
}

/** `previousAt`: when the visit before this one ended. */
export type Visit = { person: PersonId; at: Ms; previousAt: Ms | null }

/** When people were last in a plan. No change of access: nobody's socket is looked at again for it. */
export interface Visits {
  /** Only ever moves forward; after `visitGapMs` away another visit begins. Who is no member leaves none. */
  noteVisit(plan: PlanId, person: PersonId, at: Ms): Promise<Refusal | undefined>
  readVisits(plan: PlanId): Promise<Visit[]>
}

// --- exact words, frozen ---------------------------------------------------------------------------------

/** What is frozen: canonical JSON of the words alone, and of everything with who wrote it. */
export type VersionContent = { words: string; signed: string }
/** Entries in order, or what does not prove itself of a version whose stored rows were changed. */
export type StoredVersion = { number: number } & ({ entries: VersionEntry[] } | { broken: string })
/** Who adds an entry, and what they were in the plan when it was judged; null for the board itself. */
export type VersionAsker = { person: PersonId; standing: Standing } | null

/** Versions of a plan, kept apart from the live document and only ever added to. */
export interface Versions {
  /**
   * Keeps frozen words as the plan's next version, numbered from 1 without gaps, whole or not at all.
   * `removals`: what `removalsOf` said before the words were read. Refuses 'no-such-plan', 'too-many', 'store-full',
   * 'words-moved' when words went by law since, and 'changed-meanwhile' when whoever asks is no longer what they
   * were when it was judged.
   */
  addVersion(
    plan: PlanId,
    entries: readonly NewEntry[],
    content: VersionContent,
    asker: VersionAsker,
    removals?: number
  ): Promise<number | Refusal>
  /**
   * Adds to a version that has so many entries by now; `content` in the place of what was frozen, where words
   * went by law. Refuses 'not-found', 'store-full', and 'changed-meanwhile' when it has others, or as above.
   */
  addVersionEntries(
    plan: PlanId,
    number: number,
    after: number,
    entries: readonly NewEntry[],
    asker: VersionAsker,
    content?: VersionContent
  ): Promise<number | Refusal>
  /**
   * Takes what was typed into an entry out of it, for good: its link stays, under a signed stone with the reason, and
   * one more entry says so. Refuses 'not-found' where nothing is left to take, 'version-broken', 'changed-meanwhile',
   * 'store-full'. @returns how many entries the version has then
   */
  removeNote(
    plan: PlanId,
    number: number,
    of: number,
    note: Pick<Redaction, 'by' | 'at' | 'why'>,
    asker: VersionAsker
  ): Promise<number | Refusal>
  /** In the order of their numbers, each proven or told as broken; 'broken' with the number that is missing. */
  readVersions(plan: PlanId): Promise<StoredVersion[]>
  /** Versions whose groups could answer until `now`, and that nobody has closed. */
  versionsDue(now: Ms): Promise<{ plan: PlanId; number: number }[]>
  /** The chain of the log once commit `seq` was kept, 32 bytes. */
  readChain(plan: PlanId, seq: Seq): Promise<Uint8Array | undefined>
  /** What stands frozen, as it is: whoever reads it holds it against the entries. Undefined when there is none. */
  readVersionContent(plan: PlanId, number: number): Promise<VersionContent | undefined>
}

// --- what a group thinks before it answers ----------------------------------------------------------------

/** Who asks or says something for the group they are in, looked at in the transaction that keeps it. */
type InGroup = { asker: Exclude<VersionAsker, null>; at: Ms }
/** `hash`: of the words it is about. */
export type NewPoll = InGroup & { hash: string }
export type PollWord = InGroup & { word: AnswerWord }
export type StoredPoll = {
  number: number
  by: PersonId
  at: Ms
  hash: string
  said: { person: PersonId; word: AnswerWord }[]
}

export interface Polls {
  /** Refuses 'not-found', 'exists', 'changed-meanwhile'. */
  addPoll(plan: PlanId, number: number, poll: NewPoll): Promise<Refusal | undefined>
  /** In the place of what they said before. Refuses 'not-found' where nobody asked, 'changed-meanwhile'. */
  sayInPoll(plan: PlanId, number: number, said: PollWord): Promise<Refusal | undefined>
  /** Those of one group, each with the words of people who are still in it. */
  readPolls(plan: PlanId, group: Group): Promise<StoredPoll[]>
}

// --- files that were taken away --------------------------------------------------------------------------

/** Which words a file holds: a version with its hash, or the draft as it was after a commit. Never words themselves. */
export type TakenWords = { is: 'version'; number: number; hash: string } | { is: 'draft'; seq: Seq }
/**
 * One time a plan was taken away as a file. `format`: as exports call it; `words`: two where two were compared;
 * `since`: the day from which on a review pack tells; `reason`: what it is for, empty where nobody said.
 */
export type Taking = {
  person: PersonId
  at: Ms
  format: string
  words: readonly TakenWords[]
  since: string | null
  names: 'groups' | 'roles'
  reason: string
}
/** A taking as it was kept. `group`: whom the person acted for then. */
export type KeptTaking = Taking & { n: number; group: Group }

export interface Takings {
  /**
   * Refuses 'not-allowed' for who may take nothing away from this plan, looked at in the transaction that keeps
   * it, and 'store-full'.
   */
  addTaking(plan: PlanId, taking: Taking): Promise<Refusal | undefined>
  /** Newest first, at most so many, of those before `before`. */
  readTakings(plan: PlanId, rowsMax: number, before?: number): Promise<KeptTaking[]>
  /** Takes what was typed away and leaves the rest. Refuses 'not-found'. */
  removeTakingReason(plan: PlanId, n: number): Promise<Refusal | undefined>
}

/** The council's order and headings of a plan's committee paper; null for those every plan begins with. */
export type KeptPaperOrder = { order: CommitteeOrder | null; version: number; by: PersonId; at: Ms }
/** `version`: the one it takes the place of, 0 for the first. */
export type PaperOrderChange = KeptPaperOrder

export interface PaperOrders {
  /** Refuses 'not-allowed' for who does not look after settings, 'changed-meanwhile', 'store-full'. */
  savePaperOrder(plan: PlanId, change: PaperOrderChange): Promise<Refusal | undefined>
  readPaperOrder(plan: PlanId): Promise<KeptPaperOrder | undefined>
}
