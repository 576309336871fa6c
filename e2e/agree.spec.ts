import { createHash } from 'node:crypto'
import { expect } from '@playwright/test'
import { age, agreePath, answer, chooseGroups, freeze, letterTo, outcome, rowOf, said, since } from './agreeing.ts'
import { look, phone, wide } from './axe.ts'
import { byKeyboard, byPointer, byTouch, onPhone, type Hands } from './hands.ts'
import { ask, cookieOf, examplePlan, startBoard, type Board } from './people.ts'
import { boardPath, priorityPath, refused, test } from './visitors.ts'

// Exact words are frozen, groups answer about them, and writing goes on beside them.
let board: Board
test.beforeAll(async () => {
  board = await startBoard()
})
test.afterAll(async () => board.close())
test.describe.configure({ timeout: 240_000, mode: 'serial' })

/** A lead asks these groups about priority 1, from the page that asks; ends on the new version. */
const askAbout = async (hands: Hands, groups: readonly string[], version: number): Promise<void> => {
  const { page } = hands
  await expect(page.getByRole('heading', { name: 'Ask partners to agree' })).toBeVisible()
  await hands.pick(page.getByLabel('What do they agree to?'), '1. Co-production with parents and young people')
  await chooseGroups(hands, groups)
  await expect(page.getByRole('heading', { name: `Freeze these words as version ${version}?` })).toBeFocused()
}
const hashOf = async (cookie: string, version: number): Promise<string> => {
  const reply = await fetch(`${board.url}/api/plans/${examplePlan}/versions/${version}/words`, { headers: { cookie } })
  return createHash('sha256')
    .update(await reply.text())
    .digest('hex')
}

test('a lead asks two groups: one agrees with a note, one cannot yet, by keyboard alone on a phone', async ({
  visitors
}) => {
  const helen = await visitors.visit(board, 'helen@example.org', boardPath, { viewport: wide })
  await helen.getByRole('link', { name: 'Ask partners to agree' }).click()
  const lead = byPointer(helen)
  await askAbout(lead, ['Parents and carers', 'Health'], 3)
  await expect(helen.getByRole('main')).toContainText('Inspectors said there is an improving level of engagement')
  await look(helen, 'the words before they are frozen', wide)
  expect(await freeze(lead)).toBe(3)
  await expect(said(helen)).toHaveText('The words are frozen as version 3.')
  await expect(outcome(helen)).toContainText('Nobody has answered yet.')
  await expect(helen.getByRole('main')).toContainText('Your group was not asked about this version.')

  // Told where she comes in; an answer that says less than yes says why.
  const anna = await visitors.visit(board, 'anna@example.org', boardPath, { viewport: wide })
  await anna.goto('/plans')
  await anna.getByRole('link', { name: 'Your group has been asked to agree' }).click()
  await anna.getByRole('link', { name: 'Read and answer' }).click()
  await expect(anna.getByRole('heading', { name: 'Does health agree with version 3?' })).toBeFocused()
  await expect(anna.getByRole('main')).toContainText('all of it is new to you')
  // The words she is asked about stand there without being asked for.
  await expect(anna.getByRole('button', { name: 'Fold the words away' })).toBeVisible()
  await expect(anna.getByRole('region', { name: 'All of version 3' })).toContainText('Why this matters')
  await anna.getByRole('radio', { name: /We agree, with a note/ }).check()
  await anna.getByRole('button', { name: 'Give our group’s answer' }).click()
  await expect(anna.getByRole('alert')).toContainText('Write your note first.')
  await look(anna, 'an answer without its note', wide)
  await answer(byPointer(anna), /We agree, with a note/, 'Staff time is agreed until March.')
  await expect(anna.getByRole('heading', { name: 'Your group’s answer: We agree, with a note' })).toBeFocused()
  await expect(rowOf(helen, 'Health')).toContainText('“Staff time is agreed until March.”')

  const priya = await visitors.visit(board, 'priya@example.org', agreePath, { viewport: phone })
  const hands = byKeyboard(priya)
  await expect(priya.getByRole('region', { name: 'What waits for you' })).toContainText(
    'Your group has been asked to agree with version 3, priority 1.'
  )
  await look(priya, 'every version', phone)
  await hands.press(priya.getByRole('link', { name: 'Read and answer' }))
  await expect(priya.getByRole('heading', { name: 'Do parents and carers agree with version 3?' })).toBeFocused()
  await look(priya, 'one version', phone)
  await hands.press(priya.getByRole('button', { name: 'Go to the answer' }))
  await expect(priya.getByRole('region', { name: 'Answer for your group' })).toBeFocused()
  await answer(hands, /We cannot agree yet/, 'Count part-time timetables first.')
  await expect(outcome(helen)).toContainText('Agreed by 1 of 2, 1 with a note. Parents and carers cannot agree yet.')
  await expect(rowOf(helen, 'Parents and carers')).toContainText('“Count part-time timetables first.”')

  // Not everyone agrees: closed, it is answered and not agreed.
  await lead.press(helen.getByRole('button', { name: 'Close the answers' }))
  await expect(helen.getByRole('form', { name: 'Close the answers' })).toContainText('Not everyone agrees')
  await lead.press(helen.getByRole('form').getByRole('button', { name: 'Close the answers' }))
  await expect(said(helen)).toHaveText('The answers are closed.')
  await expect(helen.getByRole('main')).toContainText(/Answered, .* by Helen Price|Answered, .* by you/i)
  await expect(priya.getByRole('button', { name: 'Change our answer' })).toHaveCount(0)
})

test('recorded for a voice who confirms; everyone agrees; whoever writes on changes no version', async ({
  visitors
}) => {
  const helen = await visitors.visit(board, 'helen@example.org', priorityPath(1), { viewport: wide })
  const lead = byPointer(helen)
  await lead.press(helen.getByRole('main').getByRole('link', { name: 'Ask partners to agree' }))
  await askAbout(lead, ['Parents and carers', 'Health', 'Social care'], 4)
  expect(await freeze(lead)).toBe(4)
  await lead.press(helen.getByRole('button', { name: 'Record an answer for somebody' }))
  await lead.pick(helen.getByLabel('Whose answer is it?'), 'Marcus Reid, Social care')
  await helen.getByRole('radio', { name: /We agree We want/ }).check()
  await lead.press(helen.getByRole('button', { name: 'Record this answer' }))
  await lead.press(helen.getByRole('button', { name: 'Yes, record this answer' }))
  await expect(rowOf(helen, 'Social care')).toContainText('Recorded by you, waiting for Marcus Reid to confirm')
  await expect(rowOf(helen, 'Social care')).toContainText('Not answered yet')
  await look(helen, 'one version as its lead', wide)

  const marcus = await visitors.visit(board, 'marcus@example.org', `${agreePath}/4`, onPhone)
  await byTouch(marcus).press(rowOf(marcus, 'Social care').getByRole('button', { name: 'Yes, that is what I said' }))
  await expect(said(marcus)).toHaveText('Confirmed. The answer counts now.')
  await expect(rowOf(helen, 'Social care')).toContainText('Agreed')

  // Health agreed to version 3, and is shown what is new since then: nothing. Parents did not.
  const anna = await visitors.visit(board, 'anna@example.org', `${agreePath}/4`, { viewport: wide })
  await expect(
    anna.getByRole('region', { name: 'What changed since version 3, which your group agreed' })
  ).toContainText('Nothing. The words are the same.')
  await answer(byPointer(anna), /We agree We want/)
  const priya = await visitors.visit(board, 'priya@example.org', `${agreePath}/4`, { viewport: wide })
  await expect(priya.getByRole('main')).toContainText('all of it is new to you')
  await answer(byPointer(priya), /We agree We want/)
  await lead.press(helen.getByRole('button', { name: 'Close the answers' }))
  await lead.press(helen.getByRole('form').getByRole('button', { name: 'Close the answers' }))
  await expect(outcome(helen)).toContainText('Agreed by all 3.')
  await expect(since(helen)).toContainText('Nothing has changed since it was agreed')

  const cookie = await cookieOf(board, 'helen@example.org')
  const before = await hashOf(cookie, 4)
  const tom = await visitors.visit(board, 'tom@example.org', priorityPath(1), { viewport: wide })
  await byPointer(tom).write(
    tom.getByRole('group', { name: 'Why this matters', exact: true }),
    tom.getByRole('textbox', { name: 'Why this matters', exact: true })
  )
  await tom.keyboard.type(' We say so in plain words.')
  // Compared again every now and then, however many look on.
  const soon = { timeout: 40_000 }
  await expect(since(helen).locator('ins')).toHaveText(' We say so in plain words.', soon)
  await expect(since(helen)).toContainText('1 change since agreed')
  await expect(since(helen)).toContainText('Tom Bradley')
  await look(helen, 'one change since agreed', wide)
  expect(await hashOf(cookie, 4)).toBe(before)
  const { body } = await ask(board, cookie, 'GET', `/api/plans/${examplePlan}/versions/4`)
  expect(body).toMatchObject({ version: { state: 'agreed', hash: before, standsHash: before } })

  // On the priority and on the board, with a way to see it.
  await expect(tom.getByRole('link', { name: /^1 change since agreed/ })).toBeVisible(soon)
  await tom.goto(boardPath)
  await expect(tom.getByRole('link', { name: /All agree with version 4, priority 1\./ })).toBeVisible()
  await look(tom, 'the board with who agrees', wide)
  await tom.getByRole('link', { name: /1 change since agreed in priority 1/ }).click()
  await expect(since(tom)).toBeFocused()
  await expect(since(tom).locator('ins')).toHaveText(' We say so in plain words.')
})

test('a session that is left open freezes nothing until its owner shows who they are', async ({ visitors }) => {
  const helen = await visitors.visit(board, 'helen@example.org', boardPath, { viewport: wide, expects: [refused] })
  const hands = byKeyboard(helen)
  await hands.press(helen.getByRole('link', { name: 'Ask partners to agree' }))
  await askAbout(hands, ['Parents and carers'], 5)
  await age(board, 'helen@example.org')
  await hands.press(helen.getByRole('button', { name: 'Freeze these words as version 5' }))
  const sheet = helen.getByRole('dialog', { name: 'Show that it is you' })
  await expect(sheet.getByRole('heading', { name: 'Show that it is you' })).toBeFocused()
  await hands.press(sheet.getByRole('button', { name: 'Send me a code' }))
  await expect(sheet.getByLabel('Code')).toBeFocused()
  await look(helen, 'show that it is you', wide)
  await helen.keyboard.type('000000')
  await helen.keyboard.press('Enter')
  await expect(sheet.getByRole('alert')).toContainText('That code did not work.')
  const mail = (await letterTo(board, 'helen@example.org', 'Sign in to')).replaceAll('\r', '')
  const code = /this email: (\d{6})/.exec(mail)?.[1] ?? ''
  await hands.fill(sheet.getByLabel('Code'), code)
  await helen.keyboard.press('Enter')
  await expect(helen).toHaveURL(/\/agree\/5$/)
  await expect(rowOf(helen, 'Parents and carers')).toContainText('Not answered yet')
  // The page has gone on under the new session: what others answer is seen as it comes.
  const priya = await visitors.visit(board, 'priya@example.org', `${agreePath}/5`, { viewport: wide })
  await expect(
    priya.getByRole('region', { name: 'What changed since version 4, which your group agreed' })
  ).toContainText('We say so in plain words.')
  await answer(byPointer(priya), /We stand aside/, 'It is late.')
  await expect(rowOf(helen, 'Parents and carers')).toContainText('“It is late.”')
})
