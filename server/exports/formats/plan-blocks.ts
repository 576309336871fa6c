import { recordsOf, type Paper } from '../../../shared/plan/paper.ts'
import type { ActionSnapshot, PlanSnapshot, TextSnapshot } from '../../../shared/plan/snapshot.ts'
import { leadsText } from '../../../shared/sheet/columns.ts'
import {
  fieldNames,
  groupNames,
  impactNames,
  monitoringNames,
  planTypeNames,
  priorityKindNames
} from '../../../shared/words.ts'
import { actionFacts, exportNames, factRows, officerText } from './action-parts.ts'
import { cell, heading, linesToBlocks, para, piecesOf, type Block, type Cell, type Heading } from './blocks.ts'
import { answers, evidence, findings, measures, updates, views } from './said.ts'
import { dayText, standingText, statusText } from './standing.ts'

type Priority = PlanSnapshot['priorities'][number]

const text = (paper: Paper, label: string, snapshot: TextSnapshot, level: number): Block[] => {
  const lines = linesToBlocks(snapshot.lines, paper.authors)
  return lines.length === 0 ? [] : [heading(level, label), ...lines]
}

/** A heading in the words of the plan, with who wrote them. */
const titled = (
  paper: Paper,
  level: number,
  prefix: string,
  title: TextSnapshot,
  untitled: string,
  anchor: string
): Heading => ({
  ...heading(level, '', anchor),
  pieces: [
    { text: prefix },
    ...(title.text.trim() === '' ? [{ text: untitled }] : title.lines.flatMap((line) => piecesOf(line, paper.authors)))
  ]
})

const planFacts = ({ plan: { plan } }: Paper): [string, string][] => {
  const dated = ['inspected', 'reported', 'submitted', 'published'] as const
  return [
    ...(plan.type ? ([[fieldNames['type'] ?? '', planTypeNames[plan.type]]] satisfies [string, string][]) : []),
    ...(plan.area ? ([[fieldNames['area'] ?? '', plan.area]] satisfies [string, string][]) : []),
    ...(plan.groups?.length
      ? ([[fieldNames['groups'] ?? '', plan.groups.map((group) => groupNames[group]).join(', ')]] satisfies [
          string,
          string
        ][])
      : []),
    ...(plan.bodies?.length
      ? ([[fieldNames['bodies'] ?? '', plan.bodies.join('; ')]] satisfies [string, string][])
      : []),
    ...(plan.officers?.length
      ? ([[fieldNames['officers'] ?? '', plan.officers.map(officerText).join('; ')]] satisfies [string, string][])
      : []),
    ...dated.flatMap((key): [string, string][] => {
      const date = plan[key]
      return date ? [[fieldNames[key] ?? '', dayText(date)]] : []
    })
  ]
}

export const actionBlocks = (paper: Paper, action: ActionSnapshot, level: number): Block[] => {
  const reference = paper.references[action.id] ?? ''
  const about = `actions/${action.id}`
  return [
    titled(paper, level, `${reference} `, action.text, 'Action without words yet', anchorOf(action.id)),
    {
      is: 'table',
      caption: `Who, when and how far: action ${reference}`,
      head: ['Detail', `Action ${reference}`],
      rows: factRows(actionFacts(paper, action)),
      widths: [30, 70],
      rowHeads: true
    },
    ...text(paper, exportNames.success, action.success, level + 1),
    ...text(paper, fieldNames['answers'] ?? '', action.answers, level + 1),
    ...text(paper, fieldNames['impact'] ?? '', action.impact, level + 1),
    ...updates(paper, about, level + 1),
    ...evidence(paper, about, level + 1),
    ...views(paper, about, level + 1)
  ]
}

const priorityFacts = (paper: Paper, priority: Priority): [string, string, Cell['status']?][] => {
  const monitoring = recordsOf(paper, 'monitoring', `priorities/${priority.id}`).at(-1)
  return [
    ...(priority.kind ? ([['Kind', priorityKindNames[priority.kind]]] satisfies [string, string][]) : []),
    ['Accountable officer', priority.officer ? officerText(priority.officer) : 'Not set'],
    ...(priority.leads?.length ? ([['Who leads', leadsText(priority)]] satisfies [string, string][]) : []),
    [fieldNames['status'] ?? '', statusText(paper, priority.status), priority.status?.word ?? 'not-started'],
    [fieldNames['felt'] ?? '', impactNames[priority.impact ?? 'not-yet']],
    ...(monitoring
      ? ([['Monitoring', `${monitoringNames[monitoring.data.word]}, ${dayText(monitoring.data.date)}`]] satisfies [
          string,
          string
        ][])
      : [])
  ]
}

export const anchorOf = (id: string): string => `item_${id.replaceAll(/[^A-Za-z0-9]/g, '_')}`

const priorityFields = ['why', 'now', 'outcome', 'know', 'commitments', 'told'] as const

export const priorityTitle = (paper: Paper, priority: Priority): string =>
  `Priority ${paper.references[priority.id] ?? ''}: ${priority.title.text.trim() || 'without a title yet'}`

export const priorityBlocks = (paper: Paper, priority: Priority, level: number): Block[] => {
  const about = `priorities/${priority.id}`
  const reference = paper.references[priority.id] ?? ''
  return [
    titled(paper, level, `Priority ${reference}: `, priority.title, 'without a title yet', anchorOf(priority.id)),
    {
      is: 'table',
      caption: `Who answers for it and how far it is: priority ${reference}`,
      head: ['Detail', `Priority ${reference}`],
      rows: factRows(priorityFacts(paper, priority)),
      widths: [30, 70],
      rowHeads: true
    },
    ...answers(paper, priority.id, level + 1),
    ...findings(paper, about, level + 1),
    ...priorityFields.flatMap((key) => text(paper, fieldNames[key] ?? '', priority[key], level + 1)),
    ...views(paper, about, level + 1),
    ...measures(paper, about, level + 1),
    ...evidence(paper, about, level + 1),
    ...(priority.actions.length === 0
      ? [para('There are no actions for this priority yet.')]
      : [
          heading(level + 1, `Actions for priority ${reference}`),
          ...priority.actions.flatMap((action) => actionBlocks(paper, action, level + 2))
        ])
  ]
}

/** Where everything is, by links: a list of pages would have to be brought up to date by hand. */
const contents = (paper: Paper, level: number): Block[] => [
  heading(level, 'Contents'),
  ...paper.plan.priorities.map((priority): Block => ({
    is: 'entry',
    level: 0,
    anchor: anchorOf(priority.id),
    pieces: [{ text: priorityTitle(paper, priority) }]
  })),
  { is: 'entry', level: 0, anchor: 'sources', pieces: [{ text: 'Key and sources' }] }
]

const overview = (paper: Paper, level: number): Block[] => {
  const { priorities } = paper.plan
  if (priorities.length === 0) return []
  return [
    heading(level, 'Priorities at a glance'),
    {
      is: 'table',
      caption: 'Each priority, how far it is and how many actions it has',
      head: ['Priority', 'Status', 'Impact felt by families', 'Actions'],
      rows: priorities.map((priority) => [
        cell(`${paper.references[priority.id] ?? ''} ${priority.title.text.trim()}`),
        { ...cell(statusText(paper, priority.status)), status: priority.status?.word ?? 'not-started' },
        cell(impactNames[priority.impact ?? 'not-yet']),
        cell(`${priority.actions.length}`)
      ]),
      widths: [32, 40, 16, 12],
      rowHeads: true
    }
  ]
}

const planFields = ['foreword', 'vision', 'context', 'coproduced', 'governance'] as const

/** The plan as it is read from front to back. `level`: of its own sections, so that it can stand in a paper. */
export const planBlocks = (paper: Paper, level = 1): Block[] => {
  const { plan, priorities, loose } = paper.plan
  return [
    para(standingText(paper)),
    ...(plan.notice ? [para(plan.notice, 'quote')] : []),
    {
      is: 'table',
      caption: 'About this plan',
      head: ['About', 'This plan'],
      rows: factRows(planFacts(paper)),
      widths: [30, 70],
      rowHeads: true
    },
    ...contents(paper, level),
    ...overview(paper, level),
    ...answers(paper, null, level),
    ...planFields.flatMap((key) => text(paper, fieldNames[key] ?? '', plan[key], level)),
    ...priorities.flatMap((priority) => [{ is: 'page' } satisfies Block, ...priorityBlocks(paper, priority, level)]),
    ...(loose.length === 0
      ? []
      : [
          { is: 'page' } satisfies Block,
          heading(level, 'Actions without a priority'),
          ...loose.flatMap((action) => actionBlocks(paper, action, level + 1))
        ])
  ]
}
