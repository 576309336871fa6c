import { hc } from 'hono/client'
import type { App } from '../../server/http/app.ts'
import type { CommitteeOrder } from '../../shared/papers/committee-order.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import type { RefusalCode } from '../../shared/refusals.ts'
import { ask, type Answer } from './api.ts'

const board = hc<App>('/').api

/** A kind of file a plan can be taken away as. */
export type ExportFormat = { id: string; name: string; extension: string; purpose: string; hasPreview: boolean }
/** A file, and what it is called. */
export type ExportFile = { bytes: Blob; name: string }

export const readExportFormats = (plan: string): Promise<Answer<ExportFormat[]>> =>
  ask(
    () => board.plans[':plan'].exports.$get({ param: { plan } }),
    (reply) => (reply.status === 200 ? reply.json() : undefined)
  )

/** The name a Content-Disposition gives a file. Source: RFC 6266, `filename*`. */
export const nameIn = (disposition: string, otherwise: string): string => {
  const written = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1]
  try {
    return written === undefined ? otherwise : decodeURIComponent(written)
  } catch {
    // No name that can be read: the file still has one.
    return otherwise
  }
}

/** A kind of file, and which words: the number of a version or 'draft'. `since`: a day (ISO 8601). */
export type FileChoice =
  | { what: string; version: string }
  | { what: 'compare'; from: string; to: string }
  | { what: 'review-pack'; since: string }
/** Everybody in the plan sees `reason`: what the file is for, empty for no answer. */
export type FileWish = { names: 'groups' | 'roles'; reason: string } & FileChoice
export type FileProgress = { is: 'waiting'; before: number } | { is: 'writing'; page: number | null }
/** `mailed`: a letter will tell when it is there, so nobody has to stay. */
export type FileNews =
  | ({ mailed: boolean } & (FileProgress | { is: 'ready'; name: string; bytes: number }))
  | { mailed: boolean; is: 'failed'; error: RefusalCode; message: string }

/** Begins a file. @returns the id under which there is news of it. */
export const beginFile = (plan: string, wish: FileWish): Promise<Answer<string>> =>
  ask(
    // The formats a plan can be taken away as are what the board has told: a name it does not know is refused.
    () =>
      fetch(`/api/plans/${encodeURIComponent(plan)}/files`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(wish)
      }),
    async (reply) => {
      const body: unknown = await reply.json()
      return typeof body === 'object' && body !== null && 'id' in body ? String(body.id) : undefined
    }
  )

/** Answers as soon as there is more to say, and after a little while in any case. */
export const readFileNews = (plan: string, file: string): Promise<Answer<FileNews>> =>
  ask(
    () => board.plans[':plan'].files[':file'].$get({ param: { plan, file }, query: { news: '' } }),
    (reply) => (reply.status === 200 ? reply.json() : undefined)
  )

export const fetchMade = (plan: string, file: string): Promise<Answer<ExportFile>> =>
  ask(
    () => fetch(`/api/plans/${encodeURIComponent(plan)}/files/${encodeURIComponent(file)}/content`),
    async (reply) => {
      const disposition = reply.headers.get('content-disposition') ?? ''
      return { bytes: await reply.blob(), name: nameIn(disposition, 'plan') }
    }
  )

/** One time somebody took the plan away as a file. */
export type Taking = {
  n: number
  at: number
  by: string
  group: Group
  name: string
  extension: string | null
  words: readonly ({ is: 'version'; number: number; hash: string } | { is: 'draft'; seq: number })[]
  since: string | null
  names: 'groups' | 'roles'
  reason: string
  mayRemove: boolean
}

/** Newest first; of those before `before`, when it is given. */
export const readTakings = (plan: string, before?: number): Promise<Answer<Taking[]>> =>
  ask(
    () =>
      board.plans[':plan'].takings.$get({
        param: { plan },
        query: before === undefined ? {} : { before: String(before) }
      }),
    (reply) => (reply.status === 200 ? reply.json() : undefined)
  )

export const removeReason = (plan: string, taking: number): Promise<Answer<true>> =>
  ask(
    () => board.plans[':plan'].takings[':taking'].reason.$delete({ param: { plan, taking: String(taking) } }),
    (): true => true
  )

/** Gives the browser a file to keep. */
export const saveFile = ({ bytes, name }: ExportFile): void => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(bytes)
  link.download = name
  link.click()
  // The browser has taken it over by the next turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** Order and headings of the committee paper; `version`: what a change takes the place of. */
export type PaperOrder = {
  order: CommitteeOrder
  isStandard: boolean
  version: number
  by: string | null
  at: number | null
}

export const readPaperOrder = (plan: string): Promise<Answer<PaperOrder>> =>
  ask(
    () => board.plans[':plan']['committee-order'].$get({ param: { plan } }),
    (reply) => (reply.status === 200 ? reply.json() : undefined)
  )

/** `order`: null for the one every plan begins with. */
export const savePaperOrder = (plan: string, order: CommitteeOrder | null, version: number): Promise<Answer<true>> =>
  ask(
    () => board.plans[':plan']['committee-order'].$put({ param: { plan }, json: { order, version } }),
    (): true => true
  )

export type PreviewPage = Extract<Awaited<ReturnType<typeof readPreview>>, { ok: true }>['body']
export type PreviewPieces = readonly { text: string; bold?: true; italic?: true }[]

/** The first page of a file; `words`: the number of a version, or 'draft'. */
export const readPreview = (plan: string, format: string, words: string, names: 'groups' | 'roles') =>
  ask(
    () => board.plans[':plan'].preview[':format'].$get({ param: { plan, format }, query: { version: words, names } }),
    (reply) => (reply.status === 200 ? reply.json() : undefined)
  )
