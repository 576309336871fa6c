import { Schema, type MarkSpec, type Mark, type Node, type NodeSpec } from 'prosemirror-model'
import { isSafeLink, listLevelMax } from '../../shared/plan/schema.ts'

/** One line: no line ends (titles, card texts). Many: narrative text, every line ended by "\n". */
export type TextKind = 'line' | 'lines'

export type ListKind = 'bullet' | 'ordered'
/** What a line end says about its line; level counts from 0 and is 0 outside lists. */
export type LineKind = { readonly list: ListKind | null; readonly level: number }

export const plainKind: LineKind = { list: null, level: 0 }

export const lineKind = (list: unknown, level: unknown): LineKind =>
  list === 'bullet' || list === 'ordered'
    ? { list, level: typeof level === 'number' && level > 0 ? Math.min(Math.floor(level), listLevelMax) : 0 }
    : plainKind

export const kindOf = (line: Node): LineKind => lineKind(line.attrs['list'], line.attrs['level'])

/**
 * A line is a paragraph whatever its kind, and a list line is one drawn as a list item (editor.css): the
 * element of a line is never replaced while somebody types in it.
 *
 * How it reads, seen in the accessibility tree of Chromium 156 (plain, bullet and numbered lines, CDP
 * `Accessibility.getFullAXTree`): the text box holds one `paragraph` a line, and in a list line the first
 * child is a `ListMarker` named "• " or "1. ", in front of the letters. So a reader hears "bullet" or the
 * number with the line, as in a word processor, but no "list with 3 items" and no level: real `ul`/`li`
 * would need one element around several lines, which split and join while people type. The level is heard by
 * the sign, which changes with it ("1. ", "a. ", "i. "; "• ", "◦ ", "▪ "). `listitem` with `aria-level` and
 * `aria-setsize` on a line was left: without a `list` around it is no list item to ARIA, and axe says so.
 * Outside the editor the same lines are real lists.
 */
const line: NodeSpec = {
  content: 'text*',
  attrs: { list: { default: null }, level: { default: 0 } },
  selectable: false,
  // What the browser itself leaves of lines while somebody types; a pasted page is read by read-page.ts.
  parseDOM: [
    {
      tag: 'p',
      getAttrs: (element: HTMLElement) => ({
        ...lineKind(element.dataset['list'], Number(element.dataset['level']))
      })
    },
    { tag: 'div' }
  ],
  toDOM: (node) => {
    const { list, level } = kindOf(node)
    return ['p', list === null ? { dir: 'auto' } : { dir: 'auto', 'data-list': list, 'data-level': String(level) }, 0]
  }
}

const marks: Record<'bold' | 'italic' | 'link', MarkSpec> = {
  // Typing at the end of a link must not lengthen it.
  link: {
    attrs: { href: {} },
    inclusive: false,
    parseDOM: [
      {
        tag: 'a[href]',
        getAttrs: (element: HTMLElement) => {
          const href = element.getAttribute('href')
          return isSafeLink(href) ? { href } : false
        }
      }
    ],
    toDOM: (mark) => ['a', { href: String(mark.attrs['href']), rel: 'noopener noreferrer nofollow' }, 0]
  },
  bold: {
    parseDOM: [
      { tag: 'strong' },
      // Google Docs wraps everything it copies in <b style="font-weight:normal">.
      { tag: 'b', getAttrs: (element: HTMLElement) => element.style.fontWeight !== 'normal' && null },
      { style: 'font-weight', getAttrs: (value: string) => /^(bold(er)?|[6-9]\d\d)$/.test(value) && null }
    ],
    toDOM: () => ['strong', 0]
  },
  italic: {
    parseDOM: [{ tag: 'em' }, { tag: 'i' }, { style: 'font-style=italic' }],
    toDOM: () => ['em', 0]
  }
}

const build = (content: 'line' | 'line+'): Schema<'doc' | 'line' | 'text', 'bold' | 'italic' | 'link'> =>
  new Schema({ nodes: { doc: { content }, line, text: {} }, marks })

export type TextSchema = ReturnType<typeof build>

const schemas: Record<TextKind, TextSchema> = { line: build('line'), lines: build('line+') }

export const schemaOf = (kind: TextKind): TextSchema => schemas[kind]

/** Attributes of letters and line ends in the shared text; null takes one off. Every key is always said. */
export type Attributes = Readonly<Record<string, unknown>>

export const letterAttributes = (letterMarks: readonly Mark[]): Record<string, unknown> => {
  const has = (name: string): Mark | undefined => letterMarks.find((mark) => mark.type.name === name)
  return {
    bold: has('bold') ? true : null,
    italic: has('italic') ? true : null,
    link: has('link')?.attrs['href'] ?? null,
    list: null,
    level: null
  }
}

/** Attributes of a line end; `letter` are the marks of the letter on its left, which it carries unseen. */
export const lineEndAttributes = (kind: LineKind, letter: readonly Mark[]): Record<string, unknown> => ({
  ...letterAttributes(letter),
  list: kind.list,
  level: kind.level > 0 ? kind.level : null
})

/** The marks an editor shows for a letter with these attributes; what is not ours is not shown. */
export const marksFrom = (schema: TextSchema, attributes: Attributes): readonly Mark[] => {
  let set: readonly Mark[] = []
  if (attributes['bold'] === true) set = schema.mark('bold').addToSet(set)
  if (attributes['italic'] === true) set = schema.mark('italic').addToSet(set)
  if (isSafeLink(attributes['link'])) set = schema.mark('link', { href: attributes['link'] }).addToSet(set)
  return set
}
