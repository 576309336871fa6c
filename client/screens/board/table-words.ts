/** One row of a table as it is copied: plain words, cell by cell. */
export type CopiedRow = readonly string[]

/** A spreadsheet takes a cell that starts with one of these for a sum; an apostrophe says it is words. */
const asWords = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)
const oneLine = (cell: string): string => asWords(cell.trim()).replace(/\s*[\t\r\n]+\s*/g, ' ')

/** The table for a spreadsheet: cells apart by tabs, rows by line ends. */
export const tabbed = (rows: readonly CopiedRow[]): string =>
  rows.map((row) => row.map(oneLine).join('\t')).join('\n') + '\n'

const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** The same table for a word processor, with its head marked as one. */
export const asHtml = (head: CopiedRow, rows: readonly CopiedRow[]): string => {
  const cells = (row: CopiedRow, tag: 'th' | 'td'): string =>
    `<tr>${row.map((cell) => `<${tag}>${escaped(asWords(cell.trim())).replaceAll('\n', '<br>')}</${tag}>`).join('')}</tr>`
  return `<table><thead>${cells(head, 'th')}</thead><tbody>${rows.map((row) => cells(row, 'td')).join('')}</tbody></table>`
}
