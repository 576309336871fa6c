import type { PlanLink } from '../sync/plan-link.ts'

/** What the state needs of the link to a plan; the real one is client/sync. */
export type Link = Pick<
  PlanLink,
  | 'doc'
  | 'state'
  | 'waiting'
  | 'savedAt'
  | 'waitingSinceMs'
  | 'me'
  | 'lead'
  | 'people'
  | 'owners'
  | 'fields'
  | 'presence'
  | 'notice'
  | 'setPresence'
  | 'tell'
  | 'dismissNotice'
  | 'retry'
  | 'on'
  | 'open'
>
