import * as Y from 'yjs'
import { limits } from '../../shared/limits.ts'
import { rangeAt, rangeIndexAt, sameId, type Id, type Struct } from './update.ts'

/** Thrown when new structs would stand where no honest client could have put them. */
export class Misplaced extends Error {}
/** Thrown when finding their places would keep everyone waiting, here and in Yjs. */
export class TooCostly extends Error {}

/** A run of one client's ids that lies whole in its list. */
export type Piece = Id & {
  length: number
  origin: Id | undefined
  rightOrigin: Id | undefined
  /** Absent: not looked up yet, the document knows. */
  right?: Piece | null
  /** What it was read from. */
  of: Y.Item | Struct
}

/** What holds lists: a map by its keys, a text from its start. */
export type ListHolder = Pick<Y.AbstractType<unknown>, '_start' | '_map'>

/** One list of the plan: a text, or everything ever set under one key. A new type has no list in the document yet. */
export type Place = {
  type: ListHolder | undefined
  key: string | null
  start?: Piece | null
  last?: Piece | null
}

export const itemAt = (doc: Y.Doc, id: Id): Y.Item | Y.GC | undefined => {
  const structs = doc.store.clients.get(id.client)
  if (!structs || id.clock >= Y.getState(doc.store, id.client)) return undefined
  const found = structs[Y.findIndexSS(structs, id.clock)]
  return found instanceof Y.Item || found instanceof Y.GC ? found : undefined
}

/**
 * Puts new structs, in thought, where Yjs will put them. Yjs orders them alike on every screen only if
 * each was made between two neighbours of its maker's own document: structs that name other neighbours
 * leave honest people with different plans for ever. So whatever lies between the two may be nothing
 * that the struct's own history shows its maker to have had.
 * Source: yjs 13.6 `Item.integrate`; YATA, "Near Real-Time Peer-to-Peer Shared Editing", 2016; PROTOCOL.md P14.
 */
export class Placing {
  readonly #doc: Y.Doc
  readonly #known = new Map<Y.Item, Piece[]>()
  readonly #fresh = new Map<number, Piece[]>()
  readonly #structs = new Map<number, Struct[]>()
  /** For each client that needed it: how far its history is known to reach into everyone's. */
  readonly #pasts = new Map<number, Map<number, number>>()
  #steps = 0

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  /** Structs come in an order in which each finds what it hangs on; `place` is absent for garbage. */
  add(struct: Struct, place: Place | undefined): void {
    if (place) this.#put(struct, place)
    const own = this.#structs.get(struct.client) ?? []
    own.push(struct)
    this.#structs.set(struct.client, own)
  }

  /** What stands last in a list: under a key, its value. */
  last(place: Place): Piece | null {
    let last = place.last ?? this.#start(place)
    for (let right = last; right; right = this.#right(right)) last = right
    return last
  }

  #step(): void {
    if (++this.#steps > limits.placingStepsMax) throw new TooCostly()
  }

  #put(struct: Struct, place: Place): void {
    // The right one first: cut where both lie crossed in one piece, the left one would no longer end there.
    const right = struct.rightOrigin ? this.#startingAt(struct.rightOrigin) : null
    const left = struct.origin ? this.#endingAt(struct.origin) : null
    const first = left ? this.#right(left) : this.#start(place)
    let behind = left
    if (first !== right) {
      this.#checkBetween(struct, first, right)
      behind = this.#scan(struct, left, first, right)
    }
    const { client, clock, length, origin, rightOrigin } = struct
    const next = behind ? this.#right(behind) : this.#start(place)
    const piece: Piece = { client, clock, length, origin, rightOrigin, right: next, of: struct }
    if (behind) behind.right = piece
    else place.start = piece
    if (next === null) place.last = piece
    const own = this.#fresh.get(client) ?? []
    own.push(piece)
    this.#fresh.set(client, own)
  }

  /** The search of `Item.integrate`, step by step. @returns the piece behind which the struct belongs. */
  #scan(struct: Struct, left: Piece | null, first: Piece | null, right: Piece | null): Piece | null {
    let behind = left
    const conflicting = new Set<Piece>()
    const passed = new Set<Piece>()
    for (let other = first; other && other !== right; other = this.#right(other)) {
      this.#step()
      passed.add(other)
      conflicting.add(other)
      const origin = other.origin && this.#at(other.origin)
      if (sameId(struct.origin, other.origin)) {
        if (other.client < struct.client) {
          behind = other
          conflicting.clear()
        } else if (sameId(struct.rightOrigin, other.rightOrigin)) break
      } else if (origin && passed.has(origin)) {
        if (!conflicting.has(origin)) {
          behind = other
          conflicting.clear()
        }
      } else break
    }
    return behind
  }

  #checkBetween(struct: Struct, first: Piece | null, right: Piece | null): void {
    const past = this.#pastOf(struct)
    for (let other = first; other !== right; other = this.#right(other)) {
      this.#step()
      if (!other) throw new Misplaced('its neighbours are the wrong way round')
      if (other.clock < (past.get(other.client) ?? 0)) throw new Misplaced('its maker had something in between')
    }
  }

  /** Every id that whoever made this struct must have had, by client: less than the real one, never more. */
  #pastOf(struct: Struct): ReadonlyMap<number, number> {
    const past = this.#pasts.get(struct.client) ?? new Map<number, number>()
    this.#pasts.set(struct.client, past)
    const queue: (Id | null | undefined)[] = [struct.origin, struct.rightOrigin, parentId(struct)]
    if (struct.clock > 0) queue.push({ client: struct.client, clock: struct.clock - 1 })
    for (let id = queue.pop(); queue.length > 0 || id; id = queue.pop()) {
      if (!id) continue
      const from = past.get(id.client) ?? 0
      if (id.clock < from) continue
      past.set(id.client, id.clock + 1)
      for (const item of this.#structsIn(id.client, from, id.clock + 1))
        queue.push(item.origin, item.rightOrigin, parentId(item))
    }
    return past
  }

  *#structsIn(client: number, from: number, to: number): Iterable<Y.Item | Struct> {
    const known = this.#doc.store.clients.get(client) ?? []
    const state = Y.getState(this.#doc.store, client)
    if (from < state) {
      for (let index = Y.findIndexSS(known, from); index < known.length; index++) {
        const item = known[index]
        if (!item || item.id.clock >= to) break
        this.#step()
        if (item instanceof Y.Item) yield item
      }
    }
    const fresh = this.#structs.get(client) ?? []
    for (let index = rangeIndexAt(fresh, Math.max(from, state)); index >= 0; index++) {
      const struct = fresh[index]
      if (!struct || struct.clock >= to) break
      this.#step()
      yield struct
    }
  }

  // --- the lists ------------------------------------------------------------------------------------

  #start(place: Place): Piece | null {
    if (place.start !== undefined) return place.start
    const { type, key } = place
    let item = key === null ? type?._start : type?._map.get(key)
    while (key !== null && item?.left) {
      this.#step()
      item = item.left
    }
    place.start = item ? (this.#wrap(item)[0] ?? null) : null
    return place.start
  }

  #right(piece: Piece): Piece | null {
    if (piece.right === undefined)
      piece.right = piece.of instanceof Y.Item && piece.of.right ? (this.#wrap(piece.of.right)[0] ?? null) : null
    return piece.right
  }

  #wrap(item: Y.Item): Piece[] {
    const pieces = this.#known.get(item) ?? [
      {
        client: item.id.client,
        clock: item.id.clock,
        length: item.length,
        origin: item.origin ?? undefined,
        rightOrigin: item.rightOrigin ?? undefined,
        of: item
      }
    ]
    this.#known.set(item, pieces)
    return pieces
  }

  #piecesAt(id: Id): Piece[] {
    const item = itemAt(this.#doc, id)
    return item instanceof Y.Item ? this.#wrap(item) : (this.#fresh.get(id.client) ?? [])
  }

  #at(id: Id): Piece | undefined {
    return rangeAt(this.#piecesAt(id), id.clock)
  }

  /** The piece that begins with this id, split off if need be. */
  #startingAt(id: Id): Piece {
    const pieces = this.#piecesAt(id)
    const piece = rangeAt(pieces, id.clock)
    if (!piece) throw new Misplaced('beside something that has no place')
    if (piece.clock === id.clock) return piece
    const length = id.clock - piece.clock
    const rest: Piece = {
      ...piece,
      clock: id.clock,
      length: piece.length - length,
      origin: { client: id.client, clock: id.clock - 1 }
    }
    piece.length = length
    piece.right = rest
    pieces.splice(rangeIndexAt(pieces, piece.clock) + 1, 0, rest)
    return rest
  }

  /** The piece that ends with this id, split off if need be. */
  #endingAt(id: Id): Piece {
    const piece = this.#at(id)
    if (!piece) throw new Misplaced('beside something that has no place')
    if (id.clock + 1 < piece.clock + piece.length) this.#startingAt({ client: id.client, clock: id.clock + 1 })
    return piece
  }
}

const parentId = (struct: Y.Item | Struct): Id | undefined => {
  const { parent } = struct
  if (parent instanceof Y.AbstractType) return parent._item?.id
  return typeof parent === 'object' && parent !== null && 'clock' in parent ? parent : undefined
}
