import { SvelteSet } from 'svelte/reactivity'

const read = (key: string): string => {
  try {
    return localStorage.getItem(key) ?? ''
  } catch {
    // A browser that keeps nothing for pages: the choice lasts as long as the page.
    return ''
  }
}

const write = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value)
  } catch {
    // The same browser: the choice still holds for this page.
    return
  }
}

const whoWroteKey = 'board.who-wrote'
const sectionKey = 'board.section'

/** What this person chose about how the page looks, remembered on this device. No plan words are. */
class Choices {
  #whoWrote = $state(read(whoWroteKey) === 'on')
  #section = $state(read(sectionKey))

  /** Priorities whose folded actions are shown, for this visit. */
  readonly unfolded = new SvelteSet<string>()

  /** Whether each person's words are underlined. Off until asked for. */
  get whoWrote(): boolean {
    return this.#whoWrote
  }
  set whoWrote(on: boolean) {
    this.#whoWrote = on
    write(whoWroteKey, on ? 'on' : 'off')
  }

  /** The id of the fold-out section that was opened last on a narrow screen. */
  get section(): string {
    return this.#section
  }
  set section(id: string) {
    this.#section = id
    write(sectionKey, id)
  }
}

export const choices = new Choices()
