import { strToU8, zipSync, type Zippable } from 'fflate'
import { describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import { readActionsFile, type ActionsFile } from './read-file.ts'
import { Unzip } from './unzip.ts'
import { readXml } from './xml.ts'

const letters = 'ABCDEFGHIJKLMNOP'
const cell = (column: number, row: number, text: string): string =>
  `<c r="${letters.charAt(column)}${row}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`
const sheet = (rows: readonly (readonly string[])[], more = ''): string =>
  `<?xml version="1.0"?><worksheet><sheetData>${rows
    .map(
      (cells, index) =>
        `<row r="${index + 1}">${cells.map((text, at) => (text.startsWith('<c') ? text : cell(at, index + 1, text))).join('')}</row>`
    )
    .join('')}</sheetData>${more}</worksheet>`
const book = (xml: string, { pr = '', more = {} }: { pr?: string; more?: Zippable } = {}): Uint8Array =>
  zipSync({
    'xl/workbook.xml': strToU8(
      `<workbook xmlns:r="r">${pr}<sheets><sheet name="Actions" sheetId="1" r:id="rId1"/></sheets></workbook>`
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
    'xl/worksheets/sheet1.xml': strToU8(xml),
    ...more
  })
const heads = ['Reference', 'Action', 'Due date', 'Cost', 'Id']
const read = (bytes: Uint8Array): ActionsFile => {
  const file = readActionsFile(bytes)
  if ('trouble' in file) throw new Error(file.trouble)
  return file
}
const trouble = (bytes: Uint8Array): string | undefined => {
  const file = readActionsFile(bytes)
  return 'trouble' in file ? file.trouble : undefined
}

describe('a file that was brought back', () => {
  it('is read by its heads, wherever they stand; rows keep the number that the spreadsheet shows', () => {
    const file = read(
      book(sheet([['Our plan, third quarter'], [], heads, [], ['1.1', 'Ask ten families', '2027-01-15', '', 'i1']]))
    )
    expect(file.rows).toMatchObject([
      { number: 5, reference: '1.1', id: 'i1', cells: { text: 'Ask ten families', due: '2027-01-15' } }
    ])
    expect([...file.has]).toEqual(['reference', 'text', 'due', 'cost', 'id'])
  })

  it('days are understood however a spreadsheet has written them since; what is none is told', () => {
    const number = '<c r="C2"><v>46325</v></c>'
    const since1904 = '<c r="C2"><v>44863</v></c>'
    expect(read(book(sheet([heads, ['1.1', 'a', number]]))).rows[0]?.cells.due).toBe('2026-10-30')
    expect(
      read(book(sheet([heads, ['1.1', 'a', since1904]]), { pr: '<workbookPr date1904="1"/>' })).rows[0]?.cells.due
    ).toBe('2026-10-30')
    for (const said of [
      '30/10/2026',
      '30.10.2026',
      '30 October 2026',
      '30th Oct 2026',
      '30-Oct-2026',
      '2026-10-30 00:00'
    ])
      expect(read(book(sheet([heads, ['1.1', 'a', said]]))).rows[0]?.cells.due, said).toBe('2026-10-30')
    for (const said of ['next month', '31/02/2027', '30/10/26', '10/30/2026', '5', '1899-12-31'])
      expect(read(book(sheet([heads, ['1.1', 'a', said]]))).rows[0], said).toMatchObject({
        noDays: ['due'],
        cells: { due: said }
      })
  })

  it('[promise 42] a formula is words; nothing is calculated, and control characters are gone', () => {
    const row = [
      '1.1',
      '<c r="B2"><f>HYPERLINK("https://example.org","click")</f><v>click</v></c>',
      '',
      '<c r="D2"><f>1+1</f><v>2</v></c>'
    ]
    expect(read(book(sheet([heads, row]))).rows[0]).toMatchObject({
      cells: { text: '=HYPERLINK("https://example.org","click")', cost: '=1+1' },
      formulas: ['text', 'cost']
    })
    expect(read(book(sheet([heads, ['1.1', '@SUM(1)&#9;_x0007_\u202Ex']]))).rows[0]?.cells.text).toBe('@SUM(1) x')
  })

  it('words that a program took for other letters are the words again; letters that somebody wrote stay', () => {
    const said = (text: string): string | undefined =>
      read(book(sheet([heads, ['1.1', text, '', '', 'i1']]))).rows[0]?.cells.text
    for (const [taken, text] of [
      ['â€œAsk usâ€\u009D, she said â€“ itâ€™s Â£5', '“Ask us”, she said – it’s £5'],
      ['ZaÅ¼Ã³Å‚Ä‡', 'Zażółć'],
      ['à®¤ ðŸ‘\u008D', 'த 👍'],
      ['â€œnext.â€', '“next.”'],
      ['â€œnext.â€\uF19D', '“next.”'],
      ['plain', 'plain']
    ] as const) {
      expect(said(taken), text).toBe(text)
      expect(said(text), text).toBe(text)
    }
    for (const text of ['São “Paulo”', 'Ângela’s café', 'naïve Â', 'Ã©tude “x”']) expect(said(text), text).toBe(text)
  })

  it('cells that are merged downwards all say what people see in them', () => {
    const rows = [heads, ['1.1', 'a', '', 'Two posts', 'i1'], ['1.2', 'b', '', '', 'i2'], ['1.3', 'c', '', '', 'i3']]
    const merged =
      '<mergeCells count="3"><mergeCell ref="D2:D3"/><mergeCell ref="A9:B12"/><mergeCell ref="bad"/></mergeCells>'
    expect(read(book(sheet(rows, merged))).rows.map(({ cells }) => cells.cost)).toEqual(['Two posts', 'Two posts', ''])
  })

  it('CSV: quotes, commas, semicolons, several lines in a cell, and the bytes of Excel on Windows', () => {
    const text =
      '\uFEFF"Reference","Action","Cost","Id"\r\n"1.1","Say ""yes"",\nthen go","\'=1+1","i1"\r\n,,,\r\n1.2,plain,,\r\n'
    expect(read(strToU8(text)).rows).toMatchObject([
      { number: 2, cells: { text: 'Say "yes",\nthen go', cost: '=1+1' }, id: 'i1' },
      { number: 4, reference: '1.2', cells: { text: 'plain' }, id: '' }
    ])
    const semicolons = 'Reference;Action;Cost\n1.1;a, b;£5\n'
    expect(read(Uint8Array.from(semicolons, (letter) => letter.charCodeAt(0))).rows[0]?.cells).toMatchObject({
      text: 'a, b',
      cost: '£5'
    })
  })

  it('[promise 44] a bomb is stopped long before it is unpacked', () => {
    const zeros = new Uint8Array(limits.importUnpackedBytesMax + 1)
    const bomb = book(sheet([heads]), { more: { 'xl/worksheets/sheet1.xml': zeros } })
    expect(bomb.length).toBeLessThan(limits.importFileBytesMax / 4)
    expect(trouble(bomb)).toBe('too-large')
    expect(trouble(new Uint8Array(limits.importFileBytesMax + 1))).toBe('too-large')
    const long = sheet([heads, ...Array.from({ length: limits.importRowsMax + 1 }, () => ['1.1', 'a'])])
    expect(trouble(book(long))).toBe('too-large')
  }, 60_000)

  it('[promise 44] the size that a part says it has is not what counts', () => {
    const lying = zipSync({ a: new Uint8Array(2_000_000) })
    const view = new DataView(lying.buffer, lying.byteOffset, lying.byteLength)
    let said = 0
    for (let at = 0; at < lying.length - 46; at++)
      if (view.getUint32(at, true) === 0x02014b50) {
        view.setUint32(at + 24, 10, true)
        said++
      }
    expect(said).toBe(1)
    expect(() => new Unzip(lying, 1_000_000).text('a')).toThrow('too-large')
  })

  it('[promise 44] many parts count together, so that no part is small enough', () => {
    const part = zipSync({ a: new Uint8Array(3000), b: new Uint8Array(3000) })
    const zip = new Unzip(part, 5000)
    expect(zip.text('a')).toHaveLength(3000)
    expect(() => zip.text('b')).toThrow('too-large')
  })

  it('[promise 44] no document type, no entity, no part of another place', () => {
    const evil = sheet([heads, ['1.1', '&xxe;']]).replace(
      '<worksheet>',
      '<!DOCTYPE w [<!ENTITY xxe SYSTEM "file:///etc/passwd">]><worksheet>'
    )
    expect(trouble(book(evil))).toBe('not-a-sheet')
    expect(read(book(sheet([heads, ['1.1', '&xxe;&lol;']]))).rows[0]?.cells.text).toBe('&xxe;&lol;')
    const slip: Zippable = {
      'xl/_rels/workbook.xml.rels': strToU8(
        '<Relationships><Relationship Id="rId1" Target="../../../../etc/passwd"/></Relationships>'
      )
    }
    expect(trouble(book(sheet([heads]), { more: slip }))).toBe('not-a-sheet')
    const outside =
      '<Relationships><Relationship Id="rId1" TargetMode="External" Target="https://example.org/sheet.xml"/></Relationships>'
    expect(trouble(book(sheet([heads]), { more: { 'xl/_rels/workbook.xml.rels': strToU8(outside) } }))).toBe(
      'not-a-sheet'
    )
  })

  it('what is no spreadsheet, is broken or has a password is told apart', () => {
    expect(trouble(strToU8('Dear Helen,\nplease find attached'))).toBe('not-a-sheet')
    expect(trouble(new Uint8Array(0))).toBe('not-a-sheet')
    expect(trouble(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0, 0))).toBe('locked')
    for (const part of ['word/document.xml', 'content.xml', 'xl/workbook.bin'])
      expect(trouble(zipSync({ [part]: strToU8('<w/>') })), part).toBe('other-kind')
    const whole = book(sheet([heads, ['1.1', 'a']]))
    let refused = 0
    for (let cut = 4; cut < whole.length; cut += 7) if (trouble(whole.slice(0, cut)) !== undefined) refused++
    expect(refused).toBe(Math.ceil((whole.length - 4) / 7))
  })

  it('bytes of a file may be other ones: it is read or refused, and never throws anything else', () => {
    const whole = book(sheet([heads, ['1.1', 'words', '2027-01-15', '5', 'i1']]))
    let refused = 0
    for (let at = 4; at < whole.length; at += 3) {
      const bent = whole.slice()
      bent[at] = (bent[at] ?? 0) ^ 0x55
      if (trouble(bent) !== undefined) refused++
    }
    expect(refused).toBeGreaterThan(10)
  })

  it('XML that is nested without end, or never ends, is refused', () => {
    const none = { open: () => undefined, close: () => undefined, text: () => undefined }
    for (const xml of ['<a>'.repeat(100), '<a', '<a b="', '<!-- ', '<a></a', '<![CDATA['])
      expect(() => readXml(xml, none), xml.slice(0, 9)).toThrow('not-a-sheet')
  })
})
