import { untrack } from 'svelte'
import type { ItemId } from '../../shared/ids.ts'
import type { PlanState } from './plan.svelte.ts'
import type { PriorityView } from './views.ts'

/**
 * The priority a page is about: found once by its number, then by what it is, so that the page stays with
 * it when others add, move or take out one before it. Taken out itself, it stays until the page is left.
 */
export const followPriority = (
  plan: () => PlanState,
  number: () => number
): { readonly now: PriorityView | undefined } => {
  let found: { id: ItemId; number: number } | undefined
  const now = $derived.by(() => {
    const { priorities } = plan().board
    const same = found?.number === number() ? priorities.find((each) => each.id === found?.id) : undefined
    return same ?? priorities[number() - 1]
  })
  $effect.pre(() => {
    const id = now?.id
    found = id === undefined ? undefined : { id, number: number() }
    const open = plan()
    untrack(() => open.standOn(id ?? null))
  })
  $effect(() => {
    const open = plan()
    return () => open.standOn(null)
  })
  return {
    get now() {
      return now
    }
  }
}
