import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { refuse, type Refusal } from '../../../shared/refusals.ts'
import { StoreUnavailable } from '../store.ts'
import type { Answer, Request } from './group-commit.ts'
import { DataFolderRefused } from './migrations.ts'
import type { Diagnosis, FromWriter, ToWriter, WriterData } from './writer.ts'
import type { Outcome, Write } from './writes.ts'

export type Report = (event: { event: string; error?: unknown }) => void

type Waiting<T> = { done(value: T): void; failed(error: Error): void }

/**
 * Where the thread's code lies: in the server bundle, whose files lie flat, under the name of its own
 * entry; run from source, beside this file as TypeScript, which a new thread must first be taught to read
 * (`--import tsx` does nothing in a thread).
 */
const startWriter = (workerData: WriterData): Worker => {
  const here = fileURLToPath(import.meta.url)
  if (!here.endsWith('.ts')) return new Worker(join(dirname(here), 'sqlite-writer.mjs'), { workerData })
  const loader = createRequire(import.meta.url).resolve('tsx/cjs/api')
  const writer = join(dirname(here), 'writer.ts')
  // As CommonJS: the other way starts a thread of its own to read for this one, and takes twice as long.
  const script = `require(${JSON.stringify(loader)}).register(); require(${JSON.stringify(writer)})`
  return new Worker(script, { eval: true, execArgv: [], workerData })
}

/** The calling side of the writer's thread. A write resolves when it is on disk, or was refused. */
export class WriterThread {
  private readonly worker: Worker
  private readonly report: Report
  private readonly writes = new Map<number, Waiting<Outcome>>()
  private readonly scrubs = new Map<number, Waiting<Refusal | undefined>>()
  private readonly diagnoses = new Map<number, Waiting<Diagnosis>>()
  private outbox: Request[] = []
  private outboxTransfer: ArrayBuffer[] = []
  private lastId = 0
  private failure: StoreUnavailable | undefined
  private started: Waiting<void> | undefined
  private drained: (() => void) | undefined
  private ended: (() => void) | undefined
  private over = false

  private constructor(worker: Worker, report: Report) {
    this.worker = worker
    this.report = report
  }

  /** @throws DataFolderRefused */
  static async open(data: WriterData, report: Report): Promise<WriterThread> {
    const thread = new WriterThread(startWriter(data), report)
    await new Promise<void>((done, failed) => {
      thread.started = { done, failed }
      thread.worker.on('message', (message: FromWriter) => thread.hear(message))
      thread.worker.on('error', (error) => thread.failed(error))
      thread.worker.on('exit', () => thread.exited())
    })
    return thread
  }

  /** Everything asked in one turn goes over as one message. `transfer` is given away. @throws StoreUnavailable */
  write(write: Write, transfer: readonly ArrayBuffer[] = []): Promise<Outcome> {
    if (this.failure) return Promise.reject(this.failure)
    const id = ++this.lastId
    if (this.outbox.length === 0) process.nextTick(() => this.flush())
    this.outbox.push({ id, write })
    this.outboxTransfer.push(...transfer)
    return new Promise((done, failed) => this.writes.set(id, { done, failed }))
  }

  diagnosis(): Promise<Diagnosis> {
    if (this.failure) return Promise.reject(this.failure)
    const id = ++this.lastId
    this.post({ ask: 'diagnosis', id })
    return new Promise((done, failed) => this.diagnoses.set(id, { done, failed }))
  }

  /** Refuses 'store-full'. @throws StoreUnavailable */
  scrub(): Promise<Refusal | undefined> {
    if (this.failure) return Promise.reject(this.failure)
    // What was asked before it is written before it.
    this.flush()
    const id = ++this.lastId
    this.post({ ask: 'scrub', id })
    return new Promise((done, failed) => this.scrubs.set(id, { done, failed }))
  }

  /** Waits for the writes under way; later ones fail. */
  async drain(): Promise<void> {
    this.flush()
    this.failure ??= new StoreUnavailable('the store is closed')
    if (this.writes.size > 0) await new Promise<void>((done) => (this.drained = done))
  }

  /** Lets go of the file and ends the thread; after `drain`. */
  async end(): Promise<void> {
    if (this.over) return
    this.post({ ask: 'close' })
    await new Promise<void>((done) => (this.ended = done))
  }

  private flush(): void {
    if (this.outbox.length === 0) return
    const requests = this.outbox
    const transfer = this.outboxTransfer
    this.outbox = []
    this.outboxTransfer = []
    this.post({ ask: 'write', requests }, transfer)
  }

  private post(message: ToWriter, transfer: readonly ArrayBuffer[] = []): void {
    this.worker.postMessage(message, transfer)
  }

  private hear(message: FromWriter): void {
    switch (message.say) {
      case 'ready':
        this.started?.done()
        this.started = undefined
        return
      case 'refused':
        this.failed(new DataFolderRefused(message.sentence))
        return
      case 'answers':
        for (const answer of message.answers) this.settle(answer)
        this.tellDrained()
        return
      case 'diagnosis':
        this.diagnoses.get(message.id)?.done(message.diagnosis)
        this.diagnoses.delete(message.id)
        return
      case 'scrubbed':
        this.scrubs.get(message.id)?.done(message.isDone ? undefined : refuse('store-full'))
        this.scrubs.delete(message.id)
        return
      case 'event':
        this.report({ event: message.event })
        return
      case 'doubt':
        this.failed(message.error)
        return
      default: {
        const missed: never = message
        throw new Error(`unhandled message ${String(missed)}`)
      }
    }
  }

  private settle(answer: Answer): void {
    const waiting = this.writes.get(answer.id)
    this.writes.delete(answer.id)
    if ('fault' in answer) waiting?.failed(new Error(`not kept: ${answer.fault}`))
    else waiting?.done(answer.outcome)
  }

  private failed(error: unknown): void {
    if (this.started) {
      this.failure = new StoreUnavailable('the store did not open', { cause: error })
      this.started.failed(error instanceof Error ? error : new Error('the writer did not start'))
      this.started = undefined
      return
    }
    const unavailable = new StoreUnavailable('what was kept is unknown', { cause: error })
    this.failure = unavailable
    this.outbox = []
    this.outboxTransfer = []
    const waiting = [...this.writes.values(), ...this.diagnoses.values(), ...this.scrubs.values()]
    this.writes.clear()
    this.scrubs.clear()
    this.diagnoses.clear()
    for (const { failed } of waiting) failed(unavailable)
    this.tellDrained()
    this.report({ event: 'store-failed', error })
  }

  private tellDrained(): void {
    if (this.writes.size > 0) return
    this.drained?.()
    this.drained = undefined
  }

  private exited(): void {
    this.over = true
    // A thread that left with everything answered and nothing more wanted simply closed.
    if (this.started || this.writes.size > 0 || !this.failure) this.failed(new Error('the writer left'))
    this.ended?.()
  }
}
