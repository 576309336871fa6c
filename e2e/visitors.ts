// People at their own devices: each has a browser of their own, and everything it complains about fails the test.
import {
  expect,
  test as base,
  type BrowserContext,
  type BrowserContextOptions,
  type ConsoleMessage,
  type Page
} from '@playwright/test'
import { cookieOf, examplePlan, type Board } from './people.ts'

export type Visit = BrowserContextOptions & {
  /** Console errors that belong to the journey, such as the 400 of a code that was typed wrong on purpose. */
  expects?: readonly RegExp[]
  /** What is done to the device before its first page is opened, such as listening to its sockets. */
  before?: (context: BrowserContext) => Promise<void>
}

/** What a browser logs for a request that is refused, and for a board that is not there or not ready yet. */
export const refused = /^Failed to load resource: the server responded with a status of 4\d\d/
export const unreachable =
  /^WebSocket connection to .* failed|^Failed to load resource: (net::ERR_|the server responded with a status of 503)/

/** What a browser says of a letter that is typed while its socket closes; the link keeps the letter. */
export const closing = /^WebSocket is already in CLOSING or CLOSED state/

type Visitors = {
  /** A device of its own, with nothing kept on it. Its page may talk to nobody but the board. */
  device(board: Board, how?: Visit): Promise<BrowserContext>
  /** The same, signed in as this person, on the example plan or another address of the board. */
  visit(board: Board, email: string, path?: string, how?: Visit): Promise<Page>
}

export const boardPath = `/p/${examplePlan}`
export const priorityPath = (number: number): string => `${boardPath}/${number}`

const watch = (context: BrowserContext, board: Board, expects: readonly RegExp[], faults: string[]): void => {
  const where = (page: Page | null): string => (page ? new URL(page.url()).pathname : 'a page')
  context.on('console', (message: ConsoleMessage) => {
    const text = message.text()
    const told = message.type() === 'error' || message.type() === 'warning'
    if (told && !expects.some((one) => one.test(text))) faults.push(`${where(message.page())} logged: ${text}`)
  })
  context.on('weberror', (error) => faults.push(`${where(error.page())} threw: ${error.error().message}`))
  const { host } = new URL(board.url)
  const asked = (url: string): void => {
    const to = new URL(url)
    const inside = to.protocol === 'data:' || to.protocol === 'blob:' || to.protocol === 'about:'
    if (!inside && to.host !== host) faults.push(`asked another place: ${to.host}`)
  }
  context.on('request', (request) => asked(request.url()))
  context.on('page', (page) => page.on('websocket', (socket) => asked(socket.url())))
}

/** Runs in the page before anything else does; the console is how it is heard. */
const tellViolations = (): void => {
  document.addEventListener('securitypolicyviolation', (event) =>
    console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`)
  )
}

const cookies = new Map<string, Promise<string>>()
const signedIn = (board: Board, email: string): Promise<string> => {
  const key = `${board.url} ${email}`
  const known = cookies.get(key) ?? cookieOf(board, email)
  cookies.set(key, known)
  return known
}

export const test = base.extend<{ visitors: Visitors }>({
  visitors: async ({ browser }, use) => {
    const contexts: BrowserContext[] = []
    const faults: string[] = []
    const visitors: Visitors = {
      async device(board, { expects = [], before, ...options } = {}) {
        const context = await browser.newContext({ baseURL: board.url, ...options })
        contexts.push(context)
        // What cannot be pressed is told by name, before the whole test has run out of time.
        context.setDefaultTimeout(20_000)
        watch(context, board, expects, faults)
        await context.addInitScript(tellViolations)
        await before?.(context)
        return context
      },
      async visit(board, email, path = boardPath, how = {}) {
        const context = await visitors.device(board, how)
        const pairs = (await signedIn(board, email)).split('; ')
        await context.addCookies(
          pairs.map((pair) => ({
            name: pair.slice(0, pair.indexOf('=')),
            value: pair.slice(pair.indexOf('=') + 1),
            url: board.url
          }))
        )
        const page = await context.newPage()
        await page.goto(path)
        // The outline of a plan that is still on its way has a first heading only.
        await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible()
        return page
      }
    }
    await use(visitors)
    await Promise.all(contexts.map((context) => context.close()))
    expect(faults).toEqual([])
  }
})
