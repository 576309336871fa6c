import type * as Y from 'yjs'
import { changedFields } from '../../shared/authorship/changes.ts'
import type { Ms } from '../../shared/ids.ts'
import {
  isValueKey,
  parseFieldPath,
  parseValue,
  placeMap,
  type FieldPath,
  type Place
} from '../../shared/plan/schema.ts'

/** Two people in one value: what stands, who set it, and what this person had set. */
export type Conflict = {
  path: FieldPath
  place: Place
  key: string
  mine: unknown
  theirs: unknown
  by: string
  typist?: string
  at: Ms
}

type Mine = { place: Place; key: string; value: unknown; keptAt: Ms | null; lost: boolean }

type Parts = {
  /** This person's id; undefined before the board has said it. */
  me: () => string | undefined
  /** Who set a value last, and when. */
  changeOf: (path: FieldPath) => { by: string; typist?: string; at: Ms } | undefined
  nowMs: () => Ms
}

/** For so long after a value was kept, whoever set it is told that somebody else has set another. */
export const rememberedMs = 10 * 60_000

/** Where something stands, and whether it is there, tell of themselves when they change. */
const isPlacing = (key: string): boolean => key === 'order' || key === 'priority' || key === 'removed'

/**
 * Values this person set a short while ago, or that are not kept yet, and that somebody else has set since:
 * the latest stands, and the other is told. Source: design page, "Action detail".
 */
export class Conflicts {
  readonly #parts: Parts
  #doc: Y.Doc | undefined
  #mine = new Map<FieldPath, Mine>()
  #turn = $state(0)
  #stop: () => void = () => undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Watches this document instead of the one before; what was set in that one is held against it. */
  follow(doc: Y.Doc): void {
    this.#stop()
    this.#doc = doc
    const hear = (transaction: Y.Transaction): void => {
      for (const path of changedFields(transaction)) this.#changed(path, transaction.local)
    }
    doc.on('afterTransaction', hear)
    this.#stop = () => doc.off('afterTransaction', hear)
    for (const path of this.#mine.keys()) this.#changed(path, false)
  }

  close(): void {
    this.#stop()
  }

  /** Everything set so far is kept by the board: from now on the ten minutes count. */
  kept(): void {
    const now = this.#parts.nowMs()
    for (const mine of this.#mine.values()) mine.keptAt ??= now
  }

  /** Every value that somebody else set after this person, oldest first. */
  get all(): readonly Conflict[] {
    void this.#turn
    return [...this.#mine].flatMap(([path, mine]) => this.#conflict(path, mine) ?? [])
  }
  at(path: FieldPath): Conflict | undefined {
    void this.#turn
    const mine = this.#mine.get(path)
    return mine && this.#conflict(path, mine)
  }

  /** Sets this person's value again: now it is the latest. */
  useMine(path: FieldPath): void {
    const mine = this.#mine.get(path)
    if (!mine || !this.#doc) return
    placeMap(this.#doc, mine.place)?.set(mine.key, mine.value)
  }

  keepTheirs(path: FieldPath): void {
    this.#mine.delete(path)
    this.#turn += 1
  }

  #conflict(path: FieldPath, { place, key, value: mine, lost }: Mine): Conflict | undefined {
    const change = this.#parts.changeOf(path)
    // From another window of one's own it is no news, whoever it was typed for.
    if (!lost || !change || (change.typist ?? change.by) === this.#parts.me()) return undefined
    return {
      path,
      place,
      key,
      mine,
      theirs: this.#read(place, key),
      by: change.by,
      ...(change.typist !== undefined && { typist: change.typist }),
      at: change.at
    }
  }

  #changed(path: FieldPath, local: boolean): void {
    const at = parseFieldPath(path)
    if (!at || isPlacing(at.key) || !isValueKey(at.place.kind, at.key)) return
    const value = this.#read(at.place, at.key)
    if (local) {
      this.#mine.set(path, { ...at, value, keptAt: null, lost: false })
      this.#turn += 1
      return
    }
    const mine = this.#mine.get(path)
    if (!mine) return
    const isRemembered = mine.lost || mine.keptAt === null || this.#parts.nowMs() - mine.keptAt <= rememberedMs
    if (isRemembered) mine.lost = JSON.stringify(value) !== JSON.stringify(mine.value)
    else this.#mine.delete(path)
    this.#turn += 1
  }

  /** As the schema reads it, so that two who said the same agree whatever order they said it in. */
  #read(place: Place, key: string): unknown {
    const value = this.#doc && placeMap(this.#doc, place)?.get(key)
    return parseValue(place.kind, key, value)?.value ?? null
  }
}
