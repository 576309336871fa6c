import { toggleMark } from 'prosemirror-commands'
import { TextSelection, type Command, type EditorState, type Transaction } from 'prosemirror-state'
import { canSplit } from 'prosemirror-transform'
import { listLevelMax } from '../../shared/plan/schema.ts'
import { kindOf, plainKind, schemaOf, type LineKind, type ListKind, type TextKind } from './schema.ts'

/** Lines the selection touches, as positions before them. */
const selectedLines = (state: EditorState): { position: number; kind: LineKind }[] => {
  const lines: { position: number; kind: LineKind }[] = []
  state.doc.nodesBetween(state.selection.from, state.selection.to, (node, position) => {
    if (node.type.name === 'line') lines.push({ position, kind: kindOf(node) })
    return false
  })
  return lines
}

const setLine = (tr: Transaction, position: number, kind: LineKind): void => {
  const now = tr.doc.nodeAt(position)
  if (!now) return
  const before = kindOf(now)
  if (before.list !== kind.list) tr.setNodeAttribute(position, 'list', kind.list)
  if (before.level !== kind.level) tr.setNodeAttribute(position, 'level', kind.level)
}

const changeLines =
  (change: (kind: LineKind) => LineKind): Command =>
  (state, dispatch) => {
    const tr = state.tr
    for (const line of selectedLines(state)) setLine(tr, line.position, change(line.kind))
    if (!tr.docChanged) return false
    dispatch?.(tr.scrollIntoView())
    return true
  }

/** All selected lines are of this list: it comes off. Otherwise they all become it. */
export const toggleList =
  (list: ListKind): Command =>
  (state, dispatch) =>
    changeLines(inList(state, list) ? () => plainKind : (kind) => ({ list, level: kind.level }))(state, dispatch)

/** Some selected line is in a list, so there is a way out of one. */
export const selectedInList = (state: EditorState): boolean =>
  selectedLines(state).some((line) => line.kind.list !== null)

export const inList = (state: EditorState, list: ListKind): boolean =>
  selectedLines(state).every((line) => line.kind.list === list)

/** One level in, at most one deeper than the line above: an item with nothing around it belongs to nothing. */
export const indent: Command = (state, dispatch) => {
  const tr = state.tr
  for (const { position, kind } of selectedLines(state)) {
    const above = tr.doc.resolve(position).nodeBefore
    const aboveKind = above ? kindOf(above) : plainKind
    const deepest = aboveKind.list ? Math.min(aboveKind.level + 1, listLevelMax) : 0
    if (kind.list && kind.level < deepest) setLine(tr, position, { list: kind.list, level: kind.level + 1 })
  }
  if (!tr.docChanged) return false
  dispatch?.(tr.scrollIntoView())
  return true
}

/** One level out; from the outermost the line leaves the list. */
export const outdent: Command = changeLines((kind) =>
  kind.list && kind.level > 0 ? { list: kind.list, level: kind.level - 1 } : plainKind
)

/** Enter: the letters on both sides stay who wrote them; in an empty list line it leaves the list. */
export const splitLine: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (empty && $from.depth === 1 && $from.parent.content.size === 0 && kindOf($from.parent).list) {
    return outdent(state, dispatch)
  }
  const tr = state.tr
  if (!empty) tr.deleteSelection()
  const at = tr.selection.$from
  if (at.depth !== 1 || !canSplit(tr.doc, at.pos)) return false
  const marks = state.storedMarks ?? at.marks()
  tr.split(tr.selection.from)
  tr.ensureMarks(marks)
  dispatch?.(tr.scrollIntoView())
  return true
}

/** Takes out the line end before `position` (the start of a line); an empty line takes the other's kind. */
const join = (tr: Transaction, boundary: number): void => {
  const left = tr.doc.resolve(boundary).nodeBefore
  const right = tr.doc.resolve(boundary).nodeAfter
  if (!left || !right) return
  const kind = left.content.size === 0 ? kindOf(right) : kindOf(left)
  const start = boundary - left.nodeSize
  tr.join(boundary)
  setLine(tr, start, kind)
}

/** Backspace at the start of a line: first out of the list, then to the end of the line before. */
export const backspaceAtStart: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || $from.depth !== 1 || $from.parentOffset > 0) return false
  if (kindOf($from.parent).list) return outdent(state, dispatch)
  if ($from.index(0) === 0) return true
  const tr = state.tr
  join(tr, $from.before())
  dispatch?.(tr.scrollIntoView())
  return true
}

/** Delete at the end of a line: the next line comes up. */
export const deleteAtEnd: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || $from.depth !== 1 || $from.parentOffset < $from.parent.content.size) return false
  if ($from.index(0) === state.doc.childCount - 1) return true
  const tr = state.tr
  join(tr, $from.after())
  dispatch?.(tr.scrollIntoView())
  return true
}

/** A selection over several lines goes out without taking whole lines, so that the first keeps its kind. */
export const deleteRange: Command = (state, dispatch) => {
  if (state.selection.empty) return false
  const { from, to } = state.selection
  const tr = state.tr
  const start = TextSelection.between(tr.doc.resolve(from), tr.doc.resolve(to))
  tr.delete(start.from, start.to)
  dispatch?.(tr.scrollIntoView())
  return true
}

export const toggleBold = (kind: TextKind): Command => toggleMark(schemaOf(kind).marks.bold)
export const toggleItalic = (kind: TextKind): Command => toggleMark(schemaOf(kind).marks.italic)

/** Whether the next letter, or every selected one, has this mark. */
export const hasMark = (state: EditorState, name: 'bold' | 'italic'): boolean => {
  const { $from, from, to, empty } = state.selection
  if (empty) return (state.storedMarks ?? $from.marks()).some((mark) => mark.type.name === name)
  let every = true
  state.doc.nodesBetween(from, to, (node) => {
    if (node.isText && !node.marks.some((mark) => mark.type.name === name)) every = false
  })
  return every
}
