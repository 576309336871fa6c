import { expect, type Locator, type Page } from '@playwright/test'
import { authorsOf, paintedIn, wordsOf, type AuthorRow } from './authors.ts'
import { look, phone, wide } from './axe.ts'
import { reach } from './by-keyboard.ts'
import { byKeyboard, byPointer, byTouch, onPhone } from './hands.ts'
import { startBoard, type Board } from './people.ts'
import { boardPath, priorityPath, test, unreachable } from './visitors.ts'

// Words that are one person's and another's hands: typed for somebody, or taken out and put back.
let board: Board
test.beforeAll(async () => {
  board = await startBoard()
})
test.afterAll(async () => board.close())
// Two people, a keyboard that stops everywhere on its way, and a look in every colour.
test.describe.configure({ timeout: 180_000 })

const heading = 'Why this matters'
const signed = (number: number): string => `${priorityPath(number)}?who=person`
const reading = (page: Page, name = heading): Locator => page.getByRole('group', { name, exact: true })
const editor = (page: Page, name = heading): Locator => page.getByRole('textbox', { name, exact: true })
const strip = (page: Page): Locator => page.getByRole('region', { name: 'Who you are typing for' })
const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'I am typing for…' })
const said = (page: Page): Locator => page.locator('[data-status-region]')
const saved = (page: Page): Promise<void> => expect(page.getByText(/^Saved/).first()).toBeVisible()

/** The field with these words, as the board itself tells who wrote it, once they are kept. */
const rowWith = async (words: string): Promise<AuthorRow> => {
  const find = async (): Promise<AuthorRow | undefined> =>
    (await authorsOf(board, 'anna@example.org')).find((row) => wordsOf(row).includes(words))
  await expect.poll(async () => (await find()) !== undefined).toBe(true)
  const row = await find()
  if (!row) throw new Error(`the board has no "${words}"`)
  return row
}
const runWith = (row: AuthorRow, words: string) => row.runs.find(({ text }) => text.includes(words))

const command = async (page: Page, words: string): Promise<void> => {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.type(words)
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.keyboard.press('Enter')
}

test('with the keyboard alone, words are typed for somebody without an account, and others see whose and by whom', async ({
  visitors
}) => {
  const words = 'Nothing about us without us.'
  const tom = await visitors.visit(board, 'tom@example.org', signed(2), { viewport: wide })
  const helen = await visitors.visit(board, 'helen@example.org', signed(2), { viewport: wide })
  const hands = byKeyboard(helen)
  await command(helen, 'typing for')
  await expect(dialog(helen).getByRole('heading', { name: 'I am typing for…' })).toBeFocused()
  await expect(dialog(helen).getByRole('button', { name: 'Kofi M' })).toBeVisible()
  await hands.press(dialog(helen).locator('summary'))
  await look(helen, 'I am typing for', wide)
  await hands.fill(dialog(helen).getByLabel('Name', { exact: true }), 'Rosa')
  await hands.pick(dialog(helen).getByLabel('Group'), 'Young people')
  await hands.press(dialog(helen).getByRole('button', { name: 'Type for them' }))
  await expect(strip(helen)).toContainText('You are typing for Rosa, young people.')
  await expect(said(helen)).toHaveText('You are typing for Rosa, young people.')
  await look(helen, 'typing for somebody', wide)

  await hands.write(reading(helen), editor(helen))
  await helen.keyboard.type(` ${words}`)
  await expect(tom.getByRole('region', { name: 'In this priority now' })).toContainText('typing for Rosa')
  await expect(reading(tom)).toContainText(words)
  const row = await rowWith(words)
  expect(runWith(row, words)).toMatchObject({
    person: { name: 'Rosa' },
    group: 'young-people',
    typedBy: { name: 'Helen Price' }
  })
  const painted = (): Promise<string> =>
    paintedIn(reading(tom), row).then((letters) =>
      letters
        .filter(({ by }) => by === 'Rosa')
        .map(({ letter }) => letter)
        .join('')
    )
  await expect.poll(painted).toBe(` ${words}`)

  // In the key, in the card beside the words, and in the list of what happened.
  await expect(tom.getByRole('listitem').filter({ hasText: 'Rosa' }).last()).toContainText('Typed by Helen Price')
  // A press on words that one may write in opens them; the caret then asks.
  await reading(tom).getByText(words).click()
  await expect(editor(tom)).toBeFocused()
  const card = tom.getByRole('dialog', { name: 'Rosa' })
  await tom.keyboard.press('Control+End')
  await tom.keyboard.press('ArrowLeft')
  await expect(card).toContainText('Young people')
  await expect(card).toContainText('Typed by Helen Price.')
  await command(tom, 'who wrote this sentence')
  await expect(said(tom)).toHaveText(/Rosa, young people, typed by Helen Price, \d\d:\d\d/)
  await command(tom, 'activity')
  await expect(tom.getByRole('dialog', { name: 'Activity' })).toContainText(
    'Rosa, young people, changed Why this matters, Priority 2, typed by Helen Price.'
  )
  await tom.keyboard.press('Escape')
  await command(tom, 'who is here')
  await expect(tom.getByRole('dialog', { name: /people here/ })).toContainText('typing for Rosa')

  // One press, and one writes as oneself.
  await saved(helen)
  await reach(helen, strip(helen).getByRole('button', { name: 'Type as myself' }))
  await helen.keyboard.press('Enter')
  await expect(strip(helen)).toHaveCount(0)
  await expect(said(helen)).toHaveText('You are typing as yourself again.')
  await hands.write(reading(helen), editor(helen))
  await helen.keyboard.type(' And this is mine.')
  expect(runWith(await rowWith('And this is mine.'), 'And this is mine.')?.person.name).toBe('Helen Price')
})

test('on a phone, by touch: a value set for somebody of the plan; without a signal nothing begins', async ({
  visitors
}) => {
  const words = 'Tell us what came of it.'
  const anna = await visitors.visit(board, 'anna@example.org', priorityPath(3), { viewport: wide })
  const helen = await visitors.visit(board, 'helen@example.org', priorityPath(3), {
    ...onPhone,
    expects: [unreachable]
  })
  const hands = byTouch(helen)
  const open = async (): Promise<void> => {
    await hands.press(helen.getByRole('button', { name: 'You: Helen Price' }))
    await hands.press(helen.getByRole('menuitem', { name: 'I am typing for…' }))
  }
  await open()
  await expect(dialog(helen).getByRole('button', { name: 'Priya Shah' })).toBeVisible()
  await look(helen, 'I am typing for', phone)
  await helen.context().setOffline(true)
  await expect(dialog(helen)).toContainText('Needs a signal.')
  await dialog(helen).getByRole('button', { name: 'Priya Shah' }).tap({ force: true })
  await expect(said(helen)).toHaveText(/^Needs a signal\./)
  await expect(strip(helen)).toHaveCount(0)
  await helen.context().setOffline(false)
  await expect(dialog(helen).getByRole('button', { name: 'Priya Shah' })).not.toHaveAttribute('aria-disabled', 'true')
  await hands.fill(dialog(helen).getByLabel('Find a person'), 'priya')
  await expect(dialog(helen).getByRole('button', { name: 'Kofi M' })).toHaveCount(0)
  await hands.press(dialog(helen).getByRole('button', { name: 'Priya Shah' }))
  await expect(strip(helen)).toContainText('You are typing for Priya Shah, parents and carers.')
  await look(helen, 'typing for somebody', phone)

  await hands.write(reading(helen), editor(helen))
  await helen.keyboard.type(` ${words}`)
  await expect(strip(helen)).toBeInViewport()
  expect(runWith(await rowWith(words), words)).toMatchObject({
    person: { name: 'Priya Shah' },
    group: 'parents',
    typedBy: { name: 'Helen Price' }
  })
  await hands.press(helen.getByRole('button', { name: 'Done' }))
  await hands.press(helen.getByRole('button', { name: 'Change Status' }))
  await hands.choose(helen.getByRole('radio', { name: 'Done' }))
  await hands.press(helen.getByRole('button', { name: 'Save' }))
  await expect(anna.getByRole('main')).toContainText('Changed by Priya Shah, typed by Helen Price')
  await anna.getByText('Impact, who answers for it, and more').click()
  await anna.getByText('What it has been before').click()
  await expect(anna.getByRole('listitem').filter({ hasText: 'Status: Done' })).toContainText(
    /Priya Shah, parents and carers, typed by\s+Helen Price/
  )

  // Another day one is oneself.
  await saved(helen)
  await helen.reload()
  await expect(reading(helen)).toContainText(words)
  await expect(strip(helen)).toHaveCount(0)
})

test('people without an account stand in their group; taken out of the plan, nobody types for them', async ({
  visitors
}) => {
  const tom = await visitors.visit(board, 'tom@example.org', priorityPath(4), { viewport: wide })
  await command(tom, 'typing for')
  await dialog(tom).locator('summary').click()
  await dialog(tom).getByLabel('Name', { exact: true }).fill('Sam')
  await dialog(tom).getByRole('button', { name: 'Type for them' }).click()
  await expect(dialog(tom)).toContainText('Choose the person’s group.')
  await dialog(tom).getByLabel('Group').selectOption({ label: 'Parents and carers' })
  await dialog(tom).getByRole('button', { name: 'Type for them' }).click()
  await expect(strip(tom)).toContainText('You are typing for Sam, parents and carers.')

  const helen = await visitors.visit(board, 'helen@example.org', `${boardPath}/people`, { viewport: wide })
  const sam = helen.getByRole('listitem').filter({ has: helen.getByRole('button', { name: 'Remove Sam' }) })
  await expect(sam).toContainText('No account. Others type for them.')
  await sam.getByRole('button', { name: 'Remove Sam' }).click()
  await expect(helen.getByRole('menuitem')).toHaveText(['Remove from the plan'])
  await helen.getByRole('menuitem').click()
  await helen.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(said(helen)).toHaveText('Sam is removed. Their words stay in the plan.')
  await expect(strip(tom)).toHaveCount(0)
  await expect(tom.getByRole('alert')).toContainText('no longer in this plan')
})

test('undo of taking somebody’s words out leaves them theirs, and says who put them back', async ({ visitors }) => {
  const words = 'A letter is not an answer.'
  const priya = await visitors.visit(board, 'priya@example.org', signed(5), { viewport: wide })
  const tom = await visitors.visit(board, 'tom@example.org', signed(5), { viewport: wide })
  await byPointer(priya).write(reading(priya), editor(priya))
  await priya.keyboard.type(` ${words}`)
  await expect(reading(tom)).toContainText(words)

  await byPointer(tom).write(reading(tom), editor(tom))
  const selected = async (): Promise<string> => {
    await tom.keyboard.press('Shift+ArrowLeft')
    return tom.evaluate(() => getSelection()?.toString() ?? '')
  }
  await expect.poll(selected, { intervals: [0] }).toBe(words)
  // The editor hears of a selection a moment after the page has it; no hand is faster than that.
  await tom.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  await tom.keyboard.press('Delete')
  await expect(editor(priya)).not.toContainText(words)
  await tom.keyboard.press('Control+z')
  await expect(editor(tom)).toContainText(words)
  await expect(editor(priya)).toContainText(words)
  await saved(tom)
  const row = await rowWith(words)
  expect(runWith(row, words)).toMatchObject({ person: { name: 'Priya Shah' }, putBackBy: { name: 'Tom Bradley' } })

  // In the text he writes in, in the one she writes in, and where it is only read.
  const reader = await visitors.visit(board, 'reader@example.org', signed(5), { viewport: wide })
  const region = reader.getByRole('region', { name: heading })
  for (const shown of [editor(tom), editor(priya), region]) {
    const painted = async (): Promise<string> =>
      (await paintedIn(shown, row))
        .slice(-words.length)
        .map(({ by }) => by)
        .join()
    await expect.poll(painted).toBe(Array<string>(words.length).fill('Priya Shah').join())
  }
  await priya.keyboard.press('Control+End')
  await priya.keyboard.press('ArrowLeft')
  await expect(priya.getByRole('dialog', { name: 'Priya Shah' })).toContainText(
    'First written by Priya Shah, put back by Tom Bradley on'
  )
  await command(tom, 'who wrote this sentence')
  await expect(said(tom)).toHaveText(/Priya Shah, parents and carers, put back by you, \d\d:\d\d/)
})
