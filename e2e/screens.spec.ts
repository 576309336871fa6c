import { expect, type Locator, type Page } from '@playwright/test'
import { look, phone, wide } from './axe.ts'
import { cookieOf, examplePlan, runAdmin, signInLink, startBoard, until, type Board } from './people.ts'
import { boardPath, closing, priorityPath, refused, test, unreachable } from './visitors.ts'

// Every screen and state, one after the other on one board: the rules of axe in light, dark and forced colours,
// no sideways scroll down to 320 px, 400 % and text at 200 %. SCREENSHOTS=1 also takes a picture of each.
// One file past 300 lines, because it is a list.
test.describe.configure({ mode: 'parallel', timeout: 240_000 })

let board: Board
test.beforeAll(async () => {
  board = await startBoard()
})
test.afterAll(async () => board.close())

const actionPath = `${priorityPath(2)}/a/part-time-timetables`
const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { level: 1, name })
const dialog = (page: Page, name?: string | RegExp): Locator =>
  page.getByRole('dialog', name === undefined ? {} : { name })
const button = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name })
const press = (page: Page, name: string | RegExp): Promise<void> => button(page, name).first().click()
/** What the button under a record's form says. */
const saves = /^(?:Save|Put .*in the plan|Say it)/
const escape = async (page: Page, over: Locator): Promise<void> => {
  await page.keyboard.press('Escape')
  await expect(over).toBeHidden()
}
/** Presses the first letter of a text: further in there may be a word that explains itself. */
const atStart = (page: Page, name: string): Promise<void> =>
  page.getByRole('group', { name, exact: true }).click({ position: { x: 3, y: 10 } })
/** Asks the board as this person. */
const asked = async (email: string, method: string, path: string, body?: unknown): Promise<unknown> => {
  const answer = await fetch(`${board.url}/api${path}`, {
    method,
    headers: { cookie: await cookieOf(board, email), origin: board.url, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}`)
  return answer.status === 204 ? undefined : await answer.json()
}

for (const viewport of [wide, phone]) {
  const is = viewport.width === wide.width ? 'wide' : 'phone'
  const how = { viewport, ...(is === 'phone' ? { hasTouch: true } : {}) }

  test(`outside the plans, ${is}`, async ({ visitors }) => {
    const page = await (await visitors.device(board, { ...how, expects: [refused] })).newPage()
    const see = (screen: string) => look(page, screen, viewport)
    await page.goto('/sign-in')
    await expect(heading(page, 'Sign in')).toBeVisible()
    await see('sign-in')
    await press(page, 'Display (Aa)')
    await expect(dialog(page, 'Display')).toBeVisible()
    await see('sign-in display')
    await escape(page, dialog(page))
    await press(page, 'Send me the email')
    await expect(page.getByRole('alert')).toContainText('Write your email address.')
    await see('sign-in with a problem')
    await page.getByLabel('Your email address').fill('leila@example.org')
    await press(page, 'Send me the email')
    await expect(heading(page, 'Check your email')).toBeVisible()
    await see('sent')
    await page.getByLabel('Code').fill('123')
    await press(page, 'Sign in')
    await expect(page.getByRole('alert')).toContainText('Write the 6 digits from the email.')
    await see('sent with a problem')
    for (const [path, title] of [
      ['/help', 'Help'],
      ['/help/words', /./],
      ['/privacy', 'How we use your information'],
      ['/accessibility', 'Accessibility'],
      ['/nowhere', /./]
    ] as const) {
      await page.goto(path)
      await expect(heading(page, title)).toBeVisible()
      await see(`page ${path.slice(1)}`)
    }
    await page.goto('/s/#not-a-token')
    await expect(heading(page, 'That link did not work')).toBeVisible()
    await see('landing that did not work')
    await page.goto(await signInLink(board, 'leila@example.org'))
    await expect(button(page, 'Sign in as Leila')).toBeVisible()
    await see('landing')
  })

  test(`plans and a new plan, ${is}`, async ({ visitors }) => {
    const page = await visitors.visit(board, 'priya@example.org', boardPath, { ...how, expects: [refused] })
    const see = (screen: string) => look(page, screen, viewport)
    await page.goto('/plans')
    await expect(page.getByRole('link', { name: 'SEND Continuous Improvement Plan' })).toBeVisible()
    await see('plans')
    await press(page, 'You: Priya Shah')
    await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible()
    await see('plans with the menu open')
    await escape(page, page.getByRole('menu'))
    await page.goto('/me')
    await expect(heading(page, /./)).toBeVisible()
    await see('my page')
    await page.goto('/plans/new')
    await expect(heading(page, 'Start a plan')).toBeVisible()
    await see('new plan')
    await press(page, 'Make the plan')
    await expect(page.getByRole('alert').first()).toBeVisible()
    await see('new plan with problems')
    await runAdmin(board, 'add-person', `nobody-${is}@example.org`, 'Nia Wood')
    const nia = await visitors.device(board, how)
    const alone = await nia.newPage()
    await alone.goto(await signInLink(board, `nobody-${is}@example.org`))
    await press(alone, 'Sign in as Nia')
    await expect(alone.getByText('You have not been added to a plan yet.')).toBeVisible()
    await look(alone, 'plans, none yet', viewport)
    const { id } = (await asked(`nobody-${is}@example.org`, 'POST', '/plans', {
      title: 'A plan with nothing in it',
      type: 'improvement-plan',
      area: 'Elsewhere',
      group: 'parents'
    })) as { id: string }
    await alone.goto(`/p/${id}`)
    await expect(alone.getByText('Nothing here yet. Start with one thing that should change')).toBeVisible()
    await look(alone, 'board with nothing in it', viewport)
  })

  test(`the board, ${is}`, async ({ visitors }) => {
    const page = await visitors.visit(board, 'helen@example.org', boardPath, how)
    const see = (screen: string) => look(page, screen, viewport)
    await expect(button(page, /^Add an action/).first()).toBeVisible()
    await see('board')
    await press(page, 'Who wrote this')
    await see('board, who wrote this')
    await press(page, 'Who wrote this')
    await press(page, /^Find/)
    await expect(page.getByRole('search')).toBeVisible()
    await page.getByLabel('Words in it').fill('publish')
    await see('board, find actions')
    await press(page, 'Show all')
    await press(page, /^Find/)
    await press(page, /^Move or take out/)
    await expect(page.getByRole('menuitem', { name: 'Move to…' })).toBeVisible()
    await see('board, menu of an action')
    await page.getByRole('menuitem', { name: 'Move to…' }).click()
    await expect(dialog(page, 'Move to')).toBeVisible()
    await see('board, move an action')
    await escape(page, dialog(page))
    for (const [fact, title] of [
      [/^Who leads/, 'Who leads'],
      [/^(?:By when|Due)/, 'By when'],
      [/^Status/, 'Status']
    ] as const) {
      await press(page, fact)
      await expect(dialog(page, title)).toBeVisible()
      await see(`board, ${title}`)
      await escape(page, dialog(page))
    }
    await press(page, /^Change, move or take out priority 1/)
    await expect(page.getByRole('menuitem').first()).toBeVisible()
    await see('board, menu of a priority')
    await page.getByRole('menuitem', { name: /place/i }).click()
    await expect(dialog(page, 'Move to place')).toBeVisible()
    await see('board, place of a priority')
    await escape(page, dialog(page))
    await press(page, /^Change, move or take out priority 1/)
    await page.getByRole('menuitem', { name: /kind/i }).click()
    await expect(dialog(page, 'What kind it is')).toBeVisible()
    await see('board, kind of a priority')
    await escape(page, dialog(page))
    await press(page, /\d (people|person) here/)
    await expect(dialog(page, /here$/)).toBeVisible()
    await see('people here')
    await escape(page, dialog(page))
    for (const [command, title] of [
      ['Activity', 'Activity'],
      ['Keyboard shortcuts', 'Keyboard shortcuts'],
      ['Display', 'Display']
    ] as const) {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').fill(command)
      if (command === 'Activity') await see('go to or do')
      await page.keyboard.press('Enter')
      await expect(dialog(page, title)).toBeVisible()
      await see(title)
      await escape(page, dialog(page))
    }
    await press(page, /^Add an action/)
    await expect(page.getByRole('textbox', { name: 'What we will do' })).toBeFocused()
    await page.keyboard.type('Ask every school what would help')
    await see('board, writing an action')
    await page.keyboard.press('Escape')
    await page
      .getByRole('button', { name: /^Move or take out: Ask every school/ })
      .first()
      .click()
    await page.getByRole('menuitem', { name: 'Take out' }).click()
    await expect(button(page, 'Put it back')).toBeVisible()
    await see('board, action taken out')
    await page.goto(`${boardPath}?view=table`)
    await expect(page.getByRole('table').first()).toBeVisible()
    await see('table')
  })

  test(`a reader, ${is}`, async ({ visitors }) => {
    const page = await visitors.visit(board, 'reader@example.org', boardPath, how)
    const see = (screen: string) => look(page, screen, viewport)
    const ask = page.getByText('You can read this plan. Ask Helen Price if you need to write.')
    await expect(ask).toBeVisible()
    await see('reader, board')
    await page.goto(priorityPath(2))
    await expect(ask).toBeVisible()
    await see('reader, priority')
    await page.goto(actionPath)
    await expect(page.getByRole('heading', { name: 'Action 2.1' })).toBeVisible()
    await see('reader, action')
    await page.goto(`${boardPath}/people`)
    await expect(page.getByRole('heading', { name: /^Health/ })).toBeVisible()
    await see('reader, people')
    await page.goto(`${boardPath}/settings`)
    await expect(heading(page, 'Settings')).toBeVisible()
    await see('reader, settings')
  })

  test(`a priority, ${is}`, async ({ visitors }) => {
    const page = await visitors.visit(board, 'helen@example.org', priorityPath(2), how)
    const see = (screen: string) => look(page, screen, viewport)
    await expect(page.getByRole('region', { name: 'Views we did not all share' }).getByRole('blockquote')).toBeVisible()
    await see('priority')
    const who = page.getByRole('switch', { name: 'Who wrote this' })
    await who.click()
    await expect(page.locator('[data-author]').first()).toBeVisible()
    await see('priority, who wrote this by person')
    await page.getByRole('button', { name: 'By group' }).first().click()
    await see('priority, who wrote this by group')
    await page.getByRole('button', { name: 'By person' }).first().click()
    await atStart(page, 'Why this matters')
    const text = page.getByRole('textbox', { name: 'Why this matters' })
    await expect(text).toBeFocused()
    await see('priority, writing')
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('ArrowRight')
    await expect(dialog(page).first()).toBeVisible()
    await see('priority, who wrote these words')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await who.click()
    await atStart(page, 'Why this matters')
    await expect(text).toBeFocused()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Shift+ArrowRight')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').press('Enter')
    await expect(dialog(page, 'Add a link')).toBeVisible()
    await page.getByLabel('Address').fill('nonsense')
    await press(page, 'Add link')
    await see('priority, link with a problem')
    await escape(page, dialog(page))
    await page.getByText('What it has been before').or(page.getByText('Impact, who answers for it')).first().click()
    for (const name of ['Status', 'Impact felt by families', 'Who answers for it', 'Kind', 'Monitoring']) {
      await press(page, new RegExp(`^Change\\s+${name}$`))
      await expect(dialog(page)).toBeVisible()
      await see(`priority, ${name}`)
      await press(page, 'Cancel')
      await expect(dialog(page)).toBeHidden()
    }
    for (const name of ['Add inspectors’ words', 'Add a measure', 'Add a view we do not all share', 'Add evidence']) {
      await press(page, name)
      await press(page, saves)
      await expect(page.locator('[aria-invalid="true"]').first()).toBeVisible()
      await see(`priority, ${name} with problems`)
      await press(page, 'Cancel')
    }
    await press(page, /^Reply\s+to this view/)
    await see('priority, reply to a view')
    await press(page, 'Cancel')
    const term = page.getByRole('button', { name: /^EHC plan/ }).first()
    await term.click()
    await see('priority, a word explained')
    await page.keyboard.press('Escape')
    await page.goto(priorityPath(77))
    await expect(page.getByText('There is no priority 77 here')).toBeVisible()
    await see('priority that is not there')
  })

  test(`an action, ${is}`, async ({ visitors }) => {
    const page = await visitors.visit(board, 'grace@example.org', actionPath, how)
    const see = (screen: string) => look(page, screen, viewport)
    const sheet = is === 'wide' ? dialog(page, 'Action 2.1') : page.getByRole('main')
    await expect(sheet.getByRole('heading', { name: 'Evidence' })).toBeVisible()
    await see('action')
    await sheet.evaluate((element) => element.scrollTo(0, element.scrollHeight))
    await sheet.getByText('Everything that was set').click()
    await see('action, its history')
    for (const name of [
      'Status',
      'Who leads',
      'Starts',
      'By when',
      'After 3 months',
      'Impact felt by families',
      'Cost'
    ]) {
      await sheet.getByRole('button', { name: new RegExp(`^Change\\s+${name}$`) }).click()
      await expect(sheet.getByRole('button', { name: 'Cancel' })).toBeVisible()
      await see(`action, ${name}`)
      await sheet.getByRole('button', { name: 'Cancel' }).click()
    }
    for (const name of ['Say how it goes', 'Add evidence', 'Add a view we do not all share']) {
      await sheet.getByRole('button', { name, exact: true }).click()
      await press(page, saves)
      await expect(sheet.or(dialog(page)).locator('[aria-invalid="true"]').first()).toBeVisible()
      await see(`action, ${name} with problems`)
      await page.getByRole('button', { name: 'Cancel' }).click()
    }
    await atStart(page, 'What this answers')
    await expect(page.getByRole('textbox', { name: 'What this answers' })).toBeFocused()
    await see('action, writing')
    await page.goto(`${priorityPath(2)}/a/nothing-here`)
    await expect(page.getByText('There is no such action in this plan.')).toBeVisible()
    await see('action that is not there')
  })

  test(`views, people and settings, ${is}`, async ({ visitors }) => {
    const page = await visitors.visit(board, 'helen@example.org', `${boardPath}/views`, how)
    const see = (screen: string) => look(page, screen, viewport)
    await expect(page.getByRole('blockquote').first()).toBeVisible()
    await see('views')
    await press(page, 'Add a view we do not all share')
    await see('views, a new one')
    await page.goto(`${boardPath}/people`)
    await expect(page.getByRole('heading', { name: /^Health/ })).toBeVisible()
    await see('people')
    await press(page, /Invite someone/)
    await expect(dialog(page, 'Invite someone')).toBeVisible()
    await see('people, invite')
    await press(page, 'Send the invitation')
    await expect(page.locator('[aria-invalid="true"]').first()).toBeVisible()
    await see('people, invite with problems')
    await press(page, 'Cancel')
    for (const [item, title] of [
      ['Change what they may do', /^Change what/],
      ['Remove from the plan', /^Remove/]
    ] as const) {
      await press(page, /^Change or remove Anna Novak/)
      await page.getByRole('menuitem', { name: item }).click()
      await expect(dialog(page, title)).toBeVisible()
      await see(`people, ${item}`)
      await press(page, 'Cancel')
    }
    await page.goto(`${boardPath}/settings`)
    await expect(heading(page, 'Settings')).toBeVisible()
    await see('settings')
    for (const name of [
      'Type of plan',
      'Who takes part',
      'Inspection',
      'Who answers for the plan',
      'Words for status'
    ]) {
      await press(page, new RegExp(`^Change\\s+${name}$`))
      await expect(button(page, 'Cancel')).toBeVisible()
      await see(`settings, ${name}`)
      await press(page, 'Cancel')
    }
    await press(page, /^Change\s+Title$/)
    await expect(page.getByRole('textbox', { name: 'Title of the plan' })).toBeFocused()
    await see('settings, title')
  })

  test(`when something is in the way, ${is}`, async ({ visitors }) => {
    const lost = { ...how, expects: [unreachable, refused, closing] }
    // A person of this test's own, because they are signed out in the end.
    const email = `sam-${is}@example.org`
    await runAdmin(board, 'add-person', email, 'Sam Reid')
    await runAdmin(board, 'add-member', examplePlan, email, 'member', 'social-care')
    const page = await visitors.visit(board, email, priorityPath(3), lost)
    const see = (screen: string) => look(page, screen, viewport)

    // Held still, while Kofi writes.
    const kofi = await visitors.visit(board, 'kofi@example.org', priorityPath(3), lost)
    await expect(page.getByRole('heading', { name: 'Where we are now' })).toBeVisible()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('Hold')
    await page.keyboard.press('Enter')
    await atStart(kofi, 'Where we are now')
    await expect(kofi.getByRole('textbox', { name: 'Where we are now' })).toBeFocused()
    await kofi.keyboard.type('Kofi was here. ')
    await expect(page.getByText('1 change is waiting.')).toBeVisible()
    await see('held still')
    await press(page, 'Show them')
    await kofi.keyboard.press('Escape')

    // Two people in one value.
    await page.goto(`${priorityPath(3)}/a/year-9-reviews`)
    const setCost = async (on: Page, cost: string): Promise<void> => {
      await on.getByRole('button', { name: /^Change\s+Cost$/ }).click()
      await on.getByRole('textbox').last().fill(cost)
      await on.getByRole('button', { name: 'Save' }).click()
    }
    await setCost(page, '£1,000 a year')
    await expect(page.getByText(/^Saved at/)).toBeVisible()
    await kofi.goto(`${priorityPath(3)}/a/year-9-reviews`)
    await expect(kofi.getByText('£1,000 a year').first()).toBeVisible()
    await setCost(kofi, '£2,000 a year')
    await expect(page.getByRole('button', { name: 'Use mine' }).first()).toBeVisible()
    await see('two people in one value')
    await press(page, 'Use mine')

    // Taken out under one's hands: a priority, and an action on the board.
    await page.goto(boardPath)
    if (is === 'phone') await page.getByRole('button', { name: /Preparation for Adulthood/, expanded: false }).click()
    await page
      .getByRole('region', { name: /^3 / })
      .getByRole('button', { name: /^Start planning for adulthood/ })
      .click()
    await expect(page.getByRole('textbox', { name: 'What we will do' })).toBeFocused()
    await page.keyboard.press('End')
    await page.keyboard.type(' together')
    await expect(page.getByText(/^Saved at/)).toBeVisible()
    await kofi.getByRole('button', { name: /^Take out action/ }).click()
    await expect(page.getByText('Kofi M took out this action while you were writing.')).toBeVisible()
    await see('taken out under you')
    await press(page, 'Put it back')
    await page.goto(priorityPath(3))

    // Without a signal, and for a long time.
    await page.clock.install()
    await page.goto(priorityPath(3))
    await atStart(page, 'Where we are now')
    await expect(page.getByRole('textbox', { name: 'Where we are now' })).toBeFocused()
    await page.context().setOffline(true)
    await page.keyboard.type('Nobody hears this yet. ')
    await until(
      'the strip',
      async () => {
        await page.clock.runFor(1_000)
        return page.getByText(/^No signal\./).isVisible()
      },
      30_000
    )
    await see('no signal')
    await page.clock.fastForward(5 * 60_000 + 2_000)
    await page.clock.runFor(2_000)
    await expect(page.getByText('We cannot reach the board.')).toBeVisible()
    await see('no signal for long')
    await page.context().setOffline(false)
    await until(
      'the words to be sent',
      async () => {
        await page.clock.runFor(500)
        return page.getByText(/changes? sent\./).isVisible()
      },
      30_000
    )
    await see('back')
    await page.clock.resume()

    // Signed out in mid-edit.
    await page.getByRole('textbox', { name: 'Where we are now' }).focus()
    await page.keyboard.type('And then it ran out. ')
    await page.evaluate(() =>
      fetch('/api/sign-out', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    )
    await expect(page.getByText('Your sign-in ran out.')).toBeVisible()
    await see('signed out')
    await page.getByRole('button', { name: /^Sign in/ }).click()
    await expect(dialog(page, 'Sign in again')).toBeVisible()
    await see('sign in again')
  })

  test(`access that changes, and a plan on its way, ${is}`, async ({ visitors }) => {
    const email = `rosa-${is}@example.org`
    const person = (await asked('helen@example.org', 'POST', `/plans/${examplePlan}/people`, {
      email,
      name: 'Rosa Diaz',
      role: 'member',
      group: 'parents',
      voice: false
    })) as { id: string }
    const lost = { ...how, expects: [unreachable, refused, closing] }
    const page = await visitors.visit(board, email, priorityPath(4), lost)
    const see = (screen: string) => look(page, screen, viewport)
    const access = { group: 'parents', voice: false }
    const at = `/plans/${examplePlan}/people/${person.id}`
    await asked('helen@example.org', 'PUT', at, { ...access, role: 'reader' })
    await expect(page.getByText('You can now read this plan only.').last()).toBeVisible()
    await see('may only read now')
    await asked('helen@example.org', 'PUT', at, { ...access, role: 'member' })
    await atStart(page, 'Where we are now')
    await expect(page.getByRole('textbox', { name: 'Where we are now' })).toBeFocused()
    await page.context().setOffline(true)
    await page.keyboard.type('These words never leave. ')
    await asked('helen@example.org', 'DELETE', at)
    await page.context().setOffline(false)
    await expect(page.getByText('These words of yours were not sent yet.')).toBeVisible({ timeout: 30_000 })
    await see('removed from the plan')

    // A plan that does not come.
    const late = await visitors.visit(board, 'tom@example.org', boardPath, lost)
    await late.clock.install()
    await late.routeWebSocket(/\/sync/, () => undefined)
    await late.goto(boardPath)
    await until(
      'the outline',
      async () => {
        await late.clock.runFor(400)
        return late.locator('.outline').isVisible()
      },
      20_000
    )
    await look(late, 'plan on its way', viewport)
    await late.clock.runFor(9_000)
    await expect(late.getByText('This is taking a while. You can wait or try again.').last()).toBeVisible()
    await look(late, 'plan on its way for long', viewport)
  })
}
