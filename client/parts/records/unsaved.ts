import { navigation } from '../../state/navigation.svelte.ts'

/** Forms on screen with something typed in them; each can ask whether to leave it. */
const forms = new Map<symbol, () => void>()

/** Tells that a form holds typed words; the returned function says that it does no longer. */
export const noteUnsaved = (ask: () => void): (() => void) => {
  const key = Symbol()
  forms.set(key, ask)
  return () => forms.delete(key)
}

/** True when a form asked first: whatever wanted to close must wait for the answer. */
export const asksFirst = (): boolean => {
  const ask = [...forms.values()].at(-1)
  ask?.()
  return ask !== undefined
}

// Back and links would drop typed words without a question: only a page that is closed asks by itself.
navigation.askFirst(asksFirst)
