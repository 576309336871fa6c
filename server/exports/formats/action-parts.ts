import type { Paper } from '../../../shared/plan/paper.ts'
import type { Milestone, Officer } from '../../../shared/plan/schema.ts'
import type { ActionSnapshot } from '../../../shared/plan/snapshot.ts'
import { leadsText, partnersText } from '../../../shared/sheet/columns.ts'
import { fieldNames, impactNames } from '../../../shared/words.ts'
import { cell, type Cell } from './blocks.ts'
import { dayText, statusText } from './standing.ts'

/** Labels that exports use in place of the screen's. Source: brief.md §4. */
export const exportNames = {
  text: 'Action',
  success: 'Success criteria',
  leads: 'Action lead',
  due: 'Due date',
  partners: 'Supporting partners'
} as const

export const officerText = ({ role, agency }: Officer): string =>
  [role, agency].filter((part) => part.trim() !== '').join(', ')

const milestones = ['milestone3', 'milestone6', 'milestone12'] as const
const milestoneText = ({ what, reached }: Milestone): string =>
  `${what} (${reached === null ? 'not reached yet' : `reached ${dayText(reached)}`})`

/** What is known of an action beside its texts; what nobody has filled in is said, so that no gap is overlooked. */
export const actionFacts = (paper: Paper, action: ActionSnapshot): [string, string, Cell['status']?][] => {
  const { start, due, revised, cost, felt, status } = action
  const none = 'Not set'
  return [
    [exportNames.leads, leadsText(action) || none],
    [exportNames.partners, partnersText(action) || 'None named'],
    [fieldNames['start'] ?? '', start ? dayText(start) : none],
    [
      exportNames.due,
      revised
        ? `${dayText(revised.date)}, first set for ${due ? dayText(due) : 'no date'}. ${revised.why}`.trim()
        : due
          ? dayText(due)
          : none
    ],
    [fieldNames['status'] ?? '', statusText(paper, status), status?.word ?? 'not-started'],
    [fieldNames['felt'] ?? '', impactNames[felt ?? 'not-yet']],
    ...(cost ? ([[fieldNames['cost'] ?? '', cost]] satisfies [string, string][]) : []),
    ...milestones.flatMap((key): [string, string][] => {
      const milestone = action[key]
      return milestone ? [[fieldNames[key] ?? '', milestoneText(milestone)]] : []
    })
  ]
}

export const factRows = (facts: readonly [string, string, Cell['status']?][]): Cell[][] =>
  facts.map(([name, value, status]) => [cell(name), { ...cell(value), ...(status ? { status } : {}) }])
