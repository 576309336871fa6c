import { untrack } from 'svelte'
import { announcer } from '../../state/announcer.svelte.ts'
import type { HistoryDoor } from '../../state/history-door.ts'
import type { HistoryWalk } from '../../state/history-walk.svelte.ts'
import { minute } from '../../ui/ticker.svelte.ts'
import { marksOf, nextMark, type Mark } from './marks.ts'

type Known = { seq: number; at: number }
type Parts = {
  walk: HistoryWalk
  door: HistoryDoor
  /** The moment to compare with that the address names. */
  from: () => number | undefined
}

/** What is marked on the line of one walk: the plan's own marks, one's last visit, a moment to compare from, now. */
export class WalkMarks {
  readonly #walk: HistoryWalk
  #visit: Known | null = $state.raw(null)
  #marked: Known | null = $state.raw(null)
  readonly all: Mark[] = $derived.by(() => this.#read())

  /** While the screen is shown: it is made with it. */
  constructor({ walk, door, from }: Parts) {
    this.#walk = walk
    $effect(() => {
      void door.sinceVisit().then((answer) => {
        if (answer.ok) this.#visit = answer.body.since
      })
    })
    // An address that names a moment to compare with marks it.
    $effect(() => {
      const seq = from()
      const start = walk.timeline?.first.seq
      const comparison = walk.shown?.comparison
      untrack(() => {
        if (seq === undefined || start === undefined || seq <= start) return
        if ([this.#marked, this.#visit, ...this.known].some((each) => each?.seq === seq)) return
        const end = [comparison?.from, comparison?.to].find((each) => each?.seq === seq)
        if (end) this.#marked = end
      })
    })
  }

  get visit(): Known | null {
    return this.#visit
  }
  get marked(): Known | null {
    return this.#marked
  }
  /** Those of the plan that can be compared with. */
  get known(): Mark[] {
    return this.all.filter((mark) => mark.known)
  }
  /** Names of the moment looked at. */
  get names(): string[] {
    const at = this.#walk.shown?.moment.at
    if (at === undefined) return []
    const placeOf = (seq: number): number => this.#walk.placeOf(seq) ?? seq
    return this.all.filter(({ id, seq }) => id !== 'now' && placeOf(seq) === placeOf(at)).map(({ name }) => name)
  }

  /** Marks the moment looked at, to compare others with. */
  mark({ at, time }: { at: number; time: number }): void {
    this.#marked = { seq: at, at: time }
    announcer.say('Marked. Go to another moment to see what is different.')
  }

  /** To the next mark on or back; without one to the end of the line. */
  go(by: 1 | -1): void {
    const mark = nextMark(this.all, this.#walk.shown?.moment.at ?? 0, by)
    if (mark && mark.id !== 'now') this.#walk.want({ at: mark.seq })
    else this.#walk.want(by > 0 ? { now: true } : { index: 0 })
  }

  #read(): Mark[] {
    const { timeline } = this.#walk
    if (!timeline) return []
    const { first, last } = timeline
    const [visit, marked] = [this.#visit, this.#marked]
    const all = marksOf(timeline)
    if (visit && visit.seq > first.seq && visit.seq < last.seq)
      all.push({ id: 'visit', seq: visit.seq, atMs: visit.at, name: 'Your last visit' })
    if (marked) all.push({ id: 'marked', seq: marked.seq, atMs: marked.at, name: 'Compared from here' })
    return [...all, { id: 'now', seq: last.seq + 1, atMs: minute.nowMs, name: 'Now' }]
  }
}
