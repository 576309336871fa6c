import { hc } from 'hono/client'
import type { App } from '../../server/http/app.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import type { AnswerData, AskData, Move } from '../../shared/versions/version.ts'
import type { PlanRecord } from '../../shared/plan/records.ts'
import type { ReferencesById } from '../../shared/plan/references.ts'
import type { PlanSnapshot } from '../../shared/plan/snapshot.ts'
import { ask, type Answer } from './api.ts'

const board = hc<App>('/').api

/** Snapshots hold JSON inside JSON, which the types of the HTTP client cannot follow: the routes promise `T`. */
const wholeBody = async <T>(reply: { status: number; json(): Promise<unknown> }): Promise<T | undefined> =>
  reply.status === 200 ? ((await reply.json()) as T) : undefined

/** Exact words as they stand, before they are frozen. */
export type Draft = { seq: number; at: number; hash: string; code: string } & Frozen
type Named = { id: string; name: string; group: Group | null }
type Frozen = { snapshot: PlanSnapshot; records: PlanRecord[]; references: ReferencesById }
/** A version with its frozen words and whose they are. */
export type VersionWords = Frozen & {
  owners: { client: number; speaker: string; typist: string; group: Group }[]
  people: Named[]
}

/** What the versions of a plan need of the board. Not in `api`: it is fetched with the screens that ask. */
export const versionsDoor = (plan: string) => {
  const at = board.plans[':plan'].versions
  const one = at[':number']
  const param = (version: number) => ({ plan, number: String(version) })
  return {
    all: () =>
      ask(
        () => at.$get({ param: { plan } }),
        (reply) => (reply.status === 200 ? reply.json() : undefined)
      ),
    draft: (scope: string | null): Promise<Answer<Draft>> =>
      ask(() => at.draft.$get({ param: { plan }, query: scope === null ? {} : { scope } }), wholeBody<Draft>),
    words: (version: number): Promise<Answer<VersionWords>> =>
      ask(() => one.$get({ param: param(version) }), wholeBody<VersionWords>),
    freeze: (json: { scope: string | null; seq: number; hash: string; ask: AskData | null }) =>
      ask(
        () => at.$post({ param: { plan }, json }),
        (reply) => (reply.status === 201 ? reply.json() : undefined)
      ),
    move: (version: number, json: { move: Move; after: number; ask: AskData | null; note: string }) =>
      ask(
        () => one.moves.$post({ param: param(version), json }),
        (reply) => (reply.status === 200 ? reply.json() : undefined)
      ),
    answer: (version: number, json: { said: AnswerData; hash: string; voice?: string; seen?: number }) =>
      ask(
        () => one.answers.$post({ param: param(version), json }),
        (reply) => (reply.status === 201 ? reply.json() : undefined)
      ),
    confirm: (version: number, of: number) =>
      ask(
        () => one.confirmations.$post({ param: param(version), json: { of } }),
        (reply) => (reply.status === 201 ? reply.json() : undefined)
      ),
    remind: (version: number, groups: Group[]) =>
      ask(
        () => one.reminders.$post({ param: param(version), json: { groups } }),
        (reply) => (reply.status === 201 ? reply.json() : undefined)
      ),
    /** Shows again that it is them; a new session takes the place of the old one. */
    showAgain: (code: string) =>
      ask(
        () => board['sign-in'].again.$post({ json: { code } }),
        () => true as const
      )
  }
}

export type VersionsDoor = ReturnType<typeof versionsDoor>
export type VersionsPage = Extract<Awaited<ReturnType<VersionsDoor['all']>>, { ok: true }>['body']
/** A version as everyone in the plan sees it. */
export type ShownVersion = VersionsPage['versions'][number]
export type GivenAnswer = ShownVersion['answers'][number]
