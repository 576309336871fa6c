import type { CommentCounts } from '../contribution/comments.ts'
import type { ItemId, Ms, Seq } from '../ids.ts'
import type { RecordData, RecordKind } from './records.ts'
import type { ReferencesById } from './references.ts'
import type { PlanSnapshot } from './snapshot.ts'
import { GROUPS, type Group } from './vocabulary.ts'

/**
 * Everything an export is written from, as plain data: the words, what stands beside them, who wrote
 * them (by group, never by name) and what the words are: today's draft or a sealed version.
 */
export type Paper = {
  plan: PlanSnapshot
  /** In the order in which they were first said; withdrawn ones are left out. */
  records: readonly PaperRecord[]
  /** By the client id of a run; its `first` when it has one. */
  authors: Readonly<Record<number, PaperAuthor>>
  /** Of every priority and action, by id. */
  references: ReferencesById
  standing: Standing
  /** What became of comments, and how many people stand behind the figure with the fewest; null for frozen words. */
  heard: { counts: CommentCounts; people: number } | null
  sources: Sources
  /** 'roles': also the role of staff who wrote, where it is known. Never a name. */
  names: 'groups' | 'roles'
  /** When the file was asked for. */
  at: Ms
}

/**
 * `person` is a number that means the same person inside this paper and nothing outside it: it is counted, never
 * printed. `from`: when the first letter under this id was written.
 */
export type PaperAuthor = {
  group: Group
  person: number
  /** Somebody else typed it for them. */
  typed: boolean
  from: Ms | null
  role?: string
}

export type PaperRecord = {
  [K in RecordKind]: {
    id: string
    kind: K
    /** `plan`, `priorities/<id>`, `actions/<id>` or `records/<id>`. */
    about: string
    group: Group
    person: number
    role?: string
    at: Ms
    changedAt: Ms
    data: RecordData<K>
  }
}[RecordKind]
export type PaperRecordOf<K extends RecordKind> = Extract<PaperRecord, { kind: K }>

export type PaperAnswerWord = 'agree' | 'agree-with-note' | 'stand-aside' | 'cannot-agree'
/** What a group answered to frozen words. `by`: the role or body that answered, never a person's name. */
export type PaperAnswer = {
  group: Group
  answer: PaperAnswerWord
  note: string
  by: string | null
  at: Ms
  level: 'in-principle' | 'formal'
}
export type PaperState =
  'open-for-comment' | 'proposed' | 'answered' | 'agreed' | 'submitted' | 'published' | 'superseded' | 'withdrawn'

/** Frozen words, and what was answered to them. `outcome`: how the answers came out, in a sentence. */
export type Sealed = {
  number: number
  state: PaperState
  code: string
  hash: string
  seq: Seq
  at: Ms
  /** One priority, or null for the whole plan. */
  scope: ItemId | null
  answers: readonly PaperAnswer[]
  outcome: string
}

/** What the words of a paper are. Of a draft: what groups answered last, to words that may have changed since. */
export type Standing = { is: 'draft'; seq: Seq; at: Ms; sealed: readonly Sealed[] } | ({ is: 'version' } & Sealed)

/**
 * Where the words come from. `hash`: SHA-256 of the words; `head`: of the log they were read from; `log`: where that
 * log ended when the file was made, if words of an earlier moment are in it.
 */
export type Sources = {
  board: string
  plan: string
  seq: Seq
  head: string | null
  hash: string | null
  log?: { seq: Seq; head: string }
}

/** Records of one kind about one thing. */
export const recordsOf = <K extends RecordKind>(paper: Paper, kind: K, about: string): PaperRecordOf<K>[] =>
  paper.records.filter((record): record is PaperRecordOf<K> => record.kind === kind && record.about === about)

/** The frozen words that groups were asked about: of the whole plan (null) or of one priority. */
export const sealedOf = ({ standing }: Paper, scope: ItemId | null): Sealed | undefined =>
  standing.is === 'draft'
    ? standing.sealed.find((each) => each.scope === scope)
    : standing.scope === scope
      ? standing
      : undefined

/** What was answered to them. */
export const answersTo = (paper: Paper, scope: ItemId | null): readonly PaperAnswer[] =>
  [...(sealedOf(paper, scope)?.answers ?? [])].sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group))
