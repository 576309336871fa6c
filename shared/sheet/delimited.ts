import { limits } from '../limits.ts'
import type { Cell, Row, Table } from './workbook.ts'
import { Unreadable } from './unzip.ts'

/** UTF-8 with or without its mark; else what Excel writes on Windows when it is only asked for CSV. */
const decoded = (bytes: Uint8Array): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Some byte is no UTF-8.
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** The board puts ' before what a spreadsheet would take for a formula; here it is taken off again. */
const bare = (text: string): string =>
  /^'[\s\0]*[=+\-@|%\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? text.slice(1) : text

/** Where the head ends without a quote, what stands in it most often parts the cells: a comma, a semicolon or a tab. */
const delimiterOf = (text: string): string => {
  const head =
    text
      .slice(0, 4000)
      .replace(/"[^"]*"/g, '')
      .split(/[\r\n]/, 1)[0] ?? ''
  const counted = [',', ';', '\t'].map((sign) => ({ sign, count: head.split(sign).length }))
  return counted.sort((a, b) => b.count - a.count)[0]?.sign ?? ','
}

/**
 * A table of text with one row on each line. `number` of a row counts rows, not lines: a cell may hold several.
 * Refuses (`Unreadable`) what is too large or no text. Source: RFC 4180.
 */
export const readDelimited = (bytes: Uint8Array): Table => {
  const text = decoded(bytes).replace(/^\uFEFF/, '')
  if (text.includes('\0')) throw new Unreadable('not-a-sheet')
  const delimiter = delimiterOf(text)
  const rows: Row[] = []
  let cells: Cell[] = []
  let number = 0
  const endRow = (): void => {
    number++
    if (cells.some((cell) => cell.text !== '')) {
      if (rows.length >= limits.importRowsMax) throw new Unreadable('too-large')
      rows.push({ number, cells: cells.slice(0, limits.importColumnsMax) })
    }
    cells = []
  }
  const bareEnd = new RegExp(`[${delimiter}\\r\\n]`, 'g')
  for (let at = 0; at < text.length;) {
    let cell = ''
    if (text.charAt(at) === '"') {
      let from = at + 1
      for (;;) {
        const quote = text.indexOf('"', from)
        const end = quote < 0 ? text.length : quote
        cell += text.slice(from, end)
        at = end + 1
        if (text.charAt(at) !== '"' || quote < 0) break
        cell += '"'
        from = at + 1
      }
    }
    bareEnd.lastIndex = at
    const end = bareEnd.exec(text)?.index ?? text.length
    cells.push({ text: bare(cell + text.slice(at, end)) })
    at = end
    if (text.charAt(at) === delimiter) {
      at++
      // A line that ends in a delimiter has an empty cell behind it.
      if (at >= text.length || /[\r\n]/.test(text.charAt(at))) cells.push({ text: '' })
      else continue
    }
    if (at >= text.length || /[\r\n]/.test(text.charAt(at))) {
      at += text.startsWith('\r\n', at) ? 2 : 1
      endRow()
    }
  }
  if (cells.length > 0) endRow()
  return { name: '', rows }
}
