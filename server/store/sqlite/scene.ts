import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signerOf, type Signer } from '../seal.ts'
import { openDatabase, type Database } from './database.ts'
import { openSqliteStore, type SqliteParts, type SqliteStore } from './store.ts'

/** A key that nobody keeps. */
export const newSigner = (): Signer =>
  signerOf(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())

/** A data folder for one test, with the stores opened on it. */
export class FolderScene {
  readonly folder: string
  readonly events: string[] = []
  private readonly opened: SqliteStore[] = []

  private constructor(folder: string) {
    this.folder = folder
  }

  static async make(): Promise<FolderScene> {
    return new FolderScene(await mkdtemp(join(tmpdir(), 'board-')))
  }

  get file(): string {
    return join(this.folder, 'board.sqlite')
  }

  async open(more: Partial<SqliteParts> = {}): Promise<SqliteStore> {
    const store = await openSqliteStore({
      folder: this.folder,
      report: ({ event }) => this.events.push(event),
      ...more
    })
    this.opened.push(store)
    return store
  }

  async closeAll(): Promise<void> {
    for (const store of this.opened.splice(0)) await store.close()
  }

  /** Does something to the file behind the store's back. */
  async behind<T>(act: (database: Database) => T): Promise<T> {
    const database = await openDatabase(this.file, 'write')
    try {
      return act(database)
    } finally {
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      database.close()
    }
  }

  async end(): Promise<void> {
    await this.closeAll()
    await rm(this.folder, { recursive: true, force: true })
  }
}
