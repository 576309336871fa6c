import { StoreUnavailable } from '../store.ts'
import type { Database, Statement } from './database.ts'

/** The connection of the main thread: it only reads, and sees only what is committed. */
export class Reader {
  private readonly database: Database
  private readonly prepared = new Map<string, Statement>()
  private open = true

  constructor(database: Database) {
    this.database = database
  }

  /** A statement, prepared once. @throws StoreUnavailable after `close` */
  sql(statement: string): Statement {
    if (!this.open) throw new StoreUnavailable('the store is closed')
    const known = this.prepared.get(statement)
    if (known) return known
    const fresh = this.database.prepare(statement)
    this.prepared.set(statement, fresh)
    return fresh
  }

  /** Everything read inside is of one moment, whatever is being written. @throws StoreUnavailable after `close` */
  atOneMoment<T>(read: () => T): T {
    if (!this.open) throw new StoreUnavailable('the store is closed')
    this.database.exec('BEGIN')
    try {
      return read()
    } finally {
      this.database.exec('COMMIT')
    }
  }

  close(): void {
    if (!this.open) return
    this.open = false
    this.database.close()
  }
}
