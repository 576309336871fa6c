import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const stageName = '.example-being-loaded'
/** What may lie in a folder that holds no board yet. */
const notData: ReadonlySet<string> = new Set([stageName, 'address', 'outbox'])

/** Whether a data folder has never held a board. One that cannot be read is not unused: the store says what is wrong. */
export const isUnused = (dataDir: string): boolean => {
  try {
    return readdirSync(dataDir).every((name) => notData.has(name))
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT'
  }
}

/**
 * Fills an unused data folder with the example. `play` fills a folder of its own, which is moved into
 * place when it is whole: a stop in the middle leaves an unused folder, never half an example.
 */
export const loadExample = async (dataDir: string, play: (stage: string) => Promise<void>): Promise<void> => {
  const stage = join(dataDir, stageName)
  rmSync(stage, { recursive: true, force: true })
  await play(stage)
  for (const name of readdirSync(stage)) renameSync(join(stage, name), join(dataDir, name))
  rmSync(stage, { recursive: true })
  const folder = openSync(dataDir, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
