import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Seq } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Commit, Owner, StoredHistory } from '../store/store.ts'
import type { Answers, Question, Questions, Topic } from './questions.ts'
import { buffersOf, type Long, type Told } from './told.ts'
import type { Done, FromHistory, ToHistory } from './worker.ts'

/** The thread is gone, with all it held: the next question starts another. */
export class HistoryAway extends Error {
  override name = 'HistoryAway'
}

type Waiting = { done(done: Done): void; failed(error: Error): void }
type Message = ToHistory extends infer Each ? (Each extends { id: number } ? Omit<Each, 'id'> : never) : never

/**
 * Where the thread's code lies: in the server bundle, whose files lie flat, under the name of its own
 * entry; run from source, beside this file as TypeScript, which a new thread must first be taught to read
 * (`--import tsx` does nothing in a thread).
 */
const startWorker = (): Worker => {
  const here = fileURLToPath(import.meta.url)
  // A small nursery: what is thrown away between two answers is little, and is room that nobody else has.
  const resourceLimits = {
    maxOldGenerationSizeMb: limits.historyHeapMb,
    maxYoungGenerationSizeMb: limits.historyNurseryMb
  }
  if (!here.endsWith('.ts')) return new Worker(join(dirname(here), 'history-worker.mjs'), { resourceLimits })
  const loader = createRequire(import.meta.url).resolve('tsx/cjs/api')
  const worker = join(dirname(here), 'worker.ts')
  // As CommonJS: the other way starts a thread of its own to read for this one, and takes twice as long.
  const script = `require(${JSON.stringify(loader)}).register(); require(${JSON.stringify(worker)})`
  return new Worker(script, { eval: true, execArgv: [], resourceLimits })
}

/** The calling side of one plan's history. Everything is answered in the order asked, or with `HistoryAway`. */
export class HistoryThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #over: HistoryAway | undefined

  private constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', ({ id, done }: FromHistory) => {
      this.#waiting.get(id)?.done(done)
      this.#waiting.delete(id)
    })
    worker.on('error', (error) => this.#fail(error))
    worker.on('exit', () => this.#fail(undefined))
  }

  static start(): HistoryThread {
    return new HistoryThread(startWorker())
  }

  /** `kept` is given away. @returns up to which commit it knows the plan: 0 when nothing was kept, or by another version. */
  async open(kept: StoredHistory | undefined): Promise<Seq> {
    return seqOf(await this.#call({ do: 'open', kept }, kept && buffersOf(kept)))
  }

  async apply(commits: readonly Commit[]): Promise<Seq> {
    return seqOf(await this.#call({ do: 'apply', commits }))
  }

  async know(owners: readonly Owner[]): Promise<void> {
    await this.#call({ do: 'know', owners })
  }

  async ask<T extends Topic>(about: T, question: Questions[T]): Promise<Answers[T]> {
    // One topic and its own question: the compiler cannot see that the pair is one of the union.
    const done = await this.#call({ do: 'ask', question: { about, ...question } as unknown as Question })
    if (!('answer' in done)) throw new Error('a question without an answer')
    return done.answer as Answers[T]
  }

  /** A long answer, written out. */
  async tell<T extends Long>(about: T, question: Questions[T]): Promise<Told | 'none'> {
    // As above: one topic and its own question.
    const asked = { about, ...question } as unknown as Extract<Question, { about: Long }>
    const done = await this.#call({ do: 'tell', question: asked })
    if (!('told' in done)) throw new Error('an answer to something else')
    return done.told
  }

  async keep(): Promise<StoredHistory> {
    const done = await this.#call({ do: 'keep' })
    if (!('history' in done)) throw new Error('a history that was not kept')
    return done.history
  }

  /** Ends it, whatever it does; what was asked fails. */
  async end(): Promise<void> {
    this.#fail(undefined)
    await this.#worker.terminate()
  }

  #call(message: Message, givenAway: ArrayBuffer[] = []): Promise<Done> {
    if (this.#over) return Promise.reject(this.#over)
    const id = ++this.#lastId
    this.#worker.postMessage({ ...message, id } satisfies ToHistory, givenAway)
    return new Promise((done, failed) => this.#waiting.set(id, { done, failed }))
  }

  #fail(error: unknown): void {
    this.#over ??= new HistoryAway('the thread of a history is over', { cause: error })
    for (const { failed } of this.#waiting.values()) failed(this.#over)
    this.#waiting.clear()
  }
}

const seqOf = (done: Done): Seq => {
  if ('seq' in done) return done.seq
  throw new Error('an answer to something else')
}
