import { announcer } from './announcer.svelte.ts'
import { spokenName, typedBy, wordsOfChange, type ChangeWords } from './change-words.ts'
import { choices } from './choices.svelte.ts'
import type { PlanState } from './plan.svelte.ts'
import { Quiet, spokenGroups } from './quiet.ts'
import { lastSentenceOf, paragraphOf } from './sentences.ts'

/** One row of the list of what happened. */
export type Happened = ChangeWords & { path: string; by: string; typist?: string; at: number }

const rowsMax = 50
const lookEveryMs = 1_000

/**
 * Hears what happens in one plan: keeps the last 50 changes for who wants to look, and has other
 * people's work said, quietly. Nothing here holds a word that was written.
 */
export class PlanEar {
  readonly #plan: PlanState
  readonly #quiet: Quiet
  #heard = new Map<string, { by: string; typist?: string; at: number }>()
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
    for (const change of changes) {
      if (rows.size >= rowsMax) break
      const words = change.by === '' ? undefined : wordsOfChange(this.#plan, change.path, change)
      if (!words) continue
      const key = handsOf(change) + words.what
      if (!rows.has(key)) rows.set(key, { ...words, ...change })
    }
    return [...rows.values()]
  }

  /** The next change by somebody else, from the newest back; after the last it begins again. */
  next(): Happened | undefined {
    const others = this.rows.filter((row) => !this.#plan.isMine(row))
    if (others.length === 0) return undefined
    this.#looked = (this.#looked + 1) % others.length
    return others[this.#looked]
  }

  /** What somebody else wrote last, to be read out because it was asked for. */
  lastSentence(): string {
    const row = this.rows.find((each) => !this.#plan.isMine(each))
    if (!row) return 'Nobody else has changed this plan yet.'
    const text = this.#plan.text(row.path)
    const sentence =
      text &&
      lastSentenceOf(
        text,
        (client) => this.#plan.authors.ofClient(client)?.person === row.by,
        (client, clock) => this.#plan.wroteAt(client, clock)
      )
    if (!sentence) return row.sentence
    const name = spokenName(this.#plan, row.by)
    return row.typist === undefined
      ? `${name} wrote: ${sentence}`
      : `${name} wrote, ${typedBy(this.#plan, row.typist)}: ${sentence}`
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
    for (const change of plan.lastChanges.values()) {
      const { path, by, typist, at } = change
      const known = this.#heard.get(path)
      if (known && known.at === at && handsOf(known) === handsOf(change)) continue
      this.#heard.set(path, change)
      if (this.#isFirst || plan.isMine(change) || by === '') continue
      const words = wordsOfChange(plan, path, change)
      const style = plan.style(by)
      if (words && style) {
        const spoken = spokenGroups[style.group]
        const group = typist === undefined ? spoken : `${spoken}, ${typedBy(plan, typist)}`
        this.#quiet.changed({ ...words, person: handsOf(change), name: plan.nameOf(by), group })
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
      const who = people.find((here) => here.person === other.person && !here.isMe)
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

/** Who it was and whose hands: the same person typing for somebody is not that person alone. */
const handsOf = ({ by, typist }: { by: string; typist?: string }): string => `${by} ${typist ?? ''}`

const ears = new WeakMap<PlanState, PlanEar>()

/** The one ear of an open plan. */
export const earOf = (plan: PlanState): PlanEar => {
  const known = ears.get(plan) ?? new PlanEar(plan)
  ears.set(plan, known)
  return known
}
