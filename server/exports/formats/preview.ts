import { textOf, type Block, type Cell, type Document, type Piece } from './blocks.ts'

/** Words of a page as a screen shows them; `number`: that of a paragraph which counts itself. */
export type PreviewPiece = { text: string; bold?: true; italic?: true }
export type PreviewBlock =
  | { is: 'title'; pieces: PreviewPiece[] }
  | { is: 'heading'; level: number; number: string; pieces: PreviewPiece[] }
  | { is: 'para'; kind: 'plain' | 'quote' | 'small' | 'blank'; number: string; pieces: PreviewPiece[] }
  | { is: 'item'; level: number; mark: string; pieces: PreviewPiece[] }
  | { is: 'table'; caption: string; head: string[]; rows: PreviewPiece[][][]; rowHeads: boolean }
/** `rest`: whether the file goes on after it. */
export type PreviewPage = { title: string; standing: string; isDraft: boolean; blocks: PreviewBlock[]; rest: boolean }

/** What a page of A4 holds, near enough to show where a file begins. */
const linesMax = 44
const lettersInLine = 92

const plainPieces = (pieces: readonly Piece[]): PreviewPiece[] =>
  pieces.map(({ text, bold, italic }) => ({ text, ...(bold ? { bold } : {}), ...(italic ? { italic } : {}) }))
const linesOf = (pieces: readonly Piece[], letters = lettersInLine): number =>
  Math.max(1, Math.ceil(textOf(pieces).length / letters))
const rowLines = (row: readonly Cell[], widths: readonly number[]): number =>
  Math.max(1, ...row.map(({ pieces }, at) => linesOf(pieces, (lettersInLine * (widths[at] ?? 100)) / 100)))

/** The first page of a document: the same blocks as in the file, up to where a page is full or ends. */
export const firstPage = ({ title, standing, isDraft, blocks }: Document): PreviewPage => {
  const shown: PreviewBlock[] = []
  let lines = 0
  let sections = 0
  let paragraphs = 0
  const page = (rest: boolean): PreviewPage => ({ title, standing, isDraft, blocks: shown, rest })
  for (const block of blocks) {
    if (block.is === 'page') return page(true)
    if (lines >= linesMax) return page(true)
    switch (block.is) {
      case 'title':
        lines += 3
        shown.push({ is: 'title', pieces: [{ text: block.text }] })
        break
      case 'heading': {
        lines += 2
        if (block.numbered) {
          sections++
          paragraphs = 0
        }
        const number = block.numbered ? `${sections}.` : ''
        shown.push({ is: 'heading', level: block.level, number, pieces: plainPieces(block.pieces) })
        break
      }
      case 'para': {
        lines += linesOf(block.pieces) + 0.5
        const counts = block.kind === 'numbered' || block.kind === 'numbered-blank'
        const number = counts ? `${sections}.${++paragraphs}.` : ''
        const kind = block.kind === 'numbered' ? 'plain' : block.kind === 'numbered-blank' ? 'blank' : block.kind
        shown.push({ is: 'para', kind, number, pieces: plainPieces(block.pieces) })
        break
      }
      case 'item':
        lines += linesOf(block.pieces)
        shown.push({ is: 'item', level: block.level, mark: '•', pieces: plainPieces(block.pieces) })
        break
      case 'entry':
        lines += 1
        shown.push({ is: 'item', level: block.level, mark: '', pieces: plainPieces(block.pieces) })
        break
      case 'table': {
        const fit = rowsThatFit(block, linesMax - lines - 2)
        const rows = block.rows.slice(0, fit)
        lines += 2 + rows.reduce((sum, row) => sum + rowLines(row, block.widths), 0)
        shown.push({
          is: 'table',
          caption: block.caption,
          head: block.head,
          rows: rows.map((row) => row.map(({ pieces }) => plainPieces(pieces))),
          rowHeads: block.rowHeads === true
        })
        if (rows.length < block.rows.length) return page(true)
        break
      }
      default: {
        const missed: never = block
        throw new Error(`unhandled block ${String(missed)}`)
      }
    }
  }
  return page(false)
}

/** At least one, so that a long row is seen at all. */
const rowsThatFit = ({ rows, widths }: Extract<Block, { is: 'table' }>, room: number): number => {
  let left = room
  let fit = 0
  for (const row of rows) {
    left -= rowLines(row, widths)
    if (left < 0 && fit > 0) break
    fit++
  }
  return fit
}
