import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PlanId } from '../../../shared/ids.ts'
import type { NewEntry } from '../../../shared/versions/version.ts'
import { byPriya, marcus, owns, planA, planB, priya, said, viewBy } from '../contract-scene.ts'
import type { Store } from '../store.ts'
import { verifyRows } from './audit-check.ts'
import { auditedTables, notAudited } from './audit-tables.ts'
import { openDatabase, text, type Database } from './database.ts'
import { Reader } from './reader.ts'
import { FolderScene } from './scene.ts'

const bytes = new Uint8Array([1, 2, 3])
const lead = { role: 'lead', voice: false } as const

/** Two rows or more of everything that is sealed. */
const fill = async (store: Store): Promise<void> => {
  for (const [index, plan] of [planA, planB].entries()) await store.createPlan(plan, index)
  await store.addPerson({ id: priya, kind: 'account', name: 'Priya', email: 'priya@example.org' })
  await store.addPerson({ id: marcus, kind: 'account', name: 'Marcus', email: 'marcus@example.org' })
  for (const plan of [planA, planB]) {
    for (const [person, group] of [
      [priya, 'parents'],
      [marcus, 'council']
    ] as const)
      await store.setMember({ ...lead, plan, person, group }, { by: priya, at: 2 })
    await store.addRecord(plan, viewBy(`${plan}-view`, priya))
    const data = { words: 'Slower still.', source: '', held: 'group' } as const
    await store.changeRecord(plan, `${plan}-view`, { version: 1, by: priya, at: 3, data })
    await store.redactRecord(plan, `${plan}-view`, { by: priya, at: 3, why: 'By law.' })
    for (const [seq, words] of ['one', 'two', 'three'].entries())
      await store.commit(plan, seq, seq, [said(words)], seq === 0 ? [owns(1)] : [])
    await store.saveHistory(plan, { seq: 2, state: bytes, fold: bytes })
    const rows = [{ seq: 2, entries: [said('███')] }]
    await store.redact(plan, 3, { by: priya, at: 4, why: 'By law.', rows, state: bytes, ledger: bytes })
    await store.commit(plan, 3, 5, [said('four', byPriya)], [])
    await store.saveSnapshot(plan, { seq: 4, state: bytes, ledger: bytes })
    await store.saveHistory(plan, { seq: 4, state: bytes, fold: bytes })
    await fillVersion(store, plan)
    await fillFiles(store, plan)
  }
}

/** What belongs to files that are taken away: who took one, what staff do, and the order of a paper. */
const fillFiles = async (store: Store, plan: PlanId): Promise<void> => {
  const at = plan === planA ? 8 : 9
  const taken = { format: 'csv', words: [{ is: 'draft' as const, seq: at }], since: null, names: 'groups' as const }
  await store.addTaking(plan, { person: priya, at, ...taken, reason: 'For the board' })
  await store.savePaperOrder(plan, { order: null, version: 0, by: priya, at })
  await store.setPost(plan, marcus, 'Nurse', { by: priya, at })
}

/** A version that was answered, what its group thought before, and a note that went by law. */
const fillVersion = async (store: Store, plan: PlanId): Promise<void> => {
  const hash = 'ab'.repeat(32)
  const asker = { person: priya, standing: { ...lead, group: 'parents' as const } }
  const own = { at: plan === planA ? 6 : 7, by: priya }
  const note = { answer: 'cannot-agree', note: 'Not yet.', formal: null } as const
  const entries: NewEntry[] = [
    { ...own, kind: 'frozen', data: { scope: null, seq: 1, epoch: 1, hash, signed: hash, chain: hash } },
    { ...own, kind: 'answered', data: { group: 'parents', voice: priya, said: note } }
  ]
  await store.addVersion(plan, entries, { words: '{}', signed: '{}' }, asker)
  await store.addPoll(plan, 1, { asker, at: own.at, hash })
  await store.sayInPoll(plan, 1, { asker, at: own.at, word: 'agree' })
  await store.removeNote(plan, 1, 2, { by: priya, at: 9, why: 'By law.' }, asker)
}

const findingsIn = (database: Database): readonly string[] => verifyRows(new Reader(database)).findings

describe('store/sqlite: every row is under the seal', () => {
  let scene: FolderScene
  beforeAll(async () => {
    scene = await FolderScene.make()
    await fill(await scene.open())
    await scene.closeAll()
  })
  afterAll(() => scene.end())

  /** The rows after somebody was at the file, who knows SQL and has not the key. */
  const after = async (act: (database: Database) => void): Promise<readonly string[]> => {
    const file = join(scene.folder, 'case.sqlite')
    copyFileSync(scene.file, file)
    const writing = await openDatabase(file, 'write')
    writing.exec('PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON')
    // What the file does by itself, whoever is at it can switch off.
    for (const row of writing.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all())
      writing.exec(`DROP TRIGGER ${text(row, 'name')}`)
    act(writing)
    writing.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    writing.close()
    const database = await openDatabase(file, 'read')
    try {
      return findingsIn(database)
    } finally {
      database.close()
    }
  }
  const here = async <T>(read: (database: Database) => T): Promise<T> => {
    const database = await openDatabase(scene.file, 'read')
    try {
      return read(database)
    } finally {
      database.close()
    }
  }
  const rowsOf = (database: Database, name: string): number => database.prepare(`SELECT * FROM ${name}`).all().length

  it('[53] each table of the file is sealed row by row, or stands on a list with its reason', async () => {
    const names = await here((database) =>
      database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .all()
        .map((row) => text(row, 'name'))
    )
    const sealed = auditedTables.map(({ name }) => name)
    expect([...sealed, ...Object.keys(notAudited)].sort()).toEqual([...names].sort())
    for (const table of auditedTables) {
      const columns = await here((database) =>
        database
          .prepare(`PRAGMA table_info(${table.name})`)
          .all()
          .map((row) => text(row, 'name'))
      )
      const proven: Readonly<Record<string, readonly string[]>> = {
        plans: ['head', 'chain', 'snapshot_seq'],
        snapshots: ['state', 'ledger'],
        histories: ['state', 'fold'],
        versions: ['words', 'signed']
      }
      expect([...table.columns, ...(proven[table.name] ?? [])].sort(), table.name).toEqual(columns.sort())
    }
  })

  it('[53] untouched, all is as it was kept', async () => {
    await here((database) => {
      const { rows, since, findings } = verifyRows(new Reader(database))
      expect(findings).toEqual([])
      expect(rows).toBeGreaterThan(25)
      expect(since).toBeDefined()
    })
  })

  const filled = auditedTables.filter(({ name }) => name !== 'signing_keys')

  it.each(auditedTables)('[53] a byte of any column of $name is missed by nobody', async ({ name, key, columns }) => {
    const list = key.map((column) => `"${column}"`).join(', ')
    if (await here((database) => rowsOf(database, name) === 0)) return
    for (const column of columns) {
      const findings = await after((database) =>
        database.exec(
          `UPDATE ${name} SET "${column}" = CASE typeof("${column}")
             WHEN 'integer' THEN "${column}" + 1000
             WHEN 'null' THEN NULL
             WHEN 'text' THEN "${column}" || 'x'
             ELSE CAST('X' || substr("${column}", 2) AS BLOB) END
           WHERE (${list}) = (SELECT ${list} FROM ${name} LIMIT 1)`
        )
      )
      const isNull = await here(
        (database) => database.prepare(`SELECT 1 AS one FROM ${name} WHERE "${column}" IS NOT NULL`).get() === undefined
      )
      if (!isNull) expect(findings.join('\n'), `${name}.${column}`).toMatch(new RegExp(` of ${name} (was|is|cannot)`))
    }
  })

  it.each(filled)('[53] of $name a row removed, doubled, exchanged or put back is found and named', async (table) => {
    const { name, key, columns } = table
    const count = await here((database) => rowsOf(database, name))
    expect(count, 'something to take').toBeGreaterThan(1)
    const where = key.map((column) => `"${column}" = (SELECT "${column}" FROM ${name} LIMIT 1)`).join(' AND ')
    const removed = await after((database) => database.exec(`DELETE FROM ${name} WHERE ${where}`))
    expect(removed[0]).toMatch(new RegExp(`^Row .* of ${name} was removed\\.$`))
    const others = columns.filter((column) => !key.includes(column) && column !== 'email_key' && column !== 'n')
    const exchanged = await after((database) => {
      const list = others.map((column) => `"${column}"`).join(', ')
      database.exec(
        `CREATE TEMP TABLE t AS SELECT * FROM ${name};
         UPDATE ${name} SET (${list}) = (SELECT ${list} FROM t WHERE NOT (${key
           .map((column) => `t."${column}" = ${name}."${column}"`)
           .join(' AND ')}) ORDER BY ${key.map((column) => `t."${column}" DESC`).join(', ')} LIMIT 1)`
      )
    })
    expect(exchanged.join('\n')).toMatch(new RegExp(`of ${name} was changed`))
  })

  it('[53] an older row put back in place of the newer one is found', async () => {
    const findings = await after((database) =>
      database.exec(
        `UPDATE records SET version = 1 WHERE id = 'plan-a-view'; DELETE FROM record_versions
         WHERE record = 'plan-a-view' AND version = 2`
      )
    )
    expect(findings).toEqual([
      'Row plan-a-view of records was changed.',
      'Row plan-a-view / 2 of record_versions was removed.'
    ])
  })

  it.each([
    ['a line of the audit gone', 'DELETE FROM audit WHERE n = 3', /Lines 3 to 3 of the audit were removed/],
    ['its end cut off', 'DELETE FROM audit WHERE n > 5', /it was cut off/],
    ['a digest in it', 'UPDATE audit SET now = zeroblob(32) WHERE n = 3', /Line 3 of the audit, .* was changed/],
    ['a key in it', "UPDATE audit SET key = 'x' WHERE n = 3", /Line 3 of the audit, .* was changed/],
    ['a time in it', 'UPDATE audit SET at = 1 WHERE n = 3', /Line 3 of the audit, .* was changed/],
    ['a link of it', 'UPDATE audit SET chain = zeroblob(32) WHERE n = 3', /Line 3 of the audit, .* was changed/],
    ['the signed end', 'UPDATE audit_head SET at = at + 1', /is not signed by the key it names/],
    ['the signed end gone', 'DELETE FROM audit_head', /signed end of the audit was removed/],
    ['a salt', 'UPDATE audit_rows SET salt = zeroblob(16)', /Row plan-a of plans was changed/],
    ['a salt gone', 'DELETE FROM audit_rows', /Row plan-a of plans cannot be proven/],
    [
      'a salt too many',
      "INSERT INTO audit_rows VALUES ('people', '[\"p-x\"]', 1, zeroblob(16))",
      /salt of Row p-x of people/
    ],
    [
      'a row too many',
      "INSERT INTO people (id, kind, name) VALUES ('p-x', 'guest', 'X')",
      /Row p-x of people is sealed by nobody/
    ]
  ])('[53] %s: found', async (_what, sql, sentence) => {
    expect((await after((database) => database.exec(sql))).join('\n')).toMatch(sentence)
  })
})

describe('store/sqlite: the seal goes with what happens', () => {
  let scene: FolderScene
  beforeEach(async () => {
    scene = await FolderScene.make()
  })
  afterEach(() => scene.end())
  const findings = (): Promise<readonly string[]> => scene.behind(findingsIn)

  it('[53] a person erased, a member removed, a refused write and another process leave every row proven', async () => {
    const store = await scene.open()
    const beside = await scene.open()
    await fill(store)
    expect(await beside.setMember({ ...lead, plan: planA, person: priya, group: 'health' }, { by: null, at: 9 })).toBe(
      undefined
    )
    expect(await store.erasePerson(priya)).toBeUndefined()
    const refused = await Promise.all([
      store.removeMember(planA, marcus, { by: null, at: 9 }),
      store.addRecord(planB, viewBy('again', marcus)),
      store.addRecord(planB, viewBy('again', marcus))
    ])
    expect(refused.map((each) => each !== undefined && 'refused' in each)).toEqual([true, false, true])
    expect(await findings()).toEqual([])
    await scene.behind((database) => {
      const rows = database.prepare("SELECT tbl, key FROM audit WHERE now IS NULL AND tbl = 'members'").all()
      expect(rows).toHaveLength(2)
      expect(
        database.prepare("SELECT 1 AS one FROM audit_rows WHERE tbl = 'members' AND key LIKE '%priya%'").get()
      ).toBe(undefined)
    })
  })

  it('[53] a row that somebody else changed is named also after an honest change of it', async () => {
    await fill(await scene.open())
    await scene.closeAll()
    await scene.behind((database) =>
      database.exec(`UPDATE members SET role = 'reader' WHERE person = 'p-marcus';
        UPDATE plans SET people_news = people_news - 1`)
    )
    const store = await scene.open()
    await store.setMember({ ...lead, plan: planA, person: marcus, group: 'health' }, { by: null, at: 9 })
    expect(await findings()).toEqual([
      expect.stringMatching(/^Row plan-a \/ p-marcus of members was changed by somebody else before line \d+/),
      'Row plan-b / p-marcus of members was changed.'
    ])
  })

  it('[53] [fault 22] a file from before there was an audit is sealed as it stands', async () => {
    await fill(await scene.open())
    await scene.closeAll()
    await scene.behind((database) => database.exec('DELETE FROM audit; DELETE FROM audit_rows; DELETE FROM audit_head'))
    await scene.open()
    expect(await findings()).toEqual([])
    await scene.behind((database) => {
      expect(verifyRows(new Reader(database)).rows).toBeGreaterThan(25)
    })
  })
})
