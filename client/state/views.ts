import type * as Y from 'yjs'
import type { ItemId } from '../../shared/ids.ts'
import { ROOTS, type Group, type Lead, type Status } from '../../shared/plan/schema.ts'
import { byOrder, readAction, readPlan, readPriority } from '../../shared/plan/snapshot.ts'
import type { Run } from '../../shared/plan/text.ts'

/** An action as its card shows it. */
export type ActionView = {
  id: ItemId
  text: string
  /** The same words with the client id that wrote each run. */
  runs: readonly Run[]
  leads: readonly Lead[]
  partners: readonly Group[]
  /** The date that holds now, and the first one when it has moved. */
  due: string | null
  firstDue: string | null
  movedWhy: string
  status: Status
  priority: string
  order: string
  removed: boolean
}

export type PriorityView = {
  id: ItemId
  /** Place on the board, from 1: what people call it, and its address. */
  number: number
  title: string
  outcome: string
  actions: readonly ActionView[]
}

export type BoardView = {
  priorities: readonly PriorityView[]
  /** Actions whose priority is not there: shown, never lost. */
  loose: readonly ActionView[]
}

export type PlanHead = { title: string; area: string; notice: string }

type PriorityHead = { id: ItemId; order: string; title: string; outcome: string; removed: boolean }

/**
 * Reads the shared document for the board, and reads again only the items that changed: a letter
 * typed into one card reads one card.
 */
export class Views {
  #doc: Y.Doc
  #actions = new Map<string, ActionView | undefined>()
  #priorities = new Map<string, PriorityHead | undefined>()
  #head: PlanHead | undefined

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  /** Starts to follow the document; `changed` hears whether the change was made here. */
  open(changed: (local: boolean) => void): () => void {
    const doc = this.#doc
    const forget =
      (kept: Map<string, unknown> | undefined) =>
      (events: readonly Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction): void => {
        for (const event of events) {
          const [id] = event.path
          if (kept && typeof id === 'string') kept.delete(id)
          else if (kept) for (const key of event.keys.keys()) kept.delete(key)
          else this.#head = undefined
        }
        changed(transaction.local)
      }
    const watched = [
      [doc.getMap(ROOTS.plan), forget(undefined)],
      [doc.getMap(ROOTS.priority), forget(this.#priorities)],
      [doc.getMap(ROOTS.action), forget(this.#actions)]
    ] as const
    for (const [map, handler] of watched) map.observeDeep(handler)
    return () => {
      for (const [map, handler] of watched) map.unobserveDeep(handler)
    }
  }

  head(): PlanHead {
    if (!this.#head) {
      const plan = readPlan(this.#doc)
      this.#head = { title: plan.title.text, area: plan.area ?? '', notice: plan.notice ?? '' }
    }
    return this.#head
  }

  /** Whether the plan's content is here at all; before that there is nothing to show. */
  isFilled(): boolean {
    return this.#doc.getMap(ROOTS.plan).has('title')
  }

  action(id: ItemId): ActionView | undefined {
    if (!this.#actions.has(id)) this.#actions.set(id, readActionView(this.#doc, id))
    return this.#actions.get(id)
  }

  /** The whole board; an action that was taken out stays in its place while `kept` names it. */
  board(kept: ItemId | null): BoardView {
    const shown = this.#ids('action')
      .map((id) => this.action(id))
      .filter((action) => action !== undefined && (!action.removed || action.id === kept))
      .filter((action) => action !== undefined)
      .sort(byOrder)
    const heads = this.#ids('priority')
      .map((id) => this.#priority(id))
      .filter((head) => head !== undefined)
      .filter((head) => !head.removed)
      .sort(byOrder)
    const known = new Set<string>(heads.map((head) => head.id))
    return {
      priorities: heads.map(({ id, title, outcome }, index) => ({
        id,
        number: index + 1,
        title,
        outcome,
        actions: shown.filter((action) => action.priority === id)
      })),
      loose: shown.filter((action) => !known.has(action.priority))
    }
  }

  #ids(kind: 'priority' | 'action'): ItemId[] {
    // Keys of the document are checked ids already: the gate lets no other in.
    return [...this.#doc.getMap(ROOTS[kind]).keys()] as ItemId[]
  }

  #priority(id: ItemId): PriorityHead | undefined {
    if (!this.#priorities.has(id)) {
      const read = readPriority(this.#doc, id)
      this.#priorities.set(
        id,
        read && {
          id,
          order: read.order ?? '',
          title: read.title.text,
          outcome: read.outcome.text.trim(),
          removed: read.removed === true
        }
      )
    }
    return this.#priorities.get(id)
  }
}

const readActionView = (doc: Y.Doc, id: ItemId): ActionView | undefined => {
  const read = readAction(doc, id)
  if (!read) return undefined
  const first = read.due ?? null
  const moved = read.revised ?? null
  return {
    id,
    text: read.text.text,
    runs: read.text.lines.flatMap((line) => line.runs),
    leads: read.leads ?? [],
    partners: read.partners ?? [],
    due: moved?.date ?? first,
    firstDue: moved && first && moved.date !== first ? first : null,
    movedWhy: moved?.why ?? '',
    status: read.status ?? { word: 'not-started', why: '' },
    priority: read.priority ?? '',
    order: read.order ?? '',
    removed: read.removed === true
  }
}
