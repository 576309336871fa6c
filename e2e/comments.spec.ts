import { expect, type Locator, type Page } from '@playwright/test'
import { expectAccessible, expectNoSidewaysScroll, look, phone, wide } from './axe.ts'
import { cookieOf, ask, mailTo, startBoard, type Board } from './people.ts'
import { boardPath, priorityPath, test } from './visitors.ts'

// What people say about a plan, and what becomes of it: one story, and the ways in for every hand.
let board: Board
test.beforeAll(async () => {
  board = await startBoard()
})
test.afterAll(async () => board.close())
test.describe.configure({ timeout: 120_000 })

const heading = 'Why this matters'
const phrase = 'feel confident'
const said = 'Nobody asked us before the forms came.'
const reading = (page: Page, name = heading): Locator => page.getByRole('group', { name, exact: true })
const editor = (page: Page, name = heading): Locator => page.getByRole('textbox', { name, exact: true })
const sheet = (page: Page, name: string): Locator => page.getByRole('dialog', { name })
const words = (page: Page): Locator => page.getByRole('textbox', { name: 'Your comment' })
const threadBy = (page: Page, who: string): Locator => page.getByRole('article', { name: new RegExp(`by ${who}`) })

/** Chooses words that are only read, as a finger or a pointer does. */
const choose = async (page: Page, text: string): Promise<void> => {
  await reading(page).getByText(text).first().waitFor()
  await page.evaluate((wanted) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const from = node.textContent?.indexOf(wanted) ?? -1
      if (from < 0 || !node.parentElement?.closest('.words')) continue
      getSelection()?.setBaseAndExtent(node, from, node, from + wanted.length)
      return
    }
    throw new Error(`nobody can choose: ${wanted}`)
  }, text)
}

/** How much of comments that are not posted is kept, sealed, on this device. */
const keptBytes = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error('no answer'))
      })
    // Asked for before it is there it would be made, and empty.
    if (!(await indexedDB.databases()).some(({ name }) => name === 'board')) return 0
    const database = await answer(indexedDB.open('board'))
    const store = database.transaction('copies').objectStore('copies')
    const keys = (await answer(store.getAllKeys())).filter((key) => Array.isArray(key) && key.length === 4)
    const kept: { sealed: ArrayBuffer }[] = await Promise.all(keys.map((key) => answer(store.get(key))))
    database.close()
    return kept.reduce((sum, { sealed }) => sum + sealed.byteLength, 0)
  })

/** The marked words of a text, each with the number behind it. */
const marked = (page: Page): Promise<string[]> =>
  page.locator('main .noted').evaluateAll((all) => all.map((each) => each.textContent))

test('a parent comments on words from her phone, hears what became of it, and keeps what she said when the words go', async ({
  visitors
}) => {
  const priya = await visitors.visit(board, 'priya@example.org', priorityPath(1), {
    viewport: phone,
    hasTouch: true,
    isMobile: true
  })
  await choose(priya, phrase)
  await priya.getByRole('button', { name: 'Comment on these words' }).tap()
  await expect(sheet(priya, 'What do you think?')).toContainText(`“${phrase}”`)
  await expect(words(priya)).toBeFocused()
  await look(priya, 'what do you think', phone)
  await priya.keyboard.type(said)
  // What is typed is kept while the sheet is away.
  await priya.keyboard.press('Escape')
  await expect(sheet(priya, 'What do you think?')).toBeHidden()
  await choose(priya, phrase)
  await priya.getByRole('button', { name: 'Comment on these words' }).tap()
  await expect(words(priya)).toHaveValue(said)
  // On her own phone also when the page itself was thrown away.
  const { body } = await ask(board, await cookieOf(board, 'priya@example.org'), 'GET', '/api/me')
  await priya.evaluate((me) => localStorage.setItem('board.own-device', me), (body as { id: string }).id)
  const more = `${said} `.repeat(20).trim()
  await words(priya).fill(more)
  await expect.poll(() => keptBytes(priya)).toBeGreaterThan(more.length)
  priya.once('dialog', (dialog) => void dialog.accept())
  await priya.reload()
  await choose(priya, phrase)
  await priya.getByRole('button', { name: 'Comment on these words' }).tap()
  await expect(words(priya)).toHaveValue(more)
  await words(priya).fill('x'.repeat(4001))
  await priya.getByRole('button', { name: 'Post' }).tap()
  await expect(sheet(priya, 'What do you think?').getByRole('alert')).toContainText('at most 4000 letters')
  await expect(sheet(priya, 'What do you think?')).toContainText('1 letter too long.')
  await look(priya, 'a comment that is too long', phone)
  await words(priya).fill(said)
  await priya.getByRole('button', { name: 'Post' }).tap()
  await expect(sheet(priya, 'What do you think?')).toBeHidden()
  await expect.poll(() => marked(priya)).toEqual([phrase])
  await expectNoSidewaysScroll(priya)

  const helen = await visitors.visit(board, 'helen@example.org', `${priorityPath(1)}?comments`, { viewport: wide })
  const panel = helen.getByRole('complementary', { name: 'Comments' })
  await expect(threadBy(helen, 'Priya Shah')).toContainText(said)
  await look(helen, 'comments beside the words', wide)

  // She edits around the words: they stay the words.
  await reading(helen).click()
  await expect(editor(helen)).toBeFocused()
  await helen.keyboard.press('Control+Home')
  await helen.keyboard.type('In short: ')
  await expect(reading(priya)).toContainText('In short: ')
  expect(await marked(priya)).toEqual([phrase])
  await expect.poll(() => marked(helen)).toEqual([phrase])

  // What became of it: first a reason, without which it is not said; then the action it led to.
  await threadBy(helen, 'Priya Shah').getByRole('button', { name: 'What became of it…' }).click()
  await helen.getByRole('radio', { name: /^Answered, with a reason/ }).check()
  await panel.getByRole('button', { name: 'Save' }).click()
  await expect(panel.getByRole('alert').first()).toContainText('Write the reason.')
  await helen.getByLabel('The reason').fill('The forms are the law’s, but we can send them later.')
  await panel.getByRole('button', { name: 'Save' }).click()
  await expect(threadBy(helen, 'Priya Shah')).toContainText('Answered, with a reason')
  await threadBy(helen, 'Priya Shah').getByRole('button', { name: 'What became of it now…' }).click()
  await helen.getByRole('radio', { name: /^It is in the plan/ }).check()
  const where = panel.getByLabel('Where is it?')
  await where.selectOption({ label: (await where.locator('option', { hasText: /^Action 1\.2/ }).textContent()) ?? '' })
  await panel.getByRole('button', { name: 'Save' }).click()
  await expect(threadBy(helen, 'Priya Shah')).toContainText('It is in the plan')
  await look(helen, 'what became of a comment', wide)

  // She is told once a day, without a word of the plan in the subject.
  const mail = await mailTo(board, 'priya@example.org', 1)
  expect(mail.text).toMatch(/^Subject: There is news for you on /m)
  expect(mail.text.replaceAll('=\r\n', '')).toContain(`${boardPath}/comments?mine`.replaceAll('=', '=3D'))
  expect(mail.text).not.toContain('forms')
  await priya.goto(`${board.url}/plans`)
  await expect(priya.getByRole('link', { name: 'News for you in 1 comment' })).toBeVisible()
  await priya.goto(`${board.url}${boardPath}`)
  const news = priya.getByRole('region', { name: 'News for you' })
  await expect(news).toContainText(/News for you in \d comments\./)
  await news.getByRole('link', { name: 'See them' }).tap()
  await expect(priya).toHaveURL(/\/comments\?mine/)
  const hers = priya.getByRole('article').filter({ hasText: said })
  await expect(hers).toContainText('It is in the plan')
  await expect(hers).toContainText('Action 1.2')
  await look(priya, 'my comments', phone)
  await expectNoSidewaysScroll(priya)
  await hers.getByRole('link', { name: /^Show me/ }).tap()
  await expect(priya).toHaveURL(/\/1\/a\//)

  // The words are taken out: what they were stays with what she said about them.
  await reading(helen).click()
  await expect(editor(helen)).toBeFocused()
  // Chosen once the editor has taken it: it puts its own caret where the press was.
  const chosen = (): Promise<string> =>
    helen.evaluate(async (wanted) => {
      const node = [...document.querySelectorAll('.editor .noted')].find((each) => each.textContent === wanted)
      const walker = node && document.createTreeWalker(node, NodeFilter.SHOW_TEXT)
      const letters = walker?.nextNode()
      if (!letters) return 'the words are not in one piece'
      if (getSelection()?.toString() !== wanted) getSelection()?.setBaseAndExtent(letters, 0, letters, wanted.length)
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
      return getSelection()?.toString() ?? ''
    }, phrase)
  await expect.poll(chosen).toBe(phrase)
  await helen.evaluate(() => new Promise((idle) => requestIdleCallback(idle)))
  await helen.keyboard.press('Delete')
  await expect(threadBy(helen, 'Priya Shah')).toContainText(`These words are no longer in the plan: “${phrase}”`)
  await priya.goto(`${board.url}${boardPath}/comments?gone`)
  await expect(priya.getByRole('article')).toContainText(`These words are no longer in the plan: “${phrase}”`)
  // And put back, they are found again.
  await helen.keyboard.press('Control+z')
  await expect.poll(() => marked(helen)).toEqual([phrase])
  await expect(priya.getByRole('article')).toHaveCount(0)
})

test('with the keyboard alone: words are chosen, commented on, somebody is asked, and a thread is answered and closed', async ({
  visitors
}) => {
  const helen = await visitors.visit(board, 'helen@example.org', priorityPath(2), { viewport: wide })
  await reading(helen).focus()
  await expect(editor(helen)).toBeFocused()
  await helen.keyboard.press('Control+Home')
  for (let n = 0; n < 3; n++) await helen.keyboard.press('Control+Shift+ArrowRight')
  await helen.keyboard.press('Control+k')
  await expect(helen.getByRole('combobox')).toBeFocused()
  await helen.keyboard.type('Comment on these')
  await helen.keyboard.press('Enter')
  await expect(words(helen)).toBeFocused()
  await helen.keyboard.type('What would help here, @nov')
  await expect(helen.getByRole('option', { name: /^Anna Novak/ })).toHaveAttribute('aria-selected', 'true')
  await look(helen, 'asking somebody', wide)
  await helen.keyboard.press('Enter')
  await expect(words(helen)).toHaveValue('What would help here, @Anna Novak ')
  await helen.keyboard.press('Control+Enter')
  await expect(sheet(helen, 'What do you think?')).toBeHidden()
  expect((await mailTo(board, 'anna@example.org', 1)).text).toContain('There is news for you')

  // Whoever is asked for finds where, behind the letter and on the board.
  const anna = await visitors.visit(board, 'anna@example.org', `${boardPath}/comments?mine`, { viewport: wide })
  await expect(anna.getByRole('article').first()).toContainText('What would help here, @Anna Novak')
  await anna.goto(`${board.url}${priorityPath(2)}`)
  await anna.getByRole('button', { name: 'Comment 1', exact: true }).focus()
  await anna.keyboard.press('Enter')
  await expect(threadBy(anna, 'Helen Price')).toBeFocused()
  await anna.keyboard.press('Tab')
  await expect(anna.getByRole('button', { name: 'Reply to Helen Price' })).toBeFocused()
  await anna.keyboard.press('Enter')
  await expect(anna.getByRole('textbox', { name: 'Your reply' })).toBeFocused()
  await anna.keyboard.type('A phone number.')
  await anna.keyboard.press('Control+Enter')
  await expect(threadBy(anna, 'Helen Price')).toContainText('A phone number.')
  await expect(threadBy(anna, 'Helen Price')).toBeFocused()
  const before = (await marked(anna)).length
  await threadBy(anna, 'Helen Price').getByRole('button', { name: 'Close this thread' }).focus()
  await anna.keyboard.press('Enter')
  await expect(anna.getByText(/^Closed or withdrawn/)).toBeVisible()
  await expect.poll(async () => (await marked(anna)).length).toBe(before - 1)
})

test('whoever may only read and comment has their say about a part of the plan, changes it and withdraws it', async ({
  visitors
}) => {
  const cookie = await cookieOf(board, 'helen@example.org')
  const made = await ask(board, cookie, 'POST', '/api/plans/sutton-example/people', {
    email: 'carol@example.org',
    name: 'Carol Okafor',
    role: 'commenter',
    group: 'parents',
    voice: false
  })
  expect(made.status).toBe(201)
  const carol = await visitors.visit(board, 'carol@example.org', priorityPath(3), {
    viewport: phone,
    hasTouch: true,
    isMobile: true
  })
  await carol.getByRole('button', { name: 'Have your say' }).tap()
  await sheet(carol, 'What do you think?').getByLabel('What is it about?').selectOption({ label: heading })
  await words(carol).fill('Start earlier.')
  await carol.getByRole('button', { name: 'Post' }).tap()
  await expect.poll(async () => (await marked(carol)).length).toBeGreaterThan(0)
  await carol.getByRole('button', { name: /^Comments [1-9]/ }).tap()
  const panel = sheet(carol, 'Comments')
  await look(carol, 'threads on a phone', phone)
  await expect(panel.getByRole('button', { name: /^What became of it/ })).toHaveCount(0)
  await panel.getByRole('button', { name: 'Change this comment' }).tap()
  await words(carol).fill('Start in Year 7.')
  await panel.getByRole('button', { name: 'Save' }).tap()
  await expect(panel.getByRole('article', { name: /by You$/ })).toContainText('Start in Year 7.')
  await panel.getByRole('button', { name: 'Withdraw this comment' }).tap()
  await panel.getByText(/^Closed or withdrawn/).tap()
  await expect(panel).toContainText('You withdrew this comment.')
  await panel.getByRole('button', { name: 'Close', exact: true }).tap()
  await expect.poll(() => marked(carol)).toEqual([])
  await expectAccessible(carol, 'comments on a phone')
})

test('the board counts what is said about each priority and its actions, and leads to it', async ({ visitors }) => {
  const cookie = await cookieOf(board, 'helen@example.org')
  const post = async (about: string, more = ''): Promise<void> => {
    const data = { words: `Is this still right?${more}`, anchor: null, mentions: [] }
    const kept = await ask(board, cookie, 'POST', '/api/plans/sutton-example/records', { kind: 'comment', about, data })
    expect(kept.status).toBe(201)
  }
  await post('actions/ten-families')
  const anna = await visitors.visit(board, 'anna@example.org', boardPath, { viewport: wide })
  const count = anna.getByRole('link', { name: /open comments? in priority 4$/ })
  await expect(count).toBeVisible()
  const said = parseInt(await count.innerText(), 10)
  // Heard at once, whoever says it, and without another look at the page.
  await post('priorities/local-offer')
  await expect(count).toHaveText(new RegExp(`^${said + 1}\\b`))
  await look(anna, 'the board with its comments', wide)
  await count.focus()
  await anna.keyboard.press('Enter')
  await expect(anna).toHaveURL(/\/4\?comments/)
  const panel = anna.getByRole('complementary', { name: 'Comments' })
  await expect(panel.getByRole('article', { name: /Comment \d+ by/ })).toHaveCount(said + 1)

  await anna.setViewportSize(phone)
  await anna.goto(`${board.url}${boardPath}`)
  await anna.getByRole('button', { name: /^4/ }).click()
  await expect(count).toBeVisible()
  await expectNoSidewaysScroll(anna)

  // A long list is drawn in parts, so that a phone is not an age about it.
  for (let n = 0; n < 22; n++) await post('plan', ` ${n}`)
  await anna.goto(`${board.url}${boardPath}/comments`)
  await expect(anna.getByRole('article')).toHaveCount(20)
  await anna.getByRole('button', { name: 'Show all' }).focus()
  await anna.keyboard.press('Enter')
  await expect(anna.getByRole('article').nth(20)).toBeFocused()
  await expect(anna.getByRole('button', { name: 'Show all' })).toBeHidden()
  await look(anna, 'every comment on a phone', phone)
})
