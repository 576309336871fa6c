import { untrack } from 'svelte'
import type { FieldPath } from '../../../shared/plan/schema.ts'
import type { Thread } from '../../../shared/plan/threads.ts'
import { allThreads, notesOf, placeOf, type Note, type PlacedThread } from '../../state/comment-threads.ts'
import { navigation } from '../../state/navigation.svelte.ts'
import type { PlanState } from '../../state/plan.svelte.ts'
import type { RecordsState } from '../../state/records.svelte.ts'

export const none: readonly Note[] = []

/** Whether the threads are shown beside the words, and which was asked for; the address says it, so that it can be shared. */
export class ThreadPanel {
  #shown = $state(navigation.query.has('comments'))
  #current = $state('')
  #seen = ''

  get shown(): boolean {
    return this.#shown
  }
  get current(): string {
    return this.#current
  }
  /** The comment, or what became of one, whose words are to be shown. */
  get see(): string {
    return navigation.query.get('see') ?? ''
  }
  readonly toggle = (): void => {
    this.#shown = !this.#shown
    this.#current = ''
    navigation.setQuery((query) => {
      query.delete('see')
      if (this.#shown) query.set('comments', '')
      else query.delete('comments')
    })
  }
  readonly show = (id: string): void => {
    this.#shown = true
    this.#current = ''
    // Asked for again, it is shown again.
    queueMicrotask(() => (this.#current = id))
    navigation.setQuery((query) => {
      query.set('comments', '')
      query.delete('see')
    })
  }

  /** A link that asked for a thread opens it, once its thread is known; words come into view once they are marked. */
  follow(threads: readonly Thread[]): void {
    const { see } = this
    if (see === '' || see === this.#seen) return
    const thread = threads.find(({ comment, fate }) => comment.id === see || fate?.id === see)
    if (!thread) return
    this.#seen = see
    untrack(() => {
      if (thread.comment.id === see && thread.comment.data.anchor === null) this.show(see)
      else bringIntoView()
    })
  }
}

const lookForMs = 3_000

const bringIntoView = (): void => {
  const until = performance.now() + lookForMs
  const look = (): void => {
    const words = document.querySelector('.noted--now')
    if (words) words.scrollIntoView({ block: 'center' })
    else if (performance.now() < until) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

/** The marks of each text; the same array again while they are the same, so that a letter typed in one draws one. */
export class KeptNotes {
  #kept = new Map<FieldPath, { said: string; notes: Note[] }>()

  read(
    plan: PlanState,
    records: RecordsState,
    placed: readonly PlacedThread[],
    see: string
  ): ReadonlyMap<FieldPath, readonly Note[]> {
    const notes = notesOf(placed)
    for (const { comment, fate } of see === '' ? [] : allThreads(records)) {
      const anchor =
        comment.id === see
          ? comment.data.anchor
          : fate?.id === see && fate.data.to && 'quote' in fate.data.to
            ? fate.data.to
            : null
      const range = anchor && placeOf(plan, anchor)
      if (anchor && range)
        notes.set(anchor.field, [...(notes.get(anchor.field) ?? []), { ...range, number: 0, id: see }])
    }
    const next = new Map([...notes].map(([path, here]) => [path, this.#same(path, here)]))
    return next
  }

  #same(path: FieldPath, notes: Note[]): Note[] {
    const said = JSON.stringify(notes)
    const kept = this.#kept.get(path)
    if (kept?.said === said) return kept.notes
    this.#kept.set(path, { said, notes })
    return notes
  }
}
