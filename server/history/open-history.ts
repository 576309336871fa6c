import type { Ms, PlanId, Seq } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Histories, Owner, PlanLog } from '../store/store.ts'
import type { Answers, Questions, Topic } from './questions.ts'
import type { HistoryThread } from './thread.ts'
import type { Long, Told } from './told.ts'

export type HistoryStore = Pick<PlanLog, 'readCommits'> & Histories

/** One plan's history while it is open: a thread, and how far it has read. */
export class OpenHistory {
  readonly plan: PlanId
  readonly epoch: number
  readonly #store: HistoryStore
  readonly #thread: HistoryThread
  /** Catching up, one after the other. */
  #work: Promise<void>
  #seq: Seq = 0
  #keptSeq: Seq = 0
  #owners = -1
  askedAt: Ms
  /** Words are being removed from the log: what was read before is kept nowhere. */
  isVoid = false

  constructor(plan: PlanId, epoch: number, store: HistoryStore, thread: HistoryThread, now: Ms) {
    this.plan = plan
    this.epoch = epoch
    this.#store = store
    this.#thread = thread
    this.askedAt = now
    this.#work = this.#open()
    // Whoever waits for it hears of it; nobody may be waiting.
    this.#work.catch(() => undefined)
  }

  async #open(): Promise<void> {
    const kept = await this.#store.readHistory(this.plan)
    this.#seq = await this.#thread.open(kept)
    this.#keptSeq = this.#seq
  }

  /** Reads on up to this commit, or to the last there is. `rest` is awaited between two pages. */
  catchUp(head: Seq, rest?: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(() => this.#readOn(head, rest))
    this.#work.catch(() => undefined)
    return this.#work
  }

  async #readOn(head: Seq, rest?: () => Promise<void>): Promise<void> {
    let read = this.#seq
    let applied: Promise<unknown> = Promise.resolve()
    while (read < head) {
      const commits = await this.#store.readCommits(this.plan, read, limits.historyPageRows, limits.historyPageBytes)
      const last = commits.at(-1)
      if (!last) {
        if (head === Infinity) break
        throw new Error(`commits end at ${read}, before ${head}`)
      }
      // One page is folded while the next is read, and no more lie between the threads.
      await applied
      applied = this.#thread.apply(commits)
      applied.catch(() => undefined)
      read = last.seq
      await rest?.()
    }
    await applied
    this.#seq = read
  }

  async ask<T extends Topic>(
    about: T,
    question: Questions[T],
    owners: readonly Owner[] | undefined
  ): Promise<Answers[T]> {
    await this.#know(owners)
    return this.#thread.ask(about, question)
  }

  async tell<T extends Long>(about: T, question: Questions[T], owners: readonly Owner[]): Promise<Told | 'none'> {
    await this.#know(owners)
    return this.#thread.tell(about, question)
  }

  async #know(owners: readonly Owner[] | undefined): Promise<void> {
    if (!owners || owners.length === this.#owners) return
    this.#owners = owners.length
    await this.#thread.know(owners)
  }

  /** Keeps it for the next opening when enough is new. A store without room is no trouble: it can be folded anew. */
  async keep(rowsMin: number = limits.historyKeepRows): Promise<void> {
    if (this.#seq - this.#keptSeq < rowsMin) return
    const history = await this.#thread.keep()
    if (this.isVoid) return
    const refusal = await this.#store.saveHistory(this.plan, history)
    if (!refusal) this.#keptSeq = history.seq
  }

  end(): Promise<void> {
    return this.#thread.end()
  }
}
