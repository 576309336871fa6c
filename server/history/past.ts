import * as Y from 'yjs'
import { parseItemId, type ClientId, type ItemId, type Ms, type Seq } from '../../shared/ids.ts'
import { keepQuiet } from '../../shared/plan/quiet.ts'
import { ROOTS, placeMap, type FieldPath, type Place } from '../../shared/plan/schema.ts'
import type { FieldSource, TextSnapshot } from '../../shared/plan/snapshot.ts'
import { linesOf, plainText } from '../../shared/plan/text.ts'
import type { Commit, Owner } from '../store/store.ts'
import { HistoryFold, type Change, type Entry } from './fold.ts'
import { Letters } from './letters.ts'
import type { LettersRange, PastLetters } from './questions.ts'

/** A document that forgets nothing. */
const newPastDoc = (): Y.Doc => {
  const doc = new Y.Doc({ gc: false })
  for (const root of Object.values(ROOTS)) doc.getMap(root)
  keepQuiet(doc)
  return doc
}

/** What stood under a key, and the entry that set it; `value` undefined: that entry took it away. */
export type Stood = { value: unknown; set: Entry; client: ClientId }

type ReadText = { from: Entry; until: Entry; text: TextSnapshot }

export const placeOfField = (field: FieldPath): Place | undefined => {
  const [root, id] = field.split('/')
  if (root === ROOTS.plan) return { kind: 'plan' }
  const item = parseItemId(id)
  if (!item) return undefined
  return root === ROOTS.priority
    ? { kind: 'priority', id: item }
    : root === ROOTS.action
      ? { kind: 'action', id: item }
      : undefined
}

/**
 * A plan with everything it ever was: the document and its fold, moved on commit by commit. Nothing here
 * waits or writes; whoever asks for a moment names the last entry that counts.
 */
export class Past {
  readonly #doc: Y.Doc
  readonly fold: HistoryFold
  readonly #letters = new Map<Y.Text, Letters>()
  /** The latest moment of each text that was read: a step changes one of them, and the others are as they were. */
  readonly #read = new Map<Letters, ReadText>()
  #owners = new Map<ClientId, Owner>()

  private constructor(doc: Y.Doc, fold: HistoryFold) {
    this.#doc = doc
    this.fold = fold
  }

  static empty(): Past {
    return new Past(newPastDoc(), new HistoryFold())
  }

  /** @returns undefined when another version kept it. @throws when the bytes cannot be read. */
  static restore({ state, fold: kept }: { state: Uint8Array; fold: Uint8Array }): Past | undefined {
    const fold = HistoryFold.restore(kept)
    if (!fold) return undefined
    const doc = newPastDoc()
    Y.applyUpdate(doc, state)
    return new Past(doc, fold)
  }

  encode(): { seq: Seq; state: Uint8Array; fold: Uint8Array } {
    return { seq: this.fold.seq, state: Y.encodeStateAsUpdate(this.#doc), fold: this.fold.encode() }
  }

  /** Takes one commit in, entry by entry. @throws when it does not follow, or cannot be applied. */
  apply(commit: Commit): void {
    const { fold } = this
    if (commit.seq !== fold.seq + 1) throw new Error(`commit ${commit.seq} does not follow ${fold.seq}`)
    for (const { update, author, repeats } of commit.entries) {
      const entries = fold.entries
      const take = (transaction: Y.Transaction): void => {
        fold.fold(transaction, author, commit.at, commit.seq, repeats)
        for (const type of transaction.changed.keys()) if (type instanceof Y.Text) this.#forget(type)
      }
      this.#doc.on('afterTransaction', take)
      try {
        Y.applyUpdate(this.#doc, update)
      } finally {
        this.#doc.off('afterTransaction', take)
      }
      if (fold.entries !== entries + 1) throw new Error(`commit ${commit.seq} was not folded`)
    }
    fold.seq = commit.seq
  }

  #forget(type: Y.Text): void {
    const letters = this.#letters.get(type)
    if (letters) this.#read.delete(letters)
    this.#letters.delete(type)
  }

  know(owners: readonly Owner[]): void {
    this.#owners = new Map(owners.map((owner) => [owner.client, owner]))
  }

  ownerOf(client: ClientId): Owner | undefined {
    return this.#owners.get(client)
  }

  get last(): Entry {
    return this.fold.entries - 1
  }

  timeOf(entry: Entry): Ms {
    return entry < 0 ? 0 : this.fold.atOf(entry)
  }

  #textAt(place: Place, key: string): Y.Text | undefined {
    const text = placeMap(this.#doc, place)?._map.get(key)?.content
    const type: unknown = text instanceof Y.ContentType ? text.type : undefined
    return type instanceof Y.Text ? type : undefined
  }

  // --- what stood when -------------------------------------------------------------------------------------

  /** Every letter a text ever had; undefined when there is no such text. */
  letters(place: Place, key: string): Letters | undefined {
    const type = this.#textAt(place, key)
    if (!type) return undefined
    const known = this.#letters.get(type)
    if (known) return known
    const fresh = new Letters(type, this.fold)
    this.#letters.set(type, fresh)
    return fresh
  }

  /** Tells the id of each letter of a text, in rising order of letters: one walk for all that are asked. */
  idsIn(place: Place, key: string): (letter: number) => { client: ClientId; clock: number } {
    const type = this.#textAt(place, key)
    let item = type?._start ?? null
    let start = 0
    return (letter) => {
      for (; item !== null; item = item.right) {
        if (!(item.content instanceof Y.ContentString)) continue
        if (letter < start + item.length) return { client: item.id.client, clock: item.id.clock + letter - start }
        start += item.length
      }
      throw new RangeError(`no letter ${letter} in ${key}`)
    }
  }

  /** The letters of ranges of ids, whether they still stand or not. */
  lettersOf(ranges: readonly LettersRange[]): PastLetters[] {
    return ranges.flatMap(({ client, clock, length }) => {
      const found: PastLetters[] = []
      const structs = this.#doc.store.clients.get(client) ?? []
      const end = Math.min(clock + length, Y.getState(this.#doc.store, client))
      if (clock >= end) return found
      for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
        const item = structs[index]
        if (!item || item.id.clock >= end) break
        if (!(item instanceof Y.Item) || !(item.content instanceof Y.ContentString)) continue
        const [from, to] = [Math.max(clock, item.id.clock), Math.min(end, item.id.clock + item.length)]
        const text = item.content.str.slice(from - item.id.clock, to - item.id.clock)
        found.push({ client, clock: from, length: to - from, text })
      }
      return found
    })
  }

  /** What stood under a key once `entry` was kept: the latest of what had come by then. */
  stood(place: Place, key: string, entry: Entry): Stood | undefined {
    return stoodIn(this.fold, placeMap(this.#doc, place), key, entry)
  }

  /** Whether an item was there by then, removed or not. */
  hasItem(place: Place, entry: Entry): boolean {
    if (place.kind === 'plan') return true
    return stoodIn(this.fold, this.#doc.getMap(ROOTS[place.kind]), place.id, entry)?.value !== undefined
  }

  /** There, and not removed. */
  isThere(place: Place, entry: Entry): boolean {
    return this.hasItem(place, entry) && this.stood(place, 'removed', entry)?.value !== true
  }

  /** The entry an item came with. */
  added(place: Place & { id: ItemId }): Entry | undefined {
    return stoodIn(this.fold, this.#doc.getMap(ROOTS[place.kind]), place.id, this.last)?.set
  }

  /** Every priority or action there ever was. */
  items(kind: 'priority' | 'action'): ItemId[] {
    return [...this.#doc.getMap(ROOTS[kind]).keys()].map(parseItemId).filter((id) => id !== undefined)
  }

  /** Where the plan's own reader finds the fields of a moment. */
  at(entry: Entry): FieldSource {
    return {
      ids: (kind) => this.items(kind).filter((id) => this.hasItem({ kind, id }, entry)),
      has: (place) => this.hasItem(place, entry),
      text: (place, key) => {
        const letters = this.stood(place, key, entry)?.value === undefined ? undefined : this.letters(place, key)
        return letters ? this.#readAt(letters, entry) : { text: '', lines: [{ runs: [] }] }
      },
      value: (place, key) => this.stood(place, key, entry)?.value
    }
  }

  #readAt(letters: Letters, entry: Entry): TextSnapshot {
    const known = this.#read.get(letters)
    if (known && known.from <= entry && entry < known.until) return known.text
    const lines = linesOf((visit) => letters.walk(entry, visit))
    const text = { text: plainText(lines), lines }
    this.#read.set(letters, { ...letters.sameAround(entry), text })
    return text
  }

  /** What people call an item: its title or text. */
  nameOf(place: Place, entry: Entry, lettersMax = 120): string {
    if (place.kind === 'plan') return ''
    let name = ''
    this.letters(place, place.kind === 'priority' ? 'title' : 'text')?.walk(entry, ({ text }) => {
      if (name.length <= lettersMax) name += text
    })
    return name.length > lettersMax ? `${name.slice(0, lettersMax)}…` : name
  }

  /** The priority that something belonged to. */
  priorityOf(place: Place, entry: Entry): ItemId | undefined {
    if (place.kind === 'plan') return undefined
    return place.kind === 'priority' ? place.id : parseItemId(this.stood(place, 'priority', entry)?.value)
  }

  /** Whether a change is about this priority or an action that belonged to it before or after. */
  isIn(change: Change, priority: ItemId): boolean {
    const place = placeOfField(change.field)
    if (!place || place.kind === 'plan') return false
    if (place.kind === 'priority') return place.id === priority
    return (
      this.priorityOf(place, change.last) === priority ||
      (change.kind === 'move' && this.priorityOf(place, change.first - 1) === priority)
    )
  }
}

const stoodIn = (
  fold: HistoryFold,
  map: Pick<Y.Map<unknown>, '_map'> | undefined,
  key: string,
  entry: Entry
): Stood | undefined => {
  for (let item = map?._map.get(key) ?? null; item !== null; item = item.left) {
    // Values that were set one after the other by one page may have been joined.
    for (let unit = item.length - 1; unit >= 0; unit--) {
      const { client, clock } = item.id
      const set = fold.born(client, clock + unit)
      if (set > entry) continue
      const gone = fold.gone(client, clock + unit)
      if (gone <= entry) return { value: undefined, set: gone, client }
      const all: unknown[] = item.content.getContent()
      return { value: all[unit], set, client }
    }
  }
  return undefined
}
