import { expect, type Locator, type Page } from '@playwright/test'
import { look, phone, wide } from './axe.ts'
import { authorsOf, lettersOf, wordsOf, type AuthorRow } from './authors.ts'
import { expectSeen, press, reach } from './by-keyboard.ts'
import { byKeyboard, byPointer, byTouch, onPhone, type Hands } from './hands.ts'
import { ask, cookieOf, examplePlan, startBoard, until, type Board } from './people.ts'
import { boardPath, priorityPath, test, unreachable } from './visitors.ts'

// Looking back at one board: by mouse, by touch and by keyboard alone.
let board: Board
test.beforeAll(async () => {
  board = await startBoard()
})
test.afterAll(async () => board.close())

const helen = 'helen@example.org'
const historyPath = (query = ''): string => `${boardPath}/history${query}`
const slider = (page: Page): Locator => page.getByRole('slider', { name: 'Moment looked at' })
const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })
const changes = (page: Page): Locator => page.getByRole('complementary', { name: 'What changed' })
/** Words that were added or taken out; a long stretch has no middle to press, so its first letters are pressed. */
const stretch = (page: Page, words: string): Locator => page.getByRole('main').getByRole('button', { name: words })
const atFirstLetter = { position: { x: 4, y: 8 } }

const changeNumber = async (page: Page): Promise<number> => Number(await slider(page).getAttribute('aria-valuenow'))
const isAt = (page: Page, number: number): Promise<void> =>
  expect(slider(page)).toHaveAttribute('aria-valuenow', String(number))
const lastNumber = async (page: Page): Promise<number> => {
  await expect(slider(page)).toBeVisible()
  return Number(await slider(page).getAttribute('aria-valuemax'))
}
const momentInAddress = (page: Page): number => Number(new URL(page.url()).searchParams.get('at'))

const rowOf = async (field: string): Promise<AuthorRow | undefined> =>
  (await authorsOf(board, helen)).find((row) => row.field === field)
const kept = (field: string, words: string): Promise<AuthorRow> =>
  until(`${words} in ${field}`, async () => {
    const row = await rowOf(field)
    return row && wordsOf(row).endsWith(words) ? row : undefined
  })

/** Writes at the end of a text of the open priority. */
const addWords = async (page: Page, name: string, words: string): Promise<void> => {
  await page.getByRole('group', { name, exact: true }).click({ position: { x: 3, y: 10 } })
  await expect(page.getByRole('textbox', { name, exact: true })).toBeFocused()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(words)
}
const takeOutWords = async (page: Page, name: string, words: string): Promise<void> => {
  await addWords(page, name, '')
  // Letter by letter, until just these are chosen: the caret may still be on its way to the end.
  const chosen = async (): Promise<string> => {
    const so = await page.evaluate(() => getSelection()?.toString() ?? '')
    if (words.endsWith(so)) await page.keyboard.press('Shift+ArrowLeft')
    else await page.keyboard.press('Control+End')
    return page.evaluate(() => getSelection()?.toString() ?? '')
  }
  await expect.poll(chosen, { intervals: [0] }).toBe(words)
  // The editor hears of a selection a moment after the page has it, sooner than a hand finds the next key.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  await page.keyboard.press('Delete')
}

test('by mouse: a moment is dragged to, stepped from, played on, shared and left', async ({ visitors }) => {
  const page = await visitors.visit(board, 'priya@example.org', priorityPath(1))
  await page.getByRole('link', { name: 'History', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'You are looking at the plan as it is now' })).toBeVisible()
  const last = await lastNumber(page)
  await isAt(page, last)

  await button(page, 'One change back').click()
  await isAt(page, last - 1)
  await expect(page.getByRole('heading', { level: 1, name: /on \w+ \d+ \w+.*, \d\d:\d\d$/ })).toBeVisible()

  const track = await slider(page).locator('..').boundingBox()
  if (!track) throw new Error('the time line is not on the page')
  const y = track.y + track.height / 2
  await page.mouse.move(track.x + track.width * 0.9, y)
  await page.mouse.down()
  for (let step = 18; step >= 8; step--) await page.mouse.move(track.x + (track.width * step) / 20, y)
  await page.mouse.up()
  await expect.poll(() => changeNumber(page)).toBeLessThan(last - 3)
  await expect.poll(() => momentInAddress(page)).toBeGreaterThan(0)

  // Played for two changes, and stopped by a press elsewhere.
  const from = await changeNumber(page)
  await button(page, 'Play').click()
  await expect.poll(() => changeNumber(page)).toBeGreaterThan(from + 1)
  await page.getByRole('heading', { name: 'What changed' }).click()
  await button(page, 'Side by side').click()
  await expect(button(page, 'Play')).toBeVisible()
  await button(page, 'Show changes').click()

  // A change of the list is a link: back and forward walk too, and a reload stays.
  const before = page.url()
  await changes(page).getByRole('link').first().click()
  await expect(page).not.toHaveURL(before)
  const there = page.url()
  const number = await changeNumber(page)
  await page.goBack()
  await expect(page).toHaveURL(before)
  await page.goForward()
  await expect(page).toHaveURL(there)
  await page.reload()
  await isAt(page, number)

  await button(page, 'Back to now').click()
  await expect(page).toHaveURL(new RegExp(`${priorityPath(1)}$`))
})

test('by keyboard: arrows, days, markers, first and now; Esc goes back', async ({ visitors }) => {
  const page = await visitors.visit(board, 'marcus@example.org', historyPath())
  const last = await lastNumber(page)
  await reach(page, slider(page))
  await press(page, 'ArrowLeft')
  await isAt(page, last - 1)
  await press(page, 'ArrowRight')
  await isAt(page, last)
  await press(page, 'Home')
  await isAt(page, 1)
  await expect(slider(page)).toHaveAttribute('aria-valuetext', /^\w+ \d+ \w+.*, \d\d:\d\d\. .+\. Change 1 of \d+$/)
  // Quicker than answers come: every press counts.
  for (let n = 0; n < 8; n++) await page.keyboard.press('ArrowRight')
  await isAt(page, 9)
  const dayOf = async (): Promise<string> =>
    ((await slider(page).getAttribute('aria-valuetext')) ?? '').split(',')[0] ?? ''
  const day = await dayOf()
  // A day on: all that was done on the first day; from there a day in which nothing was done leads to the next change.
  await press(page, 'Shift+ArrowRight')
  await expect.poll(() => changeNumber(page)).toBeGreaterThan(9)
  expect(await dayOf()).toBe(day)
  await press(page, 'Shift+ArrowRight')
  await expect.poll(dayOf).not.toBe(day)
  await press(page, 'PageDown')
  await isAt(page, 1)
  await press(page, 'End')
  await isAt(page, last)
  await expect.poll(() => new URL(page.url()).search).toBe('')
  await press(page, 'Escape')
  await expect(page).toHaveURL(new RegExp(`${boardPath}$`))
})

test('any two moments are compared, with words, beside each other, and just as they were', async ({ visitors }) => {
  const page = await visitors.visit(board, 'anna@example.org', historyPath('?in=co-production'))
  const last = await lastNumber(page)
  await slider(page).press('Home')
  await isAt(page, 1)
  await button(page, 'Compare from here').click()
  await expect(page.getByText('This is the moment you compare with.')).toBeVisible()
  await slider(page).press('End')
  await isAt(page, last)
  await expect(page.getByText(/^What is different between /)).toBeVisible()
  await expect(stretch(page, 'added by Kofi M').first()).toBeVisible()
  await expect(page.getByRole('main').getByRole('list', { name: 'Other changes' })).toContainText('Status:')
  const shared = page.url()

  await button(page, 'Side by side').click()
  await expect(page).toHaveURL(/show=side/)
  const [earlier, later] = [page.locator('.column').first(), page.locator('.column').last()]
  await expect(later).toContainText('We notice when grown-ups have already decided.')
  await expect(earlier).not.toContainText('We notice when grown-ups have already decided.')
  await button(page, 'Just the words').click()
  await expect(page.getByRole('main').locator('ins, del')).toHaveCount(0)
  await page.goto(shared)
  await expect(stretch(page, 'added by Kofi M').first()).toBeVisible()
})

const journeys: readonly [string, string, (page: Page) => Hands, object][] = [
  ['mouse', 'What families told us', byPointer, { viewport: wide }],
  ['touch', 'Our commitments', byTouch, onPhone],
  ['keyboard', 'Where we are now', byKeyboard, { viewport: wide }]
]
for (const [by, name, handsOn, how] of journeys) {
  test(`by ${by}: words are taken out, found, and put back for whoever wrote them`, async ({ visitors }) => {
    const words = ` Kept ${by}.`
    const field = { mouse: 'told', touch: 'commitments', keyboard: 'now' }[by] ?? ''
    const path = `priorities/quality/${field}`
    const kofi = await visitors.visit(board, 'kofi@example.org', priorityPath(8))
    await addWords(kofi, name, words)
    await kept(path, words)
    await kofi.close()
    const tom = await visitors.visit(board, 'tom@example.org', priorityPath(8))
    await expect(tom.getByRole('group', { name, exact: true })).toContainText(words.trim())
    await takeOutWords(tom, name, words)
    await until('the words to be gone', async () => {
      const row = await rowOf(path)
      return row !== undefined && !wordsOf(row).includes(words)
    })
    await tom.close()

    const page = await visitors.visit(board, 'grace@example.org', historyPath('?in=quality'), how)
    const hands = handsOn(page)
    await expect(slider(page)).toBeVisible()
    await hands.press(changes(page).getByRole('link', { name: `Took out “${words.trim()}”` }))
    const taken = stretch(page, 'taken out by Tom Bradley')
    if (by === 'keyboard') await hands.press(taken)
    else if (by === 'touch') await taken.tap(atFirstLetter)
    else await taken.click(atFirstLetter)
    const card = page.getByRole('dialog', { name: 'Tom Bradley' })
    await expect(card).toContainText('Took this out on')
    await expect(card).toContainText('First written by Kofi M.')
    await hands.press(button(page, 'Put these words back'))
    await expect(page.getByText('The words are back in the plan as it is now.', { exact: true })).toBeVisible()
    const row = await kept(path, words)
    const letters = lettersOf(row).slice(-words.length - 1, -1)
    expect(letters.map(({ by: who }) => who)).toEqual([...words].map(() => 'Kofi M'))
    // What was done here is part of history too, by the hand that did it.
    await expect(changes(page).getByRole('link').filter({ hasText: words.trim() }).first()).toContainText('You')
    // And the words themselves say both.
    const priya = await visitors.visit(board, 'priya@example.org', `${priorityPath(8)}?who=person`)
    await addWords(priya, name, '')
    await priya.keyboard.press('ArrowLeft')
    await expect(priya.getByRole('dialog', { name: 'Kofi M' })).toContainText(
      'First written by Kofi M, put back by Grace Adeyemi on'
    )
    await priya.close()
  })
}

test('by touch: the line is dragged, and everything is reached on a phone', async ({ visitors }) => {
  const page = await visitors.visit(board, 'leila@example.org', boardPath, onPhone)
  await page.getByRole('link', { name: 'History', exact: true }).tap()
  const last = await lastNumber(page)
  await button(page, 'One change back').tap()
  await isAt(page, last - 1)
  const track = await slider(page).locator('..').boundingBox()
  if (!track) throw new Error('the time line is not on the page')
  const touch = await page.context().newCDPSession(page)
  const at = (share: number) => [{ x: track.x + track.width * share, y: track.y + track.height / 2 }]
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0.8) })
  for (let share = 0.75; share > 0.35; share -= 0.05)
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(share) })
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await expect.poll(() => changeNumber(page)).toBeLessThan(last - 10)
  await page.getByLabel('Look at').selectOption({ label: '2. Improving outcomes' })
  await expect(page).toHaveURL(/in=outcomes/)
  await expect(page.getByRole('main').getByRole('heading', { name: 'Improving outcomes' })).toBeVisible()
})

test('two people walk while others write: one stays at their moment, one follows now', async ({ visitors }) => {
  const path = historyPath('?in=commissioning')
  const kofi = await visitors.visit(board, 'kofi@example.org', priorityPath(5))
  const anna = await visitors.visit(board, 'anna@example.org', path)
  const grace = await visitors.visit(board, 'grace@example.org', path)
  const last = await lastNumber(anna)
  await anna.bringToFront()
  await slider(anna).press('ArrowLeft')
  await isAt(anna, last - 1)
  const address = anna.url()
  await kofi.bringToFront()
  await addWords(kofi, 'What families told us', ' Seen live.')
  await expect(changes(grace).getByRole('link').first()).toContainText('Seen live.')
  await expect(slider(grace)).toHaveAttribute('aria-valuetext', /Kofi M added one phrase/)
  await expect(slider(anna)).toHaveAttribute('aria-valuemax', String(last + 1))
  await isAt(anna, last - 1)
  expect(anna.url()).toBe(address)
})

test('a value is set again and an action put back, as changes of now', async ({ visitors }) => {
  const page = await visitors.visit(board, helen, historyPath('?in=quality'))
  const newest = changes(page).getByRole('link').first()
  await changes(page).getByRole('link', { name: 'Changed Status from “Not started” to “Slipping”' }).click()
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Set this again Status/ })
    .click()
  await expect(newest).toContainText('Changed Status from “Slipping” to “Not started”')
  await expect(newest).toContainText('You')

  const rows = await authorsOf(board, helen)
  const action = rows.find(({ field }) => field === 'actions/late-reviews/text')
  if (!action) throw new Error('the example has no such action')
  const name = wordsOf(action)
  await page.goto(boardPath)
  await button(page, `Move or take out: ${name}`).click()
  await page.getByRole('menuitem', { name: 'Take out' }).click()
  await page.goto(historyPath('?in=quality'))
  await expect(newest).toContainText(`Took out the action “${name.slice(0, 20)}`)
  await page.getByRole('main').getByRole('button', { name: 'Put it back' }).click()
  await expect(newest).toContainText(`Put back the action “${name.slice(0, 20)}`)
  await page.goto(priorityPath(8))
  await expect(page.getByRole('main')).toContainText(name)
})

test('from who wrote words to how they came about', async ({ visitors }) => {
  const page = await visitors.visit(board, 'priya@example.org', `${priorityPath(1)}?who=person`)
  await page.getByRole('group', { name: 'How we will know', exact: true }).locator('[data-author]').first().click()
  const card = page.getByRole('dialog').filter({ hasText: 'Wrote this on' })
  await card.getByRole('link', { name: 'See how it changed' }).click()
  await expect(page).toHaveURL(/history\?in=co-production&at=\d+$/)
  await expect(page.getByRole('heading', { level: 1, name: 'You are looking at the plan on' })).toBeVisible()
  await page.goto(`${priorityPath(1)}/a/thank-and-pay`)
  await page
    .locator('#sheet')
    .getByRole('link', { name: /^See how it changed/ })
    .first()
    .click()
  await expect(page).toHaveURL(/history\?in=co-production&at=\d+$/)
})

test('readers look back and change nothing; commenters are not led there', async ({ visitors }) => {
  const reader = await visitors.visit(board, 'reader@example.org', historyPath('?in=co-production'))
  await slider(reader).press('Home')
  await isAt(reader, 1)
  await button(reader, 'Compare from here').click()
  await slider(reader).press('End')
  await stretch(reader, 'added by').first().click(atFirstLetter)
  await expect(reader.getByRole('dialog')).toContainText('Added this on')
  await expect(button(reader, 'Put these words back')).toHaveCount(0)
  await expect(reader.getByRole('button', { name: /^(?:Set this again|Put it back)/ })).toHaveCount(0)

  const cookie = await cookieOf(board, helen)
  const { body } = await ask(board, cookie, 'GET', `/api/plans/${examplePlan}/people`)
  const robin = JSON.stringify(body).match(/"id":"([^"]+)"[^}]*"name":"Robin Ellis"/)?.[1] ?? ''
  const access = { role: 'commenter', group: 'education', voice: false }
  await ask(board, cookie, 'PUT', `/api/plans/${examplePlan}/people/${robin}`, access)
  await expect(reader.getByRole('heading', { name: 'You cannot look back in this plan' })).toBeVisible()
  await reader.goto(boardPath)
  await expect(reader.getByRole('heading', { level: 2 }).first()).toBeVisible()
  await expect(reader.getByRole('link', { name: 'History', exact: true })).toHaveCount(0)
})

test('without a signal what was looked at stays, and the rest is said to need one', async ({ visitors }) => {
  const page = await visitors.visit(board, 'tom@example.org', historyPath('?in=outcomes'), { expects: [unreachable] })
  const last = await lastNumber(page)
  await slider(page).press('ArrowLeft')
  await isAt(page, last - 1)
  await page.context().setOffline(true)
  await slider(page).press('Home')
  await expect(page.getByText('Looking back needs a signal. What you have looked at stays here.')).toBeVisible()
  await isAt(page, last - 1)
  await slider(page).press('End')
  await page.context().setOffline(false)
  await slider(page).press('Home')
  await isAt(page, 1)
})

test('the board says what changed since the last visit, once, and the list leads there', async ({ visitors }) => {
  const cookie = await cookieOf(board, helen)
  const { body } = await ask(board, cookie, 'GET', `/api/plans/${examplePlan}/history/changes?in=co-production&max=2`)
  const page = await visitors.visit(board, 'priya@example.org', priorityPath(2), {
    before: async (context) => {
      await context.route('**/history/since-visit', (route) =>
        route.fulfill({
          json: {
            since: { at: 1, seq: 1 },
            count: 2,
            priorities: [{ id: 'co-production', count: 2, changes: (body as { changes: unknown[] }).changes }],
            people: (body as { people: unknown[] }).people
          }
        })
      )
    }
  })
  await page.goto(boardPath)
  await button(page, '2 changes since your last visit').click()
  const list = page.getByRole('dialog', { name: 'Since your last visit' })
  await expect(list.getByRole('link')).toHaveCount(2)
  // By day, the oldest first; what is asked for comes newest first.
  const [newest, oldest] = (body as { changes: { seq: number }[] }).changes
  const hrefs = await list.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  expect(hrefs.map((href) => Number(/at=(\d+)/.exec(href ?? '')?.[1]))).toEqual([oldest?.seq, newest?.seq])
  await expect(list.getByRole('heading', { level: 3 }).first()).toHaveText(/^\d+ \w+/)
  await look(page, 'since the last visit', wide)
  await list.getByRole('link').first().click()
  await expect(page).toHaveURL(/history\?in=co-production&at=\d+/)
  await page.goto(boardPath)
  await button(page, 'Put away what changed since your last visit').click()
  await expect(button(page, '2 changes since your last visit')).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible()
  await page.waitForResponse('**/history/since-visit').catch(() => undefined)
  await expect(button(page, '2 changes since your last visit')).toHaveCount(0)
})

test('what changed since the last visit comes late and covers nothing somebody is at', async ({ visitors }) => {
  const cookie = await cookieOf(board, helen)
  const { body } = await ask(board, cookie, 'GET', `/api/plans/${examplePlan}/history/changes?in=co-production&max=2`)
  const { changes, people } = body as { changes: unknown[]; people: unknown[] }
  const priorities = [{ id: 'co-production', count: 2, changes }]
  let answer = (): void => undefined
  const late = new Promise<void>((resolve) => (answer = resolve))
  const page = await visitors.visit(board, 'tom@example.org', boardPath, {
    viewport: phone,
    before: async (context) => {
      await context.route('**/history/since-visit', async (route) => {
        await late
        await route.fulfill({ json: { since: { at: 1, seq: 1 }, count: 2, priorities, people } })
      })
    }
  })
  await expect(page.getByRole('button', { name: /^Move or take out: / }).first()).toBeVisible()
  // Somebody is at what stands just where it will stand.
  await page.evaluate(() => {
    const card = [...document.querySelectorAll('main [data-card-open]')].filter((each) => each.clientHeight > 0).at(-1)
    if (!(card instanceof HTMLElement)) throw new Error('the board has no card to be at')
    scrollBy(0, card.getBoundingClientRect().bottom - (innerHeight - 80))
    card.focus({ preventScroll: true })
  })
  const before = await page.evaluate(() => scrollY)
  answer()
  const notice = button(page, '2 changes since your last visit')
  await expect(notice).toBeAttached()
  const lies = await notice.locator('..').evaluate((strip) => {
    const [over, under] = [strip.getBoundingClientRect(), document.activeElement?.getBoundingClientRect()]
    return under !== undefined && over.top < under.bottom && over.bottom > under.top
  })
  expect(lies, 'over what has focus').toBe(false)
  expect(await page.evaluate(() => scrollY)).toBe(before)
  // Once they go on it is where it belongs.
  await page.keyboard.press('Shift+Tab')
  await expect(notice).toBeInViewport()
  await expectSeen(page, 'Shift+Tab')
})

for (const viewport of [wide, phone]) {
  const is = viewport.width === wide.width ? 'wide' : 'phone'
  test(`every state of history is accessible, ${is}`, async ({ visitors }) => {
    test.setTimeout(240_000)
    const how = { viewport, ...(is === 'phone' ? { hasTouch: true } : {}) }
    const page = await visitors.visit(board, helen, historyPath('?in=co-production&at=115&from=67'), how)
    await expect(stretch(page, 'taken out by').first()).toBeVisible()
    await look(page, 'history compared', viewport)
    await stretch(page, 'taken out by').first().click(atFirstLetter)
    await expect(page.getByRole('dialog')).toBeVisible()
    await look(page, 'history who took it out', viewport)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
    await button(page, 'Side by side').click()
    await expect(page.locator('.column')).toHaveCount(2)
    await look(page, 'history side by side', viewport)
    await button(page, 'Just the words').click()
    await page.getByRole('switch', { name: 'Who wrote this' }).click()
    await look(page, 'history who wrote this', viewport)
    await page.getByRole('switch', { name: 'Who wrote this' }).click()
    await page.goto(historyPath('?at=120'))
    await expect(slider(page)).toBeVisible()
    await look(page, 'history of the plan', viewport)
  })
}
