import type { ChangedWords, HistoryChange, JsonValue, Who } from '../../shared/authorship/history.ts'
import { limits } from '../../shared/limits.ts'
import { textKeys, type Place } from '../../shared/plan/schema.ts'
import type { Author } from '../store/store.ts'
import type { Change, Entry } from './fold.ts'
import type { Letters } from './letters.ts'
import { placeOfField, type Past } from './past.ts'

/** Words from left to right; what stands between two pieces keeps them apart. */
export class Pieces {
  #text = ''
  #gap = false
  #cut = false
  count = 0
  readonly #max: number

  constructor(max: number) {
    this.#max = max
  }

  put(letters: string): void {
    this.count += letters.length
    if (this.#cut) return
    if (this.#gap && this.#text !== '') this.#text += ' … '
    this.#gap = false
    this.#text += letters
    if (this.#text.length <= this.#max) return
    this.#cut = true
    // Never half a pair: the first half alone is no letter.
    this.#text = this.#text.slice(0, this.#max).replace(/[\uD800-\uDBFF]$/, '')
  }

  apart(): void {
    this.#gap = true
  }

  words(): ChangedWords | undefined {
    return this.count === 0 ? undefined : this.#cut ? { text: this.#text, cut: true } : { text: this.#text }
  }
}

export const whoOf = ({ speaker, typist, group }: Author): Who => ({ speaker, typist, group })

/** Texts that a change of words, or the coming of an item, is about. */
export const textsOf = (past: Past, change: Pick<Change, 'kind' | 'field'>): Letters[] => {
  const place = placeOfField(change.field)
  if (!place) return []
  const key = keyOf(change.field)
  const keys = change.kind === 'words' && key !== undefined ? [key] : change.kind === 'add' ? textKeys(place.kind) : []
  return keys.map((each) => past.letters(place, each)).filter((letters) => letters !== undefined)
}

const keyOf = (field: string): string | undefined => {
  const [root, ...rest] = field.split('/')
  const key = (root === 'plan' ? rest : rest.slice(1)).join('/')
  return key === '' ? undefined : key
}

/** What stood before and stands after; of a move the place among others. */
export const valuesOf = (past: Past, change: Change): { from?: JsonValue; to?: JsonValue } => {
  const place = placeOfField(change.field)
  if (!place) return {}
  if (change.kind === 'move')
    return { from: placing(past, place, change.first - 1), to: placing(past, place, change.last) }
  const key = keyOf(change.field)
  if (change.kind !== 'value' || key === undefined) return {}
  return {
    ...plain('from', past.stood(place, key, change.first - 1)?.value),
    ...plain('to', past.stood(place, key, change.last)?.value)
  }
}

export const placing = (past: Past, place: Place, entry: Entry): JsonValue => {
  const told = (key: string): string | null => {
    const value = past.stood(place, key, entry)?.value
    return typeof value === 'string' ? value : null
  }
  return place.kind === 'action' ? { priority: told('priority'), order: told('order') } : { order: told('order') }
}

/** Controlled values are JSON: the gate lets in nothing else. */
export const plain = <K extends 'from' | 'to'>(name: K, value: unknown): { [key in K]?: JsonValue } => {
  const told: { [key in K]?: JsonValue } = {}
  if (isJson(value)) told[name] = value
  return told
}

const isJson = (value: unknown): value is JsonValue =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  typeof value === 'number' ||
  (Array.isArray(value) ? value.every(isJson) : typeof value === 'object' && Object.values(value).every(isJson))

/** The words of a change that stood, or were gone, when it was over: what came and went within it is left out. */
export const netWords = (past: Past, change: Change): Pick<HistoryChange, 'inserted' | 'deleted'> => {
  const { fold } = past
  const { first, last } = change
  const author = fold.authorNumberOf(first)
  const isOfIt = (entry: Entry): boolean => entry >= first && entry <= last && fold.authorNumberOf(entry) === author
  const put = new Pieces(limits.historyWordsMax)
  const taken = new Pieces(limits.historyWordsMax)
  for (const letters of textsOf(past, change)) {
    put.apart()
    taken.apart()
    for (let at = 0; at < letters.length; at++) {
      const born = letters.born[at] ?? 0
      const gone = letters.gone[at] ?? 0
      // Most letters have nothing to do with it.
      if (born > last || gone < first) continue
      const stands = gone > last
      if (isOfIt(born)) {
        if (stands) put.put(letters.text.charAt(at))
      } else if (!stands && isOfIt(gone)) taken.put(letters.text.charAt(at))
      else if (stands) {
        put.apart()
        taken.apart()
      }
      if (stands && isOfIt(born)) taken.apart()
    }
  }
  const inserted = put.words()
  const deleted = taken.words()
  return { ...(inserted ? { inserted } : {}), ...(deleted ? { deleted } : {}) }
}

/** A change in full, as people are told it. */
export const tell = (past: Past, change: Change): HistoryChange => {
  const { fold } = past
  const place = placeOfField(change.field) ?? { kind: 'plan' as const }
  return {
    firstSeq: fold.seqOf(change.first),
    seq: fold.seqOf(change.last),
    firstAt: fold.atOf(change.first),
    at: fold.atOf(change.last),
    who: whoOf(change.author),
    kind: change.kind,
    field: change.field,
    name: past.nameOf(place, change.last),
    priority: past.priorityOf(place, change.last) ?? null,
    lettersIn: change.lettersIn,
    lettersOut: change.lettersOut,
    ...netWords(past, change),
    ...valuesOf(past, change)
  }
}
