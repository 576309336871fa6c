import { hc } from 'hono/client'
import type { App } from '../../server/http/app.ts'
import type { Group, PlanType } from '../../shared/plan/vocabulary.ts'
import type { Role } from '../../shared/roles.ts'
import { REFUSALS, isRefusalCode, type RefusalCode } from '../../shared/refusals.ts'
import type {
  HistoryComparison,
  HistoryMoment,
  HistoryPage,
  HistorySinceVisit,
  HistoryTimeline
} from '../../shared/authorship/history.ts'
import type { HistoryDoor } from './history-door.ts'
import type { RecordsDoor } from './records.svelte.ts'

/** What came back: the body, or the refusal with the sentence to show. */
export type Answer<T> = { ok: true; body: T } | { ok: false; code: RefusalCode; sentence: string }

export type BoardFacts = { name: string; helpPhone?: string | undefined; demo: boolean }
export type Me = { id: string; name: string; firstName: string; email: string | null }

/** What a person may do in a plan, and for whom they act. */
export type Access = { role: Role; group: Group; voice: boolean }
/** What a plan is born with; days as ISO 8601. */
export type PlanValues = {
  title: string
  type: PlanType
  area: string
  group: Group
  groups?: Group[]
  inspected?: string
  reported?: string
  submitted?: string
  published?: string
}

const board = hc<App>('/').api

const away: Answer<never> = { ok: false, code: 'unavailable', sentence: REFUSALS.unavailable.sentence }

type Reply = { ok: boolean; json(): Promise<unknown> }

const sentenceOf = async (reply: Reply): Promise<Answer<never>> => {
  const body = await reply.json()
  if (typeof body !== 'object' || body === null || !('error' in body) || !('message' in body)) return away
  const { error, message } = body
  if (typeof error !== 'string' || typeof message !== 'string') return away
  // By its code, in the language of this page; what only a newer server knows, in the server's own words.
  return isRefusalCode(error)
    ? { ok: false, code: error, sentence: REFUSALS[error].sentence }
    : { ok: false, code: 'unavailable', sentence: message }
}

/**
 * Asks the board, and reads what a good reply carries. Never throws for what can happen on a weak
 * signal, or when some network puts a page of its own in front of the board: that is 'unavailable'.
 */
export const ask = async <R extends Reply, T>(
  call: () => Promise<R>,
  read: (reply: R) => Promise<T | undefined> | T | undefined
): Promise<Answer<T>> => {
  try {
    const reply = await call()
    if (!reply.ok) return await sentenceOf(reply)
    const body = await read(reply)
    return body === undefined ? away : { ok: true, body }
  } catch (fault) {
    // fetch and json() say "no network" and "not ours" with these two, and "called off" with the third; anything
    // else is a bug.
    if (fault instanceof DOMException && fault.name === 'AbortError') return away
    if (fault instanceof TypeError || fault instanceof SyntaxError) return away
    throw fault
  }
}

const done = (): true => true

/** Values of the plan are JSON inside JSON, which the types of the HTTP client cannot follow: the routes promise `T`. */
const wholeBody = async <T>(reply: Reply & { status: number }): Promise<T | undefined> =>
  reply.status === 200 ? ((await reply.json()) as T) : undefined

export const api = {
  facts: () =>
    ask<Awaited<ReturnType<typeof board.board.$get>>, BoardFacts>(
      () => board.board.$get(),
      (reply) => reply.json()
    ),
  me: () =>
    ask(
      () => board.me.$get(),
      (reply) => (reply.status === 200 ? reply.json() : undefined)
    ),
  plans: () =>
    ask(
      () => board.plans.$get(),
      (reply) => (reply.status === 200 ? reply.json() : undefined)
    ),
  signIn: (email: string) => ask(() => board['sign-in'].$post({ json: { email } }), done),
  look: (token: string) =>
    ask(
      () => board['sign-in'].look.$post({ json: { token } }),
      (reply) => (reply.status === 200 ? reply.json() : undefined)
    ),
  redeem: (proof: { token: string } | { email: string; code: string }) =>
    ask(() => board['sign-in'].redeem.$post({ json: proof }), done),
  plan: (plan: string) =>
    ask(
      () => board.plans[':plan'].$get({ param: { plan } }),
      (reply) => (reply.status === 200 ? reply.json() : undefined)
    ),
  createPlan: (plan: PlanValues) =>
    ask(
      () => board.plans.$post({ json: plan }),
      (reply) => (reply.status === 201 ? reply.json() : undefined)
    ),
  people: (plan: string) =>
    ask(
      () => board.plans[':plan'].people.$get({ param: { plan } }),
      (reply) => (reply.status === 200 ? reply.json() : undefined)
    ),
  invite: (plan: string, person: { email: string; name: string } & Access) =>
    ask(
      () => board.plans[':plan'].people.$post({ param: { plan }, json: person }),
      (reply) => (reply.status === 201 ? reply.json() : undefined)
    ),
  inviteAgain: (plan: string, person: string) =>
    ask(() => board.plans[':plan'].people[':person'].invite.$post({ param: { plan, person } }), done),
  setPost: (plan: string, person: string, post: string) =>
    ask(() => board.plans[':plan'].people[':person'].post.$put({ param: { plan, person }, json: { post } }), done),
  changeAccess: (plan: string, person: string, access: Access) =>
    ask(() => board.plans[':plan'].people[':person'].$put({ param: { plan, person }, json: access }), done),
  /** Names somebody without an account, whose words others type; the one who is there already, when named again. */
  nameSpeaker: (plan: string, speaker: { name: string; group: Group }) =>
    ask(
      () => board.plans[':plan'].speakers.$post({ param: { plan }, json: speaker }),
      (reply) => (reply.status === 200 || reply.status === 201 ? reply.json() : undefined)
    ),
  removePerson: (plan: string, person: string) =>
    ask(() => board.plans[':plan'].people[':person'].$delete({ param: { plan, person } }), done),
  /** What stands beside the shared document: differing views, measures, evidence and the like. */
  records: (plan: string): RecordsDoor => {
    const at = board.plans[':plan'].records
    const one = at[':record']
    return {
      read: (after) =>
        ask(
          () => at.$get({ param: { plan }, query: after === undefined ? {} : { after: String(after) } }),
          (reply) => (reply.status === 200 ? reply.json() : undefined)
        ),
      add: (record) =>
        ask(
          () => at.$post({ param: { plan }, json: record }),
          (reply) => (reply.status === 201 ? reply.json() : undefined)
        ),
      change: (record, change) =>
        ask(
          () => one.$put({ param: { plan, record }, json: change }),
          (reply) => (reply.status === 200 ? reply.json() : undefined)
        ),
      withdraw: (record, version) =>
        ask(
          () => one.withdraw.$post({ param: { plan, record }, json: { version } }),
          (reply) => (reply.status === 200 ? reply.json() : undefined)
        ),
      putBack: (record, version) =>
        ask(
          () => one['put-back'].$post({ param: { plan, record }, json: { version } }),
          (reply) => (reply.status === 200 ? reply.json() : undefined)
        ),
      history: (record) =>
        ask(
          () => one.history.$get({ param: { plan, record } }),
          (reply) => (reply.status === 200 ? reply.json() : undefined)
        ),
      values: (about) =>
        ask(
          () => board.plans[':plan'].values.$get({ param: { plan }, query: { about } }),
          (reply) => (reply.status === 200 ? reply.json() : undefined)
        )
    }
  },
  /** What the plan was, moment by moment. */
  history: (plan: string): HistoryDoor => {
    const at = board.plans[':plan'].history
    const param = { plan }
    const options = (signal: AbortSignal | undefined) => (signal ? { init: { signal } } : {})
    return {
      timeline: (query) => ask(() => at.timeline.$get({ param, query }), wholeBody<HistoryTimeline>),
      changes: (query) => ask(() => at.changes.$get({ param, query }), wholeBody<HistoryPage>),
      moment: (query, signal) => ask(() => at.moment.$get({ param, query }, options(signal)), wholeBody<HistoryMoment>),
      compare: (query, signal) =>
        ask(() => at.compare.$get({ param, query }, options(signal)), wholeBody<HistoryComparison>),
      sinceVisit: () => ask(() => at['since-visit'].$get({ param }), wholeBody<HistorySinceVisit>)
    }
  },
  signOut: () => ask(() => board['sign-out'].$post(), done)
}

export type PeoplePage = Extract<Awaited<ReturnType<typeof api.people>>, { ok: true }>['body']
export type PersonRow = PeoplePage['people'][number]
export type AccessChange = PeoplePage['changes'][number]
export type PlanRow = Extract<Awaited<ReturnType<typeof api.plans>>, { ok: true }>['body'][number]
