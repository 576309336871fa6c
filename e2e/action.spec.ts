import { expect, type Locator, type Page } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll } from './axe.ts'
import { press } from './by-keyboard.ts'
import { byKeyboard, byPointer, byTouch, onPhone, type Hands } from './hands.ts'
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
const addAction = async (me: Hands, number: number, words: string): Promise<string> => {
  await me.press(column(me.page, number).getByRole('button', { name: /^Add an action/ }))
  await expect(me.page.getByRole('textbox', { name: 'What we will do' })).toBeFocused()
  await me.page.keyboard.type(words)
  await me.page.keyboard.press('Escape')
  return (await linkTo(me.page, words).getAttribute('href')) ?? ''
}
/** The same, with its sheet open. */
const openNew = async (me: Hands, number: number, words: string): Promise<string> => {
  const path = await addAction(me, number, words)
  await me.press(linkTo(me.page, words))
  await expect(sheet(me.page)).toBeVisible()
  return path
}

/** Visits an action by its address. */
const visitAction = async (page: Page, path: string): Promise<void> => {
  await page.goto(path)
  await expect(page.getByRole('heading', { name: /^Action \d+\.\d+$/ })).toBeVisible()
}

const fillDate = async (me: Hands, date: Locator, day: string, month: string, year: number): Promise<void> => {
  await me.fill(date.getByLabel('Day'), day)
  await me.fill(date.getByLabel('Month'), month)
  await me.fill(date.getByLabel('Year'), String(year))
}
const pressSave = (me: Hands, row: Locator): Promise<void> => me.press(row.getByRole('button', { name: 'Save' }))
/** Saves a row; focus is then on the way back into it. */
const save = async (me: Hands, name: string): Promise<void> => {
  await pressSave(me, form(me.page, name))
  await expect(form(me.page, name)).toBeHidden()
  await expect(change(me.page, name)).toBeFocused()
}

/** Opens a form; focus is then in its first field. */
const openForm = async (me: Hands, opener: Locator, opened: Locator): Promise<void> => {
  await me.press(opener)
  await expect(opened.locator(':focus')).toBeAttached()
}

/** Opens a row, fills it in and saves it. */
const set = async (me: Hands, name: string, fill: (row: Locator) => Promise<void>): Promise<void> => {
  const row = form(me.page, name)
  await openForm(me, change(me.page, name), row)
  await fill(row)
  await save(me, name)
}

/** The value that stands under a name, with who set it. */
const value = (page: Page, name: string): Locator =>
  page.locator('dl > div').filter({ has: page.getByText(name, { exact: true }) })

const write = async (me: Hands, name: string, words: string): Promise<void> => {
  const detail = me.page.locator('.detail')
  const editor = detail.getByRole('textbox', { name, exact: true })
  await me.write(detail.getByRole('group', { name, exact: true }), editor)
  await me.page.keyboard.type(words)
  await expect(editor).toContainText(words)
}

test('every field of an action is set in its sheet and signed, and stands on a phone at once', async ({ visitors }) => {
  const helen = await visitors.visit(board, 'helen@example.org', boardPath, { expects: [unreachable] })
  const lead = byPointer(helen)
  const path = await openNew(lead, 7, 'Train every school')
  const leila = await visitors.visit(board, 'leila@example.org', boardPath, { ...onPhone, expects: [unreachable] })
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
  await save(lead, 'Status')

  await set(lead, 'Who leads', async (row) => {
    await row.getByRole('radio', { name: 'Education', exact: true }).check()
    await row.getByLabel('Role').fill('Lead SENCO')
    await row.getByRole('button', { name: 'Add somebody who leads' }).click()
    await row
      .getByRole('group', { name: 'Who else leads?' })
      .getByRole('radio', { name: 'Parents and carers', exact: true })
      .check()
    await row.getByRole('group', { name: 'Who helps?' }).getByRole('checkbox', { name: 'Health' }).check()
  })
  await set(lead, 'Starts', (row) => fillDate(lead, row, '1', '9', nextYear - 1))
  await set(lead, 'By when', (row) => fillDate(lead, row, '31', 'march', nextYear))
  for (const [name, what] of [
    ['After 3 months', 'Ten schools are trained.'],
    ['After 6 months', 'Thirty schools are trained.'],
    ['After 12 months', 'Every school is trained.']
  ] as const)
    await set(lead, name, (row) => row.getByLabel('What should be true by then?').fill(what))
  // A day on which nothing was reached is not taken.
  await change(helen, 'After 3 months').click()
  await form(helen, 'After 3 months').getByLabel('What should be true by then?').fill('')
  await fillDate(lead, form(helen, 'After 3 months'), '1', '12', nextYear - 1)
  await form(helen, 'After 3 months').getByRole('button', { name: 'Save' }).click()
  await expect(form(helen, 'After 3 months').getByRole('alert')).toContainText('Say what is reached.')
  await form(helen, 'After 3 months').getByLabel('What should be true by then?').fill('Ten schools are trained.')
  await save(lead, 'After 3 months')
  await set(lead, 'Impact felt by families', (row) => row.getByRole('radio', { name: 'Some' }).check())
  await set(lead, 'Cost', (row) =>
    row.getByLabel('What does it cost, and who pays?').fill('£20,000 from the High Needs Block')
  )
  await write(lead, 'How we will know', 'Families say so.')
  await write(lead, 'What this answers', 'You said that teachers did not know.')
  await write(lead, 'What has changed for families', 'Fewer calls home.')

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
  await set(byTouch(leila), 'Cost', (row) =>
    byTouch(leila).fill(row.getByLabel('What does it cost, and who pays?'), 'Nothing')
  )
  await expect(value(helen, 'Cost')).toContainText(/Nothing\s*(Change)?.*Changed by Leila H/s)

  await board.restart()
  await leila.reload()
  await expect(value(leila, 'Cost')).toContainText('Nothing')
  await expect(value(leila, 'After 12 months')).toContainText('Every school is trained.')
})

test('a due date that moves says why and keeps the first one, a slip of the pen does not', async ({ visitors }) => {
  const grace = await visitors.visit(board, 'grace@example.org')
  const keys = byKeyboard(grace)
  const path = await openNew(keys, 1, 'Open a quiet room')
  await set(keys, 'By when', (row) => fillDate(keys, row, '31', '3', nextYear))
  await expect(value(grace, 'By when')).not.toContainText('First set for')
  const row = form(grace, 'By when')
  await openForm(keys, change(grace, 'By when'), row)
  await fillDate(keys, row, '31', '5', nextYear)
  await pressSave(keys, row)
  await expect(row.getByRole('alert')).toContainText('Say why the date has moved.')
  await expect(row.getByLabel('Why has the date moved?')).toBeFocused()
  await grace.keyboard.type('The builder is late.')
  await save(keys, 'By when')

  const marcus = await visitors.visit(board, 'marcus@example.org', boardPath, onPhone)
  const thumb = byTouch(marcus)
  await visitAction(marcus, path)
  for (const page of [grace, marcus]) {
    await expect(value(page, 'By when')).toContainText(`31 May ${nextYear}`)
    await expect(value(page, 'By when')).toContainText(`First set for 31 March ${nextYear}`)
    await expect(value(page, 'By when')).toContainText('The builder is late.')
  }
  await thumb.press(value(marcus, 'By when').getByText('Dates it has had'))
  await expect(value(marcus, 'By when').getByRole('listitem')).toHaveText([
    new RegExp(`31 May ${nextYear}.*The builder is late\\..*Grace`, 's'),
    new RegExp(`31 March ${nextYear}.*Grace`, 's')
  ])

  // Put right, not moved: no reason is asked for.
  await press(grace, 'Escape')
  await expect(linkTo(grace, 'Open a quiet room')).toBeFocused()
  await visitAction(marcus, await addAction(keys, 1, 'Paint the walls'))
  await set(thumb, 'By when', (one) => fillDate(thumb, one, '1', '3', nextYear))
  await set(thumb, 'By when', async (one) => {
    await fillDate(thumb, one, '2', '3', nextYear)
    await thumb.tick(one.getByRole('checkbox', { name: 'It has not moved: the date here was wrong' }))
  })
  await expect(value(marcus, 'By when')).toContainText(`2 March ${nextYear}`)
  await expect(value(marcus, 'By when')).not.toContainText('First set for')
})

test('two people in one value: the latest stands, the other is told and may use theirs or keep it', async ({
  visitors
}) => {
  const helen = await visitors.visit(board, 'helen@example.org')
  const keys = byKeyboard(helen)
  const path = await openNew(keys, 1, 'Share one budget')
  const anna = await visitors.visit(board, 'anna@example.org', boardPath, onPhone)
  const thumb = byTouch(anna)
  await visitAction(anna, path)
  const told = (page: Page): Locator => page.getByRole('group', { name: 'Two people set this' })

  // Both have the form open; Helen saves first, and Anna's, saved after it, stands.
  for (const one of [keys, thumb]) await openForm(one, change(one.page, 'By when'), form(one.page, 'By when'))
  await fillDate(keys, form(helen, 'By when'), '31', 'march', nextYear)
  await fillDate(thumb, form(anna, 'By when'), '31', 'january', nextYear)
  await save(keys, 'By when')
  await expect(told(helen)).toHaveCount(0)
  await expect(helen.getByText(/^Saved at/)).toBeVisible()
  await save(thumb, 'By when')
  await expect(told(helen).first()).toContainText(
    `Anna Novak set this to 31 January ${nextYear} a moment ago. You set 31 March ${nextYear}.`
  )
  await expect(value(helen, 'By when')).toContainText(`31 January ${nextYear}`)
  await expectAccessible(helen, 'two people in one value')
  await expect(told(anna)).toHaveCount(0)

  await keys.press(told(helen).first().getByRole('button', { name: 'Use mine' }))
  await expect(told(helen)).toHaveCount(0)
  await expect(told(anna).first()).toContainText(`Helen Price set this to 31 March ${nextYear} a moment ago.`)
  await expect(value(anna, 'By when')).toContainText(`31 March ${nextYear}`)
  await thumb.press(told(anna).first().getByRole('button', { name: 'Keep Helen Price’s' }))
  await expect(told(anna)).toHaveCount(0)
  await expect(value(anna, 'By when')).toContainText(`31 March ${nextYear}`)
  await expect(told(helen)).toHaveCount(0)

  // Who agrees with what somebody else has set is told nothing.
  for (const one of [keys, thumb]) await openForm(one, change(one.page, 'Cost'), form(one.page, 'Cost'))
  for (const one of [keys, thumb]) await one.fill(form(one.page, 'Cost').getByRole('textbox'), '£400')
  await save(keys, 'Cost')
  await expect(value(anna, 'Cost')).toContainText('Changed by Helen Price')
  await save(thumb, 'Cost')
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
  const lead = byPointer(helen)
  const path = await openNew(lead, 8, 'Look at ten plans a month')
  await expect(helen.getByText('Nobody leads it yet.')).toBeVisible()
  await expect(helen.getByRole('button', { name: 'Say how it goes' })).toHaveCount(0)
  await set(lead, 'Who leads', (row) => row.getByRole('radio', { name: 'Health', exact: true }).check())
  await expect(helen.getByText('Only the groups that lead this action say here how it goes.')).toBeVisible()
  await expect(helen.getByRole('button', { name: 'Say how it goes' })).toHaveCount(0)

  const anna = await visitors.visit(board, 'anna@example.org')
  const keys = byKeyboard(anna)
  await visitAction(anna, path)
  const offer = (page: Page): Locator => page.getByRole('button', { name: 'Say how it goes' })
  const put = (page: Page): Locator => form(page, 'Say how it goes').getByRole('button', { name: 'Put it in the plan' })
  const words = (page: Page): Locator => form(page, 'Say how it goes').getByLabel('How does it go?')
  await openForm(keys, offer(anna), form(anna, 'Say how it goes'))
  await keys.press(put(anna))
  await expect(form(anna, 'Say how it goes').getByRole('alert')).toContainText('Write some words first.')
  await keys.fill(words(anna), 'Twelve plans were read in May.')
  await keys.press(put(anna))
  await expect(offer(anna)).toBeFocused()
  const said = helen.getByRole('listitem').filter({ hasText: 'Twelve plans were read in May.' })
  await expect(said).toContainText(/Written by Anna Novak, health/)
  await expect(anna.getByRole('listitem').filter({ hasText: 'Twelve plans' }).getByRole('button')).toHaveCount(0)

  // The same from her phone.
  const atHand = await visitors.visit(board, 'anna@example.org', boardPath, onPhone)
  const thumb = byTouch(atHand)
  await visitAction(atHand, path)
  await openForm(thumb, offer(atHand), form(atHand, 'Say how it goes'))
  await thumb.fill(words(atHand), 'Nine plans were read in June.')
  await thumb.press(put(atHand))
  await expect(helen.getByRole('listitem').filter({ hasText: 'Nine plans were read in June.' })).toBeVisible()

  // By any route: the lead of the plan does not lead this action.
  const [head, nurse] = [await cookieOf(board, 'helen@example.org'), await cookieOf(board, 'anna@example.org')]
  const about = aboutOf(path)
  expect((await post(head, { kind: 'update', about, data: { words: 'All is well.' } })).status).toBe(403)
  const [update] = (await recordsAbout(nurse, about)).filter(({ data }) => data.words?.startsWith('Twelve'))
  const own = `/api/plans/${examplePlan}/records/${update?.id ?? ''}`
  const version = update?.version
  expect((await ask(board, nurse, 'PUT', own, { version, data: { words: 'Thirteen.' } })).status).toBe(403)
  expect(new Set((await recordsAbout(head, about)).map(({ data }) => data.words))).toEqual(
    new Set(['Twelve plans were read in May.', 'Nine plans were read in June.'])
  )
})

test('evidence is added once somebody has checked that no child can be identified', async ({ visitors }) => {
  const priya = await visitors.visit(board, 'priya@example.org')
  const keys = byKeyboard(priya)
  const path = await openNew(keys, 1, 'Put the offer on one page')
  const grace = await visitors.visit(board, 'grace@example.org', boardPath, onPhone)
  await visitAction(grace, path)
  const checked = 'I have checked that no child can be identified'
  const add = form(priya, 'Add evidence')
  await openForm(keys, priya.getByRole('button', { name: 'Add evidence' }), add)
  await keys.fill(add.getByLabel('What does it show?'), 'The page was opened 400 times. Ring 020 7946 0123.')
  await expect(add.getByText(/phone number/i)).toBeVisible()
  await keys.fill(add.getByLabel('What does it show?'), 'The page was opened 400 times.')
  await keys.fill(add.getByLabel('Address of the page'), 'ftp://example.org/offer')
  await pressSave(keys, add)
  await expect(add.getByRole('alert')).toHaveText([
    /Start with https:\/\//,
    /Write the day it is from\./,
    /Check it, then tick the box\./
  ])
  await keys.fill(add.getByLabel('Address of the page'), 'https://www.example.org/offer')
  await fillDate(keys, add, '4', 'may', nextYear - 2)
  await pressSave(keys, add)
  await expect(add.getByRole('alert')).toHaveText([/Check it, then tick the box\./])
  await expectAccessible(priya, 'evidence without its check')
  await keys.tick(add.getByRole('checkbox', { name: checked }))
  await pressSave(keys, add)
  await expect(add).toBeHidden()
  await expect(priya.getByRole('button', { name: 'Add evidence' })).toBeFocused()

  const shown = grace.getByRole('listitem').filter({ hasText: 'The page was opened 400 times.' })
  await expect(shown).toContainText(`4 May ${nextYear - 2}`)
  await expect(shown).toContainText('Checked: no child can be identified.')
  await expect(shown).toContainText('Written by Priya Shah, parents and carers')
  await expect(shown.getByRole('link', { name: 'https://www.example.org/offer' })).toHaveAttribute('rel', /noopener/)
  await expect(shown.getByRole('button')).toHaveCount(0)

  // Grace adds hers from her phone.
  const thumb = byTouch(grace)
  const hers = form(grace, 'Add evidence')
  await openForm(thumb, grace.getByRole('button', { name: 'Add evidence' }), hers)
  await thumb.fill(hers.getByLabel('What does it show?'), 'Schools sent 30 families there.')
  await thumb.fill(hers.getByLabel('Address of the page'), 'https://www.example.org/families')
  await fillDate(thumb, hers, '5', 'may', nextYear - 2)
  await thumb.tick(hers.getByRole('checkbox', { name: checked }))
  await pressSave(thumb, hers)
  const added = priya.getByRole('listitem').filter({ hasText: 'Schools sent 30 families there.' })
  await expect(added).toContainText('Written by Grace Adeyemi, education')

  // Not by another route either.
  const cookie = await cookieOf(board, 'priya@example.org')
  const data = { how: 'family', words: 'They told us.', link: null, date: '2026-05-04', source: '', noChild: false }
  expect((await post(cookie, { kind: 'evidence', about: aboutOf(path), data })).status).toBe(400)
  const kept = (await recordsAbout(cookie, aboutOf(path))).find(({ data: { words } }) => words?.startsWith('The page'))
  const grac = await cookieOf(board, 'grace@example.org')
  const withdraw = `/api/plans/${examplePlan}/records/${kept?.id ?? ''}/withdraw`
  expect((await ask(board, grac, 'POST', withdraw, { version: kept?.version })).status).toBe(403)
})

test('a view of one group is changed and withdrawn by that group alone, visibly, and answered beneath', async ({
  visitors
}) => {
  const priya = await visitors.visit(board, 'priya@example.org')
  const keys = byKeyboard(priya)
  const path = await openNew(keys, 1, 'Start college visits at 14')
  const add = form(priya, 'Add a view we do not all share')
  await openForm(keys, priya.getByRole('button', { name: 'Add a view we do not all share' }), add)
  await keys.fill(add.getByLabel('What is the view?'), 'Fourteen is too late for most of us.')
  await expect(add.getByRole('radio', { name: 'My group: parents and carers' })).toBeChecked()
  await keys.press(add.getByRole('button', { name: 'Put it in the plan' }))
  await expect(priya.getByRole('figure')).toContainText('Said by parents and carers')

  const helen = await visitors.visit(board, 'helen@example.org', boardPath, onPhone)
  const leads = byTouch(helen)
  await visitAction(helen, path)
  const view = (page: Page): Locator => page.locator('.detail').getByRole('figure')
  await expect(view(helen)).toContainText('No reply yet')
  await expect(view(helen).getByRole('button')).toHaveText([/^Reply/])
  await leads.press(view(helen).getByRole('button', { name: 'Reply to this view' }))
  await leads.fill(helen.getByLabel('Your reply'), 'We will ask schools to start at 12.')
  await leads.press(helen.getByRole('button', { name: 'Put the reply in the plan' }))
  await expect(view(priya)).toContainText('Reply from local authority')
  await expect(view(priya)).toContainText('We will ask schools to start at 12.')
  const sizes = await view(priya)
    .locator('blockquote, .words')
    .evaluateAll((all) => all.map((element) => getComputedStyle(element).fontSize))
  expect(new Set(sizes).size).toBe(1)
  expect(sizes).toHaveLength(2)

  // Another of the same group changes it; what it said before can be read.
  const tom = await visitors.visit(board, 'tom@example.org', boardPath, onPhone)
  const thumb = byTouch(tom)
  await visitAction(tom, path)
  await thumb.press(view(tom).getByRole('button', { name: 'Change this view' }))
  await thumb.fill(tom.getByLabel('What is the view?'), 'Fourteen is too late. We ask for twelve.')
  await thumb.press(tom.getByRole('button', { name: 'Save the view' }))
  await expect(view(helen).locator('blockquote')).toHaveText('Fourteen is too late. We ask for twelve.')
  await expect(view(helen)).toContainText(/Written by Priya Shah.*Changed by Tom Bradley/s)
  await leads.press(view(helen).getByText('Earlier wording').first())
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

  await thumb.press(view(tom).getByRole('button', { name: 'Withdraw this view' }))
  await expect(view(helen)).toContainText(/Parents and carers withdrew this view on/)
  await expect(view(helen).getByRole('button', { name: 'Put it back' })).toHaveCount(0)
  await expect(view(helen).locator('blockquote')).toHaveCount(0)
  await keys.press(view(priya).getByRole('button', { name: 'Put it back' }))
  await expect(view(helen).locator('blockquote')).toHaveText('Fourteen is too late. We ask for twelve.')

  // The other way round: Helen adds hers on her phone, and it is answered from a keyboard.
  const another = form(helen, 'Add a view we do not all share')
  await openForm(leads, helen.getByRole('button', { name: 'Add a view we do not all share' }), another)
  await leads.fill(another.getByLabel('What is the view?'), 'We cannot pay for visits at 12.')
  await leads.press(another.getByRole('button', { name: 'Put it in the plan' }))
  const hers = view(priya).filter({ hasText: 'We cannot pay for visits at 12.' })
  await keys.press(hers.getByRole('button', { name: 'Reply to this view' }))
  await keys.fill(priya.getByLabel('Your reply'), 'Ask the colleges first.')
  await keys.press(priya.getByRole('button', { name: 'Put the reply in the plan' }))
  await expect(view(helen).filter({ hasText: 'We cannot pay' })).toContainText('Ask the colleges first.')
  const ours = view(priya).filter({ hasText: 'We ask for twelve.' })
  await keys.press(ours.getByRole('button', { name: 'Change this view' }))
  await keys.fill(priya.getByLabel('What is the view?'), 'We ask for twelve. Thirteen is too late too.')
  await keys.press(priya.getByRole('button', { name: 'Save the view' }))

  // It stands on the page of all views too.
  await helen.goto(`${boardPath}/views`)
  await expect(helen.getByRole('figure').filter({ hasText: 'We ask for twelve.' })).toContainText(
    'We will ask schools to start at 12.'
  )
  await keys.press(ours.getByRole('button', { name: 'Withdraw this view' }))
  await expect(helen.getByText(/Parents and carers withdrew this view on/).last()).toBeVisible()
})

test('a measure says what looks wrong, and inspectors’ words are quoted once and never edited', async ({
  visitors
}) => {
  const helen = await visitors.visit(board, 'helen@example.org', priorityPath(2))
  const keys = byKeyboard(helen)
  const kofi = await visitors.visit(board, 'kofi@example.org', priorityPath(2), onPhone)
  const thumb = byTouch(kofi)
  await keys.press(helen.getByRole('button', { name: 'Add a measure' }))
  const add = helen.getByRole('dialog', { name: 'Add a measure' })
  await keys.fill(add.getByLabel('What is counted?'), 'Reviews on time')
  await keys.fill(add.getByLabel('In what?'), '%')
  await keys.fill(add.getByLabel('Where did it start?'), 'sixty')
  await pressSave(keys, add)
  await expect(add.getByRole('alert')).toContainText('Write a number, for example 42.5.')
  await keys.fill(add.getByLabel('Where did it start?'), '60')
  await fillDate(keys, add.getByRole('group', { name: 'On which day?', exact: true }), '1', '9', nextYear - 2)
  await keys.fill(add.getByLabel('Where should it be?'), '50')
  await fillDate(keys, add.getByRole('group', { name: 'By which day?' }), '1', '9', nextYear)
  await keys.press(add.getByRole('button', { name: 'Add a figure for a day' }))
  const figure = add.getByRole('group', { name: 'Figure 1' })
  await fillDate(keys, figure, '1', '2', nextYear - 1)
  await keys.fill(figure.getByLabel('What it was'), '71.5')
  await expectAccessible(helen, 'a measure being typed')
  await pressSave(keys, add)
  await expect(add).toBeHidden()
  const measure = kofi.getByRole('article').filter({ hasText: 'Reviews on time' })
  await expect(measure).toContainText('The target is on the wrong side of the starting figure. Please check.')
  await expect(measure.getByRole('cell', { name: '71.5%' })).toBeVisible()

  // Anyone who writes may put it right, and the warning goes.
  await thumb.press(kofi.getByRole('button', { name: 'Change the measure: Reviews on time' }))
  const mend = kofi.getByRole('dialog', { name: 'Change this measure' })
  await thumb.fill(mend.getByLabel('Where should it be?'), '95')
  await pressSave(thumb, mend)
  const mended = helen.getByRole('article').filter({ hasText: 'Reviews on time' })
  await expect(mended).toContainText('It should go up from 60% to 95%.')
  await expect(mended).not.toContainText('Please check')
  await expect(mended).toContainText(/Written by you, local authority.*Changed by Kofi M/s)

  await expect(kofi.getByRole('button', { name: 'Add inspectors’ words' })).toHaveCount(0)
  await keys.press(helen.getByRole('button', { name: 'Add inspectors’ words' }))
  const quote = form(helen, 'Add inspectors’ words')
  await keys.fill(quote.getByLabel('What did they write?'), 'Leaders know their area well.')
  await keys.fill(quote.getByLabel('Where does it stand?'), 'Revisit letter, paragraph 4')
  await fillDate(keys, quote, '20', 'may', 2020)
  await pressSave(keys, quote)
  await expect(quote).toBeHidden()
  for (const page of [helen, kofi]) {
    const said = page.getByRole('figure').filter({ hasText: 'Leaders know their area well.' })
    await expect(said).toContainText('Revisit letter, paragraph 4, 20 May 2020')
    await expect(said.getByRole('button', { name: /^Change/ })).toHaveCount(0)
  }
  // From her phone too.
  const atHand = await visitors.visit(board, 'helen@example.org', priorityPath(2), onPhone)
  const herThumb = byTouch(atHand)
  await herThumb.press(atHand.getByRole('button', { name: 'Add inspectors’ words' }))
  const another = form(atHand, 'Add inspectors’ words')
  await herThumb.fill(another.getByLabel('What did they write?'), 'Families wait too long.')
  await herThumb.fill(another.getByLabel('Where does it stand?'), 'Revisit letter, paragraph 5')
  await fillDate(herThumb, another, '20', 'may', 2020)
  await pressSave(herThumb, another)
  await expect(kofi.getByRole('figure').filter({ hasText: 'Families wait too long.' })).toBeVisible()

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
  const keys = byKeyboard(page)
  await openNew(keys, 1, words)
  await expect(page.getByRole('heading', { name: /^Action 1\./ })).toBeFocused()
  await keys.press(page.getByRole('button', { name: 'Add a view we do not all share' }))
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
  await keys.press(sheet(page).getByRole('button', { name: 'Close', exact: true }))
  await expect(asked).toBeVisible()
  await expect(sheet(page)).toBeVisible()
  await keys.press(asked.getByRole('button', { name: 'Keep writing' }))
  await expect(field).toHaveValue('The gate is not safe.')
  await page.keyboard.press('Escape')
  await expect(asked).toBeVisible()
  await keys.press(asked.getByRole('button', { name: 'Leave without saving' }))
  await expect(field).toHaveCount(0)
  await expect(sheet(page)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Add a view we do not all share' })).toBeFocused()

  // With nothing typed it closes at once, and the card is where it was.
  await page.keyboard.press('Escape')
  await expect(sheet(page)).toBeHidden()
  await expect(page).toHaveURL(boardPath)
  await expect(linkTo(page, words)).toBeFocused()
})
