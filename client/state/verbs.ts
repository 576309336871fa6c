import * as Y from 'yjs'
import { idFromBytes, parseItemId, type ItemId } from '../../shared/ids.ts'
import { orderBetween } from '../../shared/plan/order.ts'
import {
  ROOTS,
  addAction,
  addPriority,
  moveAction,
  movePriority,
  parseFieldPath,
  parseValue,
  placeMap,
  setValue,
  type FieldPath,
  type PriorityKind,
  type Value,
  type ValueKey
} from '../../shared/plan/schema.ts'
import type { ActionView, Views } from './views.ts'

/** Where an action stands after it moved: its place from 1, and of how many. */
export type Placed = { place: number; of: number }

/** What a person can do to a plan besides writing into its texts. Each is one transaction. */
export class Verbs {
  #doc: Y.Doc
  #views: Views
  #random: (bytes: number) => Uint8Array

  constructor(doc: Y.Doc, views: Views, random: (bytes: number) => Uint8Array) {
    this.#doc = doc
    this.#views = views
    this.#random = random
  }

  /** A new, empty action at the end of a priority. */
  addAction(priority: ItemId): ItemId {
    const id = this.#newId()
    addAction(this.#doc, id, { priority, order: orderBetween(this.#lastIn(priority, id), null) })
    return id
  }

  /** A new priority behind all others, those taken out too. */
  addPriority(said: { title?: string; kind?: PriorityKind } = {}): ItemId {
    const id = this.#newId()
    const orders = [...this.#doc.getMap(ROOTS.priority).values()]
      .map((map): unknown => (map instanceof Y.Map ? map.get('order') : undefined))
      .filter((order) => typeof order === 'string')
      .sort()
    const kind = said.kind ?? 'theme'
    addPriority(this.#doc, id, { order: orderBetween(orders.at(-1) ?? null, null), kind }, { title: said.title ?? '' })
    return id
  }

  /** @throws RangeError when the value does not fit the schema. */
  setPlan<F extends ValueKey<'plan'>>(key: F, value: Value<'plan', F>): void {
    setValue(this.#doc, { kind: 'plan' }, key, value)
  }
  /** @throws RangeError when the value does not fit the schema. */
  setPriority<F extends ValueKey<'priority'>>(id: ItemId, key: F, value: Value<'priority', F>): void {
    setValue(this.#doc, { kind: 'priority', id }, key, value)
  }

  /** A priority to a place, counted from 1; undefined when it stands there already or is not on the board. */
  placePriority(id: ItemId, place: number): Placed | undefined {
    const all = this.#views.board(null).priorities
    const to = Math.max(1, Math.min(place, all.length))
    const from = all.findIndex((each) => each.id === id) + 1
    if (from === 0 || from === to) return undefined
    const rest = all.filter((each) => each.id !== id)
    movePriority(this.#doc, id, orderBetween(this.#orderOf(rest[to - 2]?.id), this.#orderOf(rest[to - 1]?.id)))
    return { place: to, of: all.length }
  }

  /** @throws RangeError when the value does not fit the schema. */
  set<F extends ValueKey<'action'>>(id: ItemId, key: F, value: Value<'action', F>): void {
    setValue(this.#doc, { kind: 'action', id }, key, value)
  }

  /** With a reason the date has moved and the first one stays known; without one the date is put right. */
  setDue(id: ItemId, date: string | null, why: string): void {
    const hasMoved = this.#views.action(id)?.movedWhy !== '' || this.#views.action(id)?.firstDue !== null
    this.#doc.transact(() => {
      if (date !== null && why.trim() !== '') return this.set(id, 'revised', { date, why: why.trim() })
      this.set(id, 'due', date)
      if (hasMoved) this.set(id, 'revised', null)
    })
  }

  /** One place up (-1) or down (1) in its priority; undefined when it stands at that end already. */
  step(id: ItemId, by: -1 | 1): Placed | undefined {
    const action = this.#views.action(id)
    const priority = parseItemId(action?.priority)
    if (!priority) return undefined
    const list = this.#listOf(priority)
    const from = list.findIndex((each) => each.id === id)
    const to = from + by
    if (from < 0 || to < 0 || to >= list.length) return undefined
    const rest = list.filter((each) => each.id !== id)
    moveAction(this.#doc, id, {
      priority,
      order: orderBetween(rest[to - 1]?.order ?? null, rest[to]?.order ?? null)
    })
    return { place: to + 1, of: list.length }
  }

  /** To the end of another priority. */
  moveTo(id: ItemId, priority: ItemId): Placed {
    moveAction(this.#doc, id, { priority, order: orderBetween(this.#lastIn(priority, id), null) })
    const list = this.#listOf(priority)
    return { place: list.length, of: list.length }
  }

  /**
   * A value that stood before, as this person's own change now.
   * @returns false when it does not fit, or when what it belongs to is not there.
   */
  setAgain(path: FieldPath, value: unknown): boolean {
    const at = parseFieldPath(path)
    const parsed = at && parseValue(at.place.kind, at.key, value)
    const map = at && placeMap(this.#doc, at.place)
    if (!at || !parsed || !map) return false
    map.set(at.key, parsed.value)
    return true
  }

  takeOut(id: ItemId): void {
    this.set(id, 'removed', true)
  }
  putBack(id: ItemId): void {
    this.set(id, 'removed', false)
  }

  /** Its actions stay in the plan and stand under no priority until they are moved or it is put back. */
  takeOutPriority(id: ItemId): void {
    this.setPriority(id, 'removed', true)
  }
  putBackPriority(id: ItemId): void {
    this.setPriority(id, 'removed', false)
  }

  #orderOf(priority: string | undefined): string | null {
    const map = priority === undefined ? undefined : this.#doc.getMap(ROOTS.priority).get(priority)
    const order: unknown = map instanceof Y.Map ? map.get('order') : undefined
    return typeof order === 'string' ? order : null
  }

  #newId(): ItemId {
    const id = parseItemId(idFromBytes(this.#random(12)))
    if (!id) throw new Error('an id made here must be an id')
    return id
  }

  #listOf(priority: string): readonly ActionView[] {
    const { priorities, loose } = this.#views.board(null)
    const found = priorities.find((each) => each.id === priority)
    return found ? found.actions : loose.filter((each) => each.priority === priority)
  }

  #lastIn(priority: string, besides: ItemId): string | null {
    return (
      this.#listOf(priority)
        .filter((each) => each.id !== besides)
        .at(-1)?.order ?? null
    )
  }
}
