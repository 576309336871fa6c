import { Hono, type Context } from 'hono'
import { commentsIn } from '../../shared/contribution/comments.ts'
import { FAMILIES, countWords } from '../../shared/contribution/words.ts'
import { parsePlanId, type PlanId } from '../../shared/ids.ts'
import { isRefusal } from '../../shared/refusals.ts'
import { frozenWords, type Frozen } from '../../shared/versions/frozen.ts'
import type { Version } from '../../shared/versions/version.ts'
import type { Door } from '../auth/routes.ts'
import { acceptsGzip } from '../plans/accepts-gzip.ts'
import type { Records } from '../store/store.ts'
import type { VersionDesk } from '../versions/desk.ts'
import { PublicFiles, publicFormats } from './files.ts'
import type { Frame } from './frame.ts'
import { howPage } from './how-page.ts'
import type { Html } from './html.ts'
import { KeptPages, drawn, type Drawn } from './kept-pages.ts'
import { beingChecked, nothingHere } from './notices.ts'
import { planPage, titleOf, versionHref, type Shown } from './plan-page.ts'
import { insteadOf, isReadable, publishedAt, shelfOf, topOf } from './shelf.ts'
import type { Written } from './written.ts'

type Parts = {
  store: Pick<Records, 'readRecords' | 'newsOf'>
  versions: Pick<VersionDesk, 'all' | 'content'>
  board: { name: string }
  /** Addresses of built files, by their source in the client. */
  pages: { built(source: string): string | undefined } | undefined
  report(event: { event: string; error?: unknown }): void
}
type Ask = Context<Door>

/** One version that may be read, or what there is to say instead. */
type Found =
  | { is: 'nothing' }
  | { is: 'checked'; version: Version; shelf: Version[] }
  | { is: 'shown'; version: Version; shelf: Version[]; top: Version; frozen: Frozen }

const draws: Readonly<Record<'plan' | 'how', (shown: Shown) => Html>> = { plan: planPage, how: howPage }
const asksFor = (c: Ask, etag: string): boolean =>
  (c.req.header('if-none-match') ?? '').split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)

/**
 * What anybody may read: published versions, from their frozen words and never from the live plan. Nobody signs
 * in, nothing is set on their device. Source: ui.md §5 (Public page), §11.
 */
export const publicRoutes = (parts: Parts) => {
  const { store, versions, pages } = parts
  const frame: Frame = {
    board: parts.board.name,
    style: pages?.built('public-page.css'),
    icon: pages?.built('ui/mark.svg')
  }
  const files = new PublicFiles(parts.report)
  const keptPages = new KeptPages()
  const baseOf = (plan: PlanId): string => `/public/${plan}`

  const find = async (plan: PlanId | undefined, number?: number): Promise<Found> => {
    if (!plan) return { is: 'nothing' }
    const shelf = shelfOf((await versions.all(plan)).versions)
    const top = topOf(shelf)
    const version = number === undefined ? top : shelf.find((each) => each.number === number)
    if (!top || !version) return { is: 'nothing' }
    if (!isReadable(version)) return { is: 'checked', version, shelf }
    const frozen = await versions.content(plan, version)
    // What is stored is not what was kept: it is never served, and whoever runs the board has been told.
    return isRefusal(frozen) ? { is: 'checked', version, shelf } : { is: 'shown', version, shelf, top, frozen }
  }
  const asked = (c: Ask): { plan: PlanId | undefined; number: number | undefined } => {
    const written = c.req.param('number')
    const number = written !== undefined && /^[1-9]\d{0,5}$/.test(written) ? Number(written) : 0
    return { plan: parsePlanId(c.req.param('slug')), number: written === undefined ? undefined : number }
  }

  const send = (c: Ask, page: Html, status: 200 | 404 = 200): Promise<Response> => sendDrawn(c, drawn(page), status)
  const sendDrawn = async (c: Ask, page: Drawn, status: 200 | 404): Promise<Response> => {
    const packed = acceptsGzip(c.req.header('accept-encoding'))
    const etag = `"${page.sum}${packed ? '-gzip' : ''}"`
    // Kept by whoever likes, and asked about each time: a version that is taken back is gone at once.
    c.header('Cache-Control', 'public, no-cache')
    c.header('Vary', 'Accept-Encoding')
    c.header('ETag', etag)
    if (status === 200 && asksFor(c, etag)) return c.body(null, 304)
    c.header('Content-Type', 'text/html; charset=utf-8')
    if (!packed) return c.body(page.text, status)
    c.header('Content-Encoding', 'gzip')
    return c.body(await page.packed(), status)
  }

  const writtenOf = async (plan: PlanId, { at }: Version, { snapshot, owners }: Frozen): Promise<Written> => {
    const words = countWords(snapshot, owners)
    const { records } = await store.readRecords(plan, 0)
    const comments = commentsIn(records).filter((each) => FAMILIES.includes(each.group) && each.at <= at)
    return { words, comments, people: new Set(Object.values(words.whole).flatMap(({ people }) => [...people])) }
  }

  const answer = async (c: Ask, what: keyof typeof draws): Promise<Response> => {
    // Read first: what is said while it is drawn is drawn for the next one.
    const slug = parsePlanId(c.req.param('slug'))
    const { records } = slug ? await store.newsOf(slug) : { records: 0 }
    const { plan, number } = asked(c)
    const found = await find(plan, number)
    if (!plan || found.is === 'nothing') return send(c, nothingHere(frame), 404)
    const base = baseOf(plan)
    const { version, shelf } = found
    if (found.is === 'checked') return send(c, beingChecked(frame, base, version, insteadOf(version, shelf)))
    const { frozen, top } = found
    const here = versionHref(base, version)
    const isWholeOpen = c.req.query('open') === 'all'
    const shown = async (): Promise<Shown> => ({
      frame,
      base,
      version,
      frozen,
      shelf,
      isTop: version.number === top.number,
      written: await writtenOf(plan, version, frozen),
      files: publicFormats.map(({ id, name, what }) => ({ name, what, href: `${here}/files/${id}` })),
      isWholeOpen
    })
    const from = [records, ...shelf.map(({ number, entries }) => `${number}:${entries}`)].join(' ')
    const name = `${base} ${version.number} ${what} ${isWholeOpen}`
    return sendDrawn(c, await keptPages.of(name, from, async () => draws[what](await shown())), 200)
  }

  /** The proven words of one version, for what is not a page; for whatever may not be read a page that says so. */
  const words = async (c: Ask): Promise<{ version: Version; frozen: Frozen } | Response> => {
    const { plan, number } = asked(c)
    const found = await find(plan, number)
    if (!plan || found.is === 'nothing') return send(c, nothingHere(frame), 404)
    const { version, shelf } = found
    if (found.is === 'checked')
      return send(c, beingChecked(frame, baseOf(plan), version, insteadOf(version, shelf)), 404)
    // Of files only those of words that stand now should be found.
    if (version.number !== found.top.number && version.state !== 'published') c.header('X-Robots-Tag', 'noindex')
    return { version, frozen: found.frozen }
  }

  return (
    new Hono<Door>()
      .get('/:slug', (c) => answer(c, 'plan'))
      .get('/:slug/how', (c) => answer(c, 'how'))
      .get('/:slug/v/:number', (c) => answer(c, 'plan'))
      .get('/:slug/v/:number/words', async (c) => {
        const found = await words(c)
        if (found instanceof Response) return found
        c.header('Cache-Control', 'public, no-cache')
        c.header('X-Robots-Tag', 'noindex')
        c.header('Content-Disposition', 'attachment; filename="words.json"')
        // These bytes and no others have the sum that stands on the page.
        return c.body(frozenWords(found.frozen), 200, { 'Content-Type': 'application/json; charset=utf-8' })
      })
      .get('/:slug/v/:number/files/:format', async (c) => {
        const format = publicFormats.find(({ id }) => id === c.req.param('format'))
        if (!format) return send(c, nothingHere(frame), 404)
        const found = await words(c)
        if (found instanceof Response) return found
        const { version, frozen } = found
        const at = publishedAt(version) ?? version.at
        const file = await files.of(format.id, version, frozen, { board: frame.board, at, title: titleOf(frozen) })
        if (isRefusal(file)) return c.var.refuse(file)
        c.header('Cache-Control', 'public, no-cache')
        c.header('ETag', file.etag)
        if (asksFor(c, file.etag)) return c.body(null, 304)
        c.header('Content-Type', file.mediaType)
        c.header('Content-Disposition', file.disposition)
        return c.body(file.bytes, 200)
      })
      // A page of the board's own would stay empty for whoever runs no scripts.
      .get('/*', async (c): Promise<Response> => {
        const { pathname, search } = new URL(c.req.url)
        const bare = pathname.replace(/\/+$/, '')
        return bare !== pathname && bare !== '/public'
          ? c.redirect(bare + search, 308)
          : send(c, nothingHere(frame), 404)
      })
  )
}
