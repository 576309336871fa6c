import type { HistoryChange, HistorySinceVisit } from '../../shared/authorship/history.ts'
import type { Seq } from '../../shared/ids.ts'

const keyOf = (plan: string): string => `board.seen.${plan}`

/** Up to which commit this person has said, on this device, that they have read what is new. */
const seenUpTo = (plan: string): Seq => {
  try {
    return Number(localStorage.getItem(keyOf(plan)) ?? 0) || 0
  } catch {
    // A browser that keeps nothing for pages: what is new is new on every visit.
    return 0
  }
}

export const noteSeen = (plan: string, upTo: Seq): void => {
  try {
    localStorage.setItem(keyOf(plan), String(upTo))
  } catch {
    // The same browser: it is put away until the page is opened again.
    return
  }
}

/** What others changed since the last visit, oldest first; `more`: that are counted and not listed. */
export type Unseen = { changes: HistoryChange[]; more: number; upTo: Seq }

export const unseenOf = (plan: string, { count, priorities }: HistorySinceVisit): Unseen => {
  const listed = priorities.flatMap(({ changes }) => changes)
  const seen = seenUpTo(plan)
  const changes = listed.filter(({ seq }) => seq > seen).sort((a, b) => a.seq - b.seq || a.at - b.at)
  const more = changes.length === 0 ? 0 : count - listed.length
  return { changes, more, upTo: changes.at(-1)?.seq ?? seen }
}
