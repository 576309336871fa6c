import { expect } from '@playwright/test'
import { agreePath, answered, answers, frozen, inStore, letterTo, rowOf, send } from './agreeing.ts'
import { look, phone, wide } from './axe.ts'
import { byKeyboard } from './hands.ts'
import { ask, cookieOf, examplePlan, signIn, startBoard, type Board } from './people.ts'
import { test } from './visitors.ts'

// An answer between the first letter and the last word about it: nothing of it is lost, and nobody waits in the dark.
let board: Board
test.beforeAll(async () => {
  board = await startBoard()
})
test.afterAll(async () => board.close())
test.describe.configure({ timeout: 240_000 })

const helen = 'helen@example.org'
const priya = 'priya@example.org'

/** Runs in the page: whether this device keeps a form that is being filled in. */
const keepsDraft = (): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const opened = indexedDB.open('board')
    opened.onerror = () => reject(new Error('no store'))
    opened.onsuccess = () => {
      const names = opened.result.transaction('copies').objectStore('copies').getAllKeys()
      names.onsuccess = () => {
        opened.result.close()
        resolve(names.result.some((name) => Array.isArray(name) && name.includes('draft')))
      }
    }
  })

test('what is filled in is never lost: back, a page that is thrown away, a sign-in that ran out, a co-voice who was first', async ({
  visitors
}) => {
  const { people } = await send<{ people: { id: string; name: string }[] }>(board, helen, 'people')
  const tom = people.find(({ name }) => name === 'Tom Bradley')?.id ?? ''
  const place = { role: 'member', group: 'parents', voice: true }
  const put = await ask(board, await cookieOf(board, helen), 'PUT', `/api/plans/${examplePlan}/people/${tom}`, place)
  expect(put.status).toBe(200)
  const version = await frozen(board, 'adulthood', ['parents', 'health'])
  const path = `${agreePath}/${version.number}`
  const first = await visitors.visit(board, priya, path, { viewport: phone, expects: [/./] })
  const device = first.context()
  // As whoever answered "Yes" to "Is this your own device?".
  await first.evaluate(async () => {
    const me: unknown = await (await fetch('/api/me')).json()
    if (typeof me === 'object' && me && 'id' in me) localStorage.setItem('board.own-device', String(me.id))
  })
  await first.reload()
  const note = 'Write down who answers, and by when.'
  await answers(first)
    .getByRole('radio', { name: /We cannot agree yet/ })
    .check()
  await answers(first).getByLabel('Your note').fill(note)
  await first.getByRole('link', { name: 'Who agrees' }).first().click()
  await expect(first.getByRole('heading', { name: 'Who agrees' })).toBeFocused()
  await first.goBack()
  await expect(answers(first).getByLabel('Your note')).toHaveValue(note)
  await expect(answers(first)).toContainText('What you filled in before is still here. It was not given yet.')

  // The phone throws the page away while the screen is locked: nobody is asked, and nothing is gone.
  await expect.poll(() => first.evaluate(keepsDraft)).toBe(true)
  await first.close()
  const page = await device.newPage()
  await page.goto(`${board.url}${path}`)
  await expect(answers(page).getByLabel('Your note')).toHaveValue(note)

  // The sign-in runs out, and the copy on this device goes with it; the words do not.
  await inStore(board, (run) => {
    const person = `(SELECT id FROM people WHERE email = '${priya}')`
    expect(run(`DELETE FROM sessions WHERE person IN ${person}`)).toBeGreaterThan(0)
  })
  await page.evaluate(() => fetch('/api/me'))
  await page.reload()
  await expect(page).toHaveURL(/\/sign-in/)
  await signIn(page, board, priya)
  await page.goto(`${board.url}${path}`)
  await expect(answers(page).getByLabel('Your note')).toHaveValue(note)

  // A co-voice was first: said before anything takes the place of their answer.
  await answered(board, 'tom@example.org', version)
  await expect(answers(page)).toContainText('Tom Bradley has answered for your group meanwhile: We agree.')
  await expect(answers(page).getByLabel('Your note')).toHaveValue(note)
  await look(page, 'a co-voice who was first', phone)
  await answers(page).getByRole('button', { name: 'Give our group’s answer' }).click()
  await answers(page).getByRole('button', { name: 'Yes, give this answer' }).click()
  await expect(page.getByRole('heading', { name: 'Your group’s answer: We cannot agree yet' })).toBeFocused()
  await rowOf(page, 'Parents and carers').getByText('1 earlier answer').click()
  await expect(rowOf(page, 'Parents and carers')).toContainText('Tom Bradley')
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Your group’s answer: We cannot agree yet' })).toBeVisible()
  await expect(answers(page)).toHaveCount(0)

  // Everybody has answered: whose turn it is stands on the page and in a letter; what came of it is told once closed.
  await answered(board, 'anna@example.org', version)
  await expect(page.getByRole('main')).toContainText('Helen Price closes the answers next.')
  await expect.poll(() => letterTo(board, helen, 'Every group has answered')).toContain(path)
  const lead = await visitors.visit(board, helen, path, { viewport: wide })
  const keys = byKeyboard(lead)
  await keys.press(lead.getByRole('button', { name: 'Close the answers' }))
  await keys.press(lead.getByRole('form').getByRole('button', { name: 'Close the answers' }))
  await expect(lead.getByRole('heading', { name: 'What you can do as lead' })).toBeFocused()
  await expect.poll(() => letterTo(board, 'tom@example.org', 'The answers are closed')).toContain(path)
  expect(await letterTo(board, 'tom@example.org', 'The answers are closed')).not.toContain(note)
})
