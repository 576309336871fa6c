import { parsePlanId, type PlanId } from '../../shared/ids.ts'

/** Where the person is. An address that is none of these is 'nowhere'. */
export type Route =
  | { at: 'sign-in' }
  | { at: 'sent' }
  | { at: 'landing' }
  | { at: 'plans' }
  | { at: 'board'; plan: PlanId }
  | { at: 'priority'; plan: PlanId; number: number }
  | { at: 'help' }
  | { at: 'privacy' }
  | { at: 'accessibility' }
  | { at: 'nowhere' }

const fixed: Readonly<Record<string, Route>> = {
  '/': { at: 'plans' },
  '/sign-in': { at: 'sign-in' },
  '/sign-in/sent': { at: 'sent' },
  '/s': { at: 'landing' },
  '/plans': { at: 'plans' },
  '/help': { at: 'help' },
  '/privacy': { at: 'privacy' },
  '/accessibility': { at: 'accessibility' }
}

/** The screen for a path of this board; a slash at the end makes no difference. */
export const matchRoute = (pathname: string): Route => {
  const path = pathname.length > 1 ? pathname.replace(/\/+$/, '') : pathname
  const known = Object.hasOwn(fixed, path) ? fixed[path] : undefined
  if (known) return known
  const [, plan, number] = /^\/p\/([^/]+)(?:\/([1-9]\d{0,3}))?$/.exec(path) ?? []
  const id = parsePlanId(plan)
  if (!id) return { at: 'nowhere' }
  return number ? { at: 'priority', plan: id, number: Number(number) } : { at: 'board', plan: id }
}

export const boardHref = (plan: string): string => `/p/${plan}`
export const priorityHref = (plan: string, number: number): string => `/p/${plan}/${number}`

/** Whether a click on a link is ours to follow without loading a page: plain, same origin, same window. */
export const isOurs = (link: HTMLAnchorElement, event: MouseEvent): boolean =>
  event.button === 0 &&
  !event.defaultPrevented &&
  !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) &&
  link.target === '' &&
  !link.hasAttribute('download') &&
  link.origin === location.origin &&
  !(link.pathname === location.pathname && link.search === location.search && link.hash !== '')
