import type { Group, PlanType, PriorityKind } from '../../../shared/plan/vocabulary.ts'
import { fieldNames, planTypeNames } from '../../../shared/words.ts'
import { emptyInvitation, isBlank, mendInvitation, type Invitation } from '../../parts/forms/invitation.ts'
import type { PlanValues } from '../../state/api.ts'
import { parseDate } from '../../state/dates.ts'

type Typed = { day: string; month: string; year: string }

/** The dates a plan starts with, in the order they happen. */
export const PLAN_DATES = ['inspected', 'reported', 'submitted', 'published'] as const
export type PlanDate = (typeof PLAN_DATES)[number]

export type PriorityRow = { key: number; title: string; kind: PriorityKind }
export type PersonRow = { key: number; person: Invitation; refused: string }

/** A plan as it is being typed, before there is one. */
export type Draft = {
  type: PlanType | ''
  area: string
  title: string
  dates: Record<PlanDate, Typed>
  group: Group | ''
  groups: Group[]
  priorities: PriorityRow[]
  people: PersonRow[]
}

const noDate = (): Typed => ({ day: '', month: '', year: '' })

export const emptyDraft = (groups: readonly Group[]): Draft => ({
  type: '',
  area: '',
  title: '',
  dates: { inspected: noDate(), reported: noDate(), submitted: noDate(), published: noDate() },
  group: '',
  groups: [...groups],
  priorities: [{ key: 0, title: '', kind: 'theme' }],
  people: []
})

export const emptyPerson = (key: number): PersonRow => ({ key, person: emptyInvitation(), refused: '' })

/** What the priorities of a plan of this type usually are. */
export const usualKind = (type: PlanType | ''): PriorityKind => {
  switch (type) {
    case 'written-statement-of-action':
      return 'significant-weakness'
    case 'accelerated-progress-plan':
    case 'priority-action-plan':
      return 'priority-action'
    case 'improvement-plan':
      return 'improvement'
    default:
      return 'theme'
  }
}

/** A title to start from, until somebody writes one. */
export const suggestedTitle = (type: PlanType | '', area: string): string => {
  const place = area.trim()
  if (type === '') return ''
  const kind = type === 'other' ? 'SEND plan' : planTypeNames[type]
  return place === '' ? kind : `${kind} for ${place}`
}

export type Problem = { field: string; message: string }

/** What has to be mended before the plan can be made: the id of a field and a sentence each. */
export const problemsOf = (draft: Draft): Problem[] => {
  const problems: Problem[] = []
  if (draft.type === '') problems.push({ field: 'type', message: 'Choose the kind of plan.' })
  if (draft.area.trim() === '') problems.push({ field: 'area', message: 'Write the name of your local area.' })
  if (draft.title.trim() === '') problems.push({ field: 'title', message: 'Write a title for the plan.' })
  if (draft.group === '') problems.push({ field: 'group', message: 'Choose your own group.' })
  for (const key of PLAN_DATES) {
    const read = parseDate(draft.dates[key])
    if ('mend' in read) problems.push({ field: `${key}-day`, message: `${fieldNames[key] ?? ''}: ${read.mend}` })
  }
  for (const { key, person } of draft.people) {
    if (isBlank(person)) continue
    for (const { part, message } of mendInvitation(person)) {
      problems.push({ field: `person-${key}-${part}`, message })
    }
  }
  return problems
}

/** The plan's values, once nothing has to be mended; undefined before that. */
export const valuesOf = (draft: Draft): PlanValues | undefined => {
  const { type, group } = draft
  if (type === '' || group === '' || problemsOf(draft).length > 0) return undefined
  const values: PlanValues = { title: draft.title.trim(), type, area: draft.area.trim(), group }
  for (const key of PLAN_DATES) {
    const read = parseDate(draft.dates[key])
    if ('iso' in read && read.iso !== null) values[key] = read.iso
  }
  values.groups = draft.groups.includes(group) ? draft.groups : [...draft.groups, group]
  return values
}

let kept: { readonly by: string; readonly draft: Draft } | undefined

/** Keeps what `by` has typed while the page is left, in memory only; undefined when there is nothing left to do. */
export const keepDraft = (by: string, draft: Draft | undefined): void => {
  kept = draft && { by, draft }
}

/** What was typed here before, by the same person and since the board was opened. */
export const keptDraft = (by: string | undefined): Draft | undefined => (kept?.by === by ? kept?.draft : undefined)

/** A key that no row has yet. */
export const nextKey = (rows: readonly { key: number }[]): number => Math.max(-1, ...rows.map(({ key }) => key)) + 1
