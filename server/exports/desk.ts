import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { limits } from '../../shared/limits.ts'
import { refuse, type Refusal } from '../../shared/refusals.ts'
import type { FormatId } from './registry.ts'
import type { Source, ToExport } from './worker.ts'

/**
 * Where the thread's code lies: in the server bundle under the name of its own entry; run from source, beside
 * this file as TypeScript, which a new thread must first be taught to read.
 */
const startWorker = (workerData: ToExport): Worker => {
  const here = fileURLToPath(import.meta.url)
  const resourceLimits = { maxOldGenerationSizeMb: limits.exportHeapMb }
  if (!here.endsWith('.ts')) return new Worker(join(dirname(here), 'export-worker.mjs'), { workerData, resourceLimits })
  const loader = import.meta.resolve('tsx/esm/api')
  const worker = pathToFileURL(join(dirname(here), 'worker.ts')).href
  const script = `import(${JSON.stringify(loader)}).then(({ register }) => (register(), import(${JSON.stringify(worker)})))`
  return new Worker(script, { eval: true, execArgv: [], workerData, resourceLimits })
}

/** How far a file is: so many before it, or being written, on page n where that can be told. */
export type Progress = { is: 'waiting'; before: number } | { is: 'writing'; page: number | null }

type Report = (event: { event: string; format?: string; error?: unknown }) => void

/**
 * Writes files, each in a thread of its own with a bound on memory and time, few at once: whoever writes in a
 * plan never waits for somebody's export, and one that goes wrong takes nothing with it.
 */
export class ExportDesk {
  readonly #report: Report
  readonly #msMax: number
  #running = 0
  readonly #waiting: { turn(): void; told(progress: Progress): void }[] = []

  constructor(report: Report, msMax: number = limits.exportMs) {
    this.#report = report
    this.#msMax = msMax
  }

  /**
   * Refuses 'export-not-made' when too many wait already, and when a file takes too long or cannot be written.
   * `read` is asked once it is its turn, so that the words are those of that moment.
   */
  write(format: FormatId, read: () => Promise<Source>): Promise<Uint8Array<ArrayBuffer> | Refusal> {
    return this.run(async () => ({ format, source: await read() }))
  }

  /** The same of what is written from more than one paper. `told`: of its place in the queue, and of its pages. */
  async run(
    read: () => Promise<ToExport>,
    told: (progress: Progress) => void = () => undefined
  ): Promise<Uint8Array<ArrayBuffer> | Refusal> {
    if (this.#waiting.length >= limits.exportsWaitingMax) return refuse('export-not-made')
    if (this.#running >= limits.exportsAtOnceMax)
      await new Promise<void>((turn) => {
        this.#waiting.push({ turn, told })
        told({ is: 'waiting', before: this.#waiting.length })
      })
    else this.#running++
    told({ is: 'writing', page: null })
    try {
      return await this.#inThread(await read(), told)
    } finally {
      const next = this.#waiting.shift()
      for (const [index, each] of this.#waiting.entries()) each.told({ is: 'waiting', before: index + 1 })
      // Whoever is next takes the place over.
      if (next) next.turn()
      else this.#running--
    }
  }

  async #inThread(job: ToExport, told: (progress: Progress) => void): Promise<Uint8Array<ArrayBuffer> | Refusal> {
    const worker = startWorker(job)
    let deadline: NodeJS.Timeout | undefined
    try {
      return await new Promise<Uint8Array<ArrayBuffer>>((done, failed) => {
        deadline = setTimeout(() => failed(new Error(`an export took longer than ${this.#msMax} ms`)), this.#msMax)
        worker.on('message', (said: Uint8Array<ArrayBuffer> | { page: number }) => {
          if ('page' in said) told({ is: 'writing', page: said.page })
          else done(said)
        })
        worker.on('error', failed)
        worker.on('exit', (code) => failed(new Error(`the thread of an export ended with ${code}`)))
      })
    } catch (error) {
      this.#report({ event: 'export-failed', format: job.format, error })
      return refuse('export-not-made')
    } finally {
      clearTimeout(deadline)
      await worker.terminate()
    }
  }
}
