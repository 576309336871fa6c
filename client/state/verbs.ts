import * as Y from 'yjs'
import { idFromBytes, parseItemId, type ItemId } from '../../shared/ids.ts'
import { orderBetween } from '../../shared/plan/order.ts'
import {
  ROOTS,
  addAction,
  addPriority,
  moveAction,
  setValue,
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

  /** A new, empty priority behind all others, those taken out too. */
  addPriority(): ItemId {
    const id = this.#newId()
    const orders = [...this.#doc.getMap(ROOTS.priority).values()]
      .map((map): unknown => (map instanceof Y.Map ? map.get('order') : undefined))
      .filter((order) => typeof order === 'string')
      .sort()
    addPriority(this.#doc, id, { order: orderBetween(orders.at(-1) ?? null, null) })
    return id
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

  takeOut(id: ItemId): void {
    this.set(id, 'removed', true)
  }
  putBack(id: ItemId): void {
    this.set(id, 'removed', false)
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
