import type { StatusWord } from '../../../shared/plan/vocabulary.ts'
import type { Cell, Table } from './blocks.ts'
import type { TextLine } from './pdf-lines.ts'
import { accent, ink, page, textWidth, type Element, type Style, type TaggedPages } from './pdf-page.ts'

/** In many columns words are set smaller, so that they are not cut. */
const styleFor = ({ widths }: Table): Style =>
  widths.length > 5 ? { size: 8, colour: ink, lead: 11 } : { size: 9, colour: ink, lead: 12.5 }
const captionStyle: Style = { size: 9, colour: '#46535C', lead: 13 }
const pad = { x: 5, y: 4 }
const rule = '#9AA9B2'
/** Tables of so few rows stay on one page. */
const rowsTogether = 12
/** Pale enough that the words on it keep their contrast. */
const statusFill: Record<StatusWord, string> = {
  'not-started': '#EDEDED',
  'on-track': '#D9EFDC',
  slipping: '#FFE8C2',
  'off-track': '#F9D7D3',
  done: '#D6E6F7'
}

type Column = { x: number; width: number }
/** `element`: undefined for a head that is repeated on the next page, which is read once. */
type Drawn = { lines: TextLine[]; column: Column; fill: string | undefined; element: Element | undefined; tag: string }

/** What a header cell is the header of. The library has no option for it, but writes what stands in its dictionary. */
const setScope = (element: Element, scope: 'Row' | 'Column'): void => {
  const dictionary: unknown = Reflect.get(element, 'dictionary')
  if (typeof dictionary !== 'object' || dictionary === null || !('data' in dictionary)) return
  if (typeof dictionary.data === 'object' && dictionary.data !== null)
    Object.assign(dictionary.data, { A: { O: 'Table', Scope: scope } })
}

const columnsOf = (widths: readonly number[]): Column[] => {
  let x: number = page.left
  return widths.map((share) => {
    const column = { x, width: (textWidth * share) / 100 }
    x += column.width
    return column
  })
}

/** Draws so many lines of each cell, with its ground and its rules. */
const drawSlice = (paper: TaggedPages, cells: readonly Drawn[], from: number, count: number, look: Style): void => {
  const height = count * look.lead + 2 * pad.y
  paper.ornament(() => {
    for (const { column, fill } of cells) {
      if (fill !== undefined) paper.doc.rect(column.x, paper.y, column.width, height).fill(fill)
      paper.doc.rect(column.x, paper.y, column.width, height).lineWidth(0.6).stroke(rule)
    }
  })
  for (const { lines, column, element, tag } of cells) {
    lines.slice(from, from + count).forEach((line, index) => {
      const y = paper.y + pad.y + index * look.lead
      if (element) paper.line(element, tag, line, column.x + pad.x, y, look)
      else
        paper.ornament(() => {
          let at = column.x + pad.x
          for (const { face, text, width } of line) {
            paper.pen(face, look.size).fillColor(look.colour).text(text, at, y, { lineBreak: false })
            at += width
          }
        })
    })
  }
  paper.y += height
}

/** Room a table wants in one piece; of a long one, which may be parted, only its beginning. */
export const roomFor = (paper: TaggedPages, table: Table): number => {
  const { head, rows, widths } = table
  const style = styleFor(table)
  const columns = columnsOf(widths)
  const tall = (row: readonly { pieces: Cell['pieces'] }[]): number =>
    Math.max(
      1,
      ...row.map(({ pieces }, index) => {
        const bold = pieces.map((piece) => ({ ...piece, bold: true as const }))
        return paper.set.lines(bold, style.size, (columns[index]?.width ?? textWidth) - 2 * pad.x).length
      })
    )
  const height = (row: readonly { pieces: Cell['pieces'] }[]): number => tall(row) * style.lead + 2 * pad.y
  const begin = captionStyle.lead + 4 + (head.length === 0 ? 0 : height(head.map((text) => ({ pieces: [{ text }] }))))
  const all = rows.slice(0, rowsTogether).reduce((sum, row) => sum + height(row), begin)
  return rows.length <= rowsTogether && all < (paper.bottom - page.top) / 2 ? all : begin + 60
}

export const drawTable = (paper: TaggedPages, given: Table): void => {
  const { caption, head, rows, widths, rowHeads } = given
  const style = styleFor(given)
  const columns = columnsOf(widths)
  const table = paper.element('Table')
  const drawn = (each: Cell, column: Column, parent: Element | undefined, tag: 'TH' | 'TD', fill?: string): Drawn => {
    const bold = tag === 'TH' || each.blank === true
    const pieces = each.pieces.map((piece) => ({ ...piece, ...(bold ? { bold: true as const } : {}) }))
    const element = parent && paper.element(tag, parent)
    const lines = paper.set.lines(pieces, style.size, column.width - 2 * pad.x)
    return { lines, column, fill, element, tag }
  }
  const tall = (cells: readonly Drawn[]): number => Math.max(1, ...cells.map(({ lines }) => lines.length))
  const headCells = (parent: Element | undefined): Drawn[] =>
    head.map((text, index) => {
      const cell = drawn({ pieces: [{ text }] }, columns[index] ?? { x: 0, width: 0 }, parent, 'TH', accent)
      if (cell.element) setScope(cell.element, 'Column')
      return cell
    })
  const drawHead = (parent: Element | undefined): void => {
    if (head.length === 0) return
    const cells = headCells(parent)
    drawSlice(paper, cells, 0, tall(cells), { ...style, colour: '#FFFFFF' })
  }

  paper.need(roomFor(paper, given))
  paper.y += 4
  const name = paper.element('Caption', table)
  for (const line of paper.set.lines([{ text: caption }], captionStyle.size, textWidth)) {
    paper.line(name, 'Caption', line, page.left, paper.y, captionStyle)
    paper.y += captionStyle.lead
  }
  drawHead(head.length > 0 ? paper.element('TR', table) : undefined)

  for (const row of rows) {
    const parent = paper.element('TR', table)
    const cells = row.map((each, index) => {
      const first = columns[index] ?? { x: page.left, width: textWidth }
      const last = index === row.length - 1 ? columns.slice(index) : [first]
      const column = { x: first.x, width: last.reduce((sum, { width }) => sum + width, 0) }
      const isHead = rowHeads === true && index === 0
      const fill = each.status ? statusFill[each.status] : each.blank ? '#FFF2CC' : isHead ? '#EEF3F5' : undefined
      const cell = drawn(each, column, parent, isHead ? 'TH' : 'TD', fill)
      if (isHead && cell.element) setScope(cell.element, 'Row')
      return cell
    })
    const all = tall(cells)
    const room = (): number => Math.floor((paper.bottom - paper.y - 2 * pad.y) / style.lead)
    const perPage = Math.floor((paper.bottom - page.top - 2 * pad.y) / style.lead) - 4
    for (let from = 0; from < all;) {
      const left = all - from
      // A row stays together where it can; one that no page can hold goes on over the next.
      if (room() < (left <= perPage ? left : Math.min(left, 6))) {
        paper.newPage()
        drawHead(undefined)
      }
      const count = Math.max(1, Math.min(left, room()))
      drawSlice(paper, cells, from, count, style)
      from += count
    }
  }
  paper.y += 9
}
