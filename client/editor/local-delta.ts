import { type Node } from 'prosemirror-model'
import { type Transaction } from 'prosemirror-state'
import { type Step } from 'prosemirror-transform'
import { cellsBetween, flatLength, indexAt, marksLeftOf, nextLineEnd, type Cell } from './flat.ts'
import { letterAttributes, lineEndAttributes, type TextKind } from './schema.ts'

/** Changes of the shared text from left to right; attributes are the complete say about their keys. */
export type TextOp =
  | { retain: number; attributes?: Record<string, unknown> }
  | { insert: string; attributes: Record<string, unknown> }
  | { delete: number }
export type TextDelta = TextOp[]

/** What a step touched, as indexes: the same text stands before `from`, and behind both ends. */
type Touched = { from: number; oldTo: number; newTo: number }

const touchedBy = (step: Step, before: Node, after: Node): Touched | undefined => {
  let from = Infinity
  let oldTo = -1
  let newTo = -1
  step.getMap().forEach((oldStart, oldEnd, _newStart, newEnd) => {
    from = Math.min(from, oldStart)
    oldTo = Math.max(oldTo, oldEnd)
    newTo = Math.max(newTo, newEnd)
  })
  if (oldTo < 0) {
    // Marks and attributes move nothing, so their map is empty: compare the two documents.
    const start = before.content.findDiffStart(after.content)
    const end = before.content.findDiffEnd(after.content)
    if (start === null || !end) return undefined
    from = start
    oldTo = Math.max(start, end.a)
    newTo = Math.max(start, end.b)
  }
  const touched = { from: indexAt(before, from), oldTo: indexAt(before, oldTo), newTo: indexAt(after, newTo) }
  // The last line end is never taken out and nothing goes behind it. A change that reaches it is the
  // same change one letter to the left, because a line end stands there in both documents.
  if (touched.oldTo === flatLength(before)) {
    touched.oldTo--
    touched.newTo--
    touched.from = Math.min(touched.from, touched.oldTo, touched.newTo)
  }
  return touched
}

/** Widens a touched part that starts or stops inside a letter of two units. */
const wholePairs = (touched: Touched, before: Node, after: Node): Touched => {
  const { from, oldTo, newTo } = touched
  const char = (doc: Node, index: number): string | undefined => cellsBetween(doc, index, index + 1)[0]?.char
  const left = from > 0 && isHigh(char(before, from - 1)) ? 1 : 0
  const right = isLow(char(before, oldTo)) && isLow(char(after, newTo)) ? 1 : 0
  return { from: from - left, oldTo: oldTo + right, newTo: newTo + right }
}

const isHigh = (char: string | undefined): boolean => char !== undefined && char >= '\ud800' && char <= '\udbff'
const isLow = (char: string | undefined): boolean => char !== undefined && char >= '\udc00' && char <= '\udfff'

/** Both halves of a pair go the same way: a lone half would read differently on every peer. */
const commonEnds = (before: readonly Cell[], after: readonly Cell[]): { prefix: number; suffix: number } => {
  const shorter = Math.min(before.length, after.length)
  const same = (a: Cell | undefined, b: Cell | undefined): boolean =>
    a !== undefined && b !== undefined && a.char === b.char && (a.end === null) === (b.end === null)
  let prefix = 0
  while (prefix < shorter && same(before[prefix], after[prefix])) prefix++
  if (prefix > 0 && isHigh(before[prefix - 1]?.char)) prefix--
  let suffix = 0
  while (suffix < shorter - prefix && same(before.at(-1 - suffix), after.at(-1 - suffix))) suffix++
  if (suffix > 0 && isLow(before.at(-suffix)?.char)) suffix--
  return { prefix, suffix }
}

/** What a reader sees of a cell: marks of letters, the kind of line ends. */
const attributesOf = (cell: Cell): Record<string, unknown> =>
  cell.end ? { list: cell.end.list, level: cell.end.level > 0 ? cell.end.level : null } : letterAttributes(cell.marks)

/**
 * Only the marks that differ, so that none is written for a letter that has it already. Of a line's kind
 * both halves: two people may have left a level without a list, which nobody sees until a list comes.
 */
const changedAttributes = (before: Cell, after: Cell): Record<string, unknown> | undefined => {
  const old = attributesOf(before)
  const now = attributesOf(after)
  const changed = Object.entries(now).filter(([key, value]) => old[key] !== value)
  if (changed.length === 0) return undefined
  return after.end ? now : Object.fromEntries(changed)
}

const sameAttributes = (a: Record<string, unknown> | undefined, b: Record<string, unknown> | undefined): boolean => {
  if (!a || !b) return a === b
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}

class DeltaWriter {
  readonly ops: TextDelta = []

  retain(length: number, attributes?: Record<string, unknown>): void {
    if (length === 0) return
    const last = this.ops.at(-1)
    if (last && 'retain' in last && sameAttributes(last.attributes, attributes)) last.retain += length
    else this.ops.push(attributes ? { retain: length, attributes } : { retain: length })
  }

  delete(length: number): void {
    if (length > 0) this.ops.push({ delete: length })
  }

  insert(text: string, attributes: Record<string, unknown>): void {
    const last = this.ops.at(-1)
    if (last && 'insert' in last && sameAttributes(last.attributes, attributes)) last.insert += text
    else this.ops.push({ insert: text, attributes })
  }

  /** Without the plain retain at the end; empty when nothing changes. */
  done(): TextDelta {
    const last = this.ops.at(-1)
    if (last && 'retain' in last && !last.attributes) this.ops.pop()
    return this.ops
  }
}

/**
 * The change of the shared text that one editor step stands for: only letters that really went are
 * deleted and only letters that really came are inserted, so every other keeps its id and its author.
 * @param before the document the step was applied to, not the transaction's first one.
 * Source: measured on the writing page: whole-line replacement gives a line to whoever presses Enter.
 */
export const deltaOfStep = (step: Step, before: Node, after: Node, kind: TextKind): TextDelta => {
  const hull = touchedBy(step, before, after)
  if (!hull) return []
  const { from, oldTo, newTo } = wholePairs(hull, before, after)
  const old = cellsBetween(before, from, oldTo)
  const now = cellsBetween(after, from, newTo)
  const { prefix, suffix } = commonEnds(old, now)
  const delta = new DeltaWriter()
  const keep = (oldCell: Cell | undefined, newCell: Cell | undefined): void => {
    if (oldCell && newCell) delta.retain(1, changedAttributes(oldCell, newCell))
  }
  delta.retain(from)
  for (let i = 0; i < prefix; i++) keep(old[i], now[i])
  delta.delete(old.length - prefix - suffix)
  let left = prefix > 0 || from > 0 ? marksLeftOf(after, from + prefix) : []
  for (const cell of now.slice(prefix, now.length - suffix)) {
    if (!cell.end) left = cell.marks
    delta.insert(cell.char, cell.end ? lineEndAttributes(cell.end, left) : letterAttributes(cell.marks))
  }
  for (let i = suffix; i > 0; i--) keep(old.at(-i), now.at(-i))
  // An editor keeps a line's kind at its start, the text at its end: the line the change ends in may
  // have another kind now although its end was not touched.
  const was = nextLineEnd(before, oldTo)
  const is = nextLineEnd(after, newTo)
  if ((kind === 'lines' || !is.last) && (was.kind.list !== is.kind.list || was.kind.level !== is.kind.level)) {
    delta.retain(is.distance)
    keep({ char: '\n', marks: [], end: was.kind }, { char: '\n', marks: [], end: is.kind })
  }
  return delta.done()
}

/** One delta per step of a transaction, in order. */
export const deltasOf = (tr: Transaction, kind: TextKind): TextDelta[] =>
  tr.steps.map((step, n) => deltaOfStep(step, tr.docs[n] ?? tr.before, tr.docs[n + 1] ?? tr.doc, kind))

const brokenPairs = (cells: readonly Cell[]): number => {
  let broken = 0
  cells.forEach((cell, i) => {
    const next = cells[i + 1]
    const previous = cells[i - 1]
    if (isHigh(cell.char) && !(isLow(next?.char) && next?.marks === cell.marks)) broken++
    if (isLow(cell.char) && !isHigh(previous?.char)) broken++
    if (cell.char === '\n' && !cell.end) broken++
  })
  return broken
}

/**
 * Whether a transaction would cut a letter of two units in half (by deletion, insertion or a mark) or
 * put a line end inside a line. Halves that stood there before are no reason to refuse.
 */
export const breaksLetters = (tr: Transaction): boolean =>
  tr.steps.some((step, n) => {
    const before = tr.docs[n] ?? tr.before
    const after = tr.docs[n + 1] ?? tr.doc
    const touched = touchedBy(step, before, after)
    if (!touched) return false
    const from = Math.max(0, touched.from - 1)
    const broken = (doc: Node, to: number): number => brokenPairs(cellsBetween(doc, from, to + 1))
    return broken(after, touched.newTo) > broken(before, touched.oldTo)
  })
