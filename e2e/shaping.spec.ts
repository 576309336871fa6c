import { expect, type Locator, type Page } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, phone } from './axe.ts'
import { ask, cookieOf, mailTo, startBoard, type Board } from './people.ts'
import { boardPath, refused, test, unreachable } from './visitors.ts'

let board: Board
test.beforeAll(async () => {
  board = await startBoard()
})
test.afterAll(async () => board.close())
// Whole journeys: several people, each with a browser of their own.
test.describe.configure({ timeout: 120_000 })

const nextYear = new Date().getFullYear() + 1
const priority = (page: Page, title: string): Locator => page.getByRole('region', { name: title })
const card = (page: Page, words: string): Locator => page.getByRole('listitem').filter({ hasText: words })
const editor = (page: Page): Locator => page.getByRole('textbox', { name: 'What we will do' })
const priorityMenu = (page: Page, title: string): Locator =>
  page.getByRole('button', { name: new RegExp(`^Change, move or take out priority \\d+: ${title}$`) })
const names = (page: Page): Promise<string[]> =>
  page
    .locator('main h2')
    .allInnerTexts()
    .then((all) => all.map((text) => text.replaceAll(/\s+/g, ' ').trim()))

const rows = (page: Page): Locator => page.getByRole('table', { name: 'Actions of this plan' }).getByRole('row')
/** Every row of the table as its cells say it; who changed it last ages by itself and is left out. */
const tableOf = async (page: Page): Promise<string[][]> => {
  const cells = await rows(page).evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent.replaceAll(/\s+/g, ' ').trim()))
  )
  return cells.filter((row) => row.length > 1).map((row) => row.slice(0, -1))
}

const seeTable = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Table', exact: true }).click()
  await expect(page.getByRole('table', { name: 'Actions of this plan' })).toBeVisible()
}

const fillDate = async (date: Locator, day: string, month: string, year: number): Promise<void> => {
  await date.getByLabel('Day').fill(day)
  await date.getByLabel('Month').fill(month)
  await date.getByLabel('Year').fill(String(year))
}

const setLead = async (page: Page, words: string, group: string, role: string): Promise<void> => {
  await card(page, words).getByRole('button', { name: 'Who leads?' }).click()
  const sheet = page.getByRole('dialog', { name: 'Who leads' })
  await sheet.getByRole('radio', { name: group, exact: true }).check()
  await sheet.getByLabel('Role').fill(role)
  await sheet.getByRole('button', { name: 'Save' }).click()
  await expect(card(page, words).getByRole('button', { name: `Who leads: ${group}` })).toBeFocused()
}
const setDue = async (page: Page, words: string, day: string, month: string): Promise<void> => {
  await card(page, words).getByRole('button', { name: 'By when?' }).click()
  const sheet = page.getByRole('dialog', { name: 'By when' })
  await fillDate(sheet, day, month, nextYear)
  await sheet.getByRole('button', { name: 'Save' }).click()
  await expect(card(page, words).getByRole('button', { name: /^By when: / })).toBeFocused()
}
const setStatus = async (page: Page, words: string, word: string, why: string): Promise<void> => {
  await card(page, words)
    .getByRole('button', { name: /^Status: / })
    .click()
  const sheet = page.getByRole('dialog', { name: 'Status' })
  await sheet.getByRole('radio', { name: word, exact: true }).check()
  await sheet.getByLabel('Why?').fill(why)
  await sheet.getByRole('button', { name: 'Save' }).click()
  await expect(card(page, words).getByRole('button', { name: `Status: ${word}` })).toBeFocused()
}

/** Three areas of significant weakness, nine actions each: the shape of the plan in brief.md §1. */
const areas = [
  { title: 'Waiting for help', actions: 'Shorter waits' },
  { title: 'Plans that say what happens', actions: 'Clearer plans' },
  { title: 'Listening to families', actions: 'Better listening' }
] as const
const steps = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const
const statuses = [
  ['On track', 'Two clinics run on Saturdays.'],
  ['Slipping', 'The new post is not filled.'],
  ['Off track', 'The contract has ended.']
] as const

test('a lead starts a plan of three areas and 27 actions, a parent and a health lead come in by mail, all stays', async ({
  visitors
}) => {
  test.setTimeout(240_000)
  const how = { expects: [unreachable] }
  const helen = await visitors.visit(board, 'helen@example.org', '/plans/new', how)
  await expectAccessible(helen, 'start a plan')

  // Nothing answered yet: every missing answer is named, and its name leads to it.
  await helen.getByRole('button', { name: 'Make the plan' }).click()
  const summary = helen.getByRole('alert').filter({ hasText: 'There is a problem' })
  await expect(summary).toBeFocused()
  await expect(summary.getByRole('link')).toHaveText([
    'Choose the kind of plan.',
    'Write the name of your local area.',
    'Write a title for the plan.',
    'Choose your own group.'
  ])
  await summary.getByRole('link', { name: 'Write the name of your local area.' }).click()
  await expect(helen.getByLabel('Which local area is it for?')).toBeFocused()

  await helen.getByRole('radio', { name: 'Written Statement of Action' }).check()
  await helen.getByLabel('Which local area is it for?').fill('Northborough')
  await expect(helen.getByLabel('What is it called?')).toHaveValue('Written Statement of Action for Northborough')
  await helen
    .getByRole('group', { name: 'Which group are you in?' })
    .getByRole('radio', { name: 'Local authority' })
    .check()
  await fillDate(helen.getByRole('group', { name: 'Inspection', exact: true }), '12', 'january', nextYear - 1)
  for (const [at, { title }] of areas.entries()) {
    if (at > 0) {
      await helen.getByRole('button', { name: 'Add a priority' }).click()
      await expect(helen.getByLabel(`Priority ${at + 1}`, { exact: true })).toBeFocused()
    }
    await helen.getByLabel(`Priority ${at + 1}`, { exact: true }).fill(title)
  }
  await expect(helen.getByLabel('Kind', { exact: true })).toHaveCount(3)
  for (const at of [0, 1, 2])
    await expect(helen.getByLabel('Kind', { exact: true }).nth(at)).toHaveValue('significant-weakness')
  const invited = [
    { name: 'Ruth Osei', email: 'ruth@example.net', group: 'parents', may: 'member' },
    { name: 'Amir Khan', email: 'amir@example.net', group: 'health', may: 'lead' }
  ] as const
  for (const [at, { name, email, group, may }] of invited.entries()) {
    await helen.getByRole('button', { name: 'Add a person' }).click()
    const person = helen.getByRole('group', { name: `Person ${at + 1}`, exact: true })
    await expect(person.getByLabel('Name')).toBeFocused()
    await person.getByLabel('Name').fill(name)
    await person.getByLabel('Email address').fill(email)
    await person.getByLabel('Group', { exact: true }).selectOption(group)
    await person.getByLabel('What they may do').selectOption(may)
    await person.getByRole('checkbox', { name: 'Speaks for their group' }).check()
  }
  await expectAccessible(helen, 'start a plan, filled')
  await helen.getByRole('button', { name: 'Make the plan' }).click()
  await expect(helen).toHaveURL(/\/p\/(?!sutton)[^/]+$/)
  await expect(helen.getByRole('heading', { level: 1 })).toContainText('Written Statement of Action for Northborough')
  await expect.poll(() => names(helen)).toEqual(areas.map(({ title }, at) => `${at + 1} ${title}`))
  const planPath = new URL(helen.url()).pathname
  const plan = planPath.replace('/p/', '')

  for (const { title, actions } of areas) {
    for (const step of steps) {
      await priority(helen, title)
        .getByRole('button', { name: /^Add an action/ })
        .click()
      await expect(editor(helen)).toBeFocused()
      await helen.keyboard.type(`${actions}, step ${step}`)
      await helen.keyboard.press('Escape')
      await expect(
        card(helen, `${actions}, step ${step}`).getByRole('button', { name: `${actions}, step ${step}`, exact: true })
      ).toBeFocused()
    }
  }
  for (const [at, { actions }] of areas.entries()) {
    const [word, why] = statuses[at] ?? statuses[0]
    await setLead(helen, `${actions}, step one`, 'Local authority', 'SEND programme manager')
    await setDue(helen, `${actions}, step one`, '31', 'march')
    await setStatus(helen, `${actions}, step one`, word, why)
  }

  // The parent comes in by the link in her mail, the health lead by the code in his.
  const ruth = await (await visitors.device(board, how)).newPage()
  const toRuth = await mailTo(board, 'ruth@example.net')
  expect(toRuth.text).toContain('Helen Price')
  await ruth.goto(toRuth.link)
  await ruth.getByRole('button', { name: 'Sign in as Ruth' }).click()
  await ruth.getByRole('link', { name: 'Written Statement of Action for Northborough' }).click()
  await expect(ruth).toHaveURL(planPath)
  const amir = await (await visitors.device(board, { expects: [unreachable, refused] })).newPage()
  await amir.goto('/sign-in')
  await amir.getByLabel('Your email address').fill('amir@example.net')
  await amir.getByRole('button', { name: 'Send me the email' }).click()
  await amir.getByLabel('Code').fill((await mailTo(board, 'amir@example.net')).code)
  await amir.getByRole('button', { name: 'Sign in', exact: true }).click()
  await amir.getByRole('link', { name: 'Written Statement of Action for Northborough' }).click()
  await expect(amir).toHaveURL(planPath)

  // Each sets what is theirs to say; the others have it at once.
  await setLead(ruth, 'Better listening, step two', 'Parents and carers', 'Forum chair')
  await setDue(amir, 'Shorter waits, step two', '30', 'june')
  await setStatus(amir, 'Shorter waits, step two', 'Done', 'It is written down.')
  await expect(card(helen, 'Better listening, step two')).toContainText('Parents and carers')

  for (const page of [helen, ruth, amir]) await seeTable(page)
  await expect.poll(async () => (await tableOf(helen)).filter(([number]) => /^\d/.test(number ?? '')).length).toBe(27)
  const table = await tableOf(helen)
  expect(table.slice(1).map(([number, what]) => `${number} ${what}`)).toEqual(
    areas.flatMap(({ actions }, n) => steps.map((step, at) => `${n + 1}.${at + 1} ${actions}, step ${step}`))
  )
  const row = (words: string): string[] => table.find(([, what]) => what === words) ?? []
  expect(row('Shorter waits, step one').slice(2, 7)).toEqual([
    'Local authority: SEND programme manager',
    '',
    '',
    `31 March ${nextYear}`,
    'On track Two clinics run on Saturdays.'
  ])
  expect(row('Clearer plans, step one')[6]).toBe('Slipping The new post is not filled.')
  expect(row('Better listening, step one')[6]).toBe('Off track The contract has ended.')
  expect(row('Shorter waits, step two').slice(5, 7)).toEqual([`30 June ${nextYear}`, 'Done It is written down.'])
  expect(row('Better listening, step two')[2]).toBe('Parents and carers: Forum chair')
  for (const page of [ruth, amir]) await expect.poll(() => tableOf(page)).toEqual(table)
  await expectAccessible(ruth, 'table')

  // Every field is there after the board was killed, on the page that stayed open and on one that is new.
  const cookie = await cookieOf(board, 'helen@example.org')
  const snapshot = () => ask(board, cookie, 'GET', `/api/plans/${plan}/snapshot`)
  const kept = await snapshot()
  expect(kept.status).toBe(200)
  await board.restart()
  expect(await snapshot()).toEqual(kept)
  expect(await tableOf(ruth)).toEqual(table)
  await helen.reload()
  await expect.poll(() => tableOf(helen)).toEqual(table)
  await expect(ruth.getByText(/^No signal/)).toHaveCount(0)

  // The health lead leads the plan: he sees who is in it and how each may come in.
  await amir.reload()
  await amir.getByRole('link', { name: 'People', exact: true }).click()
  await expect(amir.getByRole('button', { name: 'Invite someone' })).toBeVisible()
  for (const name of ['Helen Price', 'Ruth Osei', 'Amir Khan'])
    await expect(amir.getByRole('button', { name: `Change or remove ${name}` })).toBeVisible()
})

const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluateAll((all) => all.some((element) => element === document.activeElement))
const tabTo = async (page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> => {
  for (let stops = 0; stops < 200; stops++) {
    if (await isFocused(target)) return
    await page.keyboard.press(key)
  }
  throw new Error(`200 times ${key} did not reach ${target.toString()}`)
}

test('priorities are moved, renamed, taken out and put back with the keyboard alone, and others see it', async ({
  visitors
}) => {
  const page = await visitors.visit(board, 'grace@example.org')
  const other = await visitors.visit(board, 'kofi@example.org')
  const before = await names(page)
  expect(before).toHaveLength(8)
  const titles = before.map((name) => name.replace(/^\d+ /, ''))
  // Each keeps its number, wherever it goes and whatever it is called.
  const numbered = (list: readonly (string | undefined)[]): string[] =>
    list.map((title) => `${titles.findIndex((each) => title?.startsWith(each)) + 1} ${title}`)
  const [first, second] = titles

  const choose = async (title: string, item: string, from: 'here' | 'start' = 'here'): Promise<void> => {
    const menu = priorityMenu(page, title)
    if (from === 'start') await tabTo(page, menu)
    await expect(menu).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menuitem').first()).toBeFocused()
    while (!(await isFocused(page.getByRole('menuitem', { name: item, exact: true }))))
      await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
  }

  await choose(first ?? '', 'Move down', 'start')
  await expect.poll(() => names(other)).toEqual(numbered([second, first, ...titles.slice(2)]))
  await expect(page.getByRole('status')).toContainText('Moved to place 2 of 8')
  await choose(first ?? '', 'Move to place…')
  const sheet = page.getByRole('dialog', { name: 'Move to place' })
  await expect(sheet.getByRole('radio', { name: 'Place 2, where it is now' })).toBeFocused()
  for (let step = 0; step < 6; step++) await page.keyboard.press('ArrowDown')
  await expect(sheet.getByRole('radio', { name: /^Place 8/ })).toBeChecked()
  await page.keyboard.press('Enter')
  await expect(sheet).toBeHidden()
  await expect.poll(() => names(other)).toEqual(numbered([...titles.slice(1), first]))

  await choose(first ?? '', 'Change the name')
  await expect(page.getByRole('textbox', { name: 'Name of priority 1' })).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.type(', for good')
  await page.keyboard.press('Escape')
  await expect.poll(() => names(other)).toEqual(numbered([...titles.slice(1), `${first}, for good`]))

  await tabTo(page, priorityMenu(page, `${first}, for good`))
  await choose(`${first}, for good`, 'Take out')
  const back = page.getByRole('button', { name: 'Put it back' })
  await expect(back).toBeFocused()
  await expect.poll(async () => (await names(other)).slice(0, 7)).toEqual(numbered(titles.slice(1)))
  await expect(other.getByRole('heading', { name: 'Not in a priority' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(priorityMenu(page, `${first}, for good`)).toBeFocused()
  await expect.poll(() => names(other)).toEqual(numbered([...titles.slice(1), `${first}, for good`]))

  // Taken out and left, it waits in the settings for anybody who writes.
  await choose(`${first}, for good`, 'Take out')
  await expect(back).toBeFocused()
  const waits = page.getByRole('link', { name: /^Taken out \(\d+\)$/ })
  await tabTo(page, waits)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Taken out' })).toBeFocused()
  const putBack = page.getByRole('button', { name: `Put it back ${first}, for good` })
  await expect(page.getByRole('listitem').filter({ has: putBack })).toContainText('Taken out by you')
  await tabTo(page, putBack)
  await page.keyboard.press('Enter')
  await expect(putBack).toBeHidden()
  await expect.poll(() => names(other)).toEqual(numbered([...titles.slice(1), `${first}, for good`]))
})

test('other words for status stand everywhere, for everyone, until the usual ones are asked for', async ({
  visitors
}) => {
  const helen = await visitors.visit(board, 'helen@example.org', `${boardPath}/settings`)
  const tom = await visitors.visit(board, 'tom@example.org')
  const pills = tom.locator('main').getByText('On track', { exact: true })
  await expect(pills.first()).toBeVisible()

  await helen.getByRole('button', { name: 'Change Words for status' }).click()
  await helen.getByLabel('Instead of “On track”').fill('Going well')
  await helen.getByLabel('Instead of “Slipping”').fill('Going well')
  await helen.getByRole('button', { name: 'Save' }).click()
  await expect(helen.getByRole('alert')).toContainText('“Going well” is there twice.')
  await helen.getByLabel('Instead of “Slipping”').fill('Held up')
  await helen.getByRole('button', { name: 'Save' }).click()
  await expect(helen.getByRole('button', { name: 'Change Words for status' })).toBeFocused()
  await expectAccessible(helen, 'settings')

  await expect(pills).toHaveCount(0)
  await expect(tom.locator('main').getByText('Going well', { exact: true }).first()).toBeVisible()
  await tom
    .getByRole('button', { name: /^Status: / })
    .first()
    .click()
  const status = tom.getByRole('dialog', { name: 'Status' })
  await expect(status.getByRole('radio')).toHaveCount(5)
  await expect(status.getByRole('radio', { name: 'Going well' })).toBeVisible()
  await status.getByRole('radio', { name: 'Held up' }).check()
  await status.getByLabel('Why?').fill('')
  await status.getByRole('button', { name: 'Save' }).click()
  await expect(status.getByRole('alert')).toContainText('Say why it is “Held up”.')
  await status.getByRole('button', { name: 'Cancel' }).click()
  await seeTable(tom)
  await expect(tom.getByLabel('Status', { exact: true }).getByRole('option')).toHaveText([
    'Any status',
    'Held up and Off track',
    'Not started',
    'Going well',
    'Held up',
    'Off track',
    'Done'
  ])
  await expect(rows(tom).getByText('Going well', { exact: true }).first()).toBeVisible()
  await expect(rows(tom).getByText('On track', { exact: true })).toHaveCount(0)
  await tom.goto(`${boardPath}/1`)
  await expect(tom.getByRole('heading', { level: 1 })).toBeVisible()
  await tom.getByRole('button', { name: /^Change\sStatus$/ }).click()
  await expect(tom.getByRole('dialog', { name: 'Status' }).getByRole('radio', { name: 'Held up' })).toBeVisible()
  await tom.keyboard.press('Escape')

  await helen.getByRole('button', { name: 'Change Words for status' }).click()
  await helen.getByRole('button', { name: 'Use the usual words' }).click()
  await helen.getByRole('button', { name: 'Save' }).click()
  await expect(helen.getByText('The usual words', { exact: true })).toBeVisible()
  await tom.goto(`${boardPath}?view=board`)
  await expect(pills.first()).toBeVisible()
})

test('on a phone a plan is started, shaped and read as rows, without a sideways scroll', async ({ visitors }) => {
  const page = await visitors.visit(board, 'anna@example.org', boardPath, { viewport: phone, hasTouch: true })
  await page.goto('/plans')
  await page.getByRole('link', { name: 'Start a plan' }).tap()
  await expect(page.getByRole('heading', { level: 1, name: 'Start a plan' })).toBeFocused()
  await expectNoSidewaysScroll(page)
  await page.getByRole('radio', { name: 'Improvement plan', exact: true }).tap()
  await page.getByLabel('Which local area is it for?').fill('Eastmere')
  await page.getByRole('group', { name: 'Which group are you in?' }).getByRole('radio', { name: 'Health' }).tap()
  await page.getByLabel('Priority 1', { exact: true }).fill('Speech and language')
  await expectAccessible(page, 'start a plan on a phone')
  await page.getByRole('button', { name: 'Make the plan' }).tap()
  await expect(page).toHaveURL(/\/p\/(?!sutton)[^/]+$/)
  await expect(page.getByRole('button', { name: 'Speech and language', expanded: true })).toBeVisible()

  await page.getByRole('button', { name: /^Add an action/ }).tap()
  await expect(editor(page)).toBeFocused()
  await page.keyboard.type('See a child within six weeks')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Status: Not started' }).tap()
  const status = page.getByRole('dialog', { name: 'Status' })
  await status.getByRole('radio', { name: 'Off track' }).tap()
  await status.getByLabel('Why?').fill('Nobody answers the phone.')
  await expectNoSidewaysScroll(page)
  await status.getByRole('button', { name: 'Save' }).tap()
  await page.getByRole('button', { name: 'Add a priority' }).tap()
  await page.getByRole('button', { name: 'Name this priority' }).tap()
  await expect(page.getByRole('textbox', { name: 'Name of priority 2' })).toBeFocused()
  await page.keyboard.type('School places')
  await page.keyboard.press('Enter')
  await priorityMenu(page, 'School places').tap()
  await page.getByRole('menuitem', { name: 'Move up' }).tap()
  await expect(page.locator('main h2').first()).toContainText('School places')
  await expectAccessible(page, 'board of a new plan on a phone')
  await expectNoSidewaysScroll(page)

  await page.getByRole('button', { name: 'Table', exact: true }).tap()
  await expect(page.getByRole('cell', { name: /Off track/ })).toContainText('Nobody answers the phone.')
  // Each cell is a line of its own, under the one before it.
  const tops = await page
    .getByRole('row', { name: /See a child within six weeks/ })
    .locator('td, th')
    .evaluateAll((all) => all.filter((cell) => cell.clientHeight > 0).map((cell) => cell.getBoundingClientRect().top))
  expect(tops.length).toBeGreaterThan(3)
  expect(new Set(tops).size).toBe(tops.length)
  await expectNoSidewaysScroll(page)
  await expectAccessible(page, 'table on a phone')
})
