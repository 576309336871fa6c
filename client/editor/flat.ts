import { type Mark, type Node } from 'prosemirror-model'
import * as Y from 'yjs'
import {
  kindOf,
  lineKind,
  marksFrom,
  schemaOf,
  type Attributes,
  type LineKind,
  type TextKind,
  type TextSchema
} from './schema.ts'

/**
 * The flat text an editor document stands for: its lines, each followed by one line end. Indexes are
 * UTF-16 units of it. In line n, `position = index + 1 + n`. The last line end may be missing in the
 * shared text (always in a text of kind 'line'); the flat text has it all the same.
 */
export const flatLength = (doc: Node): number => doc.content.size - doc.childCount

/** Index of an editor position; a position between two lines is the start of the next one. */
export const indexAt = (doc: Node, position: number): number => {
  const at = doc.resolve(position)
  return position - at.index(0) - (at.depth === 0 ? 0 : 1)
}

/** Where each line starts, as index; one entry more than lines: the flat length. */
export const lineStarts = (doc: Node): number[] => {
  const starts = [0]
  let index = 0
  doc.forEach((line) => {
    index += line.content.size + 1
    starts.push(index)
  })
  return starts
}

/** The line an index lies in; the place behind the last line end counts to no line (= line count). */
export const lineAt = (starts: readonly number[], index: number): number => {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= index) low = middle
    else high = middle - 1
  }
  return low
}

export const positionAt = (doc: Node, index: number, starts: readonly number[] = lineStarts(doc)): number => {
  const line = lineAt(starts, Math.min(Math.max(index, 0), flatLength(doc)))
  return line === doc.childCount ? doc.content.size : Math.max(index, 0) + 1 + line
}

/** One UTF-16 unit of the flat text; `end` is set on line ends and only there. */
export type Cell = { readonly char: string; readonly marks: readonly Mark[]; readonly end: LineKind | null }

export const cellsBetween = (doc: Node, from: number, to: number): Cell[] => {
  const cells: Cell[] = []
  let index = 0
  for (let n = 0; n < doc.childCount && index < to; n++) {
    const line = doc.child(n)
    const size = line.content.size
    if (index + size + 1 > from) {
      const start = Math.max(0, from - index)
      const stop = Math.min(size, to - index)
      if (start < stop) {
        line.nodesBetween(start, stop, (node, offset) => {
          const text = node.text ?? ''
          for (let i = Math.max(0, start - offset); i < Math.min(text.length, stop - offset); i++) {
            cells.push({ char: text.charAt(i), marks: node.marks, end: null })
          }
        })
      }
      if (index + size >= from && index + size < to) cells.push({ char: '\n', marks: [], end: kindOf(line) })
    }
    index += size + 1
  }
  return cells
}

/** Kind of the first line end at or behind an index, and how far it is from there. */
export const nextLineEnd = (doc: Node, index: number): { kind: LineKind; distance: number; last: boolean } => {
  let start = 0
  for (let n = 0; n < doc.childCount; n++) {
    const line = doc.child(n)
    const end = start + line.content.size
    if (end >= index) return { kind: kindOf(line), distance: end - index, last: n === doc.childCount - 1 }
    start = end + 1
  }
  throw new RangeError(`no line end at or behind ${index}`)
}

/** Marks of the nearest letter on the left; a line end there is passed over, it carries the same unseen. */
export const marksLeftOf = (doc: Node, index: number): readonly Mark[] => {
  let found: readonly Mark[] = []
  let start = 0
  for (let n = 0; n < doc.childCount && start < index; n++) {
    const line = doc.child(n)
    const upTo = Math.min(line.content.size, index - start)
    if (upTo > 0) found = line.resolve(upTo).nodeBefore?.marks ?? found
    start += line.content.size + 1
  }
  return found
}

/** Line ends inside a text that must have none (an outsider's doing) show as a space, one for one. */
export const shownText = (text: string, kind: TextKind): string => (kind === 'line' ? text.replaceAll('\n', ' ') : text)

/** Letters with one set of attributes; `content` that is not text shows as one sign a unit. */
const stringOf = (item: Y.Item): string | undefined => {
  if (item.content instanceof Y.ContentString) return item.content.str
  return item.countable ? '\ufffc'.repeat(item.length) : undefined
}

export type Piece = { item: Y.Item; text: string | undefined; attributes: Attributes; before: Attributes }

/**
 * Walks every struct of a text, deleted ones too, with the attributes that hold at it now and those
 * that held before; reads only. `wasThere` says whether a format struct counted before.
 * Source: yjs 13.6 `YTextEvent.delta`, which edits the text it reads.
 */
export const walkItems = (
  text: Y.Text,
  formatWasThere: (item: Y.Item) => boolean,
  visit: (piece: Piece) => void
): void => {
  let attributes: Attributes = {}
  let before: Attributes = {}
  for (let item = text._start; item !== null; item = item.right) {
    const { content } = item
    if (content instanceof Y.ContentFormat) {
      if (!item.deleted) attributes = { ...attributes, [content.key]: content.value }
      if (formatWasThere(item)) before = { ...before, [content.key]: content.value }
    } else visit({ item, text: stringOf(item), attributes, before })
  }
}

/** Lines built from runs of letters; the builder of both the first document and what arrives later. */
export class LineBuilder {
  readonly lines: { kind: LineKind | null; inline: Node[] }[] = [{ kind: null, inline: [] }]
  readonly #schema: TextSchema
  readonly #kind: TextKind

  constructor(kind: TextKind) {
    this.#kind = kind
    this.#schema = schemaOf(kind)
  }

  add(text: string, attributes: Attributes): void {
    const marks = marksFrom(this.#schema, attributes)
    shownText(text, this.#kind)
      .split('\n')
      .forEach((part, index) => {
        if (index > 0) this.end(lineKind(attributes['list'], attributes['level']))
        if (part !== '') this.lines.at(-1)?.inline.push(this.#schema.text(part, marks))
      })
  }

  end(kind: LineKind): void {
    const last = this.lines.at(-1)
    if (last) last.kind = kind
    this.lines.push({ kind: null, inline: [] })
  }
}

/** The editor document of a text; a text without its last line end reads as if it had it. */
export const readDocument = (text: Y.Text, kind: TextKind): Node => {
  const builder = new LineBuilder(kind)
  walkItems(
    text,
    () => false,
    ({ item, text: letters, attributes }) => {
      if (!item.deleted && letters !== undefined) builder.add(letters, attributes)
    }
  )
  const { lines } = builder
  if (kind === 'lines' && lines.length > 1 && lines.at(-1)?.inline.length === 0) lines.pop()
  const schema = schemaOf(kind)
  return schema.node(
    'doc',
    null,
    lines.map((line) => schema.node('line', { ...(line.kind ?? lineKind(null, 0)) }, line.inline))
  )
}
