import type { Paper } from '../../../shared/plan/paper.ts'
import { isSafeLink } from '../../../shared/plan/safe-link.ts'
import type { Line } from '../../../shared/plan/text.ts'
import type { StatusWord } from '../../../shared/plan/vocabulary.ts'
import { creditOf } from './standing.ts'

/** Who put words in or took them out, and when: a tracked change. */
export type Change = { how: 'in' | 'out'; by: string; at: number }
/** `by`: the group that wrote it, where that is known. */
export type Piece = { text: string; bold?: true; italic?: true; link?: string; by?: string; change?: Change }

/** `blank`: left for whoever finishes the paper; says so in words as well. */
export type Cell = { pieces: Piece[]; status?: StatusWord; blank?: true }
export type Table = {
  is: 'table'
  /** Stands above it. */
  caption: string
  head: string[]
  rows: Cell[][]
  /** Shares of the width, in hundredths. */
  widths: number[]
  /** The first cell of each row names the row. */
  rowHeads?: true
}
export type HeadingLevel = 1 | 2 | 3 | 4 | 5 | 6
export type Heading = {
  is: 'heading'
  level: HeadingLevel
  pieces: Piece[]
  /** Where a link in the list of contents leads. */
  anchor?: string
  /** A section of the committee paper: counts itself. */
  numbered?: true
}
/**
 * `quote`: somebody's own words, set off from the rest; `blank`: left for whoever finishes the paper;
 * `numbered`: 1.1, 1.2 … under a numbered heading, left blank or not.
 */
export type Paragraph = {
  is: 'para'
  kind: 'plain' | 'numbered' | 'quote' | 'small' | 'blank' | 'numbered-blank'
  pieces: Piece[]
}
export type Item = { is: 'item'; list: 'bullet' | 'ordered'; level: number; pieces: Piece[] }
/** `anchor`: the heading it leads to. */
export type Entry = { is: 'entry'; level: number; anchor: string; pieces: Piece[] }
/** Parts of a file that are read one after another: what Word, PDF and Markdown are made from. */
export type Block = { is: 'title'; text: string } | Heading | Paragraph | Item | Entry | Table | { is: 'page' }

export type Document = {
  title: string
  /** On every page. */
  standing: string
  /** The same among the file's properties. */
  subject: string
  isDraft: boolean
  author: string
  at: number
  blocks: Block[]
}

export const plain = (text: string): Piece[] => [{ text }]
export const strong = (text: string): Piece[] => [{ text, bold: true }]
export const para = (text: string, kind: Paragraph['kind'] = 'plain'): Paragraph => ({
  is: 'para',
  kind,
  pieces: plain(text)
})
export const labelled = (label: string, text: string, kind: Paragraph['kind'] = 'plain'): Paragraph => ({
  is: 'para',
  kind,
  pieces: [...strong(`${label}: `), ...plain(text)]
})
export const heading = (level: number, text: string, anchor?: string): Heading => ({
  is: 'heading',
  // Six levels are all that a page reader knows.
  level: Math.min(level, 6) as HeadingLevel,
  pieces: plain(text),
  ...(anchor === undefined ? {} : { anchor })
})
export const cell = (text: string): Cell => ({ pieces: plain(text) })

export const blankText = (what: string): string => `[To be completed: ${what}]`
export const blank = (what: string): Paragraph => para(blankText(what), 'blank')
export const blankCell = (what: string): Cell => ({ pieces: plain(blankText(what)), blank: true })

type Authors = Paper['authors']
export const piecesOf = ({ runs }: Line, authors: Authors): Piece[] =>
  runs.map(({ text, bold, italic, link, client, first }) => {
    const author = authors[first ?? client]
    return {
      text,
      ...(bold ? { bold } : {}),
      ...(italic ? { italic } : {}),
      ...(isSafeLink(link) ? { link } : {}),
      ...(author ? { by: creditOf(author) } : {})
    }
  })

/** Narrative text: paragraphs and lists as they were written; nothing for lines without words. */
export const linesToBlocks = (
  lines: readonly Line[],
  authors: Authors = {},
  kind: Paragraph['kind'] = 'plain'
): (Paragraph | Item)[] =>
  lines
    .filter(({ runs }) => runs.some(({ text }) => text.trim() !== ''))
    .map((line) =>
      line.list
        ? { is: 'item', list: line.list, level: line.level ?? 0, pieces: piecesOf(line, authors) }
        : { is: 'para', kind, pieces: piecesOf(line, authors) }
    )

/** What a record says may have lines of its own. */
export const wordsToBlocks = (words: string, kind: Paragraph['kind']): Paragraph[] =>
  words
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => para(line.trim(), kind))

export const textOf = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('')
