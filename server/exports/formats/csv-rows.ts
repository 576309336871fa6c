import { stringify } from 'csv-stringify/sync'

/** What a spreadsheet would take for a formula or a call of another program. Source: OWASP ASVS 5.0, 1.2.10. */
const formula = /^[\s\0]*[=+\-@|%\t\r\uFF1D\uFF0B\uFF0D\uFF20]/

/** A cell that stays text wherever it is opened. */
export const safeCell = (text: string): string => (formula.test(text) ? `'${text}` : text)

/** With a byte order mark, without which Excel reads UTF-8 as something else. */
export const csvBytes = (rows: readonly (readonly string[])[]): Uint8Array =>
  new TextEncoder().encode(
    stringify(
      rows.map((row) => row.map(safeCell)),
      { bom: true, record_delimiter: 'windows', quoted_string: true }
    )
  )
