import { vValidator } from '@hono/valibot-validator'
import { Hono, type Context } from 'hono'
import * as v from 'valibot'
import { isRefusal, refuse } from '../../shared/refusals.ts'
import type { Door } from '../auth/routes.ts'
import { PlanEntry } from '../plans/entry.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Memberships } from '../store/store.ts'
import { attachment } from './file-name.ts'
import type { FileMaker, MadeFile, Wish } from './maker.ts'
import { FORMATS, FORMAT_IDS, isPreviewId, parseFormatId } from './registry.ts'

type Parts = {
  store: Pick<Memberships, 'readMember'>
  lobby: Pick<Lobby, 'room'>
  files: FileMaker
}

const chunkBytes = 64 * 1024
/** The number of a version, or today's draft. */
export const wantedWords = v.pipe(v.string(), v.regex(/^(?:draft|[1-9]\d{0,8})$/))
export const wantedDay = v.pipe(v.string(), v.isoDate())
export const wantedNames = v.optional(v.picklist(['groups', 'roles']), 'groups')
const names = wantedNames
const compareQuery = v.object({ from: wantedWords, to: wantedWords, names })
const sinceQuery = v.object({ since: wantedDay, names })
const versionQuery = v.object({ version: v.optional(wantedWords), names })

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

/** A file as an answer: to be saved, kept by no cache, taken for nothing else than it is. */
export const sent = (c: Context<Door>, { name, mediaType, bytes }: MadeFile) => {
  c.header('Content-Disposition', attachment(name))
  c.header('Content-Type', mediaType)
  c.header('Content-Length', `${bytes.length}`)
  c.header('Cache-Control', 'no-store')
  c.header('X-Content-Type-Options', 'nosniff')
  return c.body(streamed(bytes), 200)
}
export const checked = <S extends v.GenericSchema>(schema: S) =>
  vValidator('query', schema, (result, c: Context<Door, string>) =>
    result.success ? undefined : c.var.refuse(refuse('bad-request'))
  )

/** Files a plan can be taken away as, each as the answer to one request; nobody is asked what for. Source: contract.md. */
export const exportRoutes = (parts: Parts) => {
  const { files } = parts
  const entry = new PlanEntry(parts)

  const made = async (c: Context<Door, string>, wish: () => Wish | undefined) => {
    const inside = await entry.room(c, 'export')
    if (isRefusal(inside)) return c.var.refuse(inside)
    const wished = wish()
    if (!wished) return c.var.refuse(refuse('not-found'))
    const wanted = await files.prepare(inside.room, wished)
    if (isRefusal(wanted)) return c.var.refuse(wanted)
    const file = await files.make(wanted, { person: inside.member.person, reason: '' })
    return isRefusal(file) ? c.var.refuse(file) : sent(c, file)
  }

  return (
    new Hono<Door>()
      .get('/:plan/exports', async (c) => {
        const member = await entry.member(c, 'export')
        if (isRefusal(member)) return c.var.refuse(member)
        return c.json(
          FORMAT_IDS.map((id) => {
            const { name, extension, mediaType, purpose } = FORMATS[id]
            return { id, name, extension, mediaType, purpose, hasPreview: isPreviewId(id) }
          }),
          200
        )
      })
      .get('/:plan/exports/:format', checked(versionQuery), (c) =>
        made(c, () => {
          const what = parseFormatId(c.req.param('format'))
          const { version, names } = c.req.valid('query')
          return what && { what, version, names }
        })
      )
      // Two versions, or a version and today's draft, as changes Word can show, with their groups and dates.
      .get('/:plan/compare', checked(compareQuery), (c) =>
        made(c, () => ({ what: 'compare', ...c.req.valid('query') }))
      )
      // What is new since a day, action by action: updates, ratings with their reasons, new dates and evidence.
      .get('/:plan/review-pack', checked(sinceQuery), (c) =>
        made(c, () => ({ what: 'review-pack', ...c.req.valid('query') }))
      )
  )
}
