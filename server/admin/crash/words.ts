import type { ItemId, PlanId } from '../../../shared/ids.ts'

export const crashPlan = 'crash' as PlanId
export const crashPriority = 'p1' as ItemId
export const crashPath = `priorities/${crashPriority}/why`
export const earlyFlag = '--ack-early'
