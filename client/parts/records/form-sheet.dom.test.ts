import { createRawSnippet, flushSync, mount, tick, unmount } from 'svelte'
import { afterEach, describe, expect, it } from 'vitest'
import { navigation } from '../../state/navigation.svelte.ts'
import FormSheet from './FormSheet.svelte'
import { asksFirst, noteSheet } from './unsaved.ts'

let close: (() => void) | undefined
afterEach(() => {
  close?.()
  close = undefined
  document.body.replaceChildren()
})

const scene = (onsave: () => unknown = () => undefined) => {
  const told = { closed: 0 }
  const children = createRawSnippet(() => ({ render: () => '<label>Why? <textarea></textarea></label>' }))
  const sheet = mount(FormSheet, {
    target: document.body,
    props: { title: 'Status', inPlace: true, onsave, onclose: () => (told.closed += 1), children }
  })
  close = () => void unmount(sheet)
  flushSync()
  const field = document.querySelector('textarea')
  const form = document.querySelector('form')
  if (!field || !form) throw new Error('the form did not stand')
  const type = (words: string): void => {
    field.value = words
    field.dispatchEvent(new Event('input', { bubbles: true }))
    flushSync()
  }
  const escape = (): void => {
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }))
    flushSync()
  }
  const press = (name: string): void => {
    const button = [...document.querySelectorAll('button')].find((each) => each.textContent.trim() === name)
    if (!button) throw new Error(`no button "${name}"`)
    button.click()
    flushSync()
  }
  const save = async (): Promise<void> => {
    form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
    await tick()
    await tick()
    flushSync()
  }
  return { told, field, type, escape, press, save }
}

describe('a form that holds typed words (ui §1.4, "Nothing you type is lost")', () => {
  it('Esc closes an untouched form and asks before it drops what was typed', () => {
    const untouched = scene()
    untouched.escape()
    expect(untouched.told.closed).toBe(1)
    close?.()
    document.body.replaceChildren()
    const { told, type, escape, press, field } = scene()
    type('Two people left.')
    escape()
    expect(told.closed).toBe(0)
    press('Keep writing')
    expect(field.value).toBe('Two people left.')
    escape()
    press('Leave without saving')
    expect(told.closed).toBe(1)
  })

  it('“Keep writing” leads back to where one wrote, not to the cross that asked', async () => {
    const { field, type, press } = scene()
    const cross = document.createElement('button')
    document.body.append(cross)
    field.focus()
    type('Two people left.')
    cross.focus()
    asksFirst()
    flushSync()
    press('Keep writing')
    await tick()
    await tick()
    expect(document.activeElement).toBe(field)
  })

  it('a second Esc at the question keeps the words', () => {
    const { told, type, escape, field } = scene()
    type('Two people left.')
    escape()
    escape()
    expect(told.closed).toBe(0)
    expect(document.body.textContent).not.toContain('Leave without saving')
    expect(field.value).toBe('Two people left.')
  })

  it('what would close the page around it is told to wait, only while something is typed', () => {
    const { type } = scene()
    expect(asksFirst()).toBe(false)
    type('x')
    expect(asksFirst()).toBe(true)
    flushSync()
    expect(document.body.textContent).toContain('You have not saved this yet.')
    close?.()
    close = undefined
    flushSync()
    expect(asksFirst()).toBe(false)
  })

  it('a sheet over the page closes without asking about a form behind it, by its cross and by Back', () => {
    const from = location.pathname
    const leaving = navigation.open()
    const over = document.createElement('div')
    document.body.append(over)
    navigation.go('/p/plan/1/a/one', { replace: true })
    const closed = noteSheet(over, () => '/p/plan/1')
    try {
      const { type } = scene()
      type('x')
      expect(asksFirst(over)).toBe(false)
      history.pushState(null, '', '/p/plan/1')
      window.dispatchEvent(new PopStateEvent('popstate'))
      flushSync()
      expect(navigation.route.at).toBe('priority')
      expect(document.body.textContent).not.toContain('You have not saved this yet.')
      // Back to anywhere else would drop the form.
      history.pushState(null, '', '/plans')
      window.dispatchEvent(new PopStateEvent('popstate'))
      flushSync()
      expect(navigation.route.at).toBe('priority')
      expect(document.body.textContent).toContain('You have not saved this yet.')
    } finally {
      closed()
      navigation.go(from, { replace: true })
      leaving()
    }
  })

  it('a refusal is shown and the words stay', async () => {
    const { told, type, save, field } = scene(() => Promise.resolve('Needs a signal to save. Your words stay here.'))
    type('Two people left.')
    await save()
    await Promise.resolve()
    flushSync()
    expect(document.querySelector('[role="alert"]')?.textContent).toBe('Needs a signal to save. Your words stay here.')
    expect(field.value).toBe('Two people left.')
    expect(told.closed).toBe(0)
  })

  it('a link or Back asks too, and the address stays where the words are', () => {
    const from = location.pathname
    const leaving = navigation.open()
    try {
      const { told, type, press } = scene()
      type('Two people left.')
      navigation.go('/help')
      flushSync()
      expect(location.pathname).toBe(from)
      press('Keep writing')
      history.pushState(null, '', '/plans')
      window.dispatchEvent(new PopStateEvent('popstate'))
      flushSync()
      expect(location.pathname).toBe(from)
      press('Leave without saving')
      expect(told.closed).toBe(1)
      close?.()
      close = undefined
      navigation.go('/help')
      expect(location.pathname).toBe('/help')
    } finally {
      navigation.go(from, { replace: true })
      leaving()
    }
  })
})
