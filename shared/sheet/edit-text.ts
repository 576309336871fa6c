import type * as Y from 'yjs'
import type { textKind } from '../plan/schema.ts'
import { walkText } from '../plan/text.ts'
import { hunksOf, tokensOf } from './words.ts'

type TextKind = NonNullable<ReturnType<typeof textKind>>
type Attributes = Readonly<Record<string, unknown>>
type Delta = ({ retain: number } | { insert: string; attributes: Record<string, unknown> } | { delete: number })[]

const marks = ['bold', 'italic', 'link'] as const
const markedAs = (attributes: Attributes | undefined): Attributes =>
  Object.fromEntries(marks.map((mark) => [mark, attributes?.[mark] ?? null]))
const sharedMarks = (letters: readonly (Attributes | undefined)[]): Attributes => {
  const all = letters.map(markedAs)
  return Object.fromEntries(
    marks.map((mark) => [
      mark,
      all.length > 0 && all.every((one) => one[mark] === all[0]?.[mark]) ? all[0]?.[mark] : null
    ])
  )
}

/** Attributes of each letter, line ends too. */
const attributesOf = (text: Y.Text): Attributes[] => {
  const all: Attributes[] = []
  walkText(text, (run) => {
    for (let letter = 0; letter < run.text.length; letter++) all.push(run.attributes)
  })
  return all
}

/**
 * Makes a text say `wanted`, word by word: what stays is not touched and keeps its author and its look; new words
 * look as those they stand for, or as both their neighbours do; a new line is of the kind of the line it parts.
 * Space around the whole text stays as it is, and so does the line end that closes it. @returns whether anything changed
 */
export const editText = (text: Y.Text, kind: TextKind, wanted: string): boolean => {
  const flat = text.toJSON()
  const body = kind === 'lines' && flat.endsWith('\n') ? flat.slice(0, -1) : flat
  const start = body.trim() === '' ? body.length : body.length - body.trimStart().length
  const words = tokensOf(body.slice(start).trimEnd())
  const fresh = tokensOf(wanted)
  const hunks = hunksOf(words, fresh)
  if (hunks.length === 0) return false
  const looks = attributesOf(text)
  /** Where each token begins. */
  const places = [start]
  for (const { raw } of words) places.push((places.at(-1) ?? 0) + raw.length)
  const delta: Delta = []
  let done = 0
  for (const hunk of hunks) {
    const [from = 0, to = 0] = [places[hunk.from], places[hunk.to]]
    const letters = (at: number, end: number): number[] =>
      Array.from({ length: end - at }, (_, index) => at + index).filter((index) => flat.charAt(index) !== '\n')
    const replaced = letters(from, to)
    const beside = [from - 1, to].filter((index) => index >= 0 && index < body.length && flat.charAt(index) !== '\n')
    const look = sharedMarks(
      (replaced.length > 0 ? replaced : beside.length === 2 ? beside : []).map((at) => looks[at])
    )
    // The end of the line that the new words stand in, or the letters behind it if an outsider took it away.
    const lineEnd = flat.indexOf('\n', from)
    const { list = null, level = null } = looks[lineEnd] ?? {}
    if (from > done) delta.push({ retain: from - done })
    const said = fresh.slice(hunk.start, hunk.end).map((token) => token.text)
    for (const part of said.join('').split(/(\n)/)) {
      if (part === '') continue
      const ownKind = part === '\n' ? { list, level } : { list: null, level: null }
      delta.push({ insert: part, attributes: { ...look, ...ownKind } })
    }
    if (to > from) delta.push({ delete: to - from })
    done = to
  }
  text.applyDelta(delta)
  return true
}
