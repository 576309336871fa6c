// What a machine can find wrong with a screen for people who use it with help.
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

export const wide = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }
/** Where the layout of a wide screen is at its narrowest. */
export const tablet = { width: 900, height: 900 }
/** 320 CSS px: the narrowest phone, and a 1280 px window at 400 %. Source: WCAG 2.2, 1.4.10. */
export const narrowest = { width: 320, height: 256 }
export const narrowPhone = { width: 320, height: 640 }

/**
 * Fails with each rule that is broken and where, for the page as it stands now.
 * @param rules every rule, or only those that depend on colours
 */
export async function expectAccessible(page: Page, where: string, rules: 'all' | 'colour' = 'all'): Promise<void> {
  // A colour on its way to another is neither.
  await expect
    .poll(() => page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length))
    .toBe(0)
  // Our pages have no frames: without the way for frames, axe opens no second page for each look.
  const axe = new AxeBuilder({ page }).setLegacyMode()
  const { violations, passes, incomplete } = await (
    rules === 'all' ? axe : axe.withRules(['color-contrast', 'link-in-text-block'])
  ).analyze()
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${where}: ${id} at ${node.target.flat().join(' ')}: ${node.failureSummary ?? ''}`)
  )
  expect.soft(found, where).toEqual([])
  // Rules that met nothing pass too: an empty page must not count as a good one. (In a sheet that scrolls axe
  // cannot tell what lies behind the words, and says so: it has looked.)
  expect(passes.length + incomplete.length, where).toBeGreaterThan(rules === 'all' ? 10 : 0)
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
 * One state of one screen, for a page that has been brought there at this width: rules of axe, on a wide screen in
 * all colours; on a phone no sideways scroll down to 320 px, 400 % and with the largest text, and a picture of each when
 * SCREENSHOTS=1 (in the ignored folder `screenshots`). Leaves the page at `size` and light.
 * @param rules `light` for what looks like its neighbours in other colours
 */
export async function look(
  page: Page,
  screen: string,
  size: typeof wide | typeof phone,
  rules: 'all' | 'light' = 'all'
) {
  const name = screen.replace(/[^a-z0-9]+/gi, '-').toLowerCase()
  const at = `${screen}, ${size.width} px`
  // The colours of a phone are those of a wide screen; its layout is what differs.
  if (rules === 'all' && size.width === wide.width) await expectAccessibleInAllColours(page, at)
  else await expectAccessible(page, at)
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
