import type { Paper } from '../../shared/plan/paper.ts'

type Writing = { write(paper: Paper): Promise<Uint8Array> | Uint8Array }
/** `purpose`: what it is for, as people read it. `load`: fetched in the thread that writes, and nowhere else. */
type Format = {
  name: string
  extension: string
  mediaType: string
  purpose: string
  load(): Promise<Writing>
}

const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** Every file a plan can be taken away as, in the order in which they are offered. Adding one is one line and its file. */
export const FORMATS = {
  'committee-paper': {
    name: 'Committee paper',
    extension: 'docx',
    mediaType: word,
    purpose:
      'A report in the council’s order, with the plan as appendix A. What only officers know is marked to be filled in.',
    load: () => import('./formats/committee-paper.ts')
  },
  'plan-word': {
    name: 'Plan',
    extension: 'docx',
    mediaType: word,
    purpose: 'The whole plan as a Word document.',
    load: () => import('./formats/plan-word.ts')
  },
  'plan-pdf': {
    name: 'Plan',
    extension: 'pdf',
    mediaType: 'application/pdf',
    purpose: 'The whole plan to read or print, tagged for screen readers.',
    load: () => import('./formats/plan-pdf.ts')
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
