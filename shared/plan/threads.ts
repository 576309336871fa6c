import { limits } from '../limits.ts'
import type { PlanRecord, RecordData, RecordKind } from './records.ts'

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

const heard = ({ comment, answers }: Thread): boolean =>
  answers.some(({ by, withdrawn }) => !withdrawn && by !== comment.by)

const dayMs = 24 * 60 * 60 * 1000

/** Whether a parent or a young person has waited for any answer at all for too long. Source: ui.md §5. */
export const isOverdue = (thread: Thread, nowMs: number): boolean =>
  isWaiting(thread) &&
  !heard(thread) &&
  (thread.comment.group === 'parents' || thread.comment.group === 'young-people') &&
  nowMs - thread.comment.at > limits.answerDays * dayMs

/** What others have said to this person's comments, or told of them, after a moment: the news for them. */
export const newsFor = (threads: readonly Thread[], person: string, afterMs: number): Thread[] =>
  threads.filter(
    ({ comment, answers, fate }) =>
      comment.by === person &&
      !comment.withdrawn &&
      [...answers.filter(({ withdrawn }) => !withdrawn), ...(fate ? [fate] : [])].some(
        ({ by, at }) => by !== person && at > afterMs
      )
  )
