import { hc } from 'hono/client'
import type { App } from '../../server/http/app.ts'
import { ask, type Answer } from './api.ts'

const board = hc<App>('/').api

/** A kind of file a plan can be taken away as. */
export type ExportFormat = { id: string; name: string; extension: string; purpose: string }
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

const fetchFile = (address: string, otherwise: string): Promise<Answer<ExportFile>> =>
  ask(
    () => fetch(address),
    async (reply) => {
      const disposition = reply.headers.get('content-disposition') ?? ''
      return { bytes: await reply.blob(), name: nameIn(disposition, otherwise) }
    }
  )

/** `words`: the number of a version, or 'draft'. */
export const fetchExport = (plan: string, format: ExportFormat, words: string): Promise<Answer<ExportFile>> =>
  fetchFile(
    `/api/plans/${encodeURIComponent(plan)}/exports/${format.id}?${new URLSearchParams({ version: words }).toString()}`,
    `plan.${format.extension}`
  )

/** Two of them as changes that Word shows. */
export const fetchCompared = (plan: string, from: string, to: string): Promise<Answer<ExportFile>> =>
  fetchFile(
    `/api/plans/${encodeURIComponent(plan)}/compare?${new URLSearchParams({ from, to }).toString()}`,
    'compared.docx'
  )

/** What is new since a day (ISO 8601). */
export const fetchReviewPack = (plan: string, since: string): Promise<Answer<ExportFile>> =>
  fetchFile(
    `/api/plans/${encodeURIComponent(plan)}/review-pack?${new URLSearchParams({ since }).toString()}`,
    'review.docx'
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
