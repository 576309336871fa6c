import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { PlanId, Seq } from '../shared/ids.ts'
import { limits } from '../shared/limits.ts'
import type { CompactionData } from './compaction-worker.ts'
import type { Snapshot } from './relay/stored-plan.ts'

/** The code lies beside the bundle; run from source, a thread must first be taught to read TypeScript. */
const startWorker = (workerData: CompactionData): Worker => {
  const here = fileURLToPath(import.meta.url)
  const resourceLimits = { maxOldGenerationSizeMb: limits.compactionHeapMb }
  if (!here.endsWith('.ts'))
    return new Worker(join(dirname(here), 'compaction-worker.mjs'), { workerData, resourceLimits })
  const loader = createRequire(import.meta.url).resolve('tsx/cjs/api')
  const worker = join(dirname(here), 'compaction-worker.ts')
  // As CommonJS: the other way starts a thread of its own to read for this one, and takes twice as long.
  const script = `require(${JSON.stringify(loader)}).register(); require(${JSON.stringify(worker)})`
  return new Worker(script, { eval: true, execArgv: [], workerData, resourceLimits })
}

/**
 * Folds the snapshots of one data folder, one plan after the other, each in a thread of its own that ends with it:
 * no word stays in the memory of a thread that waits.
 */
export class Compaction {
  readonly #folder: string
  #work: Promise<unknown> = Promise.resolve()
  #thread: Worker | undefined
  #over = false

  constructor(folder: string) {
    this.#folder = folder
  }

  /** What a snapshot after commit `upTo` holds. Rejects when the plan cannot be read, and after `close`. */
  compact(plan: PlanId, upTo: Seq): Promise<Snapshot> {
    const mine = this.#work.then(() => this.#fold(plan, upTo))
    this.#work = mine.catch(() => undefined)
    return mine
  }

  /** Gives up what is being folded: nothing of it has been written. */
  async close(): Promise<void> {
    this.#over = true
    await this.#thread?.terminate()
  }

  #fold(plan: PlanId, upTo: Seq): Promise<Snapshot> {
    if (this.#over) return Promise.reject(new Error('nothing is compacted any more'))
    const thread = startWorker({ folder: this.#folder, plan, upTo })
    this.#thread = thread
    return new Promise<Snapshot>((done, failed) => {
      thread.once('message', done)
      thread.once('error', failed)
      // After a message this says nothing new.
      thread.once('exit', () => failed(new Error('a thread of compaction left')))
    })
  }
}
