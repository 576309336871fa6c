import PDFDocument from 'pdfkit'
import type { Document } from './blocks.ts'
import { Typesetter, fontPath, type Face, type TextLine } from './pdf-lines.ts'

export type Element = PDFKit.PDFStructureElement
export type Style = { size: number; colour: string; lead: number }
export const ink = '#1B2733'
export const accent = '#22495B'
const quiet = '#46535C'
/** Of head and foot. */
const marginSize = 8.5
const linkColour = '#0B4F9E'

/** A4 in points. */
export const page = { width: 595.28, height: 841.89, left: 57, right: 57, top: 78, bottom: 62 } as const
export const textWidth = page.width - page.left - page.right

/** What the typeface that is chosen has. The library knows and does not tell: its font stands in a field of its own. */
const hasLetter = (doc: PDFKit.PDFDocument, codePoint: number): boolean => {
  const chosen: unknown = Reflect.get(doc, '_font')
  const font: unknown = typeof chosen === 'object' && chosen !== null ? Reflect.get(chosen, 'font') : undefined
  if (typeof font !== 'object' || font === null) return true
  const ask: unknown = Reflect.get(font, 'hasGlyphForCodePoint')
  return typeof ask !== 'function' || Reflect.apply(ask, font, [codePoint]) !== false
}

/** The library writes it; its types have not heard of it. */
const subset: object = { subset: 'PDF/UA' }

/**
 * Pages of a tagged PDF, drawn line by line: what is words stands in the structure, what is ornament is marked as
 * such. Source: PDF/UA-1 (ISO 14289-1) 7.1.
 */
export class TaggedPages {
  readonly doc: PDFKit.PDFDocument
  readonly root: Element
  readonly set: Typesetter
  y: number = page.top
  readonly #document: Document
  readonly #onPage: (page: number) => void
  readonly #letters = new Map<string, boolean>()
  #pages = 0

  constructor(document: Document, onPage: (page: number) => void = () => undefined) {
    this.#document = document
    this.#onPage = onPage
    const { title, author, at, subject } = document
    this.doc = new PDFDocument({
      size: 'A4',
      margin: 0,
      pdfVersion: '1.7',
      ...subset,
      tagged: true,
      displayTitle: true,
      lang: 'en-GB',
      bufferPages: true,
      autoFirstPage: false,
      font: fontPath('regular'),
      info: {
        Title: title,
        Author: author,
        Subject: subject,
        Creator: author,
        Producer: author,
        CreationDate: new Date(at),
        ModDate: new Date(at)
      }
    })
    this.set = new Typesetter((face, text) => this.pen(face, 1000).widthOfString(text) / 1000, this.has)
    this.root = this.doc.struct('Document')
    this.doc.addStructure(this.root)
    this.newPage()
  }

  /** Whether a face has a letter; the slanted ones have fewer than the upright. */
  readonly has = (face: Face, codePoint: number): boolean => {
    const key = `${face} ${codePoint}`
    const has = this.#letters.get(key) ?? hasLetter(this.pen(face, 10), codePoint)
    this.#letters.set(key, has)
    return has
  }

  /**
   * Fonts go by their path: under a name of its own the library would open the one it began with anew for every line.
   */
  pen(face: Face, size: number): PDFKit.PDFDocument {
    return this.doc.font(fontPath(face)).fontSize(size)
  }

  get bottom(): number {
    return page.height - page.bottom
  }

  newPage(): void {
    this.doc.addPage()
    this.#onPage(++this.#pages)
    this.y = page.top
    if (this.#document.isDraft) this.#watermark()
  }

  /** Goes to a new page unless so much is left on this one. */
  need(points: number): void {
    if (this.y + points > this.bottom && this.y > page.top) this.newPage()
  }

  element(type: string, parent: Element = this.root): Element {
    const element = this.doc.struct(type)
    parent.add(element)
    return element
  }

  /** Ornament: lines and colours that say nothing. */
  ornament(draw: () => void): void {
    this.doc.markContent('Artifact', { type: 'Layout' })
    draw()
    this.doc.endMarkedContent()
  }

  /** Draws one line of words into the structure. */
  line(element: Element, tag: string, runs: TextLine, x: number, y: number, style: Style): void {
    let at = x
    let open = false
    const close = (): void => {
      if (open) this.doc.endMarkedContent()
      open = false
    }
    runs.forEach((run, index) => {
      // A reader joins the lines of a paragraph: without the space the words at their ends would become one.
      const text = index === runs.length - 1 ? `${run.text} ` : run.text
      if (run.standsFor !== undefined) {
        close()
        const write = (): void => this.#write(run.face, run.text, at, y, style, style.colour)
        const end = index === runs.length - 1 ? ' ' : ''
        if (run.standsFor === '') this.ornament(write)
        else this.#standIn(element, run.standsFor + end, write)
      } else if (run.link === undefined) {
        if (!open) element.add(this.doc.markStructureContent(tag))
        open = true
        this.#write(run.face, text, at, y, style, style.colour)
      } else {
        close()
        this.#linked(element, run.link, run.text, at, y, run.width, style, () =>
          this.#write(run.face, text, at, y, style, linkColour)
        )
      }
      at += run.width
    })
    close()
  }

  /** Shows one thing and says another: what was written, to screen readers and to whoever copies it. */
  #standIn(parent: Element, standsFor: string, write: () => void): void {
    const element = this.element('Span', parent)
    element.add(this.doc.markStructureContent('Span', { actual: standsFor }))
    write()
    this.doc.endMarkedContent()
    element.end()
  }

  /** `#name` leads to a place in this file. */
  #linked(
    parent: Element,
    link: string,
    words: string,
    x: number,
    y: number,
    width: number,
    style: Style,
    write: () => void
  ): void {
    const element = this.element('Link', parent)
    element.add(this.doc.markStructureContent('Link'))
    write()
    this.doc.endMarkedContent()
    const options = { structParent: element, Contents: new String(words) as string }
    const height = style.size * 1.2
    if (link.startsWith('#')) this.doc.goTo(x, y, width, height, link.slice(1), options)
    else this.doc.link(x, y, width, height, link, options)
    // Written out at once: the library notes for a link the page that is open when it is.
    element.end()
    this.ornament(() =>
      this.doc
        .moveTo(x, y + style.size * 1.15)
        .lineTo(x + width, y + style.size * 1.15)
        .lineWidth(0.5)
        .stroke(linkColour)
    )
  }

  #write(face: Face, text: string, x: number, y: number, style: Style, colour: string): void {
    this.pen(face, style.size).fillColor(colour).text(text, x, y, { lineBreak: false })
  }

  /** Behind the words, pale: it may not be the only thing that says so, and it is not. */
  #watermark(): void {
    this.ornament(() => {
      this.doc.save()
      this.doc.rotate(-52, { origin: [page.width / 2, page.height / 2] })
      this.pen('bold', 60).fillColor('#EDF1F3')
      this.doc.text('Draft, not agreed', 30, page.height / 2 - 36, { lineBreak: false, width: page.width })
      this.doc.restore()
    })
  }

  /** Head and foot of every page, once it is known how many there are. @returns the whole file */
  async finish(): Promise<Uint8Array> {
    const { doc } = this
    const { standing, title, isDraft } = this.#document
    const { start, count } = doc.bufferedPageRange()
    const [line = []] = this.set.lines([{ text: title }], marginSize, textWidth)
    const named = line.map(({ text }) => text).join('')
    const put = (face: Face, colour: string, text: string, x: number, y: number): void => {
      // Measuring changes the pen, so it comes first.
      this.pen(face, marginSize).fillColor(colour).text(text, x, y, { lineBreak: false })
    }
    for (let index = 0; index < count; index++) {
      doc.switchToPage(start + index)
      const number = `Page ${index + 1} of ${count}`
      const wide = this.set.width('regular', number) * marginSize
      doc.markContent('Artifact', { type: 'Pagination', attached: ['Top'] })
      put('bold', isDraft ? ink : quiet, standing, page.left, 34)
      put('regular', quiet, named, page.left, 47)
      doc
        .moveTo(page.left, 62)
        .lineTo(page.width - page.right, 62)
        .lineWidth(0.7)
        .stroke('#9AA9B2')
      doc.endMarkedContent()
      doc.markContent('Artifact', { type: 'Pagination', attached: ['Bottom'] })
      put('regular', quiet, number, page.width - page.right - wide, page.height - 40)
      doc.endMarkedContent()
    }
    this.root.end()
    const parts: Buffer[] = []
    const done = new Promise<void>((resolve, reject) => {
      doc.on('data', (part: Buffer) => parts.push(part))
      doc.on('end', () => resolve())
      doc.on('error', reject)
    })
    doc.end()
    await done
    return new Uint8Array(Buffer.concat(parts))
  }
}
