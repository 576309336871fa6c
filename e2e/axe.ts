// What a machine can find wrong with a screen for people who use it with help.
import { expect, type Page } from '@playwright/test'
import axe from 'axe-core'

declare global {
  interface Window {
    axe?: typeof axe
    /** What has been looked at in this document: kinds of texts, and a number for each thing placed over others. */
    looked?: { kinds: Set<string>; placed: WeakMap<Element, number>; count: number }
  }
}

export const wide = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }
/** Where the layout of a wide screen is at its narrowest. */
export const tablet = { width: 900, height: 900 }
/** 320 CSS px: the narrowest phone, and a 1280 px window at 400 %. Source: WCAG 2.2, 1.4.10. */
export const narrowest = { width: 320, height: 256 }
export const narrowPhone = { width: 320, height: 640 }

/**
 * Runs in the page. What moves is taken to its end: a colour on its way to another is neither.
 *
 * Rules about colours are most of the time a look takes. The first look at a document asks them of every text, each
 * later one, and each in other colours, once of texts that are alike (of the same colour and size, before the same
 * things) and only of kinds that no look at this document has met yet. Every other rule is asked of the whole page.
 * @param rules `colour`: only the rules that depend on colours
 */
const audit = async (rules: 'all' | 'colour'): Promise<{ broken: string[]; looked: number }> => {
  for (;;) {
    const moving = document.getAnimations().filter(({ playState }) => playState === 'running')
    if (moving.length === 0) break
    for (const animation of moving) animation.finish()
    await Promise.allSettled(moving.map(({ finished }) => finished))
  }
  const { axe } = window
  if (!axe) throw new Error('axe is not in this page')
  const isFirst = !window.looked
  const looked = (window.looked ??= { kinds: new Set(), placed: new WeakMap(), count: 0 })
  const forced = matchMedia('(forced-colors: active)').matches ? 'forced | ' : ''

  const behind = new Map<Element | null, string>([[null, forced]])
  const behindOf = (element: Element | null): string => {
    const known = behind.get(element)
    if (known !== undefined || !element) return known ?? ''
    const { backgroundColor, backgroundImage, opacity, position } = getComputedStyle(element)
    let placed = ''
    // What is placed over other things has a ground of its own for as long as it is there.
    if (position !== 'static' && position !== 'relative') {
      const number = looked.placed.get(element) ?? ++looked.count
      looked.placed.set(element, number)
      placed = `; over ${String(number)}`
    }
    const own = backgroundImage === 'none' && opacity === '1' ? backgroundColor : `${backgroundImage} ${opacity}`
    const all = `${behindOf(element.parentElement)}${own === 'rgba(0, 0, 0, 0)' ? '' : `; ${own}`}${placed}`
    behind.set(element, all)
    return all
  }
  const kinds = (): Map<string, { element: Element; isInWindow: boolean }> => {
    const seen = new Map<string, { element: Element; isInWindow: boolean }>()
    for (const element of document.body.querySelectorAll('*')) {
      const isField = element.matches('input, textarea, select')
      const hasWords = [...element.childNodes].some(({ nodeType, nodeValue }) => nodeType === 3 && nodeValue?.trim())
      if (!(isField || hasWords) || !element.checkVisibility()) continue
      const { color, fontSize, fontWeight, textDecorationLine } = getComputedStyle(element)
      const { top, bottom, left, right, width } = element.getBoundingClientRect()
      // Words for screen readers alone have no colour.
      if (width <= 1) continue
      const isInWindow = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth
      const kind = [element.tagName, color, fontSize, fontWeight, textDecorationLine, behindOf(element)].join(' | ')
      if (seen.get(kind)?.isInWindow !== true) seen.set(kind, { element, isInWindow })
    }
    return seen
  }

  // Whatever passes comes as one element for each rule: a list of all of them is most of what is left of the time.
  const resultTypes: axe.resultGroups[] = ['violations']
  const onColours = ['color-contrast', 'link-in-text-block']
  const all = kinds()
  const unmet = [...all].filter(([kind]) => !looked.kinds.has(kind)).map(([, { element }]) => element)
  const isWhole = rules === 'all' && isFirst
  const off = Object.fromEntries(onColours.map((rule) => [rule, { enabled: false }]))
  const results = [
    ...(rules === 'all' ? [await axe.run(document, { resultTypes, ...(isWhole ? {} : { rules: off }) })] : []),
    ...(isWhole || unmet.length === 0 ? [] : [await axe.run(unmet, { resultTypes, runOnly: onColours })])
  ]
  for (const kind of all.keys()) looked.kinds.add(kind)
  const broken = results.flatMap(({ violations }) =>
    violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id} at ${node.target.flat().join(' ')}: ${node.failureSummary ?? ''}`)
    )
  )
  // Rules that met nothing pass too: an empty page must not count as a good one. (In a sheet that scrolls axe
  // cannot tell what lies behind the words, and says so: it has looked.)
  const met = results.reduce((sum, { passes, incomplete }) => sum + passes.length + incomplete.length, 0)
  return { broken, looked: rules === 'all' ? met : all.size }
}

/** Every rule that is broken in the page as it stands now, and how much was looked at. */
export async function audited(page: Page, rules: 'all' | 'colour'): Promise<{ broken: string[]; looked: number }> {
  // Once for each document; our pages have no frames.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return await page.evaluate(audit, rules)
}

/**
 * Fails with each rule that is broken and where, for the page as it stands now.
 * @param rules every rule, or only those that depend on colours
 */
export async function expectAccessible(page: Page, where: string, rules: 'all' | 'colour' = 'all'): Promise<void> {
  const { broken, looked } = await audited(page, rules)
  expect.soft(broken, where).toEqual([])
  expect(looked, where).toBeGreaterThan(rules === 'all' ? 10 : 0)
}

type Look = { name: string; colorScheme: 'light' | 'dark'; forcedColors: 'none' | 'active' }

/** The colours a device may ask for. */
const looks: readonly Look[] = [
  { name: 'light', colorScheme: 'light', forcedColors: 'none' },
  { name: 'dark', colorScheme: 'dark', forcedColors: 'none' },
  { name: 'forced colours', colorScheme: 'light', forcedColors: 'active' }
]

/** The page as it stands, in each of the colours; leaves it light. */
export async function expectAccessibleInAllColours(page: Page, screen: string): Promise<void> {
  for (const { name, ...media } of looks) {
    await page.emulateMedia(media)
    await expectAccessible(page, `${screen}, ${name}`, name === 'light' ? 'all' : 'colour')
  }
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' })
}

/** Nothing of the page or of what is open over it lies outside the window: nobody scrolls sideways to read a line. */
export async function expectNoSidewaysScroll(page: Page, where = 'the page'): Promise<void> {
  const beyond = await page.evaluate(() => {
    const over = [...document.querySelectorAll('dialog[open], [role="dialog"], [role="menu"]')]
    return [document.documentElement, ...over].flatMap((element) => {
      const { right, left } = element.getBoundingClientRect()
      const isOut = element.scrollWidth > element.clientWidth + 1 || right > innerWidth + 1 || left < -1
      if (!isOut) return []
      // The innermost things that stick out say where to look.
      const edge = element === document.documentElement ? innerWidth : element.getBoundingClientRect().right
      const guilty = [...element.querySelectorAll('*')]
        .filter((one) => one.getBoundingClientRect().right > edge + 1 && one.childElementCount === 0)
        .slice(0, 3)
        .map((one) => `${one.tagName} ${one.getAttribute('class') ?? ''} "${one.textContent.trim().slice(0, 40)}"`)
      return [`${element.tagName} is ${element.scrollWidth} px of ${element.clientWidth}: ${guilty.join('; ')}`]
    })
  })
  expect.soft(beyond, `sideways scroll of ${where}`).toEqual([])
}

/** The window at `size`, and the page's own text at `text` percent, as if it were chosen in another window. */
const resize = async (page: Page, size: { width: number; height: number }, text = '100'): Promise<void> => {
  await page.setViewportSize(size)
  await page.evaluate((chosen) => {
    const newValue = JSON.stringify({ text: chosen })
    dispatchEvent(new StorageEvent('storage', { key: 'board.display', newValue }))
  }, text)
}

const picture = async (page: Page, name: string): Promise<void> => {
  if (process.env['SCREENSHOTS'] !== '1') return
  await page.screenshot({ path: `screenshots/${name}.png`, animations: 'disabled', caret: 'initial' })
}

/**
 * One state of one screen, for a page that has been brought there at this width: rules of axe in all colours; on a
 * phone no sideways scroll down to 320 px, 400 % and with the largest text, and a picture of each when SCREENSHOTS=1 (in
 * the ignored folder `screenshots`). Leaves the page at `size` and light.
 */
export async function look(page: Page, screen: string, size: typeof wide | typeof phone): Promise<void> {
  const name = screen.replace(/[^a-z0-9]+/gi, '-').toLowerCase()
  const at = `${screen}, ${size.width} px`
  await expectAccessibleInAllColours(page, at)
  await picture(page, `${name}-${size.width}`)
  if (size.width === wide.width) {
    if (process.env['SCREENSHOTS'] !== '1') return
    await resize(page, tablet)
    await picture(page, `${name}-${tablet.width}`)
  } else {
    await expectNoSidewaysScroll(page, at)
    await resize(page, narrowPhone)
    await expectNoSidewaysScroll(page, `${screen}, 320 px`)
    await picture(page, `${name}-320`)
    await resize(page, narrowest)
    await expectNoSidewaysScroll(page, `${screen}, 400 %`)
    await picture(page, `${name}-400-percent`)
    await resize(page, size, '200')
    await expectNoSidewaysScroll(page, `${screen}, text at 200 %`)
    await picture(page, `${name}-large-text`)
  }
  await resize(page, size)
}
