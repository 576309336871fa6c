import { parseItemId, parsePlanId, type ItemId, type PlanId } from '../../shared/ids.ts'

/** Where the person is. An address that is none of these is 'nowhere'. */
export type Route =
  | { at: 'sign-in' }
  | { at: 'sent' }
  | { at: 'landing' }
  | { at: 'plans' }
  | { at: 'new-plan' }
  | { at: 'board'; plan: PlanId }
  | { at: 'priority'; plan: PlanId; which: string }
  | { at: 'action'; plan: PlanId; which: string; action: ItemId }
  | { at: 'views'; plan: PlanId }
  | { at: 'comments'; plan: PlanId }
  | { at: 'history'; plan: PlanId }
  | { at: 'agree'; plan: PlanId }
  | { at: 'balance'; plan: PlanId }
  | { at: 'export'; plan: PlanId }
  | { at: 'import'; plan: PlanId }
  | { at: 'ask'; plan: PlanId }
  | { at: 'version'; plan: PlanId; version: number }
  | { at: 'people'; plan: PlanId }
  | { at: 'settings'; plan: PlanId }
  | { at: 'me' }
  | { at: 'help' }
  | { at: 'words' }
  | { at: 'privacy' }
  | { at: 'accessibility' }
  | { at: 'nowhere' }

const fixed: Readonly<Record<string, Route>> = {
  '/': { at: 'plans' },
  '/sign-in': { at: 'sign-in' },
  '/sign-in/sent': { at: 'sent' },
  '/s': { at: 'landing' },
  '/plans': { at: 'plans' },
  '/plans/new': { at: 'new-plan' },
  '/me': { at: 'me' },
  '/help': { at: 'help' },
  '/help/words': { at: 'words' },
  '/privacy': { at: 'privacy' },
  '/accessibility': { at: 'accessibility' }
}

/** The screen for a path of this board; a slash at the end makes no difference. */
export const matchRoute = (pathname: string): Route => {
  const path = pathname.length > 1 ? pathname.replace(/\/+$/, '') : pathname
  const known = Object.hasOwn(fixed, path) ? fixed[path] : undefined
  if (known) return known
  const [, plan, rest = ''] = /^\/p\/([^/]+)(\/.*)?$/.exec(path) ?? []
  const id = parsePlanId(plan)
  return id ? within(id, rest) : { at: 'nowhere' }
}

const within = (plan: PlanId, rest: string): Route => {
  if (rest === '') return { at: 'board', plan }
  if (rest === '/views' || rest === '/comments' || rest === '/history' || rest === '/people' || rest === '/settings')
    return { at: rest.slice(1) as 'views' | 'comments' | 'history' | 'people' | 'settings', plan }
  if (rest === '/balance') return { at: 'balance', plan }
  if (rest === '/export') return { at: 'export', plan }
  if (rest === '/import') return { at: 'import', plan }
  if (rest === '/agree') return { at: 'agree', plan }
  if (rest === '/agree/ask') return { at: 'ask', plan }
  const [, version] = /^\/agree\/([1-9]\d{0,5})$/.exec(rest) ?? []
  if (version !== undefined) return { at: 'version', plan, version: Number(version) }
  const [, which, fresh, item] = /^\/([1-9]\d{0,3}|new\/([^/]+))(?:\/a\/([^/]+))?$/.exec(rest) ?? []
  if (which === undefined || (fresh !== undefined && !parseItemId(fresh))) return { at: 'nowhere' }
  if (item === undefined) return { at: 'priority', plan, which }
  const action = parseItemId(item)
  return action ? { at: 'action', plan, which, action } : { at: 'nowhere' }
}

/** A priority as its address names it: by its reference, and by its id until it has one. */
type Addressed = { id: string; reference: string; isNew: boolean }
const whichOf = ({ id, reference, isNew }: Addressed): string => (isNew ? `new/${id}` : reference)
/** Whether an address names this priority; one from before it had a reference still does. */
export const isWhich = (priority: Addressed, which: string): boolean =>
  which === whichOf(priority) || which === `new/${priority.id}`

export const boardHref = (plan: string): string => `/p/${plan}`
export const tableHref = (plan: string): string => `/p/${plan}?view=table`
export const actionHref = (plan: string, priority: Addressed, action: string): string =>
  `${priorityHref(plan, priority)}/a/${action}`
export const viewsHref = (plan: string): string => `/p/${plan}/views`
export const commentsHref = (plan: string): string => `/p/${plan}/comments`
/** `in`: one priority; `at`: a commit; `time`: the last moment by then. Without them the whole plan, as it is now. */
export const historyHref = (
  plan: string,
  look: { in?: string | undefined; at?: number | undefined; time?: number | undefined } = {}
): string => {
  const query = new URLSearchParams()
  const parts: [string, string | number | undefined][] = Object.entries(look)
  for (const [key, value] of parts) if (value !== undefined) query.set(key, String(value))
  return `/p/${plan}/history${query.size > 0 ? `?${query}` : ''}`
}
export const balanceHref = (plan: string): string => `/p/${plan}/balance`
export const exportHref = (plan: string): string => `/p/${plan}/export`
export const importHref = (plan: string): string => `/p/${plan}/import`
export const agreeHref = (plan: string): string => `/p/${plan}/agree`
export const askHref = (plan: string): string => `/p/${plan}/agree/ask`
export const versionHref = (plan: string, version: number): string => `/p/${plan}/agree/${version}`
export const peopleHref = (plan: string): string => `/p/${plan}/people`
export const settingsHref = (plan: string): string => `/p/${plan}/settings`
export const priorityHref = (plan: string, priority: Addressed): string => `/p/${plan}/${whichOf(priority)}`

/** Whether a click on a link is ours to follow without loading a page: plain, same origin, same window. */
export const isOurs = (link: HTMLAnchorElement, event: MouseEvent): boolean =>
  event.button === 0 &&
  !event.defaultPrevented &&
  !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) &&
  link.target === '' &&
  !link.hasAttribute('download') &&
  link.origin === location.origin &&
  !(link.pathname === location.pathname && link.search === location.search && link.hash !== '')
