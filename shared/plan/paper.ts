import type { ItemId, Ms, Seq } from '../ids.ts'
import type { RecordData, RecordKind } from './records.ts'
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
  references: Readonly<Record<string, string>>
  standing: Standing
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

/** What the words of a paper are. `outcome`: how the answers came out, in a sentence. */
export type Standing =
  | { is: 'draft'; seq: Seq; at: Ms }
  | {
      is: 'version'
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

/** Where the words come from. `hash`: SHA-256 of the words; `head`: of the log they were read from. */
export type Sources = { board: string; plan: string; seq: Seq; head: string | null; hash: string | null }

/** References by place: 1, 1.1 … and 0.1 … for actions whose priority is not there. */
export const placeReferences = ({ priorities, loose }: PlanSnapshot): Record<string, string> =>
  Object.fromEntries([
    ...priorities.flatMap((priority, index): [string, string][] => [
      [priority.id, `${index + 1}`],
      ...priority.actions.map((action, place): [string, string] => [action.id, `${index + 1}.${place + 1}`])
    ]),
    ...loose.map((action, place): [string, string] => [action.id, `0.${place + 1}`])
  ])

/** Records of one kind about one thing. */
export const recordsOf = <K extends RecordKind>(paper: Paper, kind: K, about: string): PaperRecordOf<K>[] =>
  paper.records.filter((record): record is PaperRecordOf<K> => record.kind === kind && record.about === about)

/** The answers that were given to these words: to the whole plan (null) or to one priority. */
export const answersTo = ({ standing }: Paper, scope: ItemId | null): readonly PaperAnswer[] =>
  standing.is === 'version' && standing.scope === scope
    ? [...standing.answers].sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group))
    : []
