import { vValidator } from '@hono/valibot-validator'
import { Hono, type Context } from 'hono'
import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { idFromBytes, type Ms, type PersonId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import {
  RECORD_KINDS,
  RULES,
  parseAbout,
  parseRecordData,
  type Asker,
  type PlanRecord,
  type RecordKind
} from '../../shared/plan/records.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import { jsonBody, type Door } from '../auth/routes.ts'
import type { CommentLetters } from '../people/comment-letters.ts'
import { PlanEntry } from '../plans/entry.ts'
import { namePeople, wireId } from '../plans/named.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Member, Memberships, People, RecordChange, Records } from '../store/store.ts'
import { Pace } from './pace.ts'
import { mayAdd, mayChange, mayWithdraw, readableBy } from './rules.ts'
import { subjectIn, type Subject } from './subject.ts'

type Parts = {
  store: People & Memberships & Records
  lobby: Pick<Lobby, 'room' | 'news'>
  comments: Pick<CommentLetters, 'kept'>
  random(bytes: number): Uint8Array
  now(): Ms
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const newRecord = v.strictObject({
  kind: v.picklist(RECORD_KINDS),
  about: v.pipe(v.string(), v.maxLength(100)),
  data: v.unknown()
})
const change = v.strictObject({ version: count, data: v.unknown() })
const withdrawal = v.strictObject({ version: count })
const since = v.object({ after: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/))) })

/** Saying the same again after something else is news there. */
const latestStands: ReadonlySet<RecordKind> = new Set<RecordKind>(['fate', 'closing', 'monitoring'])

const askerOf = ({ person, role, group }: Member): Asker => ({ person, role, group })

/**
 * What only one person or group may say, beside the shared document. A change that is kept is told to
 * everyone in the plan at once. Source: PROTOCOL.md P23, contract.md.
 */
export const recordRoutes = (parts: Parts) => {
  const { store, lobby, now } = parts
  const entry = new PlanEntry(parts)
  const pace = new Pace()

  /** What a new record would be about. Refuses what the door to the plan refuses. */
  const subjectOf = async (
    c: Context<Door>,
    member: Member,
    about: string,
    { kind, said }: { kind: RecordKind; said: PlanRecord['data'] }
  ): Promise<Subject | undefined | Refusal> => {
    const at = parseAbout(about)
    if (!at) return undefined
    if (at.root === 'records') {
      const record = await store.readRecord(member.plan, at.id)
      return record && record.kind === RULES[kind].of ? { removed: record.withdrawn, leads: [], of: record } : undefined
    }
    // Words that a comment points at are words of what it is about.
    if ('anchor' in said && said.anchor && !said.anchor.field.startsWith(`${about}/`)) return refuse('bad-request')
    const { root, id } = at
    const inside = await entry.room(c, 'read')
    if (isRefusal(inside)) return inside
    // Only what has been is named.
    if (root === 'plan')
      return inside.room.settled(({ head }) =>
        'seq' in said && said.seq > head ? undefined : { removed: false, leads: [] }
      )
    return inside.room.settled(({ doc }) => subjectIn(doc, root, id))
  }

  /**
   * What this person has just said in the same words about the same thing: on a weak signal the answer was lost,
   * the page said that it was not kept, and they asked again.
   */
  const saidJustNow = async (
    { plan, person, group }: Member,
    { kind, about, said }: { kind: RecordKind; about: string; said: PlanRecord['data'] }
  ): Promise<PlanRecord | undefined> => {
    if (latestStands.has(kind)) return undefined
    const { records } = await store.readRecords(plan, 0, kind)
    return records.find(
      (each) =>
        each.about === about &&
        each.by === person &&
        each.group === group &&
        !each.withdrawn &&
        now() - each.at < limits.sameWordsMs &&
        isDeepStrictEqual(each.data, said)
    )
  }

  /** A record of this plan, and who asks. Refuses 'not-found'. */
  const held = async (c: Context<Door>): Promise<{ member: Member; record: PlanRecord } | Refusal> => {
    const member = await entry.member(c, 'read')
    if (isRefusal(member)) return member
    const record = await store.readRecord(member.plan, c.req.param('record') ?? '')
    return record ? { member, record } : refuse('not-found')
  }

  /** Judged on the version the asker saw: a later one is refused, by the store too. */
  const changed = async (
    { member, record }: { member: Member; record: PlanRecord },
    version: number,
    what: { data: PlanRecord['data'] } | { withdrawn: boolean }
  ): Promise<PlanRecord | Refusal> => {
    if (record.version !== version) return refuse('changed-meanwhile')
    const by: PersonId = member.person
    const tooFast = await pace.take(by)
    if (tooFast) return tooFast
    const said: RecordChange = { version, by, at: now(), ...what }
    const kept = await store.changeRecord(member.plan, record.id, said)
    if (!isRefusal(kept)) await lobby.news(member.plan)
    return kept
  }

  const setWithdrawn = async (c: Context<Door>, version: number, withdrawn: boolean): Promise<PlanRecord | Refusal> => {
    const found = await held(c)
    if (isRefusal(found)) return found
    return mayWithdraw(askerOf(found.member), found.record) ?? (await changed(found, version, { withdrawn }))
  }

  return new Hono<Door>()
    .get(
      '/:plan/records',
      vValidator('query', since, (result, c: Context<Door, string>) =>
        result.success ? undefined : c.var.refuse(refuse('bad-request'))
      ),
      async (c) => {
        const member = await entry.member(c, 'read')
        if (isRefusal(member)) return c.var.refuse(member)
        const { version, records } = await store.readRecords(member.plan, Number(c.req.valid('query').after ?? '0'))
        const people = await namePeople(
          store,
          member.plan,
          records.flatMap(({ by, changedBy }) => [by, changedBy])
        )
        const asker = askerOf(member)
        const readable = records.flatMap((record) => readableBy(asker, record, [record]))
        return c.json({ version, records: readable, people }, 200)
      }
    )
    .post('/:plan/records', jsonBody(newRecord), async (c) => {
      const member = await entry.member(c, 'read')
      if (isRefusal(member)) return c.var.refuse(member)
      const { kind, about, data } = c.req.valid('json')
      const at = parseAbout(about)
      const said = parseRecordData(kind, data)
      if (!at || !said || !RULES[kind].about.includes(at.root)) return c.var.refuse(refuse('bad-request'))
      const subject = await subjectOf(c, member, about, { kind, said })
      if (isRefusal(subject)) return c.var.refuse(subject)
      const asker = askerOf(member)
      const refusal = mayAdd(kind, asker, subject, said) ?? (await pace.take(member.person))
      if (refusal) return c.var.refuse(refusal)
      const known = await saidJustNow(member, { kind, about, said })
      if (known) return c.json(known, 201)
      const id = idFromBytes(parts.random(12))
      const by = member.person
      const record = await store.addRecord(member.plan, {
        id,
        kind,
        about,
        data: said,
        by,
        group: member.group,
        at: now()
      })
      if (isRefusal(record)) return c.var.refuse(record)
      await lobby.news(member.plan)
      parts.comments.kept(member.plan, record, subject?.of)
      return c.json(record, 201)
    })
    .put('/:plan/records/:record', jsonBody(change), async (c) => {
      const found = await held(c)
      if (isRefusal(found)) return c.var.refuse(found)
      const { version, data } = c.req.valid('json')
      const said = mayChange(askerOf(found.member), found.record, data)
      if (isRefusal(said)) return c.var.refuse(said)
      const record = await changed(found, version, { data: said })
      if (!isRefusal(record)) parts.comments.kept(found.member.plan, record, undefined, found.record)
      return isRefusal(record) ? c.var.refuse(record) : c.json(record, 200)
    })
    .post('/:plan/records/:record/withdraw', jsonBody(withdrawal), async (c) => {
      const record = await setWithdrawn(c, c.req.valid('json').version, true)
      return isRefusal(record) ? c.var.refuse(record) : c.json(record, 200)
    })
    .post('/:plan/records/:record/put-back', jsonBody(withdrawal), async (c) => {
      const record = await setWithdrawn(c, c.req.valid('json').version, false)
      return isRefusal(record) ? c.var.refuse(record) : c.json(record, 200)
    })
    .get('/:plan/records/:record/history', async (c) => {
      const allowed = await entry.member(c, 'history')
      if (isRefusal(allowed)) return c.var.refuse(allowed)
      const found = await held(c)
      if (isRefusal(found)) return c.var.refuse(found)
      const { member, record } = found
      const versions = readableBy(askerOf(member), record, await store.readRecordHistory(member.plan, record.id))
      return c.json(
        versions.map((each) => ({ ...each, by: wireId(each.by) })),
        200
      )
    })
}
