import type {
  HistoryComparison,
  HistoryMoment,
  HistoryPage,
  HistorySinceVisit,
  HistoryTimeline
} from '../../shared/authorship/history.ts'
import type { Answer } from './api.ts'

/** `in`: one priority; empty: the whole plan. Numbers as the address carries them. */
type Where = { in: string }

/** What looking back needs of the board. */
export type HistoryDoor = {
  timeline(query: Where & { zone: string }): Promise<Answer<HistoryTimeline>>
  changes(query: Where & { from?: string; to?: string; max?: string }): Promise<Answer<HistoryPage>>
  moment(
    query: Where & { at?: string; index?: string; time?: string },
    signal?: AbortSignal
  ): Promise<Answer<HistoryMoment>>
  compare(query: Where & { from: string; to: string }, signal?: AbortSignal): Promise<Answer<HistoryComparison>>
  sinceVisit(): Promise<Answer<HistorySinceVisit>>
}
