import type { ItemId } from '../../shared/ids.ts'
import { isClosed } from '../../shared/plan/threads.ts'
import { allThreads } from './comment-threads.ts'
import type { RecordsState } from './records.svelte.ts'

type Counted = { id: ItemId; actions: readonly { id: ItemId }[] }

/** How many open comments there are about each priority with its actions. */
export const openComments = (records: RecordsState, priorities: readonly Counted[]): Map<ItemId, number> => {
  const about = new Map<string, number>()
  for (const thread of allThreads(records)) {
    const { comment } = thread
    if (!isClosed(thread) && !comment.withdrawn) about.set(comment.about, (about.get(comment.about) ?? 0) + 1)
  }
  return new Map(
    priorities.map(({ id, actions }) => [
      id,
      actions.reduce(
        (sum, action) => sum + (about.get(`actions/${action.id}`) ?? 0),
        about.get(`priorities/${id}`) ?? 0
      )
    ])
  )
}
