import type { Measure, MeasureWarning } from '../../../shared/plan/records.ts'

/** A sentence for each thing about a measure that should be looked at again. */
export const warningWords: Record<MeasureWarning, string> = {
  'target-wrong-side': 'The target is on the wrong side of the starting figure. Please check.',
  'target-before-baseline': 'The target’s date is not after the date of the starting figure. Please check.',
  'reading-before-baseline': 'A figure is dated before the starting figure. Please check.',
  'milestone-wrong-side': 'A figure we hoped for is on the wrong side of the starting figure. Please check.',
  'falls-though-cumulative': 'It counts up from the start, but a later figure is smaller. Please check.'
}

/** "70%", "£1,400", "12 weeks", "-3.5". */
export const figureWords = (value: number, unit: string): string => {
  const number = value.toLocaleString('en-GB', { maximumFractionDigits: 6 })
  if (unit === '') return number
  if (unit === '%') return `${number}%`
  return unit === '£' ? `£${number}` : `${number} ${unit}`
}

/** The latest figure that was really counted. */
export const latestActual = ({ readings }: Measure): { value: number; date: string } | undefined => {
  const rows = readings.flatMap(({ date, actual }) => (actual === null ? [] : [{ value: actual, date }]))
  return rows.sort((a, b) => (a.date < b.date ? -1 : 1)).at(-1)
}

/** Where a measure stands, by its latest figure; undefined when there is nothing to compare. */
export const standing = (measure: Measure): 'reached' | 'better' | 'worse' | 'same' | undefined => {
  const latest = latestActual(measure)
  if (!latest) return undefined
  const gain = (from: number): number => (measure.direction === 'up' ? latest.value - from : from - latest.value)
  if (measure.target && gain(measure.target.value) >= 0) return 'reached'
  if (!measure.baseline) return undefined
  const step = gain(measure.baseline.value)
  return step > 0 ? 'better' : step < 0 ? 'worse' : 'same'
}

/** A figure as people type it: "1,400", "£42.1", "70 %". @returns undefined when it is none. */
export const parseFigure = (typed: string): number | null | undefined => {
  const plain = typed.replaceAll(/[\s,£%]/gu, '').replace('−', '-')
  if (plain === '') return null
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : undefined
}
