/** Whole percents which together make one hundred: what is left of rounding goes where most was lost. */
export const wholePercents = (counts: readonly number[]): number[] => {
  const whole = counts.reduce((sum, count) => sum + count, 0)
  if (whole === 0) return counts.map(() => 0)
  const parts = counts.map((count, index) => {
    const exact = (100 * count) / whole
    return { index, percent: Math.floor(exact), lost: exact - Math.floor(exact) }
  })
  const left = 100 - parts.reduce((sum, { percent }) => sum + percent, 0)
  const first = new Set([...parts].sort((a, b) => b.lost - a.lost).flatMap(({ index }, n) => (n < left ? [index] : [])))
  return parts.map(({ index, percent }) => percent + (first.has(index) ? 1 : 0))
}
