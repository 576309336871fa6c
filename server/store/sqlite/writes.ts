import { randomBytes } from 'node:crypto'
import type { Ms, PersonId, PlanId, Seq } from '../../../shared/ids.ts'
import { limits } from '../../../shared/limits.ts'
import { refuse, type Refusal } from '../../../shared/refusals.ts'
import { chainOf, chainStart, digestOf, saltBytes, snapshotDigestOf } from '../chain.ts'
import type { PlanRecord } from '../../../shared/plan/records.ts'
import type { Signer } from '../seal.ts'
import type {
  AccessChange,
  Member,
  NewRecord,
  Owner,
  PaperOrderChange,
  Person,
  RecordChange,
  Session,
  SignIn,
  StoredHistory,
  Taking
} from '../store.ts'
import { blob, whole, type Database, type Statement } from './database.ts'
import { erasePerson } from './erasure.ts'
import { saveHistory } from './history-rows.ts'
import { removeMember, setMember } from './member-writes.ts'
import { savePaperOrder } from './paper-order-rows.ts'
import { setPost } from './post-rows.ts'
import { addRecord, changeRecord } from './record-writes.ts'
import { redactRecord, type RedactRecord } from './redact-record.ts'
import { redact, type Redact } from './redact-writes.ts'
import { ownerOf } from './rows.ts'
import { addCheckpoint } from './seal-writes.ts'
import { addTaking, removeTakingReason } from './taking-rows.ts'
import { addPoll, sayInPoll, type AddPoll, type SayInPoll } from './poll-rows.ts'
import {
  addVersion,
  addVersionEntries,
  removeNote,
  type AddVersion,
  type AddVersionEntries,
  type RemoveNote
} from './version-writes.ts'

// One file past 300 lines: what may be asked of the writer, and one arm for each.

/** Everything that can be asked of the writer, as it crosses between the threads. */
export type Write =
  | { do: 'createPlan'; plan: PlanId; at: Ms }
  | { do: 'commit'; plan: PlanId; after: Seq; at: Ms; body: Uint8Array; owners: readonly Owner[] }
  | { do: 'saveSnapshot'; plan: PlanId; seq: Seq; at: Ms; state: Uint8Array; ledger: Uint8Array }
  | { do: 'saveHistory'; plan: PlanId; history: StoredHistory }
  | { do: 'addPerson'; person: Person }
  | { do: 'erasePerson'; person: PersonId; at: Ms }
  | Redact
  | RedactRecord
  | { do: 'setMember'; member: Omit<Member, 'name'>; change: AccessChange }
  | { do: 'removeMember'; plan: PlanId; person: PersonId; change: AccessChange }
  | { do: 'noteVisit'; plan: PlanId; person: PersonId; at: Ms }
  | { do: 'addSignIn'; signIn: SignIn }
  | { do: 'useSignIn'; id: string; now: Ms }
  | { do: 'countWrongCode'; ids: readonly string[] }
  | { do: 'removeSignInsBefore'; expiredAt: Ms }
  | { do: 'addSession'; session: Session }
  | { do: 'extendSession'; idHash: string; expiresAt: Ms }
  | { do: 'removeSession'; idHash: string }
  | { do: 'removeSessionsOf'; person: PersonId }
  | { do: 'removeSessionsBefore'; expiredAt: Ms }
  | { do: 'addRecord'; plan: PlanId; record: NewRecord }
  | { do: 'changeRecord'; plan: PlanId; id: string; change: RecordChange }
  | AddVersion
  | AddVersionEntries
  | RemoveNote
  | AddPoll
  | SayInPoll
  | { do: 'savePaperOrder'; plan: PlanId; change: PaperOrderChange }
  | { do: 'setPost'; plan: PlanId; person: PersonId; post: string; by: { by: PersonId; at: Ms } }
  | { do: 'addTaking'; plan: PlanId; taking: Taking }
  | { do: 'removeTakingReason'; plan: PlanId; n: number }
  | { do: 'probe'; at: Ms }

export type Outcome = Refusal | Seq | PlanRecord | undefined

/** Growing content waits when the disk is full; sign-in and membership still go on. */
export const isContent = (write: Write): boolean => content.has(write.do)

const content: ReadonlySet<Write['do']> = new Set([
  'commit',
  'saveSnapshot',
  'redact',
  'redactRecord',
  'saveHistory',
  'createPlan',
  'addRecord',
  'changeRecord',
  'addVersion',
  'addVersionEntries',
  'addPoll',
  'sayInPoll',
  'addTaking',
  'noteVisit'
])

/** A statement, prepared once. */
export type Sql = (statement: string) => Statement

/**
 * What each write does to the database, inside a transaction its caller holds. A refusal may leave
 * half of a write behind: the caller rolls back to where it began.
 */
export class Writes {
  private readonly database: Database
  private readonly signer: Signer
  private readonly prepared = new Map<string, Statement>()

  constructor(database: Database, signer: Signer) {
    this.database = database
    this.signer = signer
  }

  run(write: Write): Outcome {
    switch (write.do) {
      case 'createPlan':
        return this.added(
          this.sql('INSERT INTO plans (id, created_at, chain) VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(
            write.plan,
            write.at,
            chainStart
          )
        )
      case 'commit':
        return this.commit(write)
      case 'saveSnapshot':
        return this.saveSnapshot(write)
      case 'saveHistory':
        return saveHistory(this.sql, write.plan, write.history)
      case 'addPerson':
        return this.addPerson(write.person)
      case 'redact':
        return redact(this.sql, this.signer, write)
      case 'redactRecord':
        return redactRecord(this.sql, this.signer, write)
      case 'erasePerson':
        return erasePerson(this.sql, write.person, write.at)
      case 'setMember':
        return setMember(this.sql, write.member, write.change)
      case 'removeMember':
        return removeMember(this.sql, write.plan, write.person, write.change)
      case 'noteVisit':
        this.sql(
          `INSERT INTO visits (plan, person, at) SELECT plan, person, ?3 FROM members WHERE plan = ?1 AND person = ?2
           ON CONFLICT DO UPDATE SET at = max(at, excluded.at),
             previous_at = CASE WHEN excluded.at - at > ?4 THEN at ELSE previous_at END`
        ).run(write.plan, write.person, write.at, limits.visitGapMs)
        return undefined
      case 'addSignIn':
        return this.addSignIn(write.signIn)
      case 'useSignIn': {
        const used = this.sql('UPDATE sign_ins SET used = 1 WHERE id = ? AND used = 0 AND expires_at > ?')
        return used.run(write.id, write.now).changes === 1 ? undefined : refuse('link-used')
      }
      case 'countWrongCode': {
        const count = this.sql('UPDATE sign_ins SET tries_left = max(tries_left - 1, 0) WHERE id = ?')
        for (const id of write.ids) count.run(id)
        return undefined
      }
      case 'removeSignInsBefore':
        this.sql('DELETE FROM sign_ins WHERE expires_at < ?').run(write.expiredAt)
        return undefined
      case 'addSession':
        return this.addSession(write.session)
      case 'extendSession': {
        const extended = this.sql('UPDATE sessions SET expires_at = ? WHERE id_hash = ?')
        return extended.run(write.expiresAt, write.idHash).changes === 1 ? undefined : refuse('not-found')
      }
      case 'removeSession':
        this.sql('DELETE FROM sessions WHERE id_hash = ?').run(write.idHash)
        return undefined
      case 'removeSessionsOf':
        this.sql('DELETE FROM sessions WHERE person = ?').run(write.person)
        return undefined
      case 'removeSessionsBefore':
        this.sql('DELETE FROM sessions WHERE expires_at < ?').run(write.expiredAt)
        return undefined
      case 'addRecord':
        return addRecord(this.sql, write.plan, write.record)
      case 'changeRecord':
        return changeRecord(this.sql, write.plan, write.id, write.change)
      case 'addVersion':
        return addVersion(this.sql, this.signer, write)
      case 'addVersionEntries':
        return addVersionEntries(this.sql, this.signer, write)
      case 'removeNote':
        return removeNote(this.sql, this.signer, write)
      case 'addPoll':
        return addPoll(this.sql, write)
      case 'sayInPoll':
        return sayInPoll(this.sql, write)
      case 'savePaperOrder':
        return savePaperOrder(this.sql, write.plan, write.change)
      case 'setPost':
        return setPost(this.sql, write.plan, write.person, write.post, write.by)
      case 'addTaking':
        return addTaking(this.sql, write.plan, write.taking)
      case 'removeTakingReason':
        return removeTakingReason(this.sql, write.plan, write.n)
      case 'probe':
        this.sql('UPDATE probe SET count = count + 1, at = ?').run(write.at)
        return undefined
      default: {
        const missed: never = write
        throw new Error(`unhandled write ${String(missed)}`)
      }
    }
  }

  private readonly sql: Sql = (statement) => {
    const known = this.prepared.get(statement)
    if (known) return known
    const fresh = this.database.prepare(statement)
    this.prepared.set(statement, fresh)
    return fresh
  }

  private added(result: { changes: number | bigint }): Refusal | undefined {
    return result.changes === 1 ? undefined : refuse('exists')
  }

  private commit({ plan, after, at, body, owners }: Extract<Write, { do: 'commit' }>): Outcome {
    const row = this.sql('SELECT head, chain FROM plans WHERE id = ?').get(plan)
    if (!row) return refuse('no-such-plan')
    if (whole(row, 'head') !== after) return refuse('behind')
    const seq = after + 1
    const salt = new Uint8Array(randomBytes(saltBytes))
    const digest = digestOf(salt, body)
    const chain = chainOf(blob(row, 'chain'), plan, seq, at, digest)
    for (const owner of owners) if (!this.bind(plan, seq, owner)) return refuse('not-your-words')
    this.sql('INSERT INTO commits (plan, seq, at, body, salt, digest, chain) VALUES (?, ?, ?, ?, ?, ?, ?)').run(
      plan,
      seq,
      at,
      body,
      salt,
      digest,
      chain
    )
    this.sql('UPDATE plans SET head = ?, chain = ? WHERE id = ?').run(seq, chain, plan)
    return seq
  }

  /** False when the id is someone else's, or someone's in another way: then it is not theirs to bind. */
  private bind(plan: PlanId, seq: Seq, owner: Owner): boolean {
    const insert = this.sql(
      `INSERT INTO owners (plan, client_id, seq, speaker, typist, "group", via) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`
    )
    const { client, speaker, typist, group, via } = owner
    if (insert.run(plan, client, seq, speaker, typist, group, via).changes === 1) return true
    const row = this.sql(
      'SELECT client_id, speaker, typist, "group", via FROM owners WHERE plan = ? AND client_id = ?'
    ).get(plan, client)
    if (!row) return false
    const known = ownerOf(row)
    return known.speaker === speaker && known.typist === typist && known.group === group && known.via === via
  }

  private saveSnapshot({ plan, seq, at, state, ledger }: Extract<Write, { do: 'saveSnapshot' }>): Outcome {
    const row = this.sql('SELECT head FROM plans WHERE id = ?').get(plan)
    if (!row) return refuse('no-such-plan')
    const commit = this.sql('SELECT chain FROM commits WHERE plan = ? AND seq = ?').get(plan, seq)
    if (!commit) throw new RangeError(`no commit ${seq} to take a snapshot of`)
    const owners = this.sql(
      'SELECT client_id, speaker, typist, "group", via FROM owners WHERE plan = ? AND seq <= ?'
    ).all(plan, seq)
    const digest = snapshotDigestOf(plan, seq, blob(commit, 'chain'), owners.map(ownerOf), state, ledger)
    this.sql(
      `INSERT INTO snapshots (plan, seq, state, ledger, digest) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET state = excluded.state, ledger = excluded.ledger, digest = excluded.digest`
    ).run(plan, seq, state, ledger, digest)
    addCheckpoint(this.sql, this.signer, { plan, seq, at, chain: blob(commit, 'chain') })
    this.sql('UPDATE plans SET snapshot_seq = max(snapshot_seq, ?) WHERE id = ?').run(seq, plan)
    // A moment in the past is folded from the nearest snapshot before it, so some stay at even steps.
    this.sql(
      `DELETE FROM snapshots WHERE plan = ?1
         AND seq NOT IN (SELECT max(seq) FROM snapshots WHERE plan = ?1 GROUP BY seq / ?2)
         AND seq NOT IN (SELECT seq FROM snapshots WHERE plan = ?1 ORDER BY seq DESC LIMIT 2)`
    ).run(plan, limits.snapshotKeepEveryRows)
    return undefined
  }

  private addPerson({ id, kind, name, email }: Person): Refusal | undefined {
    const key = email === null ? null : email.toLowerCase()
    if (key !== null && this.sql('SELECT id FROM people WHERE email_key = ?').get(key)) return refuse('email-taken')
    return this.added(
      this.sql(
        'INSERT INTO people (id, kind, name, email, email_key) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING'
      ).run(id, kind, name, email, key)
    )
  }

  private addSignIn(signIn: SignIn): Refusal | undefined {
    if (!this.hasPerson(signIn.person)) return refuse('no-such-person')
    return this.added(
      this.sql(
        `INSERT INTO sign_ins (id, person, email, email_key, token_hash, code_hash, expires_at, tries_left, used)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
      ).run(
        signIn.id,
        signIn.person,
        signIn.email,
        signIn.email.toLowerCase(),
        signIn.tokenHash,
        signIn.codeHash,
        signIn.expiresAt,
        signIn.triesLeft,
        signIn.used ? 1 : 0
      )
    )
  }

  private addSession({ idHash, person, expiresAt, createdAt }: Session): Refusal | undefined {
    if (!this.hasPerson(person)) return refuse('no-such-person')
    return this.added(
      this.sql(
        'INSERT INTO sessions (id_hash, person, expires_at, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'
      ).run(idHash, person, expiresAt, createdAt)
    )
  }

  private hasPerson(person: PersonId): boolean {
    return this.sql("SELECT 1 AS one FROM people WHERE id = ? AND name <> ''").get(person) !== undefined
  }
}
