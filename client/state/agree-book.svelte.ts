import { untrack } from 'svelte'
import type { ItemId } from '../../shared/ids.ts'
import { useVersions } from './open-versions.svelte.ts'
import type { PlanState } from './plan.svelte.ts'
import { countSince, sinceWords, useSince } from './since-agreed.svelte.ts'
import type { ShownVersion } from './versions-door.ts'
import { covering, latestAgreed } from './versions.svelte.ts'

/** Who has agreed to what, for screens that show the plan itself. */
export type AgreeBook = {
  plan: string
  /** The latest version that covers a priority and asked somebody. */
  covering(priority: ItemId): ShownVersion | undefined
  /** What has changed in a priority since everyone agreed to it; undefined when nothing has. */
  changesIn(priority: ItemId): { version: number; words: string } | undefined
  /** The version of the whole plan that everyone agreed to last, and what has changed since. */
  readonly whole: { version: number; words: string | undefined } | undefined
}

/** Made by a component; follows the versions of the plan while it is shown. */
export const useAgreeBook = (plan: () => PlanState): AgreeBook => {
  const book = useVersions(plan)
  const agreedFor = (priority: ItemId): ShownVersion | undefined => {
    const { all } = book.now
    const found = [latestAgreed(all, priority), latestAgreed(all, null)].filter((each) => each !== undefined)
    return found.sort((a, b) => b.number - a.number)[0]
  }
  const wanted = $derived.by(() => {
    const found = plan().board.priorities.map(({ id }) => agreedFor(id))
    const all = [latestAgreed(book.now.all, null), ...found].filter((each) => each !== undefined)
    return [...new Map(all.map((each) => [each.number, each])).values()]
  })
  const since = useSince(plan, () => wanted)
  return {
    plan: untrack(plan).id,
    covering: (priority) => covering(book.now.all, priority),
    changesIn: (priority) => {
      const version = agreedFor(priority)
      const known = version && since.of(version)
      const found = known ? countSince(known, priority) : 0
      return version && found > 0 ? { version: version.number, words: sinceWords(found) } : undefined
    },
    get whole() {
      const version = latestAgreed(book.now.all, null)
      const known = version && since.of(version)
      const found = known ? countSince(known) : 0
      return version && { version: version.number, words: found > 0 ? sinceWords(found) : undefined }
    }
  }
}
