import { expect, type Locator, type Page } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, phone } from './axe.ts'
import { ask, cookieOf, examplePlan, startBoard, type Board } from './people.ts'
import { boardPath, priorityPath, test, unreachable } from './visitors.ts'

// One file past 300 lines, because its tests share one board and the same ways to reach an action's fields.
let board: Board
test.beforeAll(async () => {
  board = await startBoard()
})
test.afterAll(async () => board.close())
// Whole journeys: several people, each with a browser of their own.
test.describe.configure({ timeout: 120_000 })

const nextYear = new Date().getFullYear() + 1
const column = (page: Page, number: number): Locator =>
  page.getByRole('region', { name: new RegExp(`^${String(number)} `) })
const linkTo = (page: Page, words: string): Locator =>
  page.getByRole('link', { name: new RegExp(`^Action \\d+\\.\\d+: ${words}$`) })
const sheet = (page: Page): Locator => page.getByRole('dialog', { name: /^Action \d+\.\d+$/ })
const change = (page: Page, name: string): Locator =>
  page.getByRole('button', { name: new RegExp(`^Change\\s${name}$`) })
const form = (page: Page, name: string): Locator => page.getByRole('form', { name })

/** A new action under a priority of the example plan. @returns its address. */
const addAction = async (page: Page, number: number, words: string): Promise<string> => {
  await column(page, number)
    .getByRole('button', { name: /^Add an action/ })
    .click()
  await expect(page.getByRole('textbox', { name: 'What we will do' })).toBeFocused()
  await page.keyboard.type(words)
  await page.keyboard.press('Escape')
  return (await linkTo(page, words).getAttribute('href')) ?? ''
}
/** The same, with its sheet open. */
const openNew = async (page: Page, number: number, words: string): Promise<string> => {
  const path = await addAction(page, number, words)
  await linkTo(page, words).click()
  await expect(sheet(page)).toBeVisible()
  return path
}

/** Visits an action by its address. */
const visitAction = async (page: Page, path: string): Promise<void> => {
  await page.goto(path)
  await expect(page.getByRole('heading', { name: /^Action \d+\.\d+$/ })).toBeVisible()
}

const fillDate = async (date: Locator, day: string, month: string, year: number): Promise<void> => {
  await date.getByLabel('Day').fill(day)
  await date.getByLabel('Month').fill(month)
  await date.getByLabel('Year').fill(String(year))
}
const save = async (page: Page, name: string): Promise<void> => {
  await form(page, name).getByRole('button', { name: 'Save' }).click()
  await expect(form(page, name)).toBeHidden()
}

/** Opens a row, fills it in and saves it; focus is then on the way back into the row. */
const set = async (page: Page, name: string, fill: (row: Locator) => Promise<void>): Promise<void> => {
  await change(page, name).click()
  await fill(form(page, name))
  await save(page, name)
  await expect(change(page, name)).toBeFocused()
}

/** The value that stands under a name, with who set it. */
const value = (page: Page, name: string): Locator =>
  page.locator('dl > div').filter({ has: page.getByText(name, { exact: true }) })

const write = async (page: Page, name: string, words: string): Promise<void> => {
  const detail = page.locator('.detail')
  await detail.getByRole('group', { name, exact: true }).click()
  await expect(detail.getByRole('textbox', { name, exact: true })).toBeFocused()
  await page.keyboard.type(words)
  await expect(detail.getByRole('textbox', { name, exact: true })).toContainText(words)
}

test('every field of an action is set in its sheet and signed, and stands on a phone at once', async ({ visitors }) => {
  const helen = await visitors.visit(board, 'helen@example.org', boardPath, { expects: [unreachable] })
  const path = await openNew(helen, 7, 'Train every school')
  const leila = await visitors.visit(board, 'leila@example.org', boardPath, {
    viewport: phone,
    hasTouch: true,
    expects: [unreachable]
  })
  await visitAction(leila, path)
  await expect(leila.getByRole('dialog')).toHaveCount(0)
  await expect(leila.getByRole('heading', { level: 1, name: /^Action 7\.\d+$/ })).toBeVisible()

  // Slipping asks why, and the reason is kept with it.
  await change(helen, 'Status').click()
  await form(helen, 'Status').getByRole('radio', { name: 'Slipping' }).check()
  await form(helen, 'Status').getByRole('button', { name: 'Save' }).click()
  await expect(form(helen, 'Status').getByRole('alert')).toContainText('Say why it is “Slipping”.')
  await expect(form(helen, 'Status').getByLabel('Why?')).toBeFocused()
  await helen.keyboard.type('The trainer left.')
  await expectAccessible(helen, 'action sheet with a form in it')
  await save(helen, 'Status')

  await set(helen, 'Who leads', async (row) => {
    await row.getByRole('radio', { name: 'Education', exact: true }).check()
    await row.getByLabel('Role').fill('Lead SENCO')
    await row.getByRole('button', { name: 'Add somebody who leads' }).click()
    await row
      .getByRole('group', { name: 'Who else leads?' })
      .getByRole('radio', { name: 'Parents and carers', exact: true })
      .check()
    await row.getByRole('group', { name: 'Who helps?' }).getByRole('checkbox', { name: 'Health' }).check()
  })
  await set(helen, 'Starts', (row) => fillDate(row, '1', '9', nextYear - 1))
  await set(helen, 'By when', (row) => fillDate(row, '31', 'march', nextYear))
  for (const [name, what] of [
    ['After 3 months', 'Ten schools are trained.'],
    ['After 6 months', 'Thirty schools are trained.'],
    ['After 12 months', 'Every school is trained.']
  ] as const)
    await set(helen, name, (row) => row.getByLabel('What should be true by then?').fill(what))
  // A day on which nothing was reached is not taken.
  await change(helen, 'After 3 months').click()
  await form(helen, 'After 3 months').getByLabel('What should be true by then?').fill('')
  await fillDate(form(helen, 'After 3 months'), '1', '12', nextYear - 1)
  await form(helen, 'After 3 months').getByRole('button', { name: 'Save' }).click()
  await expect(form(helen, 'After 3 months').getByRole('alert')).toContainText('Say what is reached.')
  await form(helen, 'After 3 months').getByLabel('What should be true by then?').fill('Ten schools are trained.')
  await save(helen, 'After 3 months')
  await set(helen, 'Impact felt by families', (row) => row.getByRole('radio', { name: 'Some' }).check())
  await set(helen, 'Cost', (row) =>
    row.getByLabel('What does it cost, and who pays?').fill('£20,000 from the High Needs Block')
  )
  await write(helen, 'How we will know', 'Families say so.')
  await write(helen, 'What this answers', 'You said that teachers did not know.')
  await write(helen, 'What has changed for families', 'Fewer calls home.')

  const here = async (page: Page): Promise<void> => {
    await expect(value(page, 'Status')).toContainText(/Slipping\s*The trainer left\./)
    await expect(value(page, 'Who leads')).toContainText('Education, Lead SENCO')
    await expect(value(page, 'Who leads')).toContainText('Parents and carers')
    await expect(value(page, 'Who leads')).toContainText(/Who helps:\s*Health/)
    await expect(value(page, 'Starts')).toContainText('1 September')
    await expect(value(page, 'By when')).toContainText(`31 March ${nextYear}`)
    await expect(value(page, 'After 3 months')).toContainText(/Ten schools are trained\.\s*Reached on 1 December/)
    await expect(value(page, 'After 6 months')).toContainText('Thirty schools are trained.')
    await expect(value(page, 'After 12 months')).toContainText(/Every school is trained\.\s*Not reached yet/)
    await expect(value(page, 'Impact felt by families')).toContainText('Some')
    await expect(value(page, 'Cost')).toContainText('£20,000 from the High Needs Block')
    for (const words of ['Families say so.', 'You said that teachers did not know.', 'Fewer calls home.'])
      await expect(page.locator('.detail').getByText(words)).toBeVisible()
  }
  await here(leila)
  for (const name of ['Status', 'Who leads', 'Starts', 'By when', 'After 3 months', 'Cost'])
    await expect(value(leila, name)).toContainText(/Changed by Helen Price, \d\d:\d\d/)
  await expectNoSidewaysScroll(leila)
  await expectAccessible(leila, 'action on a phone')
  // What is written here is signed by whoever writes it, on the phone too.
  await set(leila, 'Cost', (row) => row.getByLabel('What does it cost, and who pays?').fill('Nothing'))
  await expect(value(helen, 'Cost')).toContainText(/Nothing\s*(Change)?.*Changed by Leila H/s)

  await board.restart()
  await leila.reload()
  await expect(value(leila, 'Cost')).toContainText('Nothing')
  await expect(value(leila, 'After 12 months')).toContainText('Every school is trained.')
})

test('a due date that moves says why and keeps the first one, a slip of the pen does not', async ({ visitors }) => {
  const grace = await visitors.visit(board, 'grace@example.org')
  const path = await openNew(grace, 6, 'Open a quiet room')
  await set(grace, 'By when', (row) => fillDate(row, '31', '3', nextYear))
  await expect(value(grace, 'By when')).not.toContainText('First set for')
  await change(grace, 'By when').click()
  const row = form(grace, 'By when')
  await fillDate(row, '31', '5', nextYear)
  await row.getByRole('button', { name: 'Save' }).click()
  await expect(row.getByRole('alert')).toContainText('Say why the date has moved.')
  await expect(row.getByLabel('Why has the date moved?')).toBeFocused()
  await grace.keyboard.type('The builder is late.')
  await save(grace, 'By when')

  const marcus = await visitors.visit(board, 'marcus@example.org')
  await visitAction(marcus, path)
  for (const page of [grace, marcus]) {
    await expect(value(page, 'By when')).toContainText(`31 May ${nextYear}`)
    await expect(value(page, 'By when')).toContainText(`First set for 31 March ${nextYear}`)
    await expect(value(page, 'By when')).toContainText('The builder is late.')
  }
  await value(marcus, 'By when').getByText('Dates it has had').click()
  await expect(value(marcus, 'By when').getByRole('listitem')).toHaveText([
    new RegExp(`31 May ${nextYear}.*The builder is late\\..*Grace`, 's'),
    new RegExp(`31 March ${nextYear}.*Grace`, 's')
  ])

  // Put right, not moved: no reason is asked for.
  const other = await addAction(marcus.url().includes('/a/') ? await backToBoard(marcus) : marcus, 6, 'Paint the walls')
  await linkTo(marcus, 'Paint the walls').click()
  await set(marcus, 'By when', (one) => fillDate(one, '1', '3', nextYear))
  await set(marcus, 'By when', async (one) => {
    await fillDate(one, '2', '3', nextYear)
    await one.getByRole('checkbox', { name: 'It has not moved: the date here was wrong' }).check()
  })
  await expect(value(marcus, 'By when')).toContainText(`2 March ${nextYear}`)
  await expect(value(marcus, 'By when')).not.toContainText('First set for')
  expect(other).toContain('/a/')
})

const backToBoard = async (page: Page): Promise<Page> => {
  await page.goto(boardPath)
  await expect(column(page, 1)).toBeVisible()
  return page
}

test('two people in one value: the latest stands, the other is told and may use theirs or keep it', async ({
  visitors
}) => {
  const helen = await visitors.visit(board, 'helen@example.org')
  const path = await openNew(helen, 5, 'Share one budget')
  const anna = await visitors.visit(board, 'anna@example.org')
  await visitAction(anna, path)
  const told = (page: Page): Locator => page.getByRole('group', { name: 'Two people set this' })

  // Both have the form open; Helen saves first, and Anna's, saved after it, stands.
  for (const page of [helen, anna]) await change(page, 'By when').click()
  await fillDate(form(helen, 'By when'), '31', 'march', nextYear)
  await fillDate(form(anna, 'By when'), '31', 'january', nextYear)
  await save(helen, 'By when')
  await expect(told(helen)).toHaveCount(0)
  await expect(helen.getByText(/^Saved at/)).toBeVisible()
  await save(anna, 'By when')
  await expect(told(helen).first()).toContainText(
    `Anna Novak set this to 31 January ${nextYear} a moment ago. You set 31 March ${nextYear}.`
  )
  await expect(value(helen, 'By when')).toContainText(`31 January ${nextYear}`)
  await expectAccessible(helen, 'two people in one value')
  await expect(told(anna)).toHaveCount(0)

  await told(helen).first().getByRole('button', { name: 'Use mine' }).click()
  await expect(told(helen)).toHaveCount(0)
  await expect(told(anna).first()).toContainText(`Helen Price set this to 31 March ${nextYear} a moment ago.`)
  await expect(value(anna, 'By when')).toContainText(`31 March ${nextYear}`)
  await told(anna).first().getByRole('button', { name: 'Keep Helen Price’s' }).click()
  await expect(told(anna)).toHaveCount(0)
  await expect(value(anna, 'By when')).toContainText(`31 March ${nextYear}`)
  await expect(told(helen)).toHaveCount(0)

  // Who agrees with what somebody else has set is told nothing.
  for (const page of [helen, anna]) await change(page, 'Cost').click()
  for (const page of [helen, anna]) await form(page, 'Cost').getByRole('textbox').fill('£400')
  await save(helen, 'Cost')
  await expect(value(anna, 'Cost')).toContainText('Changed by Helen Price')
  await save(anna, 'Cost')
  await expect(value(helen, 'Cost')).toContainText('£400')
  await expect(told(helen)).toHaveCount(0)
})

type Kept = { id: string; kind: string; about: string; version: number; data: { words?: string } }
const recordsAbout = async (cookie: string, about: string): Promise<Kept[]> => {
  const { body } = await ask(board, cookie, 'GET', `/api/plans/${examplePlan}/records`)
  return (body as { records: Kept[] }).records.filter((record) => record.about === about)
}
const aboutOf = (path: string): string => `actions/${path.split('/').at(-1) ?? ''}`
const post = (cookie: string, body: unknown) => ask(board, cookie, 'POST', `/api/plans/${examplePlan}/records`, body)

test('only a group that leads an action says how it goes, and what was said stays', async ({ visitors }) => {
  const helen = await visitors.visit(board, 'helen@example.org')
  const path = await openNew(helen, 8, 'Look at ten plans a month')
  await expect(helen.getByText('Nobody leads it yet.')).toBeVisible()
  await expect(helen.getByRole('button', { name: 'Say how it goes' })).toHaveCount(0)
  await set(helen, 'Who leads', (row) => row.getByRole('radio', { name: 'Health', exact: true }).check())
  await expect(helen.getByText('Only the groups that lead this action say here how it goes.')).toBeVisible()
  await expect(helen.getByRole('button', { name: 'Say how it goes' })).toHaveCount(0)

  const anna = await visitors.visit(board, 'anna@example.org')
  await visitAction(anna, path)
  await anna.getByRole('button', { name: 'Say how it goes' }).click()
  await form(anna, 'Say how it goes').getByRole('button', { name: 'Put it in the plan' }).click()
  await expect(form(anna, 'Say how it goes').getByRole('alert')).toContainText('Write some words first.')
  await form(anna, 'Say how it goes').getByLabel('How does it go?').fill('Twelve plans were read in May.')
  await form(anna, 'Say how it goes').getByRole('button', { name: 'Put it in the plan' }).click()
  await expect(anna.getByRole('button', { name: 'Say how it goes' })).toBeFocused()
  const said = helen.getByRole('listitem').filter({ hasText: 'Twelve plans were read in May.' })
  await expect(said).toContainText(/Written by Anna Novak, health/)
  await expect(anna.getByRole('listitem').filter({ hasText: 'Twelve plans' }).getByRole('button')).toHaveCount(0)

  // By any route: the lead of the plan does not lead this action.
  const [lead, nurse] = [await cookieOf(board, 'helen@example.org'), await cookieOf(board, 'anna@example.org')]
  const about = aboutOf(path)
  expect((await post(lead, { kind: 'update', about, data: { words: 'All is well.' } })).status).toBe(403)
  const [update] = await recordsAbout(nurse, about)
  const own = `/api/plans/${examplePlan}/records/${update?.id ?? ''}`
  const version = update?.version
  expect((await ask(board, nurse, 'PUT', own, { version, data: { words: 'Thirteen.' } })).status).toBe(403)
  expect((await recordsAbout(lead, about)).map(({ data }) => data.words)).toEqual(['Twelve plans were read in May.'])
})

test('evidence is added once somebody has checked that no child can be identified', async ({ visitors }) => {
  const priya = await visitors.visit(board, 'priya@example.org')
  const path = await openNew(priya, 4, 'Put the offer on one page')
  const grace = await visitors.visit(board, 'grace@example.org')
  await visitAction(grace, path)
  await priya.getByRole('button', { name: 'Add evidence' }).click()
  const add = form(priya, 'Add evidence')
  await add.getByLabel('What does it show?').fill('The page was opened 400 times. Ring 020 7946 0123.')
  await expect(add.getByText(/phone number/i)).toBeVisible()
  await add.getByLabel('What does it show?').fill('The page was opened 400 times.')
  await add.getByLabel('Address of the page').fill('ftp://example.org/offer')
  await add.getByRole('button', { name: 'Save' }).click()
  await expect(add.getByRole('alert')).toHaveText([
    /Start with https:\/\//,
    /Write the day it is from\./,
    /Check it, then tick the box\./
  ])
  await add.getByLabel('Address of the page').fill('https://www.example.org/offer')
  await fillDate(add, '4', 'may', nextYear - 2)
  await add.getByRole('button', { name: 'Save' }).click()
  await expect(add.getByRole('alert')).toHaveText([/Check it, then tick the box\./])
  await expectAccessible(priya, 'evidence without its check')
  await add.getByRole('checkbox', { name: 'I have checked that no child can be identified' }).check()
  await add.getByRole('button', { name: 'Save' }).click()
  await expect(add).toBeHidden()
  await expect(priya.getByRole('button', { name: 'Add evidence' })).toBeFocused()

  const shown = grace.getByRole('listitem').filter({ hasText: 'The page was opened 400 times.' })
  await expect(shown).toContainText(`4 May ${nextYear - 2}`)
  await expect(shown).toContainText('Checked: no child can be identified.')
  await expect(shown).toContainText('Written by Priya Shah, parents and carers')
  await expect(shown.getByRole('link', { name: 'https://www.example.org/offer' })).toHaveAttribute('rel', /noopener/)
  await expect(shown.getByRole('button')).toHaveCount(0)

  // Not by another route either.
  const cookie = await cookieOf(board, 'priya@example.org')
  const data = { how: 'family', words: 'They told us.', link: null, date: '2026-05-04', source: '', noChild: false }
  expect((await post(cookie, { kind: 'evidence', about: aboutOf(path), data })).status).toBe(400)
  const [kept] = await recordsAbout(cookie, aboutOf(path))
  const grac = await cookieOf(board, 'grace@example.org')
  const withdraw = `/api/plans/${examplePlan}/records/${kept?.id ?? ''}/withdraw`
  expect((await ask(board, grac, 'POST', withdraw, { version: kept?.version })).status).toBe(403)
})

test('a view of one group is changed and withdrawn by that group alone, visibly, and answered beneath', async ({
  visitors
}) => {
  const priya = await visitors.visit(board, 'priya@example.org')
  const path = await openNew(priya, 3, 'Start college visits at 14')
  await priya.getByRole('button', { name: 'Add a view we do not all share' }).click()
  const add = form(priya, 'Add a view we do not all share')
  await add.getByLabel('What is the view?').fill('Fourteen is too late for most of us.')
  await expect(add.getByRole('radio', { name: 'My group: parents and carers' })).toBeChecked()
  await add.getByRole('button', { name: 'Put it in the plan' }).click()
  await expect(priya.getByRole('figure')).toContainText('Said by parents and carers')

  const helen = await visitors.visit(board, 'helen@example.org')
  await visitAction(helen, path)
  const view = (page: Page): Locator => page.locator('.detail').getByRole('figure')
  await expect(view(helen)).toContainText('No reply yet')
  await expect(view(helen).getByRole('button')).toHaveText([/^Reply/])
  await view(helen).getByRole('button', { name: 'Reply to this view' }).click()
  await helen.getByLabel('Your reply').fill('We will ask schools to start at 12.')
  await helen.getByRole('button', { name: 'Put the reply in the plan' }).click()
  await expect(view(priya)).toContainText('Reply from local authority')
  await expect(view(priya)).toContainText('We will ask schools to start at 12.')
  const sizes = await view(priya)
    .locator('blockquote, .words')
    .evaluateAll((all) => all.map((element) => getComputedStyle(element).fontSize))
  expect(new Set(sizes).size).toBe(1)
  expect(sizes).toHaveLength(2)

  // Another of the same group changes it; what it said before can be read.
  const tom = await visitors.visit(board, 'tom@example.org')
  await visitAction(tom, path)
  await view(tom).getByRole('button', { name: 'Change this view' }).click()
  await tom.getByLabel('What is the view?').fill('Fourteen is too late. We ask for twelve.')
  await tom.getByRole('button', { name: 'Save the view' }).click()
  await expect(view(helen).locator('blockquote')).toHaveText('Fourteen is too late. We ask for twelve.')
  await expect(view(helen)).toContainText(/Written by Priya Shah.*Changed by Tom Bradley/s)
  await view(helen).getByText('Earlier wording').first().click()
  await expect(view(helen).getByText('Fourteen is too late for most of us.')).toBeVisible()
  await expectAccessible(helen, 'a differing view with its reply')

  // The lead of the plan has no control of it, and no other route.
  await expect(view(helen).getByRole('button', { name: /this view$/ })).toHaveText([/^Reply/])
  const lead = await cookieOf(board, 'helen@example.org')
  const records = await recordsAbout(lead, aboutOf(path))
  const at = `/api/plans/${examplePlan}/records/${records[0]?.id ?? ''}`
  const data = { words: 'We all agree.', source: '', held: 'group' }
  expect((await ask(board, lead, 'PUT', at, { version: 2, data })).status).toBe(403)
  expect((await ask(board, lead, 'POST', `${at}/withdraw`, { version: 2 })).status).toBe(403)
  await expect(view(tom).locator('blockquote')).toHaveText('Fourteen is too late. We ask for twelve.')

  await view(tom).getByRole('button', { name: 'Withdraw this view' }).click()
  await expect(view(helen)).toContainText(/Parents and carers withdrew this view on/)
  await expect(view(helen).getByRole('button', { name: 'Put it back' })).toHaveCount(0)
  await expect(view(helen).locator('blockquote')).toHaveCount(0)
  await view(priya).getByRole('button', { name: 'Put it back' }).click()
  await expect(view(helen).locator('blockquote')).toHaveText('Fourteen is too late. We ask for twelve.')

  // It stands on the page of all views too.
  await helen.goto(`${boardPath}/views`)
  await expect(helen.getByRole('figure').filter({ hasText: 'We ask for twelve.' })).toContainText(
    'We will ask schools to start at 12.'
  )
})

test('a measure says what looks wrong, and inspectors’ words are quoted once and never edited', async ({
  visitors
}) => {
  const helen = await visitors.visit(board, 'helen@example.org', priorityPath(2))
  const kofi = await visitors.visit(board, 'kofi@example.org', priorityPath(2))
  await helen.getByRole('button', { name: 'Add a measure' }).click()
  const add = helen.getByRole('dialog', { name: 'Add a measure' })
  await add.getByLabel('What is counted?').fill('Reviews on time')
  await add.getByLabel('In what?').fill('%')
  await add.getByLabel('Where did it start?').fill('sixty')
  await add.getByRole('button', { name: 'Save' }).click()
  await expect(add.getByRole('alert')).toContainText('Write a number, for example 42.5.')
  await add.getByLabel('Where did it start?').fill('60')
  await fillDate(add.getByRole('group', { name: 'On which day?', exact: true }), '1', '9', nextYear - 2)
  await add.getByLabel('Where should it be?').fill('50')
  await fillDate(add.getByRole('group', { name: 'By which day?' }), '1', '9', nextYear)
  await add.getByRole('button', { name: 'Add a figure for a day' }).click()
  const figure = add.getByRole('group', { name: 'Figure 1' })
  await fillDate(figure, '1', '2', nextYear - 1)
  await figure.getByLabel('What it was').fill('71.5')
  await expectAccessible(helen, 'a measure being typed')
  await add.getByRole('button', { name: 'Save' }).click()
  await expect(add).toBeHidden()
  const measure = kofi.getByRole('article').filter({ hasText: 'Reviews on time' })
  await expect(measure).toContainText('The target is on the wrong side of the starting figure. Please check.')
  await expect(measure.getByRole('cell', { name: '71.5%' })).toBeVisible()

  // Anyone who writes may put it right, and the warning goes.
  await kofi.getByRole('button', { name: 'Change the measure: Reviews on time' }).click()
  const mend = kofi.getByRole('dialog', { name: 'Change this measure' })
  await mend.getByLabel('Where should it be?').fill('95')
  await mend.getByRole('button', { name: 'Save' }).click()
  const mended = helen.getByRole('article').filter({ hasText: 'Reviews on time' })
  await expect(mended).toContainText('It should go up from 60% to 95%.')
  await expect(mended).not.toContainText('Please check')
  await expect(mended).toContainText(/Written by you, local authority.*Changed by Kofi M/s)

  await expect(kofi.getByRole('button', { name: 'Add inspectors’ words' })).toHaveCount(0)
  await helen.getByRole('button', { name: 'Add inspectors’ words' }).click()
  const quote = form(helen, 'Add inspectors’ words')
  await quote.getByLabel('What did they write?').fill('Leaders know their area well.')
  await quote.getByLabel('Where does it stand?').fill('Revisit letter, paragraph 4')
  await fillDate(quote, '20', 'may', 2020)
  await quote.getByRole('button', { name: 'Save' }).click()
  await expect(quote).toBeHidden()
  for (const page of [helen, kofi]) {
    const said = page.getByRole('figure').filter({ hasText: 'Leaders know their area well.' })
    await expect(said).toContainText('Revisit letter, paragraph 4, 20 May 2020')
    await expect(said.getByRole('button', { name: /^Change/ })).toHaveCount(0)
  }
  const lead = await cookieOf(board, 'helen@example.org')
  const { body } = await ask(board, lead, 'GET', `/api/plans/${examplePlan}/records`)
  const kept = (body as { records: Kept[] }).records.find(({ kind }) => kind === 'finding')
  const data = { words: 'Leaders know it all.', source: 'Revisit letter', date: '2020-05-20' }
  const put = await ask(board, lead, 'PUT', `/api/plans/${examplePlan}/records/${kept?.id ?? ''}`, {
    version: kept?.version,
    data
  })
  expect(put.status).toBe(403)
})

test('Escape asks before typed words go, and gives focus back to what opened the sheet', async ({ visitors }) => {
  const page = await visitors.visit(board, 'tom@example.org')
  const words = 'Keep the bus at the gate'
  await openNew(page, 1, words)
  await expect(page.getByRole('heading', { name: /^Action 1\./ })).toBeFocused()
  await page.getByRole('button', { name: 'Add a view we do not all share' }).click()
  const field = page.getByLabel('What is the view?')
  await expect(field).toBeFocused()
  await page.keyboard.type('The gate is not safe.')

  await page.keyboard.press('Escape')
  const asked = page.getByRole('group', { name: 'You have not saved this yet.' })
  await expect(asked.getByRole('button', { name: 'Keep writing' })).toBeFocused()
  await expectAccessible(page, 'asked before words go')
  await page.keyboard.press('Escape')
  await expect(asked).toBeHidden()
  await expect(field).toBeFocused()
  await expect(field).toHaveValue('The gate is not safe.')
  // The cross of the sheet asks the same.
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  await expect(asked).toBeVisible()
  await expect(sheet(page)).toBeVisible()
  await asked.getByRole('button', { name: 'Keep writing' }).click()
  await expect(field).toHaveValue('The gate is not safe.')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  await expect(asked.getByRole('button', { name: 'Leave without saving' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(field).toHaveCount(0)
  await expect(sheet(page)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Add a view we do not all share' })).toBeFocused()

  // With nothing typed it closes at once, and the card is where it was.
  await page.keyboard.press('Escape')
  await expect(sheet(page)).toBeHidden()
  await expect(page).toHaveURL(boardPath)
  await expect(linkTo(page, words)).toBeFocused()
})
