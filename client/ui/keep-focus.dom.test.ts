import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keepFocus } from './keep-focus.ts'

let stop = (): void => undefined
beforeEach(() => {
  vi.useFakeTimers()
  document.body.innerHTML =
    '<main id="main"><ul><li id="row"><button id="back">Put it back</button></li></ul><input id="other"></main>'
  stop = keepFocus()
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})
const element = (id: string): HTMLElement => {
  const found = document.getElementById(id)
  if (!found) throw new Error(`no ${id}`)
  return found
}

describe('focus is not lost (WCAG 2.4.3)', () => {
  it('goes to what stood around a button that is gone after its press', () => {
    element('back').focus()
    element('back').click()
    element('back').remove()
    vi.advanceTimersByTime(200)
    expect(document.activeElement?.id).toBe('row')
    element('other').focus()
    expect(element('row').hasAttribute('tabindex')).toBe(false)
  })

  it('waits for the board’s answer, and leaves alone who went on', () => {
    element('back').focus()
    element('back').click()
    vi.advanceTimersByTime(300)
    element('row').remove()
    vi.advanceTimersByTime(3000)
    expect(document.activeElement?.tagName).toBe('UL')
    element('other').focus()
    element('other').click()
    vi.advanceTimersByTime(3000)
    expect(document.activeElement?.id).toBe('other')
  })
})
