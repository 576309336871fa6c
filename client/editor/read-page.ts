import { lineKind, plainKind, type LineKind, type ListKind } from './schema.ts'
import { isSafeLink, listLevelMax } from '../../shared/plan/schema.ts'
import { limits } from '../../shared/limits.ts'

/** Letters of a pasted page with the marks that are kept. */
export type PageWords = { text: string; bold: boolean; italic: boolean; link: string | null }
export type PageLine = { kind: LineKind; words: PageWords[] }

type Look = Omit<PageWords, 'text'>

/** Where a page is so deep that nobody made it by hand; what is deeper is read as plain letters. */
const depthMax = 200

const words = (names: string): ReadonlySet<string> => new Set(names.split(' '))
const unread = words(
  'SCRIPT STYLE HEAD TITLE META LINK TEMPLATE NOSCRIPT IFRAME OBJECT EMBED SVG MATH CANVAS VIDEO AUDIO IMG PICTURE INPUT SELECT TEXTAREA BUTTON DATALIST'
)
const blocks = words(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CAPTION CENTER DD DETAILS DIALOG DIV DL DT FIELDSET FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HGROUP HR HTML LEGEND LI MAIN NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL'
)
/** A blank one of these was put there as a blank line. */
const spoken = words('P H1 H2 H3 H4 H5 H6 LI')

const betweenCells = ' | '

const nameOf = (element: Element): string => element.tagName.toUpperCase()
const isElement = (node: Node): node is Element => node.nodeType === 1

/** The value of one property in the looks of an element, as `quietPage` kept them. */
const lookOf = (element: Element, name: string): string =>
  new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`, 'i')
    .exec(element.getAttribute('data-look') ?? '')?.[1]
    ?.trim()
    .toLowerCase() ?? ''

const isHidden = (element: Element): boolean =>
  element.hasAttribute('hidden') ||
  lookOf(element, 'display') === 'none' ||
  lookOf(element, 'visibility') === 'hidden' ||
  lookOf(element, 'mso-hide') === 'all'

const boldOf = (element: Element, inherited: boolean): boolean => {
  const weight = lookOf(element, 'font-weight')
  if (/^(bold|bolder|[6-9]\d\d)$/.test(weight)) return true
  // Google Docs wraps everything it copies in <b style="font-weight:normal">.
  if (/^(normal|lighter|[1-5]\d\d)$/.test(weight)) return false
  return inherited || nameOf(element) === 'B' || nameOf(element) === 'STRONG'
}

const italicOf = (element: Element, inherited: boolean): boolean => {
  const style = lookOf(element, 'font-style')
  if (/^(italic|oblique)/.test(style)) return true
  if (style === 'normal') return false
  return inherited || nameOf(element) === 'I' || nameOf(element) === 'EM'
}

const linkOf = (element: Element, inherited: string | null): string | null => {
  if (nameOf(element) !== 'A' || !element.hasAttribute('href')) return inherited
  const href = element.getAttribute('href')?.trim()
  return isSafeLink(href) ? href : null
}

const lookIn = (element: Element, look: Look): Look => ({
  bold: boldOf(element, look.bold),
  italic: italicOf(element, look.italic),
  link: linkOf(element, look.link)
})

/** Word draws its lists as paragraphs: "mso-list:l0 level2 lfo1", with the sign as letters in front. */
const isSign = (element: Element): boolean => lookOf(element, 'mso-list') === 'ignore'

const signIn = (element: Element): string => {
  for (const inner of element.querySelectorAll('[data-look]')) if (isSign(inner)) return inner.textContent
  return ''
}

const wordKind = (element: Element): LineKind | undefined => {
  const level = /\blevel(\d+)\b/.exec(lookOf(element, 'mso-list'))?.[1]
  if (level === undefined) return undefined
  const list: ListKind = /^\s*\(?[\da-z]{1,4}[.)]/i.test(signIn(element)) ? 'ordered' : 'bullet'
  return lineKind(list, Number(level) - 1)
}

/** Lists counted from outside; an item that says its level itself (Google Docs, Word on the web) is believed. */
const itemKind = (item: Element, list: ListKind | null, depth: number): LineKind => {
  const said = Number(item.getAttribute('aria-level') ?? item.getAttribute('data-aria-level') ?? '')
  const level = Number.isInteger(said) && said > 0 ? Math.max(depth, said) : depth
  return lineKind(list ?? 'bullet', Math.min(level, listLevelMax + 1) - 1)
}

const listOf = (name: string): ListKind | undefined =>
  name === 'UL' || name === 'MENU' || name === 'DIR' ? 'bullet' : name === 'OL' ? 'ordered' : undefined

type Place = { kind: LineKind; list: ListKind | null; depth: number; exact: boolean }

const plainLook: Look = { bold: false, italic: false, link: null }

class PageReader {
  readonly lines: PageLine[] = []
  /** Copied on this board: every space and every empty line is as its writers left it. */
  readonly #own: boolean
  #open: PageLine | undefined
  #letters = 0

  constructor(own: boolean) {
    this.#own = own
  }

  read(node: Node, look: Look, place: Place, deep: number): void {
    if (this.#letters > limits.pasteLettersMax) return
    if (!isElement(node)) {
      if (node.nodeType === 3) this.#write(node.nodeValue ?? '', look, place)
      else if (node.nodeType === 11) this.#inside(node, look, place, deep)
      return
    }
    const name = nameOf(node)
    if (unread.has(name) || isHidden(node) || isSign(node)) return
    if (deep > depthMax) return this.#write(node.textContent, look, place)
    if (name === 'BR') return this.#break(place)
    if (name === 'TABLE') return this.#table(node, look, place, deep)
    const list = listOf(name)
    const inner = lookIn(node, look)
    if (list) {
      this.#end()
      this.#inside(node, inner, { ...place, list, depth: place.depth + 1 }, deep)
      this.#end()
    } else if (blocks.has(name)) this.#block(node, name, inner, place, deep)
    else this.#inside(node, inner, place, deep)
  }

  /** The lines, without what only spread the page out. */
  done(): PageLine[] {
    this.#end()
    if (this.#own) return this.lines
    const isBlank = (line: PageLine | undefined): boolean => line === undefined || line.words.length === 0
    const kept = this.lines.filter(
      (line, n) => !isBlank(line) || (line.kind.list === null && !isBlank(this.lines[n - 1]))
    )
    while (kept.length > 0 && isBlank(kept[0])) kept.shift()
    while (kept.length > 0 && isBlank(kept.at(-1))) kept.pop()
    return kept
  }

  #inside(node: Node, look: Look, place: Place, deep: number): void {
    for (const child of node.childNodes) this.read(child, look, place, deep + 1)
  }

  #block(element: Element, name: string, look: Look, place: Place, deep: number): void {
    this.#end()
    const before = this.lines.length
    const exact = place.exact || name === 'PRE'
    let kind = wordKind(element) ?? place.kind
    if (name === 'LI') kind = itemKind(element, place.list, Math.max(1, place.depth))
    this.#inside(element, look, { ...place, kind, exact }, deep)
    this.#end()
    if (this.lines.length === before && spoken.has(name)) this.lines.push({ kind, words: [] })
  }

  /** A row of short cells is one line; a table that only lays out a page is read cell by cell. */
  #table(table: Element, look: Look, place: Place, deep: number): void {
    this.#end()
    for (const row of table.querySelectorAll('tr')) {
      if (row.closest('table') !== table) continue
      const cells = [...row.children].map((cell) => {
        const reader = new PageReader(this.#own)
        reader.#letters = this.#letters
        reader.read(cell, look, { ...place, kind: plainKind, list: null, depth: 0 }, deep + 2)
        this.#letters = reader.#letters
        return reader.done()
      })
      if (cells.every((lines) => lines.length <= 1 && lines.every((line) => line.kind.list === null))) {
        while (cells.length > 0 && (cells.at(-1)?.[0]?.words.length ?? 0) === 0) cells.pop()
        const inRow = cells.flatMap((lines, n) => [
          ...(n > 0 ? [{ text: betweenCells, ...plainLook }] : []),
          ...(lines[0]?.words ?? [])
        ])
        if (inRow.length > 0) this.lines.push({ kind: place.kind, words: inRow })
      } else this.lines.push(...cells.flat())
    }
    const caption = [...table.children].find((child) => nameOf(child) === 'CAPTION')
    if (caption) this.read(caption, look, place, deep + 1)
  }

  #break(place: Place): void {
    if (this.#open) this.#end()
    else this.lines.push({ kind: place.kind, words: [] })
  }

  #write(raw: string, look: Look, place: Place): void {
    if (place.exact && !this.#own) {
      raw.split(/\r\n?|\n/).forEach((part, n) => {
        if (n > 0) this.#break(place)
        this.#add(part, look, place)
      })
    } else if (this.#own) {
      // Line ends stand only between the elements of such a page, where the clipboard itself put them.
      if (!/^\s*[\r\n]\s*$/.test(raw)) this.#add(raw, look, place)
    } else {
      const text = raw.replace(/[\s\u00a0]+/g, ' ')
      const before = this.#open?.words.at(-1)?.text
      this.#add(before === undefined || before.endsWith(' ') ? text.replace(/^ /, '') : text, look, place)
    }
  }

  #add(text: string, look: Look, place: Place): void {
    if (text === '') return
    this.#letters += text.length
    if (!this.#open) {
      this.#open = { kind: place.kind, words: [] }
      this.lines.push(this.#open)
    }
    const last = this.#open.words.at(-1)
    if (last && last.bold === look.bold && last.italic === look.italic && last.link === look.link) last.text += text
    else this.#open.words.push({ text, ...look })
  }

  #end(): void {
    const words = this.#open?.words
    this.#open = undefined
    if (!words || this.#own) return
    for (let last = words.at(-1); last; last = words.at(-1)) {
      last.text = last.text.replace(/ +$/, '')
      if (last.text !== '') return
      words.pop()
    }
  }
}

/**
 * The lines of a pasted page: letters with the marks that are kept, levels of lists, tables as a line a
 * row. Everything else of it is left where it was. Reads at most a little more than one paste may hold.
 * @param page as `quietPage` left it and the browser read it
 */
export const readPage = (page: Node): PageLine[] => {
  const own = isElement(page) && page.querySelector('[data-own]') !== null
  const reader = new PageReader(own)
  reader.read(page, plainLook, { kind: plainKind, list: null, depth: 0, exact: false }, 0)
  return reader.done()
}
