import { expect, type Locator, type Page } from '@playwright/test'
import { look, phone, wide } from './axe.ts'
import { press, reach } from './by-keyboard.ts'
import { byKeyboard, byTouch, onPhone } from './hands.ts'
import { startBoard, type Board } from './people.ts'
import { boardPath, priorityPath, test } from './visitors.ts'

// Where one looks in history: what was done there is in sight, a moment has a name, time goes at its own pace.
let board: Board
test.beforeAll(async () => {
  board = await startBoard()
})
test.afterAll(async () => board.close())

const historyPath = (query = ''): string => `${boardPath}/history${query}`
const slider = (page: Page): Locator => page.getByRole('slider', { name: 'Moment looked at' })
const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name, exact: true })
const sheet = (page: Page, name: string): Locator => page.getByRole('dialog', { name })
const marked = (page: Page): Locator => page.getByRole('list', { name: 'Marked moments' })
const isAt = (page: Page, number: number): Promise<void> =>
  expect(slider(page)).toHaveAttribute('aria-valuenow', String(number))
const numberOf = async (page: Page): Promise<number> => Number(await slider(page).getAttribute('aria-valuenow'))

/** Writes at the end of a text of the open priority. */
const write = async (page: Page, name: string, words: string): Promise<void> => {
  await page.getByRole('group', { name, exact: true }).click({ position: { x: 3, y: 10 } })
  await expect(page.getByRole('textbox', { name, exact: true })).toBeFocused()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(words)
  await expect(page.getByText(/^Saved/).first()).toBeVisible()
}

/** Runs in the page: what was done at the moment looked at, and why somebody could not see it. */
const unseen = (): string[] => {
  const done = document.querySelector('[data-now]') ?? document.querySelector('[data-here]')
  if (!done) return ['nothing is marked as done here']
  // Of a long stretch its beginning: the rest may be more than the window holds.
  const box = done.getClientRects()[0]
  if (!box) return ['it has no place']
  const bars = document.querySelectorAll('section.past, .dock, main > .tools')
  const stuck = [...bars].filter((bar) => getComputedStyle(bar).position === 'sticky')
  const isBeneath = stuck.some((bar) => {
    const { top, bottom } = bar.getBoundingClientRect()
    return box.top < bottom && box.bottom > top
  })
  const points = [box.left + 2, (box.left + box.right) / 2, box.right - 2].flatMap((x) =>
    [box.top + 2, box.bottom - 2].map((y) => document.elementFromPoint(x, y))
  )
  return [
    ...(box.top < 0 || box.bottom > innerHeight ? [`is at ${box.top} to ${box.bottom} of ${innerHeight}`] : []),
    ...(isBeneath ? ['is beneath a bar'] : []),
    ...(points.every((hit) => hit && (done.contains(hit) || hit.contains(done))) ? [] : ['is covered'])
  ]
}

const sizes = [
  { name: 'a wide window', viewport: wide, text: '100' },
  { name: 'a phone', viewport: phone, text: '100' },
  { name: 'a wide window, text twice as large', viewport: wide, text: '200' },
  { name: 'a phone, text twice as large', viewport: phone, text: '200' }
]
for (const { name, viewport, text } of sizes) {
  test(`what was done at each moment is in sight: ${name}`, async ({ visitors }) => {
    const page = await visitors.visit(board, 'helen@example.org', historyPath('?in=co-production'), {
      viewport
    })
    await page.evaluate((size) => localStorage.setItem('board.display', JSON.stringify({ text: size })), text)
    await page.reload()
    await expect(slider(page)).toBeVisible()
    if (text !== '100') await expect(page.locator('html')).toHaveAttribute('data-text', text)
    const last = await numberOf(page)
    for (let number = last - 1; number > last - 16; number--) {
      await button(page, 'One change back').click()
      await isAt(page, number)
      await expect.poll(() => page.evaluate(unseen), { message: `change ${number}` }).toEqual([])
    }
    // A link to a moment leads to what was done there too.
    await page.reload()
    await expect(slider(page)).toBeVisible()
    await expect.poll(() => page.evaluate(unseen), { message: 'a link' }).toEqual([])
  })
}

test('by keyboard: a moment is named, others see it at once, go to it and compare with it', async ({ visitors }) => {
  const name = 'After the March workshop'
  const kofi = await visitors.visit(board, 'kofi@example.org', historyPath('?in=co-production&at=90'))
  const priya = await visitors.visit(board, 'priya@example.org', historyPath('?in=co-production'))
  await expect(slider(priya)).toBeVisible()
  await expect(slider(kofi)).toBeVisible()
  const number = await numberOf(kofi)
  const hands = byKeyboard(kofi)
  await hands.press(button(kofi, 'Name this moment'))
  const naming = sheet(kofi, 'Name this moment')
  await expect(naming.getByLabel('Name', { exact: true })).toBeFocused()
  await kofi.keyboard.press('Enter')
  await expect(naming).toContainText('Write a name first.')
  await kofi.keyboard.type(name)
  await look(kofi, 'naming a moment', wide)
  // What was typed is asked about before it goes, and the field is where one writes on.
  await kofi.keyboard.press('Escape')
  await expect(naming).toContainText('You have not saved this yet.')
  await kofi.keyboard.press('Enter')
  await expect(naming.getByLabel('Name', { exact: true })).toBeFocused()
  await kofi.keyboard.press('Enter')
  await expect(naming).toBeHidden()
  await expect(button(kofi, 'Name this moment')).toBeFocused()
  await expect(kofi.locator('[data-status-region]')).toHaveText('Named. The name stands on the time line.')

  for (const page of [kofi, priya]) await expect(marked(page)).toContainText(name)
  await reach(priya, slider(priya))
  await press(priya, 'PageDown')
  await isAt(priya, number)
  await expect(slider(priya)).toHaveAttribute(
    'aria-valuetext',
    new RegExp(String.raw`, \d\d:\d\d\. ${name}\. .+ Change ${number} of \d+$`)
  )
  await press(priya, 'End')
  const base = priya.getByLabel('Compared with')
  await base.selectOption({ label: await base.locator('option', { hasText: name }).innerText() })
  await expect(priya).toHaveURL(/from=90/)
  await expect(priya.getByText(/^What is different between /)).toBeVisible()
  // It is where the plan has a name already: nothing else is marked there.
  await expect(marked(priya)).not.toContainText('Compared from here')
})

test('by touch: whoever named a moment or leads the plan renames it and takes it out; a reader goes to it', async ({
  visitors
}) => {
  const marcus = await visitors.visit(board, 'marcus@example.org', historyPath('?at=100'), onPhone)
  const hands = byTouch(marcus)
  await hands.press(button(marcus, 'Name this moment'))
  await hands.fill(sheet(marcus, 'Name this moment').getByLabel('Name', { exact: true }), 'First reading')
  await hands.press(button(marcus, 'Save the name'))
  await expect(sheet(marcus, 'Name this moment')).toBeHidden()

  const anna = await visitors.visit(board, 'anna@example.org', historyPath())
  await button(anna, 'Name this moment').click()
  const hers = sheet(anna, 'Name this moment')
  await expect(hers.getByRole('link', { name: 'First reading' })).toBeVisible()
  await expect(hers.getByRole('button', { name: /First reading$/ })).toHaveCount(0)
  const reader = await visitors.visit(board, 'reader@example.org', historyPath('?at=80'))
  await button(reader, 'Named moments').click()
  await look(reader, 'moments with a name', wide)
  await sheet(reader, 'Named moments').getByRole('link', { name: 'First reading' }).click()
  await expect(reader).toHaveURL(/at=100/)
  await expect(sheet(reader, 'Named moments')).toBeHidden()
  await expect(slider(reader)).toHaveAttribute('aria-valuetext', /First reading/)

  await hands.press(button(marcus, 'Name this moment'))
  const his = sheet(marcus, 'Name this moment')
  await hands.press(his.getByRole('button', { name: /^Rename.*First reading$/ }))
  const again = his.getByRole('form', { name: 'Rename this moment' })
  await expect(again.getByLabel('Name', { exact: true })).toHaveValue('First reading')
  await hands.fill(again.getByLabel('Name', { exact: true }), 'Second reading')
  await hands.press(again.getByRole('button', { name: 'Save the name' }))
  await expect(his.getByRole('link', { name: 'Second reading' })).toBeVisible()
  await look(marcus, 'moments with a name', phone)
  await expect(hers.getByRole('link', { name: 'Second reading' })).toBeVisible()
  await expect(marked(reader)).toContainText('Second reading')

  const helen = await visitors.visit(board, 'helen@example.org', historyPath())
  await button(helen, 'Name this moment').click()
  await sheet(helen, 'Name this moment')
    .getByRole('button', { name: /^Take out.*Second reading$/ })
    .click()
  await expect(helen.getByRole('heading', { name: 'Moments with a name' })).toBeFocused()
  await expect(marked(reader)).not.toContainText('Second reading')
  await sheet(helen, 'Name this moment').getByText('1 taken out').click()
  await sheet(helen, 'Name this moment')
    .getByRole('button', { name: /^Put it back.*Second reading$/ })
    .click()
  await expect(marked(reader)).toContainText('Second reading')
})

test('time is played as it was, pressed together, and in steps where less motion is wished', async ({ visitors }) => {
  const at = (page: Page): Promise<number> =>
    slider(page).evaluate((thumb) => parseFloat(thumb.style.getPropertyValue('--at')))
  const open = async (how: object): Promise<Page> => {
    const page = await visitors.visit(board, 'grace@example.org', historyPath('?in=outcomes'), how)
    await expect(slider(page)).toBeVisible()
    await slider(page).press('Home')
    await isAt(page, 1)
    return page
  }
  const page = await open({})
  const from = await at(page)
  const speed = page.getByLabel('Speed:')
  await speed.selectOption({ label: 'a day each second' })
  await button(page, 'Play').click()
  // Between two changes too: a glide, not a leap.
  await expect.poll(() => at(page)).toBeGreaterThan(from + 0.5)
  await expect.poll(() => numberOf(page)).toBeGreaterThan(1)
  await button(page, 'Stop playing').click()

  // Two people wrote seconds apart: as it was, the second comes after the first in seconds, from a moment weeks ago not.
  for (const [email, name] of [
    ['kofi@example.org', 'Why this matters'],
    ['anna@example.org', 'What families told us']
  ] as const) {
    const writer = await visitors.visit(board, email, priorityPath(2))
    await write(writer, name, ' Played.')
    await writer.close()
  }
  await page.reload()
  await slider(page).press('End')
  await expect(slider(page)).toHaveAttribute('aria-valuetext', /Anna Novak added one phrase/)
  const last = await numberOf(page)
  await button(page, 'One change back').click()
  await isAt(page, last - 1)
  await speed.selectOption({ label: 'as it was' })
  await button(page, 'Play').click()
  await expect(button(page, 'Stop playing')).toBeVisible()
  await isAt(page, last)
  await expect(button(page, 'Play')).toBeVisible()
  await slider(page).press('Home')
  await isAt(page, 1)
  await button(page, 'Play').click()
  await expect(button(page, 'Stop playing')).toBeVisible()
  expect((await at(page)) - from).toBeLessThan(0.01)
  await button(page, 'Stop playing').click()
  await isAt(page, 1)

  const calm = await open({ reducedMotion: 'reduce' })
  await calm.getByLabel('Speed:').selectOption({ label: 'a day each second' })
  await button(calm, 'Play').click()
  const places = new Map<number, Set<number>>()
  await expect
    .poll(async () => {
      const [number, place] = [await numberOf(calm), await at(calm)]
      if (number === (await numberOf(calm))) places.set(number, (places.get(number) ?? new Set<number>()).add(place))
      return places.size
    })
    .toBeGreaterThan(2)
  for (const [number, seen] of places) expect([number, seen.size], 'still at each change').toEqual([number, 1])
  await button(calm, 'Stop playing').click()
})

test('others write on while two look back: nothing jumps, and both see one more change', async ({ visitors }) => {
  const path = historyPath('?in=learning')
  const kofi = await visitors.visit(board, 'kofi@example.org', priorityPath(7))
  const [anna, grace] = [
    await visitors.visit(board, 'anna@example.org', path),
    await visitors.visit(board, 'grace@example.org', path, { viewport: phone })
  ]
  await expect(slider(anna)).toBeVisible()
  await expect(slider(grace)).toBeVisible()
  const last = await numberOf(anna)
  // One stays where she went, the other follows now and has read on to the end.
  await button(anna, 'One change back').click()
  await isAt(anna, last - 1)
  await slider(grace).press('ArrowLeft')
  await slider(grace).press('End')
  await isAt(grace, last)
  await grace.getByRole('heading', { name: 'What changed' }).evaluate((heading) => heading.scrollIntoView())
  const seen = async (): Promise<(number | undefined)[]> => [
    (await anna.getByRole('main').getByRole('heading', { level: 2 }).boundingBox())?.y,
    (await grace.getByRole('heading', { name: 'What changed' }).boundingBox())?.y
  ]
  const before = await seen()
  await kofi.bringToFront()
  await write(kofi, 'Why this matters', ' Seen by both.')
  for (const page of [anna, grace]) await expect(slider(page)).toHaveAttribute('aria-valuemax', String(last + 1))
  await isAt(anna, last - 1)
  await isAt(grace, last + 1)
  expect(await seen()).toEqual(before)
})

test('what was done is in sight though its answer comes after others wrote meanwhile', async ({ visitors }) => {
  const page = await visitors.visit(board, 'helen@example.org', historyPath('?in=co-production'))
  await expect(slider(page)).toBeVisible()
  const kofi = await visitors.visit(board, 'kofi@example.org', priorityPath(1))
  let release: (() => void) | undefined
  let held: Promise<void> | undefined
  await page.route('**/history/moment?*', async (route) => {
    await held
    await route.continue()
  })
  for (const [edge, text] of [
    ['top', 'Why this matters'],
    ['bottom', 'What families told us']
  ] as const) {
    const number = await numberOf(page)
    held = new Promise((done) => (release = done))
    // Further than the neighbours that are fetched ahead.
    for (let step = 0; step < 4; step++) await button(page, 'One change back').click()
    await page.getByRole('main').evaluate((main, to) => main.scrollTo({ top: to }), edge === 'top' ? 0 : 99_999)
    const length = Number(await slider(page).getAttribute('aria-valuemax'))
    await write(kofi, text, ` From the ${edge}.`)
    await expect(slider(page)).toHaveAttribute('aria-valuemax', String(length + 1))
    release?.()
    await isAt(page, number - 4)
    await expect.poll(() => page.evaluate(unseen), { message: edge }).toEqual([])
  }
})
