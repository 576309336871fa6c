import { GROUPS, STATUS_WORDS, type Group, type PlanType, type StatusWord } from '../../../shared/plan/vocabulary.ts'
import { statusNames } from '../../../shared/words.ts'
import type { PlanHead } from '../../state/views.ts'

/** The plan's values on the settings page, in the order they are listed. */
export const SETTINGS = [
  'type',
  'area',
  'groups',
  'bodies',
  'inspected',
  'reported',
  'submitted',
  'published',
  'officers',
  'notice',
  'statusKey'
] as const
export type Setting = (typeof SETTINGS)[number]
export type DateSetting = 'inspected' | 'reported' | 'submitted' | 'published'

export const isDateSetting = (key: Setting): key is DateSetting =>
  key === 'inspected' || key === 'reported' || key === 'submitted' || key === 'published'

/** What each is for, said where it is written. */
export const hints: Partial<Record<Setting, string>> = {
  bodies: 'One a line. For example, the integrated care board.',
  officers: 'A role and where it is, never a person’s name. For example: Director of children’s services, the council.',
  notice: 'Shown above the plan on every screen. Leave it empty for none.',
  statusKey: 'These words stand wherever a status is shown.'
}

/** The texts about the whole plan, in reading order. */
export const PLAN_TEXTS = ['foreword', 'vision', 'context', 'coproduced', 'governance'] as const

export type PlanDraft = {
  type: PlanType
  area: string
  groups: Group[]
  bodies: string
  date: { day: string; month: string; year: string }
  officers: { role: string; agency: string }[]
  notice: string
  statusKey: Record<StatusWord, string>
}

/** Names of bodies as they are typed, one a line; empty lines and doubles are left out. */
export const bodiesFrom = (typed: string): string[] => [
  ...new Set(
    typed
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
  )
]

/** Officers who have a role; a row without one is nobody. */
export const officersFrom = (rows: PlanDraft['officers']): PlanDraft['officers'] =>
  rows
    .map(({ role, agency }) => ({ role: role.trim(), agency: agency.trim() }))
    .filter(({ role, agency }) => role !== '' || agency !== '')

/** The plan's words for its ratings; an empty field is the usual word again. */
export const statusKeyFrom = (typed: Record<StatusWord, string>): Record<StatusWord, string> => ({
  'not-started': typed['not-started'].trim() || statusNames['not-started'],
  'on-track': typed['on-track'].trim() || statusNames['on-track'],
  slipping: typed.slipping.trim() || statusNames.slipping,
  'off-track': typed['off-track'].trim() || statusNames['off-track'],
  done: typed.done.trim() || statusNames.done
})

/** The rating whose word another rating has too; undefined when all differ. */
export const doubledWord = (key: Record<StatusWord, string>): StatusWord | undefined =>
  STATUS_WORDS.find((word, index) =>
    STATUS_WORDS.slice(0, index).some((other) => key[other].toLowerCase() === key[word].toLowerCase())
  )

export const isUsualKey = (key: Readonly<Record<StatusWord, string>>): boolean =>
  STATUS_WORDS.every((word) => key[word] === statusNames[word])

export const inOrder = (groups: readonly Group[]): Group[] => GROUPS.filter((group) => groups.includes(group))

export const draftOf = (head: PlanHead, date: PlanDraft['date']): PlanDraft => ({
  type: head.type,
  area: head.area,
  groups: [...head.groups],
  bodies: head.bodies.join('\n'),
  date,
  officers: head.officers.length > 0 ? head.officers.map((each) => ({ ...each })) : [{ role: '', agency: '' }],
  notice: head.notice,
  statusKey: { ...head.statusKey }
})
