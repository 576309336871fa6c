import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pass } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import * as prng from 'lib0/prng'
import { build } from 'vite'
import { contentHash } from '../../../shared/plan/hash.ts'
import { fieldText } from '../../../shared/plan/schema.ts'
import { walkText } from '../../../shared/plan/text.ts'
import { readPlanState } from '../../relay/stored-plan.ts'
import { openSqliteStore } from '../../store/sqlite/store.ts'
import { crashPath, crashPlan, earlyFlag } from './words.ts'
import { WriterClient } from './writer-client.ts'

export type CrashReport = {
  cycles: number
  seed: number
  acked: number
  lost: number
  doubled: number
  misnamed: number
  unequal: number
  /** What the server told an honest client that it should never be told. */
  told: string[]
}

type Options = { cycles: number; clients: number; seed: number; ackEarly?: boolean }

const until = async (done: () => boolean, what: string): Promise<void> => {
  const end = Date.now() + 20_000
  while (!done()) {
    if (Date.now() > end) throw new Error(`waited too long until ${what}`)
    // Whoever waits leaves the processor to the process that is waited for.
    await pass(1)
  }
}

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * Builds the child and its threads once for all its starts, each of which would else be taught TypeScript anew.
 * @param outDir inside the project, where packages are found
 */
const buildChild = async (outDir: string): Promise<string> => {
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir,
      target: 'node20',
      minify: false,
      rollupOptions: {
        input: {
          child: source('./child.ts'),
          'sqlite-writer': source('../../store/sqlite/writer.ts'),
          'compaction-worker': source('../../compaction-worker.ts')
        },
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' }
      }
    }
  })
  return join(outDir, 'child.mjs')
}

const start = async (
  script: string,
  folder: string,
  ackEarly: boolean
): Promise<{ child: ChildProcess; port: number }> => {
  const child = spawn(process.execPath, [script, folder, ...(ackEarly ? [earlyFlag] : [])], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  for await (const line of createInterface({ input: child.stdout })) return { child, port: Number(line) }
  throw new Error('the child said nothing')
}

const kill = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })

/** What is on disk, read as the next start would read it. */
const onDisk = async (folder: string): Promise<{ words: string; content: string; writers: Map<string, string> }> => {
  const store = await openSqliteStore({ folder, report: () => undefined })
  try {
    const state = await readPlanState(store, crashPlan)
    const text = state && fieldText(state.doc, crashPath)
    if (!state || !text) throw new Error('the plan is not there')
    const writers = new Map<string, string>()
    let [token, speaker] = ['', '']
    walkText(text, (run) => {
      for (const letter of run.text) {
        const by = state.ledger.owner(run.client)?.speaker ?? 'nobody'
        if (letter === '‹') [token, speaker] = ['', by]
        token += letter
        if (by !== speaker) speaker = 'several'
        if (letter === '›') writers.set(token, speaker)
      }
    })
    return { words: text.toString(), content: contentHash(state.doc), writers }
  } finally {
    await store.close()
  }
}

/**
 * Kills the relay with SIGKILL at random moments under typing, reads the disk after each kill, and counts
 * acknowledged edits that are lost, doubled or under a wrong name.
 */
export const crash = async ({ cycles, clients: count, seed, ackEarly = false }: Options): Promise<CrashReport> => {
  const random = prng.create(seed)
  const folder = mkdtempSync(join(tmpdir(), 'board-crash-'))
  const clients = Array.from({ length: count }, (_, index) => new WriterClient(`p${index}`))
  const report: CrashReport = { cycles, seed, acked: 0, lost: 0, doubled: 0, misnamed: 0, unequal: 0, told: [] }
  const check = async (): Promise<string> => {
    const { words, content, writers } = await onDisk(folder)
    for (const client of clients) {
      for (const { token, acked } of client.ops) {
        const times = words.split(token).length - 1
        if (acked && times === 0) report.lost++
        if (times > 1) report.doubled++
        if (times > 0 && writers.get(token) !== client.name) report.misnamed++
      }
    }
    return content
  }
  const cache = source('../../../node_modules/.cache/co-production-board')
  mkdirSync(cache, { recursive: true })
  const built = mkdtempSync(join(cache, 'crash-'))
  let running: ChildProcess | undefined
  try {
    const script = await buildChild(built)
    for (let cycle = 0; cycle <= cycles; cycle++) {
      const last = cycle === cycles
      const { child, port } = await start(script, folder, ackEarly)
      running = child
      for (const client of clients) client.connect(port)
      await until(() => clients.every((client) => client.ready || client.told), 'everyone is in')
      const end = performance.now() + prng.int31(random, 30, 350)
      while (!last && performance.now() < end) {
        for (const client of clients) if (prng.bool(random)) client.type(prng.real53(random))
        await pass(prng.int31(random, 1, 8))
      }
      if (last)
        await until(() => clients.every((client) => client.unacked === 0 || client.told), 'everything is acknowledged')
      await kill(child)
      for (const client of clients) client.leave()
      const content = await check()
      if (last) report.unequal = clients.filter((client) => contentHash(client.doc) !== content).length
    }
    report.told = clients.flatMap(({ told }) => told ?? [])
    report.acked = clients.reduce((sum, client) => sum + client.ops.filter((op) => op.acked).length, 0)
    return report
  } finally {
    running?.kill('SIGKILL')
    for (const made of [folder, built]) rmSync(made, { recursive: true, force: true })
  }
}
