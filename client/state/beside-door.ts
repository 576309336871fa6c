import { hc } from 'hono/client'
import type { App } from '../../server/http/app.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import type { ShownPoll } from '../../shared/versions/poll.ts'
import type { PlacedRecordChange, RecordChange } from '../../shared/versions/since.ts'
import type { Sheet } from '../../shared/versions/sign-off-sheet.ts'
import type { AnswerWord } from '../../shared/versions/version.ts'
import { ask, type Answer } from './api.ts'

const board = hc<App>('/').api

type Named = { id: string; name: string; group: Group | null }
export type OwnPolls = { polls: ShownPoll[]; people: Named[] }
/** `records`: what differs beside the words; null where the group has agreed to no version yet. */
export type ShownSheet = Sheet & { records: RecordChange[] | null; people: Named[] }
export type SincePage = { since: { version: number; changes: PlacedRecordChange[] }[]; people: Named[] }

/** Records hold JSON inside JSON, which the types of the HTTP client cannot follow: the routes promise `T`. */
const wholeBody = async <T>(reply: { status: number; json(): Promise<unknown> }): Promise<T | undefined> =>
  reply.status === 200 ? ((await reply.json()) as T) : undefined

/** What stands beside the versions of a plan: a group's own poll, the sheet before it answers, what is new since. */
export const besideDoor = (plan: string) => {
  const at = board.plans[':plan']
  const one = at.versions[':number']
  const param = (version: number) => ({ plan, number: String(version) })
  return {
    polls: (): Promise<Answer<OwnPolls>> => ask(() => at.polls.$get({ param: { plan } }), wholeBody<OwnPolls>),
    askOwn: (version: number, hash: string) =>
      ask(
        () => one.poll.$post({ param: param(version), json: { hash } }),
        () => true as const
      ),
    sayOwn: (version: number, json: { word: AnswerWord; hash: string }) =>
      ask(
        () => one.poll.$put({ param: param(version), json }),
        () => true as const
      ),
    sheet: (version: number): Promise<Answer<ShownSheet>> =>
      ask(() => one.sheet.$get({ param: param(version) }), wholeBody<ShownSheet>),
    since: (): Promise<Answer<SincePage>> =>
      ask(() => at['versions-since'].$get({ param: { plan } }), wholeBody<SincePage>),
    removeNote: (version: number, json: { of: number; why: string }) =>
      ask(
        () => one.removals.$post({ param: param(version), json }),
        (reply) => (reply.status === 201 ? reply.json() : undefined)
      )
  }
}
export type BesideDoor = ReturnType<typeof besideDoor>
