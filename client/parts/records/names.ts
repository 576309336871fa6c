import { someone, type PlanState } from '../../state/plan.svelte.ts'
import type { RecordsState } from '../../state/records.svelte.ts'

/** The shown name of whoever wrote a record, also of somebody who has left the plan. */
export const personName = (plan: PlanState, records: RecordsState, person: string): string => {
  const name = plan.nameOf(person)
  return name === someone ? (records.nameOf(person) ?? name) : name
}
