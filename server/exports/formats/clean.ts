import type { Paper } from '../../../shared/plan/paper.ts'

/**
 * Control characters, halves of letters, and marks that turn the direction of the text around them: no file
 * format needs them, XML may not hold most of them, and the last let words read as others than they are.
 * Source: Unicode TR 9 §2 (explicit directions), XML 1.0 §2.2.
 */
const unsafe = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u202A-\u202E\u2066-\u2069]/gu

export const cleanText = (text: string): string =>
  text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(unsafe, (letter) => (letter === '\n' ? letter : letter === '\t' ? ' ' : ''))

const cleaned = (value: unknown): unknown => {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(cleaned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleaned(inner)]))
}

/** The same paper with every text in it made harmless; what every format begins with. */
// Strings become strings and nothing else changes, which the compiler cannot see.
export const cleanPaper = (paper: Paper): Paper => cleaned(paper) as Paper
