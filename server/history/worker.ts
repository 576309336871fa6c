import { parentPort, type MessagePort } from 'node:worker_threads'
import type { Seq } from '../../shared/ids.ts'
import type { Commit, Owner, StoredHistory } from '../store/store.ts'
import { Past } from './past.ts'
import type { Answers, Question, Topic } from './questions.ts'
import { HistoryReader } from './reader.ts'
import { buffersOf, type Long, type Told } from './told.ts'

export type ToHistory = { id: number } & (
  | { do: 'open'; kept: StoredHistory | undefined }
  | { do: 'apply'; commits: readonly Commit[] }
  | { do: 'know'; owners: readonly Owner[] }
  | { do: 'ask'; question: Question }
  | { do: 'tell'; question: Extract<Question, { about: Long }> }
  | { do: 'keep' }
)
export type Done = { seq: Seq } | { answer: Answers[Topic] } | { told: Told | 'none' } | { history: StoredHistory }
export type FromHistory = { id: number; done: Done }

/** The past of one plan, in a thread of its own: however much it holds, nobody who writes waits for it. */
const serve = (port: MessagePort): void => {
  let reader = new HistoryReader(Past.empty())
  const run = (message: ToHistory): Done => {
    switch (message.do) {
      case 'open':
        reader = new HistoryReader((message.kept && Past.restore(message.kept)) ?? Past.empty())
        return { seq: reader.past.fold.seq }
      case 'apply':
        for (const commit of message.commits) reader.past.apply(commit)
        return { seq: reader.past.fold.seq }
      case 'know':
        reader.past.know(message.owners)
        return { seq: reader.past.fold.seq }
      case 'ask':
        return { answer: reader.answer(message.question) }
      case 'tell':
        return { told: reader.tell(message.question) }
      case 'keep':
        return { history: reader.past.encode() }
      default: {
        const missed: never = message
        throw new Error('unhandled message', { cause: missed })
      }
    }
  }
  // What goes wrong here ends the thread: half a fold answers nothing, and the next question starts a whole one.
  port.on('message', (message: ToHistory) => {
    const done = run(message)
    port.postMessage({ id: message.id, done } satisfies FromHistory, givenAway(done))
  })
}

/** Bytes that are of no use here any more go over without being copied. */
const givenAway = (done: Done): ArrayBuffer[] => {
  if ('history' in done) return buffersOf(done.history)
  return 'told' in done && done.told !== 'none' ? [done.told.json.buffer] : []
}

if (!parentPort) throw new Error('a history runs in a thread of its own')
serve(parentPort)
