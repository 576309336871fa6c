import { Hono, type Context } from 'hono'
import * as v from 'valibot'
import { limits } from '../../shared/limits.ts'
import type { PlanRecord } from '../../shared/plan/records.ts'
import { isRefusal, type Refusal } from '../../shared/refusals.ts'
import { ANSWER_WORDS } from '../../shared/versions/version.ts'
import { jsonBody, type Door } from '../auth/routes.ts'
import type { FileShelf } from '../exports/shelf.ts'
import { PlanEntry } from '../plans/entry.ts'
import { namePeople } from '../plans/named.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { PlanLetters } from '../people/plan-letters.ts'
import type { Erasure, Memberships, People, Versions } from '../store/store.ts'
import { BesideVersions, type BesideParts } from './beside.ts'
import { VersionLetters } from './letters.ts'

type Parts = BesideParts & {
  store: People & Memberships & Pick<Erasure, 'scrub'> & Pick<Versions, 'readChain'>
  lobby: Pick<Lobby, 'room'>
  letters: PlanLetters
  shelf: Pick<FileShelf, 'forget'>
  report(event: { event: string }): void
}

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const asking = v.strictObject({ hash })
const saying = v.strictObject({ hash, word: v.picklist(ANSWER_WORDS) })
const removing = v.strictObject({
  of: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** Kept and signed for ever: it says why, and does not repeat the words. */
  why: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(limits.redactionWhyMax), v.regex(/^[^\p{Cc}]*$/u))
})

/** What stands beside a version and its answers. A group's own poll is told by no other route than these. */
export const besideRoutes = (parts: Parts) => {
  const { store, shelf, report } = parts
  const entry = new PlanEntry(parts)
  const beside = new BesideVersions(parts)
  const letters = new VersionLetters(parts)
  const numberOf = (c: Context<Door>): number => {
    const written = c.req.param('number') ?? ''
    return /^\d{1,6}$/.test(written) ? Number(written) : 0
  }
  const done = (c: Context<Door>, refusal: Refusal | undefined) => (refusal ? c.var.refuse(refusal) : c.body(null, 204))
  const saidBy = (records: readonly { record: PlanRecord; by: string | null }[]): string[] =>
    records.flatMap(({ record, by }) => (by === null ? [record.by] : [record.by, by]))

  return new Hono<Door>()
    .get('/:plan/polls', async (c) => {
      const member = await entry.member(c, 'read')
      if (isRefusal(member)) return c.var.refuse(member)
      const polls = await beside.polls(member)
      const people = await namePeople(
        store,
        member.plan,
        polls.map(({ by }) => by)
      )
      return c.json({ polls, people }, 200)
    })
    .post('/:plan/versions/:number/poll', jsonBody(asking), async (c) => {
      const member = await entry.member(c, 'read')
      if (isRefusal(member)) return c.var.refuse(member)
      const asked = await beside.askOwn(member, numberOf(c), c.req.valid('json').hash)
      if (isRefusal(asked)) return c.var.refuse(asked)
      await letters.polled(member, asked)
      return c.body(null, 204)
    })
    .put('/:plan/versions/:number/poll', jsonBody(saying), async (c) => {
      const member = await entry.member(c, 'comment')
      if (isRefusal(member)) return c.var.refuse(member)
      return done(c, await beside.sayOwn(member, numberOf(c), c.req.valid('json')))
    })
    .get('/:plan/versions/:number/sheet', async (c) => {
      const member = await entry.member(c, 'read')
      if (isRefusal(member)) return c.var.refuse(member)
      const sheet = await beside.sheet(member, numberOf(c))
      if (isRefusal(sheet)) return c.var.refuse(sheet)
      const { left, joined, withdrawn, records } = sheet
      const gone = [...left, ...joined].flatMap(({ by, person }) => (by === null ? [person] : [by, person]))
      const people = await namePeople(store, member.plan, [...gone, ...saidBy(withdrawn), ...saidBy(records ?? [])])
      return c.json({ ...sheet, people }, 200)
    })
    .get('/:plan/versions-since', async (c) => {
      const inside = await entry.room(c, 'history')
      if (isRefusal(inside)) return c.var.refuse(inside)
      const since = await beside.since(inside.room)
      const people = await namePeople(store, inside.room.plan, saidBy(since.flatMap(({ changes }) => changes)))
      return c.json({ since, people }, 200)
    })
    .post('/:plan/versions/:number/removals', jsonBody(removing), async (c) => {
      const member = await entry.member(c, 'write')
      if (isRefusal(member)) return c.var.refuse(member)
      const removed = await beside.removeNote(member, numberOf(c), c.req.valid('json'))
      if (isRefusal(removed)) return c.var.refuse(removed)
      // Files that wait to be fetched hold the note as it was.
      shelf.forget(member.plan)
      const isScrubbed = (await store.scrub()) === undefined
      if (!isScrubbed) report({ event: 'not-scrubbed' })
      return c.json({ scrubbed: isScrubbed }, 201)
    })
}
