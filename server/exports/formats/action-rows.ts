import { answersTo, recordsOf, type Paper } from '../../../shared/plan/paper.ts'
import type { ActionSnapshot, PlanSnapshot } from '../../../shared/plan/snapshot.ts'
import { fieldNames, groupNames, impactNames } from '../../../shared/words.ts'
import { dueDate, exportNames, leadsText, officerText, partnersText } from './action-parts.ts'
import { measureText } from './said.ts'
import { answerText, dayText, hashOf, onDay, shortStanding, statusLetters, statusName } from './standing.ts'

type Priority = PlanSnapshot['priorities'][number]
type Row = { paper: Paper; priority: Priority | undefined; action: ActionSnapshot }
/** `width` in letters. `read`: always text, so that no program takes it for anything else. */
export type Column = { name: string; width: number; read(row: Row): string }

const lines = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n')

const viewsOf = (paper: Paper, about: string): string =>
  lines(
    recordsOf(paper, 'view', about).map((view) => {
      const replies = recordsOf(paper, 'reply', `records/${view.id}`)
      const said = replies.map(({ group, data }) => `Reply from ${groupNames[group]}: ${data.words}`)
      return lines([`${groupNames[view.group]}: ${view.data.words}`, ...said])
    })
  )

/** One column each; the reference and the id stay the same whatever is moved or rewritten. */
export const columns: readonly Column[] = [
  { name: 'Reference', width: 11, read: ({ paper, action }) => paper.references[action.id] ?? '' },
  { name: 'Priority', width: 28, read: ({ priority }) => priority?.title.text.trim() ?? '' },
  { name: exportNames.text, width: 44, read: ({ action }) => action.text.text.trim() },
  { name: exportNames.success, width: 44, read: ({ action }) => action.success.text.trim() },
  { name: fieldNames['answers'] ?? '', width: 36, read: ({ action }) => action.answers.text.trim() },
  { name: exportNames.leads, width: 30, read: ({ action }) => leadsText(action) },
  { name: exportNames.partners, width: 26, read: ({ action }) => partnersText(action) },
  {
    name: 'Accountable officer',
    width: 28,
    read: ({ priority }) => (priority?.officer ? officerText(priority.officer) : '')
  },
  { name: 'Start', width: 12, read: ({ action }) => action.start ?? '' },
  { name: exportNames.due, width: 12, read: ({ action }) => dueDate(action) ?? '' },
  { name: 'First due date', width: 14, read: ({ action }) => (action.revised ? (action.due ?? '') : '') },
  { name: 'Reason for the new date', width: 30, read: ({ action }) => action.revised?.why ?? '' },
  { name: 'Status letter', width: 9, read: ({ action }) => statusLetters[action.status?.word ?? 'not-started'] },
  {
    name: 'Status',
    width: 14,
    read: ({ paper, action }) => statusName(paper, action.status?.word ?? 'not-started')
  },
  { name: 'Reason for the status', width: 36, read: ({ action }) => action.status?.why ?? '' },
  { name: fieldNames['felt'] ?? '', width: 14, read: ({ action }) => impactNames[action.felt ?? 'not-yet'] },
  { name: fieldNames['impact'] ?? '', width: 36, read: ({ action }) => action.impact.text.trim() },
  { name: fieldNames['cost'] ?? '', width: 20, read: ({ action }) => action.cost ?? '' },
  {
    name: 'Latest progress',
    width: 40,
    read: ({ paper, action }) =>
      recordsOf(paper, 'update', `actions/${action.id}`)
        .slice(-1)
        .map(({ at, group, data }) => `${onDay(at)}, ${groupNames[group]}: ${data.words}`)
        .join('')
  },
  {
    name: 'Evidence',
    width: 36,
    read: ({ paper, action }) =>
      lines(
        recordsOf(paper, 'evidence', `actions/${action.id}`).map(
          ({ data }) => `${data.words} (${dayText(data.date)})${data.link === null ? '' : ` ${data.link}`}`
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
      lines(
        [...answersTo(paper, null), ...(priority ? answersTo(paper, priority.id) : [])].map((answer) =>
          answer.note === '' ? answerText(answer) : `${answerText(answer)}: ${answer.note}`
        )
      )
  },
  { name: 'Standing', width: 22, read: ({ paper }) => shortStanding(paper) },
  {
    name: 'Version code',
    width: 14,
    read: ({ paper: { standing } }) => (standing.is === 'version' ? standing.code : '')
  },
  { name: 'Full hash', width: 20, read: ({ paper }) => hashOf(paper) },
  { name: 'Id', width: 16, read: ({ action }) => action.id }
]

export const rowsOf = (paper: Paper): string[][] =>
  [
    ...paper.plan.priorities.flatMap((priority) => priority.actions.map((action) => ({ paper, priority, action }))),
    ...paper.plan.loose.map((action) => ({ paper, priority: undefined, action }))
  ].map((row) => columns.map(({ read }) => read(row)))
