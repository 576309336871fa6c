import type { HistoryChange, HistoryMark, HistoryTimeline } from '../../shared/authorship/history.ts'
import type { ItemId, Seq } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import { priorityFrom, snapshotFrom } from '../../shared/plan/snapshot.ts'
import type { Line } from '../../shared/plan/text.ts'
import { compare, placesIn } from './compare.ts'
import { dayIn } from './days.ts'
import { firstWords } from './firsts.ts'
import { linesBetween } from './lines.ts'
import type { Past } from './past.ts'
import type { Answers, Question, Questions } from './questions.ts'
import { sinceVisit } from './since.ts'
import { tellLong, type Long, type Told } from './told.ts'
import { tell, whoOf } from './words.ts'

/** Changes in the order in which they ended, and the commits at which one ended, as of so many entries. */
type Moments = { entries: number; changes: number[]; seqs: Seq[] }

/** Answers what is asked of one plan's past. Nothing of it waits. */
export class HistoryReader {
  readonly past: Past
  /** By priority; the whole plan under ''. */
  readonly #moments = new Map<string, Moments>()
  /** Days as the zone that was asked for last counts them. */
  #days: { zone: string; dayOf: ReturnType<typeof dayIn> } | undefined

  constructor(past: Past) {
    this.past = past
  }

  answer(question: Question): Answers[keyof Answers] {
    const { past } = this
    const place = 'in' in question ? question.in : undefined
    if (place !== undefined && past.added({ kind: 'priority', id: place }) === undefined) return 'none'
    switch (question.about) {
      case 'lines':
        return linesBetween(past, question.from, question.to)
      case 'timeline':
        return this.#timeline(question)
      case 'changes':
        return this.#changes(question)
      case 'moment':
        return this.#moment(question)
      case 'compare': {
        const [from, to] = [past.fold.lastEntryAt(question.from), past.fold.lastEntryAt(question.to)]
        return compare(past, from, to, placesIn(past, place, [from, to]))
      }
      case 'since':
        return sinceVisit(past, question.after, question.except)
      case 'letters':
        return past.lettersOf(question.ranges)
      case 'firsts':
        return firstWords(past)
      default: {
        const missed: never = question
        throw new Error('unhandled question', { cause: missed })
      }
    }
  }

  /** The same, written out, of what may be long. */
  tell(question: Extract<Question, { about: Long }>): Told | 'none' {
    const answer = this.answer(question)
    if (answer === 'none') return answer
    if ('owners' in answer || 'authors' in answer) return tellLong(answer, writtenText)
    throw new Error('an answer to something else')
  }

  #momentsIn(priority: ItemId | undefined): Moments {
    const { fold } = this.past
    const known = this.#moments.get(priority ?? '') ?? { entries: 0, changes: [], seqs: [] }
    if (known.entries === fold.entries) return known
    // Only what ended since, or has grown since, is looked at: the rest is as it was.
    const isOld = (change: number): boolean => fold.lastOf(change) < known.entries
    const fresh: number[] = []
    for (let index = 0; index < fold.changes; index++)
      if (!isOld(index) && (priority === undefined || this.past.isIn(fold.change(index), priority))) fresh.push(index)
    fresh.sort((a, b) => fold.lastOf(a) - fold.lastOf(b) || a - b)
    const changes = [...known.changes.filter(isOld), ...fresh]
    const seqs: Seq[] = []
    for (const change of changes) {
      const seq = fold.seqOf(fold.lastOf(change))
      if (seqs.at(-1) !== seq) seqs.push(seq)
    }
    const moments = { entries: fold.entries, changes, seqs }
    this.#moments.set(priority ?? '', moments)
    return moments
  }

  #timeline({ in: priority, zone, named = [] }: Questions['timeline']): HistoryTimeline {
    const { fold } = this.past
    const { changes, seqs } = this.#momentsIn(priority)
    const days = new Map<string, Partial<Record<Group, number>>>()
    if (this.#days?.zone !== zone) this.#days = { zone, dayOf: dayIn(zone) }
    const { dayOf } = this.#days
    for (const index of [...changes].sort((a, b) => fold.firstOf(a) - fold.firstOf(b))) {
      const { first, author, lettersIn } = fold.change(index)
      if (lettersIn === 0) continue
      const day = dayOf(fold.atOf(first))
      const letters = days.get(day) ?? {}
      days.set(day, letters)
      letters[author.group] = (letters[author.group] ?? 0) + lettersIn
    }
    const [first = 0, last = 0] = [seqs[0], seqs.at(-1)]
    const ends = (seq: Seq): { seq: Seq; at: number } => ({ seq, at: this.past.timeOf(fold.lastEntryAt(seq)) })
    const moments = named.map((mark): HistoryMark => ({ kind: 'moment', ...mark, ...ends(mark.seq) }))
    return {
      first: ends(first),
      last: ends(last),
      days: [...days].map(([day, letters]) => ({ day, letters })).sort((a, b) => (a.day < b.day ? -1 : 1)),
      marks: fold.entries > 0 ? [{ kind: 'created', seq: fold.seqOf(0), at: fold.atOf(0), name: '' }, ...moments] : [],
      changes: changes.length,
      moments: seqs.length,
      steps: seqs.length > limits.historyStepsMax ? null : seqs.map((seq, index) => seq - (seqs[index - 1] ?? 0))
    }
  }

  #changes({ in: priority, from, to, max }: Questions['changes']): Exclude<Answers['changes'], 'none'> {
    const { fold } = this.past
    const { changes } = this.#momentsIn(priority)
    const told: HistoryChange[] = []
    const seqOf = (change: number): Seq => fold.seqOf(fold.lastOf(change))
    let at = firstAbove(changes, (change) => seqOf(change) > to) - 1
    let last: Seq | undefined
    for (; at >= 0; at--) {
      const change = changes[at] ?? 0
      const seq = seqOf(change)
      if (seq < from) break
      // What one commit did is never split over two pages.
      if (told.length >= max && seq !== last) return { changes: told, next: seq }
      told.push(tell(this.past, fold.change(change)))
      last = seq
    }
    return { changes: told, next: null }
  }

  #seqAsked(question: Questions['moment'], seqs: readonly Seq[]): Seq {
    if ('at' in question) return question.at
    if ('index' in question) return seqs[question.index] ?? this.past.fold.seq
    // The moment that stood then; the first one for a time before anything was.
    const isLater = (seq: Seq): boolean => this.past.timeOf(this.past.fold.lastEntryAt(seq)) > question.time
    return seqs[Math.max(0, firstAbove(seqs, isLater) - 1)] ?? this.past.fold.seq
  }

  #moment(question: Questions['moment']): Exclude<Answers['moment'], 'none'> {
    const { past } = this
    const { fold } = past
    const priority = question.in
    const { changes, seqs } = this.#momentsIn(priority)
    const at = Math.min(this.#seqAsked(question, seqs), fold.seq)
    const entry = fold.lastEntryAt(at)
    const index = firstAbove(seqs, (seq) => seq > at) - 1
    const change = changes[firstAbove(changes, (each) => fold.lastOf(each) > entry) - 1]
    const source = past.at(entry)
    const plan = priority === undefined ? snapshotFrom(source) : null
    const one = priority === undefined ? null : (priorityFrom(source, priority) ?? null)
    return {
      at,
      time: past.timeOf(entry),
      index,
      moments: seqs.length,
      previous: seqs[(seqs[index] === at ? index : index + 1) - 1] ?? null,
      next: seqs[index + 1] ?? null,
      change: change === undefined ? null : tell(past, fold.change(change)),
      plan,
      priority: one,
      owners: [...clientsIn([plan, one])].flatMap((client) => {
        const owner = past.ownerOf(client)
        return owner ? [{ client, ...whoOf(owner) }] : []
      })
    }
  }
}

/** Place of the first that is above, in a list where all that are above come last. */
const firstAbove = <T>(list: readonly T[], isAbove: (each: T) => boolean): number => {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const each = list[middle]
    if (each !== undefined && isAbove(each)) high = middle
    else low = middle + 1
  }
  return low
}

/** Whoever wrote what is shown. */
const clientsIn = (shown: unknown, found = new Set<number>()): Set<number> => {
  if (Array.isArray(shown)) for (const each of shown) clientsIn(each, found)
  else if (isText(shown)) for (const client of writtenOf(shown).clients) found.add(client)
  else if (typeof shown === 'object' && shown !== null) for (const each of Object.values(shown)) clientsIn(each, found)
  return found
}

type Text = { lines: Line[] }
/** A text is read once and shown at many moments. */
const written = new WeakMap<Text, { json: string; clients: ReadonlySet<number> }>()

const writtenOf = (text: Text): { json: string; clients: ReadonlySet<number> } => {
  const known = written.get(text)
  if (known) return known
  const clients = new Set<number>()
  for (const { runs } of text.lines)
    for (const { client, first } of runs) {
      clients.add(client)
      if (first !== undefined) clients.add(first)
    }
  const fresh = { json: JSON.stringify(text), clients }
  written.set(text, fresh)
  return fresh
}

const writtenText = (shown: object): string | undefined => (isText(shown) ? writtenOf(shown).json : undefined)

const isText = (shown: unknown): shown is Text =>
  typeof shown === 'object' && shown !== null && 'lines' in shown && 'text' in shown && Array.isArray(shown.lines)
