// @wc-ignore-file
import { limits } from '../limits.ts'
import { cleanText } from '../plan/clean-text.ts'
import {
  asTakenSheet,
  mapCells,
  planColumn,
  sheetColumns,
  valueColumns,
  type SheetColumn,
  type ValueCells,
  type ValueColumn
} from './columns.ts'
import { dayColumns, dayIn } from './cell-values.ts'
import { readDelimited } from './delimited.ts'
import { rightLetters } from './right-letters.ts'
import { Unreadable, type FileTrouble } from './unzip.ts'
import { readWorkbook, type Cell, type Table } from './workbook.ts'

/** One row of the sheet. Days are ISO 8601; what is no day stands as it was written, and its column in `noDays`. */
export type FileRow = {
  number: number
  reference: string
  priority: string
  id: string
  /** When it was taken from the board, if the row still says so. */
  takenAt: number | undefined
  cells: ValueCells
  noDays: readonly ValueColumn[]
  /** Cells with a formula: it stands in them as it is written, and nobody has worked it out. */
  formulas: readonly ValueColumn[]
  /** Cells of columns that the board does not read, by what stands above them. */
  others: Readonly<Record<string, string>>
}
export type ActionsFile = {
  rows: readonly FileRow[]
  /** Columns that are there; what is missing says nothing. */
  has: ReadonlySet<SheetColumn>
  /** The same actions as they were when the file was taken away, by id, if nobody deleted that. */
  asTaken: ReadonlyMap<string, FileRow> | undefined
  /** The plan it was taken from, as far as it says. */
  plan: string | undefined
}

/** Rows that may stand above the heads of the columns. */
const aboveHeadMax = 10
const folded = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase()
const names = Object.entries(sheetColumns).map(([column, name]) => ({ column, name: folded(name) }))
const isColumn = (name: string): name is SheetColumn => Object.hasOwn(sheetColumns, name)

type Heads = { at: number; columns: Map<SheetColumn, number>; others: Map<string, number> }
const headsOf = ({ rows }: Table): Heads | undefined => {
  for (const [at, { cells }] of rows.slice(0, aboveHeadMax).entries()) {
    const columns = new Map<SheetColumn, number>()
    const others = new Map<string, number>()
    cells.forEach(({ text }, index) => {
      const found = names.find(({ name }) => name === folded(text))?.column ?? ''
      if (isColumn(found)) {
        if (!columns.has(found)) columns.set(found, index)
      } else if (text.trim() !== '' && !others.has(text.trim())) others.set(text.trim(), index)
    })
    if (columns.has('text') || (columns.size >= 2 && (columns.has('id') || columns.has('reference'))))
      return { at, columns, others }
  }
  return undefined
}

const empty: Cell = { text: '' }
const noCells: ValueCells = mapCells(
  Object.fromEntries(valueColumns.map((column) => [column, ''])) as ValueCells,
  (text) => text
)

const rowsIn = (table: Table, heads: Heads, since1904: boolean): FileRow[] =>
  table.rows.slice(heads.at + 1).flatMap(({ number, cells }) => {
    const cellIn = (column: SheetColumn): Cell => cells[heads.columns.get(column) ?? -1] ?? empty
    const textIn = (column: SheetColumn): string => cleanText(rightLetters(cellIn(column).text)).trim()
    const noDays: ValueColumn[] = []
    const read = mapCells(noCells, (_, column) => {
      if (!dayColumns.some((each) => each === column)) return textIn(column)
      const day = dayIn(cellIn(column), since1904)
      if ('value' in day) return day.value
      noDays.push(column)
      return textIn(column)
    })
    const taken = textIn('taken')
    const takenAt = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(taken) ? Date.parse(taken) : NaN
    const row = {
      number,
      reference: textIn('reference'),
      priority: textIn('priority'),
      id: textIn('id'),
      takenAt: Number.isNaN(takenAt) ? undefined : takenAt,
      cells: read,
      noDays,
      formulas: valueColumns.filter((column) => cellIn(column).isFormula),
      others: Object.fromEntries(
        [...heads.others].map(([name, index]) => [name, cleanText((cells[index] ?? empty).text).trim()])
      )
    }
    const said = [row.reference, row.priority, row.id, ...Object.values(read)]
    return said.some((text) => text !== '') ? [row] : []
  })

const startsAsZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b
const startsAsOld = (bytes: Uint8Array): boolean => bytes[0] === 0xd0 && bytes[1] === 0xcf

const read = (bytes: Uint8Array): ActionsFile => {
  if (bytes.length > limits.importFileBytesMax) throw new Unreadable('too-large')
  const isBook = startsAsZip(bytes) || startsAsOld(bytes)
  const { tables, since1904 } = isBook ? readWorkbook(bytes) : { tables: [readDelimited(bytes)], since1904: false }
  const table = tables.find((each) => each.name !== asTakenSheet && headsOf(each))
  const heads = table && headsOf(table)
  if (!heads) throw new Unreadable('not-a-sheet')
  const copy = tables.find(({ name }) => name === asTakenSheet)
  const copyHeads = copy && headsOf(copy)
  const asTaken = copy && copyHeads ? rowsIn(copy, copyHeads, since1904) : undefined
  return {
    rows: rowsIn(table, heads, since1904),
    has: new Set(heads.columns.keys()),
    asTaken: asTaken && new Map(asTaken.map((row) => [row.id, row])),
    plan: asTaken?.[0]?.others[planColumn]
  }
}

/** Reads a file that came back: `.xlsx` or CSV, by what is in it and not by its name. */
export const readActionsFile = (bytes: Uint8Array): ActionsFile | { trouble: FileTrouble } => {
  try {
    return read(bytes)
  } catch (fault) {
    if (fault instanceof Unreadable) return { trouble: fault.trouble }
    throw fault
  }
}
