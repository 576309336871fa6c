import { accessSync, closeSync, constants, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { Ms, PersonId, PlanId, Seq } from '../../../shared/ids.ts'
import type { Group } from '../../../shared/plan/vocabulary.ts'
import type { PlanRecord, RecordKind } from '../../../shared/plan/records.ts'
import { isRefusal, type Refusal } from '../../../shared/refusals.ts'
import type { NewEntry } from '../../../shared/versions/version.ts'
import type { News } from '../../../shared/wire/messages.ts'
import { encodeBody } from '../chain.ts'
import {
  StoreUnavailable,
  invitedName,
  type AccessChange,
  type AccessLine,
  type Commit,
  type KeptPaperOrder,
  type KeptTaking,
  type Member,
  type NewPoll,
  type NewRecord,
  type Owner,
  type PaperOrderChange,
  type Person,
  type PollWord,
  type RecordChange,
  type Redaction,
  type RecordVersion,
  type Session,
  type SignedUpdate,
  type SignIn,
  type Store,
  type StoredHistory,
  type StoredPlan,
  type StoredPoll,
  type StoredVersion,
  type Taking,
  type VersionAsker,
  type VersionContent,
  type Visit
} from '../store.ts'
import { blob, openDatabase, whole } from './database.ts'
import { plansBehind, readHistory } from './history-rows.ts'
import { DataFolderRefused } from './migrations.ts'
import { readLastGroups, removalsOf } from './erasure.ts'
import { readPaperOrder } from './paper-order-rows.ts'
import { readPosts } from './post-rows.ts'
import { readCommits, readPlan } from './plan-reads.ts'
import { readRecordsSince } from './record-reads.ts'
import { Reader } from './reader.ts'
import {
  accessRow,
  memberRow,
  personOf,
  personRow,
  recordColumns,
  recordRow,
  sessionRow,
  signInRow,
  versionRow,
  visitRow
} from './rows.ts'
import { readTakings } from './taking-rows.ts'
import { readPolls } from './poll-rows.ts'
import { readVersionContent, readVersions, versionsDue } from './version-reads.ts'
import { WriterThread, type Report } from './writer-thread.ts'
import type { Diagnosis } from './writer.ts'
import type { Write } from './writes.ts'

export { DataFolderRefused }
export type { Diagnosis }

export type SqliteParts = {
  /** Holds `board.sqlite`, its log beside it, the signing key, and a reserve of room; made when it is not there. */
  folder: string
  clockNow?: () => Ms
  /** Events: 'store-full', 'store-busy', 'store-has-room', and 'store-failed', after which the process should leave. */
  report: Report
  /** Bound of the file in pages of 4 KiB, for hosts that give it a share. */
  pagesMax?: number
  /** How long a write waits for another process that holds the file. */
  waitMs?: number
}

export interface SqliteStore extends Store {
  /** What the writing connection says of itself. @throws StoreUnavailable */
  diagnosis(): Promise<Diagnosis>
}

/** Room for sign-ins and memberships on a full disk: as much as the log takes, and as much again. */
const reserveBytes = 2 * 1024 * 1024
/** The secret that seals logs; whoever has it can seal another one, so it is read by this account alone. */
export const signingKeyName = 'signing-key.pem'
export const databaseName = 'board.sqlite'

const prepareFolder = (folder: string, file: string): void => {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    // Made here so that nobody else on the machine may read it; the log beside it takes the same mode.
    closeSync(openSync(file, 'a', 0o600))
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    throw new DataFolderRefused(`The data folder cannot be written to (${why}).`, { cause: error })
  }
}

/**
 * Opens the store of one folder, brings it up to date and proves it is whole.
 * @throws DataFolderRefused with a sentence for whoever runs the board.
 */
export const openSqliteStore = async (parts: SqliteParts): Promise<SqliteStore> => {
  const { folder, report, pagesMax, waitMs, clockNow = Date.now } = parts
  const file = join(folder, databaseName)
  prepareFolder(folder, file)
  const thread = await WriterThread.open(
    {
      file,
      keyFile: join(folder, signingKeyName),
      reserveFile: join(folder, 'reserve'),
      reserveBytes,
      ...(pagesMax === undefined ? {} : { pagesMax }),
      ...(waitMs === undefined ? {} : { waitMs })
    },
    report
  )
  try {
    return new OpenStore(thread, new Reader(await openDatabase(file, 'read')), clockNow)
  } catch (error) {
    await thread.end()
    throw error
  }
}

const memberColumns = `SELECT members.plan, members.person, people.name, members.role, members."group", members.voice
  FROM members JOIN people ON people.id = members.person`
/** People of a plan, ?1, whom somebody else added and of whom nothing is there that only they can have left. */
const invited = `SELECT person FROM (SELECT person, "by", max(n) FROM access_log
    WHERE plan = ?1 AND was_role IS NULL GROUP BY person) WHERE "by" <> person
  EXCEPT SELECT person FROM visits WHERE plan = ?1
  EXCEPT SELECT "by" FROM access_log WHERE plan = ?1 AND "by" IS NOT NULL
  EXCEPT SELECT typist FROM owners WHERE plan = ?1
  EXCEPT SELECT id FROM people WHERE kind = 'speaker'`
/** Somebody who was erased has no name and is nobody. */
const personColumns = "SELECT id, kind, name, email FROM (SELECT * FROM people WHERE name <> '')"
const signInColumns = 'SELECT id, person, email, token_hash, code_hash, expires_at, tries_left, used FROM sign_ins'
const sessionColumns = 'SELECT id_hash, person, expires_at, created_at FROM sessions'

/** The port, method by method, in its order: past 300 lines because the port is, with nothing in it to decide. */
class OpenStore implements SqliteStore {
  private readonly thread: WriterThread
  private readonly reader: Reader
  private readonly clockNow: () => Ms

  constructor(thread: WriterThread, reader: Reader, clockNow: () => Ms) {
    this.thread = thread
    this.reader = reader
    this.clockNow = clockNow
  }

  async writeProbe(): Promise<void> {
    const refusal = await this.write({ do: 'probe', at: this.clockNow() })
    if (refusal) throw new StoreUnavailable('the disk took no write')
  }

  async accessVersion(): Promise<number> {
    const row = this.reader.sql('SELECT version FROM access').get()
    if (!row) throw new StoreUnavailable('the counter of access is gone')
    return whole(row, 'version')
  }

  diagnosis(): Promise<Diagnosis> {
    return this.thread.diagnosis()
  }

  async close(): Promise<void> {
    await this.thread.drain()
    // The connection that writes goes last: it moves the log into the file when nobody reads.
    this.reader.close()
    await this.thread.end()
  }

  createPlan(plan: PlanId, at: Ms): Promise<Refusal | undefined> {
    return this.write({ do: 'createPlan', plan, at })
  }

  async readPlan(plan: PlanId): Promise<StoredPlan | undefined> {
    return readPlan(this.reader, plan)
  }

  async readCommits(plan: PlanId, after: Seq, rowsMax: number, bytesMax: number): Promise<Commit[]> {
    return readCommits(this.reader, plan, after, rowsMax, bytesMax)
  }

  async commit(
    plan: PlanId,
    after: Seq,
    at: Ms,
    entries: readonly SignedUpdate[],
    newOwners: readonly Owner[]
  ): Promise<Seq | Refusal> {
    const body = encodeBody(entries, newOwners)
    const owners = newOwners.map(({ client, speaker, typist, group, via }) => ({ client, speaker, typist, group, via }))
    const outcome = await this.thread.write({ do: 'commit', plan, after, at, body, owners }, [body.buffer])
    if (typeof outcome === 'number' || isRefusal(outcome)) return outcome
    throw new Error('a commit without a seq')
  }

  saveSnapshot(
    plan: PlanId,
    { seq, state, ledger }: { seq: Seq; state: Uint8Array; ledger: Uint8Array }
  ): Promise<Refusal | undefined> {
    return this.write({ do: 'saveSnapshot', plan, seq, at: this.clockNow(), state, ledger })
  }

  async readHistory(plan: PlanId): Promise<StoredHistory | undefined> {
    return readHistory(this.reader, plan)
  }

  saveHistory(plan: PlanId, { seq, state, fold }: StoredHistory): Promise<Refusal | undefined> {
    return this.write({ do: 'saveHistory', plan, history: { seq, state, fold } })
  }

  async plansBehind(rows: number): Promise<PlanId[]> {
    return plansBehind(this.reader, rows)
  }

  addPerson({ id, kind, name, email }: Person): Promise<Refusal | undefined> {
    return this.write({ do: 'addPerson', person: { id, kind, name, email } })
  }

  async readLastGroups(plan: PlanId, ids: readonly PersonId[]): Promise<Map<PersonId, Group>> {
    return readLastGroups(this.reader, plan, ids)
  }

  erasePerson(person: PersonId): Promise<Refusal | undefined> {
    return this.write({ do: 'erasePerson', person, at: this.clockNow() })
  }

  async redact(plan: PlanId, after: Seq, redaction: Redaction): Promise<number | Refusal> {
    const outcome = await this.thread.write({ do: 'redact', plan, after, ...redaction })
    if (typeof outcome === 'number' || isRefusal(outcome)) return outcome
    throw new Error('a redaction without an epoch')
  }

  async redactRecord(
    plan: PlanId,
    record: string,
    { by, at, why }: Pick<Redaction, 'by' | 'at' | 'why'>
  ): Promise<number | Refusal> {
    const outcome = await this.thread.write({ do: 'redactRecord', plan, record, by, at, why })
    if (typeof outcome === 'number' || isRefusal(outcome)) return outcome
    throw new Error('a redaction without a count')
  }

  scrub(): Promise<Refusal | undefined> {
    return this.thread.scrub()
  }

  async removalsOf(plan: PlanId): Promise<number> {
    return removalsOf(this.reader, plan)
  }

  async readPerson(id: PersonId): Promise<Person | undefined> {
    const row = this.reader.sql(`${personColumns} WHERE id = ?`).get(id)
    return row && personRow(row)
  }

  async readPersonByEmail(email: string): Promise<Person | undefined> {
    const row = this.reader.sql(`${personColumns} WHERE email_key = ?`).get(email.toLowerCase())
    return row && personRow(row)
  }

  async readPeople(ids: readonly PersonId[]): Promise<Person[]> {
    const statement = this.reader.sql(`${personColumns} WHERE id = ?`)
    return [...new Set(ids)].map((id) => statement.get(id)).flatMap((row) => (row ? [personRow(row)] : []))
  }

  setMember(
    { plan, person, role, group, voice }: Omit<Member, 'name'>,
    change: AccessChange
  ): Promise<Refusal | undefined> {
    return this.write({ do: 'setMember', member: { plan, person, role, group, voice }, change })
  }

  removeMember(plan: PlanId, person: PersonId, change: AccessChange): Promise<Refusal | undefined> {
    return this.write({ do: 'removeMember', plan, person, change })
  }

  async readAccessLog(plan: PlanId, linesMax: number): Promise<AccessLine[]> {
    return this.reader
      .sql('SELECT * FROM access_log WHERE plan = ? ORDER BY n DESC LIMIT ?')
      .all(plan, linesMax)
      .map(accessRow)
  }

  savePaperOrder(plan: PlanId, { order, version, by, at }: PaperOrderChange): Promise<Refusal | undefined> {
    return this.write({ do: 'savePaperOrder', plan, change: { order, version, by, at } })
  }

  async readPaperOrder(plan: PlanId): Promise<KeptPaperOrder | undefined> {
    return readPaperOrder(this.reader, plan)
  }

  setPost(plan: PlanId, person: PersonId, post: string, by: { by: PersonId; at: Ms }): Promise<Refusal | undefined> {
    return this.write({ do: 'setPost', plan, person, post, by })
  }

  async readPosts(plan: PlanId): Promise<Map<PersonId, string>> {
    return readPosts(this.reader, plan)
  }

  noteVisit(plan: PlanId, person: PersonId, at: Ms): Promise<Refusal | undefined> {
    return this.write({ do: 'noteVisit', plan, person, at })
  }

  async readVisits(plan: PlanId): Promise<Visit[]> {
    return this.reader.sql('SELECT person, at, previous_at FROM visits WHERE plan = ?').all(plan).map(visitRow)
  }

  async readMember(plan: PlanId, person: PersonId): Promise<Member | undefined> {
    const row = this.reader.sql(`${memberColumns} WHERE members.plan = ? AND members.person = ?`).get(plan, person)
    return row && memberRow(row)
  }

  async readMembers(plan: PlanId): Promise<Member[]> {
    return this.reader
      .sql(
        `SELECT plan, person, CASE WHEN person IN (${invited}) THEN ?2 ELSE people.name END AS name, role, "group", voice
         FROM members JOIN people ON people.id = members.person WHERE plan = ?1
         ORDER BY person IN (${invited}), name, person`
      )
      .all(plan, invitedName)
      .map(memberRow)
  }

  async readInvited(plan: PlanId): Promise<PersonId[]> {
    return this.reader
      .sql(invited)
      .all(plan)
      .map((row) => personOf(row, 'person'))
  }

  async readMembershipsOf(person: PersonId): Promise<Member[]> {
    return this.reader.sql(`${memberColumns} WHERE members.person = ? ORDER BY members.plan`).all(person).map(memberRow)
  }

  addSignIn(signIn: SignIn): Promise<Refusal | undefined> {
    return this.write({ do: 'addSignIn', signIn })
  }

  async readSignInByToken(tokenHash: string): Promise<SignIn | undefined> {
    const row = this.reader.sql(`${signInColumns} WHERE token_hash = ?`).get(tokenHash)
    return row && signInRow(row)
  }

  async readSignInsByEmail(email: string, now: Ms): Promise<SignIn[]> {
    return this.reader
      .sql(
        `${signInColumns} WHERE email_key = ? AND used = 0 AND expires_at > ? AND tries_left > 0
         ORDER BY expires_at DESC, rowid DESC`
      )
      .all(email.toLowerCase(), now)
      .map(signInRow)
  }

  useSignIn(id: string, now: Ms): Promise<Refusal | undefined> {
    return this.write({ do: 'useSignIn', id, now })
  }

  countWrongCode(ids: readonly string[]): Promise<Refusal | undefined> {
    return this.write({ do: 'countWrongCode', ids })
  }

  removeSignInsBefore(expiredAt: Ms): Promise<Refusal | undefined> {
    return this.write({ do: 'removeSignInsBefore', expiredAt })
  }

  addSession({ idHash, person, expiresAt, createdAt }: Session): Promise<Refusal | undefined> {
    return this.write({ do: 'addSession', session: { idHash, person, expiresAt, createdAt } })
  }

  async readSession(idHash: string): Promise<Session | undefined> {
    const row = this.reader.sql(`${sessionColumns} WHERE id_hash = ?`).get(idHash)
    return row && sessionRow(row)
  }

  async readSessionsOf(person: PersonId): Promise<Session[]> {
    return this.reader
      .sql(`${sessionColumns} WHERE person = ? ORDER BY created_at, id_hash`)
      .all(person)
      .map(sessionRow)
  }

  extendSession(idHash: string, expiresAt: Ms): Promise<Refusal | undefined> {
    return this.write({ do: 'extendSession', idHash, expiresAt })
  }

  removeSession(idHash: string): Promise<Refusal | undefined> {
    return this.write({ do: 'removeSession', idHash })
  }

  removeSessionsOf(person: PersonId): Promise<Refusal | undefined> {
    return this.write({ do: 'removeSessionsOf', person })
  }

  removeSessionsBefore(expiredAt: Ms): Promise<Refusal | undefined> {
    return this.write({ do: 'removeSessionsBefore', expiredAt })
  }

  addRecord(plan: PlanId, record: NewRecord): Promise<PlanRecord | Refusal> {
    return this.say({ do: 'addRecord', plan, record })
  }

  changeRecord(plan: PlanId, id: string, change: RecordChange): Promise<PlanRecord | Refusal> {
    return this.say({ do: 'changeRecord', plan, id, change })
  }

  async readRecord(plan: PlanId, id: string): Promise<PlanRecord | undefined> {
    const row = this.reader.sql(`${recordColumns} WHERE records.plan = ? AND records.id = ?`).get(plan, id)
    return row && recordRow(row)
  }

  async readRecords(
    plan: PlanId,
    after: number,
    kind?: RecordKind
  ): Promise<{ version: number; records: PlanRecord[] }> {
    const { records: version } = this.news(plan)
    return { version, records: await readRecordsSince(this.reader, plan, after, kind) }
  }

  async readRecordHistory(plan: PlanId, id: string): Promise<RecordVersion[]> {
    return this.reader
      .sql(
        `SELECT kind, said.version, data, said."by", said.at, withdrawn
         FROM records JOIN record_versions AS said ON said.record = records.id
         WHERE plan = ? AND id = ? ORDER BY said.version`
      )
      .all(plan, id)
      .map(versionRow)
  }

  async newsOf(plan: PlanId): Promise<News> {
    return this.news(plan)
  }

  addTaking(plan: PlanId, { person, at, format, words, since, names, reason }: Taking): Promise<Refusal | undefined> {
    return this.write({ do: 'addTaking', plan, taking: { person, at, format, words, since, names, reason } })
  }

  async readTakings(plan: PlanId, rowsMax: number, before?: number): Promise<KeptTaking[]> {
    return readTakings(this.reader, plan, rowsMax, before)
  }

  removeTakingReason(plan: PlanId, n: number): Promise<Refusal | undefined> {
    return this.write({ do: 'removeTakingReason', plan, n })
  }

  addVersion(
    plan: PlanId,
    entries: readonly NewEntry[],
    content: VersionContent,
    asker: VersionAsker,
    removals?: number
  ): Promise<number | Refusal> {
    return this.counted({ do: 'addVersion', plan, entries, content, asker, removals })
  }

  addVersionEntries(
    plan: PlanId,
    number: number,
    after: number,
    entries: readonly NewEntry[],
    asker: VersionAsker,
    content?: VersionContent
  ): Promise<number | Refusal> {
    return this.counted({ do: 'addVersionEntries', plan, number, after, entries, asker, content })
  }

  removeNote(
    plan: PlanId,
    number: number,
    of: number,
    note: Pick<Redaction, 'by' | 'at' | 'why'>,
    asker: VersionAsker
  ): Promise<number | Refusal> {
    return this.counted({ do: 'removeNote', plan, number, of, ...note, asker })
  }

  addPoll(plan: PlanId, number: number, poll: NewPoll): Promise<Refusal | undefined> {
    return this.write({ do: 'addPoll', plan, number, poll })
  }

  sayInPoll(plan: PlanId, number: number, said: PollWord): Promise<Refusal | undefined> {
    return this.write({ do: 'sayInPoll', plan, number, said })
  }

  async readPolls(plan: PlanId, group: Group): Promise<StoredPoll[]> {
    return readPolls(this.reader, plan, group)
  }

  async readVersions(plan: PlanId): Promise<StoredVersion[]> {
    return readVersions(this.reader, plan)
  }

  async versionsDue(now: Ms): Promise<{ plan: PlanId; number: number }[]> {
    return versionsDue(this.reader, now)
  }

  async readChain(plan: PlanId, seq: Seq): Promise<Uint8Array | undefined> {
    const row = this.reader.sql('SELECT chain FROM commits WHERE plan = ? AND seq = ?').get(plan, seq)
    return row && blob(row, 'chain')
  }

  async readVersionContent(plan: PlanId, number: number): Promise<VersionContent | undefined> {
    return readVersionContent(this.reader, plan, number)
  }

  private async counted(write: Write): Promise<number | Refusal> {
    const outcome = await this.thread.write(write)
    if (typeof outcome === 'number' || isRefusal(outcome)) return outcome
    throw new Error('a version without a number')
  }

  private news(plan: PlanId): News {
    const row = this.reader.sql('SELECT records_news, people_news FROM plans WHERE id = ?').get(plan)
    return row ? { records: whole(row, 'records_news'), people: whole(row, 'people_news') } : { records: 0, people: 0 }
  }

  private async say(write: Write): Promise<PlanRecord | Refusal> {
    const outcome = await this.thread.write(write)
    if (typeof outcome === 'object') return outcome
    throw new Error('a record that was kept without an answer')
  }

  private async write(write: Write): Promise<Refusal | undefined> {
    const outcome = await this.thread.write(write)
    return isRefusal(outcome) ? outcome : undefined
  }
}
