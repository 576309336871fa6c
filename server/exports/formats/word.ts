import {
  AlignmentType,
  Bookmark,
  DeletedTextRun,
  Document as WordDocument,
  ExternalHyperlink,
  Footer,
  Header,
  HeadingLevel as WordHeading,
  InsertedTextRun,
  InternalHyperlink,
  Packer,
  PageNumber,
  Paragraph as WordParagraph,
  ShadingType,
  Table as WordTable,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
  type IParagraphOptions,
  type IRunOptions,
  type ParagraphChild
} from 'docx'
import type { Block, Cell, Change, Document, Piece, Table } from './blocks.ts'
import {
  pageWidth,
  margin,
  textWidth,
  headings,
  statusFill,
  rowsTogether,
  headFill,
  rowHeadFill,
  blankFill,
  line,
  styles,
  numbering
} from './word-look.ts'

/** Options only: where a string would do as well, `bold` is also the name of something of strings. */
const letters = (options: IRunOptions): TextRun => new TextRun(options)

/** Writes one document; counts what Word wants counted. */
class Writer {
  #changes = 0
  #lists = 0
  #inNumbers = false
  #onNewPage = false
  readonly #anchors = new Map<string, string>()

  document({ title, standing, subject, isDraft, author, at, blocks }: Document): WordDocument {
    const head = new WordParagraph({
      style: 'Small',
      border: { bottom: { ...line, space: 4 } },
      children: [letters({ text: standing, bold: true }), letters({ text: isDraft ? '' : `  ${title}` })]
    })
    const foot = new WordParagraph({
      style: 'Small',
      alignment: AlignmentType.RIGHT,
      children: [new TextRun({ children: ['Page ', PageNumber.CURRENT, ' of ', PageNumber.TOTAL_PAGES] })]
    })
    return new WordDocument({
      title,
      subject,
      creator: author,
      lastModifiedBy: author,
      description: `${standing}. Written ${new Date(at).toISOString()}.`,
      styles,
      numbering,
      sections: [
        {
          properties: {
            page: {
              size: { width: pageWidth, height: 16838 },
              margin: { top: 1474, right: margin, bottom: 1134, left: margin }
            }
          },
          headers: { default: new Header({ children: [head] }) },
          footers: { default: new Footer({ children: [foot] }) },
          children: blocks.flatMap((block) => this.#block(block))
        }
      ]
    })
  }

  #block(block: Block): (WordParagraph | WordTable)[] {
    const inNumbers = this.#inNumbers
    this.#inNumbers = block.is === 'item' && block.list === 'ordered'
    switch (block.is) {
      case 'title':
        return [new WordParagraph({ heading: WordHeading.TITLE, children: [new TextRun(block.text)] })]
      case 'heading': {
        const pieces = this.#pieces(block.pieces)
        const pageBreakBefore = this.#onNewPage
        this.#onNewPage = false
        return [
          this.#paragraph(block.pieces, {
            heading: headings[block.level],
            ...(pageBreakBefore ? { pageBreakBefore } : {}),
            ...(block.numbered ? { numbering: { reference: 'sections', level: 0 } } : {}),
            children:
              block.anchor === undefined ? pieces : [new Bookmark({ id: this.#anchor(block.anchor), children: pieces })]
          })
        ]
      }
      case 'para':
        return [
          this.#paragraph(block.pieces, {
            ...(block.kind === 'numbered' || block.kind === 'numbered-blank'
              ? { numbering: { reference: 'sections', level: 1 } }
              : {}),
            ...(block.kind === 'quote' ? { style: 'Quoted' } : {}),
            ...(block.kind === 'small' ? { style: 'Small' } : {}),
            ...(block.kind === 'blank' || block.kind === 'numbered-blank' ? { style: 'Blank' } : {}),
            children: this.#pieces(block.pieces)
          })
        ]
      case 'item': {
        const level = Math.min(block.level, 8)
        // Every list counts from one.
        if (block.list === 'ordered' && !inNumbers) this.#lists++
        const counted = { reference: 'numbers', level, instance: this.#lists }
        return [
          this.#paragraph(block.pieces, {
            numbering: block.list === 'bullet' ? { reference: 'bullets', level } : counted,
            children: this.#pieces(block.pieces)
          })
        ]
      }
      case 'entry':
        return [
          new WordParagraph({
            spacing: { after: 60 },
            indent: { left: block.level * 300 },
            children: [
              new InternalHyperlink({
                anchor: this.#anchor(block.anchor),
                children: block.pieces.map(({ text }) => new TextRun({ text, style: 'Hyperlink' }))
              })
            ]
          })
        ]
      case 'table':
        return this.#table(block)
      case 'page':
        // The heading that follows begins the page: an empty paragraph would be read out.
        this.#onNewPage = true
        return []
      default: {
        const missed: never = block
        throw new Error('unhandled block', { cause: missed })
      }
    }
  }

  /** A paragraph that is new or gone as a whole takes its own mark with it. */
  #paragraph(pieces: readonly Piece[], options: IParagraphOptions): WordParagraph {
    const change = pieces[0]?.change
    const whole = change !== undefined && pieces.every((piece) => piece.change?.how === change.how)
    if (!whole) return new WordParagraph(options)
    const mark = this.#mark(change)
    return new WordParagraph({ ...options, run: change.how === 'in' ? { insertion: mark } : { deletion: mark } })
  }

  #mark({ by, at }: Change): { id: number; author: string; date: string } {
    return { id: ++this.#changes, author: by, date: `${new Date(at).toISOString().slice(0, 19)}Z` }
  }

  #pieces(pieces: readonly Piece[]): ParagraphChild[] {
    return pieces.map(({ text, bold, italic, link, change }) => {
      const run = { text, ...(bold ? { bold } : {}), ...(italic ? { italics: true } : {}) }
      if (change) {
        const marked = { ...run, ...this.#mark(change) }
        return change.how === 'in' ? new InsertedTextRun(marked) : new DeletedTextRun(marked)
      }
      if (link === undefined) return new TextRun(run)
      return new ExternalHyperlink({ link, children: [new TextRun({ ...run, style: 'Hyperlink' })] })
    })
  }

  /** Word takes names of forty letters at most, each once. */
  #anchor(name: string): string {
    const known = this.#anchors.get(name) ?? `place_${this.#anchors.size + 1}`
    this.#anchors.set(name, known)
    return known
  }

  #table({ caption, head, rows, widths, rowHeads }: Table): (WordParagraph | WordTable)[] {
    const columns = widths.map((share) => Math.round((textWidth * share) / 100))
    const headRow = new TableRow({
      tableHeader: true,
      cantSplit: true,
      children: head.map((text, index) =>
        this.#cell({ pieces: [{ text, bold: true }] }, columns, index, 1, 'head', true)
      )
    })
    const body = rows.map((cells, place) => {
      const keepNext = rows.length <= rowsTogether && place < rows.length - 1
      return new TableRow({
        cantSplit: cells.every(({ pieces }) => pieces.reduce((sum, { text }) => sum + text.length, 0) < 700),
        children: cells.map((each, index) => {
          const span = index === cells.length - 1 ? columns.length - index : 1
          return this.#cell(each, columns, index, span, rowHeads && index === 0 ? 'row' : 'body', keepNext)
        })
      })
    })
    const table = new WordTable({
      width: { size: textWidth, type: WidthType.DXA },
      columnWidths: columns,
      layout: TableLayoutType.FIXED,
      tableLook: { firstRow: head.length > 0, firstColumn: rowHeads === true, noVBand: true },
      margins: { top: 60, bottom: 60, left: 100, right: 100 },
      borders: { top: line, bottom: line, left: line, right: line, insideHorizontal: line, insideVertical: line },
      rows: head.length > 0 ? [headRow, ...body] : body
    })
    // Two tables with nothing between them become one.
    const after = new WordParagraph({ style: 'InTable', spacing: { after: 60 }, children: [] })
    return [new WordParagraph({ style: 'TableCaption', children: [new TextRun(caption)] }), table, after]
  }

  #cell(
    each: Cell,
    columns: readonly number[],
    index: number,
    span: number,
    place: 'head' | 'row' | 'body',
    keepNext: boolean
  ): TableCell {
    const width = columns.slice(index, index + span).reduce((sum, part) => sum + part, 0)
    const fill =
      each.status !== undefined
        ? statusFill[each.status]
        : each.blank
          ? blankFill
          : place === 'head'
            ? headFill
            : place === 'row'
              ? rowHeadFill
              : undefined
    const pieces = each.pieces.map((piece) =>
      place === 'row' || each.blank ? { ...piece, bold: true as const } : piece
    )
    const children =
      place === 'head' ? pieces.map(({ text }) => letters({ text, bold: true, color: 'FFFFFF' })) : this.#pieces(pieces)
    return new TableCell({
      width: { size: width, type: WidthType.DXA },
      columnSpan: span,
      ...(fill === undefined ? {} : { shading: { type: ShadingType.CLEAR, color: 'auto', fill } }),
      children: [new WordParagraph({ style: 'InTable', keepNext, children })]
    })
  }
}

/** Blocks as a Word file: headings, lists, header rows and language where a screen reader looks for them. */
export const writeWord = async (document: Document): Promise<Uint8Array> =>
  new Uint8Array(await Packer.toArrayBuffer(new Writer().document(document)))
