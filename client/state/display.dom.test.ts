import { afterEach, describe, expect, it, vi } from 'vitest'
import { choices } from './choices.svelte.ts'
import { displayKey, dress, parseDisplay, usualDisplay, type Display } from './display.ts'

const root = document.documentElement
const shownOn = (): Record<string, string | undefined> => Object.fromEntries(Object.entries(root.dataset))
afterEach(() => {
  choices.showUsual()
  localStorage.clear()
  for (const name of Object.keys(root.dataset)) delete root.dataset[name]
})

describe('display choices', () => {
  it.each(['', 'no json', '[]', 'null', '7', '{"text":"9000","theme":3,"lessMotion":"yes","level":"loud"}'])(
    'are the usual ones when the device remembers %s',
    (kept) => expect(parseDisplay(kept)).toEqual(usualDisplay)
  )

  it('are shown at once and remembered', () => {
    choices.show({ text: '200', theme: 'dark', hideCarets: true, level: 'off' })
    expect(root.dataset['text']).toBe('200')
    expect(root.dataset['theme']).toBe('dark')
    expect(choices.hideCarets).toBe(true)
    expect(choices.level).toBe('off')
    expect(parseDisplay(localStorage.getItem(displayKey) ?? '')).toEqual(choices.display)
    choices.show({ theme: 'device', text: '100' })
    expect(root.dataset['theme']).toBeUndefined()
    expect(root.dataset['text']).toBeUndefined()
  })

  it('follow another window of this device', () => {
    const stop = choices.follow()
    const newValue = JSON.stringify({ ...usualDisplay, theme: 'contrast', lessMotion: true })
    window.dispatchEvent(new StorageEvent('storage', { key: displayKey, newValue }))
    expect(root.dataset['theme']).toBe('contrast')
    expect(choices.lessMotion).toBe(true)
    stop()
  })

  const shown: Display[] = [
    usualDisplay,
    { ...usualDisplay, text: '175', spacing: 'most', theme: 'contrast', lessMotion: true, largeTargets: true },
    { ...usualDisplay, text: '125', spacing: 'more', theme: 'light' },
    { ...usualDisplay, theme: 'dark', hideCarets: true, hideWriting: true, singleKeys: false, level: 'plan' }
  ]
  it.each(shown)('look the same before the first paint as after it: %o', async (display) => {
    dress(root, display)
    const after = shownOn()
    for (const name of Object.keys(root.dataset)) delete root.dataset[name]
    localStorage.setItem(displayKey, JSON.stringify(display))
    vi.resetModules()
    // A script, not a module: it has nothing to name its type by.
    const early = '../public/early.js'
    await import(early)
    expect(shownOn()).toEqual(after)
  })
})
