import { para, textOf, type Block, type Document, type HeadingLevel, type Item, type Piece } from './blocks.ts'
import { missingLetters } from './pdf-letters.ts'
import { TaggedPages, accent, ink, page, textWidth, type Element, type Style } from './pdf-page.ts'
import { drawTable, roomFor } from './pdf-table.ts'

const body: Style = { size: 10, colour: ink, lead: 14.5 }
const small: Style = { size: 9, colour: '#46535C', lead: 13 }
const heads: Record<HeadingLevel, Style> = {
  1: { size: 17, colour: accent, lead: 22 },
  2: { size: 14, colour: accent, lead: 18.5 },
  3: { size: 12, colour: accent, lead: 16 },
  4: { size: 10.5, colour: accent, lead: 15 },
  5: { size: 10, colour: accent, lead: 14.5 },
  6: { size: 10, colour: accent, lead: 14.5 }
}
const indentEach = 16

/** Writes blocks one under the other. */
class Writer {
  readonly paper: TaggedPages
  /** Lists that are open, outermost first, each with the item that is being written and its number. */
  #lists: { list: Element; body: Element; number: number; kind: Item['list'] }[] = []
  #contents: Element | undefined
  readonly #outline: { level: number; item: PDFKit.PDFOutline }[] = []

  constructor(document: Document, onPage?: (page: number) => void) {
    this.paper = new TaggedPages(document, onPage)
  }

  write(blocks: readonly Block[]): void {
    blocks.forEach((block, index) => {
      if (block.is === 'heading' && blocks[index - 1]?.is !== 'heading') this.paper.need(this.#together(blocks, index))
      this.#write(block)
    })
  }

  /** A heading is never alone at the foot of a page: with those that follow at once and what they are of. */
  #together(blocks: readonly Block[], from: number): number {
    let room = 0
    for (const block of blocks.slice(from)) {
      if (block.is !== 'heading') return room + (block.is === 'table' ? roomFor(this.paper, block) : 3 * body.lead)
      room += heads[block.level].lead * Math.ceil(textOf(block.pieces).length / 55) + 20
    }
    return room
  }

  #write(block: Block): void {
    if (block.is !== 'item') this.#lists = []
    if (block.is !== 'entry') this.#contents = undefined
    switch (block.is) {
      case 'title': {
        const style = { size: 22, colour: accent, lead: 29 }
        // PDF 1.7 knows no title among its tags: it is the first heading, and the others count from two.
        this.#words(this.paper.element('H1'), 'H1', [{ text: block.text, bold: true }], style, 0)
        this.paper.y += 8
        return
      }
      case 'heading':
        return this.#heading(block.level, block.pieces, block.anchor)
      case 'para': {
        const style = block.kind === 'small' ? small : body
        const indent = block.kind === 'quote' ? 14 : 0
        const pieces: Piece[] =
          block.kind === 'blank' || block.kind === 'numbered-blank'
            ? block.pieces.map((piece) => ({ ...piece, bold: true }))
            : block.pieces
        const tag = block.kind === 'quote' ? 'BlockQuote' : 'P'
        this.#words(this.paper.element(tag), tag, pieces, style, indent, block.kind === 'quote')
        this.paper.y += 5
        return
      }
      case 'item':
        return this.#item(block)
      case 'entry': {
        this.#contents ??= this.paper.element('TOC')
        const entry = this.paper.element('TOCI', this.#contents)
        const pieces = block.pieces.map((piece) => ({ ...piece, link: `#${block.anchor}` }))
        this.#words(entry, 'TOCI', pieces, body, block.level * indentEach)
        this.paper.y += 2
        return
      }
      case 'table':
        drawTable(this.paper, block)
        return
      case 'page':
        if (this.paper.y > page.top) this.paper.newPage()
        return
      default: {
        const missed: never = block
        throw new Error('unhandled block', { cause: missed })
      }
    }
  }

  #heading(level: HeadingLevel, pieces: readonly Piece[], anchor: string | undefined): void {
    const { paper } = this
    const style = heads[level]
    if (paper.y > page.top) paper.y += level === 1 ? 16 : level < 4 ? 11 : 6
    const words = textOf(pieces)
    if (anchor !== undefined) paper.doc.addNamedDestination(anchor, 'XYZ', 0, paper.y - 8, null)
    if (level <= 3) this.#bookmark(level, words)
    const tag = `H${Math.min(level + 1, 6)}`
    this.#words(
      paper.element(tag),
      tag,
      pieces.map((piece) => ({ ...piece, bold: true })),
      style,
      0
    )
    paper.y += 4
  }

  #bookmark(level: number, words: string): void {
    while ((this.#outline.at(-1)?.level ?? 0) >= level) this.#outline.pop()
    const parent = this.#outline.at(-1)?.item ?? this.paper.doc.outline
    this.#outline.push({ level, item: parent.addItem(words) })
  }

  #item({ list: kind, level, pieces }: Item): void {
    const depth = Math.min(level, 8)
    this.#lists.length = Math.min(this.#lists.length, depth + 1)
    // Another kind of list at the same depth is another list.
    if (this.#lists[depth] && this.#lists[depth].kind !== kind) this.#lists.length = depth
    while (this.#lists.length <= depth) {
      const parent = this.#lists.at(-1)?.body ?? this.paper.root
      const list = this.paper.element('L', parent)
      // A list in a list needs an item to stand in, also where nobody wrote one.
      const needless = this.#lists.length < depth
      const holder = needless ? this.paper.element('LBody', this.paper.element('LI', list)) : list
      this.#lists.push({ list, body: holder, number: 0, kind })
    }
    const open = this.#lists[depth]
    if (!open) return
    open.number++
    const { paper } = this
    const item = paper.element('LI', open.list)
    const label = paper.element('Lbl', item)
    open.body = paper.element('LBody', item)
    const x = page.left + depth * indentEach + 4
    paper.need(body.lead)
    const mark = kind === 'ordered' ? `${open.number}.` : '•'
    paper.line(label, 'Lbl', paper.set.lines([{ text: mark }], body.size, 40)[0] ?? [], x, paper.y, body)
    this.#words(open.body, 'LBody', pieces, body, depth * indentEach + (kind === 'ordered' ? 26 : 18))
    paper.y += 3
  }

  #words(element: Element, tag: string, pieces: readonly Piece[], style: Style, indent: number, barred = false): void {
    const { paper } = this
    for (const line of paper.set.lines(pieces, style.size, textWidth - indent)) {
      paper.need(style.lead)
      if (barred)
        paper.ornament(() =>
          paper.doc
            .moveTo(page.left + 4, paper.y - 2)
            .lineTo(page.left + 4, paper.y + style.lead - 2)
            .lineWidth(2.5)
            .stroke(accent)
        )
      paper.line(element, tag, line, page.left + indent, paper.y, style)
      paper.y += style.lead
    }
  }
}

const textsIn = (blocks: readonly Block[]): string[] =>
  blocks.flatMap((block): string[] => {
    switch (block.is) {
      case 'page':
        return []
      case 'title':
        return [block.text]
      case 'table':
        return [block.caption, ...block.head, ...block.rows.flat().map(({ pieces }) => textOf(pieces))]
      default:
        return [textOf(block.pieces)]
    }
  })
const lettersNote = (missing: readonly string[]): Block =>
  para(
    `Some words are written in letters that this file cannot show. Where they stand you read ${missing.join(', ')}; a screen reader and a copy of the text give the words themselves. The Word document shows them.`
  )

/** Blocks as a tagged PDF that says which language it is in, how it is called and what stands where. */
export const writePdf = async (document: Document, onPage?: (page: number) => void): Promise<Uint8Array> => {
  const writer = new Writer(document, onPage)
  const [title, ...blocks] = document.blocks
  const missing = missingLetters(textsIn(document.blocks), (codePoint) => writer.paper.has('regular', codePoint))
  writer.write([...(title ? [title] : []), ...(missing.length === 0 ? [] : [lettersNote(missing)]), ...blocks])
  return writer.paper.finish()
}
