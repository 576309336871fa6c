import { readFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import type { Browser, Page } from '@playwright/test'
import { expect } from '@playwright/test'
import { expectAccessibleInAllColours, expectNoSidewaysScroll, look, narrowPhone, phone, wide } from './axe.ts'
import { ask, cookieOf, examplePlan, startBoard, type Board } from './people.ts'
import { boardPath, test } from './visitors.ts'

// What anybody can read of a plan, without an account and without JavaScript, and who wrote how much of it.
let board: Board
const helen = 'helen@example.org'
const publicPath = `/public/${examplePlan}`
const voices = { parents: 'priya', 'young-people': 'kofi', health: 'anna' }
const asked = Object.keys(voices)
const notes: Readonly<Record<string, object>> = {
  parents: { answer: 'agree-with-note', note: 'One parent still wants part-time timetables counted.', formal: null },
  'young-people': { answer: 'cannot-agree', note: 'Nobody has asked us about priority 6.', formal: null }
}
type Version = { number: number; hash: string; entries: number }

const send = async (email: string, path: string, body?: unknown): Promise<unknown> => {
  const cookie = await cookieOf(board, email)
  const answer = await ask(
    board,
    cookie,
    body === undefined ? 'GET' : 'POST',
    `/api/plans/${examplePlan}/${path}`,
    body
  )
  expect(answer.status, path).toBeLessThan(300)
  return answer.body
}
const move = async ({ number, entries }: Version, step: string): Promise<Version> =>
  (await send(helen, `versions/${number}/moves`, { move: step, after: entries, ask: null, note: '' })) as Version
const publish = async (): Promise<Version> => {
  const { seq, hash } = (await send(helen, 'versions/draft')) as { seq: number; hash: string }
  const ask = { asked, closesAt: null }
  let version = (await send(helen, 'versions', { scope: null, seq, hash, ask })) as Version
  for (const [group, who] of Object.entries(voices)) {
    const said = notes[group] ?? { answer: 'agree', note: '', formal: null }
    version = (await send(`${who}@example.org`, `versions/${version.number}/answers`, { hash, said })) as Version
  }
  version = await move(version, 'close')
  return move(version, 'publish')
}

test.beforeAll(async () => {
  board = await startBoard()
  await publish()
})
test.afterAll(async () => board.close())

/** A page of somebody who runs no scripts, and every address it asked for with how much came. */
const withoutScripts = async (
  browser: Browser,
  size: typeof wide
): Promise<{ page: Page; asked: string[]; bytes: () => number }> => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: size, baseURL: board.url })
  const page = await context.newPage()
  const addresses: string[] = []
  page.on('request', (request) => addresses.push(request.url()))
  const network = await context.newCDPSession(page)
  await network.send('Network.enable')
  let bytes = 0
  network.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
  return { page, asked: addresses, bytes: () => bytes }
}

for (const size of [wide, phone]) {
  test(`the published plan is read without JavaScript at ${size.width} px`, async ({ browser }) => {
    const { page, asked: addresses, bytes } = await withoutScripts(browser, size)
    await page.goto(publicPath)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('SEND Continuous Improvement Plan')
    await expect(page.getByText('Agreed by 2 of 3, 1 with a note. Young people cannot agree yet.')).toBeVisible()
    await expect(page.getByText('Nobody has asked us about priority 6.')).toBeVisible()
    await expect(page.getByRole('heading', { name: 'A note from parents and carers' })).toBeVisible()

    const second = page.getByRole('group').filter({ hasText: 'Improving outcomes' }).first()
    await expect(second.getByRole('table').first()).toBeHidden()
    await second.locator('summary').click()
    await expect(second.getByRole('table').first()).toBeVisible()
    await expect(second.getByText('Said by parents and carers').first()).toBeVisible()

    expect(addresses.every((address) => address.startsWith(board.url))).toBe(true)
    expect(addresses.some((address) => /\.m?js(?:$|\?)/.test(address))).toBe(false)
    expect(await page.context().cookies()).toEqual([])
    // With style sheet, typeface and picture. Source: ui.md §11.
    expect(bytes()).toBeGreaterThan(20_000)
    expect(bytes()).toBeLessThan(90_000)
    console.log(`public page at ${size.width} px: ${bytes()} bytes`)

    await page.getByRole('link', { name: 'How it was written', exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'How it was written' })).toBeVisible()
    await expect(page.getByRole('table')).toContainText('Has words')
    await page.context().close()
  })
}

test('the exact words have the sum that stands on the page, and the files come down', async ({ browser }) => {
  const { page } = await withoutScripts(browser, wide)
  await page.goto(publicPath)
  const sum = (await page.getByRole('main').locator('.hash').innerText()).trim()
  const [words] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the exact words' }).click()
  ])
  expect(
    createHash('sha256')
      .update(await readFile(await words.path()))
      .digest('hex')
  ).toBe(sum)
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Word', exact: true }).click()
  ])
  expect(file.suggestedFilename()).toMatch(/version 3\.docx$/)
  await page.context().close()
})

test('the public page keeps the rules in all colours, on phones and with everything open', async ({ browser }) => {
  const context = await browser.newContext({ viewport: wide, baseURL: board.url })
  const page = await context.newPage()
  for (const path of [publicPath, `${publicPath}?open=all`, `${publicPath}/how`, '/public/no-such-plan']) {
    await page.setViewportSize(wide)
    await page.goto(path)
    await expectAccessibleInAllColours(page, path)
    for (const size of [phone, narrowPhone]) {
      await page.setViewportSize(size)
      await expectNoSidewaysScroll(page, `${path} at ${size.width} px`)
    }
    expect(await page.evaluate(() => document.scripts.length)).toBe(0)
  }
  await page.setViewportSize(wide)
  await page.goto(publicPath)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the plan' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
  // On paper everything is open, whatever is folded on the screen.
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('table', { name: 'Actions of priority 8' })).toBeVisible()
  await context.close()
})

test('a later version takes its place, the earlier one stays, and one that is checked is gone at once', async ({
  browser
}) => {
  const later = await publish()
  const { page } = await withoutScripts(browser, phone)
  await page.goto(publicPath)
  await expect(page.getByText(`Version ${later.number}.`, { exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Version 3', exact: true }).click()
  await expect(page.getByText('This is an earlier version.')).toBeVisible()
  await move(later, 'withdraw')
  await page.goto(publicPath)
  await expect(page.getByRole('heading', { level: 1, name: 'This version is being checked' })).toBeVisible()
  await page.getByRole('link', { name: 'Read version 3' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('SEND Continuous Improvement Plan')
  await page.context().close()
})

test('whose words are in the plan: by bars, as a table, by keyboard and on a phone', async ({ visitors }) => {
  const page = await visitors.visit(board, 'priya@example.org', `${boardPath}/balance`)
  await expect(page.getByRole('heading', { level: 1, name: 'Whose words are in the plan' })).toBeVisible()
  await expect(page.getByText(/Parents and carers, .* have words in every priority\./)).toBeVisible()
  const table = page.getByRole('table', { name: 'Words in each priority today' })
  await expect(table.getByRole('row')).toHaveCount(9)
  await expect(table.getByText('No words yet').first()).toBeVisible()
  await look(page, 'balance', wide)

  const asTable = page.getByRole('button', { name: 'Show as a table' })
  await asTable.focus()
  await page.keyboard.press('Enter')
  await expect(asTable).toHaveAttribute('aria-pressed', 'true')
  await expect(table.getByRole('row', { name: /^The whole plan/ })).toContainText('Since')
  await expect(page).toHaveURL(/as=table/)
  await page.getByRole('button', { name: 'Comments' }).click()
  await expect(page.getByRole('table', { name: 'Comments on each priority' })).toBeVisible()
  await page.goto(`${board.url}${boardPath}/balance`)
  const [evidence] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Save as evidence' }).click()
  ])
  expect(evidence.suggestedFilename()).toMatch(/\.pdf$/)

  await page.setViewportSize(phone)
  await look(page, 'balance on a phone', phone)
})
