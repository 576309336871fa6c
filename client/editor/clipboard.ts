import { DOMParser, Fragment, Slice, type Node, type ResolvedPos } from 'prosemirror-model'
import { type EditorState, type Transaction } from 'prosemirror-state'
import { limits } from '../../shared/limits.ts'
import { readPage, type PageLine } from './read-page.ts'
import { kindOf, schemaOf, type TextKind } from './schema.ts'

const loneHalf = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
// Control characters but tab and line end: nobody sees them, and some end a file format early.
const unseen = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g

/** Pasted letters as the plan keeps them: whole, visible, and one kind of line end. */
export const cleanText = (text: string): string =>
  text
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(loneHalf, '\ufffd')
    .replace(unseen, '')

/** Lines of a slice, each as its inline content; loose inline content is a line too. */
const linesOf = (content: Fragment): Node[][] => {
  const lines: Node[][] = []
  let loose: Node[] | undefined
  content.forEach((node) => {
    if (node.isInline) {
      if (!loose) lines.push((loose = []))
      loose.push(node)
    } else {
      loose = undefined
      lines.push([...node.content.content])
    }
  })
  return lines
}

const asText = (content: Fragment): string =>
  linesOf(content)
    .map((line) => line.map((node) => node.text ?? '').join(''))
    .join('\n')

/** What is copied as plain text: real line ends, no signs for lists or marks. */
export const copiedText = (slice: Slice): string => asText(slice.content)

/** Plain text as lines that carry the marks of the place they are put; in a text of one line, as one line. */
export const parsePlain = (kind: TextKind, text: string, at: ResolvedPos): Slice => {
  const schema = schemaOf(kind)
  const clean = cleanText(text)
  const marks = at.marks()
  if (kind === 'line') {
    const line = clean.replace(/\s*\n\s*/g, ' ').replaceAll('\t', ' ')
    return line === '' ? Slice.empty : new Slice(Fragment.from(schema.text(line, marks)), 0, 0)
  }
  const lines = clean
    .split('\n')
    .map((line) => schema.node('line', null, line === '' ? [] : [schema.text(line, marks)]))
  return new Slice(Fragment.from(lines), 1, 1)
}

/** A pasted page reduced to what a text may hold: letters, our marks, kinds of lines. */
export const reducePasted = (kind: TextKind, slice: Slice): Slice => {
  const schema = schemaOf(kind)
  const clean = (node: Node): Node[] => {
    const text = cleanText(node.text ?? '').replaceAll('\n', ' ')
    return text === '' ? [] : [schema.text(text, node.marks)]
  }
  if (kind === 'line') {
    const inline = linesOf(slice.content).flatMap((line, n) => [
      ...(n > 0 ? [schema.text(' ')] : []),
      ...line.flatMap(clean)
    ])
    return new Slice(Fragment.fromArray(inline), 0, 0)
  }
  const lines: Node[] = []
  slice.content.forEach((node) => {
    if (!node.isInline) lines.push(schema.node('line', { ...kindOf(node) }, [...node.content.content].flatMap(clean)))
  })
  if (lines.length > 0) return new Slice(Fragment.from(lines), Math.min(slice.openStart, 1), Math.min(slice.openEnd, 1))
  return new Slice(Fragment.fromArray(slice.content.content.flatMap(clean)), 0, 0)
}

const tags = /<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*>/gi
const stylesAndScripts = /<(style|script)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi

/**
 * The source of a pasted page before a browser reads it: looks wait under another name, and what would run is
 * put out of use. Nothing of it can run where it is read, but the content security policy speaks there too: it
 * reports each of these, and takes the looks away, bold with them. What an editor like this one notes about its
 * own copies is put by as well: `readPage` needs none of it but that it is there.
 */
export const quietPage = (html: string): string =>
  html.replace(stylesAndScripts, '').replace(tags, (tag) =>
    tag
      .replace(/([\s"'/])style\s*=/gi, '$1data-look=')
      .replace(/([\s"'/])on[a-z]+\s*=/gi, '$1data-off=')
      .replace(/([\s"'/])data-pm-slice\s*=/gi, '$1data-own=')
  )

/** Reads a quiet page by what it says, not by what it is built of. */
class PageParser extends DOMParser {
  readonly #kind: TextKind

  constructor(kind: TextKind) {
    super(schemaOf(kind), [])
    this.#kind = kind
  }

  override parseSlice(dom: globalThis.Node): Slice {
    const schema = schemaOf(this.#kind)
    const lines = readPage(dom).map(({ kind, words }: PageLine) =>
      schema.node(
        'line',
        { ...kind },
        words.map(({ text, bold, italic, link }) =>
          schema.text(text, [
            ...(link === null ? [] : [schema.mark('link', { href: link })]),
            ...(bold ? [schema.mark('bold')] : []),
            ...(italic ? [schema.mark('italic')] : [])
          ])
        )
      )
    )
    return lines.length === 0 ? Slice.empty : new Slice(Fragment.from(lines), 1, 1)
  }
}

export const pageParser = (kind: TextKind): DOMParser => new PageParser(kind)

/** What one run of marks costs an update besides its letters: where each mark begins and ends. */
const runBytes = 48
const lineBytes = 40

/** Whether a paste is more than one change may carry: in letters, or in the bytes its marks and links take. */
export const isTooMuch = ({ content }: Slice): boolean => {
  if (content.size > limits.pasteLettersMax) return true
  let bytes = 0
  content.descendants((node) => {
    if (!node.isText) bytes += lineBytes
    else {
      bytes += node.nodeSize * 3 + (node.marks.length > 0 ? runBytes : 0)
      for (const mark of node.marks) bytes += String(mark.attrs['href'] ?? '').length * 3
    }
  })
  return bytes > limits.updateBytesMax
}

/** The change that puts a paste where the selection is. An empty line becomes what the first line pasted is. */
export const pasteInto = (state: EditorState, slice: Slice): Transaction => {
  const { $from } = state.selection
  const first = slice.content.firstChild
  const isEmpty = $from.depth === 1 && $from.parent.content.size === 0 && kindOf($from.parent).list === null
  const tr = state.tr.replaceSelection(slice)
  if (isEmpty && first && !first.isInline) {
    const { list, level } = kindOf(first)
    if (list) tr.setNodeAttribute($from.before(), 'list', list).setNodeAttribute($from.before(), 'level', level)
  }
  return tr.scrollIntoView()
}
