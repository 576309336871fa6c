import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { html } from './html.ts'
import { KeptPages } from './kept-pages.ts'

it('[promise 58] a page is drawn once for everybody, and anew as soon as anything it is drawn from is another', async () => {
  const pages = new KeptPages()
  let draws = 0
  const draw = () => Promise.resolve(html`<p>${++draws}</p>`)
  const [one, again] = await Promise.all([pages.of('a', '1', draw), pages.of('a', '1', draw)])
  expect([again, draws]).toEqual([one, 1])
  expect(gunzipSync(await one.packed()).toString()).toBe(one.text)
  expect(await one.packed()).toBe(await again.packed())
  const next = await pages.of('a', '2', draw)
  expect([next.text, next.sum === one.sum]).toEqual(['<p>2</p>', false])
  for (let other = 0; other < limits.publicPagesKeptMax; other++) await pages.of(`${other}`, '1', draw)
  const before = draws
  await pages.of('a', '2', draw)
  expect(draws, 'the oldest makes room').toBe(before + 1)
})

it('a page that could not be drawn is drawn for the next who asks', async () => {
  const pages = new KeptPages()
  await expect(pages.of('a', '1', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect((await pages.of('a', '1', () => Promise.resolve(html`<p>yes</p>`))).text).toBe('<p>yes</p>')
})
