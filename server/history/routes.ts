import { vValidator } from '@hono/valibot-validator'
import { Hono, type Context } from 'hono'
import * as v from 'valibot'
import type { HistoryLine, HistoryPage, HistorySinceVisit, NamedMoment } from '../../shared/authorship/history.ts'
import { parseItemId, type PlanId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import type { Door } from '../auth/routes.ts'
import { PlanEntry } from '../plans/entry.ts'
import { namePeople, wireId } from '../plans/named.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Room } from '../relay/room.ts'
import type { Member, Memberships, People, PlanLog, Records, Visits } from '../store/store.ts'
import { isZone } from './days.ts'
import type { HistoryDesk } from './desk.ts'
import type { Answers, Questions, Topic } from './questions.ts'
import { idsOf, withField, type Long } from './told.ts'

type Parts = {
  store: People & Memberships & Visits & Pick<PlanLog, 'readCommits'> & Pick<Records, 'readRecords'>
  lobby: Pick<Lobby, 'room'>
  history: Pick<HistoryDesk, 'ask' | 'tell'>
  now(): number
}

const number = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number))
/** One priority; empty or left out: the whole plan. */
const where = v.optional(
  v.pipe(
    v.string(),
    v.check((id) => id === '' || parseItemId(id) !== undefined),
    v.transform((id) => parseItemId(id))
  )
)
const window = { from: v.optional(number), to: v.optional(number) }
const linesQuery = v.object(window)
const timelineQuery = v.object({ in: where, zone: v.optional(v.pipe(v.string(), v.maxLength(60), v.check(isZone))) })
const changesQuery = v.object({ in: where, ...window, max: v.optional(v.pipe(number, v.minValue(1))) })
const momentQuery = v.object({
  in: where,
  at: v.optional(number),
  index: v.optional(number),
  time: v.optional(number)
})
const compareQuery = v.object({ in: where, from: number, to: number })

const checked = <S extends v.GenericSchema>(schema: S) =>
  vValidator('query', schema, (result, c: Context<Door, string>) =>
    result.success ? undefined : c.var.refuse(refuse('bad-request'))
  )

/**
 * What a plan was, moment by moment. Every answer is of what the room has kept by now.
 * Source: contract.md; types of the answers in shared/authorship/history.ts.
 */
export const historyRoutes = (parts: Parts) => {
  const { store, history } = parts
  const entry = new PlanEntry(parts)

  type Asked<T extends Topic> = { member: Member; room: Room; answer: Exclude<Answers[T], 'none'> }
  /** Refuses what the door and the desk refuse, and 'not-found' for a priority that never was. */
  const ask = async <T extends Topic>(
    c: Context<Door>,
    about: T,
    question: (room: Room) => Promise<Questions[T] | Refusal> | Questions[T] | Refusal
  ): Promise<Asked<T> | Refusal> => {
    const inside = await entry.room(c, 'history')
    if (isRefusal(inside)) return inside
    const asked = await question(inside.room)
    if (isRefusal(asked)) return asked
    const answer = await history.ask(inside.room, about, asked)
    if (isRefusal(answer)) return answer
    if (answer === 'none') return refuse('not-found')
    return { ...inside, answer: answer as Asked<T>['answer'] }
  }
  const named = (plan: PlanId, ids: readonly string[]) => namePeople(store, plan, ids)
  /** Answers with what may be long as it was written out, and the names of whoever it speaks of. */
  const tell = async <T extends Long>(c: Context<Door>, about: T, question: Questions[T]): Promise<Response> => {
    const inside = await entry.room(c, 'history')
    if (isRefusal(inside)) return c.var.refuse(inside)
    const told = await history.tell(inside.room, about, question)
    if (told === 'none') return c.var.refuse(refuse('not-found'))
    if (isRefusal(told)) return c.var.refuse(told)
    const people = await named(inside.member.plan, told.people)
    return c.body(withField(told, 'people', people), 200, { 'Content-Type': 'application/json' })
  }
  /** The latest that were named, oldest name first. */
  const namedMoments = async (plan: PlanId): Promise<NamedMoment[]> => {
    const { records } = await store.readRecords(plan, 0, 'moment')
    return records
      .flatMap(({ id, data, withdrawn }) =>
        withdrawn || !('seq' in data) ? [] : [{ record: id, name: data.name, seq: data.seq }]
      )
      .slice(-limits.momentsShownMax)
  }
  const headOf = (room: Room): Promise<number> => room.settled(({ head }) => head)

  return (
    new Hono<Door>()
      /**
       * One line for each kept entry and field, commits `from` to `to`, both included. Without both the latest
       * commits; with one of them so many from or up to it, and `Link` names the rest. Refuses 'too-large' for
       * a wider window than that.
       */
      .get('/:plan/history', checked(linesQuery), async (c) => {
        const { from, to } = c.req.valid('query')
        let rest: string | undefined
        const asked = await ask(c, 'lines', async (room) => {
          const width = limits.historyCommitsMax
          if (from !== undefined && to !== undefined && to - from >= width) return refuse('too-large')
          const head = await headOf(room)
          const last = Math.min(head, to ?? (from === undefined ? head : from + width - 1))
          const first = Math.max(1, from ?? last - width + 1)
          if (from === undefined && first > 1) rest = `<?to=${first - 1}>; rel="prev"`
          if (from !== undefined && to === undefined && last < head) rest = `<?from=${last + 1}>; rel="next"`
          return { from: first, to: last }
        })
        if (isRefusal(asked)) return c.var.refuse(asked)
        if (rest !== undefined) c.header('Link', rest)
        const people = await named(asked.member.plan, idsOf(asked.answer.map(({ who }) => who)))
        const names = new Map(people.map(({ id, name }) => [id, name]))
        const person = (id: string): HistoryLine['person'] => ({ id, name: names.get(id) ?? 'Name removed' })
        const lines = asked.answer.map(({ who: { speaker, typist, group }, seq, at, kind, ...line }): HistoryLine => {
          const typedBy = typist === speaker ? {} : { typedBy: person(typist) }
          return { seq, at, kind, person: person(speaker), group, ...typedBy, ...line }
        })
        return c.json(lines, 200)
      })
      .get('/:plan/history/timeline', checked(timelineQuery), async (c) => {
        const { in: priority, zone = 'UTC' } = c.req.valid('query')
        const asked = await ask(c, 'timeline', async (room) => ({
          in: priority,
          zone,
          named: await namedMoments(room.plan)
        }))
        return isRefusal(asked) ? c.var.refuse(asked) : c.json(asked.answer, 200)
      })
      .get('/:plan/history/changes', checked(changesQuery), async (c) => {
        const { in: priority, from = 0, to = Number.MAX_SAFE_INTEGER, max } = c.req.valid('query')
        const most = Math.min(max ?? limits.historyChangesUsual, limits.historyChangesMax)
        const asked = await ask(c, 'changes', () => ({ in: priority, from, to, max: most }))
        if (isRefusal(asked)) return c.var.refuse(asked)
        const people = await named(asked.member.plan, idsOf(asked.answer.changes.map(({ who }) => who)))
        return c.json({ ...asked.answer, people } satisfies HistoryPage, 200)
      })
      /**
       * A `HistoryMoment`. `at`: once that commit was kept; `index`: the moment of that number on the timeline; `time`: the last moment
       * by then; none of them: now.
       */
      .get('/:plan/history/moment', checked(momentQuery), async (c) => {
        const { in: priority, at, index, time } = c.req.valid('query')
        if ([at, index, time].filter((each) => each !== undefined).length > 1)
          return c.var.refuse(refuse('bad-request'))
        const known = index === undefined ? { at: at ?? Number.MAX_SAFE_INTEGER } : { index }
        const moment = time === undefined ? known : { time }
        return tell(c, 'moment', { in: priority, ...moment })
      })
      /** A `HistoryComparison`. */
      .get('/:plan/history/compare', checked(compareQuery), async (c) => {
        const { in: priority, from, to } = c.req.valid('query')
        return from > to ? c.var.refuse(refuse('bad-request')) : tell(c, 'compare', { in: priority, from, to })
      })
      /** What others did after the visit that ended before this one. Nobody's history is opened when nothing was. */
      .get('/:plan/history/since-visit', async (c) => {
        const inside = await entry.room(c, 'history')
        if (isRefusal(inside)) return c.var.refuse(inside)
        const { member, room } = inside
        const nothing = (since: HistorySinceVisit['since']): HistorySinceVisit => ({
          since,
          count: 0,
          priorities: [],
          people: []
        })
        const visit = (await store.readVisits(member.plan)).find(({ person }) => person === member.person)
        // Whoever asks before their page has been noted is still known by the visit before.
        const left = visit && (parts.now() - visit.at > limits.visitGapMs ? visit.at : visit.previousAt)
        if (left === undefined || left === null) return c.json(nothing(null), 200)
        const head = await headOf(room)
        const [latest] = await store.readCommits(member.plan, head - 1, 1, 1)
        if (!latest || latest.at <= left) return c.json(nothing({ at: left, seq: head }), 200)
        const answer = await history.ask(room, 'since', { after: left, except: wireId(member.person) })
        if (isRefusal(answer)) return c.var.refuse(answer)
        const whos = answer.priorities.flatMap(({ changes }) => changes.map(({ who }) => who))
        const people = await named(member.plan, idsOf(whos))
        return c.json({ ...answer, people } satisfies HistorySinceVisit, 200)
      })
  )
}
