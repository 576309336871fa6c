import { Hono, type Context } from 'hono'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { commentsIn } from '../../shared/contribution/comments.ts'
import { FAMILIES, countWords } from '../../shared/contribution/words.ts'
import { parsePlanId, type PlanId } from '../../shared/ids.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import { frozenWords, type Frozen } from '../../shared/versions/frozen.ts'
import type { Version } from '../../shared/versions/version.ts'
import type { Door } from '../auth/routes.ts'
import { acceptsGzip } from '../plans/accepts-gzip.ts'
import type { Records } from '../store/store.ts'
import type { VersionDesk } from '../versions/desk.ts'
import { PublicFiles, publicFormats } from './files.ts'
import type { Frame } from './frame.ts'
import { howPage } from './how-page.ts'
import { pageText, type Html } from './html.ts'
import { beingChecked, nothingHere } from './notices.ts'
import { planPage, titleOf, versionHref, type Shown } from './plan-page.ts'
import { insteadOf, isReadable, publishedAt, shelfOf, topOf } from './shelf.ts'
import type { Written } from './written.ts'

type Parts = {
  store: Pick<Records, 'readRecords'>
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

const pack = promisify(gzip)
const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('base64url')
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

  const send = async (c: Ask, page: Html, status: 200 | 404 = 200): Promise<Response> => {
    const text = pageText(page)
    const packed = acceptsGzip(c.req.header('accept-encoding'))
    const etag = `"${sha256(text)}${packed ? '-gzip' : ''}"`
    // Kept by whoever likes, and asked about each time: a version that is taken back is gone at once.
    c.header('Cache-Control', 'public, no-cache')
    c.header('Vary', 'Accept-Encoding')
    c.header('ETag', etag)
    if (status === 200 && asksFor(c, etag)) return c.body(null, 304)
    c.header('Content-Type', 'text/html; charset=utf-8')
    if (!packed) return c.body(text, status)
    c.header('Content-Encoding', 'gzip')
    return c.body(new Uint8Array(await pack(text)), status)
  }

  const writtenOf = async (plan: PlanId, { at }: Version, { snapshot, owners }: Frozen): Promise<Written> => {
    const words = countWords(snapshot, owners)
    const { records } = await store.readRecords(plan, 0)
    const comments = commentsIn(records).filter((each) => FAMILIES.includes(each.group) && each.at <= at)
    return { words, comments, people: new Set(Object.values(words.whole).flatMap(({ people }) => [...people])) }
  }

  const answer = async (c: Ask, draw: (shown: Shown) => Html): Promise<Response> => {
    const { plan, number } = asked(c)
    const found = await find(plan, number)
    if (!plan || found.is === 'nothing') return send(c, nothingHere(frame), 404)
    const base = baseOf(plan)
    const { version, shelf } = found
    if (found.is === 'checked') return send(c, beingChecked(frame, base, version, insteadOf(version, shelf)))
    const { frozen, top } = found
    const here = versionHref(base, version)
    const shown: Shown = {
      frame,
      base,
      version,
      frozen,
      shelf,
      isTop: version.number === top.number,
      written: await writtenOf(plan, version, frozen),
      files: publicFormats.map(({ id, name, what }) => ({ name, what, href: `${here}/files/${id}` })),
      isWholeOpen: c.req.query('open') === 'all'
    }
    return send(c, draw(shown))
  }

  /** The proven words of one version, for what is not a page. Refuses 'not-found' for whatever may not be read. */
  const words = async (c: Ask): Promise<{ plan: PlanId; version: Version; frozen: Frozen } | Refusal> => {
    const { plan, number } = asked(c)
    const found = await find(plan, number)
    return plan && found.is === 'shown' ? { plan, version: found.version, frozen: found.frozen } : refuse('not-found')
  }

  return new Hono<Door>()
    .get('/:slug', (c) => answer(c, planPage))
    .get('/:slug/how', (c) => answer(c, howPage))
    .get('/:slug/v/:number', (c) => answer(c, planPage))
    .get('/:slug/v/:number/words', async (c) => {
      const found = await words(c)
      if (isRefusal(found)) return c.var.refuse(found)
      c.header('Cache-Control', 'public, no-cache')
      c.header('Content-Disposition', 'attachment; filename="words.json"')
      // These bytes and no others have the sum that stands on the page.
      return c.body(frozenWords(found.frozen), 200, { 'Content-Type': 'application/json; charset=utf-8' })
    })
    .get('/:slug/v/:number/files/:format', async (c) => {
      const format = publicFormats.find(({ id }) => id === c.req.param('format'))
      const found = format ? await words(c) : refuse('not-found')
      if (!format || isRefusal(found)) return c.var.refuse(isRefusal(found) ? found : refuse('not-found'))
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
}
