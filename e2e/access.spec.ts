import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test'
import { expectAccessible } from './axe.ts'
import { authorsOf, lettersOf, wordsOf, type AuthorRow } from './authors.ts'
import { reach } from './by-keyboard.ts'
import { byKeyboard, byPointer, byTouch, onPhone, type Hands } from './hands.ts'
import { ask, examplePlan, mailTo, runAdmin, startBoard, type Board } from './people.ts'
import { boardPath, closing, priorityPath, refused, test, unreachable } from './visitors.ts'

let board: Board
test.beforeAll(async () => {
  board = await startBoard()
  await runAdmin(board, 'add-person', 'noor@example.org', 'Noor Aziz')
  await runAdmin(board, 'add-member', examplePlan, 'noor@example.org', 'commenter', 'parents')
})
test.afterAll(async () => board.close())
// Whole journeys: several people, each with a browser of their own.
test.describe.configure({ timeout: 120_000 })

const heading = 'Why this matters'
const reading = (page: Page): Locator => page.getByRole('group', { name: heading, exact: true })
const editor = (page: Page): Locator => page.getByRole('textbox', { name: heading, exact: true })
const startWriting = (me: Hands): Promise<void> => me.write(reading(me.page), editor(me.page))
const expectSaved = (page: Page): Promise<void> => expect(page.getByText(/^Saved at/)).toBeVisible()

/** The plan's sockets of one device: what they are sent and when; `hold` keeps back what those open now send. */
type Wire = { received: { at: number; bytes: Buffer }[]; hold(): void }
const tap = (): Wire & { before(context: BrowserContext): Promise<void> } => {
  const received: { at: number; bytes: Buffer }[] = []
  let opened = 0
  let heldUpTo = 0
  return {
    received,
    hold: () => void (heldUpTo = opened),
    before: (context) =>
      context.routeWebSocket(/\/api\/plans\//, (route) => {
        const server = route.connectToServer()
        const nth = ++opened
        route.onMessage((message) => {
          if (nth > heldUpTo) server.send(message)
        })
        server.onMessage((message) => {
          received.push({ at: Date.now(), bytes: Buffer.from(message) })
          route.send(message)
        })
      })
  }
}

/** A word that the keyboard of a phone, or of another script, has not closed yet. */
const compose = async (
  page: Page
): Promise<{ write(text: string): Promise<unknown>; end(text: string): Promise<unknown> }> => {
  const session = await page.context().newCDPSession(page)
  return {
    write: (text) =>
      session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length }),
    end: (text) => session.send('Input.insertText', { text })
  }
}

/** Through the page of people, as the lead does it. */
const choose = async (me: Hands, name: string, item: string): Promise<Locator> => {
  await me.press(me.page.getByRole('button', { name: `Change or remove ${name}` }))
  await me.enter(me.page.getByRole('menuitem', { name: item }))
  return me.page.getByRole('dialog')
}
const changeAccess = async (me: Hands, name: string, label: string, to: string): Promise<void> => {
  const dialog = await choose(me, name, 'Change what they may do')
  await me.pick(dialog.getByLabel(label, { exact: true }), to)
  await me.press(dialog.getByRole('button', { name: 'Save' }))
  await expect(dialog).toBeHidden()
}

/** The board's own answer for the text of one priority that holds these words. */
const rowWith = async (words: string): Promise<AuthorRow | undefined> =>
  (await authorsOf(board, 'helen@example.org')).find((row) => wordsOf(row).includes(words))

test('[P3] removed in mid-sentence: no byte of the plan after a second, and the words not sent stay to copy', async ({
  visitors
}) => {
  const wire = tap()
  const tom = await visitors.visit(board, 'tom@example.org', priorityPath(2), {
    ...onPhone,
    before: wire.before,
    // Opened again, the plan's door is shut for its socket too.
    expects: [refused, closing, unreachable],
    permissions: ['clipboard-read', 'clipboard-write']
  })
  const answers: { at: number; path: string; status: number }[] = []
  tom.on('response', (answer) => {
    const path = new URL(answer.url()).pathname
    if (path.startsWith('/api/')) answers.push({ at: Date.now(), path, status: answer.status() })
  })
  const priya = await visitors.visit(board, 'priya@example.org', priorityPath(2))
  const anna = await visitors.visit(board, 'anna@example.org', priorityPath(2))
  const helen = await visitors.visit(board, 'helen@example.org', `${boardPath}/people`)

  const keys = byKeyboard(tom)
  await startWriting(keys)
  await tom.keyboard.type(' The bus is late.')
  await expect(reading(anna)).toContainText('The bus is late.')
  await expectSaved(tom)
  wire.hold()
  await tom.keyboard.type(' And nobody asks us')
  await startWriting(byPointer(priya))
  const dialog = await choose(byKeyboard(helen), 'Tom Bradley', 'Remove from the plan')
  await expect(dialog).toContainText('Their words stay in the plan')
  const deleted = helen.waitForResponse((answer) => answer.request().method() === 'DELETE')
  await Promise.all([
    tom.keyboard.type(' why it is', { delay: 30 }),
    byKeyboard(helen).press(dialog.getByRole('button', { name: 'Remove', exact: true }))
  ])
  expect((await deleted).status()).toBe(204)
  const removedAt = Date.now()
  // Others go on writing for longer than the second in which it must have ended.
  const marker = 'This is said after Tom was removed from the plan and may not reach him.'
  await priya.keyboard.type(` ${marker}`, { delay: 40 })
  await expect(reading(anna)).toContainText(marker)
  await expect.poll(() => Date.now() - removedAt).toBeGreaterThan(2_500)

  await expect(tom.getByRole('heading', { level: 1, name: 'You are no longer in this plan.' })).toBeVisible()
  expect(wire.received.filter(({ at }) => at > removedAt + 1_000).map(({ bytes }) => bytes.length)).toEqual([])
  const heard = Buffer.concat(wire.received.map(({ bytes }) => bytes)).toString('latin1')
  expect(heard.length).toBeGreaterThan(1_000)
  expect(heard).not.toContain('may not reach him')
  expect(answers.filter(({ at, status }) => at > removedAt + 1_000 && status < 400)).toEqual([])

  // Nothing of the plan is left on the screen but his own words, and they can be taken along.
  await expect(tom.getByRole('group', { name: heading })).toHaveCount(0)
  await expect(tom.locator('body')).not.toContainText('The bus is late.')
  const words = tom.getByLabel('Your words', { exact: true })
  await expect(words).toContainText('And nobody asks us')
  await expectAccessible(tom, 'removed from the plan')
  await keys.press(tom.getByRole('button', { name: 'Copy my words' }))
  await expect(tom.getByText('Copied', { exact: true }).first()).toBeVisible()
  expect(await tom.evaluate(() => navigator.clipboard.readText())).toContain('And nobody asks us')
  expect(await rowWith('And nobody asks us')).toBeUndefined()
  expect((await rowWith('The bus is late.'))?.runs.some(({ person }) => person.name === 'Tom Bradley')).toBe(true)

  // By the address he had, and in the list of his plans, there is nothing.
  const again = await tom.context().newPage()
  await again.goto(priorityPath(2))
  await expect(again.getByRole('heading', { level: 1, name: 'There is no plan here that you can open.' })).toBeVisible()
  await again.goto('/plans')
  await expect(again.getByText('You have not been added to a plan yet.')).toBeVisible()
  expect((await mailTo(board, 'tom@example.org')).text).toContain('taken you out of the plan')
})

test('[P3] a role lowered while a card or a title is written leaves the keyboard at its words or its heading', async ({
  visitors
}) => {
  const helen = await visitors.visit(board, 'helen@example.org', `${boardPath}/people`)
  const anna = await visitors.visit(board, 'anna@example.org', boardPath)
  const lower = (to: string): Promise<void> => changeAccess(byPointer(helen), 'Anna Novak', 'What they may do', to)
  const focused = anna.locator(':focus')
  await anna.locator('main [data-card-open]').first().click()
  await expect(anna.getByRole('textbox', { name: 'What we will do' })).toBeFocused()
  await lower('Can read')
  await expect(anna.getByRole('textbox')).toHaveCount(0)
  await expect(focused).toHaveAttribute('id', /^card-/)
  await expect(anna.locator('[data-status-region]')).toHaveText('You can now read this plan only.')

  await lower('Can write')
  await anna.getByRole('button', { name: /\(change\)$/ }).click()
  await expect(anna.getByRole('textbox', { name: 'Title of the plan' })).toBeFocused()
  await lower('Can read')
  await expect(anna.getByRole('textbox')).toHaveCount(0)
  await expect(anna.getByRole('heading', { level: 1 }).and(focused)).toHaveCount(1)
  await lower('Can write')
})

test('[P3] a role lowered in mid-sentence ends the writing, keeps the words to copy, and can be raised again', async ({
  visitors
}) => {
  const wire = tap()
  const leila = await visitors.visit(board, 'leila@example.org', priorityPath(3), {
    ...onPhone,
    before: wire.before,
    expects: [closing]
  })
  const kofi = await visitors.visit(board, 'kofi@example.org', priorityPath(3))
  const helen = await visitors.visit(board, 'helen@example.org', `${boardPath}/people`)
  const [keys, lead] = [byKeyboard(leila), byKeyboard(helen)]
  await startWriting(keys)
  await leila.keyboard.type(' We want to be asked.')
  await expect(reading(kofi)).toContainText('We want to be asked.')
  await expectSaved(leila)
  wire.hold()
  await leila.keyboard.type(' Every single')
  await Promise.all([
    leila.keyboard.type(' time, by name', { delay: 40 }),
    changeAccess(lead, 'Leila H', 'What they may do', 'Can read')
  ])
  await expect(leila.getByText('You can now read this plan only.').first()).toBeVisible()
  await expect(leila.getByRole('textbox')).toHaveCount(0)
  await expect(leila.getByText('You can read this plan. Ask Helen Price if you need to write.')).toBeVisible()
  const notice = leila.getByRole('alert').filter({ hasText: 'Every single' })
  await expect(notice).toContainText('Every single time')
  await reach(leila, notice.getByRole('button', { name: 'Copy my words' }))
  await expectAccessible(leila, 'a role that was lowered')
  // What was not taken does not stay in the text, as if it were in the plan.
  const shown = leila.getByRole('region', { name: heading })
  await expect(shown).toContainText('We want to be asked.')
  await expect(shown).not.toContainText('Every single')
  await expect(reading(kofi)).not.toContainText('Every single')

  await changeAccess(lead, 'Leila H', 'What they may do', 'Can write')
  await expect(leila.getByText('You can now write in this plan.').first()).toBeVisible()
  await startWriting(keys)
  await leila.keyboard.type(' Every time.')
  await expect(reading(kofi)).toContainText('We want to be asked. Every time.')
})

test('[P9] after a change of group new words carry the new group, and old words keep theirs', async ({ visitors }) => {
  const marcus = await visitors.visit(board, 'marcus@example.org', priorityPath(5), { ...onPhone, expects: [closing] })
  const kofi = await visitors.visit(board, 'kofi@example.org', priorityPath(5))
  const helen = await visitors.visit(board, 'helen@example.org', `${boardPath}/people`, onPhone)
  const lead = byTouch(helen)
  await startWriting(byKeyboard(marcus))
  await marcus.keyboard.type(' Said before.')
  await expect(reading(kofi)).toContainText('Said before.')
  await expectSaved(marcus)
  const dialog = await choose(lead, 'Marcus Reid', 'Change what they may do')
  await lead.pick(dialog.getByLabel('Group', { exact: true }), 'Education')
  await expect(dialog).toContainText('stay, signed as Social care. What they write from now on is signed as Education.')
  await expectAccessible(helen, 'a change of group')
  await Promise.all([
    marcus.keyboard.type(' Said between.', { delay: 30 }),
    lead.press(dialog.getByRole('button', { name: 'Save' }))
  ])
  await expect(dialog).toBeHidden()
  // The hands never left the text.
  await expect(editor(marcus)).toBeFocused()
  await marcus.keyboard.type(' Said after.')
  await expect(reading(kofi)).toContainText('Said before. Said between. Said after.')
  const groups = async (): Promise<Record<string, string[]>> => {
    const row = await rowWith('Said after.')
    const whole = (row?.runs ?? []).flatMap(({ text, person, group }) =>
      [...text].map((letter) => ({ letter, by: person.name, group }))
    )
    const text = whole.map(({ letter }) => letter).join('')
    const of = (words: string): string[] => {
      const from = text.indexOf(words)
      return [...new Set(whole.slice(from, from + words.length).map(({ by, group }) => `${by}, ${group}`))]
    }
    return { before: of('Said before.'), after: of('Said after.') }
  }
  await expect.poll(groups).toEqual({ before: ['Marcus Reid, social-care'], after: ['Marcus Reid, education'] })
  expect(lettersOf(await rowWith('Said after.')).length).toBeGreaterThan(30)

  // The log of access says so, to leads.
  await expect(helen.getByRole('region', { name: 'Changes of access' })).toContainText(
    /You changed what Marcus Reid may do from “.*Social care.*” to “.*Education.*”\./
  )
  expect((await mailTo(board, 'marcus@example.org')).text).toContain('Your group: Education')
})

test('a sign-in that ran out in mid-edit keeps the words and sends them after signing in again', async ({
  visitors
}) => {
  const wire = tap()
  const grace = await visitors.visit(board, 'grace@example.org', priorityPath(7), {
    ...onPhone,
    before: wire.before,
    expects: [refused, closing]
  })
  const kofi = await visitors.visit(board, 'kofi@example.org', priorityPath(7))
  const keys = byKeyboard(grace)
  await startWriting(keys)
  await grace.keyboard.type(' A school day')
  await expect(reading(kofi)).toContainText('A school day')
  await expectSaved(grace)
  wire.hold()
  await grace.keyboard.type(' is too short')
  const word = await compose(grace)
  await word.write(' for')
  const cookie = (await grace.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  await Promise.all([
    word.write(' for thi'),
    ask(board, cookie, 'POST', '/api/sign-out').then(({ status }) => expect(status).toBeLessThan(300))
  ])
  const notice = grace.getByRole('alert').filter({ hasText: 'Your sign-in ran out.' })
  await expect(notice).toBeVisible()
  const shown = grace.getByRole('region', { name: heading })
  // The hands never left the text: the word goes on, and so do they.
  await expect(editor(grace)).toBeFocused()
  await word.write(' for this')
  await word.end(' for this,')
  await grace.keyboard.type(' and the bus is late,')
  await expect(shown).toContainText('A school day is too short for this, and the bus is late,')
  await expect(notice).toContainText('Your words are safe while this page stays open. 1 change has not been sent yet.')
  await expectAccessible(grace, 'signed out while writing')
  await expect(reading(kofi)).not.toContainText('too short')

  await keys.press(notice.getByRole('button', { name: 'Sign in to send them' }))
  const again = grace.getByRole('dialog', { name: 'Sign in again' })
  await keys.fill(again.getByLabel('Your email address'), 'grace@example.org')
  await keys.press(again.getByRole('button', { name: 'Send me the email' }))
  await expect(again.getByLabel('Code')).toBeFocused()
  await grace.keyboard.type((await mailTo(board, 'grace@example.org')).code)
  await grace.keyboard.press('Enter')
  await expect(again).toBeHidden()
  await expect(notice).toBeHidden()
  await expect(reading(kofi)).toContainText('A school day is too short for this, and the bus is late,')
  await expectSaved(grace)
  // The page is the same page: writing goes on, and every letter is hers.
  await startWriting(keys)
  await grace.keyboard.type(' they say.')
  await expect(reading(kofi)).toContainText(/A school day is too short.* they say\.$/)
  const letters = lettersOf(await rowWith('A school day'))
  const said = letters.map(({ letter }) => letter).join('')
  const hers = letters.slice(said.indexOf(' A school day'), said.indexOf('they say.'))
  expect([...new Set(hers.map(({ by }) => by))]).toEqual(['Grace Adeyemi'])
})

/** What would be refused to somebody who only reads or comments. */
const forbidden =
  /^(Add|Change|Take out|Put (it )?back|Reply|Withdraw|Invite|Remove|Move|Say how it goes|Name this|Make the|Send the|Save|Set |Write|Reopen|Use (mine|the usual))/i

/** Names of every control on the page that the rule above forbids. */
const offered = async (page: Page): Promise<string[]> => {
  const all = page
    .getByRole('button')
    .or(page.getByRole('menuitem'))
    .or(page.getByRole('option'))
    .or(page.getByRole('textbox'))
  const names = await all.evaluateAll((elements) =>
    elements.map((element) =>
      element.getAttribute('role') === 'textbox' || element instanceof HTMLTextAreaElement
        ? `Write in ${element.getAttribute('aria-label') ?? element.id}`
        : (element.getAttribute('aria-label') ?? element.textContent).replaceAll(/\s+/g, ' ').trim()
    )
  )
  return names.filter((name) => forbidden.test(name))
}

const screens = ['', '?view=table', '/1', '/2', '/views', '/people', '/settings'] as const
/** Every screen of the plan, with what can be folded out folded out, and one action. */
const crawl = async (page: Page): Promise<Record<string, string[]>> => {
  const found: Record<string, string[]> = {}
  await page.goto(boardPath)
  const action = await page
    .getByRole('link', { name: /^Action \d/ })
    .first()
    .getAttribute('href')
  for (const path of [...screens.map((screen) => boardPath + screen), action ?? 'no action']) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeAttached()
    await expect(page.getByText(/^(Getting|Opening)/)).toHaveCount(0)
    await expect(page.getByRole('button', { name: /^You: / })).toBeVisible()
    await page.locator('details').evaluateAll((all) => all.forEach((each) => each.setAttribute('open', '')))
    const here = new Set(await offered(page))
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog', { name: 'Go to or do' })).toBeVisible()
    for (const name of await offered(page)) here.add(name)
    await page.keyboard.press('Escape')
    found[path] = [...here]
  }
  return found
}

test('who only reads or comments finds no control on any screen that would be refused', async ({ visitors }) => {
  test.setTimeout(180_000)
  // The rule finds something on each screen for who may do it: it is no empty rule.
  const helen = await visitors.visit(board, 'helen@example.org')
  for (const [path, names] of Object.entries(await crawl(helen)))
    expect(names.length, `what a lead is offered on ${path}`).toBeGreaterThan(0)
  for (const email of ['reader@example.org', 'noor@example.org']) {
    for (const how of [{}, onPhone]) {
      const page = await visitors.visit(board, email, boardPath, how)
      // Whoever may comment is offered that, and nothing else.
      const isOwn = (name: string): boolean => email === 'noor@example.org' && name === 'Add a comment'
      const found = Object.entries(await crawl(page))
        .map(([path, names]) => [path, names.filter((name) => !isOwn(name))] as const)
        .filter(([, names]) => names.length > 0)
      expect(found, `what ${email} is offered`).toEqual([])
      await page.close()
    }
  }
})
