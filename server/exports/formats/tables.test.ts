import { strFromU8, unzipSync } from 'fflate'
import readXlsx from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import { answer, hash, hostileCells, item, smallScene, version } from '../paper-scene.ts'
import { columns } from './action-rows.ts'
import { write as writeCsv } from './csv.ts'
import { safeCell } from './csv-rows.ts'
import { write as writeEvidence } from './evidence-csv.ts'
import { write as writeSheet } from './spreadsheet.ts'

/** Cells of a CSV file as any reader takes them. Source: RFC 4180. */
const cellsOf = (bytes: Uint8Array): string[][] => {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  expect(text.startsWith('\uFEFF')).toBe(true)
  const rows: string[][] = [[]]
  for (const [, quoted, bare, end] of text.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '')
    if (end === '\r\n') rows.push([])
    if (end === '') break
  }
  return rows.filter((row) => row.length > 1)
}
const hostileScene = () => {
  const scene = smallScene()
  hostileCells.forEach((cell, index) => scene.action(`bad-${index}`, 'two', cell))
  return scene
}
const column = (rows: readonly (readonly unknown[])[], name: string): unknown[] =>
  rows.slice(1).map((row) => row[columns.findIndex((each) => each.name === name)])
const noted = version([answer('parents', 'cannot-agree', '=1+1')])

describe('tables', () => {
  it('CSV: one row for each action with its reference, what was answered and what its words are', () => {
    const rows = cellsOf(writeCsv(smallScene().paper(noted)))
    expect(rows[0]).toEqual(columns.map(({ name }) => name))
    expect(column(rows, 'Reference')).toEqual(['1.1', '1.2', '2.1'])
    expect(column(rows, 'Status letter')).toEqual(['B', 'A', ''])
    expect(column(rows, 'Due date')).toEqual(['2026-10-30', '2027-01-15', ''])
    expect(column(rows, 'Differing views')[2]).toBe('Parents and carers: Ten families are too few.')
    expect(column(rows, 'Answers of the groups')[0]).toMatch(/^Parents and carers: We cannot agree yet .*: =1\+1$/)
    expect(column(rows, 'Full hash')).toEqual([hash, hash, hash])
    expect(column(cellsOf(writeCsv(smallScene().paper())), 'Standing')).toEqual(Array(3).fill('Draft, not agreed'))
  })

  it('CSV: roles of staff stand where the Word file has them, when they are asked for', () => {
    const paper = smallScene().paper()
    const records = paper.records.map((record) =>
      record.kind === 'update' || record.kind === 'reply' ? { ...record, role: 'SEND programme lead' } : record
    )
    const rows = cellsOf(writeCsv({ ...paper, records, names: 'roles' }))
    expect(column(rows, 'Latest progress')[1]).toBe(
      '12 November 2026, Local authority, SEND programme lead: The number is reported every month.'
    )
    expect(column(rows, 'Differing views on the priority')[0]).toContain(
      'Reply from Local authority, SEND programme lead: Parents now sit on the panel.'
    )
    expect(column(rows, 'Evidence')[2]).toBe(
      'What families could not find. (Editor, 1 November 2026) https://example.org/list'
    )
  })

  it('[promise 42] CSV: what a spreadsheet would take for a formula is text, in every file', () => {
    const rows = [
      ...cellsOf(writeCsv(hostileScene().paper(noted))),
      ...cellsOf(writeEvidence(hostileScene().paper(noted)))
    ]
    const cells = rows.flat()
    expect(cells.length).toBeGreaterThan(200)
    for (const cell of cells) {
      expect(cell).not.toMatch(/^[\s\0]*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20\t\r]/)
      expect(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u.test(cell.replaceAll('\n', ''))).toBe(false)
    }
    expect(cells).toContain(`'=HYPERLINK("https://example.org","click")`)
    expect(cells).toContain(`'@SUM(1+1)`)
  })

  it('leaves alone what only looks like a number or a word', () => {
    for (const cell of ['1.1', 'a=b', '(-1)', '£400', '']) expect(safeCell(cell)).toBe(cell)
    for (const cell of ['=1', '+1', '-1', '@a', ' =1', '\t1', '\n=1', '\0=1', '＝1', '%1', '|cmd'])
      expect(safeCell(cell)).toBe(`'${cell}`)
  })

  it('[promise 42] spreadsheet: an independent reader finds every cell as text, word for word, and no formula', async () => {
    const bytes = await writeSheet(hostileScene().paper(noted))
    const sheets = await readXlsx(Buffer.from(bytes))
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['Actions', 'Measures', 'About this file', 'As taken away'])
    const rows = sheets[0]?.data ?? []
    expect(rows[0]).toEqual(columns.map(({ name }) => name))
    expect(column(rows, 'Action').slice(3)).toEqual([
      '=HYPERLINK("https://example.org","click")',
      '@SUM(1+1)',
      '+1+1',
      '-2+3',
      '=1+1',
      '=1+1'
    ])
    for (const cell of sheets.flatMap(({ data }) => data.flat()))
      expect(cell === null || typeof cell === 'string').toBe(true)
    const parts = Object.entries(unzipSync(bytes)).filter(([name]) => name.endsWith('.xml'))
    for (const [name, part] of parts) expect(strFromU8(part), name).not.toMatch(/<f[ >]|<oleObject|ddeLink/)
    const about = new Map((sheets[2]?.data ?? []).map(([name, value]) => [name, value]))
    expect(about.get('Version code')).toBe('7F3A-91C2')
    expect(about.get('Full hash (SHA-256 of the words)')).toBe(hash)
    expect(about.get('Status letter A')).toBe('Slipping')
    expect(sheets[1]?.data[1]?.slice(0, 3)).toEqual(['1', 'Quality assurance', 'Annual reviews that are late'])
  })

  it('spreadsheet: a draft says so on the sheet, on its pages and in its rows; its head row stands still', async () => {
    const bytes = await writeSheet(smallScene().paper())
    const [first] = await readXlsx(Buffer.from(bytes))
    expect(first?.sheet).toBe('Actions (draft)')
    expect(column(first?.data ?? [], 'Standing')).toEqual(Array(3).fill('Draft, not agreed'))
    const xml = strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml'] ?? new Uint8Array())
    expect(xml).toContain('Draft, not agreed')
    expect(xml).toMatch(/<pane [^>]*state="frozen"/)
    const core = strFromU8(unzipSync(bytes)['docProps/core.xml'] ?? new Uint8Array())
    expect(core).toContain('A plan for our families')
  })

  it('spreadsheet: words that no cell can hold are cut where it is said', async () => {
    const scene = smallScene().write('council', 'actions/first/success', 'long '.repeat(8000))
    const [first] = await readXlsx(Buffer.from(await writeSheet(scene.paper())))
    const cell = String(column(first?.data ?? [], 'Success criteria')[0])
    expect(cell).toHaveLength(32_767)
    expect(cell).toMatch(/goes on in the plan\]$/)
  })

  it('an action whose priority is gone is a row all the same', () => {
    const scene = smallScene()
    const paper = scene.paper()
    const { priorities } = paper.plan
    const lost = {
      ...paper,
      plan: { ...paper.plan, priorities: priorities.slice(0, 1), loose: priorities[1]?.actions ?? [] }
    }
    expect(column(cellsOf(writeCsv(lost)), 'Id')).toEqual([item('first'), item('second'), item('third')])
  })
})
