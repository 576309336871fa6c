import { expect, type Locator, type Page } from '@playwright/test'
import * as Y from 'yjs'
import { phone, wide } from './axe.ts'
import { itemOf, outsider, textOf, type Outsider } from './outsider.ts'
import { startBoard, until, type Board } from './people.ts'
import { boardPath, priorityPath, test } from './visitors.ts'

let board: Board
test.beforeAll(async () => {
  board = await startBoard()
})
test.afterAll(async () => board.close())

type Said = { at: number; words: string; urgent: boolean }
type Listening = { said: Said[]; keys: number[] }

/** Runs in the page: keeps what its live regions say and when its person types, by the page's own clock. */
const listen = (): void => {
  const heard: Listening = { said: [], keys: [] }
  Object.assign(window, { heard })
  const urgent = '[role="alert"], [aria-live="assertive"]'
  const region = `${urgent}, [role="status"], [aria-live="polite"]`
  const hear = (changes: MutationRecord[]): void => {
    const changed = changes.flatMap(({ target, addedNodes }) => {
      const around = (target instanceof Element ? target : target.parentElement)?.closest(region)
      return [around, ...addedNodes].filter((one) => one instanceof Element && one.matches(region))
    })
    for (const one of new Set(changed)) {
      const words = one?.textContent?.trim() ?? ''
      if (words && one instanceof Element) heard.said.push({ at: Date.now(), words, urgent: one.matches(urgent) })
    }
  }
  new MutationObserver(hear).observe(document, { subtree: true, childList: true, characterData: true })
  document.addEventListener('keydown', () => heard.keys.push(Date.now()), true)
}

const heardBy = (page: Page): Promise<Listening> =>
  page.evaluate(() => (window as unknown as { heard: Listening }).heard)

const write = (who: Outsider, priority: string, key: string, words: string): void =>
  textOf(who.doc, 'priorities', priority, key).insert(0, words)

test('two and a half minutes of others’ writing: at most four messages a minute, none over one’s own typing, never the words', async ({
  visitors
}) => {
  test.setTimeout(180_000)
  const page = await visitors.visit(board, 'marcus@example.org')
  await page.addInitScript(listen)
  await page.clock.install()
  await page.goto(priorityPath(3))
  const told = 'What families told us'
  await page.getByRole('group', { name: told }).click({ position: { x: 3, y: 10 } })
  await expect(page.getByRole('textbox', { name: told })).toBeFocused()
  const [kofi, priya] = [await outsider(board, 'kofi@example.org'), await outsider(board, 'priya@example.org')]
  const words = ['zebra ', 'yellow ', 'xylophone ', 'walnut ', 'violin ']
  let typed = ''
  for (let second = 0; second < 150; second += 3) {
    const word = words[second % words.length] ?? ''
    // Kofi writes for 15 seconds and rests for 12; Priya writes for 9 and rests for 15, in another text.
    const [kofiWrites, priyaWrites] = [second % 27 < 15, second % 24 < 9]
    if (kofiWrites) write(kofi, 'adulthood', 'now', word)
    if (priyaWrites) write(priya, 'adulthood', 'why', word)
    if (kofiWrites) {
      const shown = textOf(kofi.doc, 'priorities', 'adulthood', 'now').toString().split('\n')[0] ?? ''
      await expect(page.getByRole('group', { name: 'Where we are now' })).toContainText(shown)
    }
    if (second >= 60 && second < 90) {
      await page.keyboard.type('a')
      typed += 'a'
    }
    await page.clock.runFor(3_000)
  }
  await expect(page.getByRole('textbox', { name: told })).toContainText(typed)

  const { said, keys } = await heardBy(page)
  expect(keys).toHaveLength(typed.length)
  const others = said.filter((each) => /Kofi|Priya|people/.test(each.words))
  expect(others.length).toBeGreaterThanOrEqual(4)
  // One's own “Saved” comes when it comes; what is counted is everybody else.
  for (const { at } of others) {
    const minute = others.filter((each) => each.at >= at && each.at < at + 60_000)
    expect(minute.length, JSON.stringify(minute)).toBeLessThanOrEqual(4)
  }
  expect(said.filter(({ urgent }) => urgent)).toEqual([])
  for (const one of others) {
    expect(
      keys.filter((key) => key <= one.at && one.at - key < 2_000),
      `${one.words} over a key`
    ).toEqual([])
    expect(one.words).toMatch(
      /^(?:(?:Kofi M, young people|Priya Shah, parents and carers), changed (?:Where we are now|Why this matters), Priority 3\.|\d changes by .* in Priority 3\.|\d people joined\. \d people here\.|1 person joined\. \d people here\.)$/
    )
    for (const word of words) expect(one.words).not.toContain(word.trim())
  }
  kofi.leave()
  priya.leave()
})

test('off means nothing of others is said, and the whole plan means all of it', async ({ visitors }) => {
  const page = await visitors.visit(board, 'marcus@example.org')
  await page.addInitScript(listen)
  await page.clock.install()
  const anna = await outsider(board, 'anna@example.org')
  const hears = async (level: 'Off' | 'Where I am' | 'Whole plan'): Promise<string[]> => {
    await page.goto(priorityPath(3))
    await expect(page.getByRole('heading', { name: 'Where we are now' })).toBeVisible()
    await page.getByRole('button', { name: 'Display (Aa)' }).click()
    await page.getByRole('radio', { name: level }).check()
    await page.keyboard.press('Escape')
    write(anna, 'quality', 'why', 'mulberry ')
    await page.clock.runFor(30_000)
    const { said } = await heardBy(page)
    return said.map(({ words }) => words).filter((words) => words.includes('Anna'))
  }
  expect(await hears('Where I am')).toEqual([])
  expect(await hears('Off')).toEqual([])
  await expect.poll(() => hears('Whole plan')).toEqual(['Anna Novak, health, changed Why this matters, Priority 8.'])
  anna.leave()
})

/** How much of what this person wrote is here. */
const clockOf = (doc: Y.Doc, who: Outsider): number => Y.getState(doc.store, who.doc.clientID)

/** Every text that can be seen, and where it is; the strip of the hold and the clock of "Saved" count by themselves. */
const standing = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement || node.parentElement.closest('.hold, .banner, header, [role="status"]')) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const { x, y, width, height } of range.getClientRects()) {
        if (width > 1 && height > 1) found.push(`${Math.round(x)} ${Math.round(y)} ${node.textContent ?? ''}`)
      }
    }
    return found
  })

for (const viewport of [wide, phone])
  test(`a page that is held does not move under 20 changes, and shows them all when asked, ${viewport.width} px`, async ({
    visitors
  }) => {
    test.setTimeout(120_000)
    const [kofi, priya] = [await outsider(board, 'kofi@example.org'), await outsider(board, 'priya@example.org')]
    const paths = [boardPath, priorityPath(5), `${priorityPath(5)}/a/therapy-plan`]
    const pages: Page[] = []
    for (const path of paths) {
      const page = await visitors.visit(board, 'helen@example.org', path, { viewport })
      await expect(page.getByText(/^Opening|Getting the latest/)).toHaveCount(0)
      if (path === boardPath && viewport === phone)
        await page.getByRole('button', { name: /Joint commissioning/, expanded: false }).click()
      // In the middle of the page, as a reader is.
      await page.mouse.move(200, 400)
      await page.mouse.wheel(0, 300)
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').fill('Hold the page still')
      await page.keyboard.press('Enter')
      await expect(page.getByText('Nothing is waiting.')).toBeVisible()
      pages.push(page)
    }
    // What is still settling, such as fonts and the first records, has settled when two looks agree.
    const settled = (page: Page): Promise<string[]> =>
      until('the page to settle', async () => {
        const [one, two] = [await standing(page), await standing(page)]
        return JSON.stringify(one) === JSON.stringify(two) && one.length > 20 && one
      })
    const before = []
    for (const page of pages) before.push(await settled(page))

    const mark = `held ${String(viewport.width)}`
    for (let n = 0; n < 20; n++) {
      const who = n % 2 === 0 ? kofi : priya
      const words = `${mark} change ${String(n)}, which is long enough to take more than one line on any screen. `
      if (n % 5 === 0) textOf(who.doc, 'actions', 'therapy-plan', 'text').insert(0, words)
      else if (n % 5 === 1) textOf(who.doc, 'priorities', 'commissioning', 'outcome').insert(0, words)
      else if (n % 5 === 2) textOf(who.doc, 'actions', 'therapy-plan', 'success').insert(0, words)
      else if (n % 5 === 3) itemOf(who.doc, 'actions', 'therapy-plan').set('cost', words)
      else textOf(who.doc, 'priorities', 'commissioning', 'why').insert(0, words)
      const other = n % 2 === 0 ? priya : kofi
      await until('the other to have it', () => clockOf(other.doc, who) === clockOf(who.doc, who))
    }
    for (const [n, page] of pages.entries()) {
      await expect(page.getByText('20 changes are waiting.')).toBeVisible()
      expect(await standing(page), paths[n]).toEqual(before[n])
    }
    for (const [n, page] of pages.entries()) {
      await page.getByRole('button', { name: 'Show them' }).click()
      await expect(page.getByText(/waiting\.$/)).toHaveCount(0)
      await expect(page.getByText(`${mark} change ${n === 1 ? '19' : '15'},`).first()).toBeAttached()
      // With a sheet open, what is beneath it is there for nobody.
      await expect(page.locator('#main, [role="dialog"]').filter({ visible: true }).first()).toBeVisible()
    }
    kofi.leave()
    priya.leave()
  })

type AXNode = {
  ignored: boolean
  role?: { value: string }
  name?: { value: string }
  properties?: { name: string; value: { value: unknown } }[]
}

/** The tree a screen reader is given. */
const treeOf = async (page: Page): Promise<AXNode[]> => {
  const session = await page.context().newCDPSession(page)
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { nodes: AXNode[] }
  await session.detach()
  return nodes.filter(({ ignored }) => !ignored)
}

const controls = new Set(
  'button link textbox searchbox combobox checkbox radio switch menuitem option listbox slider spinbutton tab'.split(
    ' '
  )
)

const expectReadable = async (page: Page, where: string): Promise<void> => {
  const nodes = await treeOf(page)
  const role = (node: AXNode): string => node.role?.value ?? ''
  const name = (node: AXNode): string => node.name?.value.trim() ?? ''
  const nameless = nodes.filter((node) => controls.has(role(node)) && name(node) === '').map(role)
  expect.soft(nameless, `${where}: controls without a name`).toEqual([])
  const levels = nodes
    .filter((node) => role(node) === 'heading')
    .map((node) => ({
      level: Number(node.properties?.find((one) => one.name === 'level')?.value.value),
      is: name(node)
    }))
  expect.soft(levels.filter(({ level }) => level === 1).length, `${where}: first headings`).toBe(1)
  const jumps = levels.filter(({ level }, n) => n > 0 && level > (levels[n - 1]?.level ?? 0) + 1)
  expect.soft(jumps, `${where}: headings that jump`).toEqual([])
  expect
    .soft(
      levels.filter(({ is }) => is === ''),
      `${where}: empty headings`
    )
    .toEqual([])
  const landmarks = nodes.map(role).filter((one) => ['main', 'banner', 'navigation', 'contentinfo'].includes(one))
  expect
    .soft(
      landmarks.filter((one) => one === 'main'),
      where
    )
    .toHaveLength(1)
  expect
    .soft(
      landmarks.filter((one) => one === 'banner'),
      where
    )
    .toHaveLength(1)
  const places = nodes.filter((node) => ['navigation', 'region', 'complementary'].includes(role(node))).map(name)
  expect
    .soft(
      places.filter((one) => one === ''),
      `${where}: landmarks without a name`
    )
    .toEqual([])
  expect.soft(new Set(places).size, `${where}: landmarks of one name: ${places.join(', ')}`).toBe(places.length)
}

test('the screen reader’s tree of every screen of a plan has names, landmarks and headings in order', async ({
  visitors
}) => {
  test.setTimeout(120_000)
  const screens: readonly (readonly [path: string, there: (page: Page) => Locator])[] = [
    [boardPath, (page) => page.getByRole('button', { name: /^Add an action/ }).first()],
    [`${boardPath}?view=table`, (page) => page.getByRole('table').first()],
    [priorityPath(2), (page) => page.getByRole('blockquote').first()],
    [`${priorityPath(2)}/a/part-time-timetables`, (page) => page.getByRole('heading', { name: 'Action 2.1' })],
    [`${boardPath}/views`, (page) => page.getByRole('blockquote').first()],
    [`${boardPath}/people`, (page) => page.getByRole('heading', { name: /^Health/ })],
    [`${boardPath}/settings`, (page) => page.getByRole('heading', { name: 'Our vision' })]
  ]
  for (const viewport of [wide, phone]) {
    const page = await visitors.visit(board, 'helen@example.org', boardPath, { viewport })
    for (const [path, there] of screens) {
      await page.goto(path)
      await expect(there(page)).toBeVisible()
      await expectReadable(page, `${path}, ${viewport.width} px`)
    }
  }
})
