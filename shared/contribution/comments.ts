import type { Ms } from '../ids.ts'
import type { PlanRecord } from '../plan/records.ts'
import { isClosed, threadsOf } from '../plan/threads.ts'
import type { Group } from '../plan/vocabulary.ts'

/** What has become of comments. `closed`: the thread was closed and nobody said what became of it. */
export const BECAME = ['in-plan', 'answered', 'waiting', 'closed'] as const
export type Became = (typeof BECAME)[number]
/** `about`: where it was said. Nothing of what it says. */
export type CommentCounted = { about: string; by: string; group: Group; at: Ms; became: Became }

/** Comments that stand, each with what has become of it. */
export const commentsIn = (records: readonly PlanRecord[]): CommentCounted[] =>
  threadsOf(records)
    .filter(({ comment }) => !comment.withdrawn)
    .map((thread) => {
      const { about, by, group, at } = thread.comment
      const fate = thread.fate?.data.fate ?? 'waiting'
      return { about, by, group, at, became: fate === 'waiting' && isClosed(thread) ? 'closed' : fate }
    })

export type CommentCounts = Readonly<Record<Became, number>> & { all: number; oldestWaitingAt: Ms | null }

export const countComments = (comments: readonly CommentCounted[]): CommentCounts => {
  const timesOf = (what: Became): Ms[] => comments.filter(({ became }) => became === what).map(({ at }) => at)
  const waiting = timesOf('waiting')
  return {
    all: comments.length,
    'in-plan': timesOf('in-plan').length,
    answered: timesOf('answered').length,
    waiting: waiting.length,
    closed: timesOf('closed').length,
    oldestWaitingAt: waiting.length === 0 ? null : Math.min(...waiting)
  }
}

/** How many people stand behind the figure with the fewest, of all that say what became of comments; 0 for none. */
export const fewestBehind = (comments: readonly CommentCounted[]): number => {
  const sizes = BECAME.map(
    (what) => new Set(comments.filter(({ became }) => became === what).map(({ by }) => by)).size
  ).filter((size) => size > 0)
  return sizes.length === 0 ? 0 : Math.min(...sizes)
}
