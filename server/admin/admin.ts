import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { isUnused } from '../first-start.ts'
import { readAddress } from '../address-file.ts'
import { parseConfig } from '../config.ts'
import { removeLettersNaming } from '../mail/outbox-letters.ts'
import { DataFolderRefused, openSqliteStore } from '../store/sqlite/store.ts'
import { StoreUnavailable } from '../store/store.ts'
import { commandOf, usage, type Outcome } from './commands.ts'
import { readingCommandOf } from './log-commands.ts'

/** Runs one command on the data folder, beside a running server or without one. @returns what to say. */
const run = async ([name, ...words]: readonly string[]): Promise<Outcome> => {
  const command = commandOf(name)
  const reading = readingCommandOf(name)
  if (!command && !reading) return { wrong: usage() }
  const config = parseConfig(process.env)
  if ('wrong' in config) return config
  // A mistyped folder must not become a new, empty board.
  if (isUnused(config.dataDir))
    return { wrong: `There is no board in ${config.dataDir} yet. Start it once, or set DATA_DIR.` }
  try {
    if (reading) return await reading(words, config.dataDir)
    if (!command) return { wrong: usage() }
    const store = await openSqliteStore({ folder: config.dataDir, report: () => undefined })
    try {
      const origin = config.publicUrl ?? readAddress(config.dataDir) ?? `http://localhost:${config.port}`
      const random = (bytes: number): Uint8Array => new Uint8Array(randomBytes(bytes))
      const removeLetters = (about: readonly string[]) => removeLettersNaming(join(config.dataDir, 'outbox'), about)
      return await command.run(words, { store, random, now: () => Date.now(), origin, removeLetters })
    } finally {
      await store.close()
    }
  } catch (error) {
    if (error instanceof DataFolderRefused) return { wrong: `${error.message} DATA_DIR is ${config.dataDir}.` }
    if (error instanceof StoreUnavailable)
      return { wrong: 'The data folder could not be written to. Nothing was changed.' }
    throw error
  }
}

const outcome = await run(process.argv.slice(2))
if ('wrong' in outcome) {
  process.stderr.write(`${outcome.wrong}\n`)
  process.exitCode = 1
} else {
  process.stdout.write(outcome.lines.map((line) => `${line}\n`).join(''))
  if (outcome.isFault) process.exitCode = 1
}
