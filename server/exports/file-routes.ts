import { Hono } from 'hono'
import * as v from 'valibot'
import { limits } from '../../shared/limits.ts'
import { REFUSALS, isRefusal, refuse, type RefusalCode } from '../../shared/refusals.ts'
import { can } from '../../shared/roles.ts'
import { someoneFrom } from '../../shared/words.ts'
import { jsonBody, type Door } from '../auth/routes.ts'
import { PlanEntry } from '../plans/entry.ts'
import { namePeople } from '../plans/named.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Erasure, KeptTaking, Memberships, People, Takings } from '../store/store.ts'
import type { FileMaker, Wish } from './maker.ts'
import { FORMATS, FORMAT_IDS, isPreviewId, parseFormatId, type FormatId } from './registry.ts'
import { checked, sent, wantedDay, wantedNames, wantedWords } from './routes.ts'
import type { FileNews, FileShelf } from './shelf.ts'

type Parts = {
  store: People & Memberships & Takings & Pick<Erasure, 'scrub'>
  lobby: Pick<Lobby, 'room'>
  files: FileMaker
  shelf: FileShelf
}

const reason = v.optional(
  v.pipe(v.string(), v.trim(), v.maxLength(limits.takingReasonMax), v.regex(/^[^\p{Cc}]*$/u)),
  ''
)
const names = wantedNames
/** What is wanted, and what for. */
const wished = v.variant('what', [
  v.strictObject({ what: v.picklist(FORMAT_IDS), version: v.optional(wantedWords), names, reason }),
  v.strictObject({ what: v.literal('compare'), from: wantedWords, to: wantedWords, names, reason }),
  v.strictObject({ what: v.literal('review-pack'), since: wantedDay, names, reason })
])
const wishOf = (given: v.InferOutput<typeof wished>): Wish => {
  if (given.what === 'compare') return { what: 'compare', from: given.from, to: given.to, names: given.names }
  if (given.what === 'review-pack') return { what: 'review-pack', since: given.since, names: given.names }
  return { what: given.what, version: given.version, names: given.names }
}

const number = v.pipe(v.string(), v.regex(/^[1-9]\d{0,14}$/), v.transform(Number))

/** `news`: answered once there is more to say, or after a little while. */
const newsQuery = v.object({ news: v.optional(v.string()) })
const wordsQuery = v.object({ version: v.optional(wantedWords), names })
const beforeQuery = v.object({ before: v.optional(number) })

/** What a file is called in a list; a kind of file there is no more by the name under which it was kept. */
const kindOf = (format: string): { name: string; extension: string | null } => {
  if (format === 'compare') return { name: 'Two versions compared', extension: 'docx' }
  if (format === 'review-pack') return { name: 'Review pack', extension: 'docx' }
  const id: FormatId | undefined = parseFormatId(format)
  return id ? { name: FORMATS[id].name, extension: FORMATS[id].extension } : { name: format, extension: null }
}

type Told = Exclude<FileNews, { is: 'failed' }> | { mailed: boolean; is: 'failed'; error: RefusalCode; message: string }
const told = (news: FileNews): Told => {
  if (news.is !== 'failed') return news
  const { refused } = news.refusal
  return { mailed: news.mailed, is: 'failed', error: refused, message: REFUSALS[refused].sentence }
}

/**
 * Files that are made while somebody waits or goes on with something else, and who took what away lately.
 * Source: ui.md, Export; promises.md 55.
 */
export const fileRoutes = (parts: Parts) => {
  const { store, files, shelf } = parts
  const entry = new PlanEntry(parts)
  return (
    new Hono<Door>()
      .post('/:plan/files', jsonBody(wished), async (c) => {
        const inside = await entry.room(c, 'export')
        if (isRefusal(inside)) return c.var.refuse(inside)
        const person = c.var.signedIn?.person
        if (!person) return c.var.refuse(refuse('signed-out'))
        const given = c.req.valid('json')
        const wanted = await files.prepare(inside.room, wishOf(given))
        if (isRefusal(wanted)) return c.var.refuse(wanted)
        const who = { person: person.id, reason: given.reason }
        const id = shelf.begin(person, wanted, (progress) => files.make(wanted, who, progress))
        return isRefusal(id) ? c.var.refuse(id) : c.json({ id }, 202)
      })
      // Answers as soon as there is more to say: nobody has to ask again and again.
      .get('/:plan/files/:file', checked(newsQuery), async (c) => {
        const member = await entry.member(c, 'export')
        if (isRefusal(member)) return c.var.refuse(member)
        const { person, plan } = member
        const waitMs = c.req.valid('query').news === undefined ? 0 : limits.exportNewsMs
        const news = await shelf.news(person, plan, c.req.param('file'), waitMs)
        if (!news) return c.var.refuse(refuse('not-found'))
        return c.json(told(news), 200)
      })
      .get('/:plan/files/:file/content', async (c) => {
        const member = await entry.member(c, 'export')
        if (isRefusal(member)) return c.var.refuse(member)
        const file = await shelf.file(member.person, member.plan, c.req.param('file'))
        return file ? sent(c, file) : c.var.refuse(refuse('not-found'))
      })
      // A look at the first page, before anything is taken.
      .get('/:plan/preview/:format', checked(wordsQuery), async (c) => {
        const inside = await entry.room(c, 'export')
        if (isRefusal(inside)) return c.var.refuse(inside)
        const id = parseFormatId(c.req.param('format'))
        if (!id || !isPreviewId(id)) return c.var.refuse(refuse('not-found'))
        const { version, names } = c.req.valid('query')
        const page = await files.preview(inside.room, id, { version, names, by: inside.member.person })
        return isRefusal(page) ? c.var.refuse(page) : c.json(page, 200)
      })
      // Whoever is in the plan may know who took its words elsewhere.
      .get('/:plan/takings', checked(beforeQuery), async (c) => {
        const asks = await entry.member(c, 'read')
        if (isRefusal(asks)) return c.var.refuse(asks)
        const kept = await store.readTakings(asks.plan, limits.takingsShownMax, c.req.valid('query').before)
        const people = await namePeople(
          store,
          asks.plan,
          kept.map(({ person }) => person)
        )
        const known = new Map(people.map(({ id, name }) => [id, name]))
        const erased = new Set(people.map(({ id }) => id))
        for (const { id } of await store.readPeople(kept.map(({ person }) => person))) erased.delete(id)
        const nameOf = ({ person, group }: KeptTaking): string =>
          // Of who was erased the group of that time is all that is told.
          (erased.has(person) ? undefined : known.get(person)) ?? someoneFrom(group)
        return c.json(
          kept.map((taking) => {
            const { n, at, group, person, words, since, names, reason } = taking
            const mayRemove = reason !== '' && (person === asks.person || can(asks.role, 'redact'))
            return {
              n,
              at,
              by: nameOf(taking),
              group,
              ...kindOf(taking.format),
              words,
              since,
              names,
              reason,
              mayRemove
            }
          }),
          200
        )
      })
      // What somebody typed may name a child: they, and whoever removes words by law, can take it away for good.
      .delete('/:plan/takings/:taking/reason', async (c) => {
        const asks = await entry.member(c, 'read')
        if (isRefusal(asks)) return c.var.refuse(asks)
        const n = v.safeParse(number, c.req.param('taking'))
        const taking = n.success && (await store.readTakings(asks.plan, 1, n.output + 1))[0]
        if (!taking || taking.n !== n.output) return c.var.refuse(refuse('not-found'))
        if (taking.person !== asks.person && !can(asks.role, 'redact')) return c.var.refuse(refuse('not-allowed'))
        const refusal = (await store.removeTakingReason(asks.plan, taking.n)) ?? (await store.scrub())
        return refusal ? c.var.refuse(refusal) : c.body(null, 204)
      })
  )
}
