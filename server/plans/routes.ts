import { vValidator } from '@hono/valibot-validator'
import { Hono, type Context } from 'hono'
import * as v from 'valibot'
import type { Doc } from 'yjs'
import { idFromBytes, type Ms, type PlanId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { referencesIn } from '../../shared/plan/references.ts'
import { GROUPS, PLAN_TYPES, SCHEMA, createPlan } from '../../shared/plan/schema.ts'
import { readPlan, snapshotPlan } from '../../shared/plan/snapshot.ts'
import { newsFor, threadsOf } from '../../shared/plan/threads.ts'
import { isRefusal, refuse } from '../../shared/refusals.ts'
import { ROLES, can, type Ability } from '../../shared/roles.ts'
import { waitsFor, type Waits } from '../../shared/versions/waiting.ts'
import { jsonBody, type Door } from '../auth/routes.ts'
import type { Ledger } from '../relay/ledger.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Room } from '../relay/room.ts'
import type { Member, Memberships, People, Records, Visits } from '../store/store.ts'
import type { VersionDesk } from '../versions/desk.ts'
import { acceptsGzip } from './accepts-gzip.ts'
import { PlanEntry } from './entry.ts'
import { namePeople, wireId } from './named.ts'
import { nameAuthors, peopleIn, signedFields } from './authors.ts'
import { States } from './state.ts'

type Parts = {
  store: People & Memberships & Records & Visits
  lobby: Pick<Lobby, 'room' | 'found'>
  versions: Pick<VersionDesk, 'all'>
  random(bytes: number): Uint8Array
  now(): Ms
}

const dates = SCHEMA.plan.values
const newPlan = v.strictObject({
  groups: v.optional(SCHEMA.plan.values.groups),
  bodies: v.optional(SCHEMA.plan.values.bodies),
  inspected: v.optional(dates.inspected),
  reported: v.optional(dates.reported),
  submitted: v.optional(dates.submitted),
  published: v.optional(dates.published),
  title: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200), v.regex(/^[^\p{Cc}]*$/u)),
  type: v.picklist(PLAN_TYPES),
  area: v.pipe(v.string(), v.trim(), v.maxLength(limits.controlledTextMax), v.regex(/^[^\p{Cc}]*$/u)),
  group: v.picklist(GROUPS)
})

const valuesQuery = v.object({ about: v.pipe(v.string(), v.regex(/^(?:plan|(?:priorities|actions)\/[\w-]{1,64})$/)) })

/** What a controlled value can be. */
type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

const stateQuery = v.object({ seq: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/))) })

/** What was given: an empty date is not kept, so that nobody seems to have set it. */
const given = (values: Omit<v.InferOutput<typeof newPlan>, 'title' | 'group'>): Parameters<typeof createPlan>[2] =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))

const mine = ({ role, group, voice }: Member) => ({ role, group, voice, abilities: ROLES[role] as readonly Ability[] })

/** What a person may do with plans. A plan they are not in does not exist for them (404), whatever they ask. */
export const planRoutes = (parts: Parts) => {
  const { store, lobby } = parts
  const entry = new PlanEntry(parts)
  const states = new States()

  const enter = (c: Context<Door>) => entry.room(c, 'read')

  const front = (room: Room) =>
    room.settled(({ doc }) => {
      const { title, type, area, notice } = readPlan(doc)
      return { title: title.text, type: type ?? null, area: area ?? null, notice: notice ?? null }
    })

  /** What this person is asked for in the plan: their group's answer, or a yes to what was recorded for them. */
  const waits = async (member: Member): Promise<Waits | null> => {
    if (!member.voice || !can(member.role, 'write')) return null
    const { versions } = await parts.versions.all(member.plan)
    const found = versions.map((version) => waitsFor(version, member, parts.now()))
    return found.find((each) => each === 'confirm') ?? found.find((each) => each !== null) ?? null
  }

  /** How many comments have news for this person since they were last in the plan. */
  const heardSinceVisit = async ({ plan, person, group }: Member): Promise<number> => {
    const kinds = ['comment', 'answer', 'fate'] as const
    const said = await Promise.all(kinds.map((kind) => store.readRecords(plan, 0, kind)))
    const threads = threadsOf(said.flatMap(({ records }) => records))
    if (threads.length === 0) return 0
    const last = (await store.readVisits(plan)).find((visit) => visit.person === person)?.at ?? 0
    return newsFor(threads, { person, group }, last).length
  }

  /** One row of the plans list. A plan that cannot be opened just now stays in the list and says so. */
  const row = async (member: Member) => {
    const room = await lobby.room(member.plan)
    const known = isRefusal(room)
      ? { title: null, type: null, area: null, notice: null, refused: room.refused }
      : { ...(await front(room)), refused: null }
    return {
      id: wireId(member.plan),
      ...known,
      ...mine(member),
      waits: await waits(member),
      heard: await heardSinceVisit(member)
    }
  }

  return new Hono<Door>()
    .get('/', async (c) => {
      const who = c.var.signedIn
      if (!who) return c.var.refuse(refuse('signed-out'))
      const readable = (await store.readMembershipsOf(who.person.id)).filter(({ role }) => can(role, 'read'))
      // One after the other: opening a plan reads its log, and a list must not open all of them at once.
      const rows: Awaited<ReturnType<typeof row>>[] = []
      for (const member of readable) rows.push(await row(member))
      return c.json(rows, 200)
    })
    .post('/', jsonBody(newPlan), async (c) => {
      const who = c.var.signedIn
      if (!who) return c.var.refuse(refuse('signed-out'))
      const { title, group, ...values } = c.req.valid('json')
      const own = await store.readMembershipsOf(who.person.id)
      if (own.length >= limits.plansPerPersonMax) return c.var.refuse(refuse('not-allowed'))
      // Ids are the board's to choose: asking for one would tell whether it is taken.
      const plan = idFromBytes(parts.random(12)) as PlanId
      const person = who.person.id
      const fill = (doc: Parameters<typeof createPlan>[0]): void => createPlan(doc, { title }, given(values))
      const refusal =
        (await lobby.found(plan, fill, { speaker: person, typist: person, group })) ??
        (await store.setMember({ plan, person, role: 'lead', group, voice: true }, { by: person, at: parts.now() }))
      return refusal ? c.var.refuse(refusal) : c.json({ id: wireId(plan) }, 201)
    })
    .get('/:plan', async (c) => {
      const inside = await enter(c)
      if (isRefusal(inside)) return c.var.refuse(inside)
      const { member, room } = inside
      const members = await store.readMembers(member.plan)
      return c.json(
        {
          id: wireId(member.plan),
          ...(await front(room)),
          ...mine(member),
          lead: members.find(({ role }) => role === 'lead')?.name ?? null,
          people: members.map(({ person, name, role, group, voice }) => ({
            id: wireId(person),
            name,
            role,
            group,
            voice
          }))
        },
        200
      )
    })
    .get('/:plan/snapshot', async (c) => {
      const inside = await enter(c)
      if (isRefusal(inside)) return c.var.refuse(inside)
      const read = ({ doc, ledger }: { doc: Doc; ledger: Ledger }) => {
        const snapshot = snapshotPlan(doc)
        return { ...snapshot, references: referencesIn(snapshot, ledger.references.all()) }
      }
      return c.json(await inside.room.settled(read), 200)
    })
    .get(
      '/:plan/state',
      // The number is part of the address only so that caches between never mix two moments; the answer is today's.
      vValidator('query', stateQuery, (result, c: Context<Door, string>) =>
        result.success ? undefined : c.var.refuse(refuse('bad-request'))
      ),
      async (c) => {
        const inside = await enter(c)
        if (isRefusal(inside)) return c.var.refuse(inside)
        const state = await states.of(inside.room)
        const packed = acceptsGzip(c.req.header('accept-encoding'))
        const etag = `"${state.etag}${packed ? '-gzip' : ''}"`
        c.header('ETag', etag)
        c.header('Vary', 'Accept-Encoding')
        const seen = (c.req.header('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
        if (seen.includes(etag)) return c.body(null, 304)
        c.header('Content-Type', 'application/octet-stream')
        if (packed) c.header('Content-Encoding', 'gzip')
        return c.body(new Uint8Array(packed ? state.packed : state.bytes), 200)
      }
    )
    .get('/:plan/authors', async (c) => {
      const inside = await enter(c)
      if (isRefusal(inside)) return c.var.refuse(inside)
      const fields = await inside.room.settled(({ doc, ledger }) => signedFields(doc, { ledger }))
      const ids = peopleIn(fields)
      const names = new Map((await store.readPeople(ids)).map(({ id, name }) => [id, name]))
      const nameless = ids.filter((id) => !names.has(id))
      const groups = await store.readLastGroups(inside.member.plan, nameless)
      return c.json(nameAuthors(fields, names, groups), 200)
    })
    .get(
      '/:plan/values',
      vValidator('query', valuesQuery, (result, c: Context<Door, string>) =>
        result.success ? undefined : c.var.refuse(refuse('bad-request'))
      ),
      async (c) => {
        const inside = await enter(c)
        if (isRefusal(inside)) return c.var.refuse(inside)
        const { about } = c.req.valid('query')
        const past = await inside.room.settled(({ ledger }) => ledger.valuesOf(about))
        const ids = past.flatMap(({ by, typist }) => [by, typist])
        const people = await namePeople(store, inside.member.plan, ids)
        return c.json(
          {
            values: past.map(({ key, value, by, typist, group, at, seq }) => ({
              key,
              value: value as JsonValue,
              by: wireId(by),
              /** Null: whoever it is credited to. */
              typedBy: typist === by ? null : wireId(typist),
              group,
              at,
              seq
            })),
            people
          },
          200
        )
      }
    )
}
