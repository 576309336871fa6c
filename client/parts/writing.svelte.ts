import type { FieldPath } from '../../shared/plan/schema.ts'
import type { ChosenLetters } from '../editor/chosen-letters.ts'
import type { EditorHandle } from '../editor/handle.ts'
import { undoOf } from '../editor/undo.ts'
import { announcer } from '../state/announcer.svelte.ts'
import { commands, type Command } from '../state/commands.svelte.ts'
import { panels } from '../state/panels.svelte.ts'
import type { PlanState } from '../state/plan.svelte.ts'
import { removal } from '../state/removal.svelte.ts'

/** Removing by law, as a command, for whoever may. */
export const removalOf = (chosen: ChosenLetters | undefined): Command[] => {
  const { plan } = panels
  if (!chosen || !plan?.mayRemove) return []
  return [
    {
      id: 'remove-for-good',
      label: 'Remove for good…',
      words: 'law erase redact name child',
      first: true,
      run: () => removal.ask(plan, { what: 'letters', ...chosen })
    }
  ]
}

type Left = { plan: PlanState; path: FieldPath; place: Element }

const takesKeys = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable], dialog') !== null

/**
 * The text this person writes in now, or the one they left last: undo and redo work on that one too,
 * until another is entered or the page it was on is gone.
 */
class Writing {
  #handle: EditorHandle | undefined = $state.raw()
  #left: Left | undefined = $state.raw()
  #dropCommands: (() => void) | undefined

  /** The editor that stands now, for whoever offers to do something in it. */
  get handle(): EditorHandle | undefined {
    return this.#handle
  }

  entered(handle: EditorHandle): void {
    this.#handle = handle
    this.#left = undefined
    this.#dropCommands?.()
    this.#dropCommands = commands.add(() => {
      const { href, words } = handle.linkHere()
      if (words === '') return []
      const label = href === null ? 'Add a link' : 'Change the link'
      const link = { id: 'link', label, words: 'web address email', first: true, run: () => handle.run('link') }
      return [link, ...removalOf(handle.chosen())]
    })
    window.removeEventListener('keydown', this.#onkeydown)
  }

  /** @param place what shows the words when they are only read; undo ends with it. */
  left(handle: EditorHandle | undefined, plan: PlanState, path: FieldPath, place: Element | null): void {
    // Another text may have been entered before this one was put away.
    if (!handle || this.#handle !== handle) return
    this.#handle = undefined
    this.#dropCommands?.()
    this.#left = place ? { plan, path, place } : undefined
    if (place) window.addEventListener('keydown', this.#onkeydown)
  }

  canStep(way: 'undo' | 'redo'): boolean {
    const manager = this.#manager()
    return manager !== undefined && (way === 'undo' ? manager.canUndo() : manager.canRedo())
  }

  /** Takes back, or brings back, one's own last change in the text that was left. */
  step(way: 'undo' | 'redo'): void {
    if (!this.canStep(way)) return
    this.#manager()?.[way]()
    this.#left?.place.scrollIntoView({ block: 'nearest' })
    announcer.say(way === 'undo' ? 'Your last change is taken back' : 'Your change is back')
  }

  #manager(): ReturnType<typeof undoOf> | undefined {
    const left = this.#left
    if (!left) return undefined
    // Every change of the plan may be one of these.
    void left.plan.words
    const text = left.plan.canWrite && left.place.isConnected ? left.plan.text(left.path) : undefined
    return text && undoOf(text)
  }

  #onkeydown = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || takesKeys(event.target)) return
    const key = event.key.toLowerCase()
    const way = key === 'y' || (key === 'z' && event.shiftKey) ? 'redo' : key === 'z' ? 'undo' : undefined
    if (!way || !this.canStep(way)) return
    event.preventDefault()
    this.step(way)
  }
}

export const writing = new Writing()
