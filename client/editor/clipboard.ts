import { DOMParser, Fragment, Slice, type Node, type ParseOptions, type ResolvedPos } from 'prosemirror-model'
import { schemaOf, type TextKind } from './schema.ts'

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
    if (!node.isInline) lines.push(node.copy(Fragment.fromArray([...node.content.content].flatMap(clean))))
  })
  if (lines.length > 0) return new Slice(Fragment.from(lines), Math.min(slice.openStart, 1), Math.min(slice.openEnd, 1))
  return new Slice(Fragment.fromArray(slice.content.content.flatMap(clean)), 0, 0)
}

const tags = /<[a-z](?:[^<>"']|"[^"]*"|'[^']*')*>/gi
const stylesAndScripts = /<(style|script)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/gi

/**
 * The source of a pasted page before a browser reads it: looks wait under another name, and what would run is
 * put out of use. Nothing of it can run where it is read, but the content security policy speaks there too: it
 * reports each of these, and takes the looks away, bold with them.
 */
export const quietPage = (html: string): string =>
  html
    .replace(stylesAndScripts, '')
    .replace(tags, (tag) =>
      tag.replace(/([\s"'/])style\s*=/gi, '$1data-look=').replace(/([\s"'/])on[a-z]+\s*=/gi, '$1data-off=')
    )

const lookOf = (element: HTMLElement, name: 'font-weight' | 'font-style'): string =>
  new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([\\w-]+)`, 'i').exec(element.dataset['look'] ?? '')?.[1] ?? ''

/** Reads a quiet page: the two looks that are marks of ours come back, as values, which the policy lets pass. */
class PageParser extends DOMParser {
  override parseSlice(dom: globalThis.Node, options?: ParseOptions): Slice {
    if (dom instanceof Element) {
      for (const element of dom.querySelectorAll<HTMLElement>('[data-look]')) {
        element.style.fontWeight = lookOf(element, 'font-weight')
        element.style.fontStyle = lookOf(element, 'font-style')
      }
    }
    return super.parseSlice(dom, options)
  }
}

export const pageParser = (kind: TextKind): DOMParser => {
  const schema = schemaOf(kind)
  return new PageParser(schema, DOMParser.fromSchema(schema).rules)
}
