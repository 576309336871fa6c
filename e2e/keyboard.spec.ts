import { expect, type Locator, type Page } from '@playwright/test'
import { phone } from './axe.ts'
import { expectSeen, press, reach } from './by-keyboard.ts'
import { examplePlan, mailTo, startBoard, type Board } from './people.ts'
import { boardPath, priorityPath, refused, test } from './visitors.ts'

let board: Board
test.beforeAll(async () => {
  board = await startBoard()
})
test.afterAll(async () => board.close())

/** Adds an action, moves it up by its menu, takes it out and puts it back; ends on its card. */
const addMoveAndTakeOut = async (page: Page, place: Locator, words: string): Promise<void> => {
  await reach(page, place.getByRole('button', { name: /^Add an action/ }))
  await press(page, 'Enter')
  await expect(page.getByRole('textbox', { name: 'What we will do' })).toBeFocused()
  await page.keyboard.type(words)
  await press(page, 'Enter')
  const card = place.getByRole('button', { name: words, exact: true })
  await expect(card).toBeFocused()
  await press(page, 'Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Move up' })).toBeFocused()
  await press(page, 'Enter')
  await expect(card).toBeFocused()
  await press(page, 'Tab')
  await page.keyboard.press('ArrowUp')
  await expect(page.getByRole('menuitem', { name: 'Take out' })).toBeFocused()
  await press(page, 'Enter')
  await expect(page.getByRole('button', { name: 'Put it back' })).toBeFocused()
  await press(page, 'Enter')
  await expect(card).toBeFocused()
}

test('sign in, open the plan, write, and see who wrote a sentence, with the keyboard alone', async ({ visitors }) => {
  const page = await (await visitors.device(board, { expects: [refused] })).newPage()
  await page.goto('/sign-in')
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()

  // The first stop leads past everything that is not the form.
  await press(page, 'Tab')
  await expect(page.getByRole('link', { name: 'Skip to sign in' })).toBeFocused()
  await press(page, 'Enter')
  await reach(page, page.getByLabel('Your email address'))
  await page.keyboard.type('anna@example.org')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Check your email' })).toBeFocused()
  await reach(page, page.getByLabel('Code'))
  await page.keyboard.type((await mailTo(board, 'anna@example.org')).code)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Your plans' })).toBeFocused()
  await expect(page.getByRole('link', { name: 'SEND Continuous Improvement Plan' })).toBeVisible()
  await reach(page, page.getByRole('link', { name: 'SEND Continuous Improvement Plan' }))
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(boardPath)
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()

  // From card to card it is seven steps to the last priority; its name stands before its first card.
  await reach(page, page.getByRole('region', { name: /^1 / }).getByRole('listitem').first().getByRole('button').first())
  for (let step = 1; step < 8; step++) await press(page, 'ArrowRight')
  await reach(page, page.getByRole('link', { name: 'Quality assurance' }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(priorityPath(8))
  await expect(page.getByRole('heading', { level: 1, name: '8. Quality assurance' })).toBeFocused()

  // Focus alone opens a text for writing.
  const name = 'Why this matters'
  const text = page.getByRole('textbox', { name, exact: true })
  const words = page.getByRole('group', { name, exact: true })
  await reach(page, words.or(text))
  await expect(text).toBeFocused()
  await press(page, 'Control+End')
  await page.keyboard.type(' We asked, and they said so.')
  await expectSeen(page, 'typing')
  await expect(text).toContainText('We asked, and they said so.')
  await expect(page.getByText(/^Saved at/)).toBeVisible()

  // Tab leaves the text; Esc stays at its words, and Shift+Tab finds the switch above it.
  await press(page, 'Escape')
  await expect(words).toBeFocused()
  const whoWrote = page.getByRole('switch', { name: 'Who wrote this' })
  await reach(page, whoWrote, 'Shift+Tab')
  await press(page, 'Space')
  await expect(whoWrote).toBeChecked()
  await reach(page, words.or(text))
  await expect(text).toBeFocused()
  await press(page, 'Control+End')
  await press(page, 'ArrowLeft')
  const mine = page.getByRole('dialog', { name: 'Anna Novak' })
  await expect(mine).toContainText('Health')
  await press(page, 'Escape')
  await expect(mine).toBeHidden()
  await expect(text).toBeFocused()
  for (let line = 0; line < 3; line++) await press(page, 'ArrowUp')
  await expect(page.getByRole('dialog', { name: 'Helen Price' })).toContainText('Local authority')
  await press(page, 'Escape')

  // The tools are one stop, with arrows between them.
  await reach(page, page.getByRole('button', { name: 'Bold' }), 'Shift+Tab')
  await press(page, 'ArrowRight')
  await expect(page.getByRole('button', { name: 'Italic' })).toBeFocused()
  await press(page, 'End')
  await press(page, 'Home')
  await expect(page.getByRole('button', { name: 'Bold' })).toBeFocused()
  await reach(page, page.getByRole('link', { name: 'All priorities' }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`/p/${examplePlan}`)
  await expectSeen(page, 'going back')
})

test('on the board arrows go from card to card, and every sheet gives focus back', async ({ visitors }) => {
  const page = await visitors.visit(board, 'grace@example.org')
  const region = (n: number): Locator => page.getByRole('region', { name: new RegExp(`^${String(n)} `) })
  const card = (n: number, at: number): Locator => region(n).getByRole('listitem').nth(at).getByRole('button').first()

  await reach(page, card(1, 0))
  await press(page, 'ArrowDown')
  await expect(card(1, 1)).toBeFocused()
  await press(page, 'ArrowRight')
  await expect(card(2, 1)).toBeFocused()
  await press(page, 'ArrowUp')
  await expect(card(2, 0)).toBeFocused()
  await press(page, 'ArrowLeft')
  await expect(card(1, 0)).toBeFocused()

  // Enter opens the words, Esc comes back to the card.
  await press(page, 'Enter')
  await expect(page.getByRole('textbox', { name: 'What we will do' })).toBeFocused()
  await press(page, 'Escape')
  await expect(card(1, 0)).toBeFocused()

  // The menu of the card: open, look, close; open, choose, cancel.
  await press(page, 'Tab')
  const menu = region(1)
    .getByRole('listitem')
    .first()
    .getByRole('button', { name: /^Move or take out/ })
  await expect(menu).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Move down' })).toBeFocused()
  await press(page, 'ArrowDown')
  await expect(page.getByRole('menuitem', { name: 'Move to…' })).toBeFocused()
  await press(page, 'Escape')
  await expect(menu).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Move down' })).toBeFocused()
  await press(page, 't')
  await expect(page.getByRole('menuitem', { name: 'Take out' })).toBeFocused()
  await press(page, 'ArrowUp')
  await press(page, 'Enter')
  const sheet = page.getByRole('dialog', { name: 'Move to' })
  await expect(sheet).toBeVisible()
  await press(page, 'Tab')
  await press(page, 'Escape')
  await expect(sheet).toBeHidden()
  await expect(menu).toBeFocused()

  for (const name of ['Who leads', 'By when', 'Status']) {
    const fact = region(1)
      .getByRole('listitem')
      .first()
      .getByRole('button', { name: new RegExp(`^${name}`) })
    await reach(page, fact)
    await press(page, 'Enter')
    await expect(page.getByRole('dialog', { name })).toBeVisible()
    await press(page, 'Escape')
    await expect(fact).toBeFocused()
  }

  const people = page.getByRole('button', { name: /\d (people|person) here/ })
  await reach(page, people, 'Shift+Tab')
  await press(page, 'Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
  await press(page, 'Escape')
  await expect(people).toBeFocused()
})

test('an action is added, moved, taken out and put back with the keyboard alone', async ({ visitors }) => {
  const page = await visitors.visit(board, 'kofi@example.org')
  await addMoveAndTakeOut(page, page.getByRole('region', { name: /^2 / }), 'Ask us in the library')
})

test('at 390 px a priority is unfolded, opened, written in and signed, with the keyboard alone', async ({
  visitors
}) => {
  const page = await visitors.visit(board, 'leila@example.org', boardPath, { viewport: phone })
  const section = page.getByRole('button', { name: /Quality assurance/, expanded: false })
  await reach(page, section)
  await press(page, 'Enter')
  await expect(page.getByRole('button', { name: /Quality assurance/, expanded: true })).toBeFocused()

  await addMoveAndTakeOut(page, page.getByRole('main'), 'Read plans aloud')

  await reach(page, page.getByRole('link', { name: 'Read and write in this priority' }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(priorityPath(8))
  await expect(page.getByRole('heading', { level: 1, name: '8. Quality assurance' })).toBeFocused()
  const name = 'The outcome we want'
  const text = page.getByRole('textbox', { name, exact: true })
  const words = page.getByRole('group', { name, exact: true })
  await reach(page, words.or(text))
  await expect(text).toBeFocused()
  await press(page, 'Control+End')
  await page.keyboard.type(' On paper too.')
  await expect(page.getByText(/^Saved/).first()).toBeVisible()
  await press(page, 'Escape')
  await expect(words).toBeFocused()
  await expect(words).toContainText('On paper too.')
  const whoWrote = page.getByRole('switch', { name: 'Who wrote this' })
  await reach(page, whoWrote, 'Shift+Tab')
  await press(page, 'Space')
  await expect(whoWrote).toBeChecked()
  await reach(page, words.or(text))
  await press(page, 'Control+End')
  await press(page, 'ArrowLeft')
  await expect(page.getByRole('dialog', { name: 'Leila H' })).toContainText('Young people')
  await press(page, 'Escape')
})
