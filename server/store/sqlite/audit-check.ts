import type { Ms } from '../../../shared/ids.ts'
import { auditChainOf, rowDigestOf, type AuditEntry } from '../audit.ts'
import { chainStart, sameBytes } from '../chain.ts'
import { auditHeadBytes, recordTombstoneBytes } from '../seal.ts'
import { auditedTables, keySql, valuesSql, type AuditedTable } from './audit-tables.ts'
import { keyParts } from './audit-writes.ts'
import { blob, text, whole, type Row } from './database.ts'
import type { Reader } from './reader.ts'
import { recordDigestOf } from './redact-record.ts'
import { isSealed, recordStoneOf } from './tombstones.ts'

/** What was found of the rows beside the logs. Each finding is a sentence that names its row. */
export type VerifiedRows = {
  rows: number
  /** When the first row was sealed; undefined when none is. */
  since: Ms | undefined
  /** The end of the audit, as hex: whoever noted it can say later whether rows were changed with the key. */
  chain: string
  keyId: string
  findings: string[]
}

type Last = { n: number; now: Uint8Array | null }

const same = (a: Uint8Array | null, b: Uint8Array | null): boolean =>
  a === null || b === null ? a === b : sameBytes(a, b)

const blobOrNull = (row: Row, column: string): Uint8Array | null => (row[column] === null ? null : blob(row, column))

/** Holds every row beside the logs against what the audit says of it, at one moment. */
export const verifyRows = (reader: Reader): VerifiedRows => reader.atOneMoment(() => new RowWalk(reader).run())

class RowWalk {
  readonly #reader: Reader
  readonly #findings: string[] = []
  /** By table, then by key: the latest line of the audit. */
  readonly #last = new Map<string, Map<string, Last>>()
  #since: Ms | undefined
  #chain: Uint8Array = chainStart
  #keyId = ''
  #rows = 0

  constructor(reader: Reader) {
    this.#reader = reader
  }

  run(): VerifiedRows {
    const end = this.#guarded('The audit', () => this.#audit()) ?? 0
    this.#guarded('The end of the audit', () => this.#head(end))
    for (const table of auditedTables) this.#guarded(`The table ${table.name}`, () => this.#table(table))
    this.#guarded('The salts of the rows', () => this.#strays())
    this.#guarded('The tombstones of records', () => this.#tombstones())
    return {
      rows: this.#rows,
      since: this.#since,
      chain: hex(this.#chain),
      keyId: this.#keyId,
      findings: this.#findings
    }
  }

  #find(sentence: string): void {
    this.#findings.push(sentence)
  }

  /** A row that holds what no row holds is a finding like any other. */
  #guarded<T>(what: string, read: () => T): T | undefined {
    try {
      return read()
    } catch (error) {
      this.#find(`${what} cannot be read: ${error instanceof Error ? error.message : 'unknown reason'}.`)
      return undefined
    }
  }

  /** @returns the number of the last line */
  #audit(): number {
    let expected = 1
    const rows = this.#reader.sql('SELECT n, tbl, key, was, now, at, chain FROM audit ORDER BY n').iterate()
    for (const row of rows) {
      const entry: AuditEntry = {
        n: whole(row, 'n'),
        table: text(row, 'tbl'),
        key: text(row, 'key'),
        was: blobOrNull(row, 'was'),
        now: blobOrNull(row, 'now'),
        at: whole(row, 'at')
      }
      this.#since ??= entry.at
      if (entry.n > expected) this.#find(`Lines ${expected} to ${entry.n - 1} of the audit were removed.`)
      else if (!sameBytes(auditChainOf(this.#chain, entry), blob(row, 'chain')))
        this.#find(`Line ${entry.n} of the audit, of ${rowName(entry.table, entry.key)}, was changed.`)
      this.#line(entry)
      this.#chain = blob(row, 'chain')
      expected = entry.n + 1
    }
    return expected - 1
  }

  #line({ n, table, key, was, now }: AuditEntry): void {
    const keys = this.#last.get(table) ?? new Map<string, Last>()
    this.#last.set(table, keys)
    const before = keys.get(key)?.now ?? null
    if (!same(before, was))
      this.#find(`${rowName(table, key)} was changed by somebody else before line ${n} of the audit was written.`)
    keys.set(key, { n, now })
  }

  #head(end: number): void {
    const row = this.#reader.sql('SELECT n, at, chain, key_id, signature FROM audit_head').get()
    if (!row) return this.#find('The signed end of the audit was removed.')
    const head = { n: whole(row, 'n'), at: whole(row, 'at'), chain: blob(row, 'chain') }
    this.#keyId = text(row, 'key_id')
    if (!isSealed(this.#reader, auditHeadBytes(head), { keyId: this.#keyId, signature: blob(row, 'signature') }))
      this.#find('The end of the audit is not signed by the key it names: it was changed.')
    else if (head.n > end)
      this.#find(`The signed end of the audit is line ${head.n}, and the audit ends at ${end}: it was cut off.`)
    else if (head.n < end || !sameBytes(head.chain, this.#chain))
      this.#find(`The signed end of the audit is line ${head.n}, and another end stands there.`)
  }

  #table(table: AuditedTable): void {
    const { name } = table
    const last = new Map(this.#last.get(name))
    const salts = this.#reader.sql('SELECT n, salt FROM audit_rows WHERE tbl = ? AND key = ?')
    const rows = this.#reader
      .sql(`SELECT ${keySql(table, name)} AS key, ${valuesSql(table, name)} AS held FROM ${name}`)
      .iterate()
    for (const row of rows) {
      this.#rows += 1
      const key = text(row, 'key')
      const sealed = last.get(key)
      last.delete(key)
      const kept = salts.get(name, key)
      if (!sealed?.now) this.#find(`${rowName(name, key)} is sealed by nobody: it was put there by somebody else.`)
      else if (!kept || whole(kept, 'n') !== sealed.n)
        this.#find(`${rowName(name, key)} cannot be proven: its salt was changed or removed.`)
      else if (!sameBytes(rowDigestOf(blob(kept, 'salt'), name, key, text(row, 'held')), sealed.now))
        this.#find(`${rowName(name, key)} was changed.`)
    }
    for (const [key, { now }] of last) if (now) this.#find(`${rowName(name, key)} was removed.`)
  }

  /** What a record said once is never said otherwise, but for words removed by law. */
  #tombstones(): void {
    const explained = new Set<string>()
    const stands = this.#reader.sql('SELECT data FROM record_versions WHERE record = ? AND version = ?')
    const rows = this.#reader.sql('SELECT * FROM record_tombstones ORDER BY record, version, at').all()
    for (const [index, row] of rows.entries()) {
      const { record, version } = { record: text(row, 'record'), version: whole(row, 'version') }
      const name = `${record} / ${version}`
      const stone = recordStoneOf(row)
      if (!isSealed(this.#reader, recordTombstoneBytes(stone), stone))
        this.#find(`The tombstone of record ${name} is not signed by the key it names: it was changed.`)
      explained.add(hex(stone.oldDigest))
      const next = rows[index + 1]
      if (next && text(next, 'record') === record && whole(next, 'version') === version) continue
      const said = stands.get(record, version)
      if (said && !sameBytes(recordDigestOf(text(said, 'data')), stone.newDigest))
        this.#find(`Record ${name} does not say what was left of it when its words were removed by law.`)
    }
    for (const row of this.#reader
      .sql("SELECT key, was FROM audit WHERE tbl = 'record_versions' AND was IS NOT NULL AND now IS NOT NULL")
      .all())
      if (!explained.has(hex(blob(row, 'was'))))
        this.#find(`${rowName('record_versions', text(row, 'key'))} was said otherwise, and no tombstone says why.`)
  }

  /** A salt of a row that is not there helps to guess what stood in it. */
  #strays(): void {
    for (const row of this.#reader.sql('SELECT tbl, key FROM audit_rows').all()) {
      const [table, key] = [text(row, 'tbl'), text(row, 'key')]
      if (!this.#last.get(table)?.get(key)?.now)
        this.#find(`There is a salt of ${rowName(table, key)}, and no such row.`)
    }
    for (const table of this.#last.keys())
      if (!auditedTables.some(({ name }) => name === table))
        this.#find(`The audit speaks of a table ${table}, which is not under it.`)
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** How a row is named to people: its table, and its key in parts. */
const rowName = (table: string, key: string): string => {
  try {
    return `Row ${keyParts(key).map(String).join(' / ')} of ${table}`
  } catch {
    // A line that was changed may hold no key at all.
    return `Row ${key} of ${table}`
  }
}
