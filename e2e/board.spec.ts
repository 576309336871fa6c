import { expect, type Locator, type Page } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, narrowest, phone } from './axe.ts'
import { startBoard, until, type Board } from './people.ts'
import { authorsOf, wordsOf } from './authors.ts'
import { boardPath, test, unreachable } from './visitors.ts'

// One file past 300 lines, because its tests share one board and the same few ways to find things on it.
let board: Board
test.beforeAll(async () => {
  board = await startBoard()
})
test.afterAll(async () => board.close())

const priority = (page: Page, title: string): Locator => page.getByRole('region', { name: title })
const cards = (page: Page, title: string): Locator => priority(page, title).getByRole('listitem')
const card = (page: Page, words: string): Locator => page.getByRole('listitem').filter({ hasText: words })
const editor = (page: Page): Locator => page.getByRole('textbox', { name: 'What we will do' })
const menuOf = (page: Page, words: string): Locator => page.getByRole('button', { name: `Move or take out: ${words}` })
const said = (page: Page): Locator => page.getByRole('status')

const choose = async (page: Page, words: string, item: string): Promise<void> => {
  await menuOf(page, words).click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** Shows every action of a priority: on a wide screen the first two stand for all until one asks for more. */
const unfold = (page: Page, title: string): Promise<void> =>
  priority(page, title)
    .getByRole('button', { name: /^\d+ more actions/ })
    .click()

/** Adds an action under a priority and leaves it, with its card focused. */
const add = async (page: Page, title: string, words: string): Promise<void> => {
  await priority(page, title)
    .getByRole('button', { name: /^Add an action/ })
    .click()
  await expect(editor(page)).toBeFocused()
  await page.keyboard.type(words)
  await page.keyboard.press('Escape')
  await expect(card(page, words).getByRole('button', { name: words, exact: true })).toBeFocused()
}

test('an action is added in place, and others see who is writing it and every word', async ({ visitors }) => {
  const priya = await visitors.visit(board, 'priya@example.org')
  const tom = await visitors.visit(board, 'tom@example.org')
  await unfold(tom, 'Commissioning')
  const before = await cards(tom, 'Commissioning').count()
  await priority(priya, 'Commissioning')
    .getByRole('button', { name: /^Add an action/ })
    .click()
  await expect(editor(priya)).toBeFocused()
  await priya.keyboard.type('Ask families before')
  await expect(cards(tom, 'Commissioning')).toHaveCount(before + 1)
  const seen = card(tom, 'Ask families before')
  await expect(seen).toContainText('Priya Shah is writing here')

  // Both write in it at the same moment.
  await seen.getByRole('button', { name: 'Ask families before', exact: true }).click()
  await expect(editor(tom)).toBeFocused()
  await tom.keyboard.press('End')
  await expect(card(priya, 'Ask families before')).toContainText('Tom Bradley is writing here')
  await Promise.all([
    priya.keyboard.type(' buying anything', { delay: 15 }),
    tom.keyboard.type(' 1234567890 987654321', { delay: 12 })
  ])
  const lettersOn = async (page: Page): Promise<string> => (await editor(page).textContent()) ?? ''
  const whole = await until('both to see the same', async () => {
    const [hers, his] = await Promise.all([lettersOn(priya), lettersOn(tom)])
    return hers === his && hers.length === 'Ask families before buying anything 1234567890 987654321'.length && hers
  })
  const rows = await until('the board to have every word', async () => {
    const all = await authorsOf(board, 'helen@example.org')
    return all.some((row) => wordsOf(row) === whole) ? all : undefined
  })
  const runs = rows.find((row) => wordsOf(row) === whole)?.runs ?? []
  const by = (name: string): string =>
    runs
      .filter((run) => run.person.name === name)
      .map((run) => run.text)
      .join('')
  expect(by('Priya Shah')).toBe('Ask families before buying anything')
  expect(by('Tom Bradley')).toBe(' 1234567890 987654321')

  await priya.keyboard.press('Escape')
  await tom.keyboard.press('Escape')
  await expect(card(tom, whole)).not.toContainText('is writing here')
})

test('a new action left without a word is gone again, and focus is back on Add', async ({ visitors }) => {
  const page = await visitors.visit(board, 'grace@example.org')
  const button = priority(page, 'High Needs').getByRole('button', { name: /^Add an action/ })
  await unfold(page, 'High Needs')
  const before = await cards(page, 'High Needs').count()
  await button.click()
  await expect(editor(page)).toBeFocused()
  await expect(cards(page, 'High Needs')).toHaveCount(before + 1)
  await page.keyboard.press('Escape')
  await expect(cards(page, 'High Needs')).toHaveCount(before)
  await expect(button).toBeFocused()
})

test('status asks why when it slips; date and lead are set in sheets; others see all three', async ({ visitors }) => {
  const words = 'Tell every family who to ring'
  const helen = await visitors.visit(board, 'helen@example.org')
  const anna = await visitors.visit(board, 'anna@example.org')
  await add(helen, 'Local Offer', words)
  await unfold(anna, 'Local Offer')
  const mine = card(helen, words)
  const theirs = card(anna, words)

  await mine.getByRole('button', { name: 'Status: Not started' }).click()
  const status = helen.getByRole('dialog', { name: 'Status' })
  await status.getByRole('radio', { name: 'Slipping' }).check()
  await status.getByRole('button', { name: 'Save' }).click()
  await expect(status.getByRole('alert')).toContainText('Say why it is “Slipping”.')
  await expect(status.getByLabel('Why?')).toBeFocused()
  await expectAccessible(helen, 'status sheet with a problem')
  await helen.keyboard.type('The phone line starts in May.')
  await status.getByRole('button', { name: 'Save' }).click()
  await expect(status).toBeHidden()
  await expect(mine.getByRole('button', { name: 'Status: Slipping' })).toBeFocused()
  await theirs.getByRole('button', { name: 'Status: Slipping' }).click()
  const read = anna.getByRole('dialog', { name: 'Status' })
  await expect(read.getByLabel('Why?')).toHaveValue('The phone line starts in May.')
  await expect(read).toContainText('Changed by Helen Price')
  await anna.keyboard.press('Escape')
  await expect(read).toBeHidden()

  const year = String(new Date().getFullYear() + 1)
  await mine.getByRole('button', { name: 'By when?' }).click()
  const due = helen.getByRole('dialog', { name: 'By when' })
  await due.getByLabel('Day').fill('31')
  await due.getByLabel('Month').fill('february')
  await due.getByLabel('Year').fill(year)
  await helen.keyboard.press('Enter')
  await expect(due.getByRole('alert')).toContainText('That is not a real date.')
  await due.getByLabel('Month').fill('march')
  await due.getByRole('button', { name: 'Save' }).click()
  await expect(mine.getByRole('button', { name: /^By when: 31 Mar/ })).toBeFocused()
  await expect(theirs).toContainText('31 Mar')

  await mine.getByRole('button', { name: 'Who leads?' }).click()
  const leads = helen.getByRole('dialog', { name: 'Who leads' })
  await leads.getByRole('radio', { name: 'Health' }).check()
  await leads.getByLabel('Role').fill('Designated Clinical Officer')
  await leads.getByRole('checkbox', { name: 'Education' }).check()
  await leads.getByRole('button', { name: 'Save' }).click()
  await expect(mine.getByRole('button', { name: 'Who leads: Health' })).toBeFocused()
  await expect(theirs).toContainText('Health')
})

test('an action moves up, down and to another priority by its menu, and focus stays on it', async ({ visitors }) => {
  const page = await visitors.visit(board, 'marcus@example.org')
  const other = await visitors.visit(board, 'leila@example.org')
  const [first, second] = ['Keep this one first', 'Keep this one second']
  await unfold(other, 'Improving outcomes')
  await unfold(other, 'Learning')
  await add(page, 'Improving outcomes', first)
  await add(page, 'Improving outcomes', second)
  const last = (on: Page): Promise<string[]> =>
    cards(on, 'Improving outcomes')
      .allInnerTexts()
      .then((all) => all.slice(-2).map((text) => text.split('\n')[0] ?? ''))
  expect(await last(page)).toEqual([first, second])

  await choose(page, second, 'Move up')
  await expect.poll(() => last(page)).toEqual([second, first])
  await expect(page.getByRole('button', { name: second, exact: true })).toBeFocused()
  await expect(said(page)).toHaveText(/^Moved to Priority 2, position \d+ of \d+$/)
  await expect.poll(() => last(other)).toEqual([second, first])
  await choose(page, second, 'Move down')
  await expect.poll(() => last(other)).toEqual([first, second])
  await expect(page.getByRole('button', { name: second, exact: true })).toBeFocused()

  await choose(page, second, 'Move to…')
  const sheet = page.getByRole('dialog', { name: 'Move to' })
  await sheet.getByRole('radio', { name: /^7/ }).check()
  await sheet.getByRole('button', { name: 'Move' }).click()
  await expect(page.getByRole('button', { name: second, exact: true })).toBeFocused()
  await expect(said(page)).toHaveText(/^Moved to Priority 7, position \d+ of \d+$/)
  const seventh = other.getByRole('region', { name: /^7/ })
  await expect(seventh.getByRole('listitem').filter({ hasText: second })).toBeVisible()
  await expect(cards(other, 'Improving outcomes').filter({ hasText: second })).toHaveCount(0)
})

test('an action is taken out and put back whole', async ({ visitors }) => {
  const words = 'Print the plan in large letters'
  const page = await visitors.visit(board, 'grace@example.org')
  const other = await visitors.visit(board, 'priya@example.org')
  await add(page, 'Local Offer', words)
  await unfold(other, 'Local Offer')
  await expect(card(other, words)).toBeVisible()
  await choose(page, words, 'Take out')
  await expect(page.getByRole('button', { name: 'Put it back' })).toBeFocused()
  await expect(card(other, words)).toHaveCount(0)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: words, exact: true })).toBeFocused()
  await expect(card(other, words)).toBeVisible()
})

test('a card that is folded away while somebody writes in it stays once focus comes back to it', async ({
  visitors
}) => {
  const words = 'Share one calendar'
  const grace = await visitors.visit(board, 'grace@example.org')
  const helen = await visitors.visit(board, 'helen@example.org')
  await add(grace, 'Preparation', words)
  await grace.keyboard.press('Enter')
  // Helen sees two actions, and this one because it is being written.
  const mine = card(helen, words).getByRole('button', { name: words, exact: true })
  await mine.click()
  await expect(editor(helen)).toBeFocused()
  await grace.keyboard.press('Escape')
  await expect(card(helen, words)).not.toContainText('is writing here')
  await helen.keyboard.press('Escape')
  await expect(mine).toBeFocused()
})

test('an action taken out under someone’s hands says by whom, and no word is lost', async ({ visitors }) => {
  const words = 'Meet in the evening'
  const anna = await visitors.visit(board, 'anna@example.org')
  const kofi = await visitors.visit(board, 'kofi@example.org')
  await unfold(kofi, 'Learning')
  await add(anna, 'Learning', words)
  await card(anna, words).getByRole('button', { name: words, exact: true }).click()
  await expect(editor(anna)).toBeFocused()
  await anna.keyboard.press('End')
  await anna.keyboard.type(', with food')
  await expect(card(kofi, `${words}, with food`)).toContainText('Anna Novak is writing here')
  await Promise.all([
    choose(kofi, `${words}, with food`, 'Take out'),
    anna.keyboard.type(' and a place for children to play', { delay: 25 })
  ])
  const note = anna.getByRole('alert').filter({ hasText: 'Kofi M took out this action while you were writing.' })
  await expect(note).toBeVisible()
  await expectAccessible(anna, 'taken out under my hands')
  // The hands go on as if nothing had happened.
  await anna.keyboard.type(' too')
  const whole = `${words}, with food and a place for children to play too`
  await expect(editor(anna)).toHaveText(whole)
  // As slow as a hand: what is under the pointer when it goes down must be there when it comes up.
  await note.getByRole('button', { name: 'Put it back' }).click({ delay: 150 })
  await expect(note).toBeHidden()
  await expect(card(kofi, whole)).toBeVisible()
})

test('a reader is told whom to ask, and finds nothing to write in', async ({ visitors }) => {
  const page = await visitors.visit(board, 'reader@example.org')
  await expect(page.getByText('You can read this plan. Ask Helen Price if you need to write.')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Add/ })).toHaveCount(0)
  await expect(page.getByRole('button', { name: /^Move or take out/ })).toHaveCount(0)
  await page.getByText('Report annual reviews that are late').first().click()
  await expect(page.getByRole('textbox')).toHaveCount(0)
  await expectAccessible(page, 'board of a reader')
})

test('who is here is shown by group, with where they are and what they do', async ({ visitors }) => {
  const helen = await visitors.visit(board, 'helen@example.org')
  const tom = await visitors.visit(board, 'tom@example.org')
  const priya = await visitors.visit(board, 'priya@example.org', `${boardPath}/8`)
  const kofi = await visitors.visit(board, 'kofi@example.org')
  const bar = helen.getByRole('button', { name: /\d (people|person) here/ })
  await expect(bar).toHaveAccessibleName(/^4 people here.*2 Parents and carers.*1 Young people.*1 Local authority/)
  await add(tom, 'Commissioning', 'Write this one')
  // Who has not typed a letter yet is reading.
  await card(tom, 'Write this one').getByRole('button', { name: 'Write this one', exact: true }).click()
  await expect(editor(tom)).toBeFocused()
  await tom.keyboard.type('!')
  await bar.click()
  const people = helen.getByRole('dialog', { name: '4 people here' })
  const person = (name: string): Locator => people.getByRole('listitem').filter({ hasText: name })
  await expect(person('Helen Price')).toContainText('(you)')
  await expect(person('Priya Shah')).toContainText('Reading priority 8')
  await expect(person('Tom Bradley')).toContainText('Writing on the board')
  await expect(people.getByRole('heading', { level: 3 })).toHaveText([
    /Parents and carers/,
    /Young people/,
    /Local authority/
  ])
  await expectAccessible(helen, 'people here')
  await kofi.close()
  await expect(helen.getByRole('dialog', { name: '3 people here' })).toBeVisible()
  await helen.keyboard.press('Escape')
  await expect(bar).toBeFocused()
  await expect(bar).toHaveAccessibleName(/^3 people here/)
  await priya.close()
})

test('without a signal words wait and say so, and all are there when the board is back', async ({ visitors }) => {
  const how = { expects: [unreachable] }
  const priya = await visitors.visit(board, 'priya@example.org', boardPath, how)
  const tom = await visitors.visit(board, 'tom@example.org', boardPath, how)
  const words = 'Lend out tablets'
  await unfold(tom, 'High Needs')
  await add(priya, 'High Needs', words)
  await expect(card(tom, words)).toBeVisible()
  await expect(priya.getByText(/^Saved at \d\d:\d\d$/)).toBeVisible()

  await card(priya, words).getByRole('button', { name: words, exact: true }).click()
  await expect(editor(priya)).toBeFocused()
  await priya.keyboard.press('End')
  await Promise.all([priya.keyboard.type(' and teach families how to use them', { delay: 20 }), board.kill()])
  await expect(priya.getByText('No signal. Keep this page open.')).toBeVisible()
  await priya.keyboard.type('!')
  await expect(priya.getByText(/\b\d+ changes? (has|have) not been sent yet\./)).toBeVisible()
  await expect(priya.getByText('You are working on your own for now')).toBeVisible()
  await expect(priya.getByText(/^Saved at \d\d:\d\d$/)).toBeHidden()
  await expectAccessible(priya, 'no signal')

  // Someone who closes the page now is asked first.
  const asked = priya.waitForEvent('dialog')
  await priya.close({ runBeforeUnload: true })
  const question = await asked
  expect(question.type()).toBe('beforeunload')
  await question.dismiss()
  await expect(editor(priya)).toHaveText(`${words} and teach families how to use them!`)

  await board.restart()
  await expect(priya.getByText('Back.', { exact: true })).toBeVisible()
  await expect(priya.getByText(/\d+ changes? sent\./)).toBeVisible()
  await expect(card(tom, `${words} and teach families how to use them!`)).toBeVisible()
  await expect(priya.getByText(/^Saved at \d\d:\d\d$/)).toBeVisible()
  const rows = await authorsOf(board, 'helen@example.org')
  const row = rows.find((one) => wordsOf(one) === `${words} and teach families how to use them!`)
  expect(row?.runs.map((run) => run.person.name)).toEqual(['Priya Shah'])

  // Everything is kept, so nothing is asked any more.
  const closed = priya.waitForEvent('close')
  await priya.close({ runBeforeUnload: true })
  await closed
})

test('on a phone the priorities fold, the last one opened stays open, and an action can be added', async ({
  visitors
}) => {
  const page = await visitors.visit(board, 'leila@example.org', boardPath, { viewport: phone, hasTouch: true })
  const section = (name: string): Locator => page.getByRole('button', { name, expanded: false })
  await expect(page.getByRole('button', { expanded: true })).toHaveText(/^1/)
  await section('Preparation for Adulthood').tap()
  await expect(page.getByRole('button', { expanded: true }).and(page.locator('h2 button'))).toHaveCount(1)
  await expect(page.getByRole('button', { name: 'Preparation for Adulthood', expanded: true })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Preparation for Adulthood', expanded: true })).toBeVisible()
  await expectNoSidewaysScroll(page)
  await page.getByRole('button', { name: /^Add an action/ }).tap()
  await expect(editor(page)).toBeFocused()
  await page.keyboard.type('Visit a college before choosing it')
  await page.keyboard.press('Enter')
  await expect(card(page, 'Visit a college before choosing it')).toBeVisible()
  await page.getByRole('link', { name: 'Read and write in this priority' }).tap()
  await expect(page).toHaveURL(`${boardPath}/3`)
})

test('at 320 px and at 400 % nothing needs a sideways scroll', async ({ visitors }) => {
  const page = await visitors.visit(board, 'helen@example.org', boardPath, { viewport: narrowest })
  await expect(page.getByRole('button', { expanded: true }).first()).toBeVisible()
  await expectNoSidewaysScroll(page)
  await page.getByRole('button', { name: 'Who wrote this' }).click()
  await expectNoSidewaysScroll(page)
  await page
    .getByRole('button', { name: /^Move or take out/ })
    .first()
    .click()
  await expectNoSidewaysScroll(page)
  await page.getByRole('menuitem', { name: 'Move to…' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectNoSidewaysScroll(page)
  await page.keyboard.press('Escape')
  for (const path of ['/plans', '/help', '/privacy', '/accessibility', '/sign-in', '/sign-in/sent']) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expectNoSidewaysScroll(page)
  }
})
