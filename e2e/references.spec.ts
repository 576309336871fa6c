import { expect, type Locator, type Page } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, phone } from './axe.ts'
import { startBoard, type Board } from './people.ts'
import { priorityPath, test, unreachable } from './visitors.ts'

let board: Board
test.beforeAll(async () => {
  board = await startBoard()
})
test.afterAll(async () => board.close())
// Whole journeys: several people, each with a browser of their own.
test.describe.configure({ timeout: 120_000 })

const priority = (page: Page, title: string): Locator => page.getByRole('region', { name: title })
const card = (page: Page, words: string): Locator => page.getByRole('listitem').filter({ hasText: words })
/** What a card says it is called: "2.7". */
const called = async (page: Page, words: string): Promise<string> =>
  (
    await card(page, words)
      .getByRole('link', { name: /^Action / })
      .innerText()
  ).trim()

const write = async (page: Page, title: string, words: string): Promise<void> => {
  await priority(page, title)
    .getByRole('button', { name: /^Add an action/ })
    .click()
  await page.getByRole('textbox', { name: 'What we will do' }).fill(words)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: words, exact: true })).toBeFocused()
}
const choose = async (page: Page, words: string, item: string): Promise<void> => {
  await page.getByRole('button', { name: `Move or take out: ${words}` }).click()
  await page.getByRole('menuitem', { name: item }).click()
}
const unfold = (page: Page, title: string): Promise<void> =>
  priority(page, title)
    .getByRole('button', { name: /^\d+ more actions/ })
    .click()
const numberIn = (reference: string): number => Number(reference.split('.')[1])

test('an action keeps its number when it moves, and a number is never given again', async ({ visitors }) => {
  const page = await visitors.visit(board, 'helen@example.org')
  const other = await visitors.visit(board, 'leila@example.org')
  for (const title of ['Improving outcomes', 'Learning']) await unfold(other, title)
  const [moved, gone, next] = ['Ask every school first', 'Ring every family', 'Write to every family']
  await write(page, 'Improving outcomes', moved)
  await expect.poll(() => called(page, moved)).toMatch(/^2\.\d+$/)
  const reference = await called(page, moved)
  await expect.poll(() => called(other, moved)).toBe(reference)

  await choose(page, moved, 'Move to…')
  const sheet = page.getByRole('dialog', { name: 'Move to' })
  await sheet.getByRole('radio', { name: /^7/ }).check()
  await sheet.getByRole('button', { name: 'Move' }).click()
  await expect(priority(other, 'Learning').getByRole('link', { name: `Action ${reference}: ${moved}` })).toBeVisible()
  expect(await called(page, moved)).toBe(reference)

  // The number of what was taken out is not given to what comes next.
  await write(page, 'Improving outcomes', gone)
  await expect.poll(() => called(page, gone)).toBe(`2.${numberIn(reference) + 1}`)
  await choose(page, gone, 'Take out')
  await expect(card(other, gone)).toHaveCount(0)
  await write(page, 'Improving outcomes', next)
  await expect.poll(() => called(page, next)).toBe(`2.${numberIn(reference) + 2}`)
  await expect.poll(() => called(other, next)).toBe(`2.${numberIn(reference) + 2}`)

  // Somebody who comes later, and the page itself after a reload, read the same.
  await other.reload()
  await unfold(other, 'Learning')
  await expect.poll(() => called(other, moved)).toBe(reference)
  await card(other, moved)
    .getByRole('link', { name: `Action ${reference}: ${moved}` })
    .click()
  await expect(other.getByRole('heading', { name: `Action ${reference}` })).toBeVisible()
  await expect(other).toHaveURL(/\/7\/a\//)
  await expectAccessible(other, 'an action in another priority than its number')
  await other.keyboard.press('Escape')

  const small = await visitors.visit(board, 'priya@example.org', priorityPath(7), { viewport: phone })
  await expect(small.getByRole('listitem').filter({ hasText: moved })).toContainText(reference)
  await expectNoSidewaysScroll(small, 'a priority with an action of another one')
})

test('two people who add at the same moment get two numbers, and both screens agree', async ({ visitors }) => {
  const names = ['Tom’s way', 'Anna’s way'] as const
  const [tom, anna] = await Promise.all([
    visitors.visit(board, 'tom@example.org'),
    visitors.visit(board, 'anna@example.org')
  ])
  await Promise.all([write(tom, 'Joint commissioning', names[0]), write(anna, 'Joint commissioning', names[1])])
  const read = (page: Page): Promise<string[]> => Promise.all(names.map((words) => called(page, words)))
  await expect.poll(async () => (await read(tom)).every((each) => /^5\.\d+$/.test(each))).toBe(true)
  const first = await read(tom)
  expect(new Set(first).size).toBe(2)
  await expect.poll(() => read(anna)).toEqual(first)
})

test('a priority added without a signal is new until it is kept; then it and its address have a number', async ({
  visitors
}) => {
  const page = await visitors.visit(board, 'marcus@example.org', undefined, { expects: [unreachable] })
  // The page of a priority and the editor are fetched when they are first wanted.
  await page.goto(priorityPath(1))
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible()
  await page.getByRole('link', { name: 'All priorities' }).click()
  await card(page, 'Agree one joint plan')
    .getByRole('button', { name: /^Agree one joint plan/ })
    .click()
  await expect(page.getByRole('textbox', { name: 'What we will do' })).toBeFocused()
  await page.keyboard.press('Escape')
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Add a priority' }).click()
  await page.getByRole('button', { name: /Name this priority/ }).click()
  await page.getByRole('textbox', { name: 'Name of priority new' }).fill('Short breaks')
  await page.keyboard.press('Escape')
  const column = priority(page, 'Short breaks')
  await expect(column.getByRole('heading', { level: 2 })).toHaveText(/^\s*new\s*Short breaks/)
  await column.getByRole('link', { name: /Short breaks/ }).click()
  await expect(page).toHaveURL(/\/new\//)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Short breaks')
  await page.context().setOffline(false)
  await expect(page).toHaveURL(/\/p\/[^/]+\/9(?:\?|$)/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('9. Short breaks')
  await expectAccessible(page, 'a priority that has just been given its number')
})
