import type { Measure } from '../../../shared/plan/records.ts'
import { dateFields, parseDate } from '../../state/dates.ts'
import { parseFigure } from './measure-words.ts'

type Typed = { day: string; month: string; year: string }
/** A measure as it is typed: figures and dates are words until they are saved. */
export type MeasureDraft = {
  name: string
  unit: string
  direction: Measure['direction']
  count: Measure['count']
  source: string
  baseline: { value: string; date: Typed }
  target: { value: string; date: Typed }
  readings: { key: number; date: Typed; milestone: string; actual: string }[]
}
/** What to mend, by the field it stands beside. */
export type MeasureProblems = Readonly<Record<string, string>>

const shown = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value))
const dated = (from: Measure['baseline']) => ({ value: shown(from?.value), date: dateFields(from?.date ?? null) })

export const draftOf = (measure: Measure | undefined): MeasureDraft => ({
  name: measure?.name ?? '',
  unit: measure?.unit ?? '',
  direction: measure?.direction ?? 'up',
  count: measure?.count ?? 'point',
  source: measure?.source ?? '',
  baseline: dated(measure?.baseline ?? null),
  target: dated(measure?.target ?? null),
  readings: (measure?.readings ?? []).map((row, key) => ({
    key,
    date: dateFields(row.date),
    milestone: shown(row.milestone),
    actual: shown(row.actual)
  }))
})

const notFigure = 'Write a number, for example 42.5.'

/** The measure that was typed, or what to mend. Rows with nothing in them are left out. */
export const readDraft = (draft: MeasureDraft): { measure: Measure } | { problems: MeasureProblems } => {
  const problems: Record<string, string> = {}
  const readDated = (key: 'baseline' | 'target'): Measure['baseline'] => {
    const value = parseFigure(draft[key].value)
    const date = parseDate(draft[key].date)
    if (value === undefined) problems[key] = notFigure
    if ('mend' in date) problems[`${key}-date`] = date.mend
    if (value === undefined || 'mend' in date) return null
    if (value === null && date.iso === null) return null
    if (value === null) problems[key] = 'Write the figure for this date, or take the date away.'
    if (date.iso === null) problems[`${key}-date`] = 'Write the date of this figure.'
    return value !== null && date.iso !== null ? { value, date: date.iso } : null
  }
  const baseline = readDated('baseline')
  const target = readDated('target')
  const readings: Measure['readings'] = []
  for (const row of draft.readings) {
    const [milestone, actual] = [parseFigure(row.milestone), parseFigure(row.actual)]
    const date = parseDate(row.date)
    const key = `row-${row.key}`
    if (milestone === undefined || actual === undefined) problems[key] = notFigure
    else if ('mend' in date) problems[`${key}-date`] = date.mend
    else if (date.iso === null && (milestone !== null || actual !== null))
      problems[`${key}-date`] = 'Write the date of this figure.'
    else if (date.iso !== null && readings.some((other) => other.date === date.iso))
      problems[`${key}-date`] = 'There is a row for this day already.'
    else if (date.iso !== null) readings.push({ date: date.iso, milestone, actual })
  }
  if (draft.name.trim() === '') problems['name'] = 'Say what is counted.'
  if (Object.keys(problems).length > 0) return { problems }
  readings.sort((a, b) => (a.date < b.date ? -1 : 1))
  const { direction, count } = draft
  const words = { name: draft.name.trim(), unit: draft.unit.trim(), source: draft.source.trim() }
  return { measure: { ...words, direction, count, baseline, target, readings } }
}
