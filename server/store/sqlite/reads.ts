import { join } from 'node:path'
import type { PlanLog } from '../store.ts'
import { openDatabase } from './database.ts'
import { readCommits, readPlan } from './plan-reads.ts'
import { Reader } from './reader.ts'
import { databaseName } from './store.ts'

export type SqliteReads = Pick<PlanLog, 'readPlan' | 'readCommits'> & { close(): void }

/** The log of a folder that a store of another thread has open: read only, and only what is on disk. */
export const openSqliteReads = async (folder: string): Promise<SqliteReads> => {
  const reader = new Reader(await openDatabase(join(folder, databaseName), 'read'))
  return {
    readPlan: async (plan) => readPlan(reader, plan),
    readCommits: async (plan, after, rowsMax, bytesMax) => readCommits(reader, plan, after, rowsMax, bytesMax),
    close: () => reader.close()
  }
}
