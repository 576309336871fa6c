import { DatabaseSync } from '@photostructure/sqlite'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { look, phone, wide } from './axe.ts'
import {
  age,
  agreePath,
  answer,
  answered,
  answers,
  chooseGroups,
  freeze,
  frozen,
  letterTo,
  outcome,
  rowOf,
  said,
  send,
  since
} from './agreeing.ts'
import { byKeyboard, byTouch, onPhone } from './hands.ts'
import { ask, cookieOf, examplePlan, startBoard, type Board } from './people.ts'
import { boardPath, refused, test } from './visitors.ts'

// What happens around an answer: words that move, answers that change, versions that go on, and one that is broken.
let board: Board
test.beforeAll(async () => {
  board = await startBoard()
})
test.afterAll(async () => board.close())
test.describe.configure({ timeout: 240_000 })

const helen = 'helen@example.org'
const priya = 'priya@example.org'
const anna = 'anna@example.org'
/** Gives a code again, which ends the session she came with: she is visited once. */
const grace = 'grace@example.org'
const put = async (email: string, path: string, body: unknown): Promise<void> => {
  const reply = await ask(board, await cookieOf(board, email), 'PUT', `/api/plans/${examplePlan}/${path}`, body)
  expect(reply.status, path).toBeLessThan(300)
}
/** Opened by whoever stands on another page already. */
const closeAnswers = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Close the answers' }).click()
  await page.getByRole('form').getByRole('button', { name: 'Close the answers' }).click()
  await expect(said(page)).toHaveText('The answers are closed.')
}

test('words that moved are not frozen: the lead sees what is new, and keeps what they chose', async ({ visitors }) => {
  const lead = await visitors.visit(board, helen, boardPath, { viewport: wide, expects: [refused] })
  await lead.goto(`${agreePath}/ask?in=learning`)
  const hands = byKeyboard(lead)
  await chooseGroups(hands, ['Parents and carers', 'Health'])
  await expect(lead.getByRole('heading', { name: /^Freeze these words as version/ })).toBeFocused()
  const view = { words: 'Some families were not asked about this.', source: '', held: 'group' }
  await send(board, priya, 'records', { kind: 'view', about: 'priorities/learning', data: view })
  await hands.press(lead.getByRole('button', { name: /^Freeze these words as version/ }))
  await expect(lead.getByRole('alert')).toContainText('These are not the words you were looking at any more.')
  const moved = lead.getByRole('region', { name: 'What changed while you looked' })
  await expect(moved).toContainText('View of parents and carers')
  await expect(moved).toContainText('Some families were not asked about this.')
  await expect(moved).toContainText('Priya Shah')
  await look(lead, 'words that moved', wide)
  await expect(lead.getByText('Parents and carers, Health', { exact: true })).toBeVisible()
  const version = await freeze(hands)
  await expect(outcome(lead)).toContainText('Nobody has answered yet.')
  const words = await send<{ records: { data: { words?: string } }[] }>(board, priya, `versions/${version}`)
  expect(words.records.map(({ data }) => data.words)).toContain(view.words)
})

test('a formal answer names its body and minute and takes a fresh code; an answer is changed, and the earlier one kept', async ({
  visitors
}) => {
  const version = await frozen(board, 'commissioning', ['parents', 'education', 'social-care'])
  const lead = await visitors.visit(board, helen, `${agreePath}/${version.number}`, { viewport: wide })
  const page = await visitors.visit(board, grace, `${agreePath}/${version.number}`, {
    viewport: phone,
    expects: [refused]
  })
  await age(board, grace)
  const hands = byKeyboard(page)
  await hands.choose(answers(page).getByRole('radio', { name: /We agree We want/ }))
  await hands.tick(answers(page).getByRole('checkbox', { name: 'This is our body’s formal decision' }))
  await hands.press(answers(page).getByRole('button', { name: 'Give our group’s answer' }))
  await expect(answers(page).getByRole('alert')).toContainText('Write which body decided.')
  await expect(answers(page).getByRole('alert')).toContainText('Write the number of the minute.')
  await look(page, 'a formal answer', phone)
  await hands.fill(answers(page).getByLabel('Which body decided'), 'ICB board')
  const day = answers(page).getByRole('group', { name: 'Day of the decision' })
  await hands.fill(day.getByLabel('Day', { exact: true }), '20')
  await hands.fill(day.getByLabel('Month'), '11')
  await hands.fill(day.getByLabel('Year'), '2025')
  await hands.fill(answers(page).getByLabel('Number of the minute'), '7.2')
  await hands.press(answers(page).getByRole('button', { name: 'Give our group’s answer' }))
  await hands.press(answers(page).getByRole('button', { name: 'Yes, give this answer' }))
  const sheet = page.getByRole('dialog', { name: 'Show that it is you' })
  await hands.press(sheet.getByRole('button', { name: 'Send me a code' }))
  const code = /this email: (\d{6})/.exec((await letterTo(board, grace, 'Sign in to')).replaceAll('\r', ''))?.[1] ?? ''
  await hands.fill(sheet.getByLabel('Code'), code)
  await page.keyboard.press('Enter')
  await expect(said(page)).toHaveText('Your group’s answer is kept.')
  await expect(rowOf(lead, 'Education')).toContainText('Formal decision of ICB board, 20 November 2025, minute 7.2')

  // Until it is closed an answer can be changed; what it was stays to be read by everyone.
  const parent = await visitors.visit(board, priya, `${agreePath}/${version.number}`, onPhone)
  const touch = byTouch(parent)
  await answer(touch, /We cannot agree yet/, 'Count the waiting times first.')
  await touch.press(parent.getByRole('button', { name: 'Change our answer' }))
  await expect(answers(parent).getByLabel('Your note')).toHaveValue('Count the waiting times first.')
  await answer(touch, /We agree, with a note/, 'Count the waiting times too.')
  const row = rowOf(lead, 'Parents and carers')
  await expect(row).toContainText('“Count the waiting times too.”')
  await row.getByText('1 earlier answer').click()
  await expect(row.locator('details')).toContainText('We cannot agree yet')
  await expect(row.locator('details')).toContainText('“Count the waiting times first.”')

  // Whoever has not answered is reminded by mail, once a day.
  const remind = async (): Promise<void> => {
    await lead.getByRole('button', { name: 'Remind groups' }).click()
    const form = lead.getByRole('form', { name: 'Remind groups' })
    await expect(form.getByRole('checkbox')).toHaveCount(1)
    await form.getByRole('button', { name: 'Send the reminder' }).click()
  }
  await remind()
  await expect(said(lead)).toHaveText('The reminder is sent.')
  const letter = await letterTo(board, 'marcus@example.org', 'Your group has not answered yet')
  expect(letter).toContain(`/p/sutton-example/agree/${version.number}`)
  await expect(rowOf(lead, 'Social care')).toContainText('A reminder went out on')

  // Closed while somebody writes: their words stay where they are, and are never sent.
  const carer = await visitors.visit(board, 'marcus@example.org', `${agreePath}/${version.number}`, { viewport: wide })
  await answers(carer)
    .getByRole('radio', { name: /We stand aside/ })
    .check()
  await answers(carer).getByLabel('Your note').fill('We were asked too late to look at it.')
  await closeAnswers(lead)
  await expect(answers(carer).getByRole('alert')).toContainText('Answers to this version are closed.')
  await expect(answers(carer).getByRole('alert')).toContainText('Your words are still here, to copy.')
  await expect(answers(carer).getByLabel('Your note')).toHaveValue('We were asked too late to look at it.')
  await expect(answers(carer).getByRole('button', { name: 'Give our group’s answer' })).toHaveCount(0)
  await look(carer, 'closed while somebody writes', wide)
  await expect(outcome(lead)).toContainText('No answer yet: Social care.')
})

test('a version is submitted and published, a later one takes its place, and that one is withdrawn with a reason', async ({
  visitors
}) => {
  const agree = async (): Promise<number> => {
    const version = await frozen(board, 'high-needs', ['parents', 'health'])
    for (const who of [priya, anna]) await answered(board, who, version)
    return version.number
  }
  const first = await agree()
  const lead = await visitors.visit(board, helen, `${agreePath}/${first}`, { viewport: wide, expects: [refused] })
  const hands = byKeyboard(lead)
  const move = async (label: string, save: string, told: string, more?: () => Promise<void>): Promise<void> => {
    await hands.press(lead.getByRole('button', { name: label }))
    await more?.()
    await hands.press(lead.getByRole('form').getByRole('button', { name: save }))
    await expect(said(lead)).toHaveText(told)
  }
  await move('Close the answers', 'Close the answers', 'The answers are closed.')
  await expect(outcome(lead)).toContainText('Agreed by all 2.')
  await move('Mark as submitted', 'Mark as submitted', 'The version is marked as submitted.')
  await move('Publish', 'Publish this version', 'The version is published.')
  await expect(lead.getByRole('main')).toContainText(/Published, .* by you|Published, .* by Helen Price/)
  const outside = await fetch(`${board.url}/public/sutton-example`)
  expect([outside.status, await outside.text()]).toEqual([200, expect.stringContaining('Agreed by all 2.')])

  const second = await agree()
  await lead.goto(`${agreePath}/${second}`)
  await move('Close the answers', 'Close the answers', 'The answers are closed.')
  await move('Publish', 'Publish this version', 'The version is published.')
  await lead.goto(`${agreePath}/${first}`)
  await expect(lead.getByRole('main')).toContainText('Replaced by a later version')

  await lead.goto(`${agreePath}/${second}`)
  await hands.press(lead.getByRole('button', { name: 'Withdraw this version' }))
  await hands.press(lead.getByRole('form').getByRole('button', { name: 'Withdraw this version' }))
  await expect(lead.getByText('Write why it is withdrawn.')).toBeVisible()
  await hands.fill(lead.getByLabel('Why is it withdrawn?'), 'A table was wrong.')
  await hands.press(lead.getByRole('form').getByRole('button', { name: 'Withdraw this version' }))
  await expect(said(lead)).toHaveText('The version is withdrawn.')
  await expect(lead.getByRole('main')).toContainText('“A table was wrong.”')
  await look(lead, 'a version that is withdrawn', wide)
  const after = await fetch(`${board.url}/public/sutton-example`)
  expect(await after.text()).not.toContain(`/v/${second}`)
})

test('who was not asked reads it; nothing is given without a signal, and what is typed stays', async ({ visitors }) => {
  const { number } = await frozen(board, 'outcomes', ['health'])
  const reader = await visitors.visit(board, 'reader@example.org', `${agreePath}/${number}`, { viewport: phone })
  await expect(reader.getByRole('main')).toContainText('Your group was not asked about this version.')
  await expect(reader.getByRole('button', { name: 'Give our group’s answer' })).toHaveCount(0)
  await expect(reader.getByRole('heading', { name: 'What you can do as lead' })).toHaveCount(0)
  await look(reader, 'a version one’s group was not asked about', phone)

  const page = await visitors.visit(board, anna, `${agreePath}/${number}`, { viewport: phone, expects: [/./] })
  await answers(page)
    .getByRole('radio', { name: /We stand aside/ })
    .check()
  await answers(page).getByLabel('Your note').fill('Not ours to say.')
  await page.context().setOffline(true)
  await expect(answers(page)).toContainText('Needs a signal. Your words stay here.')
  await answers(page).getByRole('button', { name: 'Give our group’s answer' }).focus()
  await page.keyboard.press('Enter')
  await expect(answers(page).getByRole('group', { name: /You answer for/ })).toHaveCount(0)
  await look(page, 'an answer without a signal', phone)
  await page.context().setOffline(false)
  await expect(answers(page).getByText('Needs a signal.')).toHaveCount(0, { timeout: 40_000 })
  await answers(page).getByRole('button', { name: 'Give our group’s answer' }).click()
  await answers(page).getByRole('button', { name: 'Yes, give this answer' }).click()
  await expect(said(page)).toHaveText('Your group’s answer is kept.')
})

test('a voice asks their own members first, and reads who was got out of the way before they sign', async ({
  visitors
}) => {
  const first = await frozen(board, 'co-production', ['parents', 'social-care'])
  await answered(board, priya, first)
  const { entries } = await answered(board, 'marcus@example.org', first, 'Nobody asked our teams.')
  await send(board, helen, `versions/${first.number}/moves`, { move: 'close', after: entries, ask: null, note: '' })
  const { people } = await send<{ people: { id: string; name: string }[] }>(board, helen, 'people')
  const marcus = people.find(({ name }) => name === 'Marcus Reid')?.id ?? ''
  await put(helen, `people/${marcus}`, { role: 'member', group: 'social-care', voice: false })
  const others = ['ada', 'noor', 'mei'].map((name) => `${name}@example.org`)
  for (const email of others) {
    const place = { role: 'member', group: 'parents', voice: false }
    await send(board, helen, 'people', { email, name: `${email.slice(0, 3)} Parent`, ...place })
  }
  const second = await frozen(board, 'co-production', ['parents', 'health'])

  const voice = await visitors.visit(board, priya, `${agreePath}/${second.number}`, { viewport: wide })
  const sheet = voice.getByRole('region', {
    name: `Before you answer: what else happened since version ${first.number}`
  })
  await expect(sheet).toContainText(
    'Marcus Reid, social care, no longer speaks for the group. Changed by Helen Price on'
  )
  await expect(sheet).toContainText(`Social care: asked about version ${first.number}, not about this one.`)
  await expect(sheet).toContainText(
    `Social care, version ${first.number}: We cannot agree yet. “Nobody asked our teams.”`
  )
  const own = (page: Page) => page.getByRole('region', { name: 'What our own members think' })
  const hands = byKeyboard(voice)
  await hands.press(own(voice).getByRole('button', { name: 'Ask our members first' }))
  await expect(said(voice)).toHaveText('Your group’s members are asked.')
  await expect(own(voice)).toContainText('5 people asked. Nobody has said what they think yet.')

  // A member is told where they come in, and says one word on a phone; it can be changed.
  const tom = await visitors.visit(board, 'tom@example.org', agreePath, onPhone)
  await expect(tom.getByRole('region', { name: 'What waits for you' })).toContainText(
    'Priya Shah asks everyone in your group what they think'
  )
  const touch = byTouch(tom)
  await touch.press(tom.getByRole('link', { name: /^Say what I think/ }))
  await touch.press(own(tom).getByRole('button', { name: 'Say what I think' }))
  await expect(own(tom).getByRole('alert')).toHaveText('Choose what you think.')
  await touch.choose(own(tom).getByRole('radio', { name: 'We agree', exact: true }))
  await touch.press(own(tom).getByRole('button', { name: 'Say what I think' }))
  await expect(said(tom)).toHaveText('What you think is counted.')
  await touch.choose(own(tom).getByRole('radio', { name: 'We stand aside' }))
  await touch.press(own(tom).getByRole('button', { name: 'Change what I said' }))
  await expect(own(tom)).toContainText('1 has said what they think. What they said is counted once 5 have')
  await look(tom, 'what our own members think', phone)
  for (const email of others) await put(email, `versions/${second.number}/poll`, { word: 'agree', hash: second.hash })
  await hands.choose(own(voice).getByRole('radio', { name: 'We agree', exact: true }))
  await hands.press(own(voice).getByRole('button', { name: 'Say what I think' }))
  const count = '5 people asked. 5 have said what they think: 4 agree, 1 stands aside.'
  await expect(own(voice)).toContainText(count)
  await expect(rowOf(voice, 'Parents and carers')).toContainText(count)
  await look(voice, 'the sheet before an answer', wide)
  const lead = await visitors.visit(board, helen, `${agreePath}/${second.number}`, { viewport: wide })
  await expect(rowOf(lead, 'Parents and carers')).toContainText('Not answered yet')
  await expect(lead.getByText('people asked')).toHaveCount(0)
  await expect(own(lead)).toHaveCount(0)

  await answer(hands, /We agree, with a note/, 'FAMILIENNAME is for it.')
  await expect(own(voice)).toContainText('This ended when your group answered')

  // Words that must not be kept are their own group's to take away, and nobody else's.
  await expect(rowOf(lead, 'Parents and carers')).toContainText('FAMILIENNAME')
  await expect(lead.getByRole('button', { name: 'Remove these words for good' })).toHaveCount(0)
  const row = rowOf(voice, 'Parents and carers')
  await hands.press(row.getByRole('button', { name: 'Remove these words for good' }))
  await hands.fill(row.getByLabel('Why do they have to go?'), 'A family could be known by it.')
  await look(voice, 'words of an answer to remove', wide)
  await hands.press(row.getByRole('button', { name: 'Remove them for good' }))
  await expect(said(voice)).toHaveText('The words are removed for good.')
  await expect(rowOf(lead, 'Parents and carers')).toContainText('Words were removed from this answer for good on')
  await expect(lead.getByText('FAMILIENNAME')).toHaveCount(0)
})

test('a differing view that comes after everyone agreed is one change since, with whose it is', async ({
  visitors
}) => {
  const version = await frozen(board, 'outcomes', ['health'])
  const { entries } = await answered(board, anna, version)
  await send(board, helen, `versions/${version.number}/moves`, { move: 'close', after: entries, ask: null, note: '' })
  const page = await visitors.visit(board, anna, `${agreePath}/${version.number}`, { viewport: wide })
  await expect(since(page)).toContainText('Nothing has changed since it was agreed')
  const data = { words: 'We count this differently.', source: '', held: 'group' }
  await send(board, priya, 'records', { kind: 'view', about: 'priorities/outcomes', data })
  const soon = { timeout: 40_000 }
  await expect(since(page)).toContainText('1 change since agreed', soon)
  await expect(since(page)).toContainText('We count this differently.')
  await expect(since(page)).toContainText('Priya Shah')
  await look(page, 'a view since agreed', wide)
  await page.goto(boardPath)
  await page.getByRole('link', { name: /^1 change since agreed in priority 2/ }).click(soon)
  await expect(since(page)).toBeFocused()
})

test('a version whose bytes were changed on the disk is named, and stands nowhere as agreed', async ({ visitors }) => {
  const version = await frozen(board, 'adulthood', ['health'])
  const last = await answered(board, anna, version)
  await send(board, helen, `versions/${version.number}/moves`, {
    move: 'close',
    after: last.entries,
    ask: null,
    note: ''
  })
  const whole = await visitors.visit(board, anna, agreePath, { viewport: wide })
  const all = whole.getByRole('list').filter({ has: whole.getByRole('heading', { name: /^Version \d+$/ }) })
  await expect(all.getByRole('link', { name: `Version ${version.number}`, exact: true })).toBeVisible()
  await whole.close()
  await board.stop()
  const store = new DatabaseSync(join(board.dataDir, 'board.sqlite'))
  const where = `plan = 'sutton-example' AND number = ${version.number}`
  const words = store.prepare(`SELECT words FROM versions WHERE ${where}`).get()?.['words']
  if (!(words instanceof Uint8Array)) throw new Error('no words')
  const middle = words.length >> 1
  store.prepare(`UPDATE versions SET words = ? WHERE ${where}`).run(words.with(middle, (words[middle] ?? 0) ^ 1))
  store.close()
  await board.restart()

  const broken = `Version ${version.number} is not shown: what is stored is not what was kept.`
  const page = await visitors.visit(board, anna, agreePath, { viewport: phone, expects: [/503/] })
  await expect(page.getByRole('alert')).toContainText(broken)
  await expect(page.getByRole('link', { name: `Version ${version.number}`, exact: true })).toHaveCount(0)
  await look(page, 'a version that is broken', phone)
  await page.goto(`${agreePath}/${version.number}`)
  await expect(page.getByRole('alert')).toContainText('This version is not shown')
  await expect(page.getByRole('complementary', { name: 'Who has agreed' })).toHaveCount(0)
  await page.goto(boardPath)
  await expect(page.getByRole('main')).not.toContainText(`version ${version.number}`)
})
