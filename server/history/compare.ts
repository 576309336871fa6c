import type {
  ComparedItem,
  ComparedRun,
  ComparedText,
  ComparedValue,
  HistoryComparison,
  Who
} from '../../shared/authorship/history.ts'
import type { ItemId } from '../../shared/ids.ts'
import { canonical } from '../../shared/plan/hash.ts'
import { fieldPath, textKeys, valueKeys, type Place } from '../../shared/plan/schema.ts'
import { byOrder } from '../../shared/plan/snapshot.ts'
import { lineKindOf, marksOf } from '../../shared/plan/text.ts'
import type { Author } from '../store/store.ts'
import type { Entry } from './fold.ts'
import type { Letters } from './letters.ts'
import type { Past } from './past.ts'
import { plain, whoOf } from './words.ts'

/** Everyone an answer speaks of, each once. */
export class Authors {
  readonly all: Who[] = []
  readonly #numbers = new Map<string, number>()

  numberOf(author: Author): number {
    const key = `${author.speaker} ${author.typist} ${author.group}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.#numbers.set(key, this.all.length)
    return this.all.push(whoOf(author)) - 1
  }
}

/** Where an item stands and what it belongs to are told as moves; being there is told of items. */
const untold: ReadonlySet<string> = new Set(['order', 'priority', 'removed'])

/** The plan and its items in reading order at `entry`, or one priority and its actions, then and before. */
export const placesIn = (past: Past, priority: ItemId | undefined, entries: readonly Entry[]): Place[] => {
  const last = entries.at(-1) ?? past.last
  const ordered = (kind: 'priority' | 'action'): ItemId[] =>
    past
      .items(kind)
      .map((id) => ({ id, order: past.stood({ kind, id }, 'order', last)?.value }))
      .map(({ id, order }) => ({ id, order: typeof order === 'string' ? order : '' }))
      .sort(byOrder)
      .map(({ id }) => id)
  const actions = ordered('action').map((id): Place => ({ kind: 'action', id }))
  const seen = new Set<Place>()
  const places: Place[] = priority ? [] : [{ kind: 'plan' }]
  for (const id of priority ? [priority] : ordered('priority')) {
    places.push({ kind: 'priority', id })
    for (const action of actions) {
      if (seen.has(action) || !(priority ? entries : [last]).some((entry) => past.priorityOf(action, entry) === id))
        continue
      seen.add(action)
      places.push(action)
    }
  }
  return priority ? places : [...places, ...actions.filter((action) => !seen.has(action))]
}

type Piece = ComparedRun & { key: string }

/** The letters of a text that stood at either moment, left to right, with who put them there or took them out. */
export const compareLetters = (
  past: Past,
  letters: Letters,
  from: Entry,
  to: Entry,
  authors: Authors,
  ids: IdsOf
): ComparedRun[] => {
  const pieces: Piece[] = []
  const [marksFrom, marksTo] = [[...letters.marksAt(from)], [...letters.marksAt(to)]]
  let [nextFrom, nextTo] = [0, 0]
  let before: Readonly<Record<string, unknown>> = {}
  let after: Readonly<Record<string, unknown>> = {}
  const { fold } = past
  const isOf = (at: number): ComparedRun['is'] | undefined => {
    const [stood, stands] = [letters.standsAt(at, from), letters.standsAt(at, to)]
    return stood ? (stands ? 'kept' : 'taken') : stands ? 'added' : undefined
  }
  for (let at = 0, end = 0; at < letters.length; at = end) {
    end = at + 1
    for (let mark = marksFrom[nextFrom]; mark && mark.at <= at; mark = marksFrom[++nextFrom]) before = mark.attributes
    for (let mark = marksTo[nextTo]; mark && mark.at <= at; mark = marksTo[++nextTo]) after = mark.attributes
    const is = isOf(at)
    if (is === undefined) continue
    const isTaken = is === 'taken'
    const lineEnds = letters.text.charAt(at) === '\n'
    const edge = Math.min(marksFrom[nextFrom]?.at ?? letters.length, marksTo[nextTo]?.at ?? letters.length)
    const entryOf = (letter: number): Entry => (isTaken ? letters.gone[letter] : letters.born[letter]) ?? 0
    const author = isTaken ? fold.authorNumberOf(entryOf(at)) : undefined
    let latest = entryOf(at)
    // Letters alike in all that is told of them are told together.
    for (; !lineEnds && end < edge; end++) {
      if (isOf(end) !== is || !letters.sameWriter(at, end) || letters.text.charAt(end) === '\n') break
      if (isTaken && fold.authorNumberOf(entryOf(end)) !== author) break
      latest = Math.max(latest, entryOf(end))
    }
    const writer = past.ownerOf(letters.firstOf(at) ?? letters.writerOf(at))
    const wrote = authors.numberOf(writer ?? fold.authorOf(letters.born[at] ?? 0))
    const who = isTaken ? authors.numberOf(fold.authorOf(latest)) : wrote
    const attributes = isTaken ? before : after
    const marked = is === 'kept' && before !== after && shown(before, lineEnds) !== shown(after, lineEnds)
    const text = letters.text.slice(at, end)
    const marks = { ...marksOf(attributes), ...(lineEnds ? lineKindOf(attributes) : {}) }
    const key = `${is} ${who} ${wrote} ${String(marked)} ${canonical(marks)}`
    let piece = pieces.at(-1)
    // The latest of what was put in or taken out together.
    if (piece?.key === key) {
      piece.text += text
      if (is !== 'kept' && fold.seqOf(latest) > (piece.seq ?? 0)) Object.assign(piece, moment(past, latest))
    } else {
      piece = {
        text,
        is,
        who,
        ...(isTaken ? { wrote } : {}),
        ...(is === 'kept' ? {} : moment(past, latest)),
        ...(marked ? { marked: true as const } : {}),
        ...marks,
        key
      }
      pieces.push(piece)
    }
    for (let letter = at; isTaken && letter < end; letter++)
      piece.ids = withLetter(piece.ids, ids(letter), letters.text.charAt(letter))
  }
  return settle(pieces).map(({ key: _, ...run }) => run)
}

/** The id of the letter at each place of a text; asked from left to right. */
export type IdsOf = (letter: number) => { client: number; clock: number }

const withLetter = (
  ids: NonNullable<ComparedRun['ids']> = [],
  { client, clock }: { client: number; clock: number },
  text: string
): NonNullable<ComparedRun['ids']> => {
  const last = ids.at(-1)
  if (last?.client === client && last.clock + last.text.length === clock) last.text += text
  else ids.push({ client, clock, text })
  return ids
}

const shown = (attributes: Readonly<Record<string, unknown>>, lineEnds: boolean): string =>
  canonical(lineEnds ? lineKindOf(attributes) : marksOf(attributes))

const moment = (past: Past, entry: Entry): { at: number; seq: number } => ({
  at: past.fold.atOf(entry),
  seq: past.fold.seqOf(entry)
})

/** Words that were taken out and stand again in the same place are no difference. */
const settle = (pieces: readonly Piece[]): Piece[] => {
  const settled: Piece[] = []
  for (let start = 0; start < pieces.length;) {
    let end = start
    while (end < pieces.length && pieces[end]?.is !== 'kept') end++
    const apart = pieces.slice(start, end)
    const textOf = (is: 'added' | 'taken'): string =>
      apart
        .filter((piece) => piece.is === is)
        .map(({ text }) => text)
        .join('')
    const isSame = apart.length > 0 && textOf('added') === textOf('taken')
    for (const piece of apart) {
      if (!isSame) settled.push(piece)
      else if (piece.is === 'added') {
        const { at: _at, seq: _seq, ...stays } = piece
        settled.push({ ...stays, is: 'kept' })
      }
    }
    const kept = pieces[end]
    if (kept) settled.push(kept)
    start = end + 1
  }
  return settled
}

/** Net differences between two moments. `where`: which places to look at. */
export const compare = (
  past: Past,
  from: Entry,
  to: Entry,
  places: readonly Place[]
): Omit<HistoryComparison, 'people'> => {
  const authors = new Authors()
  const texts: ComparedText[] = []
  const values: ComparedValue[] = []
  const items: ComparedItem[] = []
  const { fold } = past
  for (const place of places) {
    const item = compareItem(past, place, from, to, authors)
    if (item) items.push(item)
    if (!past.isThere(place, to)) continue
    const about = { name: past.nameOf(place, to), priority: past.priorityOf(place, to) ?? null }
    for (const key of textKeys(place.kind)) {
      const letters = past.letters(place, key)
      const runs = letters?.differs(from, to)
        ? compareLetters(past, letters, from, to, authors, past.idsIn(place, key))
        : []
      if (runs.some((run) => run.is !== 'kept' || run.marked))
        texts.push({ field: fieldPath(place, key), ...about, runs })
    }
    // The first values of what is new belong to its being there.
    if (!past.hasItem(place, from)) continue
    for (const key of valueKeys(place.kind)) {
      if (untold.has(key) && place.kind !== 'plan') continue
      const [was, now] = [past.stood(place, key, from), past.stood(place, key, to)]
      if (!now || canonical(was?.value) === canonical(now.value)) continue
      const who = authors.numberOf(fold.authorOf(now.set))
      const change = { ...plain('from', was?.value), ...plain('to', now.value), who, ...moment(past, now.set) }
      values.push({ field: fieldPath(place, key), ...about, ...change })
    }
  }
  return { from: end(past, from), to: end(past, to), texts, values, items, authors: authors.all }
}

const end = (past: Past, entry: Entry): { seq: number; at: number } =>
  entry < 0 ? { seq: 0, at: 0 } : { seq: past.fold.seqOf(entry), at: past.fold.atOf(entry) }

const compareItem = (past: Past, place: Place, from: Entry, to: Entry, authors: Authors): ComparedItem | undefined => {
  if (place.kind === 'plan') return undefined
  const [was, is] = [past.isThere(place, from), past.isThere(place, to)]
  const told = (kind: ComparedItem['is'], entry: Entry): ComparedItem => ({
    field: fieldPath(place, '').slice(0, -1),
    name: past.nameOf(place, is ? to : from),
    is: kind,
    from: past.priorityOf(place, from) ?? null,
    to: past.priorityOf(place, to) ?? null,
    who: authors.numberOf(past.fold.authorOf(entry)),
    ...moment(past, entry)
  })
  const removed = past.stood(place, 'removed', to)
  if (was && !is && removed) return told('removed', removed.set)
  if (!was && is) {
    const added = past.added(place) ?? 0
    return told('added', added > from ? added : (removed?.set ?? added))
  }
  if (!was || !is) return undefined
  const moved = ['priority', 'order']
    .map((key) => ({ was: past.stood(place, key, from), now: past.stood(place, key, to) }))
    .filter((each) => canonical(each.was?.value) !== canonical(each.now?.value))
    .map(({ now }) => now?.set ?? 0)
  return moved.length > 0 ? told('moved', Math.max(...moved)) : undefined
}
