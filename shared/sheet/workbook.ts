// @wc-ignore-file
import { limits } from '../limits.ts'
import { Unreadable, Unzip } from './unzip.ts'
import { readXml, type XmlEars } from './xml.ts'

/** What a cell holds, always as text. `serial`: a number of days, if it is a date; `isFormula`: nobody wrote these words. */
export type Cell = { text: string; serial?: number; isFormula?: true }
/** `number` as the program that shows it counts rows, from 1. Rows without a word are left out. */
export type Row = { number: number; cells: readonly Cell[] }
export type Table = { name: string; rows: readonly Row[] }

const none: XmlEars = { open: () => undefined, close: () => undefined, text: () => undefined }
/** Letters that XML cannot hold, as spreadsheets write them. Source: ECMA-376 Part 1, 22.9.2.19 (ST_Xstring). */
const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text

/** Texts that cells name by number. */
const readShared = (xml: string): string[] => {
  const texts: string[] = []
  let text = ''
  let isText = false
  let isSound = false
  readXml(xml, {
    open(name) {
      if (name === 'si') text = ''
      // How a word is spoken in Japanese is not part of it.
      if (name === 'rPh') isSound = true
      isText = name === 't' && !isSound
    },
    close(name) {
      if (name === 'si') texts.push(unescaped(text))
      if (name === 'rPh') isSound = false
      isText = false
    },
    text(part) {
      if (isText) text += part
    }
  })
  return texts
}

const columnOf = (reference: string): number => {
  let column = 0
  for (const letter of /^[A-Z]{1,3}/.exec(reference)?.[0] ?? '') column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}

type Raw = { type: string; formula: string | undefined; value: string; inline: string }
const cellOf = ({ type, formula, value, inline }: Raw, shared: readonly string[]): Cell => {
  // What a formula would say is not asked: it is words like any other.
  if (formula !== undefined && formula !== '') return { text: `=${formula}`, isFormula: true }
  switch (type) {
    case 's':
      return { text: shared[Number(value)] ?? '' }
    case 'inlineStr':
      return { text: unescaped(inline) }
    case 'b':
      return { text: value === '1' ? 'TRUE' : 'FALSE' }
    case 'n':
    case '': {
      const serial = Number(value)
      return value !== '' && Number.isFinite(serial) ? { text: value, serial } : { text: value }
    }
    default:
      return { text: unescaped(value) }
  }
}

/** Ranges of merged cells that are looked at in one sheet. */
const mergedMax = 1000
/** Cells that are merged with the one above them say what it says: that is what people see. */
const spread = (rows: readonly Row[], range: string): void => {
  const [, column = '', first, last] = /^([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})$/.exec(range) ?? []
  const at = columnOf(column)
  const said = rows.find(({ number }) => number === Number(first))?.cells[at]
  if (at < 0 || !said || said.text === '') return
  for (const row of rows) {
    if (row.number <= Number(first) || row.number > Number(last)) continue
    row.cells = Array.from({ length: Math.max(row.cells.length, at + 1) }, (_, index) =>
      index === at ? said : (row.cells[index] ?? { text: '' })
    )
  }
}

const readRows = (xml: string, shared: readonly string[]): Row[] => {
  const rows: Row[] = []
  let number = 0
  let column = -1
  let cells: Cell[] = []
  let raw: Raw = { type: '', formula: undefined, value: '', inline: '' }
  let into: 'value' | 'inline' | 'formula' | undefined
  const merged: string[] = []
  readXml(xml, {
    open(name, attribute) {
      if (name === 'row') {
        const given = Number(attribute('r'))
        number = Number.isInteger(given) && given > 0 ? given : number + 1
        cells = []
        column = -1
      } else if (name === 'c') {
        const given = columnOf(attribute('r') ?? '')
        column = given < 0 ? column + 1 : given
        raw = { type: attribute('t') ?? '', formula: undefined, value: '', inline: '' }
      } else if (name === 'f') {
        raw.formula = ''
        into = 'formula'
      } else if (name === 'v') into = 'value'
      else if (name === 't') into = 'inline'
      else if (name === 'mergeCell' && merged.length < mergedMax) merged.push(attribute('ref') ?? '')
    },
    close(name) {
      if (name === 'c' && column < limits.importColumnsMax) {
        const cell = cellOf(raw, shared)
        if (cell.text !== '') {
          while (cells.length < column) cells.push({ text: '' })
          cells[column] = cell
        }
      }
      if (name === 'row' && cells.length > 0) {
        if (rows.length >= limits.importRowsMax) throw new Unreadable('too-large')
        rows.push({ number, cells })
      }
      into = undefined
    },
    text(part) {
      if (into === 'formula') raw.formula = (raw.formula ?? '') + part
      else if (into !== undefined) raw[into] += part
    }
  })
  for (const range of merged) spread(rows, range)
  return rows
}

/** A relation names a part beside `xl/workbook.xml`, or from the root of the file. */
const partName = (target: string): string => {
  const parts: string[] = target.startsWith('/') ? [] : ['xl']
  for (const step of target.split('/')) {
    if (step === '..') parts.pop()
    else if (step !== '' && step !== '.') parts.push(step)
  }
  return parts.join('/')
}

const startOf: Readonly<Record<string, 'locked' | undefined>> = {
  // What Excel wraps a file with a password in, and what it wrote before 2007.
  d0cf11e0: 'locked'
}
const first = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('')

/**
 * The sheets of a workbook (`.xlsx`) as text, in their order, hidden ones too.
 * Refuses (`Unreadable`) what is too large, locked or none. Nothing is calculated, and no address in it is asked.
 * Source: ECMA-376 Part 1, SpreadsheetML.
 */
export const readWorkbook = (bytes: Uint8Array): { tables: Table[]; since1904: boolean } => {
  const locked = startOf[first(bytes)]
  if (locked) throw new Unreadable(locked)
  const zip = new Unzip(bytes, limits.importUnpackedBytesMax)
  // What other programs pack in the same way: a text document, a spreadsheet of another kind.
  if (!zip.has('xl/workbook.xml')) throw new Unreadable('other-kind')
  const targets = new Map<string, string>()
  readXml(zip.text('xl/_rels/workbook.xml.rels') ?? '', {
    ...none,
    open(name, attribute) {
      if (name !== 'Relationship' || attribute('TargetMode') === 'External') return
      targets.set(attribute('Id') ?? '', partName(attribute('Target') ?? ''))
    }
  })
  const sheets: { name: string; part: string }[] = []
  let since1904 = false
  readXml(zip.text('xl/workbook.xml') ?? '', {
    ...none,
    open(name, attribute) {
      if (name === 'workbookPr') since1904 = /^(?:1|true)$/.test(attribute('date1904') ?? '')
      if (name === 'sheet')
        sheets.push({ name: attribute('name') ?? '', part: targets.get(attribute('r:id') ?? '') ?? '' })
    }
  })
  if (!sheets.some(({ part }) => zip.has(part))) throw new Unreadable('not-a-sheet')
  const shared = readShared(zip.text('xl/sharedStrings.xml') ?? '')
  const tables = sheets
    .slice(0, limits.importSheetsMax)
    .map(({ name, part }) => ({ name, rows: readRows(zip.text(part) ?? '', shared) }))
  return { tables, since1904 }
}
