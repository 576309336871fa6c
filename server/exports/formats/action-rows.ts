import { recordsOf, type Paper } from '../../../shared/plan/paper.ts'
import type { ActionSnapshot, PlanSnapshot } from '../../../shared/plan/snapshot.ts'
import { cellsOf, planColumn, sheetColumns, type ValueColumn } from '../../../shared/sheet/columns.ts'
import { groupNames } from '../../../shared/words.ts'
import { officerText } from './action-parts.ts'
import { measureText } from './said.ts'
import { answerLines, creditOf, dayText, hashOf, inOneLine, onDay, shortStanding, statusLetters } from './standing.ts'

type Priority = PlanSnapshot['priorities'][number]
type Row = { paper: Paper; priority: Priority | undefined; action: ActionSnapshot; cells: ReturnType<typeof cellsOf> }
/** `width` in letters. `read`: always text, so that no program takes it for anything else. */
export type Column = { name: string; width: number; read(row: Row): string }

const lines = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n')

const viewsOf = (paper: Paper, about: string): string =>
  lines(
    recordsOf(paper, 'view', about).map((view) => {
      const replies = recordsOf(paper, 'reply', `records/${view.id}`)
      const said = replies.map(({ data, ...by }) => `Reply from ${creditOf(by)}: ${inOneLine(data.words)}`)
      return lines([`${groupNames[view.group]}: ${inOneLine(view.data.words)}`, ...said])
    })
  )

/** A cell that comes back in when the file is brought back: both sides know it by one name. */
const back = (column: ValueColumn, width: number): Column => ({
  name: sheetColumns[column],
  width,
  read: ({ cells }) => cells[column]
})

/** One column each; the reference and the id stay the same whatever is moved or rewritten. */
export const columns: readonly Column[] = [
  { name: sheetColumns.reference, width: 11, read: ({ paper, action }) => paper.references[action.id] ?? '' },
  { name: sheetColumns.priority, width: 28, read: ({ priority }) => priority?.title.text.trim() ?? '' },
  back('text', 44),
  back('success', 44),
  back('answers', 36),
  back('leads', 30),
  back('partners', 26),
  {
    name: 'Accountable officer',
    width: 28,
    read: ({ priority }) => (priority?.officer ? officerText(priority.officer) : '')
  },
  back('start', 12),
  back('due', 12),
  back('first', 14),
  back('moved', 30),
  { name: 'Status letter', width: 9, read: ({ action }) => statusLetters[action.status?.word ?? 'not-started'] },
  back('status', 14),
  back('why', 36),
  back('felt', 14),
  back('impact', 36),
  back('cost', 20),
  {
    name: 'Latest progress',
    width: 40,
    read: ({ paper, action }) =>
      recordsOf(paper, 'update', `actions/${action.id}`)
        .slice(-1)
        .map(({ at, data, ...by }) => `${onDay(at)}, ${creditOf(by)}: ${inOneLine(data.words)}`)
        .join('')
  },
  {
    name: 'Evidence',
    width: 36,
    read: ({ paper, action }) =>
      lines(
        recordsOf(paper, 'evidence', `actions/${action.id}`).map(
          ({ data, ...by }) =>
            `${inOneLine(data.words)} (${data.source === '' ? creditOf(by) : data.source}, ${dayText(data.date)})${data.link === null ? '' : ` ${data.link}`}`
        )
      )
  },
  { name: 'Differing views', width: 40, read: ({ paper, action }) => viewsOf(paper, `actions/${action.id}`) },
  {
    name: 'Differing views on the priority',
    width: 40,
    read: ({ paper, priority }) => (priority ? viewsOf(paper, `priorities/${priority.id}`) : '')
  },
  {
    name: 'Measures of the priority',
    width: 40,
    read: ({ paper, priority }) =>
      priority ? lines(recordsOf(paper, 'measure', `priorities/${priority.id}`).map(measureText)) : ''
  },
  {
    name: 'Answers of the groups',
    width: 40,
    read: ({ paper, priority }) =>
      lines([...answerLines(paper, null), ...(priority ? answerLines(paper, priority.id) : [])].map(({ line }) => line))
  },
  { name: 'Standing', width: 22, read: ({ paper }) => shortStanding(paper) },
  {
    name: 'Version code',
    width: 14,
    read: ({ paper: { standing } }) => (standing.is === 'version' ? standing.code : '')
  },
  { name: 'Full hash', width: 20, read: ({ paper }) => hashOf(paper) },
  { name: sheetColumns.taken, width: 22, read: ({ paper }) => new Date(paper.standing.at).toISOString() },
  { name: sheetColumns.id, width: 16, read: ({ action }) => action.id }
]
/** The same, and which plan it is of: what a row said, kept beside it while people fill in the file. */
export const copyColumns: readonly Column[] = [
  ...columns,
  { name: planColumn, width: 16, read: ({ paper }) => paper.sources.plan }
]

export const rowsOf = (paper: Paper, written: readonly Column[] = columns): string[][] =>
  [
    ...paper.plan.priorities.flatMap((priority) => priority.actions.map((action) => ({ priority, action }))),
    ...paper.plan.loose.map((action) => ({ priority: undefined, action }))
  ].map(({ priority, action }) => {
    const cells = cellsOf(action, paper.plan.plan.statusKey)
    return written.map(({ read }) => read({ paper, priority, action, cells }))
  })
