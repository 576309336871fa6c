// What a machine can find wrong with a screen for people who use it with help.
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

export const wide = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }
/** 320 CSS px: the narrowest phone, and a 1280 px window at 400 %. Source: WCAG 2.2, 1.4.10. */
export const narrowest = { width: 320, height: 256 }

/**
 * Fails with each rule that is broken and where, for the page as it stands now.
 * @param rules every rule, or only those that depend on colours
 */
export async function expectAccessible(page: Page, where: string, rules: 'all' | 'colour' = 'all'): Promise<void> {
  const axe = new AxeBuilder({ page })
  const { violations, passes } = await (
    rules === 'all' ? axe : axe.withRules(['color-contrast', 'link-in-text-block'])
  ).analyze()
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${where}: ${id} at ${node.target.flat().join(' ')}: ${node.failureSummary ?? ''}`)
  )
  expect(found).toEqual([])
  // Rules that met nothing pass too: an empty page must not count as a good one.
  expect(passes.length).toBeGreaterThan(rules === 'all' ? 10 : 0)
}

type Look = { name: string; colorScheme: 'light' | 'dark'; forcedColors: 'none' | 'active' }

/** The colours a device may ask for. */
const looks: readonly Look[] = [
  { name: 'light', colorScheme: 'light', forcedColors: 'none' },
  { name: 'dark', colorScheme: 'dark', forcedColors: 'none' },
  { name: 'forced colours', colorScheme: 'light', forcedColors: 'active' }
]

/** Looks at one screen, wide and on a phone, in each of the colours; leaves the page wide and light. */
export async function expectAccessibleEverywhere(page: Page, screen: string): Promise<void> {
  for (const size of [phone, wide]) {
    await page.setViewportSize(size)
    for (const { name, ...media } of looks) {
      await page.emulateMedia(media)
      await expectAccessible(page, `${screen}, ${size.width} px, ${name}`, name === 'light' ? 'all' : 'colour')
    }
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' })
  }
}

/** Nothing of the page lies outside the window, so nobody has to scroll sideways to read a line. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const widths = await page.evaluate(() => ({
    page: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth
  }))
  expect(widths.page).toBeLessThanOrEqual(widths.window)
}
