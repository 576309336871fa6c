// The interface in the mirrored test language: a sentence that stands outside the catalogue, and a screen that
// thinks it knows which side is which, show themselves here.
import { mkdir } from 'node:fs/promises'
import { expect, type Page } from '@playwright/test'
import { expectAccessible, phone, wide } from './axe.ts'
import { startBoard, type Board } from './people.ts'
import { boardPath, priorityPath, refused, test } from './visitors.ts'

const mirrored = 'en-x-rtl'
const pictures = 'test-results/mirrored'
let board: Board
test.beforeAll(async () => {
  board = await startBoard()
  await mkdir(pictures, { recursive: true })
})
test.afterAll(async () => board.close())

/** What stays as it is in every language: the board's own name, and who is looking. */
const sameEverywhere = ['Co-production board', 'Priya Shah', 'Helen Price']

/**
 * Texts and heard attributes of the page with letters of English in them, outside what people wrote. The catalogue's
 * own words have none after the test language was made of them; people's words stand in `bdi`, `dir="auto"` or the
 * writing surface, and are taken out of sentences that quote them.
 */
const leftOver = (page: Page, known: readonly string[]): Promise<string[]> =>
  page.evaluate((names) => {
    const peoples = 'bdi, [dir="auto"], [contenteditable], .ProseMirror, script, style, noscript'
    const quoted = new Set<string>(names)
    for (const own of document.querySelectorAll('bdi, [dir="auto"], [contenteditable]')) {
      const said = (own.textContent ?? '').trim()
      quoted.add(said)
      // Of a person's name the first name is said alone too.
      const words = said.split(/\s+/)
      if (words.length <= 3) for (const word of words) if (word.length > 1) quoted.add(word)
    }
    const longestFirst = [...quoted].filter((text) => text !== '').sort((a, b) => b.length - a.length)
    const english = (text: string): boolean => {
      let rest = text
      for (const own of longestFirst) rest = rest.replaceAll(own, ' ')
      // Initials and single capital letters are nobody's English.
      return /[a-z]{2,}|[A-Z]{4,}/.test(rest)
    }
    const found = new Set<string>()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = (node.textContent ?? '').trim()
      if (node.parentElement?.closest(peoples) === null && english(text)) found.add(text)
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [alt], [placeholder], [aria-valuetext]')) {
      for (const name of ['aria-label', 'title', 'alt', 'placeholder', 'aria-valuetext']) {
        const text = element.getAttribute(name) ?? ''
        if (english(text)) found.add(`${name}: ${text}`)
      }
    }
    if (english(document.title)) found.add(`page title: ${document.title}`)
    return [...found].sort()
  }, known)

const expectMirrored = async (page: Page, name: string, known: readonly string[] = []): Promise<void> => {
  for (const [size, at] of [
    [wide, 'wide'],
    [phone, 'phone']
  ] as const) {
    await page.setViewportSize(size)
    await page.screenshot({ path: `${pictures}/${name}-${at}.png` })
    expect.soft(await leftOver(page, [...sameEverywhere, ...known]), `${name}, ${at}: English left over`).toEqual([])
    const scroll = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth
    )
    expect.soft(scroll, `${name}, ${at}: sideways scroll in px`).toBeLessThanOrEqual(0)
  }
  await page.setViewportSize(wide)
}

/** Whether the first stands to the right of the second, as what comes first does when a page runs right to left. */
const startsBefore = async (page: Page, first: string, second: string): Promise<boolean> => {
  const [a, b] = [await page.locator(first).first().boundingBox(), await page.locator(second).first().boundingBox()]
  if (!a || !b) throw new Error(`${first} or ${second} is not on the page`)
  return a.x + a.width > b.x + b.width
}

test('sign-in in the mirrored language: no English, no sideways scroll, read from the right', async ({ visitors }) => {
  const page = await (await visitors.device(board, { expects: [refused] })).newPage()
  await page.goto(`/sign-in?lang=${mirrored}`)
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  await expect(page.locator('html')).toHaveAttribute('lang', mirrored)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('⟦')
  await expectMirrored(page, 'sign-in')
  await expectAccessible(page, 'sign-in, mirrored')
  await page.locator('#email').fill('nobody')
  await page.locator('form button[type=submit]').click()
  await expect(page.getByRole('alert').or(page.locator('[aria-invalid=true]')).first()).toBeVisible()
  await expectMirrored(page, 'sign-in-mend')
})

test('the board in the mirrored language: asked for once in an address, kept on the device', async ({ visitors }) => {
  const page = await visitors.visit(board, 'priya@example.org', `${boardPath}?lang=${mirrored}`, { expects: [refused] })
  await page.goto(boardPath)
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  await expect(page.locator('[data-card-open]').first()).toBeVisible()
  await expectMirrored(page, 'board')
  await expectAccessible(page, 'board, mirrored')
  const columns = page.locator('[data-cards]')
  const [first, second] = [await columns.nth(0).boundingBox(), await columns.nth(1).boundingBox()]
  expect(first && second && first.x > second.x, 'the first priority stands on the right').toBe(true)
  const card = page.locator('[data-card-open]').first()
  await card.focus()
  await page.keyboard.press('ArrowLeft')
  const inSecond = await page.evaluate(() => {
    const cards = [...document.querySelectorAll('[data-cards]')]
    return cards.findIndex((column) => column.contains(document.activeElement))
  })
  expect(inSecond, 'the left arrow goes on to the next priority').toBe(1)
})

test('a priority in the mirrored language', async ({ visitors }) => {
  const page = await visitors.visit(board, 'priya@example.org', `${priorityPath(1)}?lang=${mirrored}`, {
    expects: [refused]
  })
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.locator('main [dir=auto], main bdi').first()).toBeVisible()
  await expectMirrored(page, 'priority')
  await expectAccessible(page, 'priority, mirrored')
  expect(await startsBefore(page, 'main, [role=main]', 'aside')).toBe(true)
})

for (const { name, path } of [
  { name: 'action', path: `${priorityPath(2)}/a/part-time-timetables` },
  { name: 'views', path: `${boardPath}/views` },
  { name: 'people', path: `${boardPath}/people` },
  { name: 'settings', path: `${boardPath}/settings` },
  { name: 'new plan', path: '/plans/new' }
]) {
  test(`${name} in the mirrored language`, async ({ visitors }) => {
    const page = await visitors.visit(board, 'helen@example.org', `${path}?lang=${mirrored}`, { expects: [refused] })
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
    await page.waitForLoadState('networkidle')
    await expectMirrored(page, name.replace(' ', '-'))
    await expectAccessible(page, `${name}, mirrored`)
  })
}
