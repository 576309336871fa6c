import type {
  ComparedRun,
  ComparedValue,
  HistoryChange,
  HistorySinceVisit,
  Who
} from '../../shared/authorship/history.ts'
import type { Ms } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { compare, placesIn } from './compare.ts'
import type { Letters } from './letters.ts'
import { looksBetween } from './looks.ts'
import type { Past } from './past.ts'
import { Pieces, placing, whoOf } from './words.ts'
import { placeOfField } from './past.ts'

/** What others did since `after`, without what came and went: one line for each author, field and kind, or look of the words. */
export const sinceVisit = (past: Past, after: Ms, except: string): Omit<HistorySinceVisit, 'people'> => {
  const from = past.fold.lastEntryBy(after)
  const to = past.last
  const since = { at: after, seq: from < 0 ? 0 : past.fold.seqOf(from) }
  const priorities = new Map<string | null, HistoryChange[]>()
  const { texts, values, items, authors } = compare(past, from, to, placesIn(past, undefined, [from, to]))
  const put = (change: HistoryChange): void => {
    const list = priorities.get(change.priority) ?? []
    priorities.set(change.priority, list)
    list.push(change)
  }
  const isOther = (who: Who | undefined): who is Who => who !== undefined && who.typist !== except
  const added = new Set(items.filter(({ is }) => is === 'added').map(({ field }) => field))

  for (const { field, name, priority, runs } of texts) {
    // The first words of something new are part of its coming.
    if ([...added].some((item) => field.startsWith(`${item}/`))) continue
    authors.forEach((who, index) => {
      if (isOther(who)) for (const change of byOne(runs, index)) put({ ...change, who, field, name, priority })
    })
    const letters = runs.some(({ marked }) => marked) ? lettersIn(past, field) : undefined
    for (const { author, ...look } of letters ? looksBetween(past, letters, from, to) : []) {
      const who = whoOf(author)
      if (isOther(who)) put({ ...look, ...noLetters, kind: 'format', who, field, name, priority })
    }
  }
  const once = ({ at, seq }: Pick<ComparedValue, 'at' | 'seq'>) => ({
    firstSeq: seq,
    seq,
    firstAt: at,
    at,
    ...noLetters
  })
  for (const { who: index, at, seq, ...value } of values) {
    const who = authors[index]
    if (isOther(who)) put({ ...value, ...once({ at, seq }), who, kind: 'value' })
  }
  for (const { who: index, at, seq, field, name, is, from: was, to: now } of items) {
    const who = authors[index]
    const place = placeOfField(field)
    if (!isOther(who) || !place) continue
    const kind = is === 'moved' ? 'move' : is === 'removed' ? 'remove' : past.hasItem(place, from) ? 'restore' : 'add'
    const priority = place.kind === 'priority' ? place.id : (now ?? was)
    const moved = is === 'moved' ? { from: placing(past, place, from), to: placing(past, place, to) } : {}
    put({ field, name, priority, kind, who, ...once({ at, seq }), ...moved })
  }
  return { since, ...listed(past, priorities) }
}

const lettersIn = (past: Past, field: string): Letters | undefined => {
  const place = placeOfField(field)
  return place && past.letters(place, field.slice(field.lastIndexOf('/') + 1))
}

const noLetters = { lettersIn: 0, lettersOut: 0 }

type ByOne = Pick<
  HistoryChange,
  'kind' | 'firstSeq' | 'seq' | 'firstAt' | 'at' | 'lettersIn' | 'lettersOut' | 'inserted' | 'deleted'
>

/** What one author put into a text and took out of it. */
const byOne = (runs: readonly ComparedRun[], who: number): ByOne[] => {
  const [put, taken] = [new Pieces(limits.historyWordsMax), new Pieces(limits.historyWordsMax)]
  const seqs: { seq: number; at: Ms }[] = []
  for (const run of runs) {
    const isTheirs = run.who === who && run.is !== 'kept'
    if (isTheirs && run.is === 'added') put.put(run.text)
    if (isTheirs && run.is === 'taken') taken.put(run.text)
    if (isTheirs) seqs.push({ seq: run.seq ?? 0, at: run.at ?? 0 })
    if (!isTheirs || run.is === 'taken') put.apart()
    if (!isTheirs || run.is === 'added') taken.apart()
  }
  seqs.sort((a, b) => a.seq - b.seq)
  const [first, last] = [seqs[0], seqs.at(-1)]
  if (!first || !last) return []
  const inserted = put.words()
  const deleted = taken.words()
  return [
    {
      kind: 'words',
      firstSeq: first.seq,
      seq: last.seq,
      firstAt: first.at,
      at: last.at,
      lettersIn: put.count,
      lettersOut: taken.count,
      ...(inserted ? { inserted } : {}),
      ...(deleted ? { deleted } : {})
    }
  ]
}

/** In reading order, the latest of each first, and no more lines in all than people read. */
const listed = (
  past: Past,
  priorities: ReadonlyMap<string | null, HistoryChange[]>
): Pick<HistorySinceVisit, 'count' | 'priorities'> => {
  const order = placesIn(past, undefined, [past.last]).flatMap((place) => (place.kind === 'priority' ? [place.id] : []))
  const rank = (id: string | null): number => order.findIndex((each) => each === id)
  let room: number = limits.historySinceMax
  let count = 0
  const told = [...priorities]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([id, changes]) => {
      const shown = changes.sort((a, b) => b.seq - a.seq).slice(0, room)
      room -= shown.length
      count += changes.length
      return { id, count: changes.length, changes: shown }
    })
  return { count, priorities: told }
}
