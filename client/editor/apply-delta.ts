import { Fragment, Slice, type Node } from 'prosemirror-model'
import { type Transaction } from 'prosemirror-state'
import { ReplaceStep } from 'prosemirror-transform'
import { LineBuilder, lineStarts, positionAt } from './flat.ts'
import { type ShownDelta } from './remote-delta.ts'
import {
  kindOf,
  lineKind,
  marksFrom,
  plainKind,
  schemaOf,
  type Attributes,
  type LineKind,
  type TextKind
} from './schema.ts'

type Change =
  | { type: 'replace'; from: number; to: number; lines: LineBuilder }
  | { type: 'format'; from: number; to: number; attributes: Attributes }

/** Neighbouring insertions and deletions belong together: between them a text may lack its last line end. */
const changesOf = (delta: ShownDelta, kind: TextKind): Change[] => {
  const changes: Change[] = []
  let index = 0
  for (const op of delta) {
    if ('retain' in op) {
      if (op.attributes) changes.push({ type: 'format', from: index, to: index + op.retain, attributes: op.attributes })
      index += op.retain
      continue
    }
    let change = changes.at(-1)
    if (change?.type !== 'replace' || change.to !== index) {
      change = { type: 'replace', from: index, to: index, lines: new LineBuilder(kind) }
      changes.push(change)
    }
    if ('insert' in op) change.lines.add(op.insert, op.attributes)
    else {
      change.to += op.delete
      index += op.delete
    }
  }
  return changes
}

const setKind = (tr: Transaction, position: number, kind: LineKind): void => {
  const at = tr.doc.resolve(position)
  const before = kindOf(at.parent)
  if (before.list !== kind.list) tr.setNodeAttribute(at.before(), 'list', kind.list)
  if (before.level !== kind.level) tr.setNodeAttribute(at.before(), 'level', kind.level)
}

const replace = (
  tr: Transaction,
  change: Extract<Change, { type: 'replace' }>,
  starts: readonly number[],
  before: Node,
  kind: TextKind
): void => {
  let { from, to } = change
  const lines = change.lines.lines.map((line) => ({ ...line }))
  const length = starts.at(-1) ?? 0
  const kindAtIndex = (index: number): LineKind => kindOf(tr.doc.resolve(positionAt(before, index, starts)).parent)
  let lastKind: LineKind | undefined
  if (to === length) {
    // The change reaches behind the last line end: the same change one letter to the left, since a line
    // end stands at the end of the text before and after it.
    if (lines.length > 1) {
      lines.pop()
      lastKind = lines.at(-1)?.kind ?? plainKind
      if (from === length) {
        from--
        lines.unshift({ kind: kindAtIndex(from), inline: [] })
      }
    } else {
      from--
      lastKind = kindAtIndex(from)
    }
    to--
  }
  const start = positionAt(before, from, starts)
  const stop = positionAt(before, to, starts)
  lastKind ??= kindOf(tr.doc.resolve(stop).parent)
  const schema = schemaOf(kind)
  const last = lines.length - 1
  const slice =
    last === 0
      ? new Slice(Fragment.from(lines[0]?.inline ?? []), 0, 0)
      : new Slice(
          Fragment.from(
            lines.map(({ kind: own, inline }, n) =>
              schema.node('line', { ...(n === last ? lastKind : (own ?? plainKind)) }, inline)
            )
          ),
          1,
          1
        )
  if (start !== stop || slice.size > 0) tr.step(new ReplaceStep(start, stop, slice))
  setKind(tr, start, last === 0 ? lastKind : (lines[0]?.kind ?? plainKind))
}

const format = (
  tr: Transaction,
  change: Extract<Change, { type: 'format' }>,
  starts: readonly number[],
  before: Node,
  kind: TextKind
): void => {
  const schema = schemaOf(kind)
  const marks = marksFrom(schema, change.attributes)
  const from = positionAt(before, change.from, starts)
  // What stood behind may be gone already, as changes are made from right to left.
  const to = Math.min(positionAt(before, change.to, starts), tr.doc.content.size)
  const wrong: { from: number; to: number }[] = []
  const ends: number[] = []
  tr.doc.nodesBetween(from, to, (node, position) => {
    if (node.isText) {
      const same = node.marks.length === marks.length && marks.every((mark) => mark.isInSet(node.marks))
      if (!same) wrong.push({ from: Math.max(from, position), to: Math.min(to, position + node.nodeSize) })
    } else if (node.type.name === 'line' && position + node.nodeSize - 1 >= from && position + node.nodeSize - 1 < to) {
      ends.push(position + 1)
    }
  })
  for (const range of wrong) {
    tr.removeMark(range.from, range.to)
    for (const mark of marks) tr.addMark(range.from, range.to, mark)
  }
  for (const end of ends) setKind(tr, end, lineKind(change.attributes['list'], change.attributes['level']))
}

/**
 * Adds a change of the shared text to an editor transaction, from right to left so that no position on
 * the left moves. The delta speaks about the flat text with its last line end, as `flatLength` counts.
 */
export const applyDelta = (tr: Transaction, delta: ShownDelta, kind: TextKind): void => {
  const before = tr.doc
  const starts = lineStarts(before)
  for (const change of changesOf(delta, kind).reverse()) {
    if (change.type === 'replace') replace(tr, change, starts, before, kind)
    else format(tr, change, starts, before, kind)
  }
}
