import { expect, type Locator, type Page } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, narrowest } from './axe.ts'
import { authorsOf, lettersOf, paintedIn, wordsOf, type AuthorRow } from './authors.ts'
import { openBoard, startBoard, until, type Board } from './people.ts'
import { boardPath, priorityPath, test, unreachable } from './visitors.ts'

// One new, empty priority for all: every letter in it was typed in this file, so who typed what is known.
// One file past 300 lines, because its tests share that priority and the ways to ask who wrote in it.
let board: Board
let fieldsOf = ''
const ours = priorityPath(9)
test.beforeAll(async ({ browser }) => {
  board = await startBoard()
  const ids = async (): Promise<string[]> =>
    (await authorsOf(board, 'helen@example.org')).flatMap(
      (row) => /^priorities\/([^/]+)\/why$/.exec(row.field)?.[1] ?? []
    )
  const before = await ids()
  const page = await browser.newPage()
  await openBoard(page, board, 'helen@example.org')
  await page.getByRole('button', { name: 'Add a priority' }).click()
  await expect(page.getByRole('button', { name: '9 Name this priority' })).toBeFocused()
  const added = await until('the new priority', async () => (await ids()).find((id) => !before.includes(id)))
  fieldsOf = `priorities/${added}`
  await page.close()
})
test.afterAll(async () => board.close())

const reading = (page: Page, name: string): Locator => page.getByRole('group', { name, exact: true })
const editor = (page: Page, name: string): Locator => page.getByRole('textbox', { name, exact: true })
const whoWrote = (page: Page): Locator => page.getByRole('switch', { name: 'Who wrote this' })

/** Presses the words, as people do, and has the caret at their end. */
const write = async (page: Page, name: string): Promise<Locator> => {
  await reading(page, name).click()
  await expect(editor(page, name)).toBeFocused()
  await page.keyboard.press('Control+End')
  return editor(page, name)
}

const press = async (page: Page, key: string, times: number): Promise<void> => {
  for (let n = 0; n < times; n++) await page.keyboard.press(key)
}

/** The caret stands before this letter of its line, and the page has heard of it: that comes with the next picture. */
const caretBefore = (page: Page, letter: number): Promise<void> =>
  expect
    .poll(() =>
      page.evaluate(
        () =>
          new Promise((told) =>
            requestAnimationFrame(() => setTimeout(() => told(getSelection()?.getRangeAt(0).startOffset)))
          )
      )
    )
    .toBe(letter)

const rowOf = async (key: string): Promise<AuthorRow> => {
  const field = `${fieldsOf}/${key}`
  const row = (await authorsOf(board, 'helen@example.org')).find((one) => one.field === field)
  if (!row) throw new Error(`the board has no ${field}`)
  return row
}

/** The board's own answer, once it has exactly these words. */
const keptAs = async (key: string, words: string): Promise<AuthorRow> => {
  await expect.poll(async () => wordsOf(await rowOf(key))).toBe(words)
  return rowOf(key)
}

/** Each letter with its author, from stretches written down by hand. */
const letters = (...runs: readonly (readonly [by: string, text: string])[]): { letter: string; by: string }[] =>
  runs.flatMap(([by, text]) => [...text].map((letter) => ({ letter, by })))

const withoutLineEnds = (all: readonly { letter: string; by: string }[]): { letter: string; by: string }[] =>
  all.filter(({ letter }) => letter !== '\n')

test('two people type into one sentence at once, and a third sees who typed each letter', async ({ visitors }) => {
  const heading = 'Why this matters'
  const priya = await visitors.visit(board, 'priya@example.org', ours)
  const tom = await visitors.visit(board, 'tom@example.org', ours)
  const anna = await visitors.visit(board, 'anna@example.org', ours)
  const hers = await write(priya, heading)
  await priya.keyboard.type('The bus comes late.')
  await expect(reading(tom, heading)).toHaveText('The bus comes late.')
  const his = await write(tom, heading)
  await press(tom, 'ArrowLeft', 'late.'.length)
  await Promise.all([
    priya.keyboard.type(' So we miss the register, and nobody asks why.', { delay: 14 }),
    tom.keyboard.type('almost an hour, sometimes two, ', { delay: 20 })
  ])
  const whole = 'The bus comes almost an hour, sometimes two, late. So we miss the register, and nobody asks why.'
  for (const text of [hers, his, reading(anna, heading)]) await expect(text).toHaveText(whole)

  const typed = letters(
    ['Priya Shah', 'The bus comes '],
    ['Tom Bradley', 'almost an hour, sometimes two, '],
    ['Priya Shah', 'late. So we miss the register, and nobody asks why.']
  )
  const row = await keptAs('why', whole)
  expect(withoutLineEnds(lettersOf(row))).toEqual(typed)

  // Anna reads, then writes: the same letters carry the same names, painted by two different parts.
  await whoWrote(anna).click()
  await expect(reading(anna, heading).locator('[data-author]')).not.toHaveCount(0)
  expect(await paintedIn(reading(anna, heading), row)).toEqual(typed)
  await reading(anna, heading).focus()
  await expect(editor(anna, heading)).toBeFocused()
  await expect.poll(() => paintedIn(editor(anna, heading), row)).toEqual(typed)
  // While she looks, more is typed inside what is painted.
  await tom.keyboard.type('or more, ')
  typed.splice('The bus comes almost an hour, sometimes two, '.length, 0, ...letters(['Tom Bradley', 'or more, ']))
  await expect.poll(() => paintedIn(editor(anna, heading), row)).toEqual(typed)
  const panel = anna.getByRole('complementary', { name: 'Who wrote this' })
  // Both are of one group; which of them wrote in the plan first is the example's affair.
  await expect(panel.getByRole('listitem')).toHaveCount(2)
  for (const name of ['Priya Shah', 'Tom Bradley'])
    await expect(panel.getByRole('listitem').filter({ hasText: name })).toContainText('Parents and carers')
})

test('Enter, a list, bold and joining lines again leave every word its author', async ({ visitors }) => {
  const heading = 'Where we are now'
  const words = 'Parents wait too long for an answer.'
  const priya = await visitors.visit(board, 'priya@example.org', ours)
  await write(priya, heading)
  await priya.keyboard.type(words)
  await keptAs('now', words)
  await priya.keyboard.press('Escape')
  await whoWrote(priya).click()

  const anna = await visitors.visit(board, 'anna@example.org', ours)
  const hers = await write(anna, heading)
  const [before, after] = [words.slice(0, 'Parents wait '.length), words.slice('Parents wait '.length)]
  await press(anna, 'ArrowLeft', after.length)
  await caretBefore(anna, before.length)
  const own = async (kept: string): Promise<void> => {
    const row = await keptAs('now', kept)
    // The line end between is Anna's; the letters on both sides are not.
    expect(withoutLineEnds(lettersOf(row))).toEqual(letters(['Priya Shah', words]))
    await expect.poll(() => paintedIn(reading(priya, heading), row)).toEqual(letters(['Priya Shah', words]))
  }
  await anna.keyboard.press('Enter')
  await own(`${before}\n${after}`)
  await anna.getByRole('button', { name: 'Bulleted list' }).click()
  await expect(hers.locator('[data-list="bullet"]')).toHaveText(after)
  await expect(reading(priya, heading).getByRole('listitem')).toHaveText(after)
  await own(`${before}\n${after}`)
  await anna.keyboard.press('Home')
  await press(anna, 'Shift+ArrowRight', 'too long'.length)
  await expect.poll(() => anna.evaluate(() => getSelection()?.toString())).toBe('too long')
  await caretBefore(anna, 0)
  await anna.keyboard.press('Control+b')
  await expect(hers.locator('strong')).toHaveText('too long')
  await expect(anna.getByRole('button', { name: 'Bold' })).toHaveAttribute('aria-pressed', 'true')
  await own(`${before}\n${after}`)
  await anna.keyboard.press('Home')
  await caretBefore(anna, 0)
  await anna.keyboard.press('Backspace')
  await expect(hers.locator('[data-list]')).toHaveCount(0)
  await anna.keyboard.press('Backspace')
  await expect(hers.getByRole('paragraph')).toHaveCount(1)
  await own(words)
  await expect(hers.locator('strong')).toHaveText('too long')
})

test('carets carry names, and undo takes back only what one did oneself', async ({ visitors }) => {
  const heading = 'The outcome we want'
  const priya = await visitors.visit(board, 'priya@example.org', ours)
  const tom = await visitors.visit(board, 'tom@example.org', ours)
  const his = await write(tom, heading)
  await tom.keyboard.type('Tom was here. ')
  // All of it, the blank too: her caret goes where the words end on her page.
  await expect
    .poll(() => reading(priya, heading).evaluate((element) => element.textContent))
    .toContain('Tom was here. ')
  const hers = await write(priya, heading)
  await priya.keyboard.type('Priya too.')
  await expect(his).toHaveText('Tom was here. Priya too.')
  // A name folds to its initials after three seconds, which a busy machine may take.
  await expect(his.locator('[data-name="Priya Shah"], [data-name="PS"]')).toHaveCount(1)
  await expect(hers.locator('[data-name="Tom Bradley"], [data-name="TB"]')).toHaveCount(1)

  await expect(tom.getByRole('button', { name: 'Undo my last change' })).not.toHaveAttribute('aria-disabled', 'true')
  await tom.keyboard.press('Control+z')
  await expect(hers).toHaveText('Priya too.')
  await expect(his).toHaveText('Priya too.')
  await expect(tom.getByRole('button', { name: 'Undo my last change' })).toHaveAttribute('aria-disabled', 'true')
  await tom.keyboard.press('Control+z')
  await expect(his).toHaveText('Priya too.')
  await tom.keyboard.press('Control+y')
  await expect(hers).toHaveText('Tom was here. Priya too.')
  await priya.getByRole('button', { name: 'Undo my last change' }).click()
  await expect(his).toHaveText('Tom was here. ')
  await expect(hers).toBeFocused()
  const row = await keptAs('outcome', 'Tom was here. ')
  expect(row.runs.filter((run) => run.text.trim() !== '').map((run) => run.person.name)).toEqual(['Tom Bradley'])

  await priya.keyboard.press('Escape')
  await expect(his.locator('[data-name]')).toHaveCount(0)
})

test('words say who wrote them, for which group and when', async ({ visitors }) => {
  const heading = 'How we will know'
  const marcus = await visitors.visit(board, 'marcus@example.org', ours)
  await write(marcus, heading)
  const from = new Date()
  await marcus.keyboard.type('Every family has one person to ring.')
  await keptAs('know', 'Every family has one person to ring.')

  const kofi = await visitors.visit(board, 'kofi@example.org', ours)
  await whoWrote(kofi).click()
  await reading(kofi, heading).getByText('Every family').click()
  const pop = kofi.getByRole('dialog', { name: 'Marcus Reid' })
  await expect(pop).toContainText('Social care')
  const today = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long' }).format(from)
  await expect(pop).toContainText(new RegExp(`Wrote this on ${today}, \\d\\d:\\d\\d\\.`))
  await expectAccessible(kofi, 'who wrote these words')
  await kofi.keyboard.press('Escape')
  await expect(pop).toBeHidden()
  await expect(editor(kofi, heading)).toBeFocused()

  // Somebody who may only read asks by the initials beside the words.
  const reader = await visitors.visit(board, 'reader@example.org', ours)
  await expect(reader.getByText('You can read this plan. Ask Helen Price if you need to write.')).toBeVisible()
  await expect(reader.getByRole('textbox')).toHaveCount(0)
  await whoWrote(reader).click()
  const initials = reader
    .getByRole('region', { name: heading })
    .getByRole('button', { name: 'Who wrote this: Marcus Reid' })
  await initials.click()
  await expect(reader.getByRole('dialog', { name: 'Marcus Reid' })).toBeFocused()
  await reader.keyboard.press('Escape')
  await expect(initials).toBeFocused()
})

test('killed in mid-sentence the board has every letter that others saw, and the rest comes after', async ({
  visitors
}) => {
  const heading = 'Our commitments'
  const how = { expects: [unreachable] }
  const priya = await visitors.visit(board, 'priya@example.org', ours, how)
  const tom = await visitors.visit(board, 'tom@example.org', ours, how)
  const hers = await write(priya, heading)
  const words = 'We answer every letter within ten working days, and we say so when we cannot.'
  const shown = reading(tom, heading)
  const typing = priya.keyboard.type(words, { delay: 25 })
  await until('half a sentence', async () => (await shown.innerText()).startsWith('We answer every'))
  await board.kill()
  const seen = await shown.innerText()
  await typing
  await expect(hers).toHaveText(words)
  await expect(priya.getByText('No signal. Keep this page open.')).toBeVisible()
  expect(words.startsWith(seen)).toBe(true)
  expect(seen.length).toBeLessThan(words.length)

  // The board comes back while neither of them can reach it: what it has, it has kept by itself.
  await Promise.all([priya.context().setOffline(true), tom.context().setOffline(true)])
  await board.restart()
  const kept = await rowOf('commitments')
  expect(wordsOf(kept).startsWith(seen)).toBe(true)
  expect(withoutLineEnds(lettersOf(kept))).toEqual(letters(['Priya Shah', wordsOf(kept)]))
  await expect(hers).toHaveText(words)

  await Promise.all([priya.context().setOffline(false), tom.context().setOffline(false)])
  const whole = await keptAs('commitments', words)
  expect(withoutLineEnds(lettersOf(whole))).toEqual(letters(['Priya Shah', words]))
  await expect(shown).toHaveText(words)
  await expect(priya.getByText(/^Saved at \d\d:\d\d$/)).toBeVisible()
})

test('a pasted page becomes plain words, marks and safe links; nothing in it runs', async ({ visitors }) => {
  const heading = 'What families told us'
  const grace = await visitors.visit(board, 'grace@example.org', ours)
  const leila = await visitors.visit(board, 'leila@example.org', ours)
  const hers = await write(grace, heading)
  await hers.evaluate((element) => {
    const html = `
      <style>p { color: red }</style>
      <script>window.pasted = 'script'</script>
      <h1 style="font-size:90px" onclick="window.pasted = 'click'">A heading</h1>
      <p class="x"><b style="font-weight:normal" id="docs-internal-guid-1">Some <span style="color:red;font-weight:700">bold</span> and <span
        style="font-style: italic">slanted</span> words</b><img src="https://elsewhere.example/dot.png" onerror="window.pasted = 'image'"></p>
      <p><a href="javascript:window.pasted = 'link'">a bad link</a> and <a href="https://www.example.org/send">a good one</a></p>
      <ul><li>first</li><li>second</li></ul>
      <iframe src="https://elsewhere.example/"></iframe>`
    const data = new DataTransfer()
    data.setData('text/html', html)
    data.setData('text/plain', 'not this')
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })
  const lines = ['A heading', 'Some bold and slanted words', 'a bad link and a good one', 'first', 'second']
  await expect(hers.getByRole('paragraph')).toHaveText(lines)
  const seen = reading(leila, heading)
  await expect(seen.getByRole('listitem')).toHaveText(['first', 'second'])
  await expect(seen.getByText('bold', { exact: true })).toHaveCSS('font-weight', /^[678]00$/)
  await expect(seen.getByText('slanted', { exact: true })).toHaveCSS('font-style', 'italic')
  for (const text of [hers, seen]) {
    await expect(text.getByRole('link')).toHaveText(['a good one'])
    await expect(text.getByRole('link')).toHaveAttribute('href', 'https://www.example.org/send')
    await expect(text.locator('script, style, img, iframe, h1, [style], [onclick]')).toHaveCount(0)
  }
  await seen.getByText('a bad link').click()
  expect(await leila.evaluate(() => 'pasted' in window)).toBe(false)
  expect(await grace.evaluate(() => 'pasted' in window)).toBe(false)
  const row = await keptAs('told', lines.join('\n'))
  expect(row.runs.map((run) => run.person.name)).toContain('Grace Adeyemi')
})

test('the name of a priority is edited where it stands, and changes everywhere', async ({ visitors }) => {
  const helen = await visitors.visit(board, 'helen@example.org', ours)
  const other = await visitors.visit(board, 'anna@example.org')
  await write(helen, 'Name of the priority')
  await helen.keyboard.type('Getting to school')
  await expect(other.getByRole('region', { name: '9 Getting to school' })).toBeVisible()
  await expect(helen).toHaveTitle(/^9\. Getting to school/)
  await helen.keyboard.press('Enter')
  await expect(reading(helen, 'Name of the priority')).toBeFocused()
  await expect(helen.getByRole('heading', { level: 1 })).toHaveText('9. Getting to school')
  await helen.getByRole('link', { name: 'All priorities' }).click()
  await helen.getByRole('link', { name: '9 Getting to school' }).click()
  await expect(helen).toHaveURL(ours)
  await expect(helen.getByRole('heading', { level: 1 })).toBeFocused()
})

test('“Who wrote this” is off at first, then remembered, and part of the address', async ({ visitors }) => {
  const page = await visitors.visit(board, 'leila@example.org', priorityPath(1))
  await expect(whoWrote(page)).not.toBeChecked()
  await expect(page.locator('[data-author]')).toHaveCount(0)
  await whoWrote(page).click()
  await expect(page).toHaveURL(`${priorityPath(1)}?who=person`)
  await expect(page.locator('[data-author]')).not.toHaveCount(0)
  await page.goto(priorityPath(2))
  await expect(whoWrote(page)).toBeChecked()
  await page.goto(boardPath)
  await expect(page.getByRole('button', { name: 'Who wrote this' })).toHaveAttribute('aria-pressed', 'true')
  await page.getByRole('button', { name: 'Who wrote this' }).click()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Who wrote this' })).toHaveAttribute('aria-pressed', 'false')

  const shared = await visitors.visit(board, 'kofi@example.org', `${priorityPath(1)}?who=person`)
  await expect(whoWrote(shared)).toBeChecked()
})

test('views that were not shared stand in their two priorities, and only their holders can change them', async ({
  visitors
}) => {
  const page = await visitors.visit(board, 'marcus@example.org', priorityPath(2))
  const views = page.getByRole('region', { name: 'Views we did not all share' })
  await expect(views.getByRole('blockquote')).toHaveText(
    'Some parents remain concerned that part-time timetabling is being used to distort exclusion rates.'
  )
  await expect(views).toContainText('Said by parents and carers')
  await expect(views).toContainText('Report of 8 June 2020, paragraph 4.9')
  // Marcus is of another group.
  await expect(views.getByRole('button', { name: /^(Change|Withdraw)/ })).toHaveCount(0)
  await page.getByRole('link', { name: 'Quality assurance' }).click()
  await expect(views.getByRole('blockquote')).toHaveText(
    'Some parents feel that leaders continue to lack a secure oversight of the quality and review of plans.'
  )
  await page.getByRole('link', { name: /Co-production with parents/ }).click()
  await expect(page.getByRole('heading', { level: 2, name: 'The outcome we want' })).toBeVisible()
  await expect(views).toContainText('Nobody has said a different view here.')
  await expect(views.getByRole('blockquote')).toHaveCount(0)
})

test('at 400 % a priority is read and written without a sideways scroll', async ({ visitors }) => {
  const page = await visitors.visit(board, 'helen@example.org', priorityPath(8), { viewport: narrowest })
  await expectNoSidewaysScroll(page)
  await whoWrote(page).click()
  await expect(page.locator('[data-author]')).not.toHaveCount(0)
  await expectNoSidewaysScroll(page)
  const text = await write(page, 'Why this matters')
  await expectNoSidewaysScroll(page)
  await expect(text).toBeInViewport()
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectNoSidewaysScroll(page)
})

test('on a phone letters go where the finger was, at once, and Done gives focus back to the words', async ({
  visitors
}) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
  const tom = await visitors.visit(board, 'tom@example.org', priorityPath(8), phone)
  const words = reading(tom, 'Where we are now')
  await words.scrollIntoViewIfNeeded()
  const box = await words.boundingBox()
  if (!box) throw new Error('the words are not on the page')
  await tom.touchscreen.tap(box.x + 60, box.y + 10)
  await tom.keyboard.type('HERE')
  const text = editor(tom, 'Where we are now')
  await expect(text).toContainText('HERE')
  expect((await text.innerText()).indexOf('HERE')).toBeLessThan(30)
  await tom.getByRole('button', { name: 'Done' }).click()
  await expect(words).toBeFocused()
  await expect(words).toContainText('HERE')
})
