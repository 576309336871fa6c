import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { phone } from './axe.ts'
import { signInLink, startBoard, until, type Board } from './people.ts'
import { boardPath, refused, test } from './visitors.ts'

let board: Board
test.beforeAll(async () => {
  board = await startBoard()
})
test.afterAll(async () => board.close())

type Mail = { text: string; link: string; code: string }

const mailsTo = async (email: string): Promise<Mail[]> => {
  const folder = join(board.dataDir, 'outbox')
  const names = (await readdir(folder).catch(() => [])).sort()
  const all = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  return all
    .filter((text) => text.includes(`\r\nTo: ${email}\r\n`))
    .map((text) => ({
      text,
      link: /https?:\S+\/s\/#\S+/.exec(text)?.[0] ?? '',
      code: /\b\d{6}\b/.exec(text.split('\r\n\r\n').slice(1).join('\n').replace(/#\S+/g, ''))?.[0] ?? ''
    }))
}

/** The `count`-th mail to this address, once it is there whole. */
const mailTo = (email: string, count = 1): Promise<Mail> =>
  until(`mail ${count} to ${email}`, async () => {
    const mail = (await mailsTo(email))[count - 1]
    return mail?.text.endsWith('\r\n') === true ? mail : undefined
  })

const askForMail = async (page: Page, email: string): Promise<void> => {
  await page.getByLabel('Your email address').fill(email)
  await page.getByRole('button', { name: 'Send me the email' }).click()
  await expect(page.getByRole('heading', { name: 'Check your email' })).toBeVisible()
}

const typeCode = async (page: Page, code: string): Promise<void> => {
  await page.getByLabel('Code').fill(code)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

const expectPlans = async (page: Page): Promise<void> => {
  await expect(page.getByRole('heading', { name: 'Your plans' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'SEND Continuous Improvement Plan' })).toBeVisible()
}

test('a person asks for an email and signs in with the code in it', async ({ visitors }) => {
  const page = await (await visitors.device(board, { expects: [refused] })).newPage()
  await page.goto('/')
  await expect(page).toHaveURL('/sign-in')
  await askForMail(page, 'priya@example.org')
  const { code } = await mailTo('priya@example.org')
  // As people paste it: with a space, and one before it.
  await typeCode(page, ` ${code.slice(0, 3)} ${code.slice(3)}`)
  await expectPlans(page)
  await page.getByRole('link', { name: 'SEND Continuous Improvement Plan' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'SEND Continuous Improvement Plan' })).toBeVisible()
})

test('a link signs in only when its button is pressed, and leaves the address bar at once', async ({ visitors }) => {
  const asking = await (await visitors.device(board)).newPage()
  await asking.goto('/sign-in')
  await askForMail(asking, 'tom@example.org')
  const { link } = await mailTo('tom@example.org')
  const token = new URL(link).hash.slice(1)
  expect(token.length).toBeGreaterThan(20)

  // What opens links to check them: a plain fetch, and a whole browser that presses nothing.
  expect((await fetch(link)).status).toBe(200)
  const scanner = await (await visitors.device(board)).newPage()
  await scanner.goto(link)
  await expect(scanner.getByRole('button', { name: 'Sign in as Tom' })).toBeVisible()
  await scanner.reload()
  await expect(scanner.getByRole('heading', { name: 'That link did not work' })).toBeVisible()

  const phonePage = await (await visitors.device(board, { viewport: phone, expects: [refused] })).newPage()
  await phonePage.goto(link)
  await expect(phonePage.getByRole('button', { name: 'Sign in as Tom' })).toBeVisible()
  expect(new URL(phonePage.url()).hash).toBe('')
  expect(await phonePage.evaluate(() => location.href + JSON.stringify(history.state))).not.toContain(token)
  await phonePage.getByRole('button', { name: 'Sign in as Tom' }).click()
  await expectPlans(phonePage)

  // Used once: the same link opens nothing more.
  const second = await (await visitors.device(board, { expects: [refused] })).newPage()
  await second.goto(link)
  await expect(second.getByRole('heading', { name: 'That link did not work' })).toBeVisible()
  await second.getByRole('link', { name: 'Send me a new email' }).click()
  await expect(second).toHaveURL('/sign-in')
})

test('five wrong codes burn the code, and a new one works', async ({ visitors }) => {
  const page = await (await visitors.device(board, { expects: [refused] })).newPage()
  await page.clock.install()
  await page.goto('/sign-in')
  await askForMail(page, 'grace@example.org')
  const { code } = await mailTo('grace@example.org')
  await typeCode(page, '12345')
  await expect(page.getByRole('alert')).toContainText('Write the 6 digits from the email.')
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
  for (let tries = 1; tries <= 5; tries++) {
    const answered = page.waitForResponse('**/api/sign-in/redeem')
    await typeCode(page, wrong)
    expect((await answered).status()).toBe(400)
    await expect(page.getByRole('alert')).toContainText('That code did not work. Codes last 15 minutes.')
    await expect(page.getByRole('alert')).toBeFocused()
  }
  const burned = page.waitForResponse('**/api/sign-in/redeem')
  await typeCode(page, code)
  expect((await burned).status()).toBe(400)

  const again = page.getByRole('button', { name: 'Send a new one' })
  await expect(again).toBeDisabled()
  await page.clock.fastForward(31_000)
  await again.click()
  await expect(page.getByText('We have sent a new email. Use the newest one.').first()).toBeVisible()
  const fresh = await mailTo('grace@example.org', 2)
  await typeCode(page, fresh.code)
  await expectPlans(page)
})

test('an address that nobody has gets the same screen, and a mail that says how to be invited', async ({
  visitors
}) => {
  const said = async (email: string): Promise<string> => {
    const page = await (await visitors.device(board)).newPage()
    await page.goto('/sign-in')
    await askForMail(page, email)
    await expect(page.getByRole('main')).toContainText(email)
    return (await page.getByRole('main').innerText()).replace(email, '').replace(/in \d+ seconds/, '')
  }
  expect(await said('nobody@example.org')).toBe(await said('marcus@example.org'))
  const { text, link, code } = await mailTo('nobody@example.org')
  expect(text).toContain('Nobody has been invited under this address yet')
  expect([link, code]).toEqual(['', ''])
})

test('signing out is told in another tab at once, and Back shows nothing of the plan', async ({ visitors }) => {
  const context = await visitors.device(board, { expects: [refused, /^WebSocket connection to /] })
  const other = await context.newPage()
  await other.goto(await signInLink(board, 'marcus@example.org'))
  await other.getByRole('button', { name: 'Sign in as Marcus' }).click()
  await expectPlans(other)
  await other.goto(boardPath)
  const here = await context.newPage()
  await here.goto(boardPath)
  for (const page of [other, here]) await expect(page.getByRole('button', { name: /^Add an action/ })).toHaveCount(8)

  await here.getByRole('button', { name: 'You: Marcus Reid' }).click()
  await here.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(here).toHaveURL('/sign-in')
  await expect(other.getByRole('alert')).toContainText('Your sign-in ran out.', { timeout: 1_500 })
  // Whoever is in mid-word there loses nothing; what they write waits for them and goes nowhere.
  await expect(other.getByRole('alert').getByRole('button', { name: 'Sign in' })).toBeVisible()

  // What the page shows on its way is part of what Back shows.
  await here.evaluate(() => {
    new MutationObserver(() => {
      if (document.body.innerText.includes('Continuous Improvement')) document.body.dataset['leak'] = 'yes'
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  await here.goBack()
  await expect(here.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  expect(await here.evaluate(() => document.body.dataset['leak'])).toBeUndefined()
  await other.reload()
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(other.getByText('Continuous Improvement')).toHaveCount(0)
})
