import type { Paper } from '../../../shared/plan/paper.ts'
import type { Block, Piece, Table } from './blocks.ts'
import { cleanPaper } from './clean.ts'
import { documentOf } from './document.ts'
import { lastPage } from './last-page.ts'
import { planBlocks } from './plan-blocks.ts'

/** Signs that Markdown or HTML would read as more than themselves. Source: CommonMark 0.31, 2.4 and 6.6. */
const escaped = (text: string): string => text.replace(/[\\`*_{}[\]<>#|~&]/g, '\\$&')
/** What would begin a list or a heading at the start of a line. */
const escapedStart = (text: string): string =>
  text.replace(/^(\s*)([-+=])/, '$1\\$2').replace(/^(\s*\d+)([.)])/, '$1\\$2')

const inline = (pieces: readonly Piece[]): string =>
  pieces
    .map(({ text, bold, italic, link }) => {
      const [, before = '', words = '', after = ''] = /^(\s*)([^]*?)(\s*)$/.exec(text) ?? []
      if (words === '') return text
      const mark = `${bold ? '**' : ''}${italic ? '_' : ''}`
      const marked = `${mark}${escaped(words.replaceAll('\n', ' '))}${[...mark].reverse().join('')}`
      return `${before}${link === undefined ? marked : `[${marked}](<${link}>)`}${after}`
    })
    .join('')

const row = (cells: readonly string[], width: number): string =>
  `| ${[...cells, ...Array<string>(width - cells.length).fill('')].join(' | ')} |`
const table = ({ caption, head, rows, widths }: Table): string =>
  [
    `_${escaped(caption)}_`,
    '',
    row(head.map(escaped), widths.length),
    row(
      widths.map(() => '---'),
      widths.length
    ),
    ...rows.map((cells) =>
      row(
        cells.map(({ pieces }) => inline(pieces)),
        widths.length
      )
    )
  ].join('\n')

const block = (each: Block, standing: string): string => {
  switch (each.is) {
    case 'title':
      return `# ${escaped(each.text)}\n\n**${escaped(standing)}**`
    case 'heading':
      return `${'#'.repeat(Math.min(each.level + 1, 6))} ${inline(each.pieces)}`
    case 'para':
      return `${each.kind === 'quote' ? '> ' : ''}${escapedStart(inline(each.pieces))}`
    case 'item':
      return `${'    '.repeat(each.level)}${each.list === 'bullet' ? '-' : '1.'} ${inline(each.pieces)}`
    case 'entry':
      return `- ${inline(each.pieces)}`
    case 'table':
      return table(each)
    case 'page':
      return `---\n\n**${escaped(standing)}**`
    default: {
      const missed: never = each
      throw new Error('unhandled block', { cause: missed })
    }
  }
}

const isList = (each: Block | undefined): boolean => each?.is === 'item' || each?.is === 'entry'

/** The plan as plain text that other programs can read and show. Where a page would begin, the standing is said again. */
export const write = (given: Paper): Uint8Array => {
  const paper = cleanPaper(given)
  const { blocks, standing } = documentOf(paper, [...planBlocks(paper), ...lastPage(paper, 1)])
  const text = blocks
    .map((each, index) => `${block(each, standing)}${isList(each) && isList(blocks[index + 1]) ? '\n' : '\n\n'}`)
    .join('')
  return new TextEncoder().encode(`${text.trimEnd()}\n`)
}
