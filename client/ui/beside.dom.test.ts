import { afterEach, expect, it } from 'vitest'
import { beside } from './beside.ts'

let close: (() => void) | undefined
afterEach(() => {
  close?.()
  close = undefined
  document.body.replaceChildren()
})

/** A column with words at `top` of the window, and a box of 120 px about them. */
const scene = (top: number) => {
  const column = document.createElement('div')
  const words = document.createElement('p')
  words.textContent = 'Words.'
  const box = document.createElement('div')
  column.append(words, box)
  document.body.append(column)
  Object.defineProperty(box, 'offsetParent', { value: column })
  Object.defineProperty(box, 'offsetHeight', { value: 120 })
  column.getBoundingClientRect = () => new DOMRect(100, 40, 600, 2000)
  const at = { top, gone: false }
  close = beside(() => (at.gone ? undefined : new DOMRect(300, at.top, 80, 20)))(box)
  const told = () => ({
    over: box.style.getPropertyValue('--over'),
    under: box.style.getPropertyValue('--under'),
    aim: box.style.getPropertyValue('--aim'),
    above: box.classList.contains('above')
  })
  /** Somebody writes above: the words stand lower. */
  const writeAbove = async (by: number): Promise<void> => {
    at.top += by
    words.textContent += ' More.'
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { at, told, writeAbove }
}

it('a box about words stands under them, in the measure of its own column', () => {
  expect(scene(200).told()).toEqual({ over: '160px', under: '180px', aim: '240px', above: false })
})

it('it stands above where there is no room under them, and under where there is none above either', () => {
  expect(scene(innerHeight - 150).told().above).toBe(true)
  close?.()
  document.body.replaceChildren()
  const height = innerHeight
  Object.defineProperty(window, 'innerHeight', { value: 200, configurable: true })
  expect(scene(60).told().above).toBe(false)
  Object.defineProperty(window, 'innerHeight', { value: height, configurable: true })
})

it('it follows its words when text arrives above them, and stays where it is once they are gone', async () => {
  const { at, told, writeAbove } = scene(200)
  await writeAbove(34)
  expect(told()).toMatchObject({ over: '194px', under: '214px' })
  at.gone = true
  await writeAbove(34)
  expect(told()).toMatchObject({ over: '194px', under: '214px' })
})
