import { isRefusal, refuse } from '../../../shared/refusals.ts'
import type { Signer } from '../seal.ts'
import type { Audit } from './audit-writes.ts'
import { isBusy, isFatal, isFull, isSqliteError, type Database } from './database.ts'
import type { Reserve } from './reserve.ts'
import { isContent, Writes, type Outcome, type Write } from './writes.ts'

export type Request = { id: number; write: Write }
/** `fault`: this write alone failed, and nothing of it was kept. */
export type Answer = { id: number; outcome: Outcome } | { id: number; fault: string }

/** Nobody can say what is on disk: the store stays failed and the process leaves. */
export class InDoubt extends Error {
  override name = 'InDoubt'
}

type Attempt = Answer[] | 'full' | 'busy'

/**
 * One transaction, one fsync, for every write that waits: each stands under its own savepoint, so a
 * refused one takes no other with it. Answers exist only once the transaction is on disk. Source: PROTOCOL.md P4.
 */
export class GroupCommit {
  readonly counts = { transactions: 0, writes: 0 }
  private readonly database: Database
  private readonly writes: Writes
  private readonly audit: Audit
  private readonly reserve: Reserve
  private isFull = false
  private readonly report: (event: 'store-full' | 'store-busy' | 'store-has-room') => void

  constructor(
    database: Database,
    reserve: Reserve,
    { signer, audit }: { signer: Signer; audit: Audit },
    report: (event: 'store-full' | 'store-busy' | 'store-has-room') => void
  ) {
    this.database = database
    this.writes = new Writes(database, signer)
    this.audit = audit
    this.reserve = reserve
    this.report = report
  }

  /** Answers every request, kept or refused. @throws InDoubt */
  run(requests: readonly Request[]): Answer[] {
    const [now, later] = this.reserve.refill() ? [requests, []] : split(requests)
    if (later.length > 0) this.tellFull()
    const first = this.attempt(now)
    if (first === 'busy') {
      this.report('store-busy')
      return refusedFull(requests)
    }
    if (first !== 'full') {
      if (this.isFull && now.some((request) => isContent(request.write))) {
        this.isFull = false
        this.report('store-has-room')
      }
      return [...first, ...refusedFull(later)]
    }
    this.tellFull()
    this.makeRoom()
    const [small] = split(requests)
    const second = this.attempt(small)
    const answers = typeof second === 'string' ? refusedFull(small) : second
    return [...answers, ...refusedFull(requests.filter((request) => isContent(request.write)))]
  }

  private tellFull(): void {
    if (!this.isFull) this.report('store-full')
    this.isFull = true
  }

  /** The reserve goes, and what is in the log moves into the file, so that the log starts anew in its own room. */
  private makeRoom(): void {
    this.reserve.spend()
    try {
      this.database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch (error) {
      if (isFull(error) || isBusy(error)) return
      throw new InDoubt('the log could not be moved into the file', { cause: error })
    }
  }

  private attempt(requests: readonly Request[]): Attempt {
    if (requests.length === 0) return []
    try {
      this.database.exec('BEGIN IMMEDIATE')
    } catch (error) {
      return this.known(error)
    }
    this.audit.forget()
    const answers: Answer[] = []
    for (const request of requests) {
      try {
        answers.push(this.one(request))
      } catch (error) {
        return this.undone(error)
      }
    }
    try {
      this.audit.seal(Date.now())
      this.database.exec('COMMIT')
    } catch (error) {
      // A full disk is met while the log is being written, before its commit mark: nothing counts as kept.
      // Everything else here (a failed fsync first of all) leaves open what is on disk, and is never tried again.
      return this.undone(error)
    }
    this.counts.transactions += 1
    this.counts.writes += requests.length
    return answers
  }

  private one({ id, write }: Request): Answer {
    this.database.exec('SAVEPOINT one')
    let answer: Answer
    try {
      answer = { id, outcome: this.writes.run(write) }
    } catch (error) {
      if (isFull(error) || isBusy(error) || isFatal(error)) throw error
      answer = { id, fault: error instanceof Error ? `${write.do}: ${error.message}` : write.do }
    }
    if ('fault' in answer || isRefusal(answer.outcome)) this.database.exec('ROLLBACK TO one')
    this.database.exec('RELEASE one')
    return answer
  }

  private undone(error: unknown): 'full' | 'busy' {
    const kind = this.known(error)
    try {
      // SQLite may have rolled back by itself already.
      if (this.database.isTransaction) this.database.exec('ROLLBACK')
    } catch (fault) {
      throw new InDoubt('a failed transaction could not be rolled back', { cause: fault })
    }
    return kind
  }

  private known(error: unknown): 'full' | 'busy' {
    if (isFull(error)) return 'full'
    if (isBusy(error)) return 'busy'
    const what = isSqliteError(error) && error instanceof Error ? error.message : 'not an error of SQLite'
    throw new InDoubt(`a transaction failed: ${what}`, { cause: error })
  }
}

const split = (requests: readonly Request[]): [small: Request[], content: Request[]] => [
  requests.filter((request) => !isContent(request.write)),
  requests.filter((request) => isContent(request.write))
]

const refusedFull = (requests: readonly Request[]): Answer[] =>
  requests.map(({ id }) => ({ id, outcome: refuse('store-full') }))
