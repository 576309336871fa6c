import { vValidator } from '@hono/valibot-validator'
import { Hono, type Context } from 'hono'
import * as v from 'valibot'
import type * as Y from 'yjs'
import type { Ms, PlanId, Seq } from '../../shared/ids.ts'
import { parseValue } from '../../shared/plan/schema.ts'
import { readPlan, snapshotPlan } from '../../shared/plan/snapshot.ts'
import type { Version } from '../../shared/versions/version.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import type { Door } from '../auth/routes.ts'
import { PlanEntry } from '../plans/entry.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Memberships, Records } from '../store/store.ts'
import type { VersionDesk } from '../versions/desk.ts'
import type { Ledger } from '../relay/ledger.ts'
import type { Room } from '../relay/room.ts'
import { ExportDesk } from './desk.ts'
import type { ReviewChange } from './formats/review-pack.ts'
import { attachment, fileName } from './file-name.ts'
import { readLive } from './live-source.ts'
import { FORMATS, FORMAT_IDS, parseFormatId } from './registry.ts'
import { paperOfVersion } from './version-source.ts'
import type { Source } from './worker.ts'

type Parts = {
  store: Pick<Memberships, 'readMember'> &
    Pick<Records, 'readRecords'> & { readChain?(plan: PlanId, seq: Seq): Promise<Uint8Array | undefined> }
  lobby: Pick<Lobby, 'room'>
  versions: Pick<VersionDesk, 'all' | 'one' | 'content'>
  board: { name: string }
  now(): Ms
  report(event: { event: string; error?: unknown }): void
}

const chunkBytes = 64 * 1024
const wanted = v.pipe(v.string(), v.regex(/^(?:draft|[1-9]\d{0,8})$/))
const compareQuery = v.object({ from: wanted, to: wanted })
const sinceQuery = v.object({ since: v.pipe(v.string(), v.isoDate()) })
const versionQuery = v.object({ version: v.optional(wanted) })

/** In pieces, as fast as whoever reads them takes them. */
const streamed = (bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> => {
  let sent = 0
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(bytes.subarray(sent, sent + chunkBytes))
      sent += chunkBytes
      if (sent >= bytes.length) controller.close()
    }
  })
}

/** Of the whole plan, and once agreed by all who were asked, whatever has been done with it since. */
const isAgreed = ({ scope, state, moves }: Version): boolean =>
  scope === null && state !== 'withdrawn' && moves.some((move) => move.state === 'agreed')

const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' })

/** Files a plan can be taken away as. Source: contract.md. */
export const exportRoutes = (parts: Parts) => {
  const { store, board, now, versions } = parts
  const entry = new PlanEntry(parts)
  const desk = new ExportDesk(parts.report)

  /** Undefined: today's draft. Without a wish the latest words that were agreed, where any were. */
  const chosen = async (plan: PlanId, wish: string | undefined): Promise<Version | undefined | Refusal> => {
    if (wish === 'draft') return undefined
    if (wish === undefined) {
      const { versions: all, broken } = await versions.all(plan)
      const latest = all.filter(isAgreed).at(-1)
      // The words that were agreed last may be those that do not prove themselves: nothing older stands in for them.
      return broken.some((number) => number > (latest?.number ?? 0)) ? refuse('version-broken') : latest
    }
    const found = await versions.one(plan, Number(wish))
    return isRefusal(found) ? found : found.version
  }

  type Words = { name: string; title: string; source(): Promise<Source> }
  /** The words that are wished for, read once it is their turn. */
  const wordsOf = async (room: Room, wish: string | undefined, at: Ms): Promise<Words | Refusal> => {
    const about = { board: board.name, at }
    const version = await chosen(room.plan, wish)
    if (isRefusal(version)) return version
    if (!version) {
      const title = await room.settled(({ doc }) => readPlan(doc).title.text)
      return { name: 'draft', title, source: async () => ({ is: 'live', live: await readLive(room, store, about) }) }
    }
    const frozen = await versions.content(room.plan, version)
    if (isRefusal(frozen)) return frozen
    const paper = paperOfVersion(version, frozen, about)
    return {
      name: `version ${version.number}`,
      title: frozen.snapshot.plan.title.text,
      source: () => Promise.resolve({ is: 'paper', paper })
    }
  }

  const sent = (
    c: Context<Door>,
    bytes: Uint8Array<ArrayBuffer> | Refusal,
    file: { parts: string[]; extension: string; mediaType: string }
  ) => {
    if (isRefusal(bytes)) return c.var.refuse(bytes)
    c.header('Content-Disposition', attachment(fileName(file.parts, file.extension)))
    c.header('Content-Type', file.mediaType)
    c.header('Content-Length', `${bytes.length}`)
    c.header('Cache-Control', 'no-store')
    c.header('X-Content-Type-Options', 'nosniff')
    return c.body(streamed(bytes), 200)
  }
  const checked = <S extends v.GenericSchema>(schema: S) =>
    vValidator('query', schema, (result, c: Context<Door, string>) =>
      result.success ? undefined : c.var.refuse(refuse('bad-request'))
    )

  return (
    new Hono<Door>()
      .get('/:plan/exports', async (c) => {
        const member = await entry.member(c, 'export')
        if (isRefusal(member)) return c.var.refuse(member)
        return c.json(
          FORMAT_IDS.map((id) => {
            const { name, extension, mediaType, purpose } = FORMATS[id]
            return { id, name, extension, mediaType, purpose }
          }),
          200
        )
      })
      .get('/:plan/exports/:format', checked(versionQuery), async (c) => {
        const inside = await entry.room(c, 'export')
        if (isRefusal(inside)) return c.var.refuse(inside)
        const id = parseFormatId(c.req.param('format'))
        if (!id) return c.var.refuse(refuse('not-found'))
        const at = now()
        const words = await wordsOf(inside.room, c.req.valid('query').version, at)
        if (isRefusal(words)) return c.var.refuse(words)
        const { name, extension, mediaType } = FORMATS[id]
        const bytes = await desk.run(async () => ({ format: id, source: await words.source() }))
        return sent(c, bytes, { parts: [words.title, name, words.name, day.format(at)], extension, mediaType })
      })
      // Two versions, or a version and today's draft, as changes Word can show, with their groups and dates.
      .get('/:plan/compare', checked(compareQuery), async (c) => {
        const inside = await entry.room(c, 'export')
        if (isRefusal(inside)) return c.var.refuse(inside)
        const at = now()
        const asked = c.req.valid('query')
        const [from, to] = [await wordsOf(inside.room, asked.from, at), await wordsOf(inside.room, asked.to, at)]
        if (isRefusal(from)) return c.var.refuse(from)
        if (isRefusal(to)) return c.var.refuse(to)
        const bytes = await desk.run(async () => ({
          format: 'compare',
          from: await from.source(),
          to: await to.source()
        }))
        const { extension, mediaType } = FORMATS['plan-word']
        return sent(c, bytes, {
          parts: [to.title, 'Compared', `${from.name} and ${to.name}`, day.format(at)],
          extension,
          mediaType
        })
      })
      // What is new since a day, action by action: updates, ratings with their reasons, new dates and evidence.
      .get('/:plan/review-pack', checked(sinceQuery), async (c) => {
        const inside = await entry.room(c, 'export')
        if (isRefusal(inside)) return c.var.refuse(inside)
        const { room } = inside
        const at = now()
        const day0 = c.req.valid('query').since
        const since = Date.parse(`${day0}T00:00:00Z`)
        const words = await wordsOf(room, 'draft', at)
        if (isRefusal(words)) return c.var.refuse(words)
        const changes = await room.settled(({ doc, ledger }) => changesSince(doc, ledger, since))
        const bytes = await desk.run(async () => ({
          format: 'review-pack',
          source: await words.source(),
          since,
          changes
        }))
        const { extension, mediaType } = FORMATS['plan-word']
        return sent(c, bytes, {
          parts: [words.title, 'Review pack', `since ${day0}`, day.format(at)],
          extension,
          mediaType
        })
      })
  )
}

/** Ratings and dates that were set since a time, of every item that is there. */
const changesSince = (doc: Y.Doc, ledger: Pick<Ledger, 'valuesOf'>, since: Ms): ReviewChange[] => {
  const { priorities, loose } = snapshotPlan(doc)
  const items = [
    ...priorities.map(({ id }) => ['priority', `priorities/${id}`] as const),
    ...[...priorities.flatMap(({ actions }) => actions), ...loose].map(({ id }) => ['action', `actions/${id}`] as const)
  ]
  return items.flatMap(([kind, about]) =>
    ledger.valuesOf(about).flatMap(({ key, value, group, at }): ReviewChange[] => {
      if (at < since || (key !== 'status' && key !== 'revised' && key !== 'due')) return []
      const parsed = parseValue(kind, key, value)
      return parsed ? [{ about, group, at, key, value: parsed.value } as ReviewChange] : []
    })
  )
}
