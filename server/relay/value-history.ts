import * as Y from 'yjs'
import type { Ms, PersonId, Seq } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { canonical } from '../../shared/plan/hash.ts'
import { ROOTS, valueKeys, type Kind } from '../../shared/plan/schema.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'

type Signed = { by: PersonId; typist: PersonId; group: Group; at: Ms; seq: Seq }
/** A value that stood in a controlled field from commit `seq` on. */
export type PastValue = Signed & { key: string; value: unknown }

/** Where an item stands among others is no rating and no date, and changes with every drag. */
const untold: ReadonlySet<string> = new Set(['order'])

const toldKeys: Readonly<Record<Kind, readonly string[]>> = {
  plan: valueKeys('plan').filter((key) => !untold.has(key)),
  priority: valueKeys('priority').filter((key) => !untold.has(key)),
  action: valueKeys('action').filter((key) => !untold.has(key))
}

/**
 * What every date, rating and other controlled value has been: dates with their history, ratings with
 * date, person and reason. A fold of the log; of each field the first value and the latest are kept.
 * Source: PROTOCOL.md P5; brief.md §4.
 */
export class ValueHistory {
  /** By place (`plan`, `priorities/<id>`, `actions/<id>`), then by key. */
  readonly #places = new Map<string, Map<string, (Signed & { value: unknown })[]>>()

  /** Oldest first; values of one moment in the order of the schema. */
  of(place: string): PastValue[] {
    const fields = this.#places.get(place)
    if (!fields) return []
    return [...fields]
      .flatMap(([key, values]) => values.map((each) => ({ key, ...each })))
      .sort((a, b) => a.seq - b.seq)
  }

  /** Notes what stands newly in a controlled field through this transaction; a value that was overtaken never stood. */
  fold(transaction: Y.Transaction, signed: Signed): void {
    for (const [type, keys] of transaction.changed) {
      if (!(type instanceof Y.Map)) continue
      const item = type._item
      if (item !== null) {
        const root = rootOf(item.parent)
        if (root && root !== 'plan' && item.parentSub !== null)
          this.#foldMap(transaction, `${ROOTS[root]}/${item.parentSub}`, root, type, keys, signed)
        continue
      }
      const root = rootOf(type)
      if (root === 'plan') this.#foldMap(transaction, 'plan', 'plan', type, keys, signed)
      else if (root)
        for (const id of keys) {
          // A map that came with this transaction: all that is in it is new.
          const map: unknown = id === null ? undefined : type.get(id)
          if (id !== null && map instanceof Y.Map)
            this.#foldMap(transaction, `${ROOTS[root]}/${id}`, root, map, toldKeys[root], signed)
        }
    }
  }

  #foldMap(
    transaction: Y.Transaction,
    place: string,
    kind: Kind,
    map: Y.Map<unknown>,
    keys: Iterable<string | null>,
    signed: Signed
  ): void {
    const changed = new Set(keys)
    for (const key of toldKeys[kind]) {
      if (!changed.has(key)) continue
      const item = map._map.get(key)
      if (!item || item.deleted || item.id.clock < (transaction.beforeState.get(item.id.client) ?? 0)) continue
      this.#note(place, key, { ...signed, value: map.get(key) })
    }
  }

  #note(place: string, key: string, next: Signed & { value: unknown }): void {
    const fields = this.#places.get(place) ?? new Map<string, (Signed & { value: unknown })[]>()
    this.#places.set(place, fields)
    const values = fields.get(key) ?? []
    fields.set(key, values)
    const last = values.at(-1)
    if (last && canonical(last.value) === canonical(next.value)) return
    values.push(next)
    // The first stays: it is the original date.
    if (values.length > limits.valuesPerFieldMax) values.splice(1, 1)
  }

  /** What a snapshot keeps. */
  plain(): [
    place: string,
    key: string,
    [json: string, by: PersonId, typist: PersonId, group: Group, at: Ms, seq: Seq][]
  ][] {
    return [...this.#places].flatMap(([place, fields]) =>
      [...fields].map(([key, values]): ReturnType<ValueHistory['plain']>[number] => [
        place,
        key,
        values.map(({ value, by, typist, group, at, seq }) => [JSON.stringify(value), by, typist, group, at, seq])
      ])
    )
  }

  restore(kept: ReturnType<ValueHistory['plain']>): void {
    for (const [place, key, values] of kept) {
      const fields = this.#places.get(place) ?? new Map<string, (Signed & { value: unknown })[]>()
      this.#places.set(place, fields)
      fields.set(
        key,
        values.map(([json, by, typist, group, at, seq]) => ({
          value: JSON.parse(json) as unknown,
          by,
          typist,
          group,
          at,
          seq
        }))
      )
    }
  }
}

const rootOf = (type: unknown): Kind | undefined => {
  if (!(type instanceof Y.AbstractType) || type._item !== null) return undefined
  const name = Y.findRootTypeKey(type)
  return name === ROOTS.plan
    ? 'plan'
    : name === ROOTS.priority
      ? 'priority'
      : name === ROOTS.action
        ? 'action'
        : undefined
}
