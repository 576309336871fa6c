import { untrack } from 'svelte'
import type { ItemId } from '../../shared/ids.ts'
import type { PlanState } from './plan.svelte.ts'
import { isWhich } from './routes.ts'
import type { PriorityView } from './views.ts'

/**
 * The priority a page is about: found once by its address, then by what it is, so that the page stays with it when it
 * is given its number. Taken out, it stays until the page is left.
 */
export const followPriority = (
  plan: () => PlanState,
  which: () => string
): { readonly now: PriorityView | undefined } => {
  let found: { id: ItemId; which: string } | undefined
  const now = $derived.by(() => {
    const { priorities } = plan().board
    const same = found?.which === which() ? priorities.find((each) => each.id === found?.id) : undefined
    return same ?? priorities.find((each) => isWhich(each, which()))
  })
  $effect.pre(() => {
    const id = now?.id
    found = id === undefined ? undefined : { id, which: which() }
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
