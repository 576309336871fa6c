import { Hono } from 'hono'
import * as v from 'valibot'
import type { Ms } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { RecordKind } from '../../shared/plan/records.ts'
import { isSafeLink } from '../../shared/plan/safe-link.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import { jsonBody, type Door } from '../auth/routes.ts'
import type { FileShelf } from '../exports/shelf.ts'
import { PlanEntry } from '../plans/entry.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Erasure, Member, Memberships, Records } from '../store/store.ts'
import type { VersionDesk } from '../versions/desk.ts'

type Parts = {
  store: Pick<Memberships, 'readMember'> & Pick<Records, 'readRecord'> & Pick<Erasure, 'redactRecord' | 'scrub'>
  lobby: Pick<Lobby, 'room' | 'news' | 'redact'>
  versions: Pick<VersionDesk, 'removeByLaw'>
  shelf: Pick<FileShelf, 'forget'>
  now(): Ms
  report(event: { event: string }): void
}

const within = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))
/** Letters as the document numbers them: under whose id, from which on, how many. */
const run = v.strictObject({
  client: within(0, limits.clientIdMax),
  clock: within(0, limits.clockMax),
  length: within(1, limits.redactionLettersMax)
})
const groupsOwn: ReadonlySet<RecordKind> = new Set(['view', 'reply'])
/** A controlled field; what was typed into it goes from all it ever held. */
const field = v.strictObject({ at: v.pipe(v.string(), v.maxLength(100)), key: v.pipe(v.string(), v.maxLength(40)) })
const redaction = v.pipe(
  v.strictObject({
    ids: v.optional(
      v.pipe(
        v.array(run),
        v.maxLength(limits.redactionRunsMax),
        v.check((runs) => runs.reduce((sum, { length }) => sum + length, 0) <= limits.redactionLettersMax)
      ),
      []
    ),
    values: v.optional(v.pipe(v.array(field), v.maxLength(limits.redactionPlacesMax)), []),
    /** Addresses, wherever in the plan a link leads there. */
    links: v.optional(
      v.pipe(
        v.array(
          v.pipe(
            v.string(),
            v.check((value) => isSafeLink(value))
          )
        ),
        v.maxLength(limits.redactionPlacesMax)
      ),
      []
    ),
    record: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(100))),
    /** Kept and signed for ever: it says why, and does not repeat the words. */
    why: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(limits.redactionWhyMax), v.regex(/^[^\p{Cc}]*$/u))
  }),
  // A record stands beside the document: one request is about one or the other, whole or not at all.
  v.check(({ ids, values, links, record }) => {
    const isInPlan = ids.length + values.length + links.length > 0
    return isInPlan !== (record !== undefined)
  })
)

/**
 * Removes words by law, from texts, values or a record: out of what stands, the log and all that is kept of
 * them, for good. What is left is a signed note of who removed how much, when and why. Source: relay.md §3; PROTOCOL.md P27.
 */
export const redactionRoutes = (parts: Parts) => {
  const { store, lobby, versions, shelf, now, report } = parts
  const entry = new PlanEntry(parts)
  const fromRecord = async (
    { plan, group }: Member,
    record: string,
    note: Parameters<Erasure['redactRecord']>[2]
  ): Promise<{ versions: number } | Refusal> => {
    const held = await store.readRecord(plan, record)
    // What a group says against the plan is not the lead's to take away, by law or otherwise: the board's own
    // administration can (`admin remove-record`).
    if (held && groupsOwn.has(held.kind) && held.group !== group) return refuse('not-allowed')
    const said = await store.redactRecord(plan, record, note)
    if (isRefusal(said)) return said
    await lobby.news(plan)
    return { versions: said }
  }
  return new Hono<Door>().post('/:plan/redactions', jsonBody(redaction), async (c) => {
    const member = await entry.member(c, 'redact')
    if (isRefusal(member)) return c.var.refuse(member)
    const { person, group, plan } = member
    const { ids, values, links, record, why } = c.req.valid('json')
    const by = { speaker: person, typist: person, group }
    const removed =
      record === undefined
        ? await lobby.redact(plan, { ids, values, links, why, by })
        : await fromRecord(member, record, { by: person, at: now(), why })
    // Done again after it stopped half-way: gone from the plan already, and perhaps not yet from what is frozen.
    if (isRefusal(removed) && removed.refused !== 'not-found') return c.var.refuse(removed)
    const room = await lobby.room(plan)
    const frozen = isRefusal(room) ? room : await versions.removeByLaw(room)
    if (isRefusal(frozen)) return c.var.refuse(refuse('unavailable'))
    if (isRefusal(removed) && frozen === 0) return c.var.refuse(removed)
    // Files that wait to be fetched hold what the plan held when they were made.
    shelf.forget(plan)
    const isScrubbed = (await store.scrub()) === undefined
    if (!isScrubbed) report({ event: 'not-scrubbed' })
    /** `frozen`: versions that held the words. `scrubbed: false`: they are in nothing that is read any more, and may be in free room of the file until `admin scrub`. */
    return c.json({ ...(isRefusal(removed) ? {} : removed), frozen, scrubbed: isScrubbed }, 201)
  })
}
