/** The part of Node's `node:sqlite` that both drivers share, typed to what rows can really hold. */
export type Value = string | number | bigint | null | Uint8Array
export type Row = Readonly<Record<string, Value>>

export interface Statement {
  run(...values: Value[]): { changes: number | bigint }
  get(...values: Value[]): Row | undefined
  all(...values: Value[]): Row[]
  iterate(...values: Value[]): IterableIterator<Row>
}

export interface Database {
  readonly isTransaction: boolean
  exec(sql: string): void
  prepare(sql: string): Statement
  /** Makes this callable from SQL on this connection alone. */
  function(name: string, act: (...values: Value[]) => Value): void
  close(): void
}

type Driver = { DatabaseSync: new (file: string, options: { readOnly: boolean }) => Database }

/** Node has SQLite built in from 24 on; before, the same API comes from a package with prebuilt binaries. */
const loadDriver = async (): Promise<Driver> => {
  const major = Number(process.versions.node.split('.')[0])
  if (major >= 24) return process.getBuiltinModule('node:sqlite') as unknown as Driver
  return await import('@photostructure/sqlite')
}

/** Waits this long for another process (the command line) that writes at the same time. */
const busyTimeoutMs = 5000

/** The log moves into the file from here on: it must fit into the room that is set aside for a full disk. */
const logPages = 250

/**
 * Opens a connection with what durability rests on; builds of SQLite differ in their defaults,
 * and synchronous=NORMAL can lose acknowledged commits at power loss.
 * A reading connection cannot write whatever is asked of it.
 */
export const openDatabase = async (file: string, use: 'read' | 'write', waitMs = busyTimeoutMs): Promise<Database> => {
  const { DatabaseSync } = await loadDriver()
  const database = new DatabaseSync(file, { readOnly: use === 'read' })
  try {
    database.exec(`PRAGMA busy_timeout = ${waitMs}`)
    if (use === 'write') {
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
      // Whatever is taken out is overwritten: a person who was erased is in no free page of the file.
      database.exec('PRAGMA secure_delete = ON')
      database.exec(`PRAGMA wal_autocheckpoint = ${logPages}; PRAGMA journal_size_limit = ${logPages * 4096}`)
    } else {
      database.exec('PRAGMA query_only = ON')
    }
    database.exec('PRAGMA cache_size = -16000')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Primary result code of SQLite, without the extension; undefined for what is no error of SQLite. */
const primaryCode = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined

const FULL = 13
const BUSY = [5, 6]
const NOT_A_DATABASE = 26
const CONSTRAINT = 19
/** I/O error, corrupt, cannot open, not a database, read-only, protocol: what was kept is in doubt. */
const FATAL = [8, 10, 11, 14, 15, 26]

export const isFull = (error: unknown): boolean => primaryCode(error) === FULL
export const isBusy = (error: unknown): boolean => BUSY.includes(primaryCode(error) ?? 0)
export const isNotADatabase = (error: unknown): boolean => primaryCode(error) === NOT_A_DATABASE
export const isFatal = (error: unknown): boolean => FATAL.includes(primaryCode(error) ?? 0)
export const isConstraint = (error: unknown): boolean => primaryCode(error) === CONSTRAINT
/** True for any error that SQLite itself gave. */
export const isSqliteError = (error: unknown): boolean => primaryCode(error) !== undefined

const wrong = (column: string): Error => new TypeError(`column ${column} does not hold what it should`)

export const text = (row: Row, column: string): string => {
  const value = row[column]
  if (typeof value !== 'string') throw wrong(column)
  return value
}

export const textOrNull = (row: Row, column: string): string | null => (row[column] === null ? null : text(row, column))

/** A whole number that JavaScript can hold exactly. */
export const whole = (row: Row, column: string): number => {
  const value = row[column]
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw wrong(column)
  return value
}

export const blob = (row: Row, column: string): Uint8Array => {
  const value = row[column]
  if (!(value instanceof Uint8Array)) throw wrong(column)
  return value
}
