import type { Problem, Step } from '../../shared/sheet/compare.ts'
import { sheetColumns } from '../../shared/sheet/columns.ts'
import type { FileTrouble } from '../../shared/sheet/unzip.ts'
import { limits } from '../../shared/limits.ts'
import { GROUPS, IMPACT_WORDS, STATUS_WORDS } from '../../shared/plan/vocabulary.ts'
import { groupNames, impactNames } from '../../shared/words.ts'
import { longDate, whenInSentence } from './dates.ts'
import type { PlanState } from './plan.svelte.ts'

type Namer = Pick<PlanState, 'byWhom' | 'statusName'>

export const troubleSentence = (trouble: FileTrouble): string => {
  switch (trouble) {
    case 'too-large':
      return `This file is too large. The board reads files of up to ${limits.importFileBytesMax / 1024 / 1024} MB with up to ${limits.importRowsMax} rows.`
    case 'locked':
      return 'This file has a password, or an older format. Open it, and save it without a password as an Excel workbook (.xlsx).'
    case 'other-kind':
      return 'This is not an Excel workbook or a CSV file. If it is a spreadsheet, save it as one of these (.xlsx or .csv) and choose it again.'
    case 'not-a-sheet':
      return 'This is not a sheet of actions from this board. Choose a file that was taken away as Actions, as a spreadsheet or as CSV.'
    default: {
      const missed: never = trouble
      throw new Error(`unhandled ${String(missed)}`)
    }
  }
}

const list = (words: readonly string[]): string => words.join(', ')

/** "Row 7, Due date: “soon” is no date. Write 30/10/2026 or 30 October 2026." */
export const problemSentence = ({ row, column, reason, said }: Problem, plan: Namer): string => {
  const where = column === undefined ? `Row ${row}` : `Row ${row}, ${sheetColumns[column]}`
  switch (reason) {
    case 'unknown-action':
      return `${where}: this plan has no action ${said}. For a new action leave Reference and Id empty.`
    case 'taken-out':
      return `${where}: action ${said} has been taken out of the plan. Put it back on the board first.`
    case 'twice':
      return `${where}: action ${said} is in the file twice. Only the first row is read. For a new action leave Reference and Id empty.`
    case 'unknown-priority':
      return said === ''
        ? `${where}: a new action needs the name or the number of its priority.`
        : `${where}: this plan has no priority “${said}”.`
    case 'no-words':
      return `${where}: a new action needs words that say what we will do.`
    case 'no-date':
      return `${where}: “${said}” is not a date. Write 30/10/2026 or 30 October 2026.`
    case 'no-status':
      return `${where}: “${said}” is not a status. Write one of: ${list(STATUS_WORDS.map((word) => plan.statusName(word)))}.`
    case 'no-why':
      return `${where}: ${plan.statusName('slipping')} and ${plan.statusName('off-track')} need a reason.`
    case 'no-group':
      return `${where}: “${said}” does not name a group. Write the role, a comma and one of: ${list(GROUPS.map((group) => groupNames[group]))}.`
    case 'no-impact':
      return `${where}: write one of: ${list(IMPACT_WORDS.map((word) => impactNames[word]))}.`
    case 'no-new-date':
      return `${where}: there is a reason for a new date, but no date.`
    case 'too-long':
      return `${where}: this is too long. It can have ${limits.controlledTextMax} letters.`
    case 'formula':
      return `${where}: a formula stands here. Copy the cell, paste it as a value, and bring the file again.`
    case 'cut':
      return `${where}: this text is longer than a cell can hold. Change it on the board.`
    default: {
      const missed: never = reason
      throw new Error(`unhandled ${String(missed)}`)
    }
  }
}

const days = ['start', 'due', 'first']
/** What a cell says, as the board would say it; a dash for nothing. */
export const cellWords = ({ column }: Pick<Step, 'column'>, text: string, now: Date): string =>
  (days.includes(column) ? longDate(text, now) : '') || text || '–'

const upper = (words: string): string => words.charAt(0).toLocaleUpperCase('en-GB') + words.slice(1)

/** "Anna Novak changed this on 19 May." */
export const changedSentence = (
  change: { by: string; typist?: string | null; at: number } | undefined,
  plan: Namer,
  nowMs: number
): string =>
  change
    ? `${upper(plan.byWhom(change))} changed this ${whenInSentence(change.at, nowMs)}.`
    : 'Somebody may have changed this since.'
