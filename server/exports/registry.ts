import type { Paper } from '../../shared/plan/paper.ts'
import type { Document } from './formats/blocks.ts'
import type { Extras } from './formats/document.ts'

type Writing = { write(paper: Paper, extras?: Extras): Promise<Uint8Array> | Uint8Array }
type Paging = Writing & { document(paper: Paper, extras?: Extras): Document }
/** `purpose`: what it is for, as people read it. `isPaged`: its first page can be shown. `load`: fetched in the thread that writes, and nowhere else. */
type Format = {
  name: string
  extension: string
  mediaType: string
  purpose: string
} & ({ load(): Promise<Writing> } | { isPaged: true; load(): Promise<Paging> })

const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** Every file a plan can be taken away as, in the order in which they are offered. Adding one is one line and its file. */
export const FORMATS = {
  'committee-paper': {
    name: 'Committee paper',
    extension: 'docx',
    mediaType: word,
    purpose:
      'A report in the council’s order, with the plan as appendix A. What only officers know is marked to be filled in.',
    isPaged: true,
    load: () => import('./formats/committee-paper.ts')
  },
  'plan-word': {
    name: 'Plan',
    extension: 'docx',
    mediaType: word,
    purpose: 'The whole plan as a Word document.',
    isPaged: true,
    load: () => import('./formats/plan-word.ts')
  },
  'plan-pdf': {
    name: 'Plan',
    extension: 'pdf',
    mediaType: 'application/pdf',
    purpose: 'The whole plan to read or print, tagged for screen readers.',
    isPaged: true,
    load: () => import('./formats/plan-pdf.ts')
  },
  'easy-read': {
    name: 'Easy Read starter',
    extension: 'docx',
    mediaType: word,
    purpose: 'Short sentences with room for pictures. A start, to be checked by people with learning disabilities.',
    load: () => import('./formats/easy-read.ts')
  },
  spreadsheet: {
    name: 'Actions',
    extension: 'xlsx',
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    purpose: 'One row for each action, with measures, views and answers, for Excel.',
    load: () => import('./formats/spreadsheet.ts')
  },
  csv: {
    name: 'Actions',
    extension: 'csv',
    mediaType: 'text/csv; charset=utf-8',
    purpose: 'One row for each action, for any program that reads tables.',
    load: () => import('./formats/csv.ts')
  },
  markdown: {
    name: 'Plan',
    extension: 'md',
    mediaType: 'text/markdown; charset=utf-8',
    purpose: 'The whole plan as plain text with simple marks.',
    load: () => import('./formats/markdown.ts')
  },
  json: {
    name: 'Everything',
    extension: 'json',
    mediaType: 'application/json; charset=utf-8',
    purpose: 'Everything, with the group that wrote each stretch of words, for other programs.',
    load: () => import('./formats/json.ts')
  },
  'evidence-pdf': {
    name: 'Evidence of co-production',
    extension: 'pdf',
    mediaType: 'application/pdf',
    purpose: 'Who took part, by group and priority, dated and with a note on how it was counted.',
    isPaged: true,
    load: () => import('./formats/evidence-pdf.ts')
  },
  'evidence-csv': {
    name: 'Evidence of co-production',
    extension: 'csv',
    mediaType: 'text/csv; charset=utf-8',
    purpose: 'The same figures as a table.',
    load: () => import('./formats/evidence-csv.ts')
  }
} as const satisfies Record<string, Format>

export type FormatId = keyof typeof FORMATS
export const FORMAT_IDS = Object.keys(FORMATS) as FormatId[]

export const parseFormatId = (value: unknown): FormatId | undefined =>
  typeof value === 'string' && Object.hasOwn(FORMATS, value) ? (value as FormatId) : undefined

/** Those whose first page can be shown before they are taken. */
export type PreviewId = { [K in FormatId]: (typeof FORMATS)[K] extends { isPaged: true } ? K : never }[FormatId]
export const isPreviewId = (id: FormatId): id is PreviewId => 'isPaged' in FORMATS[id]
export const PREVIEW_IDS: readonly PreviewId[] = FORMAT_IDS.filter(isPreviewId)
