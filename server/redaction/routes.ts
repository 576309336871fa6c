import { Hono } from 'hono'
import * as v from 'valibot'
import { limits } from '../../shared/limits.ts'
import { isRefusal } from '../../shared/refusals.ts'
import { jsonBody, type Door } from '../auth/routes.ts'
import { PlanEntry } from '../plans/entry.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Erasure, Memberships } from '../store/store.ts'

type Parts = {
  store: Pick<Memberships, 'readMember'> & Pick<Erasure, 'scrub'>
  lobby: Pick<Lobby, 'room' | 'redact'>
  report(event: { event: string }): void
}

const within = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))
/** Letters as the document numbers them: under whose id, from which on, how many. */
const run = v.strictObject({
  client: within(0, limits.clientIdMax),
  clock: within(0, limits.clockMax),
  length: within(1, limits.redactionLettersMax)
})
const redaction = v.strictObject({
  ids: v.pipe(
    v.array(run),
    v.minLength(1),
    v.maxLength(limits.redactionRunsMax),
    v.check((runs) => runs.reduce((sum, { length }) => sum + length, 0) <= limits.redactionLettersMax)
  ),
  /** Kept and signed for ever: it says why, and does not repeat the words. */
  why: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(limits.redactionWhyMax), v.regex(/^[^\p{Cc}]*$/u))
})

/**
 * Removes words by law: out of the text, the log and all that is kept of it, for good. What is left is a
 * signed note of who removed how much, when and why. Source: relay.md §3; PROTOCOL.md P27.
 */
export const redactionRoutes = (parts: Parts) => {
  const { store, lobby, report } = parts
  const entry = new PlanEntry(parts)
  return new Hono<Door>().post('/:plan/redactions', jsonBody(redaction), async (c) => {
    const member = await entry.member(c, 'redact')
    if (isRefusal(member)) return c.var.refuse(member)
    const { person, group, plan } = member
    const by = { speaker: person, typist: person, group }
    const removed = await lobby.redact(plan, { ...c.req.valid('json'), by })
    if (isRefusal(removed)) return c.var.refuse(removed)
    const isScrubbed = (await store.scrub()) === undefined
    if (!isScrubbed) report({ event: 'not-scrubbed' })
    /** `scrubbed: false`: the words are in nothing that is read any more, and may be in free room of the file until `admin scrub`. */
    return c.json({ ...removed, scrubbed: isScrubbed }, 201)
  })
}
