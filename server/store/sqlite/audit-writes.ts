import { randomBytes } from 'node:crypto'
import type { Ms } from '../../../shared/ids.ts'
import { auditChainOf, rowDigestOf } from '../audit.ts'
import { chainStart, saltBytes } from '../chain.ts'
import { auditHeadBytes, type Signer } from '../seal.ts'
import { auditedTables, keySql, rowSql, valuesSql, type AuditedTable } from './audit-tables.ts'
import { blob, text, whole, type Database, type Statement, type Value } from './database.ts'

type Touched = { table: AuditedTable; key: string; held: string | undefined }

const freshSalt = (): Uint8Array => new Uint8Array(randomBytes(saltBytes))

/** A key as it was written by `keySql`. */
export const keyParts = (key: string): Value[] => {
  const parts: unknown = JSON.parse(key)
  if (!Array.isArray(parts)) throw new TypeError('no key of a row')
  return parts.map((part: unknown) => (typeof part === 'number' ? part : String(part)))
}

/**
 * Seals every row that changes, in the transaction that changes it. No write can forget it: triggers of this
 * connection alone note what is touched. They are not kept in the file, so whoever is at the file with other
 * means leaves rows that are sealed by nobody, and is found.
 */
export class Audit {
  readonly #database: Database
  readonly #signer: Signer
  readonly #prepared = new Map<string, Statement>()
  /** How each row stood when this transaction first touched it. */
  readonly #touched = new Map<string, Touched>()

  constructor(database: Database, signer: Signer) {
    this.#database = database
    this.#signer = signer
    const tables = new Map(auditedTables.map((table) => [table.name, table]))
    database.function('note_row', (name, key, held) => {
      const table = tables.get(String(name))
      if (!table || typeof key !== 'string') throw new TypeError('no audited row')
      const id = `${table.name} ${key}`
      if (!this.#touched.has(id))
        this.#touched.set(id, { table, key, held: typeof held === 'string' ? held : undefined })
      return null
    })
    for (const table of auditedTables) database.exec(triggersOf(table))
  }

  /** Whatever an earlier transaction touched and did not keep is not this one's. */
  forget(): void {
    this.#touched.clear()
  }

  /**
   * Writes a line of the audit for each row that stands otherwise than before, and signs the end of it. What a row
   * was before is said too: when somebody else had changed it meanwhile, the line tells, though the row is new.
   */
  seal(at: Ms): void {
    if (this.#touched.size === 0) return
    const head = this.#sql('SELECT n, chain FROM audit_head').get()
    let [n, chain] = head ? [whole(head, 'n'), blob(head, 'chain')] : [0, chainStart]
    const from = n
    for (const { table, key, held } of this.#touched.values()) {
      const stands = this.#read(table, key)
      if (stands === held) continue
      const { name } = table
      const kept = this.#sql('SELECT salt FROM audit_rows WHERE tbl = ? AND key = ?').get(name, key)
      const salt = freshSalt()
      const entry = {
        n: ++n,
        table: name,
        key,
        was: held === undefined ? null : rowDigestOf(kept ? blob(kept, 'salt') : freshSalt(), name, key, held),
        now: stands === undefined ? null : rowDigestOf(salt, name, key, stands),
        at
      }
      chain = auditChainOf(chain, entry)
      this.#sql('INSERT INTO audit (n, tbl, key, was, now, at, chain) VALUES (?, ?, ?, ?, ?, ?, ?)').run(
        n,
        name,
        key,
        entry.was,
        entry.now,
        at,
        chain
      )
      if (stands === undefined) this.#sql('DELETE FROM audit_rows WHERE tbl = ? AND key = ?').run(name, key)
      else
        this.#sql(
          `INSERT INTO audit_rows (tbl, key, n, salt) VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET n = excluded.n, salt = excluded.salt`
        ).run(name, key, n, salt)
    }
    this.forget()
    if (n === from) return
    const signature = this.#signer.sign(auditHeadBytes({ n, at, chain }))
    this.#sql(
      `INSERT INTO audit_head (one, n, at, chain, key_id, signature) VALUES (1, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET n = excluded.n, at = excluded.at, chain = excluded.chain,
         key_id = excluded.key_id, signature = excluded.signature`
    ).run(n, at, chain, this.#signer.keyId, signature)
  }

  /** A file from before there was an audit is sealed as it stands, once: the first line says since when. */
  begin(at: Ms): void {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      this.forget()
      const isBegun = ['audit', 'audit_rows', 'audit_head'].some((name) =>
        this.#sql(`SELECT 1 AS one FROM ${name}`).get()
      )
      for (const table of isBegun ? [] : auditedTables)
        for (const row of this.#sql(`SELECT ${keySql(table, table.name)} AS key FROM ${table.name}`).all()) {
          const key = text(row, 'key')
          this.#touched.set(`${table.name} ${key}`, { table, key, held: undefined })
        }
      this.seal(at)
      this.#database.exec('COMMIT')
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }

  #read(table: AuditedTable, key: string): string | undefined {
    const row = this.#sql(rowSql(table)).get(...keyParts(key))
    return row && text(row, 'held')
  }

  #sql(statement: string): Statement {
    const known = this.#prepared.get(statement)
    if (known) return known
    const fresh = this.#database.prepare(statement)
    this.#prepared.set(statement, fresh)
    return fresh
  }
}

const triggersOf = (table: AuditedTable): string => {
  const { name, columns } = table
  const note = (of: 'OLD' | 'NEW', held: string): string => `SELECT note_row('${name}', ${keySql(table, of)}, ${held});`
  const before = note('OLD', valuesSql(table, 'OLD'))
  const after = note('NEW', 'NULL')
  const changed = columns.map((column) => `"${column}"`).join(', ')
  return `
    CREATE TEMP TRIGGER audit_${name}_insert AFTER INSERT ON main.${name} BEGIN ${after} END;
    CREATE TEMP TRIGGER audit_${name}_update AFTER UPDATE OF ${changed} ON main.${name} BEGIN ${before} ${after} END;
    CREATE TEMP TRIGGER audit_${name}_delete AFTER DELETE ON main.${name} BEGIN ${before} END;`
}
