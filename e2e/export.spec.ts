import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, type Page } from '@playwright/test'
import { expectAccessibleInAllColours, expectNoSidewaysScroll, narrowPhone, phone, wide } from './axe.ts'
import { byKeyboard } from './hands.ts'
import { ask, cookieOf, examplePlan, startBoard, type Board } from './people.ts'
import { boardPath, refused, test } from './visitors.ts'

// Files to take away: of today's draft and of a version, checked without the board; then published.
let board: Board
let folder: string
const helen = 'helen@example.org'
const note = 'Count part-time timetables too, and say so each term.'
type Version = { number: number; hash: string; code: string; entries: number }

const send = async (email: string, path: string, body?: unknown): Promise<unknown> => {
  const method = body === undefined ? 'GET' : 'POST'
  const answer = await ask(board, await cookieOf(board, email), method, `/api/plans/${examplePlan}/${path}`, body)
  expect(answer.status, path).toBeLessThan(300)
  return answer.body
}
/** A version of the whole plan that parents agreed to with a note, and health agreed to. */
const agreed = async (): Promise<Version> => {
  const { seq, hash } = (await send(helen, 'versions/draft')) as { seq: number; hash: string }
  const asked = { asked: ['parents', 'health'], closesAt: null }
  const version = (await send(helen, 'versions', { scope: null, seq, hash, ask: asked })) as Version
  const said = { answer: 'agree-with-note', note, formal: null }
  await send('priya@example.org', `versions/${version.number}/answers`, { hash, said })
  const plain = { answer: 'agree', note: '', formal: null }
  const now = (await send('anna@example.org', `versions/${version.number}/answers`, { hash, said: plain })) as Version
  const step = { move: 'close', after: now.entries, ask: null, note: '' }
  return (await send(helen, `versions/${version.number}/moves`, step)) as Version
}

/** What a click or a key brings into the downloads. */
const taken = async (page: Page, act: () => Promise<void>): Promise<{ name: string; path: string }> => {
  const download = page.waitForEvent('download')
  await act()
  const file = await download
  const path = join(folder, file.suggestedFilename())
  await file.saveAs(path)
  return { name: file.suggestedFilename(), path }
}
const verifier = fileURLToPath(new URL('../server/admin/verify-paper.mjs', import.meta.url))

test.beforeAll(async () => {
  board = await startBoard()
  folder = await mkdtemp(join(tmpdir(), 'board-files-'))
})
test.afterAll(async () => {
  await board.close()
  await rm(folder, { recursive: true, force: true })
})

test('a lead takes the draft, then the agreed version, by keyboard alone; a file proves what it holds; it is published', async ({
  visitors,
  browser
}) => {
  test.setTimeout(180_000)
  const page = await visitors.visit(board, helen, `${boardPath}/export`, { viewport: wide })
  const hands = byKeyboard(page)
  const button = (name: RegExp) => page.getByRole('button', { name })
  await expect(button(/Download.*Committee paper/)).toBeVisible()
  await expect(page.getByRole('radio', { name: /^Today’s draft/ })).toBeChecked()
  await expectAccessibleInAllColours(page, 'export')
  const draft = await taken(page, () => hands.press(button(/Download.*Plan, Markdown/)))
  expect(draft.name).toMatch(/draft.*\.md$/)
  expect(await readFile(draft.path, 'utf8')).toContain('Draft, not agreed')

  const version = await agreed()
  // It is chosen by itself, as soon as the page hears of it.
  await expect(page.getByRole('radio', { name: new RegExp(`^Version 3, ${version.code}: agreed`) })).toBeChecked()
  const paper = await taken(page, () => hands.press(button(/Download.*Committee paper/)))
  expect(paper.name).toMatch(/version 3.*\.docx$/)
  const words = await taken(page, () => hands.press(page.getByRole('link', { name: 'Download the words alone' })))
  const said = execFileSync(process.execPath, [verifier, paper.path, words.path], { encoding: 'utf8' })
  expect(said).toContain(version.hash)
  expect(said).toMatch(/^Yes: the file names this hash and holds all of these words, each in its place/)
  const text = await taken(page, () => hands.press(button(/Download.*Plan, Markdown/)))
  expect(await readFile(text.path, 'utf8')).toContain(note)

  await hands.press(button(/Download.*Review pack/))
  await expect(page.getByText('Give the day of your last review.')).toBeVisible()
  for (const [field, value] of [
    ['Day', '1'],
    ['Month', '1'],
    ['Year', '2020']
  ] as const)
    await hands.fill(page.getByRole('textbox', { name: field }), value)
  expect((await taken(page, () => hands.press(button(/Download.*Review pack/)))).name).toMatch(
    /since 2020-01-01.*\.docx$/
  )
  const compared = await taken(page, () => hands.press(button(/Download.*Two versions compared/)))
  expect(compared.name).toMatch(/version 3 and draft.*\.docx$/)
  await expectAccessibleInAllColours(page, 'export, with a version')

  await page.goto(`${boardPath}/agree/3`)
  await hands.press(page.getByRole('button', { name: 'Publish', exact: true }))
  await hands.press(page.getByRole('button', { name: 'Publish this version' }))
  await expect(page.locator('[data-status-region]')).toContainText('The version is published.')
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: board.url })
  const reader = await context.newPage()
  await reader.goto(`/public/${examplePlan}`)
  await expect(reader.getByText(note).first()).toBeVisible()
  await expect(reader.getByText(version.hash).first()).toBeAttached()
  await context.close()
})

test('what a file is for is seen by all; roles, the first page and the order of the paper, by keyboard alone', async ({
  visitors
}) => {
  test.setTimeout(180_000)
  const page = await visitors.visit(board, helen, `${boardPath}/people`, { viewport: wide })
  const hands = byKeyboard(page)
  await hands.press(page.getByRole('button', { name: 'Change or remove Helen Price' }))
  await hands.enter(page.getByRole('menuitem', { name: 'Role at work' }))
  await hands.fill(page.getByRole('textbox', { name: 'Role (optional)' }), 'SEND programme lead')
  await expectAccessibleInAllColours(page, 'role at work')
  await hands.press(page.getByRole('button', { name: 'Save', exact: true }))
  await expect(page.getByText('SEND programme lead')).toBeVisible()

  await page.goto(`${boardPath}/export`)
  await hands.choose(page.getByRole('radio', { name: /^Today’s draft/ }))
  await hands.choose(page.getByRole('radio', { name: /^Staff roles too/ }))
  await hands.fill(page.getByRole('textbox', { name: 'What is it for? (optional)' }), 'The cabinet on 8 June')
  const file = await taken(page, () => hands.press(page.getByRole('button', { name: /Download.*Everything, JSON/ })))
  const everything = await readFile(file.path, 'utf8')
  expect(everything).toContain('"role": "SEND programme lead"')
  expect(everything).not.toContain('Helen')
  const lately = page.getByRole('region', { name: 'Taken away lately' })
  await expect(lately.getByRole('listitem').first()).toContainText('Helen Price, Local authority: Everything, JSON')
  await expect(lately.getByRole('listitem').first()).toContainText('For: The cabinet on 8 June')
  const other = await visitors.visit(board, 'anna@example.org', `${boardPath}/export`, { viewport: wide })
  await expect(other.getByText('For: The cabinet on 8 June', { exact: true })).toBeVisible()
  await expect(other.getByRole('button', { name: /^Remove what it was for/ })).toHaveCount(0)
  await hands.press(lately.getByRole('button', { name: /^Remove what it was for/ }).first())
  await expect(page.getByText('For: The cabinet on 8 June', { exact: true })).toHaveCount(0)

  await hands.press(page.getByRole('button', { name: /^Change the order and headings/ }))
  const form = page.getByRole('dialog', { name: 'Order and headings of the committee paper' })
  await hands.press(form.getByRole('button', { name: /^Move down.*Summary/ }))
  await expect(form.getByRole('button', { name: /^Move down.*Summary/ })).toBeFocused()
  await hands.fill(form.getByRole('textbox', { name: 'Heading 2' }), '')
  await hands.press(form.getByRole('button', { name: 'Save', exact: true }))
  await expect(form.getByText('Give this section a heading.').first()).toBeVisible()
  await hands.fill(form.getByRole('textbox', { name: 'Heading 2' }), 'In short')
  await hands.press(form.getByRole('button', { name: 'Add a blank section' }))
  await page.keyboard.type('Climate')
  await expectAccessibleInAllColours(page, 'order of the committee paper')
  await hands.press(form.getByRole('button', { name: 'Save', exact: true }))
  await expect(page.getByText('In your council’s own order.')).toBeVisible()
  await hands.press(page.getByRole('button', { name: /^See the first page.*Committee paper/ }))
  const first = page.getByRole('article', { name: 'First page' })
  await expect(first.getByRole('heading', { name: '1. Recommendations' })).toBeVisible()
  await expect(first.getByRole('heading', { name: '2. In short' })).toBeVisible()
  await expect(first.getByText(/^Draft, not agreed/).first()).toBeVisible()
  await expectAccessibleInAllColours(page, 'first page of a file')
  for (const size of [phone, narrowPhone]) {
    await page.setViewportSize(size)
    await expectNoSidewaysScroll(page)
  }
})

test('a file that takes long goes on by itself, can be fetched later, and choices stay when one fails', async ({
  visitors
}) => {
  const page = await visitors.visit(board, helen, `${boardPath}/export`, { viewport: wide, expects: [refused] })
  const hands = byKeyboard(page)
  const csv = page.getByRole('button', { name: /Download.*Actions, CSV/ })
  const reason = page.getByRole('textbox', { name: 'What is it for? (optional)' })
  await hands.fill(reason, 'The spring review')
  // As the board answers for a file that takes longer than ten seconds.
  let state: object = { mailed: true, is: 'writing', page: 7 }
  await page.route(/\/files\/[^/]+\?news=$/, async (route) => {
    if ('is' in state && state.is === 'ready') return route.continue()
    return route.fulfill({ json: state })
  })
  await hands.press(csv)
  const files = page.getByRole('region', { name: 'Your files' })
  await expect(files).toContainText('This takes a while. We will email it to you when it is ready.')
  await expect(files).toContainText('Writing page 7…')
  await expectAccessibleInAllColours(page, 'a file that takes long')
  state = { is: 'ready' }
  await expect(files).toContainText('Your file is ready.')
  const file = await taken(page, () => hands.press(files.getByRole('button', { name: /^Download/ })))
  expect(file.name).toMatch(/Actions.*\.csv$/)

  state = { mailed: false, is: 'failed', error: 'export-not-made', message: 'The file could not be made just now.' }
  await hands.press(csv)
  await expect(page.getByRole('alert')).toContainText('Your choices are still here.')
  await expect(reason).toHaveValue('The spring review')
  // A letter that came too late leads to a page that says what to do.
  state = { is: 'ready' }
  await page.goto(`${boardPath}/export?file=inotthere`)
  await expect(files).toContainText('Choose Download below to make it again.')
})

test('on a phone the page fits, and whoever may not export is told', async ({ visitors }) => {
  const page = await visitors.visit(board, helen, `${boardPath}/export`, { viewport: phone, hasTouch: true })
  await expect(page.getByRole('button', { name: /Download.*Committee paper/ })).toBeVisible()
  for (const size of [phone, narrowPhone]) {
    await page.setViewportSize(size)
    await expectNoSidewaysScroll(page)
  }
  const reader = await visitors.visit(board, 'reader@example.org', boardPath, { viewport: wide })
  await expect(reader.getByRole('link', { name: 'Export', exact: true })).toHaveCount(0)
  await reader.goto(`${boardPath}/export`)
  await expect(reader.getByText('Ask who leads it if you need it as a file.')).toBeVisible()
  await expect(reader.getByRole('button', { name: /Download/ })).toHaveCount(0)
})
