import { untrack } from 'svelte'
import type { Group } from '../../../shared/plan/vocabulary.ts'
import { can } from '../../../shared/roles.ts'
import type { PersonRow } from '../../state/api.ts'
import { PeopleState } from '../../state/people.svelte.ts'
import type { PlanState } from '../../state/plan.svelte.ts'

/** Who speaks for each group; followed while a screen is shown. */
export const useVoices = (
  plan: () => PlanState
): {
  readonly isRead: boolean
  readonly rows: readonly PersonRow[]
  of(group: Group): PersonRow[]
  readonly isMine: boolean
} => {
  const people = untrack(() => new PeopleState(plan().id))
  $effect(() => {
    const { news, link } = plan()
    void news.people
    if (link.at === 'live') untrack(() => void people.read())
  })
  const rows = $derived(people.people.filter(({ voice, role }) => voice && can(role, 'write')))
  return {
    get isRead() {
      return people.now.at === 'here'
    },
    get rows() {
      return rows
    },
    of: (group) => rows.filter((each) => each.group === group),
    /** Whether I speak for my group. */
    get isMine() {
      return rows.some(({ id }) => id === plan().me?.id)
    }
  }
}
