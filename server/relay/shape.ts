import * as Y from 'yjs'
import { limits } from '../../shared/limits.ts'
import { parseItemId } from '../../shared/ids.ts'
import { isTextAttribute, isValueKey, kindAtRoot, parseValue, textKind, type Kind } from '../../shared/plan/schema.ts'
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

/** Thrown inside, turned into one refusal by `fitsPlan`. */
class Unfit extends Error {}

const itemAt = (doc: Y.Doc, id: Id): Y.Item | Y.GC | undefined => {
  const structs = doc.store.clients.get(id.client)
  if (!structs || id.clock >= Y.getState(doc.store, id.client)) return undefined
  const found = structs[Y.findIndexSS(structs, id.clock)]
  return found instanceof Y.Item || found instanceof Y.GC ? found : undefined
}

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

const splitsLetter = (text: string, index: number): boolean => {
  const before = text.charCodeAt(index - 1)
  return index > 0 && index < text.length && before >= 0xd800 && before <= 0xdbff
}

/** A struct of the update itself, once it has its place. */
type Fresh = Range & { struct: Struct; slot: Slot }

/** One judgement of one update; it remembers what the update itself creates. */
class Shape {
  readonly #doc: Y.Doc
  readonly #fresh = new Map<number, Fresh[]>()
  readonly #values = new Map<unknown, Map<string, Struct[]>>()
  readonly #touched: { token: unknown; key: string }[] = []
  readonly #types: Struct[] = []
  readonly #deletes: readonly Range[]
  readonly #deletesByClient: ReadonlyMap<number, Range[]>

  constructor(doc: Y.Doc, deletes: readonly Range[]) {
    this.#doc = doc
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
    if (slot !== 'gone') this.#check(struct, slot)
    this.#checkLetters(struct)
    if (struct.content.is === 'type') this.#types.push(struct)
    const own = this.#fresh.get(struct.client) ?? []
    own.push({ client: struct.client, clock: struct.clock, length: struct.length, struct, slot })
    this.#fresh.set(struct.client, own)
  }

  #check(struct: Struct, { container, key }: Exclude<Slot, 'gone'>): void {
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
      if (kind === 'plan') return this.#checkKey(struct, container, 'plan', key)
      if (content.is !== 'type' || content.type !== 'map' || !parseItemId(key))
        throw new Unfit('not a priority or action')
      // Setting an item's key again would delete what others are writing in it.
      if (this.#doc.getMap(container.root)._map.has(key)) throw new Unfit('an item that is there')
      this.#once(container, key, struct)
      return
    }
    this.#checkKey(struct, container, container.kind, key)
  }

  #checkKey(struct: Struct, container: Container, kind: Kind, key: string): void {
    const { content } = struct
    if (textKind(kind, key)) {
      if (container.in !== 'item' || !container.fresh) throw new Unfit('a text is set once, with its map')
      if (content.is !== 'type' || content.type !== 'text') throw new Unfit('a text key takes a text')
      this.#once(container, key, struct)
      return
    }
    if (content.is !== 'values' && content.is !== 'gone') throw new Unfit('not a value')
    this.#note(container, key, struct)
    if (isValueKey(kind, key)) {
      this.#touched.push({ token: tokenOf(container), key })
      if (content.is === 'values' && (content.values.length !== 1 || !parseValue(kind, key, content.values[0]))) {
        throw new Unfit('a value outside the schema')
      }
    } else if (content.is === 'values' && content.bytes > limits.unknownKeyBytesMax)
      throw new Unfit('a large unknown value')
  }

  #note(container: Container, key: string, struct: Struct): Struct[] {
    const keys = this.#values.get(tokenOf(container)) ?? new Map<string, Struct[]>()
    this.#values.set(tokenOf(container), keys)
    const structs = keys.get(key) ?? []
    structs.push(struct)
    keys.set(key, structs)
    return structs
  }

  #once(container: Container, key: string, struct: Struct): void {
    if (this.#note(container, key, struct).length > 1) throw new Unfit('set twice')
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
    for (const { token, key } of this.#touched) this.#keepsValue(token, key)
  }

  #checkDeletion(range: Range): void {
    if (this.#insideLetter(range) || this.#insideLetter({ ...range, clock: range.clock + range.length }))
      throw new Unfit('half a letter')
    eachKnown(this.#doc, range, (item) => {
      if (!(item instanceof Y.Item) || item.deleted) return
      if (item.content instanceof Y.ContentType) throw new Unfit('a map or text is never deleted')
      if (item.parentSub === null || !(item.parent instanceof Y.AbstractType)) return
      const container = containerOf(item.parent)
      const kind =
        container.in === 'item' ? container.kind : container.in === 'root' ? kindAtRoot(container.root) : undefined
      if (kind && isValueKey(kind, item.parentSub) && item.parent._map.get(item.parentSub) === item) {
        this.#keepsValue(tokenOf(container), item.parentSub)
      }
    })
  }

  /** Types and known values are one id long. */
  #isDeleted(struct: Struct): boolean {
    return rangeAt(this.#deletesByClient.get(struct.client) ?? [], struct.clock) !== undefined
  }

  /** A known value is replaced, never just taken away: an action without a priority would be lost to sight. */
  #keepsValue(token: unknown, key: string): void {
    const structs = this.#values.get(token)?.get(key) ?? []
    const stays = structs.some((struct) => struct.content.is === 'values' && !this.#isDeleted(struct))
    if (!stays) throw new Unfit('a value taken away')
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

/** Whether these structs (in causal order) and deletions fit the plan. */
export const fitsPlan = (doc: Y.Doc, structs: readonly Struct[], deletes: readonly Range[]): boolean => {
  try {
    const shape = new Shape(doc, deletes)
    for (const struct of structs) shape.add(struct)
    shape.finish()
    return true
  } catch (error) {
    if (error instanceof Unfit) return false
    throw error
  }
}
