import { cleanText } from '../plan/clean-text.ts'

/** A word, a stretch of space, a line end or one other sign. `raw` is how a text holds it, `text` how files show it. */
export type Token = { raw: string; text: string }

/** Together the raw parts are the text again. What no file shows goes with the word before it. */
export const tokensOf = (text: string): Token[] => {
  const tokens: Token[] = []
  for (const [raw] of text.matchAll(/\r\n?|\n|[^\S\n\r]+|[\p{L}\p{N}\p{M}'’]+|[^\s\p{L}\p{N}\p{M}'’]/gu)) {
    const shown = cleanText(raw)
    const last = tokens.at(-1)
    if (shown === '' && last) last.raw += raw
    else tokens.push({ raw, text: shown })
  }
  return tokens
}

/** From `from` to `to` of the older list stands what goes from `start` to `end` in the newer one. */
export type Hunk = { from: number; to: number; start: number; end: number }

/** Steps of the search; beyond it everything between the first and the last difference counts as written anew. */
const differencesMax = 600

/** The fewest words that go and come. Source: Myers, An O(ND) Difference Algorithm (1986). */
export const hunksOf = (older: readonly Token[], newer: readonly Token[]): Hunk[] => {
  const same = (a: number, b: number): boolean => older[a]?.text === newer[b]?.text
  let head = 0
  while (head < older.length && head < newer.length && same(head, head)) head++
  let tail = 0
  while (
    tail < older.length - head &&
    tail < newer.length - head &&
    same(older.length - 1 - tail, newer.length - 1 - tail)
  )
    tail++
  const rows = older.length - head - tail
  const columns = newer.length - head - tail
  if (rows === 0 && columns === 0) return []
  const whole = { from: head, to: head + rows, start: head, end: head + columns }
  if (rows === 0 || columns === 0) return [whole]
  const trace: Int32Array<ArrayBuffer>[] = []
  const reach = Math.min(rows + columns, differencesMax)
  let furthest = new Int32Array(2 * reach + 3)
  const middle = reach + 1
  const at = (table: Int32Array, diagonal: number): number => table[middle + diagonal] ?? 0
  const goesDown = (table: Int32Array, diagonal: number, step: number): boolean =>
    diagonal === -step || (diagonal !== step && at(table, diagonal - 1) < at(table, diagonal + 1))
  let found = -1
  for (let step = 0; step <= reach && found < 0; step++) {
    trace.push(furthest.slice())
    for (let diagonal = -step; diagonal <= step; diagonal += 2) {
      let row = goesDown(furthest, diagonal, step) ? at(furthest, diagonal + 1) : at(furthest, diagonal - 1) + 1
      while (row < rows && row - diagonal < columns && same(head + row, head + row - diagonal)) row++
      furthest[middle + diagonal] = row
      if (row >= rows && row - diagonal >= columns) {
        found = step
        break
      }
    }
  }
  if (found < 0) return [whole]
  const hunks: Hunk[] = []
  const note = (from: number, to: number, start: number, end: number): void => {
    const next = hunks[0]
    if (next?.from === to && next.start === end) {
      next.from = from
      next.start = start
    } else hunks.unshift({ from, to, start, end })
  }
  for (let [row, column, step] = [rows, columns, found]; step > 0; step--) {
    furthest = trace[step] ?? furthest
    const diagonal = row - column
    const before = goesDown(furthest, diagonal, step) ? diagonal + 1 : diagonal - 1
    const fromRow = at(furthest, before)
    const fromColumn = fromRow - before
    if (before > diagonal) note(head + fromRow, head + fromRow, head + fromColumn, head + fromColumn + 1)
    else note(head + fromRow, head + fromRow + 1, head + fromColumn, head + fromColumn)
    row = fromRow
    column = fromColumn
  }
  return hunks
}

/** Words that stay, went or came, from left to right, so as people read a difference. */
export type Piece = { is: 'kept' | 'gone' | 'fresh'; text: string }

const shownOf = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join('')

export const piecesOf = (older: string, newer: string): Piece[] => {
  const [was, is] = [tokensOf(older), tokensOf(newer)]
  const pieces: Piece[] = []
  const add = (kind: Piece['is'], tokens: readonly Token[]): void => {
    if (tokens.length > 0) pieces.push({ is: kind, text: shownOf(tokens) })
  }
  let done = 0
  for (const { from, to, start, end } of phrases(hunksOf(was, is), was)) {
    add('kept', was.slice(done, from))
    add('gone', was.slice(from, to))
    add('fresh', is.slice(start, end))
    done = to
  }
  add('kept', was.slice(done))
  return pieces
}

/** Differences with nothing but a space between them are read as one. */
const phrases = (hunks: readonly Hunk[], was: readonly Token[]): Hunk[] => {
  const joined: Hunk[] = []
  for (const hunk of hunks) {
    const last = joined.at(-1)
    if (last && hunk.from - last.to <= 1 && /^ *$/.test(shownOf(was.slice(last.to, hunk.from)))) {
      last.to = hunk.to
      last.end = hunk.end
    } else joined.push({ ...hunk })
  }
  return joined
}

/** `text`: both changes in one; where they meet, `mine` stands. `clash`: whether they meet anywhere. */
export type Merged = { text: string; clash: boolean }

const meets = (a: Hunk, b: Hunk): boolean =>
  a.from === a.to
    ? b.from < a.from && a.from < b.to
    : b.from === b.to
      ? a.from < b.from && b.from < a.to
      : a.from < b.to && b.from < a.to

/** Two people's changes of the same words, brought together. New words at one and the same place both stand. */
export const mergeWords = (base: string, theirs: string, mine: string): Merged => {
  const [was, now, own] = [tokensOf(base), tokensOf(theirs), tokensOf(mine)]
  const others = hunksOf(was, now)
  const ours = hunksOf(was, own)
  const said = (hunk: Hunk, words: readonly Token[]): string => shownOf(words.slice(hunk.start, hunk.end))
  const isTwin = (a: Hunk): boolean =>
    ours.some((b) => a.from === b.from && a.to === b.to && said(a, now) === said(b, own))
  const fresh = others.filter((hunk) => !isTwin(hunk))
  const lost = fresh.filter((hunk) => ours.some((each) => meets(hunk, each)))
  const all = [
    ...fresh.filter((hunk) => !lost.includes(hunk)).map((hunk) => ({ ...hunk, words: now })),
    ...ours.map((hunk) => ({ ...hunk, words: own }))
  ].sort((a, b) => a.from - b.from || a.to - b.to)
  let text = ''
  let done = 0
  for (const { from, to, start, end, words } of all) {
    text += shownOf(was.slice(done, from)) + shownOf(words.slice(start, end))
    done = Math.max(done, to)
  }
  return { text: text + shownOf(was.slice(done)), clash: lost.length > 0 }
}
