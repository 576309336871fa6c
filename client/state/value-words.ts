import type { Kind } from '../../shared/plan/schema.ts'
import { parseValue, type Lead, type Milestone, type Officer, type Status } from '../../shared/plan/schema.ts'
import type { Group, ImpactWord, PlanType, PriorityKind, StatusWord } from '../../shared/plan/vocabulary.ts'
import { groupNames, impactNames, planTypeNames, priorityKindNames } from '../../shared/words.ts'
import { longDate } from './dates.ts'

type Names = { statusName: (word: StatusWord) => string; now: Date }

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(', ')
const leadWords = ({ group, role }: Lead): string => joined([groupNames[group], role])
const officerWords = ({ role, agency }: Officer): string => joined([role, agency])

/** A value as people read it, for a list of what it has been; '' for one that says nothing. */
export const valueWords = (kind: Kind, key: string, value: unknown, { statusName, now }: Names): string => {
  const parsed = parseValue(kind, key, value)?.value
  if (parsed === undefined || parsed === null) return ''
  switch (key) {
    case 'status':
      return statusName((parsed as Status).word)
    case 'felt':
    case 'impact':
      return impactNames[parsed as ImpactWord]
    case 'kind':
      return priorityKindNames[parsed as PriorityKind]
    case 'type':
      return planTypeNames[parsed as PlanType]
    case 'leads':
      return (parsed as Lead[]).map(leadWords).join('; ')
    case 'officers':
      return (parsed as Officer[]).map(officerWords).join('; ')
    case 'officer':
      return officerWords(parsed as Officer)
    case 'partners':
    case 'groups':
      return joined((parsed as Group[]).map((group) => groupNames[group]))
    case 'bodies':
      return joined(parsed as string[])
    case 'revised':
      return longDate((parsed as { date: string }).date, now)
    case 'milestone3':
    case 'milestone6':
    case 'milestone12':
      return (parsed as Milestone).what
    case 'statusKey':
      return joined(Object.values(parsed as Record<string, string>))
    default: {
      const words = typeof parsed === 'string' ? parsed : ''
      return longDate(words, now) || words
    }
  }
}

/** The reason that stands with a value: why it is rated so, or why it moved. */
export const reasonOf = (key: string, value: unknown): string => {
  if (typeof value !== 'object' || value === null || (key !== 'status' && key !== 'revised')) return ''
  return 'why' in value && typeof value.why === 'string' ? value.why : ''
}
