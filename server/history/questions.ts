import type {
  HistoryChange,
  HistoryComparison,
  HistoryLine,
  HistoryMoment,
  HistoryPage,
  HistorySinceVisit,
  HistoryTimeline,
  JsonValue,
  NamedMoment,
  Who
} from '../../shared/authorship/history.ts'
import type { FirstWords } from '../../shared/contribution/balance.ts'
import type { ClientId, ItemId, Ms, Seq } from '../../shared/ids.ts'

/** `in`: one priority; without it the whole plan. */
type Where = { in?: ItemId | undefined }

export type LettersRange = { client: ClientId; clock: number; length: number }
/** Letters that stood under ids, in runs. */
export type PastLetters = LettersRange & { text: string }

/** What can be asked of a history that is up to date. */
export type Questions = {
  lines: { from: Seq; to: Seq }
  timeline: Where & { zone: string; named?: readonly NamedMoment[] }
  changes: Where & { from: Seq; to: Seq; max: number }
  moment: Where & ({ at: Seq } | { index: number } | { time: Ms })
  compare: Where & { from: Seq; to: Seq }
  since: { after: Ms; except: string }
  letters: { ranges: readonly LettersRange[] }
  firsts: object
}

/** Names are the main thread's to add: they come from the people table only. */
type Nameless<T> = Omit<T, 'people'>
export type NamelessLine = Omit<HistoryLine, 'person' | 'typedBy' | 'group'> & { who: Who }

/** 'none': there is no such priority, and never was. */
export type Answers = {
  lines: NamelessLine[]
  timeline: HistoryTimeline | 'none'
  changes: Nameless<HistoryPage> | 'none'
  moment: Nameless<HistoryMoment> | 'none'
  compare: Nameless<HistoryComparison> | 'none'
  since: Nameless<HistorySinceVisit>
  letters: PastLetters[]
  firsts: FirstWords[]
}

export type Topic = keyof Questions
export type Question = { [T in Topic]: { about: T } & Questions[T] }[Topic]
export type { HistoryChange, JsonValue }
