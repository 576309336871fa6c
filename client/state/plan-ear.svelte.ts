import { announcer } from './announcer.svelte.ts'
import { spokenName, wordsOfChange, type ChangeWords } from './change-words.ts'
import { choices } from './choices.svelte.ts'
import type { PlanState } from './plan.svelte.ts'
import { Quiet, spokenGroups } from './quiet.ts'
import { lastSentenceOf, paragraphOf } from './sentences.ts'

/** One row of the list of what happened. */
export type Happened = ChangeWords & { path: string; by: string; at: number }

const rowsMax = 50
const lookEveryMs = 1_000

/**
 * Hears what happens in one plan: keeps the last 50 changes for who wants to look, and has other
 * people's work said, quietly. Nothing here holds a word that was written.
 */
export class PlanEar {
  readonly #plan: PlanState
  readonly #quiet: Quiet
  #heard = new Map<string, { by: string; at: number }>()
  #isFirst = true
  #looked = -1

  constructor(plan: PlanState) {
    this.#plan = plan
    this.#quiet = new Quiet({
      nowMs: () => Date.now(),
      say: (sentence) => announcer.tell(sentence),
      level: () => choices.level,
      where: () => this.#where()
    })
  }

  /** The last changes of the plan's fields, newest first; the same person's changes of one thing are one row. */
  get rows(): Happened[] {
    const rows = new Map<string, Happened>()
    const changes = [...this.#plan.lastChanges.values()].sort((a, b) => b.at - a.at)
    for (const { path, by, at } of changes) {
      if (rows.size >= rowsMax) break
      const words = by === '' ? undefined : wordsOfChange(this.#plan, path, by)
      if (!words) continue
      const key = `${by}/${words.what}`
      if (!rows.has(key)) rows.set(key, { ...words, path, by, at })
    }
    return [...rows.values()]
  }

  /** The next change by somebody else, from the newest back; after the last it begins again. */
  next(): Happened | undefined {
    const others = this.rows.filter((row) => row.by !== this.#plan.me?.id)
    if (others.length === 0) return undefined
    this.#looked = (this.#looked + 1) % others.length
    return others[this.#looked]
  }

  /** What somebody else wrote last, to be read out because it was asked for. */
  lastSentence(): string {
    const row = this.rows.find((each) => each.by !== this.#plan.me?.id)
    if (!row) return 'Nobody else has changed this plan yet.'
    const text = this.#plan.text(row.path)
    const sentence =
      text &&
      lastSentenceOf(
        text,
        (client) => this.#plan.authors.ofClient(client)?.person === row.by,
        (client, clock) => this.#plan.wroteAt(client, clock)
      )
    return sentence ? `${spokenName(this.#plan, row.by)} wrote: ${sentence}` : row.sentence
  }

  /** Hears fields and people; to be called inside an effect. */
  follow(): void {
    $effect(() => this.#hear())
    $effect(() => {
      const others = this.#plan.hereNow.filter((here) => !here.isMe).map((here) => here.person)
      if (this.#plan.link.at === 'live') this.#quiet.present(others)
    })
    $effect(() => this.#listenBeside())
  }

  /** Looks every second whether something is to be said; returns the end of it. */
  open(): () => void {
    const timer = setInterval(() => this.#quiet.tick(), lookEveryMs)
    const typed = (event: Event): void => {
      if (event.target instanceof HTMLElement && event.target.matches('input, textarea, [contenteditable]')) this.busy()
    }
    document.addEventListener('input', typed, true)
    const stop = announcer.onOwn(() => this.busy())
    return () => {
      clearInterval(timer)
      document.removeEventListener('input', typed, true)
      stop()
    }
  }

  busy(): void {
    this.#quiet.busy()
  }

  #hear(): void {
    const plan = this.#plan
    const mine = plan.me?.id
    for (const { path, by, at } of plan.lastChanges.values()) {
      const known = this.#heard.get(path)
      if (known && known.at === at && known.by === by) continue
      this.#heard.set(path, { by, at })
      if (this.#isFirst || by === mine || by === '') continue
      const words = wordsOfChange(plan, path, by)
      const group = plan.style(by)?.group
      if (words && group) {
        this.#quiet.changed({ ...words, person: by, name: plan.nameOf(by), group: spokenGroups[group] })
      }
    }
    if (plan.isFilled) this.#isFirst = false
  }

  #listenBeside(): void {
    const plan = this.#plan
    const people = plan.hereNow
    const { field, caret } = plan.here.state
    const text = field === undefined ? undefined : plan.text(field)
    const mine = text && paragraphOf(text, caret)
    if (field === undefined || !text || mine === undefined) return
    for (const other of plan.caretsIn(field)) {
      const { name, group } = other.author
      const who = people.find((here) => here.name === name && here.group === group && !here.isMe)
      if (who?.doing === 'writing' && paragraphOf(text, other.caret) === mine) {
        this.#quiet.beside(who, `${field} ${mine}`)
      }
    }
  }

  /** The priority in focus: the page one is on, or on the board the column with focus. */
  #where(): string | null {
    const { state } = this.#plan.here
    if (state.at === 'priority') return state.priority ?? null
    const column = document.activeElement?.closest('[aria-labelledby^="priority-"]')
    return column?.getAttribute('aria-labelledby')?.slice('priority-'.length) ?? 'plan'
  }
}

const ears = new WeakMap<PlanState, PlanEar>()

/** The one ear of an open plan. */
export const earOf = (plan: PlanState): PlanEar => {
  const known = ears.get(plan) ?? new PlanEar(plan)
  ears.set(plan, known)
  return known
}
