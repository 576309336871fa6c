import { untrack } from 'svelte'
import type { PlanState } from './plan.svelte.ts'
import { versionsDoor } from './versions-door.ts'
import { VersionsState } from './versions.svelte.ts'

const known = new WeakMap<PlanState, VersionsState>()

/** The versions of an open plan, shared by its screens. */
export const versionsOf = (plan: PlanState): VersionsState => {
  const versions = known.get(plan) ?? new VersionsState(plan.id, versionsDoor(plan.id))
  known.set(plan, versions)
  return versions
}

/** The same for a screen while it is shown: read when it opens, at any news of records, and when the signal is back. */
export const useVersions = (plan: () => PlanState): { readonly now: VersionsState } => {
  // Made here: what a derived value makes itself, it does not follow.
  untrack(() => versionsOf(plan()))
  $effect(() => {
    const { link, news } = plan()
    void news.records
    if (link.at !== 'live') return
    const versions = versionsOf(plan())
    untrack(() => void versions.refresh())
  })
  return {
    get now() {
      return versionsOf(plan())
    }
  }
}
