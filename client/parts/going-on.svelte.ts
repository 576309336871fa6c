import { untrack } from 'svelte'
import type { EditorHandle, FocusPlace } from '../editor/handle.ts'
import { keepEarlyKeys } from './early-keys.ts'

type Parts = {
  /** Rises when the plan has come anew, and with it every text. */
  generation: () => number
  handle: () => EditorHandle | undefined
  /** Whether this text is written in, by somebody who may. */
  isOpen: () => boolean
}

/**
 * The plan may come anew under hands that write, for a fresh id or another group: they go on in the new text
 * where their caret was, and no letter typed in between is lost. To be made while a component is.
 */
export class GoingOn {
  #at: FocusPlace | undefined
  #keys: (() => string) | undefined

  constructor({ generation, handle, isOpen }: Parts) {
    let before = untrack(generation)
    // Before the old editor is taken off the page, and its caret with it.
    $effect.pre(() => {
      const now = generation()
      if (now === before) return
      before = now
      untrack(() => {
        const old = handle()
        if (!old?.hasFocus()) return
        this.#at = { index: old.caretIndex() }
        this.#keys ??= keepEarlyKeys()
      })
    })
    $effect(() => {
      if (!isOpen()) this.take()
    })
    $effect(() => () => this.take())
  }

  /** Where the caret was; undefined when nobody was writing. */
  get at(): FocusPlace | undefined {
    return this.#at
  }

  /** What was typed in between, told once. */
  take(): string {
    const typed = this.#keys?.() ?? ''
    this.#keys = undefined
    this.#at = undefined
    return typed
  }
}
