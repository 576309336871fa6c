// What journeys about agreeing share: who asks, who answers, and where it is told.
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import type { Hands } from './hands.ts'
import { ask, cookieOf, examplePlan, until, type Board } from './people.ts'
import { boardPath } from './visitors.ts'

export const agreePath = `${boardPath}/agree`
export const said = (page: Page): Locator => page.locator('[data-status-region]')
export const outcome = (page: Page): Locator => page.getByRole('complementary', { name: 'Who has agreed' })
export const rowOf = (page: Page, group: string): Locator =>
  outcome(page)
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: group, exact: true }) })
export const answers = (page: Page): Locator => page.getByRole('region', { name: 'Answer for your group' })
export const since = (page: Page): Locator => page.getByRole('region', { name: /since agreed|since it was agreed/ })

/** Chooses these groups and no others on the page that asks, and goes on to the words themselves. */
export const chooseGroups = async (hands: Hands, groups: readonly string[]): Promise<void> => {
  const { page } = hands
  const boxes = page.getByRole('group', { name: 'Which groups do you ask?' })
  await expect(boxes.getByRole('checkbox', { name: 'Health' })).toBeChecked()
  for (const box of await boxes.getByRole('checkbox').all()) {
    const isWanted = groups.includes((await box.locator('xpath=..').innerText()).trim())
    if ((await box.isChecked()) !== isWanted) await box.click()
  }
  await hands.press(page.getByRole('button', { name: 'See the exact words' }))
}
/** @returns the number of the version that is frozen by it */
export const freeze = async ({ page, press }: Hands): Promise<number> => {
  await press(page.getByRole('button', { name: /^Freeze these words as version/ }))
  await expect(page).toHaveURL(/\/agree\/\d+$/)
  return Number(new URL(page.url()).pathname.split('/').at(-1))
}
/** Chooses, gives and confirms; ends with the answer kept. */
export const answer = async (hands: Hands, choice: RegExp, note = ''): Promise<void> => {
  const { page } = hands
  await hands.choose(answers(page).getByRole('radio', { name: choice }))
  if (note) await hands.fill(answers(page).getByLabel('Your note'), note)
  await hands.press(answers(page).getByRole('button', { name: 'Give our group’s answer' }))
  await expect(answers(page).getByRole('group', { name: /You answer for/ })).toBeFocused()
  await hands.press(answers(page).getByRole('button', { name: 'Yes, give this answer' }))
  await expect(said(page)).toHaveText('Your group’s answer is kept.')
}

/** A change of something in the store itself, beside the running board. */
export const inStore = async (board: Board, act: (run: (statement: string) => number) => void): Promise<void> => {
  const { DatabaseSync } = await import('@photostructure/sqlite')
  const store = new DatabaseSync(join(board.dataDir, 'board.sqlite'))
  try {
    act((statement) => store.prepare(statement).run().changes)
  } finally {
    store.close()
  }
}
/** Makes every session of this person an hour older. */
export const age = (board: Board, email: string): Promise<void> =>
  inStore(board, (run) => {
    const person = `(SELECT id FROM people WHERE email = '${email}')`
    expect(run(`UPDATE sessions SET created_at = created_at - 3600000 WHERE person IN ${person}`)).toBeGreaterThan(0)
  })

/** The latest mail to this address whose subject holds these words, once it is there whole. */
export const letterTo = (board: Board, email: string, subject: string): Promise<string> =>
  until(`a mail to ${email}: ${subject}`, async () => {
    const folder = join(board.dataDir, 'outbox')
    const names = (await readdir(folder).catch(() => [])).sort().reverse()
    const all = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
    const found = all.find((mail) => mail.includes(`\r\nTo: ${email}\r\n`) && mail.includes(subject))
    return found?.endsWith('\r\n') === true ? found : undefined
  })

export type Kept = { number: number; hash: string; standsHash: string; entries: number; state: string }
/** Asks the board as this person, whatever the screens show; fails with the path when the board says no. */
export const send = async <T>(board: Board, email: string, path: string, body?: unknown): Promise<T> => {
  const method = body === undefined ? 'GET' : 'POST'
  const reply = await ask(board, await cookieOf(board, email), method, `/api/plans/${examplePlan}/${path}`, body)
  expect(reply.status, path).toBeLessThan(300)
  return reply.body as T
}
/** A version of one priority that these groups are asked about, frozen without a screen. */
export const frozen = async (board: Board, scope: string, asked: readonly string[]): Promise<Kept> => {
  const lead = 'helen@example.org'
  const { seq, hash } = await send<Kept & { seq: number }>(board, lead, `versions/draft?scope=${scope}`)
  return send<Kept>(board, lead, 'versions', { scope, seq, hash, ask: { asked, closesAt: null } })
}
/** An answer given without a screen. @returns the version as it stands then. */
export const answered = (board: Board, email: string, { number, standsHash }: Kept, note = ''): Promise<Kept> =>
  send(board, email, `versions/${number}/answers`, {
    hash: standsHash,
    said: { answer: note === '' ? 'agree' : 'cannot-agree', note, formal: null }
  })
