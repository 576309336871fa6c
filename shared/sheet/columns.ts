// @wc-ignore-file
import type { Lead } from '../plan/schema.ts'
import type { ActionSnapshot } from '../plan/snapshot.ts'
import type { Group, StatusWord } from '../plan/vocabulary.ts'
import { cleanText } from '../plan/clean-text.ts'
import { groupNames, impactNames, statusNames } from '../words.ts'

/**
 * The columns of the sheet of actions that the board reads again, by what stands above them. Written by the export
 * and looked for by the import; in English whatever language the page is in, as the file is.
 */
export const sheetColumns = {
  reference: 'Reference',
  priority: 'Priority',
  text: 'Action',
  success: 'Success criteria',
  answers: 'What this answers',
  leads: 'Action lead',
  partners: 'Supporting partners',
  start: 'Start',
  due: 'Due date',
  first: 'First due date',
  moved: 'Reason for the new date',
  status: 'Status',
  why: 'Reason for the status',
  felt: 'Impact felt by families',
  impact: 'What has changed for families',
  cost: 'Cost',
  taken: 'Taken from the board',
  id: 'Id'
} as const
export type SheetColumn = keyof typeof sheetColumns
/** Stands in the copy of the sheet only. */
export const planColumn = 'Plan'
/** The same rows once more, out of sight: what they said when the file was taken away. */
export const asTakenSheet = 'As taken away'

/** Cells that say something of an action and come back. */
export const valueColumns = [
  'text',
  'success',
  'answers',
  'leads',
  'partners',
  'start',
  'due',
  'first',
  'moved',
  'status',
  'why',
  'felt',
  'impact',
  'cost'
] as const satisfies readonly SheetColumn[]
export type ValueColumn = (typeof valueColumns)[number]
export type ValueCells = Record<ValueColumn, string>

/** Letters that one cell can hold. Source: Excel specifications and limits. */
export const cellLettersMax = 32_767
const goesOn = ' … [goes on in the plan]'
export const fitted = (text: string): string =>
  text.length <= cellLettersMax ? text : `${text.slice(0, cellLettersMax - goesOn.length)}${goesOn}`
export const isCut = (text: string): boolean => text.endsWith(goesOn.trim())

export const leadText = ({ group, role }: Lead): string =>
  role.trim() === '' ? groupNames[group] : `${role}, ${groupNames[group]}`
export const leadsText = ({ leads = [] }: { leads?: readonly Lead[] }): string => leads.map(leadText).join('; ')
export const partnersText = ({ partners = [] }: { partners?: readonly Group[] }): string =>
  partners.map((group) => groupNames[group]).join(', ')
/** The date that holds now: a new one where there is one. */
export const dueDate = ({ due, revised }: Pick<ActionSnapshot, 'due' | 'revised'>): string | null =>
  revised?.date ?? due ?? null

export type StatusKey = Readonly<Record<StatusWord, string>>

/** Of one action, each cell as it is written into the file. */
export const cellsOf = (action: ActionSnapshot, statusKey: StatusKey | undefined): ValueCells => {
  const { status, revised } = action
  const said = {
    text: action.text.text,
    success: action.success.text,
    answers: action.answers.text,
    leads: leadsText(action),
    partners: partnersText(action),
    start: action.start ?? '',
    due: dueDate(action) ?? '',
    first: revised ? (action.due ?? '') : '',
    moved: revised?.why ?? '',
    status: (statusKey ?? statusNames)[status?.word ?? 'not-started'],
    why: status?.why ?? '',
    felt: impactNames[action.felt ?? 'not-yet'],
    impact: action.impact.text,
    cost: action.cost ?? ''
  } satisfies ValueCells
  return mapCells(said, (text) => cleanText(text).trim())
}

export const mapCells = (cells: ValueCells, change: (text: string, column: ValueColumn) => string): ValueCells => ({
  text: change(cells.text, 'text'),
  success: change(cells.success, 'success'),
  answers: change(cells.answers, 'answers'),
  leads: change(cells.leads, 'leads'),
  partners: change(cells.partners, 'partners'),
  start: change(cells.start, 'start'),
  due: change(cells.due, 'due'),
  first: change(cells.first, 'first'),
  moved: change(cells.moved, 'moved'),
  status: change(cells.status, 'status'),
  why: change(cells.why, 'why'),
  felt: change(cells.felt, 'felt'),
  impact: change(cells.impact, 'impact'),
  cost: change(cells.cost, 'cost')
})
