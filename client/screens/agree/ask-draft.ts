import { GROUPS, type Group } from '../../../shared/plan/vocabulary.ts'
import type { AskData } from '../../../shared/versions/version.ts'
import { parseDate, startOfDay } from '../../state/dates.ts'

/** What a lead fills in to ask groups; the date as it is typed. */
export type AskDraft = {
  groups: Group[]
  closes: 'never' | 'day'
  day: { day: string; month: string; year: string }
}
export type AskMend = { groups?: string; day?: string }

export const emptyAsk = (groups: readonly Group[]): AskDraft => ({
  groups: [...groups],
  closes: 'never',
  day: { day: '', month: '', year: '' }
})

const dayMs = 24 * 60 * 60 * 1000

/** What is asked for, or what is to be mended first. Answers close with the end of the day, on this device's clock. */
export const askOf = (draft: AskDraft, nowMs: number): { ask: AskData } | { mend: AskMend } => {
  const asked = GROUPS.filter((group) => draft.groups.includes(group))
  const groups = asked.length === 0 ? 'Choose at least one group.' : ''
  if (draft.closes === 'never') return groups ? { mend: { groups } } : { ask: { asked, closesAt: null } }
  const date = parseDate(draft.day)
  // A day is longer or shorter where clocks change: the next one is found from its noon.
  const closesAt = 'iso' in date && date.iso ? startOfDay(nextDay(date.iso)) - 1 : 0
  const day =
    'mend' in date
      ? date.mend
      : closesAt === 0
        ? 'Write the day.'
        : closesAt <= nowMs
          ? 'Choose a day that is not over.'
          : ''
  if (groups || day) return { mend: { groups, day } }
  return { ask: { asked, closesAt } }
}

const nextDay = (iso: string): string => new Date(Date.parse(`${iso}T12:00:00Z`) + dayMs).toISOString().slice(0, 10)
