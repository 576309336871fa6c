import type { PresenceState } from '../sync/plan-link.ts'

export const awayAfterMs = 60_000

type Place = { at: 'board' } | { at: 'priority'; priority: string }

/**
 * What others are told of where I am: the screen, the field I write in, the caret in it, whether I am
 * writing, reading or away, and who I type for. Away after a minute without a key, a press or a scroll, or when the
 * page is not in view.
 */
export class Whereabouts {
  #place: Place = { at: 'board' }
  #writing: { field: string; caret: unknown; wrote: boolean } | null = null
  #for: string | undefined
  #activeAt: number
  #tell: (state: PresenceState) => void
  #isHidden: () => boolean
  #nowMs: () => number
  #told = ''

  constructor(parts: { tell: (state: PresenceState) => void; isHidden: () => boolean; nowMs: () => number }) {
    this.#tell = parts.tell
    this.#isHidden = parts.isHidden
    this.#nowMs = parts.nowMs
    this.#activeAt = parts.nowMs()
  }

  get state(): PresenceState {
    const away = this.#isHidden() || this.#nowMs() - this.#activeAt >= awayAfterMs
    const where = this.#writing ? { field: this.#writing.field, caret: this.#writing.caret } : {}
    const forWhom = this.#for === undefined ? {} : { for: this.#for }
    return { ...this.#place, ...where, ...forWhom, doing: away ? 'away' : this.#writing?.wrote ? 'writing' : 'reading' }
  }

  goTo(place: Place): void {
    this.#place = place
    this.#writing = null
    this.active()
  }

  /**
   * The caret is in this field; `caret` is a relative position as JSON. Who has not typed a letter in it yet
   * is reading: tabbing past is not writing.
   */
  writing(field: string, caret: unknown, typing = true): void {
    const wrote = typing || (this.#writing?.field === field && this.#writing.wrote)
    this.#writing = { field, caret, wrote }
    this.active()
  }

  /** The caret has left this field; a field entered meanwhile stays. */
  stopped(field: string): void {
    if (this.#writing?.field !== field) return
    this.#writing = null
    this.active()
  }

  /** Id of whoever is typed for; undefined for oneself. */
  typesFor(person: string | undefined): void {
    if (this.#for === person) return
    this.#for = person
    this.look()
  }

  active(): void {
    this.#activeAt = this.#nowMs()
    this.look()
  }

  /** Tells the others if what they know is no longer so. */
  look(): void {
    const state = this.state
    const said = JSON.stringify(state)
    if (said === this.#told) return
    this.#told = said
    this.#tell(state)
  }
}
