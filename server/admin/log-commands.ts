import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { parsePlanId } from '../../shared/ids.ts'
import { openDatabase, whole, type Database } from '../store/sqlite/database.ts'
import { DataFolderRefused, migrations } from '../store/sqlite/migrations.ts'
import { Reader } from '../store/sqlite/reader.ts'
import { readSigningKey } from '../store/sqlite/signing-key.ts'
import { databaseName, signingKeyName } from '../store/sqlite/store.ts'
import type { Outcome } from './commands.ts'
import { linesOfLog } from './export-log.ts'
import { verify } from './verify.ts'

type ReadingCommand = (words: readonly string[], folder: string) => Promise<Outcome>

/** Opens what can only read, so that a running server is neither held up nor changed. @throws DataFolderRefused */
const reading = async <T>(folder: string, read: (database: Database) => T | Promise<T>): Promise<T> => {
  const database = await openDatabase(join(folder, databaseName), 'read')
  try {
    const row = database.prepare('PRAGMA user_version').get()
    if (!row || whole(row, 'user_version') !== migrations.length)
      throw new DataFolderRefused('The data folder was last used by another version of the board. Start this one once.')
    return await read(database)
  } finally {
    database.close()
  }
}

const verifyCommand: ReadingCommand = (words, folder) =>
  reading(folder, (database) => verify(new Reader(database), words))

const exportLog: ReadingCommand = async ([name, file, ...rest], folder) => {
  const plan = parsePlanId(name)
  if (plan === undefined || rest.length > 0) return { wrong: 'Say: export-log <plan> [file]' }
  const signer = readSigningKey(join(folder, signingKeyName))
  if (!signer) return { wrong: 'The file signing-key.pem is missing from the data folder. Put it back from a backup.' }
  return reading(folder, async (database) => {
    const lines = linesOfLog(database, plan, signer, Date.now())
    const first = lines.next()
    if (first.done === true) return { wrong: `There is no plan "${plan}".` }
    // It holds all that was ever written, so only this account may read it.
    const out = file === undefined ? process.stdout : createWriteStream(file, { flags: 'wx', mode: 0o600 })
    try {
      if (file !== undefined) await once(out, 'open')
      for (let next: IteratorResult<string, void> = first; next.done !== true; next = lines.next())
        if (!out.write(`${next.value}\n`)) await once(out, 'drain')
      if (file === undefined) return { lines: [] }
      out.end()
      await once(out, 'finish')
      return { lines: [`The log of ${plan} is in ${file}. Check it with: node server/admin/verify-log.mjs ${file}`] }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
      return { wrong: `The log could not be written (${code}).` }
    } finally {
      lines.return(undefined)
    }
  })
}

const readingCommands: Readonly<Record<string, ReadingCommand>> = { verify: verifyCommand, 'export-log': exportLog }

/** The command of this name that only reads, or undefined. */
export const readingCommandOf = (name: string | undefined): ReadingCommand | undefined =>
  name !== undefined && Object.hasOwn(readingCommands, name) ? readingCommands[name] : undefined
