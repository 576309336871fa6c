import { limits } from '../limits.ts'
import type { PlanRecord, RecordData, RecordKind } from './records.ts'
import type { Group } from './vocabulary.ts'

type Of<K extends RecordKind> = Omit<PlanRecord, 'kind' | 'data'> & { kind: K; data: RecordData<K> }
const isKind =
  <K extends RecordKind>(kind: K) =>
  (record: PlanRecord): record is PlanRecord & Of<K> =>
    record.kind === kind

/** A comment, what was said to it, oldest first, and what became of it. */
export type Thread = {
  comment: Of<'comment'>
  answers: readonly Of<'answer'>[]
  /** The fate that stands; none before somebody has told one. */
  fate: Of<'fate'> | undefined
  /** Who closed the thread or opened it again last; none for one that was always open. */
  closing: Of<'closing'> | undefined
}

const byTime = (a: { at: number; id: string }, b: { at: number; id: string }): number =>
  a.at - b.at || (a.id < b.id ? -1 : 1)

/** Every comment with its thread, oldest first; withdrawn ones too. */
export const threadsOf = (records: Iterable<PlanRecord>): Thread[] => {
  const all = [...records].sort(byTime)
  const about = <K extends RecordKind>(kind: K): Map<string, Of<K>[]> => {
    const found = new Map<string, Of<K>[]>()
    for (const record of all.filter(isKind(kind))) {
      const list = found.get(record.about) ?? []
      found.set(record.about, list)
      list.push(record)
    }
    return found
  }
  const [answers, fates, closings] = [about('answer'), about('fate'), about('closing')]
  return all.filter(isKind('comment')).map((comment) => {
    const key = `records/${comment.id}`
    return {
      comment,
      answers: answers.get(key) ?? [],
      fate: fates.get(key)?.at(-1),
      closing: closings.get(key)?.at(-1)
    }
  })
}

export const isClosed = ({ closing }: Thread): boolean => closing?.data.closed === true

/** Whether nothing has become of it yet: nobody has said that it is in the plan, or why not. */
export const isWaiting = (thread: Thread): boolean =>
  !thread.comment.withdrawn && !isClosed(thread) && (thread.fate?.data.fate ?? 'waiting') === 'waiting'

/** Said by parents, carers or young people. */
export const isFamily = ({ group }: { group: Group }): boolean => group === 'parents' || group === 'young-people'

/** Families among themselves do not answer for the plan: "me too" leaves a comment waiting. */
const heard = ({ answers }: Thread): boolean => answers.some((answer) => !answer.withdrawn && !isFamily(answer))

const dayMs = 24 * 60 * 60 * 1000

/** Whether a parent or a young person has waited for any answer at all for too long. Source: ui.md §5. */
export const isOverdue = (thread: Thread, nowMs: number): boolean =>
  isWaiting(thread) &&
  !heard(thread) &&
  isFamily(thread.comment) &&
  nowMs - thread.comment.at > limits.answerDays * dayMs

/** Who may be told of threads: a person, and the group they act for. */
export type Hearer = { person: string; group: Group }

const saysIn = ({ comment, answers }: Thread) => [comment, ...answers].filter(({ withdrawn }) => !withdrawn)
const asks = ({ data }: Of<'comment'> | Of<'answer'>, { person, group }: Hearer): boolean =>
  data.mentions.some((one) => ('person' in one ? one.person === person : one.group === group))

/** Whether somebody said something in a thread that stands, or is asked for in it, by name or with their group. */
export const isFor = (thread: Thread, hearer: Hearer): boolean =>
  thread.comment.by === hearer.person ||
  (!thread.comment.withdrawn && saysIn(thread).some((said) => said.by === hearer.person || asks(said, hearer)))

/**
 * Threads in which others have, after a moment, answered this person, asked for them, or told what became of
 * their comment: the news for them.
 */
export const newsFor = (threads: readonly Thread[], hearer: Hearer, afterMs: number): Thread[] =>
  threads.filter((thread) => {
    const { comment, fate } = thread
    if (comment.withdrawn) return false
    const { person } = hearer
    const said = saysIn(thread)
    const since = said.find(({ by }) => by === person)?.at ?? Infinity
    return (
      said.some((one) => one.by !== person && one.at > afterMs && (one.at > since || asks(one, hearer))) ||
      (comment.by === person && fate !== undefined && fate.by !== person && fate.at > afterMs)
    )
  })
