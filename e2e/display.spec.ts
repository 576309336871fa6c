import { expect, type Locator, type Page } from '@playwright/test'
import { expectNoSidewaysScroll, phone, wide } from './axe.ts'
import { outsider, textOf } from './outsider.ts'
import { startBoard, until, type Board } from './people.ts'
import { boardPath, priorityPath, test } from './visitors.ts'

let board: Board
test.beforeAll(async () => {
  board = await startBoard()
})
test.afterAll(async () => board.close())

const dialog = (page: Page, name: string): Locator => page.getByRole('dialog', { name })
const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluateAll((all) => all.some((element) => element === document.activeElement))

/** Tab until it is there. @throws after 60 stops. */
const tabTo = async (page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> => {
  for (let stops = 0; stops < 60; stops++) {
    await page.keyboard.press(key)
    if (await isFocused(target)) return
  }
  throw new Error(`60 times ${key} did not reach ${target.toString()}`)
}

/** Opens the panel with the keyboard alone. */
const openPanel = async (page: Page): Promise<Locator> => {
  const opener = page.getByRole('button', { name: 'Display (Aa)' })
  if (!(await isFocused(opener))) await tabTo(page, opener)
  await page.keyboard.press('Enter')
  await expect(dialog(page, 'Display').getByRole('heading', { name: 'Display' })).toBeFocused()
  return opener
}

/** One of a group of choices, by Tab and arrows. */
const choose = async (page: Page, group: string, to: string): Promise<void> => {
  const radios = page.getByRole('group', { name: group }).getByRole('radio')
  await tabTo(page, radios)
  for (let steps = 0; steps < 8; steps++) {
    if (await isFocused(page.getByRole('group', { name: group }).getByRole('radio', { name: to, exact: true }))) break
    await page.keyboard.press('ArrowRight')
  }
  await page.keyboard.press('Space')
  await expect(page.getByRole('group', { name: group }).getByRole('radio', { name: to, exact: true })).toBeChecked()
}

const flip = async (page: Page, name: string): Promise<void> => {
  const one = dialog(page, 'Display').getByRole('switch', { name })
  await tabTo(page, one)
  const before = await one.getAttribute('aria-checked')
  await page.keyboard.press('Space')
  await expect(one).toHaveAttribute('aria-checked', before === 'true' ? 'false' : 'true')
}

/** What the choices come to, as the browser has worked it out. */
const lookOf = (page: Page) =>
  page.evaluate(() => {
    const words = document.querySelector('[role="group"][aria-labelledby="h-why"] p')
    const button = document.querySelector('button[aria-label^="Display"]')
    if (!words || !button) throw new Error('the page is not there')
    const { fontSize, lineHeight } = getComputedStyle(words)
    return {
      text: Number.parseFloat(fontSize),
      spacing: Number.parseFloat(lineHeight) / Number.parseFloat(fontSize),
      paper: getComputedStyle(document.documentElement).backgroundColor,
      ink: getComputedStyle(words).color,
      target: button.getBoundingClientRect().height
    }
  })

const paperOf = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)

const light = 'rgb(251, 248, 243)'
const dark = 'rgb(21, 25, 29)'

test('each choice takes effect at once, with the keyboard alone, and is there after a reload', async ({ visitors }) => {
  test.setTimeout(120_000)
  const page = await visitors.visit(board, 'helen@example.org', priorityPath(2), { viewport: wide })
  await expect(page.getByRole('heading', { name: 'Why this matters' })).toBeVisible()
  const usual = await lookOf(page)
  expect(usual.paper).toBe(light)

  const opener = await openPanel(page)
  await choose(page, 'Text size', '200%')
  await choose(page, 'Line spacing', 'Most')
  await choose(page, 'Colours', 'Dark')
  await flip(page, 'Reduce motion')
  await flip(page, 'Larger buttons')
  await page.keyboard.press('Escape')
  await expect(opener).toBeFocused()
  const chosen = async (): Promise<void> => {
    const now = await lookOf(page)
    expect(now.text).toBeCloseTo(usual.text * 2, 0)
    expect(now.spacing).toBeGreaterThan(usual.spacing * 1.15)
    expect(now.paper).toBe(dark)
    expect(now.target).toBeGreaterThanOrEqual(56)
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll('*')].some((element) => {
        const { transitionDuration, animationDuration } = getComputedStyle(element)
        return [transitionDuration, animationDuration].some((all) =>
          all.split(',').some((one) => Number.parseFloat(one) > 0.01)
        )
      })
    )
    expect(moving).toBe(false)
  }
  await chosen()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Why this matters' })).toBeVisible()
  await chosen()
  await page.setViewportSize(phone)
  await expectNoSidewaysScroll(page, 'everything large, on a phone')
  await page.setViewportSize(wide)

  for (const [theme, paper] of [
    ['Light', light],
    ['High contrast', 'rgb(255, 255, 255)'],
    ['Like my device', light]
  ] as const) {
    await page.getByRole('button', { name: 'Display (Aa)' }).click()
    await page.getByRole('radio', { name: theme, exact: true }).check({ force: true })
    await expect.poll(() => paperOf(page)).toBe(paper)
    await page.keyboard.press('Escape')
  }
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(() => paperOf(page)).toBe(dark)
  await page.getByRole('button', { name: 'Display (Aa)' }).click()
  await page.getByRole('button', { name: 'Back to the usual display' }).click()
  await page.keyboard.press('Escape')
  await page.emulateMedia({ colorScheme: 'light' })
  await expect.poll(() => lookOf(page)).toEqual(usual)
})

test('other people’s carets and “writing here” can be hidden, and come back', async ({ visitors }) => {
  const page = await visitors.visit(board, 'helen@example.org', priorityPath(2), { viewport: wide })
  const tom = await visitors.visit(board, 'tom@example.org', priorityPath(2))
  const at = 'Where we are now'
  const write = async (): Promise<void> => {
    await tom.getByRole('group', { name: at }).click({ position: { x: 3, y: 10 } })
    await expect(tom.getByRole('textbox', { name: at })).toBeFocused()
    await tom.keyboard.press('Control+End')
    await tom.keyboard.type(' T')
  }
  const carets = page.getByRole('region', { name: at }).locator('[data-name]')
  await write()
  await expect(carets).not.toHaveCount(0)
  await openPanel(page)
  await flip(page, 'Hide other people’s carets')
  await flip(page, 'Hide “writing here”')
  await page.keyboard.press('Escape')
  await expect(carets).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('region', { name: at })).toContainText(' T')
  await tom.keyboard.type('om')
  await expect(page.getByRole('region', { name: at })).toContainText(' Tom')
  await expect(carets).toHaveCount(0)

  await page.goto(boardPath)
  await tom.goto(boardPath)
  const card = (on: Page): Locator => on.getByRole('listitem').filter({ hasText: 'Publish how part-time' })
  await card(tom)
    .getByRole('button', { name: /^Publish how/ })
    .click()
  await expect(tom.getByRole('textbox', { name: 'What we will do' })).toBeFocused()
  await tom.keyboard.press('End')
  await tom.keyboard.type(' soon')
  await expect(card(page)).toContainText('soon')
  await expect(page.getByText('Tom Bradley is writing here')).toHaveCount(0)
  await page.getByRole('button', { name: 'Display (Aa)' }).click()
  await page.getByRole('switch', { name: 'Hide “writing here”' }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByText('Tom Bradley is writing here').first()).toBeVisible()
})

test('the first picture has the chosen colours and text size already', async ({ visitors }) => {
  const context = await visitors.device(board, { viewport: wide, colorScheme: 'light' })
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Display (Aa)' }).click()
  await page.getByRole('radio', { name: 'Dark', exact: true }).check({ force: true })
  await page.getByRole('radio', { name: '150%', exact: true }).check({ force: true })
  await page.addInitScript(() => {
    const seen: string[] = []
    Object.assign(window, { seen })
    const look = (): void => {
      const { dataset } = document.documentElement
      // Without a body there is nothing to be painted yet.
      if (document.body)
        seen.push(`${getComputedStyle(document.documentElement).backgroundColor} ${dataset['text'] ?? '100'}`)
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  const seen = (): Promise<string[]> => page.evaluate(() => (window as unknown as { seen: string[] }).seen)
  // The page's own program comes late, as over a weak signal: what is painted meanwhile counts.
  let letGo = (): void => undefined
  const held = new Promise<void>((resolve) => (letGo = resolve))
  await page.route(/\/assets\/[^/]*\.js$/, async (route) => {
    await held
    await route.continue()
  })
  const loaded = page.reload()
  await until('five pictures without the program', async () => (await seen().catch(() => [])).length >= 5)
  letGo()
  await loaded
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  expect([...new Set(await seen())]).toEqual([`${dark} 150`])
})

test('go to or do: open, look, go to a priority and to a person, hold, repeat, and back where one was', async ({
  visitors
}) => {
  const page = await visitors.visit(board, 'helen@example.org', boardPath, { viewport: wide })
  const kofi = await visitors.visit(board, 'kofi@example.org', priorityPath(6))
  const status = page.locator('[data-status-region]')
  const field = page.getByRole('combobox', { name: 'Type or pick' })
  const options = page.getByRole('listbox', { name: 'Go to or do' }).getByRole('option')
  const run = async (typed: string, chosen: string | RegExp): Promise<void> => {
    await page.keyboard.press('Control+k')
    await expect(field).toBeFocused()
    await page.keyboard.type(typed)
    await expect(options.first()).toHaveAccessibleName(chosen)
    await expect(options.first()).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('Enter')
    await expect(field).toBeHidden()
  }
  await expect(page.getByRole('button', { name: /^2 people here/ })).toBeVisible()

  // Esc gives focus back; the arrows go through the list while focus stays in the field.
  const find = page.getByRole('button', { name: 'Find actions' })
  await find.focus()
  await page.keyboard.press('Control+k')
  await expect(field).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(options.nth(2)).toHaveAttribute('aria-selected', 'true')
  await expect(field).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.type('no such thing at all')
  await expect(page.getByText('Nothing fits. Try another word.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(find).toBeFocused()

  await run('priority 4', /^Go to priority 4: Local Offer website/)
  await expect(page).toHaveURL(priorityPath(4))
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await run('kofi', 'Go to Kofi M, in priority 6')
  await expect(page).toHaveURL(priorityPath(6))
  await kofi.close()

  await run('hold', 'Hold the page still')
  const strip = page.getByRole('region', { name: 'Hold the page still' })
  await expect(strip).toContainText('Holding still. Nothing is waiting.')
  await expect(status).toHaveText('Holding still. What others write waits. You can go on writing.')
  await run('hold', 'Stop holding still and show what is waiting')
  await expect(strip).toHaveCount(0)
  await run('repeat the last', 'Repeat the last message')
  await expect(status).toHaveText('The page shows what others write again.')

  await run('table', 'Show as a table')
  await expect(page.getByRole('table').first()).toBeVisible()
  await run('add an action to priority 7', 'Add an action to priority 7')
  const writing = page.getByRole('textbox', { name: 'What we will do' })
  await expect(writing).toBeFocused()
  await page.keyboard.press('Escape')
  await run('settings', /settings/i)
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeFocused()
})

test('with words selected the first entry adds a link; the caret asks who wrote a sentence; next change is found', async ({
  visitors
}) => {
  const page = await visitors.visit(board, 'helen@example.org', priorityPath(7), { viewport: wide })
  const status = page.locator('[data-status-region]')
  const heading = 'Why this matters'
  const leila = await outsider(board, 'leila@example.org')
  textOf(leila.doc, 'priorities', 'learning', 'why').insert(0, 'Quinces are good. ')
  await expect(page.getByRole('group', { name: heading })).toContainText('Quinces are good.')
  await page.getByRole('group', { name: heading }).click({ position: { x: 3, y: 10 } })
  const text = page.getByRole('textbox', { name: heading })
  await expect(text).toBeFocused()
  await page.keyboard.press('Control+Home')
  for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowRight')
  // Hands that are quicker than the list, the first time it is fetched: none of their keys goes into the words behind it.
  let letGo = (): void => undefined
  const held = new Promise<void>((resolve) => (letGo = resolve))
  await page.route(/\/assets\/CommandList[^/]*\.js$/, async (route) => {
    await held
    await route.continue()
  })
  await page.keyboard.press('Control+k')
  await page.keyboard.type('who wrote this sentence')
  await page.keyboard.press('Enter')
  letGo()
  await expect(status).toContainText(/Leila H, young people/)
  await expect(text).toBeFocused()
  await expect(text).toContainText('Quinces are good.')

  await page.keyboard.press('Control+Home')
  for (let n = 0; n < 'Quinces'.length; n++) await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('listbox').getByRole('option').first()).toHaveAccessibleName(/^Add a link/)
  await page.keyboard.press('Enter')
  await expect(dialog(page, 'Add a link').getByLabel('Address')).toBeFocused()
  await page.keyboard.type('https://www.example.org/quinces')
  await page.keyboard.press('Enter')
  await expect(text.getByRole('link', { name: 'Quinces' })).toHaveAttribute('href', 'https://www.example.org/quinces')
  await expect(text).toBeFocused()
  await page.keyboard.press('Escape')

  await page.keyboard.press('Control+k')
  await page.keyboard.type('read the last changed')
  await page.keyboard.press('Enter')
  await expect(status).toContainText('Leila H')
  textOf(leila.doc, 'priorities', 'learning', 'now').insert(0, 'So are medlars. ')
  await expect(page.getByRole('group', { name: 'Where we are now' })).toContainText('So are medlars.')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('next change')
  await page.keyboard.press('Enter')
  await expect(status).toContainText('Leila H, young people, changed Where we are now, Priority 7.')
  leila.leave()
})

test('? lists the shortcuts only with focus on a card, can be switched off, and gives focus back', async ({
  visitors
}) => {
  const page = await visitors.visit(board, 'grace@example.org', boardPath, { viewport: wide })
  const card = page.getByRole('region', { name: /^1 / }).getByRole('listitem').first().getByRole('button').first()
  const list = dialog(page, 'Keyboard shortcuts')
  await card.focus()
  await page.keyboard.press('?')
  await expect(list).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(card).toBeFocused()
  await page.getByRole('button', { name: 'Find actions' }).focus()
  await page.keyboard.press('?')
  await expect(list).toBeHidden()
  await card.focus()
  await page.keyboard.press('?')
  await list.getByRole('switch', { name: 'Keys without Ctrl on the board' }).click()
  await page.keyboard.press('Escape')
  await card.focus()
  await page.keyboard.press('?')
  await expect(list).toBeHidden()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('keyboard shortcuts')
  await page.keyboard.press('Enter')
  await expect(list).toBeVisible()
})
