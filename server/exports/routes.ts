import { vValidator } from '@hono/valibot-validator'
import { Hono, type Context } from 'hono'
import * as v from 'valibot'
import type { Ms, PlanId, Seq } from '../../shared/ids.ts'
import { readPlan } from '../../shared/plan/snapshot.ts'
import type { Version } from '../../shared/versions/version.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import type { Door } from '../auth/routes.ts'
import { PlanEntry } from '../plans/entry.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Memberships, Records } from '../store/store.ts'
import type { VersionDesk } from '../versions/desk.ts'
import { ExportDesk } from './desk.ts'
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
const versionQuery = v.object({ version: v.optional(v.pipe(v.string(), v.regex(/^(?:draft|[1-9]\d{0,8})$/))) })

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

  return new Hono<Door>()
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
    .get(
      '/:plan/exports/:format',
      vValidator('query', versionQuery, (result, c: Context<Door, string>) =>
        result.success ? undefined : c.var.refuse(refuse('bad-request'))
      ),
      async (c) => {
        const inside = await entry.room(c, 'export')
        if (isRefusal(inside)) return c.var.refuse(inside)
        const { room } = inside
        const id = parseFormatId(c.req.param('format'))
        if (!id) return c.var.refuse(refuse('not-found'))
        const version = await chosen(room.plan, c.req.valid('query').version)
        if (isRefusal(version)) return c.var.refuse(version)
        const about = { board: board.name, at: now() }
        const frozen = version && (await versions.content(room.plan, version))
        if (isRefusal(frozen)) return c.var.refuse(frozen)
        const title = frozen
          ? frozen.snapshot.plan.title.text
          : await room.settled(({ doc }) => readPlan(doc).title.text)
        const bytes = await desk.write(id, async (): Promise<Source> =>
          version && frozen
            ? { is: 'paper', paper: paperOfVersion(version, frozen, about) }
            : { is: 'live', live: await readLive(room, store, about) }
        )
        if (isRefusal(bytes)) return c.var.refuse(bytes)
        const { name, extension, mediaType } = FORMATS[id]
        const words = version ? `version ${version.number}` : 'draft'
        c.header('Content-Disposition', attachment(fileName([title, name, words, day.format(about.at)], extension)))
        c.header('Content-Type', mediaType)
        c.header('Content-Length', `${bytes.length}`)
        c.header('Cache-Control', 'no-store')
        c.header('X-Content-Type-Options', 'nosniff')
        return c.body(streamed(bytes), 200)
      }
    )
}
