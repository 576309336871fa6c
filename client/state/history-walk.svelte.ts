import type { HistoryComparison, HistoryMoment, HistoryTimeline } from '../../shared/authorship/history.ts'
import type { Ms, Seq } from '../../shared/ids.ts'
import type { Answer } from './api.ts'
import type { HistoryDoor } from './history-door.ts'
import type { HistoryPeople } from './history-people.ts'

export type Wanted = { at: Seq } | { index: number } | { time: Ms } | { now: true }
/** What a moment is compared with: the one before it, or a chosen one. */
export type Base = 'before' | Seq
export type Look = 'changes' | 'words' | 'side'

/** A moment as it is on the screen, with what is different from another where that was asked for. */
export type Shown = { moment: HistoryMoment; comparison: HistoryComparison | null; before: HistoryMoment | null }

type Parts = {
  /** One priority; '' for the whole plan. */
  in: string
  door: HistoryDoor
  people: HistoryPeople
  nowMs: () => number
  zone: string
}

/** An answer that is so late is called off when another moment is wanted. */
const lateMs = 250
/** How many moments, and comparisons, stay at hand. */
const keptMax = 24
const dayMs = 86_400_000
/** Later than any moment: the last one of what is looked at, not of the whole plan. */
const endOfTime = 999_999_999_999_999

class Kept<T> {
  readonly #map = new Map<string, T>()
  get(key: string): T | undefined {
    return this.#map.get(key)
  }
  put(key: string, value: T): T {
    this.#map.delete(key)
    this.#map.set(key, value)
    const [oldest] = this.#map.keys()
    if (this.#map.size > keptMax && oldest !== undefined) this.#map.delete(oldest)
    return value
  }
}

type Flight = { sinceMs: number; isAhead: boolean; controller: AbortController }

// One file past 300 lines: what is on its way, what is at hand and what is wanted next are one thing.
/**
 * A walk through the moments of a plan or one priority. One question is on its way at a time; of all that is wanted
 * meanwhile the latest is asked next. What was seen stays at hand, and neighbours are fetched before they are wanted.
 */
export class HistoryWalk {
  readonly in: string
  readonly #parts: Parts
  readonly #moments = new Kept<HistoryMoment>()
  readonly #comparisons = new Kept<HistoryComparison>()
  #timeline: HistoryTimeline | undefined = $state.raw()
  #shown: Shown | undefined = $state.raw()
  #trouble = $state('')
  #look: Look = $state('changes')
  #base: Base = $state('before')
  #followsNow = $state(false)
  #isOnItsWay = $state(false)
  #seqs: readonly Seq[] = $derived(seqsOf(this.#timeline))
  #wanted: Wanted | undefined
  #flight: Flight | undefined
  #aim: number | undefined
  #aimMs: Ms | undefined
  #direction: 1 | -1 = -1
  #isClosed = false

  constructor(parts: Parts) {
    this.in = parts.in
    this.#parts = parts
  }

  get timeline(): HistoryTimeline | undefined {
    return this.#timeline
  }
  get shown(): Shown | undefined {
    return this.#shown
  }
  /** Why the last thing asked for is not here, as a sentence; '' when it is. */
  get trouble(): string {
    return this.#trouble
  }
  get look(): Look {
    return this.#look
  }
  get base(): Base {
    return this.#base
  }
  /** Whether the latest moment was asked for: it moves on with the plan. */
  get followsNow(): boolean {
    return this.#followsNow
  }
  /** Whether what was asked for last is not here yet. */
  get isOnItsWay(): boolean {
    return this.#isOnItsWay
  }
  get count(): number {
    return this.#timeline?.moments ?? this.#shown?.moment.moments ?? 0
  }
  /** Place of the moment looked at among all of them, from 0. */
  get index(): number {
    const moment = this.#shown?.moment
    if (!moment) return 0
    return this.#seqs.length > 0 ? indexOf(this.#seqs, moment.at) : moment.index
  }

  /** Which moment stood once this commit was kept: its place, from 0; undefined where only the board knows. */
  placeOf(seq: Seq): number | undefined {
    return this.#seqs.length > 0 ? indexOf(this.#seqs, seq) : undefined
  }

  /** Reads what there is, and shows what is wanted first. */
  async open(first: Wanted): Promise<void> {
    this.want(first)
    await this.refresh()
  }
  close(): void {
    this.#isClosed = true
    this.#wanted = undefined
    this.#flight?.controller.abort()
  }

  /** Reads again how long the way is; the latest moment, if that is looked at, moves on. */
  async refresh(): Promise<void> {
    const answer = await this.#parts.door.timeline({ in: this.in, zone: this.#parts.zone })
    if (this.#isClosed) return
    if (answer.ok) this.#timeline = answer.body
    else if (!this.#timeline) this.#trouble = sentenceOf(answer)
    if (answer.ok && this.#followsNow && answer.body.last.seq !== this.#shown?.moment.at) this.#ask({ now: true })
  }

  want(wanted: Wanted): void {
    this.#aimMs = undefined
    this.#ask(wanted)
    this.#aim = this.#placeOf(wanted)
  }

  /** Where it leads, so that a step right behind it goes on from there; undefined where only the board knows. */
  #placeOf(wanted: Wanted): number | undefined {
    if ('index' in wanted) return wanted.index
    if ('now' in wanted) return this.#timeline ? this.count - 1 : undefined
    return 'at' in wanted && this.#seqs.length > 0 ? indexOf(this.#seqs, wanted.at) : undefined
  }

  /** Changes on or back; steps that come quicker than answers add up. */
  step(by: number): void {
    const from = this.#aim ?? this.index
    const to = Math.max(0, Math.min(this.count - 1, from + by))
    this.#direction = by < 0 ? -1 : 1
    this.#ask({ index: to })
    this.#aim = to
  }

  /** A day on or back; a day in which nothing was done leads to the next change. */
  stepDay(by: 1 | -1): void {
    const moment = this.#shown?.moment
    if (!moment) return
    const to = (this.#aimMs ?? moment.time) + by * dayMs
    const { timeline } = this
    if (timeline && (to < timeline.first.at || to > timeline.last.at)) {
      this.want(by < 0 ? { index: 0 } : { index: this.count - 1 })
      return
    }
    this.#direction = by
    this.#ask({ time: to })
    this.#aimMs = to
  }

  show(look: Look, base: Base): void {
    if (look === this.#look && base === this.#base) return
    this.#look = look
    this.#base = base
    const at = this.#shown?.moment.at
    if (at !== undefined && !this.#wanted) this.#ask(this.#followsNow ? { now: true } : { at })
  }

  #ask(wanted: Wanted): void {
    this.#wanted = wanted
    this.#followsNow = 'now' in wanted
    this.#isOnItsWay = true
    void this.#pump()
  }

  async #pump(): Promise<void> {
    const flight = this.#flight
    if (flight) {
      if (flight.isAhead || this.#parts.nowMs() - flight.sinceMs > lateMs) flight.controller.abort()
      return
    }
    while (this.#wanted && !this.#isClosed) {
      const wanted = this.#wanted
      this.#wanted = undefined
      const answer = await this.#fly(wanted, false)
      if (answer) this.#take(wanted, answer)
    }
    this.#isOnItsWay = false
    this.#aim = undefined
    if (!this.#isClosed && this.#trouble === '') await this.#lookAhead()
  }

  #isWanted(): boolean {
    return this.#wanted !== undefined
  }

  /** @returns undefined when it was called off. */
  async #fly(wanted: Wanted, isAhead: boolean): Promise<Answer<Shown> | undefined> {
    const flight: Flight = { sinceMs: this.#parts.nowMs(), isAhead, controller: new AbortController() }
    this.#flight = flight
    try {
      const answer = await this.#load(wanted, flight.controller.signal)
      return flight.controller.signal.aborted ? undefined : answer
    } finally {
      this.#flight = undefined
    }
  }

  #take(wanted: Wanted, answer: Answer<Shown>): void {
    if (!answer.ok) {
      this.#trouble = sentenceOf(answer)
      return
    }
    this.#trouble = ''
    const shown = this.#shown
    const now = answer.body
    // A day without a change leads on to the next change, or back to the one before.
    if ('time' in wanted && this.#aimMs === wanted.time && now.moment.at === shown?.moment.at && !this.#wanted) {
      this.step(this.#direction)
      return
    }
    if (!this.#wanted) this.#aimMs = undefined
    const isSame =
      shown?.moment.at === now.moment.at && shown.comparison === now.comparison && shown.before === now.before
    if (!isSame) this.#shown = now
  }

  /** Both neighbours, the one ahead first; given up as soon as anything is wanted. */
  async #lookAhead(): Promise<void> {
    if (this.#seqs.length === 0) return
    for (const by of [this.#direction, -this.#direction]) {
      const index = this.index + by
      if (this.#flight || this.#isClosed || this.#isWanted()) return
      if (this.#seqs[index] === undefined) continue
      await this.#fly({ index }, true)
      // What was wanted meanwhile has called this off.
      if (this.#isWanted()) return void this.#pump()
    }
  }

  async #load(wanted: Wanted, signal: AbortSignal): Promise<Answer<Shown>> {
    const seq = this.#seqOf(wanted)
    // Where it is known what comes before, both are asked at once.
    const early = seq === undefined ? undefined : this.#rangeOf(seq, this.#previousOf(seq))
    const comparing = early ? this.#compare(early, signal) : undefined
    const answer = await this.#moment(wanted, seq, signal)
    if (!answer.ok) {
      await comparing
      return answer
    }
    const moment = answer.body
    if (this.#look === 'words') return { ok: true, body: { moment, comparison: null, before: null } }
    const range = early ?? this.#rangeOf(moment.at, moment.previous ?? 0)
    const compared = await (comparing ?? (range ? this.#compare(range, signal) : undefined))
    if (compared && !compared.ok) return compared
    const comparison = compared?.body ?? null
    if (this.#look !== 'side' || !range) return { ok: true, body: { moment, comparison, before: null } }
    const other = moment.at === range.to ? range.from : range.to
    const before = await this.#moment({ at: other }, other, signal)
    return before.ok ? { ok: true, body: { moment, comparison, before: before.body } } : before
  }

  #seqOf(wanted: Wanted): Seq | undefined {
    if ('at' in wanted) return wanted.at
    return 'index' in wanted ? this.#seqs[wanted.index] : undefined
  }

  #previousOf(seq: Seq): Seq | undefined {
    if (this.#seqs.length === 0) return undefined
    const at = indexOf(this.#seqs, seq)
    return (this.#seqs[at] === seq ? this.#seqs[at - 1] : this.#seqs[at]) ?? 0
  }

  #rangeOf(seq: Seq, previous: Seq | undefined): { from: Seq; to: Seq } | undefined {
    const base = this.#base === 'before' ? previous : this.#base
    if (this.#look === 'words' || base === undefined) return undefined
    return { from: Math.min(base, seq), to: Math.max(base, seq) }
  }

  async #moment(wanted: Wanted, seq: Seq | undefined, signal: AbortSignal): Promise<Answer<HistoryMoment>> {
    const known = seq === undefined ? undefined : this.#moments.get(String(seq))
    if (known) return { ok: true, body: known }
    const query =
      seq !== undefined
        ? { at: String(seq) }
        : 'index' in wanted
          ? { index: String(wanted.index) }
          : 'time' in wanted
            ? { time: String(Math.round(wanted.time)) }
            : { time: String(endOfTime) }
    const answer = await this.#parts.door.moment({ in: this.in, ...query }, signal)
    if (!answer.ok) return answer
    this.#parts.people.learn(answer.body.people)
    // A moment is known by its place in the log: asked by time or by number it is the same one.
    const same = this.#moments.get(String(answer.body.at))
    return { ok: true, body: same ?? this.#moments.put(String(answer.body.at), answer.body) }
  }

  async #compare({ from, to }: { from: Seq; to: Seq }, signal: AbortSignal): Promise<Answer<HistoryComparison>> {
    const key = `${from}-${to}`
    const known = this.#comparisons.get(key)
    if (known) return { ok: true, body: known }
    const answer = await this.#parts.door.compare({ in: this.in, from: String(from), to: String(to) }, signal)
    if (!answer.ok) return answer
    this.#parts.people.learn(answer.body.people)
    return { ok: true, body: this.#comparisons.put(key, answer.body) }
  }
}

const needsSignal = 'Looking back needs a signal. What you have looked at stays here.'
const sentenceOf = (answer: { code: string; sentence: string }): string =>
  answer.code === 'unavailable' ? needsSignal : answer.sentence

const seqsOf = (timeline: HistoryTimeline | undefined): Seq[] => {
  let seq = 0
  return (timeline?.steps ?? []).map((step) => (seq += step))
}

/** The last one at or before it; -1 before the first. */
const indexOf = (seqs: readonly Seq[], seq: Seq): number => {
  let [low, high] = [0, seqs.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((seqs[middle] ?? 0) > seq) high = middle
    else low = middle + 1
  }
  return low - 1
}
