import { flushSync } from 'svelte'
import { SvelteSet } from 'svelte/reactivity'
import { afterEach, describe, expect, it } from 'vitest'
import type { EditorHandle } from '../editor/handle.ts'
import { root } from '../state/effect-scene.svelte.ts'
import { GoingOn } from './going-on.svelte.ts'

const press = (key: string): boolean =>
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))

let stop: (() => void) | undefined
afterEach(() => stop?.())

/** Somebody in a text of a plan: `again` brings the plan anew, `shut` takes the text from them. */
const scene = (isWriting: boolean) => {
  const [plans, shutters] = [new SvelteSet([1]), new SvelteSet<string>()]
  const editor: Partial<EditorHandle> = { hasFocus: () => isWriting, caretIndex: () => 7 }
  let made: GoingOn | undefined
  stop = root(() => {
    made = new GoingOn({
      generation: () => plans.size,
      handle: () => editor as EditorHandle,
      isOpen: () => shutters.size === 0
    })
  })
  flushSync()
  if (!made) throw new Error('nothing was made')
  return {
    goingOn: made,
    again: () => {
      plans.add(plans.size + 1)
      flushSync()
    },
    shut: () => {
      shutters.add('shut')
      flushSync()
    }
  }
}

describe('a plan that comes anew under hands that write [P9]', () => {
  it('goes on where the caret was, with every letter typed in between, told once', () => {
    const { goingOn, again } = scene(true)
    expect(goingOn.at).toBeUndefined()
    again()
    expect(goingOn.at).toEqual({ index: 7 })
    for (const key of ['t', 'w']) expect(press(key)).toBe(false)
    expect(goingOn.take()).toBe('tw')
    expect(goingOn.at).toBeUndefined()
    expect(press('e')).toBe(true)
  })

  it('takes no letter from somebody who does not write here', () => {
    const { goingOn, again } = scene(false)
    again()
    expect(goingOn.at).toBeUndefined()
    expect(press('t')).toBe(true)
  })

  it('gives the keys back when the text is shut meanwhile', () => {
    const { goingOn, again, shut } = scene(true)
    again()
    shut()
    expect(press('t')).toBe(true)
    expect(goingOn.take()).toBe('')
  })
})
