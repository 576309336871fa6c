import * as Y from 'yjs'
import { limits } from '../../shared/limits.ts'
import { parseItemId } from '../../shared/ids.ts'
import { isTextAttribute, isValueKey, kindAtRoot, parseValue, textKind, type Kind } from '../../shared/plan/schema.ts'
import { refuse, type Refusal } from '../../shared/refusals.ts'
import { Misplaced, Placing, TooCostly, itemAt, type ListHolder, type Place } from './placing.ts'
import { rangeAt, rangesByClient, type Id, type Range, type Struct } from './update.ts'

/**
 * Whether new structs and deletions leave the plan in the plan's shape. Nothing here changes the document.
 * Source: PROTOCOL.md P14–P17.
 */

/** A type that holds something: a root map, the map of one priority or action, or a text. */
type Container =
  | { in: 'root'; root: string }
  | { in: 'item'; kind: Kind; fresh: boolean; token: unknown }
  | { in: 'text'; token: unknown }
/** Where a struct sits: in which container, under which key (texts have none). 'gone': beside garbage. */
type Slot = { container: Container; key: string | null } | 'gone'

/** Thrown inside, turned into one refusal by `misfit`. */
class Unfit extends Error {}

const containerOf = (type: Y.AbstractType<unknown>): Container => {
  const item = type._item
  if (item === null) return { in: 'root', root: Y.findRootTypeKey(type) }
  if (type instanceof Y.Text) return { in: 'text', token: type }
  const parent = item.parent
  const kind =
    parent instanceof Y.AbstractType && parent._item === null ? kindAtRoot(Y.findRootTypeKey(parent)) : undefined
  if (!kind || kind === 'plan' || !(type instanceof Y.Map)) throw new Unfit('a type in a strange place')
  return { in: 'item', kind, fresh: false, token: type }
}

const slotOfItem = (item: Y.Item | Y.GC): Slot => {
  if (item instanceof Y.GC || !(item.parent instanceof Y.AbstractType)) return 'gone'
  return { container: containerOf(item.parent), key: item.parentSub }
}

const tokenOf = (container: Container): unknown => (container.in === 'root' ? container.root : container.token)
const sameSlot = (a: Slot, b: Slot): boolean =>
  a === 'gone' || b === 'gone' || (tokenOf(a.container) === tokenOf(b.container) && a.key === b.key)

const kindOf = (container: Container): Kind | undefined =>
  container.in === 'item' ? container.kind : container.in === 'root' ? kindAtRoot(container.root) : undefined

const once = (place: Touched): void => {
  if (place.added > 1) throw new Unfit('set twice')
}

const splitsLetter = (text: string, index: number): boolean => {
  const before = text.charCodeAt(index - 1)
  return index > 0 && index < text.length && before >= 0xd800 && before <= 0xdbff
}

/** A struct of the update itself, once it has its place. */
type Fresh = Range & { struct: Struct; slot: Slot }

/** A list that this update adds to, and whether it is a known value that must not go. */
type Touched = Place & { fresh: boolean; isValue: boolean; added: number }

/** One judgement of one update; it remembers what the update itself creates. */
class Shape {
  readonly #doc: Y.Doc
  readonly #placing: Placing
  readonly #fresh = new Map<number, Fresh[]>()
  readonly #places = new Map<unknown, Map<string | null, Touched>>()
  readonly #types: Struct[] = []
  readonly #deletes: readonly Range[]
  readonly #deletesByClient: ReadonlyMap<number, Range[]>

  constructor(doc: Y.Doc, deletes: readonly Range[]) {
    this.#doc = doc
    this.#placing = new Placing(doc)
    this.#deletes = deletes
    this.#deletesByClient = rangesByClient(deletes)
  }

  #freshAt(id: Id): Fresh | undefined {
    return rangeAt(this.#fresh.get(id.client) ?? [], id.clock)
  }

  #slotAt(id: Id): Slot {
    const fresh = this.#freshAt(id)
    if (fresh) return fresh.slot
    const item = itemAt(this.#doc, id)
    if (!item) throw new Unfit('beside something unknown')
    return slotOfItem(item)
  }

  #containerAt(id: Id): Container | 'gone' {
    const fresh = this.#freshAt(id)
    if (fresh) {
      if (fresh.struct.content.is !== 'type' || fresh.slot === 'gone')
        throw new Unfit('inside something that holds nothing')
      if (fresh.struct.content.type === 'text') return { in: 'text', token: fresh.struct }
      const root = fresh.slot.container.in === 'root' ? kindAtRoot(fresh.slot.container.root) : undefined
      if (!root) throw new Unfit('a map in a strange place')
      return { in: 'item', kind: root, fresh: true, token: fresh.struct }
    }
    const item = itemAt(this.#doc, id)
    if (item instanceof Y.GC) return 'gone'
    if (!item || !(item.content instanceof Y.ContentType)) throw new Unfit('inside something that holds nothing')
    return containerOf(item.content.type)
  }

  #slotOf(struct: Struct): Slot {
    if (struct.content.is === 'gone' && struct.content.bare) return 'gone'
    if (struct.parent !== undefined) {
      const key = struct.key ?? null
      if (typeof struct.parent === 'string') return { container: { in: 'root', root: struct.parent }, key }
      const container = this.#containerAt(struct.parent)
      return container === 'gone' ? 'gone' : { container, key }
    }
    const left = struct.origin && this.#slotAt(struct.origin)
    const right = struct.rightOrigin && this.#slotAt(struct.rightOrigin)
    if (left && right && !sameSlot(left, right)) throw new Unfit('between two places')
    if (left === 'gone' || right === 'gone') return 'gone'
    const slot = left ?? right
    if (!slot) throw new Unfit('nowhere')
    return slot
  }

  /** Structs must come in an order in which each finds what it hangs on. */
  add(struct: Struct): void {
    const slot = this.#slotOf(struct)
    const place = slot === 'gone' ? undefined : this.#placeOf(slot)
    if (place) place.added++
    if (slot !== 'gone' && place) this.#check(struct, slot, place)
    this.#checkLetters(struct)
    this.#placing.add(struct, place)
    if (struct.content.is === 'type') this.#types.push(struct)
    const own = this.#fresh.get(struct.client) ?? []
    own.push({ client: struct.client, clock: struct.clock, length: struct.length, struct, slot })
    this.#fresh.set(struct.client, own)
  }

  #placeOf({ container, key }: Exclude<Slot, 'gone'>): Touched {
    const token = tokenOf(container)
    const keys = this.#places.get(token) ?? new Map<string | null, Touched>()
    this.#places.set(token, keys)
    const known = keys.get(key)
    if (known) return known
    const kind = kindOf(container)
    const place: Touched = {
      type: this.#typeOf(container),
      key,
      fresh: container.in === 'item' && container.fresh,
      isValue: kind !== undefined && key !== null && isValueKey(kind, key),
      added: 0
    }
    keys.set(key, place)
    return place
  }

  #typeOf(container: Container): ListHolder | undefined {
    if (container.in !== 'root') return container.token instanceof Y.AbstractType ? container.token : undefined
    if (!kindAtRoot(container.root)) throw new Unfit('an unknown root')
    return this.#doc.getMap(container.root)
  }

  #check(struct: Struct, { container, key }: Exclude<Slot, 'gone'>, place: Touched): void {
    const { content } = struct
    if (container.in === 'text') {
      if (key !== null) throw new Unfit('a key on a text')
      if (
        content.is === 'format'
          ? !isTextAttribute(content.key, content.value)
          : content.is !== 'letters' && content.is !== 'gone'
      ) {
        throw new Unfit('not text')
      }
      return
    }
    if (key === null) throw new Unfit('a list where a map is')
    if (container.in === 'root') {
      const kind = kindAtRoot(container.root)
      if (!kind) throw new Unfit('an unknown root')
      if (kind === 'plan') return this.#checkKey(struct, place, 'plan', key)
      if (content.is !== 'type' || content.type !== 'map' || !parseItemId(key))
        throw new Unfit('not a priority or action')
      // Setting an item's key again would delete what others are writing in it.
      if (this.#doc.getMap(container.root)._map.has(key)) throw new Unfit('an item that is there')
      once(place)
      return
    }
    this.#checkKey(struct, place, container.kind, key)
  }

  #checkKey(struct: Struct, place: Touched, kind: Kind, key: string): void {
    const { content } = struct
    if (textKind(kind, key)) {
      if (!place.fresh) throw new Unfit('a text is set once, with its map')
      if (content.is !== 'type' || content.type !== 'text') throw new Unfit('a text key takes a text')
      once(place)
      return
    }
    if (content.is !== 'values' && content.is !== 'gone') throw new Unfit('not a value')
    if (place.isValue) {
      if (content.is === 'values' && (content.values.length !== 1 || !parseValue(kind, key, content.values[0]))) {
        throw new Unfit('a value outside the schema')
      }
    } else if (content.is === 'values' && content.bytes > limits.unknownKeyBytesMax)
      throw new Unfit('a large unknown value')
  }

  /** Half of a surrogate pair would make two peers differ for ever with equal state vectors. */
  #checkLetters(struct: Struct): void {
    if (struct.origin && this.#insideLetter({ ...struct.origin, clock: struct.origin.clock + 1 }))
      throw new Unfit('inside a letter')
    if (struct.rightOrigin && this.#insideLetter(struct.rightOrigin)) throw new Unfit('inside a letter')
  }

  /** Whether the boundary in front of this id lies within one letter of two code units. */
  #insideLetter(id: Id): boolean {
    const fresh = this.#freshAt(id)?.struct
    if (fresh) return fresh.content.is === 'letters' && splitsLetter(fresh.content.text, id.clock - fresh.clock)
    const item = itemAt(this.#doc, id)
    return (
      item instanceof Y.Item &&
      item.content instanceof Y.ContentString &&
      splitsLetter(item.content.str, id.clock - item.id.clock)
    )
  }

  finish(): void {
    if (this.#types.some((struct) => this.#isDeleted(struct))) throw new Unfit('a map or text is never deleted')
    for (const range of this.#deletes) this.#checkDeletion(range)
    for (const keys of this.#places.values())
      for (const place of keys.values()) if (place.isValue) this.#keepsValue(place)
  }

  #checkDeletion(range: Range): void {
    if (this.#insideLetter(range) || this.#insideLetter({ ...range, clock: range.clock + range.length }))
      throw new Unfit('half a letter')
    eachKnown(this.#doc, range, (item) => {
      if (!(item instanceof Y.Item) || item.deleted) return
      if (item.content instanceof Y.ContentType) throw new Unfit('a map or text is never deleted')
      if (item.parentSub === null || !(item.parent instanceof Y.AbstractType)) return
      if (item.parent._map.get(item.parentSub) === item)
        this.#placeOf({ container: containerOf(item.parent), key: item.parentSub })
    })
  }

  /** Types and known values are one id long. */
  #isDeleted(struct: Struct): boolean {
    return rangeAt(this.#deletesByClient.get(struct.client) ?? [], struct.clock) !== undefined
  }

  /**
   * A known value is replaced, never just taken away: an action without a priority would be lost to sight.
   * What counts is what stands last: whatever is put before that is deleted as it comes.
   */
  #keepsValue(place: Touched): void {
    const before = place.key === null ? undefined : place.type?._map.get(place.key)
    if (!place.fresh && (!before || before.deleted)) return
    const last = this.#placing.last(place)
    if (!last) return
    const { of } = last
    const gone = of instanceof Y.Item ? of.deleted : of.content.is !== 'values'
    if (gone || rangeAt(this.#deletesByClient.get(last.client) ?? [], last.clock)) throw new Unfit('a value taken away')
  }
}

/** Every struct of the document that touches this range, in order. */
export const eachKnown = (
  doc: Y.Doc,
  range: Range,
  visit: (item: Y.Item | Y.GC, from: number, to: number) => void
): void => {
  const structs = doc.store.clients.get(range.client)
  const end = Math.min(range.clock + range.length, Y.getState(doc.store, range.client))
  if (!structs || range.clock >= end) return
  for (let index = Y.findIndexSS(structs, range.clock); index < structs.length; index++) {
    const item = structs[index]
    if (!item || item.id.clock >= end) return
    if (item instanceof Y.Item || item instanceof Y.GC) {
      visit(item, Math.max(item.id.clock, range.clock), Math.min(item.id.clock + item.length, end))
    }
  }
}

/**
 * Whether these structs (in causal order) and deletions fit the plan.
 * Refuses 'not-in-plan-shape', and 'too-large' what would take too long to put in its place.
 */
export const misfit = (doc: Y.Doc, structs: readonly Struct[], deletes: readonly Range[]): Refusal | undefined => {
  try {
    const shape = new Shape(doc, deletes)
    for (const struct of structs) shape.add(struct)
    shape.finish()
    return undefined
  } catch (error) {
    if (error instanceof Unfit || error instanceof Misplaced) return refuse('not-in-plan-shape')
    if (error instanceof TooCostly) return refuse('too-large')
    throw error
  }
}
