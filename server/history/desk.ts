import type { PlanId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { refuse, type Refusal } from '../../shared/refusals.ts'
import type { Clock, Close } from '../relay/clock.ts'
import { RoomOver, type Room } from '../relay/room.ts'
import { PlanUnreadable, type Owner } from '../store/store.ts'
import { OpenHistory, type HistoryStore } from './open-history.ts'
import type { Answers, LettersRange, PastLetters, Questions, Topic } from './questions.ts'
import { HistoryThread } from './thread.ts'
import type { Long, Told } from './told.ts'

export type HistoryDeskParts = {
  store: HistoryStore
  clock: Clock
  report(event: { event: string; plan?: PlanId; error?: unknown }): void
  /** Another start of threads, for tests that break them. */
  start?: () => HistoryThread
}

/** Of a history that was opened without looking at the plan: whoever knows the epoch opens it anew. */
const noEpoch = 0
const lettersWaitMs = 2_000
/** Breath between two pages when nobody waits for a history. */
const restMs = 20

/**
 * Opens histories when they are asked for, brings them up to the room's head before each answer, keeps
 * them for the next opening and lets them go. Nothing of it holds the main thread longer than one page of the log.
 */
export class HistoryDesk {
  readonly #parts: HistoryDeskParts
  readonly #open = new Map<PlanId, OpenHistory>()
  /** Could not be folded; whoever asks is told why, and nobody else tries again. */
  readonly #broken = new Set<PlanId>()
  #looking = false
  /** Brought up to date without anybody having asked. */
  #looked: OpenHistory | undefined
  #over = false

  constructor(parts: HistoryDeskParts) {
    this.#parts = parts
  }

  /** Starts the look for histories that fell behind. */
  open(): Close {
    const stop = this.#parts.clock.every(limits.historyLookMs, () => void this.look())
    return () => stop()
  }

  /** Ends every thread; later questions are refused. */
  async close(): Promise<void> {
    this.#over = true
    const open = [...this.#open.values()]
    this.#open.clear()
    await Promise.all(open.map((history) => history.end()))
  }

  /**
   * Answers from what the room has kept by now.
   * Refuses 'plan-unreadable', 'history-not-ready' while a long log is being read, 'unavailable'.
   */
  ask<T extends Topic>(room: Room, about: T, question: Questions[T]): Promise<Answers[T] | Refusal> {
    return this.#asked(room, (history, owners) => history.ask(about, question, owners))
  }

  /** The same of what may be long, written out: no work for the main thread, however much it is. */
  tell<T extends Long>(room: Room, about: T, question: Questions[T]): Promise<Told | 'none' | Refusal> {
    return this.#asked(room, (history, owners) => history.tell(about, question, owners))
  }

  async #asked<A>(
    room: Room,
    ask: (history: OpenHistory, owners: readonly Owner[]) => Promise<A>
  ): Promise<A | Refusal> {
    const { clock, report } = this.#parts
    const { plan } = room
    let history: OpenHistory | undefined
    try {
      const { head, epoch, owners } = await room.settled((state) => ({
        head: state.head,
        epoch: state.epoch,
        owners: state.ledger.owners()
      }))
      if (this.#over) return refuse('stopping')
      history = this.#historyOf(plan, epoch)
      const ready = await this.#within(limits.historyWaitMs, history.catchUp(head))
      if (!ready) return refuse('history-not-ready')
      const answer = await ask(history, owners)
      const asked = history
      clock.after(limits.historyQuietMs, () => void this.#whenQuiet(asked))
      return answer
    } catch (error) {
      if (history) this.#drop(history)
      if (error instanceof RoomOver) return refuse('unavailable')
      report({ event: 'history-away', plan, error })
      return refuse(error instanceof PlanUnreadable ? 'plan-unreadable' : 'unavailable')
    }
  }

  /** Letters that stood under these ids once, gone or not; those it cannot tell in time are left out. @throws HistoryAway */
  async lettersOf(plan: PlanId, ranges: readonly LettersRange[]): Promise<PastLetters[]> {
    if (this.#over) return []
    const history = this.#open.get(plan) ?? this.#historyOf(plan, noEpoch)
    try {
      // Whoever undoes something waits for this with all they write.
      if (!(await this.#within(lettersWaitMs, history.catchUp(Infinity)))) return []
      return await history.ask('letters', { ranges }, undefined)
    } catch (error) {
      this.#drop(history)
      throw error
    }
  }

  /** Lets go of what is held of a plan and keeps none of it: words are being removed from its log. */
  forget(plan: PlanId): void {
    const open = this.#open.get(plan)
    if (open) {
      open.isVoid = true
      this.#drop(open)
    }
    if (this.#looked?.plan === plan) this.#looked.isVoid = true
  }

  /** Brings the history that is furthest behind up to date and keeps it, when nobody has asked for it. */
  async look(): Promise<void> {
    if (this.#looking || this.#over) return
    this.#looking = true
    const { store, clock, report } = this.#parts
    let plan: PlanId | undefined
    try {
      const behind = await store.plansBehind(limits.historyBehindRows)
      plan = behind.find((each) => !this.#open.has(each) && !this.#broken.has(each))
      if (plan === undefined) return
      const history = new OpenHistory(plan, noEpoch, store, this.#start(), clock.now())
      this.#looked = history
      try {
        await history.catchUp(Infinity, () => new Promise((done) => clock.after(restMs, done)))
        await history.keep(1)
      } finally {
        await history.end()
      }
    } catch (error) {
      if (this.#looked?.isVoid === true) return
      if (plan !== undefined) this.#broken.add(plan)
      report({ event: 'history-not-kept', ...(plan === undefined ? {} : { plan }), error })
    } finally {
      this.#looked = undefined
      this.#looking = false
    }
  }

  #start(): HistoryThread {
    return (this.#parts.start ?? HistoryThread.start)()
  }

  #historyOf(plan: PlanId, epoch: number): OpenHistory {
    const now = this.#parts.clock.now()
    const known = this.#open.get(plan)
    if (known?.epoch === epoch) {
      known.askedAt = now
      return known
    }
    // Words were removed by law since: what was folded before is void.
    if (known) this.#drop(known)
    while (this.#open.size >= limits.historiesOpenMax) {
      const [least] = [...this.#open.values()].sort((a, b) => a.askedAt - b.askedAt)
      if (least) this.#drop(least)
    }
    const fresh = new OpenHistory(plan, epoch, this.#parts.store, this.#start(), now)
    this.#open.set(plan, fresh)
    return fresh
  }

  #drop(history: OpenHistory): void {
    if (this.#open.get(history.plan) === history) this.#open.delete(history.plan)
    history
      .end()
      .catch((error: unknown) => this.#parts.report({ event: 'history-not-ended', plan: history.plan, error }))
  }

  /** False when the time is up; the work goes on. */
  async #within(ms: number, work: Promise<void>): Promise<boolean> {
    let stop: Close | undefined
    const late = new Promise<boolean>((done) => (stop = this.#parts.clock.after(ms, () => done(false))))
    try {
      return await Promise.race([work.then(() => true), late])
    } finally {
      stop?.()
    }
  }

  /** Nobody has asked for a moment: it is kept, and later let go. */
  async #whenQuiet(history: OpenHistory): Promise<void> {
    const { clock, report } = this.#parts
    const isQuiet = (ms: number): boolean =>
      this.#open.get(history.plan) === history && clock.now() - history.askedAt >= ms
    if (!isQuiet(limits.historyQuietMs)) return
    try {
      await history.keep()
    } catch (error) {
      report({ event: 'history-not-kept', plan: history.plan, error })
      this.#drop(history)
      return
    }
    clock.after(limits.historyIdleMs, () => {
      if (isQuiet(limits.historyIdleMs)) this.#drop(history)
    })
  }
}
