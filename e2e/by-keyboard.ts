// A person who has a keyboard and nothing else: Tab, arrows, Enter, Space, Escape and letters, and eyes to see where they are.
import { expect, type Locator, type Page } from '@playwright/test'

/** Runs in the page: what has focus, and why a person cannot see that, if so. */
const lookAtFocus = (): { at: string; unseen: string[] } => {
  const at = document.activeElement
  if (!(at instanceof HTMLElement) || at === document.body) return { at: 'nothing', unseen: ['has no sign of focus'] }
  const name = `${at.tagName} ${at.getAttribute('aria-label') ?? at.textContent.trim().slice(0, 40)}`
  const { top, bottom, left, right } = at.getBoundingClientRect()
  const isInWindow = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth
  // What a point shows may be inside it, or be its label, or hold it; anything else lies over it.
  const shows = (x: number, y: number): boolean => {
    const hit = document.elementFromPoint(x, y)
    return hit !== null && (at.contains(hit) || hit.contains(at) || at.closest('label')?.contains(hit) === true)
  }
  const [x1, x2] = [Math.max(left, 0) + 2, Math.min(right, innerWidth) - 2]
  const [y1, y2] = [Math.max(top, 0) + 2, Math.min(bottom, innerHeight) - 2]
  const isShown = [x1, (x1 + x2) / 2, x2].some((x) => [y1, (y1 + y2) / 2, y2].some((y) => shows(x, y)))
  const signs = [at, at.closest('.place')].flatMap((element) =>
    element ? [getComputedStyle(element), getComputedStyle(element, '::before')] : []
  )
  const isSigned = signs.some(
    ({ outlineStyle, outlineWidth, boxShadow, content, backgroundColor }) =>
      (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) ||
      boxShadow !== 'none' ||
      (content !== 'none' && content !== 'normal' && backgroundColor !== 'rgba(0, 0, 0, 0)')
  )
  const unseen: [string, boolean][] = [
    ['is not in the window', !isInWindow],
    ['is covered', isInWindow && !isShown],
    // A heading takes focus only to say where one has arrived; it is not a stop.
    ['has no sign of focus', !isSigned && !/^H\d$/.test(at.tagName)]
  ]
  return { at: name, unseen: unseen.flatMap(([fault, isSo]) => (isSo ? [fault] : [])) }
}

/** Nothing may have focus without a sign of it, out of the window, or beneath something else. */
export const expectSeen = async (page: Page, after: string): Promise<void> => {
  const look = async (): Promise<string> => {
    const { at, unseen } = await page.evaluate(lookAtFocus)
    return unseen.length === 0 ? 'seen' : `${at} ${unseen.join(' and ')}`
  }
  if ((await look()) === 'seen') return
  await expect.poll(look, { message: `focus after ${after}` }).toBe('seen')
}

export const press = async (page: Page, key: string): Promise<void> => {
  await page.keyboard.press(key)
  await expectSeen(page, key)
}

const isFocused = async (page: Page, target: Locator): Promise<boolean> =>
  (await target.and(page.locator(':focus')).count()) > 0

const mostStops = 60

/** The key that leads to it: people see whether it stands above or below. */
const towards = async (target: Locator): Promise<'Tab' | 'Shift+Tab'> =>
  (await target.first().evaluate((element) => {
    const at = document.activeElement ?? document.body
    return (element.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
  }))
    ? 'Shift+Tab'
    : 'Tab'

/** Tab until `isThere`; every stop on the way is checked. @throws with the stops it made, when it does not get there */
const tabUntil = async (page: Page, target: Locator, isThere: () => Promise<boolean>, given?: 'Tab' | 'Shift+Tab') => {
  const stops: string[] = []
  while (stops.length < mostStops) {
    const key = given ?? (await towards(target))
    await page.keyboard.press(key)
    // A text that opens at this stop has no focus for a moment: whoever sees that looks again.
    const isHere = await isThere()
    await expectSeen(page, `${key} on the way to ${target.toString()}`)
    if (isHere || (await isThere())) return
    stops.push((await page.evaluate(lookAtFocus)).at)
  }
  throw new Error(`${mostStops} stops did not lead to ${target.toString()}, but: ${stops.join('; ')}`)
}

/**
 * Tab until it has focus.
 * @param key the other way round when it stands before what has focus now, unless told
 */
export const reach = async (page: Page, target: Locator, key?: 'Tab' | 'Shift+Tab'): Promise<void> => {
  await expect(target.first()).toBeAttached()
  if (key === undefined && (await isFocused(page, target))) return expectSeen(page, 'arriving')
  await tabUntil(page, target, () => isFocused(page, target), key)
}

/** Enter on it; what that opens may take focus in the next frame. */
export const enter = async (page: Page, target: Locator): Promise<void> => {
  await reach(page, target)
  await page.keyboard.press('Enter')
  await page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))
  )
}

/** One of several: Tab leads to the set, arrows to the one. */
export const reachOne = async (page: Page, radio: Locator): Promise<void> => {
  const isInSet = (): Promise<boolean> =>
    radio.evaluate((one) => {
      const at = document.activeElement
      return (
        one instanceof HTMLInputElement &&
        at instanceof HTMLInputElement &&
        at.name === one.name &&
        at.form === one.form
      )
    })
  await expect(radio).toBeAttached()
  if (!(await isInSet())) await tabUntil(page, radio, isInSet)
  const size = await radio.evaluate((one) =>
    one instanceof HTMLInputElement ? document.getElementsByName(one.name).length : 0
  )
  for (let step = 0; step < size && !(await isFocused(page, radio)); step++) await press(page, 'ArrowDown')
  if (!(await radio.isChecked())) await press(page, 'Space')
  await expect(radio).toBeFocused()
  await expect(radio).toBeChecked()
}

/** In a menu that has just opened arrows go from entry to entry. */
export const reachItem = async (page: Page, item: Locator): Promise<void> => {
  await expect(page.getByRole('menuitem').and(page.locator(':focus'))).toBeVisible()
  const size = await page.getByRole('menuitem').count()
  for (let step = 0; step < size && !(await isFocused(page, item)); step++) await press(page, 'ArrowDown')
  await expect(item).toBeFocused()
}
