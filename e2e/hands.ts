// What a person does to a page, whatever they do it with.
import { expect, type Locator, type Page } from '@playwright/test'
import { phone } from './axe.ts'
import { enter, press, reach, reachItem, reachOne } from './by-keyboard.ts'

export type Hands = {
  readonly page: Page
  /** A button, a link, a switch or what folds out. */
  press(target: Locator): Promise<void>
  /** One of several. */
  choose(radio: Locator): Promise<void>
  tick(box: Locator): Promise<void>
  /** An entry of the menu that is open. */
  enter(item: Locator): Promise<void>
  /** One line of a list that opens. */
  pick(list: Locator, label: string): Promise<void>
  /** In place of what stands in a field. */
  fill(field: Locator, words: string): Promise<void>
  /** Goes into a text of the plan, to its end. */
  write(words: Locator, editor: Locator): Promise<void>
}

/** A touch phone. */
export const onPhone = { viewport: phone, hasTouch: true }

export const byPointer = (page: Page): Hands => ({
  page,
  press: (target) => target.click(),
  choose: (radio) => radio.check(),
  tick: (box) => box.check(),
  enter: (item) => item.click(),
  pick: async (list, label) => void (await list.selectOption({ label })),
  fill: (field, words) => field.fill(words),
  async write(words, editor) {
    await words.or(editor).click()
    await expect(editor).toBeFocused()
    await page.keyboard.press('Control+End')
  }
})

export const byTouch = (page: Page): Hands => ({
  ...byPointer(page),
  press: (target) => target.tap(),
  async choose(radio) {
    await radio.tap()
    await expect(radio).toBeChecked()
  },
  async tick(box) {
    await box.tap()
    await expect(box).toBeChecked()
  },
  enter: (item) => item.tap(),
  async fill(field, words) {
    await field.tap()
    await field.fill(words)
  },
  async write(words, editor) {
    await words.or(editor).tap()
    await expect(editor).toBeFocused()
    await page.keyboard.press('Control+End')
  }
})

export const byKeyboard = (page: Page): Hands => ({
  page,
  press: (target) => enter(page, target),
  choose: (radio) => reachOne(page, radio),
  async tick(box) {
    await reach(page, box)
    await press(page, 'Space')
    await expect(box).toBeChecked()
  },
  async enter(item) {
    await reachItem(page, item)
    await page.keyboard.press('Enter')
  },
  async pick(list, label) {
    await reach(page, list)
    await page.keyboard.type(label)
    await expect(list.locator('option:checked')).toHaveText(label)
  },
  async fill(field, words) {
    await reach(page, field)
    await page.keyboard.press('Control+a')
    if (words === '') await page.keyboard.press('Delete')
    else await page.keyboard.type(words)
    await expect(field).toHaveValue(words)
  },
  async write(words, editor) {
    await reach(page, words.or(editor))
    await expect(editor).toBeFocused()
    await press(page, 'Control+End')
  }
})
