import { expect, test, type Page } from '@playwright/test'
import { audited } from './axe.ts'

// A later look at a document leaves out what an earlier one has seen: it must still find whatever is new.
const page = `<!doctype html><html lang="en"><title>Words</title><style>
  body { background: #fff; color: #222 } .pale { color: #ccc } .over { position: fixed; inset: 9rem 0 0 0; background: #fff }
  @media (prefers-color-scheme: dark) { body { background: #111; color: #eee } .dim { color: #333 } }
</style><main><h1>Words</h1><p>Words that can be read</p><p id="other">Other words</p></main>`
const found = async (on: Page, rules: 'all' | 'colour' = 'all'): Promise<string[]> =>
  (await audited(on, rules)).broken.map((one) => one.replace(/:.*/s, ''))

test.beforeEach(async ({ page: on }) => {
  await on.setContent(page)
  expect(await found(on)).toEqual([])
})

test('a text that turns pale after the first look is found, and the same kind of text elsewhere', async ({
  page: on
}) => {
  await on.evaluate(() => document.querySelector('#other')?.classList.add('pale'))
  expect(await found(on)).toEqual(['color-contrast at #other'])
})

test('what opens over the page is looked at although its texts have the colours of others', async ({ page: on }) => {
  await on.evaluate(() =>
    document.body.insertAdjacentHTML(
      'beforeend',
      '<div class="over" role="region" aria-label="Over"><p class="pale" id="over">Pale</p></div>'
    )
  )
  expect(await found(on)).toEqual(['color-contrast at #over'])
  await on.evaluate(() => document.querySelector('.over')?.remove())
  expect(await found(on)).toEqual([])
  await on.evaluate(() =>
    document.body.insertAdjacentHTML(
      'beforeend',
      '<div class="over" role="region" aria-label="Over"><p class="pale" id="again">Pale</p></div>'
    )
  )
  expect(await found(on)).toEqual(['color-contrast at #again'])
})

test('other colours are looked at on their own', async ({ page: on }) => {
  await on.evaluate(() => document.querySelector('#other')?.classList.add('dim'))
  expect(await found(on)).toEqual([])
  await on.emulateMedia({ colorScheme: 'dark' })
  expect(await found(on, 'colour')).toEqual(['color-contrast at #other'])
})

test('every other rule is asked of the whole page at each look', async ({ page: on }) => {
  await on.evaluate(() =>
    document.querySelector('main')?.insertAdjacentHTML('beforeend', '<button id="mute"></button>')
  )
  expect(await found(on)).toEqual(['button-name at #mute'])
})
