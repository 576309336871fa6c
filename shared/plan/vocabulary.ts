/**
 * The plan's fixed words. Apart from the schema so that a page which only names groups does not
 * load the document library.
 */

/** Always in this order: logo, avatars, owners, charts. */
export const GROUPS = ['parents', 'young-people', 'health', 'education', 'social-care', 'council'] as const
export const STATUS_WORDS = ['not-started', 'on-track', 'slipping', 'off-track', 'done'] as const
export const IMPACT_WORDS = ['not-yet', 'some', 'evidenced'] as const
export const PRIORITY_KINDS = ['significant-weakness', 'priority-action', 'improvement', 'theme'] as const
export const PLAN_TYPES = [
  'written-statement-of-action',
  'accelerated-progress-plan',
  'priority-action-plan',
  'improvement-plan',
  'continuous-improvement-plan',
  'local-send-reform-plan',
  'other'
] as const

export type Group = (typeof GROUPS)[number]
export type StatusWord = (typeof STATUS_WORDS)[number]
export type ImpactWord = (typeof IMPACT_WORDS)[number]
export type PriorityKind = (typeof PRIORITY_KINDS)[number]
export type PlanType = (typeof PLAN_TYPES)[number]

/** Groups whose people act by office: what they do there may be told where their name is not. */
export const isStaffGroup = (group: Group): boolean => group !== 'parents' && group !== 'young-people'

export const parseGroup = (value: unknown): Group | undefined =>
  (GROUPS as readonly unknown[]).includes(value) ? (value as Group) : undefined
