import { RULES, type Asker, type Held, type PlanRecord } from '../../../shared/plan/records.ts'
import type { RecordKind } from '../../../shared/plan/records.ts'
import type { Group } from '../../../shared/plan/vocabulary.ts'
import type { PlanState } from '../../state/plan.svelte.ts'

/** Who asks, when it is somebody who may do anything at all here and now. */
const askerIn = (plan: PlanState): Asker | undefined => {
  const me = plan.me
  return me && plan.link.at !== 'ended' ? { person: me.id, role: me.role, group: me.group } : undefined
}

/**
 * Whether this person may add such a record. `leads`: the groups that lead the action it is about; `of`: the
 * record it is about; `said`: what it would say.
 */
export const mayAdd = (
  plan: PlanState,
  kind: RecordKind,
  leads: readonly Group[] = [],
  of?: Held,
  said?: unknown
): boolean => {
  const asker = askerIn(plan)
  return asker !== undefined && RULES[kind].mayAdd(asker, leads, of, said)
}
export const mayChange = (plan: PlanState, record: Pick<PlanRecord, 'kind' | 'by' | 'group' | 'data'>): boolean => {
  const asker = askerIn(plan)
  return asker !== undefined && RULES[record.kind].mayChange(asker, record)
}
export const mayWithdraw = (plan: PlanState, record: Pick<PlanRecord, 'kind' | 'by' | 'group' | 'data'>): boolean => {
  const asker = askerIn(plan)
  return asker !== undefined && RULES[record.kind].mayWithdraw(asker, record)
}
