import type { HttpBindings } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import { secureHeaders } from 'hono/secure-headers'
import type { BlockList } from 'node:net'
import { limits } from '../../shared/limits.ts'
import { REFUSALS, refuse, type Refusal } from '../../shared/refusals.ts'
import { authRoutes, type Door, type Refused } from '../auth/routes.ts'
import { SessionNotKept, type SessionDesk } from '../auth/sessions.ts'
import type { SignInDesk } from '../auth/sign-in.ts'
import type { HistoryDesk } from '../history/desk.ts'
import { fileRoutes } from '../exports/file-routes.ts'
import { FileMaker } from '../exports/maker.ts'
import { orderRoutes } from '../exports/order-routes.ts'
import { exportRoutes } from '../exports/routes.ts'
import type { FileShelf } from '../exports/shelf.ts'
import { historyRoutes } from '../history/routes.ts'
import { balanceRoutes } from '../balance/routes.ts'
import { publicRoutes } from '../public/routes.ts'
import { peopleRoutes } from '../people/routes.ts'
import type { CommentLetters } from '../people/comment-letters.ts'
import { speakerRoutes } from '../people/speaker-routes.ts'
import type { PlanLetters } from '../people/plan-letters.ts'
import { acceptsGzip } from '../plans/accepts-gzip.ts'
import { planRoutes } from '../plans/routes.ts'
import { redactionRoutes } from '../redaction/routes.ts'
import type { Lobby } from '../relay/lobby.ts'
import { recordRoutes } from '../records/routes.ts'
import {
  StoreUnavailable,
  type Erasure,
  type Memberships,
  type PaperOrders,
  type People,
  type PlanLog,
  type Posts,
  type Polls,
  type Records,
  type Takings,
  type Versions,
  type Visits
} from '../store/store.ts'
import { boundedBody, hasBody } from './bounded-body.ts'
import { isElsewhere, isOwnOrigin } from './origins.ts'
import type { VersionDesk } from '../versions/desk.ts'
import { besideRoutes } from '../versions/beside-routes.ts'
import { versionRoutes } from '../versions/routes.ts'
import type { Pages } from './pages.ts'
import { Probe } from './probe.ts'
import { sourceOf } from './source.ts'

export type AppParts = {
  store: People &
    Memberships &
    Posts &
    Records &
    Visits &
    Pick<PlanLog, 'readCommits'> &
    Takings &
    PaperOrders &
    Pick<Versions, 'readChain'> &
    Polls &
    Pick<Versions, 'removeNote'> &
    Pick<Erasure, 'redactRecord' | 'scrub' | 'removalsOf'> & { writeProbe(): Promise<void> }
  history: Pick<HistoryDesk, 'ask' | 'tell'>
  versions: VersionDesk
  lobby: Pick<Lobby, 'room' | 'found' | 'endSession' | 'moveSession' | 'news' | 'recheck' | 'redact'>
  sessions: SessionDesk
  desk: SignInDesk
  letters: PlanLetters
  comments: CommentLetters
  shelf: FileShelf
  random(bytes: number): Uint8Array
  now(): number
  origins: ReadonlySet<string>
  secure: boolean
  proxies: BlockList
  board: { name: string; helpPhone?: string | undefined; demo: boolean }
  build: { version: string; commit: string | null }
  pages: Pages | undefined
  /** Gets every fault and bug with what it was, and ids only. */
  report(event: { event: string; route?: string; error?: unknown }): void
  /** Told of every answer, for the log. */
  answered?(answer: { method: string; route: string; status: number; ms: number }): void
}

type Env = Door & { Bindings: Partial<HttpBindings> }

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Nothing but this board's own files; no inline script or style; no frame around it. Source: SECURITY.md. */
const securityHeaders = (secure: boolean) =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      connectSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
      // The names under which the interface library and the editor register their one policy each.
      trustedTypes: ['svelte-trusted-html', 'ProseMirrorClipboard']
    },
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    strictTransportSecurity: secure ? 'max-age=31536000' : false,
    permissionsPolicy: { camera: [], microphone: [], geolocation: [] }
  })

/** The one place where refusals, faults and bugs become responses. */
const answer = (c: Context, { refused }: Refusal): Refused => {
  const { status, sentence } = REFUSALS[refused]
  return c.json({ error: refused, message: sentence }, status)
}

const facts = ({ board, build, store, now, report }: AppParts) => {
  const probe = new Probe(() => store.writeProbe(), now)
  return new Hono<Env>()
    .get('/healthz', (c) => c.json({ ok: true as const }, 200))
    .get('/readyz', async (c) => {
      const ready = await probe.ask()
      if (ready === true) return c.json({ ok: true as const }, 200)
      report({ event: 'not-ready', error: ready })
      return c.var.refuse(refuse('unavailable'))
    })
    .get('/version', (c) => c.json(build, 200))
    .get('/api/board', (c) => {
      const { name, helpPhone, demo } = board
      return c.json({ name, ...(helpPhone === undefined ? {} : { helpPhone }), demo }, 200)
    })
}

/**
 * Mounts every feature behind one door: own origin, JSON only, bounded bodies, who is asking.
 * Its type is the typed client's; it starts and opens nothing.
 */
export const createApp = (parts: AppParts) => {
  const { sessions, desk, lobby, pages, report } = parts
  const files = new FileMaker(parts)
  const app = new Hono<Env>()

  app.onError((error, c) => {
    if (error instanceof HTTPException && error.status === 413) return answer(c, refuse('too-large'))
    if (error instanceof HTTPException && error.status < 500) return answer(c, refuse('bad-request'))
    if (error instanceof SessionNotKept) return answer(c, error.refusal)
    report({ event: 'request-failed', route: routePath(c, -1), error })
    if (error instanceof StoreUnavailable) return answer(c, refuse('unavailable'))
    return c.json({ error: 'bug', message: 'Something went wrong here. It has been noted.' }, 500)
  })
  app.notFound((c) => answer(c, refuse('not-found')))

  app.use(securityHeaders(parts.secure))
  app.use(async (c, next) => {
    c.set('refuse', (refusal) => answer(c, refusal))
    c.set('signedIn', undefined)
    c.set('source', sourceOf(c.env.incoming?.socket.remoteAddress, c.req.header('x-forwarded-for'), parts.proxies))
    const since = parts.now()
    await next()
    // The route, never the address: plans and people are not in it.
    parts.answered?.({ method: c.req.method, route: routePath(c, -1), status: c.res.status, ms: parts.now() - since })
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store')
  })
  app.use(async (c, next) => {
    if (safeMethods.has(c.req.method)) return next()
    const from = { origin: c.req.header('origin'), fetchSite: c.req.header('sec-fetch-site') }
    if (!isOwnOrigin(parts.origins, from)) return answer(c, refuse('wrong-origin'))
    const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
    // Forms of other sites can send text and form bodies, never this type without asking first.
    if ((hasBody(c) || type !== '') && type !== 'application/json') return answer(c, refuse('bad-request'))
    return next()
  })
  app.use(boundedBody(limits.jsonBodyBytesMax, (c) => answer(c, refuse('too-large'))))
  app.use('/api/*', async (c, next) => {
    // A link on another site would take a file in the name of whoever follows it. Mails lead to pages, never here.
    if (isElsewhere(c.req.header('sec-fetch-site'))) return c.var.refuse(refuse('wrong-origin'))
    const who = await sessions.read(c.req.header('cookie'))
    c.set('signedIn', who)
    if (who?.renewed !== undefined) c.header('Set-Cookie', who.renewed)
    return next()
  })

  const routes = app
    .route('/', facts(parts))

    .route(
      '/api',
      authRoutes({
        desk,
        sessions,
        endSession: (session) => lobby.endSession(session),
        moveSession: (from, to) => lobby.moveSession(from, to)
      })
    )
    .route('/api/plans', planRoutes(parts))
    .route('/api/plans', historyRoutes(parts))
    .route('/api/plans', recordRoutes(parts))
    .route('/api/plans', exportRoutes({ ...parts, files }))
    .route('/api/plans', fileRoutes({ ...parts, files }))
    .route('/api/plans', orderRoutes(parts))
    .route('/api/plans', peopleRoutes(parts))
    .route('/api/plans', speakerRoutes(parts))
    .route('/api/plans', redactionRoutes(parts))
    .route('/api/plans', versionRoutes(parts))
    .route('/api/plans', besideRoutes(parts))
    .route('/api/plans', balanceRoutes(parts))
    .route('/public', publicRoutes(parts))

  app.get('*', async (c) => {
    if (c.req.path === '/api' || c.req.path.startsWith('/api/')) return answer(c, refuse('not-found'))
    const page = await pages?.at(c.req.path, acceptsGzip(c.req.header('accept-encoding')))
    return page ? c.body(page.body, 200, page.headers) : answer(c, refuse('not-found'))
  })
  return routes
}

/** For the typed client (`hc<App>`): a type only, so no server code reaches a browser. */
export type App = ReturnType<typeof createApp>
