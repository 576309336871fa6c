import { cleanText } from '../../../shared/plan/clean-text.ts'
import type { Paper } from '../../../shared/plan/paper.ts'

export { cleanText } from '../../../shared/plan/clean-text.ts'

const harmless = (value: unknown): unknown => {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(harmless)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, harmless(inner)]))
}

/** The same with every text in it made harmless. */
// Strings become strings and nothing else changes, which the compiler cannot see.
export const cleaned = <T>(value: T): T => harmless(value) as T

/** The same paper with every text in it made harmless; what every format begins with. */
export const cleanPaper = (paper: Paper): Paper => cleaned(paper)
