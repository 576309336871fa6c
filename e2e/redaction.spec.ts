import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, expect, type Locator, type Page } from '@playwright/test'
import { look, phone, wide } from './axe.ts'
import { reach } from './by-keyboard.ts'
import { byKeyboard, byTouch, onPhone } from './hands.ts'
import { cookieOf, examplePlan, runAdmin, signInLink, startBoard, type Board } from './people.ts'
import { priorityPath, test } from './visitors.ts'

// Words that have to go by law: who may, what they are told, and that nothing keeps them.
let board: Board
test.beforeAll(async () => {
  board = await startBoard()
})
test.afterAll(async () => board.close())
test.describe.configure({ timeout: 240_000 })

const heading = 'Why this matters'
const canary = 'KANARIENVOGEL'
const helen = 'helen@example.org'
const tom = 'tom@example.org'
const reading = (page: Page): Locator => page.getByRole('group', { name: heading, exact: true })
const editor = (page: Page): Locator => page.getByRole('textbox', { name: heading, exact: true })
const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Remove for good?' })
const saved = (page: Page): Promise<void> => expect(page.getByText(/^Saved/).first()).toBeVisible()
/** What the words say, read out of the page: a word that is looked for in the page is in its memory from then on. */
const wordsIn = async (page: Page): Promise<string> => (await editor(page).or(reading(page)).textContent()) ?? ''
const notice = (page: Page): Locator => page.getByText('Words were removed by law from this plan')

const holds = (bytes: Buffer, word: string): boolean =>
  bytes.includes(word) || bytes.includes(Buffer.from(word, 'utf16le'))
const filesWith = async (folder: string, word: string): Promise<string[]> => {
  const found: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    // A browser takes files away while one looks.
    const bytes = entry.isFile() ? await readFile(file).catch(() => Buffer.alloc(0)) : Buffer.alloc(0)
    if (holds(bytes, word)) found.push(file.slice(folder.length + 1))
  }
  return found
}

/** How often a page's memory holds it once nothing that is not needed is left: every string of a heap snapshot. */
const inMemory = async (page: Page, word: string): Promise<number> => {
  const session = await page.context().newCDPSession(page)
  try {
    await session.send('HeapProfiler.enable')
    for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage')
    let found = 0
    let rest = ''
    session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => {
      const text = rest + chunk
      found += text.split(word).length - 1
      rest = text.slice(-(word.length - 1))
    })
    await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
    return found
  } finally {
    await session.detach()
  }
}

/** In how many things that a device keeps for its pages a word is, with the keys that are there opened. */
const onDevice = async (page: Page, word: string): Promise<number> => {
  // Read out and searched here: looked for in the page, the word would be in its memory.
  const kept = await page.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((done, failed) => {
        request.onsuccess = () => done(request.result)
        request.onerror = () => failed(request.error ?? new Error('the device did not answer'))
      })
    const said: string[] = []
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await asked(indexedDB.open(name))
      const all: unknown[] = []
      for (const store of database.objectStoreNames)
        all.push(...(await asked<unknown[]>(database.transaction(store).objectStore(store).getAll())))
      database.close()
      const keys = all.filter((value) => value instanceof CryptoKey)
      for (const value of all) {
        if (typeof value !== 'object' || value === null || !('iv' in value) || !('sealed' in value)) continue
        const { iv, sealed } = value as { iv: BufferSource; sealed: BufferSource }
        for (const key of keys)
          try {
            const bytes = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed)
            said.push(new TextDecoder('latin1').decode(bytes))
          } catch (error) {
            // The key of another plan.
            if (!(error instanceof DOMException)) throw error
          }
      }
    }
    return said
  })
  return kept.filter((one) => one.includes(word)).length
}

/** Puts a word into a store of the page's own, as it is. */
const keepPlainly = (page: Page, word: string): Promise<void> =>
  page.evaluate(
    (kept) =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('planted', 1)
        opening.onupgradeneeded = () => void opening.result.createObjectStore('words').put(kept, 1)
        opening.onsuccess = () => (opening.result.close(), resolve())
        opening.onerror = () => reject(opening.error ?? new Error('the device did not answer'))
      }),
    word
  )

const planted = 'ROTKEHLCHEN'

const answers = async (email: string): Promise<string> => {
  const cookie = await cookieOf(board, email)
  const paths = [
    'snapshot',
    'state',
    'authors',
    'records',
    'history',
    'history/timeline',
    'values?about=plan',
    'people'
  ]
  const all: string[] = []
  for (const path of paths) {
    const answer = await fetch(`${board.url}/api/plans/${examplePlan}/${path}`, { headers: { cookie } })
    expect(answer.status, path).toBe(200)
    all.push(Buffer.from(await answer.arrayBuffer()).toString('latin1'))
  }
  return all.join('\n')
}

const write = async (page: Page, words: string): Promise<void> => {
  await reach(page, editor(page).or(reading(page)))
  await expect(editor(page)).toBeFocused()
  await page.keyboard.press('Control+End')
  // As it is pasted: in one piece, which a search of bytes can find.
  await page.keyboard.insertText(words)
  await saved(page)
}
const choose = async (page: Page, words: string): Promise<void> => {
  await reach(page, editor(page).or(reading(page)))
  await expect(editor(page)).toBeFocused()
  await page.keyboard.press('Control+End')
  for (let letter = 0; letter < words.length; letter++) await page.keyboard.press('Shift+ArrowLeft')
  await expect.poll(() => page.evaluate(() => getSelection()?.toString() ?? '')).toBe(words)
}
const command = async (page: Page, words: string): Promise<void> => {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.type(words)
}

test('by keyboard alone a lead removes words, and no file, answer, memory or device keeps them', async ({
  visitors
}) => {
  const profile = await mkdtemp(join(tmpdir(), 'board-profile-'))
  const { launchOptions = {} } = test.info().project.use
  const open = async () => {
    const context = await chromium.launchPersistentContext(profile, {
      ...launchOptions,
      baseURL: board.url,
      viewport: wide
    })
    context.setDefaultTimeout(20_000)
    return context
  }
  let own = await open()
  try {
    const member = own.pages()[0] ?? (await own.newPage())
    await member.goto(await signInLink(board, tom))
    await member.getByRole('radio', { name: 'Yes, it is mine' }).check()
    await member.getByRole('button', { name: /^Sign in as / }).click()
    await expect(member).toHaveURL(/\/plans$/)
    await member.goto(priorityPath(2))
    await write(member, ` ${canary}`)
    const lead = await visitors.visit(board, helen, priorityPath(2), { viewport: wide })
    await expect.poll(() => wordsIn(lead)).toContain(canary)

    // The check finds what is there: in files, in answers, in both memories and on the device.
    expect(await filesWith(board.dataDir, canary)).not.toEqual([])
    expect(await answers(helen)).toContain(canary)
    expect(await inMemory(member, canary)).toBeGreaterThan(0)
    expect(await inMemory(lead, canary)).toBeGreaterThan(0)
    await expect.poll(() => onDevice(member, canary), { message: 'the copy on the device' }).toBeGreaterThan(0)
    // What is not sealed is found in the browser's files; the plan is sealed from the start.
    await keepPlainly(member, planted)
    await expect.poll(() => filesWith(profile, planted), { message: 'a word that is not sealed' }).not.toEqual([])
    expect(await filesWith(profile, canary), 'files of the browser, before').toEqual([])

    await choose(member, canary)
    await command(member, 'Remove for good')
    await expect(member.getByRole('option', { name: 'Remove for good…' }), 'only a lead is offered it').toHaveCount(0)
    await member.keyboard.press('Escape')

    const hands = byKeyboard(lead)
    await choose(lead, canary)
    await command(lead, 'Remove for good')
    await expect(lead.getByRole('option', { name: 'Remove for good…' })).toBeVisible()
    await lead.keyboard.press('Enter')
    expect(await dialog(lead).getByRole('blockquote').textContent()).toBe(canary)
    await look(lead, 'Remove for good?', wide)
    await hands.press(dialog(lead).getByRole('button', { name: 'Go on' }))
    await expect(dialog(lead).getByText('Choose why they have to go.')).toBeVisible()
    await hands.choose(dialog(lead).getByRole('radio', { name: /^They name a child/ }))
    await hands.press(dialog(lead).getByRole('button', { name: 'Go on' }))
    await hands.tick(dialog(lead).getByRole('checkbox', { name: /^I want to remove/ }))
    await look(lead, 'Remove for good? The second step', wide)
    await hands.press(dialog(lead).getByRole('button', { name: 'Remove these words for good' }))
    await expect(dialog(lead)).toHaveCount(0)
    await expect(lead.locator('[data-status-region]')).toContainText('The words are removed for good.')

    await expect(notice(member)).toBeVisible()
    for (const page of [member, lead]) await expect.poll(() => wordsIn(page)).not.toContain(canary)

    expect(await filesWith(board.dataDir, canary), 'files of the board').toEqual([])
    expect(await answers(helen)).not.toContain(canary)
    expect(await runAdmin(board, 'verify')).toContain('each is as it was kept')
    await write(member, ' Still here.')
    await expect.poll(() => inMemory(member, canary), { message: 'memory of the member' }).toBe(0)
    await expect.poll(() => inMemory(lead, canary), { message: 'memory of the lead' }).toBe(0)

    expect(await onDevice(member, canary), 'what the device keeps').toBe(0)
    expect(await filesWith(profile, canary), 'files of the browser').toEqual([])

    await own.close()
    own = await open()
    const again = own.pages()[0] ?? (await own.newPage())
    await again.goto(priorityPath(2))
    await expect(reading(again)).toContainText('Still here.')
    await expect(reading(again)).not.toContainText(canary)
  } finally {
    await own.close()
    await rm(profile, { recursive: true, force: true })
  }
})

test('on a phone a lead removes the words of one author from the card beside them', async ({ visitors }) => {
  const words = 'NACHTIGALL'
  const member = await visitors.visit(board, tom, priorityPath(3), { viewport: wide })
  await write(member, ` ${words}`)
  // Their caret is nobody's concern here.
  await member.goto(priorityPath(4))
  const lead = await visitors.visit(board, helen, `${priorityPath(3)}?who=person`, onPhone)
  const hands = byTouch(lead)
  const run = reading(lead).getByText(words)
  await run.tap()
  const card = lead.locator('[data-run-card]')
  await hands.press(card.getByRole('button', { name: 'Remove for good…' }))
  await expect(dialog(lead).getByRole('blockquote')).toContainText(words)
  await look(lead, 'Remove for good? on a phone', phone)
  await hands.choose(dialog(lead).getByRole('radio', { name: 'The person asked for it' }))
  await hands.press(dialog(lead).getByRole('button', { name: 'Go on' }))
  await hands.tick(dialog(lead).getByRole('checkbox', { name: /^I want to remove/ }))
  await look(lead, 'Remove for good? on a phone, the second step', phone)
  await hands.press(dialog(lead).getByRole('button', { name: 'Remove these words for good' }))
  await expect(lead.locator('[data-status-region]')).toContainText('The words are removed for good.')
  await expect(notice(member)).toBeVisible()
  await expect(editor(lead).or(reading(lead))).not.toContainText(words)
  expect(await filesWith(board.dataDir, words)).toEqual([])
})
