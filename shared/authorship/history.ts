import type { Ms, Seq } from '../ids.ts'
import type { PlanSnapshot } from '../plan/snapshot.ts'
import type { Group } from '../plan/vocabulary.ts'

/** What one change did. Formatting is never told as taking out. */
export const CHANGE_KINDS = ['words', 'format', 'value', 'move', 'add', 'remove', 'restore'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

/** What a controlled value can be; undefined where there was none. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

/** Who something is credited to, who typed it, and for which group. Ids of people. */
export type Who = { speaker: string; typist: string; group: Group }
/** A name for each id that an answer speaks of; `group`: who they act for now, null for who is no longer in the plan. */
export type PersonNamed = { id: string; name: string; group: Group | null }

/** Words put in or taken out, left to right; pieces that were apart have ` … ` between them. `cut`: there were more. */
export type ChangedWords = { text: string; cut?: true }

/**
 * What one author did to one field in one go, at most a minute long.
 * `field`: `plan/vision`, `priorities/<id>/why`; of items that are added, moved, removed or put back: `actions/<id>`.
 */
export type HistoryChange = {
  firstSeq: Seq
  seq: Seq
  firstAt: Ms
  at: Ms
  who: Who
  kind: ChangeKind
  field: string
  /** Title or text of the item as it stood then; empty for the plan itself. */
  name: string
  /** The priority it belongs to; null for the plan itself and for actions whose priority is not known. */
  priority: string | null
  /** Letters typed and taken out, also those that came and went within the change. */
  lettersIn: number
  lettersOut: number
  /** What of it stood when the change was over. */
  inserted?: ChangedWords
  deleted?: ChangedWords
  /** Of changes since a visit: the words that look different, as `to` says; `{ "bold": false }`: no longer. */
  marked?: ChangedWords
  from?: JsonValue
  to?: JsonValue
}

/** One line of `GET …/history`: what one kept entry did to one field. Source: contract.md. */
export type HistoryLine = {
  seq: Seq
  at: Ms
  kind: ChangeKind
  person: { id: string; name: string }
  group: Group
  typedBy?: { id: string; name: string }
  field: string
  inserted?: string
  deleted?: string
  from?: JsonValue
  to?: JsonValue
}

/** Something on the way that has a name; versions and workshops come to stand here too. `record`: what names it. */
export type HistoryMark = {
  kind: 'created' | 'version' | 'workshop' | 'moment'
  seq: Seq
  at: Ms
  name: string
  record?: string
}
/** A place in the log that somebody gave a name. */
export type NamedMoment = { record: string; name: string; seq: Seq }

export type HistoryTimeline = {
  first: { seq: Seq; at: Ms }
  last: { seq: Seq; at: Ms }
  /** Letters written, per day (ISO 8601, in the zone asked for) and group; oldest day first. */
  days: { day: string; letters: Partial<Record<Group, number>> }[]
  marks: HistoryMark[]
  /** Changes, and moments at which one of them ended. */
  changes: number
  moments: number
  /** The first of these moments and how far each one is after the one before; null when there are too many to send. */
  steps: number[] | null
}

/** Newest first. `next`: ask again with `to` at this seq for older ones; null at the beginning. */
export type HistoryPage = { changes: HistoryChange[]; next: Seq | null; people: PersonNamed[] }

/**
 * The plan, or one priority, as it stood once commit `at` was kept. Runs name the Yjs client id that wrote
 * them (`first`: whoever wrote them first); `owners` says who that is.
 */
export type HistoryMoment = {
  at: Seq
  time: Ms
  /** Which moment it is among those of the timeline, from 0; -1 before the first. */
  index: number
  moments: number
  previous: Seq | null
  next: Seq | null
  /** What was done last before this moment; null before anything was. */
  change: HistoryChange | null
  plan: PlanSnapshot | null
  /** Only when one priority was asked for; null when it was not there then. */
  priority: PlanSnapshot['priorities'][number] | null
  owners: (Who & { client: number })[]
  people: PersonNamed[]
}

/** Letters of one text. `who`: index in `authors`: who took them out, else who wrote them (`wrote`: of those taken out). */
export type ComparedRun = {
  text: string
  is: 'kept' | 'added' | 'taken'
  who: number
  wrote?: number
  /** Of letters taken out: their ids from left to right, so that they can be put back as whoever wrote them. */
  ids?: { client: number; clock: number; text: string }[]
  /** When it was added or taken out, and in which commit. */
  at?: Ms
  seq?: Seq
  /** Kept, with other marks than before. */
  marked?: true
  bold?: true
  italic?: true
  link?: string
  /** Of a line end: what its line is. */
  list?: 'bullet' | 'ordered'
  level?: number
}
export type ComparedText = { field: string; name: string; priority: string | null; runs: ComparedRun[] }
export type ComparedValue = {
  field: string
  name: string
  priority: string | null
  from?: JsonValue
  to?: JsonValue
  who: number
  at: Ms
  seq: Seq
}
export type ComparedItem = {
  /** `priorities/<id>` or `actions/<id>`. */
  field: string
  name: string
  is: 'added' | 'removed' | 'moved'
  /** The priority an action belongs to, before and after. */
  from: string | null
  to: string | null
  who: number
  at: Ms
  seq: Seq
}
/** What is different between two moments, whatever came and went in between. Texts that are the same are left out. */
export type HistoryComparison = {
  from: { seq: Seq; at: Ms }
  to: { seq: Seq; at: Ms }
  texts: ComparedText[]
  values: ComparedValue[]
  items: ComparedItem[]
  authors: Who[]
  people: PersonNamed[]
}

/** What others did since the caller was last here, what came and went left out. */
export type HistorySinceVisit = {
  /** When the visit before this one ended, and the last commit by then; null for a first visit. */
  since: { at: Ms; seq: Seq } | null
  /** All of them, also those that are not listed. */
  count: number
  /** `id` null: the plan itself. In reading order, the latest change of each first. */
  priorities: { id: string | null; count: number; changes: HistoryChange[] }[]
  people: PersonNamed[]
}
