import { MediaQuery, SvelteSet } from 'svelte/reactivity'
import { displayKey, dress, parseDisplay, usualDisplay, type Display, type Level } from './display.ts'

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
const whoByKey = 'board.who-by'
const sectionKey = 'board.section'
const viewKey = 'board.view'

/** What this person chose about how the page looks, remembered on this device. No plan words are. */
class Choices {
  #whoWrote = $state(read(whoWroteKey) === 'on')
  #whoBy: 'person' | 'group' = $state(read(whoByKey) === 'group' ? 'group' : 'person')
  #section = $state(read(sectionKey))
  #view: 'board' | 'table' = $state(read(viewKey) === 'table' ? 'table' : 'board')
  #display: Display = $state.raw(parseDisplay(read(displayKey)))
  readonly #calmDevice = new MediaQuery('prefers-reduced-motion: reduce')

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

  /** How the plan was looked at last: as a board, or as a table. */
  get view(): 'board' | 'table' {
    return this.#view
  }
  set view(view: 'board' | 'table') {
    this.#view = view
    write(viewKey, view)
  }

  /** Whose words are told apart when they are underlined: each person's or each group's. */
  get whoBy(): 'person' | 'group' {
    return this.#whoBy
  }
  set whoBy(by: 'person' | 'group') {
    this.#whoBy = by
    write(whoByKey, by)
  }
  /** Both at once: whose words are underlined now, or nobody's. */
  get who(): 'person' | 'group' | null {
    return this.#whoWrote ? this.#whoBy : null
  }

  /** The id of the fold-out section that was opened last on a narrow screen. */
  get section(): string {
    return this.#section
  }
  set section(id: string) {
    this.#section = id
    write(sectionKey, id)
  }

  // --- display -----------------------------------------------------------------------------------

  get display(): Display {
    return this.#display
  }
  /** Chooses anew; the page shows it at once and this device remembers it. */
  show(change: Partial<Display>): void {
    this.#display = { ...this.#display, ...change }
    write(displayKey, JSON.stringify(this.#display))
    dress(document.documentElement, this.#display)
  }
  showUsual(): void {
    this.show(usualDisplay)
  }
  /** Another window of this device chose: this one follows. */
  follow(): () => void {
    const onstorage = (event: StorageEvent): void => {
      if (event.key !== displayKey) return
      this.#display = parseDisplay(event.newValue ?? '')
      dress(document.documentElement, this.#display)
    }
    window.addEventListener('storage', onstorage)
    return () => window.removeEventListener('storage', onstorage)
  }

  /** Whether movement is to be kept down: chosen here or on the device. */
  get lessMotion(): boolean {
    return this.#display.lessMotion || this.#calmDevice.current
  }
  /** Whether other people's carets are not shown. */
  get hideCarets(): boolean {
    return this.#display.hideCarets
  }
  /** Whether "Kofi M is writing here" is not shown. */
  get hideWriting(): boolean {
    return this.#display.hideWriting
  }
  /** How much is said of other people's work. */
  get level(): Level {
    return this.#display.level
  }
  /** Whether one key alone does something while focus is on a card. */
  get singleKeys(): boolean {
    return this.#display.singleKeys
  }
}

export const choices = new Choices()
