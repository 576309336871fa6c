import type * as Y from 'yjs'
import type { ItemId } from '../../shared/ids.ts'
import {
  ROOTS,
  type Group,
  type ImpactWord,
  type Lead,
  type Milestone,
  type Officer,
  type PlanType,
  type PriorityKind,
  type Status,
  type StatusWord
} from '../../shared/plan/schema.ts'
import { byOrder, readAction, readPlan, readPriority } from '../../shared/plan/snapshot.ts'
import type { FirstOf, Run } from '../../shared/plan/text.ts'
import { GROUPS } from '../../shared/plan/vocabulary.ts'
import { statusNames } from '../../shared/words.ts'

// One file past 300 lines: what screens read of each kind of item, side by side.

/** Instead of a number, until the board has kept the item and given it one. */
// @wc-include
export const newItem = 'new'

/** An action as its card shows it. */
export type ActionView = {
  id: ItemId
  /** What people call it: "3.2", wherever it stands; "new" before it is kept. */
  reference: string
  text: string
  /** The same words with the client id that wrote each run. */
  runs: readonly Run[]
  leads: readonly Lead[]
  partners: readonly Group[]
  /** The date that holds now, and the first one when it has moved. */
  due: string | null
  firstDue: string | null
  movedWhy: string
  start: string | null
  status: Status
  felt: ImpactWord
  cost: string | null
  /** What should be true after 3, 6 and 12 months. */
  milestones: readonly { key: 'milestone3' | 'milestone6' | 'milestone12'; milestone: Milestone | null }[]
  /** How we will know, as plain words. */
  success: string
  priority: string
  order: string
  removed: boolean
}

export type PriorityView = {
  id: ItemId
  /** What people call it: "3", wherever it stands; "new" before it is kept. */
  reference: string
  isNew: boolean
  /** Where it stands on the board, from 1. */
  place: number
  title: string
  outcome: string
  kind: PriorityKind
  status: Status
  felt: ImpactWord
  leads: readonly Lead[]
  officer: Officer | null
  removed: boolean
  actions: readonly ActionView[]
}

export type BoardView = {
  priorities: readonly PriorityView[]
  /** Actions whose priority is not there: shown, never lost. */
  loose: readonly ActionView[]
}

/** What the plan says of itself: its values, each as it stands or the usual one. */
export type PlanHead = {
  title: string
  area: string
  notice: string
  type: PlanType
  groups: readonly Group[]
  bodies: readonly string[]
  inspected: string | null
  reported: string | null
  submitted: string | null
  published: string | null
  officers: readonly Officer[]
  /** The plan's own words for its ratings. */
  statusKey: Readonly<Record<StatusWord, string>>
}

/** What was taken out and can be put back. */
export type TakenOut = {
  priorities: readonly { id: ItemId; title: string; actions: number }[]
  actions: readonly ActionView[]
}

type PriorityHead = Omit<PriorityView, 'place' | 'actions'> & { order: string }

/**
 * Reads the shared document for the board, and reads again only the items that changed: a letter
 * typed into one card reads one card.
 */
export class Views {
  readonly #doc: Y.Doc
  readonly #firstOf: FirstOf | undefined
  readonly #called: (id: string) => string | undefined
  #actions = new Map<string, ActionView | undefined>()
  #priorities = new Map<string, PriorityHead | undefined>()
  #head: PlanHead | undefined
  /** The priorities of the board before: one that says the same stays the same object, and is not drawn again. */
  #drawn = new Map<string, { head: PriorityHead; view: PriorityView }>()

  /** `firstOf`: tells whose letters are that stand again; `called`: the reference of an item that is kept. */
  constructor(doc: Y.Doc, firstOf?: FirstOf, called: (id: string) => string | undefined = () => undefined) {
    this.#doc = doc
    this.#firstOf = firstOf
    this.#called = called
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

  /** Items have been given references: those that read otherwise are read again. */
  callAnew(): void {
    for (const kept of [this.#actions, this.#priorities])
      for (const [id, item] of kept) if (item && item.reference !== (this.#called(id) ?? newItem)) kept.delete(id)
  }

  head(): PlanHead {
    this.#head ??= readHead(this.#doc)
    return this.#head
  }

  /** Whether the plan's content is here at all; before that there is nothing to show. */
  isFilled(): boolean {
    return this.#doc.getMap(ROOTS.plan).has('title')
  }

  action(id: ItemId): ActionView | undefined {
    if (!this.#actions.has(id)) this.#actions.set(id, readActionView(this.#doc, id, this.#called(id), this.#firstOf))
    return this.#actions.get(id)
  }

  /** The whole board; what was taken out stays in its place while `kept` or `stoodOn` names it. */
  board(kept: ItemId | null, stoodOn: ItemId | null = null): BoardView {
    const shown = this.#ids('action')
      .map((id) => this.action(id))
      .filter((action) => action !== undefined && (!action.removed || action.id === kept))
      .filter((action) => action !== undefined)
      .sort(byOrder)
    const heads = this.#heads()
      .filter((head) => !head.removed || head.id === stoodOn)
      .sort(byOrder)
    const known = new Set<string>(heads.map((head) => head.id))
    return {
      priorities: heads.map((head, index) =>
        this.#draw(
          head,
          index + 1,
          shown.filter((action) => action.priority === head.id)
        )
      ),
      loose: shown.filter((action) => !known.has(action.priority))
    }
  }

  /** What was taken out, in the order it had. */
  takenOut(): TakenOut {
    const actions = this.#ids('action')
      .map((id) => this.action(id))
      .filter((action) => action !== undefined)
      .sort(byOrder)
    return {
      priorities: this.#heads()
        .filter((head) => head.removed)
        .sort(byOrder)
        .map(({ id, title }) => ({
          id,
          title,
          actions: actions.filter((action) => action.priority === id && !action.removed).length
        })),
      // A card that was left without a word has nothing to put back.
      actions: actions.filter((action) => action.removed && (action.text.trim() !== '' || action.leads.length > 0))
    }
  }

  #draw(head: PriorityHead, place: number, actions: ActionView[]): PriorityView {
    const before = this.#drawn.get(head.id)
    const isSame =
      before?.head === head &&
      before.view.place === place &&
      before.view.actions.length === actions.length &&
      before.view.actions.every((action, index) => action === actions[index])
    if (before && isSame) return before.view
    const { order: _order, ...said } = head
    const view = { ...said, place, actions }
    this.#drawn.set(head.id, { head, view })
    return view
  }

  #heads(): PriorityHead[] {
    return this.#ids('priority')
      .map((id) => this.#priority(id))
      .filter((head) => head !== undefined)
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
          reference: this.#called(id) ?? newItem,
          isNew: this.#called(id) === undefined,
          order: read.order ?? '',
          title: read.title.text,
          outcome: read.outcome.text.trim(),
          kind: read.kind ?? 'theme',
          status: read.status ?? notStarted,
          felt: read.impact ?? 'not-yet',
          leads: read.leads ?? [],
          officer: read.officer ?? null,
          removed: read.removed === true
        }
      )
    }
    return this.#priorities.get(id)
  }
}

const notStarted: Status = { word: 'not-started', why: '' }

const readHead = (doc: Y.Doc): PlanHead => {
  const plan = readPlan(doc)
  return {
    title: plan.title.text,
    area: plan.area ?? '',
    notice: plan.notice ?? '',
    type: plan.type ?? 'other',
    // A plan that says nothing of it is everybody's.
    groups: plan.groups ?? GROUPS,
    bodies: plan.bodies ?? [],
    inspected: plan.inspected ?? null,
    reported: plan.reported ?? null,
    submitted: plan.submitted ?? null,
    published: plan.published ?? null,
    officers: plan.officers ?? [],
    statusKey: plan.statusKey ?? statusNames
  }
}

const readActionView = (doc: Y.Doc, id: ItemId, reference = newItem, firstOf?: FirstOf): ActionView | undefined => {
  const read = readAction(doc, id, firstOf)
  if (!read) return undefined
  const first = read.due ?? null
  const moved = read.revised ?? null
  return {
    id,
    reference,
    text: read.text.text,
    runs: read.text.lines.flatMap((line) => line.runs),
    leads: read.leads ?? [],
    partners: read.partners ?? [],
    due: moved?.date ?? first,
    firstDue: moved && first && moved.date !== first ? first : null,
    movedWhy: moved?.why ?? '',
    start: read.start ?? null,
    status: read.status ?? notStarted,
    felt: read.felt ?? 'not-yet',
    cost: read.cost ?? null,
    milestones: (['milestone3', 'milestone6', 'milestone12'] as const).map((key) => ({
      key,
      milestone: read[key] ?? null
    })),
    success: read.success.text.trim(),
    priority: read.priority ?? '',
    order: read.order ?? '',
    removed: read.removed === true
  }
}
