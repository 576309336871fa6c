import { SvelteSet } from 'svelte/reactivity'

/** One thing to do, or one place to go, in the list behind Ctrl or ⌘ and K. */
export type Command = {
  /** Stable and the only one of its kind on the page. */
  id: string
  label: string
  /** Other words people may type for it. */
  words?: string
  /** The keys that do the same, for the list of shortcuts. */
  keys?: string
  /** Stands above all others, as "Add a link" does while words are selected. */
  first?: boolean
  run: () => void
}

/** Read anew whenever the list is open, so a command may depend on where the caret is. */
type Source = () => readonly Command[]

/**
 * The list of commands. A screen adds its own while it is mounted:
 * `$effect(() => commands.add(() => [{ id: 'table', label: 'Show as a table', run }]))`.
 * What was added last stands first; of two with one id the later one counts.
 */
class Commands {
  readonly #sources = new SvelteSet<Source>()
  #isOpen = $state(false)

  /** Adds commands until the returned function is called. */
  add(source: Source): () => void {
    this.#sources.add(source)
    return () => this.#sources.delete(source)
  }

  get all(): readonly Command[] {
    const found = new Map<string, Command>()
    for (const source of [...this.#sources].reverse()) {
      for (const command of source()) if (!found.has(command.id)) found.set(command.id, command)
    }
    const list = [...found.values()]
    return [...list.filter((each) => each.first), ...list.filter((each) => !each.first)]
  }

  get isOpen(): boolean {
    return this.#isOpen
  }
  open(): void {
    this.#isOpen = true
  }
  close(): void {
    this.#isOpen = false
  }
}

export const commands = new Commands()
