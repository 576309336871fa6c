import type { HistoryTimeline } from '../../shared/authorship/history.ts'
import { GROUPS, type Group } from '../../shared/plan/vocabulary.ts'
import { startOfDay } from './dates.ts'

const dayMs = 86_400_000

/** Times along a line: from the first moment to now, with a little room at both ends. */
export class Axis {
  readonly fromMs: number
  readonly toMs: number

  constructor(firstMs: number, lastMs: number, nowMs: number) {
    const end = Math.max(nowMs, lastMs)
    // A plan of a few minutes still has a line to walk along.
    const span = Math.max(end - firstMs, 60_000)
    this.fromMs = firstMs - span * 0.015
    this.toMs = end + span * 0.04
  }

  /** Share of the way, 0 to 1. */
  place(ms: number): number {
    return Math.min(1, Math.max(0, (ms - this.fromMs) / (this.toMs - this.fromMs)))
  }

  timeAt(place: number): number {
    return this.fromMs + Math.min(1, Math.max(0, place)) * (this.toMs - this.fromMs)
  }

  /** Days to write under the line: as many as there is room for, at even steps. */
  ticks(most: number): number[] {
    const first = new Date(this.fromMs)
    const days = (this.toMs - this.fromMs) / dayMs
    const every = [1, 2, 7, 14, 28, 56, 91, 182, 364].find((step) => days / step <= most) ?? 728
    const ticks: number[] = []
    // By the calendar, not by hours: days with a clock change are days too.
    for (let turn = 1; ; turn++) {
      const at = new Date(first.getFullYear(), first.getMonth(), first.getDate() + turn * every).getTime()
      if (at > this.toMs) return ticks
      ticks.push(at)
    }
  }
}

export type Bar = { atMs: number; day: string; height: number }
export type Lane = { group: Group; bars: Bar[]; letters: number; days: number }

/**
 * One lane a group, in the fixed order. Heights are 0 to 1, as the square root of what was written: beside the day a
 * text was pasted, the day somebody wrote a sentence is still seen.
 */
export const lanesOf = ({ days }: Pick<HistoryTimeline, 'days'>): Lane[] => {
  const most = Math.max(1, ...days.flatMap(({ letters }) => Object.values(letters)))
  return GROUPS.map((group) => {
    const bars = days.flatMap(({ day, letters }) => {
      const count = letters[group] ?? 0
      return count > 0 ? [{ atMs: startOfDay(day) + dayMs / 2, day, height: Math.sqrt(count / most) }] : []
    })
    const letters = days.reduce((sum, day) => sum + (day.letters[group] ?? 0), 0)
    return { group, bars, letters, days: bars.length }
  })
}
