import { untrack } from 'svelte'
import { api } from './api.ts'
import type { PlanState } from './plan.svelte.ts'
import { RecordsState } from './records.svelte.ts'

const known = new WeakMap<PlanState, RecordsState>()

/** The records of an open plan, shared by its screens. */
export const recordsOf = (plan: PlanState): RecordsState => {
  const records = known.get(plan) ?? new RecordsState(plan.id, api.records(plan.id))
  known.set(plan, records)
  return records
}

/** The same for a screen while it is shown: read when it opens, at any news of them, and when the signal is back. */
export const useRecords = (plan: () => PlanState): { readonly now: RecordsState } => {
  $effect(() => {
    const { link, news } = plan()
    void news.records
    if (link.at !== 'live') return
    const records = recordsOf(plan())
    untrack(() => void records.refresh())
  })
  return {
    get now() {
      return recordsOf(plan())
    }
  }
}
