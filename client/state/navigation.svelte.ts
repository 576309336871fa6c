import { matchRoute, type Route } from './routes.ts'

/** Where the person is in the board. Screens read it; links and verbs move it. */
class Navigation {
  #path = $state(location.pathname)
  #search = $state(location.search)
  /** The part of a sign-in link behind '#': kept here only, and gone from the address bar at once. */
  #secret = $state('')
  #moves = 0
  #ask = (): boolean => false
  #route: Route = $derived(matchRoute(this.#path))

  get route(): Route {
    return this.#route
  }
  get query(): URLSearchParams {
    return new URLSearchParams(this.#search)
  }
  get secret(): string {
    return this.#secret
  }
  /** Whether this is the page the browser loaded, where focus belongs to the browser. */
  get isFirst(): boolean {
    return this.#moves === 0
  }

  open(): () => void {
    this.#scrub()
    const read = (): void => {
      if (location.pathname !== this.#path && this.#ask()) {
        // Back has moved the address already: it goes to where the typed words are.
        history.pushState(null, '', `${this.#path}${this.#search}`)
        return
      }
      this.#moves += 1
      this.#scrub()
      this.#path = location.pathname
      this.#search = location.search
    }
    window.addEventListener('popstate', read)
    window.addEventListener('hashchange', read)
    return () => {
      window.removeEventListener('popstate', read)
      window.removeEventListener('hashchange', read)
    }
  }

  /** `ask` is called before a page is left: true when a form there must be answered first. */
  askFirst(ask: () => boolean): void {
    this.#ask = ask
  }
  /** True when a form asked first: whatever would leave the page must wait for the answer. */
  asksFirst(): boolean {
    return this.#ask()
  }

  /** Goes there; a page with typed words that are not saved asks first, unless it is replaced. */
  go(href: string, how: { replace?: boolean } = {}): void {
    const to = new URL(href, location.href)
    const opensSheet = isSheet(matchRoute(to.pathname)) && !isSheet(this.#route)
    if (!how.replace && !opensSheet && to.pathname !== this.#path && this.#ask()) return
    if (how.replace) history.replaceState(null, '', to)
    else history.pushState(null, '', to)
    const moved = to.pathname !== this.#path
    const keeps = isSheet(this.#route) || isSheet(matchRoute(to.pathname))
    this.#path = to.pathname
    this.#search = to.search
    if (to.hash) aimAt(to.hash.slice(1))
    if (!moved) return
    this.#moves += 1
    if (!keeps) scrollTo(0, 0)
  }

  /** Changes what stands behind "?" without a new page: the address stays one that can be shared. */
  setQuery(change: (query: URLSearchParams) => void): void {
    const query = this.query
    change(query)
    const search = query.toString()
    this.#search = search ? `?${search}` : ''
    history.replaceState(null, '', `${location.pathname}${this.#search}`)
  }

  /** The same page under another address: nothing is opened, and focus stays where it is. */
  rename(path: string): void {
    this.#path = path
    history.replaceState(null, '', `${path}${this.#search}${location.hash}`)
  }

  #scrub(): void {
    if (matchRoute(location.pathname).at !== 'landing' || location.hash.length < 2) return
    this.#secret = location.hash.slice(1)
    history.replaceState(null, '', location.pathname)
  }
}

/** Wide, an action is a sheet beside the page, which stays where it is. */
const isSheet = ({ at }: Route): boolean => at === 'action' && matchMedia('(min-width: 900px)').matches

export const navigation = new Navigation()

const aimForMs = 3_000

/** Gives focus to the part of a page that an address names, as soon as that part is there. */
const aimAt = (id: string): void => {
  const until = performance.now() + aimForMs
  const look = (): void => {
    const part = document.getElementById(id)
    if (!part && performance.now() < until) return void requestAnimationFrame(look)
    if (!part) return
    if (part.tabIndex < 0) part.tabIndex = -1
    part.focus({ preventScroll: true })
    part.scrollIntoView({ block: 'center' })
  }
  // One picture later: the heading of a new page takes focus first.
  requestAnimationFrame(() => requestAnimationFrame(look))
}

/** On the heading of each screen: takes focus when the person came here by a link inside the board. */
export const arrival = (heading: HTMLElement): void => {
  if (!navigation.isFirst) heading.focus({ preventScroll: true })
}
