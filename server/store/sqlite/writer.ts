import { existsSync } from 'node:fs'
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads'
import type { Signer } from '../seal.ts'
import { Audit } from './audit-writes.ts'
import { isBusy, isFull, isNotADatabase, openDatabase, text, whole, type Database } from './database.ts'
import { GroupCommit, type Answer, type Request } from './group-commit.ts'
import { DataFolderRefused, migrate } from './migrations.ts'
import { Reserve } from './reserve.ts'
import { knowKey } from './seal-writes.ts'
import { openSigningKey } from './signing-key.ts'

/** What the writer's thread is started with. `pagesMax`: bound of the file, for hosts that give it a share. */
export type WriterData = {
  file: string
  keyFile: string
  reserveFile: string
  reserveBytes: number
  pagesMax?: number
  waitMs?: number
}

/** The writer's own connection, asked: what `admin check` shows and tests hold it to. */
export type Diagnosis = {
  journalMode: string
  synchronous: string
  foreignKeys: string
  busyTimeoutMs: string
  sqlite: string
  /** Since it was opened: transactions that reached the disk, and the writes they held. */
  transactions: number
  writes: number
}

export type ToWriter =
  | { ask: 'write'; requests: Request[] }
  | { ask: 'diagnosis'; id: number }
  | { ask: 'scrub'; id: number }
  | { ask: 'close' }

export type FromWriter =
  | { say: 'ready' }
  | { say: 'refused'; sentence: string }
  | { say: 'answers'; answers: Answer[] }
  | { say: 'diagnosis'; id: number; diagnosis: Diagnosis }
  | { say: 'scrubbed'; id: number; isDone: boolean }
  | { say: 'event'; event: string }
  | { say: 'doubt'; error: unknown }

/** One transaction takes at most so much of what waits, so that its answers come in good time. */
const groupWritesMax = 1000
const groupBytesMax = 4 * 1024 * 1024

const bytesOf = ({ write }: Request): number => {
  if (write.do === 'commit') return write.body.length
  if (write.do === 'saveHistory') return write.history.state.length + write.history.fold.length
  return write.do === 'saveSnapshot' ? write.state.length + write.ledger.length : 0
}

const checked = (database: Database): void => {
  const answer = database.prepare('PRAGMA quick_check(1)').get()
  if (!answer || text(answer, 'quick_check') !== 'ok') {
    throw new DataFolderRefused('The database in the data folder is damaged. Put back a backup.')
  }
}

const openChecked = async (data: WriterData): Promise<Database> => {
  const database = await openDatabase(data.file, 'write', data.waitMs)
  try {
    checked(database)
    migrate(database)
    if (data.pagesMax !== undefined) database.exec(`PRAGMA max_page_count = ${Math.trunc(data.pagesMax)}`)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const plainly = (error: unknown): string => {
  if (error instanceof DataFolderRefused) return error.message
  if (isNotADatabase(error)) return 'The file board.sqlite in the data folder is not a database.'
  if (isFull(error)) return 'The disk of the data folder is full, so the board cannot start.'
  const why = error instanceof Error ? error.message : 'unknown reason'
  return `The database in the data folder cannot be opened: ${why}.`
}

const open = async (data: WriterData, reserve: Reserve): Promise<Database> => {
  try {
    return await openChecked(data)
  } catch (error) {
    if (error instanceof DataFolderRefused || isNotADatabase(error) || !existsSync(data.reserveFile)) throw error
    // On a full disk even the log's index finds no room; the reserve is kept for this.
    reserve.spend()
    return openChecked(data)
  }
}

/** The key that seals, once the file knows its public half and every row is under it. @throws DataFolderRefused */
const openSeals = (database: Database, keyFile: string): { signer: Signer; audit: Audit } => {
  try {
    const isSealed = database.prepare('SELECT 1 AS one FROM signing_keys').get() !== undefined
    const signer = openSigningKey(keyFile, isSealed)
    const audit = new Audit(database, signer)
    audit.begin(Date.now())
    knowKey(database, signer, audit, Date.now())
    return { signer, audit }
  } catch (error) {
    database.close()
    throw error
  }
}

/** Writes the file anew without what was taken out of it, and empties the log. @returns false when others are in the way or the disk is full */
const scrub = (database: Database): boolean => {
  try {
    database.exec('VACUUM')
    const row = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
    return row !== undefined && whole(row, 'busy') === 0
  } catch (error) {
    if (isFull(error) || isBusy(error)) return false
    throw error
  }
}

/** Moves the log into the file, so that the file alone is the whole; another process may be in the way of that. */
const close = (database: Database): void => {
  try {
    database.exec('PRAGMA busy_timeout = 200; PRAGMA wal_checkpoint(TRUNCATE)')
  } catch (error) {
    // What is kept stays kept in the log; a full disk has no room for it in the file.
    if (!isFull(error) && !isBusy(error)) throw error
  } finally {
    database.close()
  }
}

const diagnose = (database: Database, group: GroupCommit): Diagnosis => {
  const ask = (sql: string): string => String(Object.values(database.prepare(sql).get() ?? {})[0])
  return {
    journalMode: ask('PRAGMA journal_mode'),
    synchronous: ask('PRAGMA synchronous') === '2' ? 'full' : ask('PRAGMA synchronous'),
    foreignKeys: ask('PRAGMA foreign_keys') === '1' ? 'on' : 'off',
    busyTimeoutMs: ask('PRAGMA busy_timeout'),
    sqlite: ask('SELECT sqlite_version()'),
    ...group.counts
  }
}

/** The only thread with a connection that writes: while one group is on its way to disk, the next collects. */
const serve = async (port: MessagePort, data: WriterData): Promise<void> => {
  const say = (message: FromWriter): void => port.postMessage(message)
  const reserve = new Reserve(data.reserveFile, data.reserveBytes)
  let database: Database
  let seals: { signer: Signer; audit: Audit }
  try {
    database = await open(data, reserve)
    seals = openSeals(database, data.keyFile)
    reserve.refill()
  } catch (error) {
    say({ say: 'refused', sentence: plainly(error) })
    port.close()
    return
  }
  const group = new GroupCommit(database, reserve, seals, (event) => say({ say: 'event', event }))
  const waiting: Request[] = []
  const scrubs: number[] = []
  let closing = false

  const take = (message: ToWriter): void => {
    switch (message.ask) {
      case 'write':
        for (const request of message.requests) waiting.push(request)
        return
      case 'diagnosis':
        say({ say: 'diagnosis', id: message.id, diagnosis: diagnose(database, group) })
        return
      case 'scrub':
        scrubs.push(message.id)
        return
      case 'close':
        closing = true
        return
      default: {
        const missed: never = message
        throw new Error(`unhandled message ${String(missed)}`)
      }
    }
  }

  const takeAllThatWait = (): void => {
    for (let more = receiveMessageOnPort(port); more; more = receiveMessageOnPort(port)) take(more.message as ToWriter)
  }

  const nextGroup = (): Request[] => {
    let bytes = 0
    let count = 0
    for (const request of waiting) {
      bytes += bytesOf(request)
      if (count > 0 && (count >= groupWritesMax || bytes > groupBytesMax)) break
      count += 1
    }
    return waiting.splice(0, count)
  }

  port.on('message', (message: ToWriter) => {
    take(message)
    takeAllThatWait()
    while (waiting.length > 0 || scrubs.length > 0) {
      try {
        if (waiting.length > 0) say({ say: 'answers', answers: group.run(nextGroup()) })
        // One that begins now serves all who asked.
        else {
          const isDone = scrub(database)
          for (const id of scrubs.splice(0)) say({ say: 'scrubbed', id, isDone })
        }
      } catch (error) {
        // Nothing more is taken: whoever waits is told that nobody knows.
        say({ say: 'doubt', error })
        port.close()
        return
      }
      takeAllThatWait()
    }
    if (closing) {
      close(database)
      port.close()
    }
  })
  say({ say: 'ready' })
}

if (!parentPort) throw new Error('the writer runs in a thread of its own')
// A fault of it ends the thread, and whoever started it hears of that.
void serve(parentPort, workerData as WriterData)
