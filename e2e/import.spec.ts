import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { readXlsx, writeXlsx } from 'hucre/xlsx'
import { authorsOf, lettersOf, wordsOf, type AuthorRow } from './authors.ts'
import { expectAccessibleInAllColours, expectNoSidewaysScroll, narrowPhone, phone, wide } from './axe.ts'
import { byKeyboard, byTouch } from './hands.ts'
import { startBoard, type Board } from './people.ts'
import { boardPath, test } from './visitors.ts'

// The spreadsheet goes away, is filled in by another program, and comes back.
let board: Board
let folder: string
const helen = 'helen@example.org'
test.beforeAll(async () => {
  board = await startBoard()
  folder = await mkdtemp(join(tmpdir(), 'board-sheets-'))
})
test.afterAll(async () => {
  await board.close()
  await rm(folder, { recursive: true, force: true })
})
test.describe.configure({ timeout: 180_000 })

const taken = async (page: Page, name: RegExp): Promise<string> => {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name }).click()
  const file = await download
  const path = join(folder, file.suggestedFilename())
  await file.saveAs(path)
  return path
}

type Row = { text(column: string): string; set(column: string, text: string): void }
/** Opens the file in another program, changes rows of its first sheet, and saves it there. */
const filledIn = async (path: string, fill: (rows: readonly Row[], add: () => Row) => void): Promise<string> => {
  const { sheets } = await readXlsx(new Uint8Array(await readFile(path)))
  const rows = sheets[0]?.rows ?? []
  const heads = (rows[0] ?? []).map(String)
  const rowOf = (cells: (typeof rows)[number]): Row => ({
    text: (column) => String(cells[heads.indexOf(column)] ?? ''),
    set: (column, text) => void (cells[heads.indexOf(column)] = text)
  })
  const add = (): Row => {
    const cells = heads.map(() => '')
    rows.push(cells)
    return rowOf(cells)
  }
  fill(rows.slice(1).map(rowOf), add)
  const saved = join(folder, 'filled in.xlsx')
  const written = sheets.map(({ name, rows: all, hidden }) => ({ name, rows: all, ...(hidden ? { hidden } : {}) }))
  await writeFile(saved, await writeXlsx({ sheets: written }))
  return saved
}
const bring = async (page: Page, path: string, heading: string): Promise<void> => {
  await page.getByLabel('The file, as .xlsx or .csv').setInputFiles(path)
  await expect(page.getByRole('heading', { name: heading })).toBeFocused()
}
const rowOf = async (id: string, key: string): Promise<AuthorRow | undefined> =>
  (await authorsOf(board, helen)).find(({ field }) => field === `actions/${id}/${key}`)

test('filled in elsewhere and brought back by keyboard: what others changed meanwhile stands, every word keeps its author', async ({
  visitors
}) => {
  const page = await visitors.visit(board, helen, `${boardPath}/export`, { viewport: wide })
  const hands = byKeyboard(page)
  const path = await taken(page, /Download.*Actions, spreadsheet/)
  await page.goto(`${boardPath}/import`)
  await bring(page, path, 'Nothing to bring in')

  let words = ''
  let title = ''
  let id = ''
  const address = { words: '', status: '', moved: '' }
  const back = await filledIn(path, (rows, add) => {
    const [first] = rows.filter((row) => row.text('Success criteria') !== '')
    const [second, third] = rows.filter((row) => row !== first && row.text('Status') === 'Not started')
    const moved = rows.find((row) => row.text('Priority') !== first?.text('Priority') && row.text('Status') === 'Done')
    if (!first || !second || !third || !moved) throw new Error('the example has no such rows')
    words = first.text('Success criteria')
    title = first.text('Priority')
    id = first.text('Id')
    const addressOf = (row: Row): string =>
      `${boardPath}/${row.text('Reference').split('.')[0] ?? ''}/a/${row.text('Id')}`
    address.words = addressOf(first)
    address.status = addressOf(second)
    first.set('Success criteria', `Altogether: ${words}`)
    first.set('Cost', '=1+1')
    second.set('Status', 'Slipping')
    second.set('Reason for the status', 'Two posts are empty.')
    third.set('Due date', 'soon')
    moved.set('Priority', title)
    address.moved = `${boardPath}/${first.text('Reference').split('.')[0] ?? ''}/a/${moved.text('Id')}`
    const fresh = add()
    fresh.set('Priority', title)
    fresh.set('Action', '=HYPERLINK("https://example.org","click")')
  })

  const anna = await visitors.visit(board, 'anna@example.org', address.status, { viewport: wide })
  const sheet = anna.getByRole('dialog', { name: /^Action \d+\.\d+$/ })
  await sheet.getByRole('button', { name: /^Change\sStatus$/ }).click()
  const status = sheet.getByRole('form', { name: 'Status' })
  await status.getByRole('radio', { name: 'Off track' }).check()
  await status.getByLabel('Why?').fill('Nobody has begun.')
  await status.getByRole('button', { name: 'Save' }).click()
  await expect(status).toBeHidden()
  await anna.goto(address.words)
  const know = sheet.getByRole('group', { name: 'How we will know', exact: true })
  const editor = sheet.getByRole('textbox', { name: 'How we will know', exact: true })
  await know.or(editor).click()
  await expect(editor).toBeFocused()
  await anna.keyboard.press('Control+End')
  await anna.keyboard.type(' Each term.')
  await expect
    .poll(async () => wordsOf((await rowOf(id, 'success')) ?? { field: '', runs: [] }))
    .toContain('Each term.')
  const before = lettersOf(await rowOf(id, 'success'))

  await bring(page, back, 'What would change')
  await expect(page.getByText(/^Anna Novak changed this .* Other words of it; they stay\.$/)).toBeVisible()
  const clash = page.getByRole('group', { name: /^Status/ })
  await expect(clash).toContainText(/Anna Novak changed this/)
  await expect(clash.getByRole('radio', { name: 'Keep what the plan says' })).toBeChecked()
  await expect(page.getByText(/Due date: “soon” is not a date/)).toBeVisible()
  await expect(page.getByRole('heading', { name: /^New: =HYPERLINK/ })).toBeVisible()
  await expectAccessibleInAllColours(page, 'import')

  await hands.press(page.getByRole('button', { name: 'Bring in 4 changes' }))
  await expect(page.getByRole('heading', { name: '4 changes came in' })).toBeFocused()
  await expect(page.locator('[data-status-region]')).toHaveText('4 changes came in.')
  await expect(editor).toContainText(`Altogether: ${words.split('\n')[0] ?? ''}`)
  await expect
    .poll(async () => wordsOf((await rowOf(id, 'success')) ?? { field: '', runs: [] }))
    .toContain('Altogether')
  const after = lettersOf(await rowOf(id, 'success'))
  const fresh = 'Altogether: '.length
  expect(after.slice(0, fresh)).toEqual(Array.from('Altogether: ', (letter) => ({ letter, by: 'Helen Price' })))
  expect(after.slice(fresh)).toEqual(before)
  expect(new Set(before.map(({ by }) => by)).size).toBeGreaterThan(1)
  await expectAccessibleInAllColours(page, 'import, done')
  await expect(page.getByRole('main').locator(`a[href='${address.moved}']`)).toBeVisible()

  // Theirs stands until somebody decides; then the same file has one thing left to say.
  await hands.press(page.getByRole('button', { name: 'Bring in another file' }))
  await expect(page.getByLabel('The file, as .xlsx or .csv')).toBeFocused()
  await bring(page, back, 'What would change')
  await hands.choose(clash.getByRole('radio', { name: 'Use yours' }))
  const again = page.getByRole('checkbox', { name: /^Add this action/ })
  await hands.press(page.getByRole('button', { name: 'Tick none' }))
  await expect(again).not.toBeChecked()
  await hands.press(page.getByRole('button', { name: 'Bring in 1 change' }))
  await expect(page.getByRole('heading', { name: '1 change came in' })).toBeFocused()
  await anna.goto(address.status)
  await expect(sheet.getByText('Two posts are empty.')).toBeVisible()
  await hands.press(page.getByRole('button', { name: 'Take all of it back' }))
  await expect(page.getByRole('main').getByText('All of it is taken back.')).toBeVisible()
  await expect(sheet.getByText('Nobody has begun.')).toBeVisible()
})

test('on a phone a CSV comes back; a file that is none is told; whoever may not write has nothing to bring', async ({
  visitors
}) => {
  const page = await visitors.visit(board, 'priya@example.org', `${boardPath}/export`, {
    viewport: phone,
    hasTouch: true
  })
  const hands = byTouch(page)
  const path = await taken(page, /Download.*Actions, CSV/)
  await hands.press(page.getByRole('link', { name: 'Bring back a spreadsheet you have filled in' }))
  await expect(page.getByRole('heading', { level: 1, name: 'Bring the spreadsheet back' })).toBeVisible()
  await bring(page, path, 'Nothing to bring in')
  const text = await readFile(path, 'utf8')
  const changed = join(folder, 'changed.csv')
  await writeFile(
    changed,
    text.replace(/"([^"\r\n]*)"(,"[^"]*"){9},"","","","Not started"/, (row) =>
      row.replace(/"Not started"$/, '"On track"')
    )
  )
  expect(await readFile(changed, 'utf8')).not.toBe(text)
  await bring(page, changed, 'What would change')
  await expect(page.getByText(/does not keep what its cells said/)).toBeVisible()
  for (const size of [phone, narrowPhone]) {
    await page.setViewportSize(size)
    await expectNoSidewaysScroll(page)
  }
  await expectAccessibleInAllColours(page, 'import on a phone')
  const letter = join(folder, 'letter.csv')
  await writeFile(letter, 'Dear Priya')
  await page.getByLabel('The file, as .xlsx or .csv').setInputFiles(letter)
  await expect(page.getByRole('alert')).toContainText('This is not a sheet of actions from this board.')

  const reader = await visitors.visit(board, 'reader@example.org', boardPath, { viewport: wide })
  await reader.goto(`${boardPath}/import`)
  await expect(reader.getByText(/^You can read this plan\./)).toBeVisible()
  await expect(reader.getByLabel('The file, as .xlsx or .csv')).toHaveCount(0)
})
