import { describe, expect, it } from 'vitest'
import { keepEarlyKeys } from './early-keys.ts'

const press = (key: string, init: KeyboardEventInit = {}, on: EventTarget = document.body): boolean =>
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }))

describe('keys typed before an editor is there', () => {
  it('are kept in order, corrected by Backspace, and given once', () => {
    const take = keepEarlyKeys()
    for (const key of ['H', 'i', '😀', 'x']) press(key)
    press('Backspace')
    press('!')
    expect(take()).toBe('Hi😀!')
    press('z')
    expect(take()).toBe('')
  })

  it('leaves shortcuts, named keys and other fields alone', () => {
    const input = document.body.appendChild(document.createElement('input'))
    const take = keepEarlyKeys()
    expect(press('b', { ctrlKey: true })).toBe(true)
    expect(press('Tab')).toBe(true)
    expect(press('Escape')).toBe(true)
    expect(press('q', {}, input)).toBe(true)
    expect(press('a')).toBe(false)
    expect(take()).toBe('a')
    input.remove()
  })

  it('are taken from a text that still has focus, when they are meant for what opens over it', () => {
    const input = document.body.appendChild(document.createElement('input'))
    const take = keepEarlyKeys('anywhere')
    for (const key of ['q', 'Enter', 'Delete', 'ArrowLeft']) expect(press(key, {}, input), key).toBe(false)
    for (const key of ['Escape', 'Tab', 'F5']) expect(press(key, {}, input), key).toBe(true)
    expect(take()).toBe('q\n')
    expect(press('q', {}, input)).toBe(true)
    input.remove()
  })
})
