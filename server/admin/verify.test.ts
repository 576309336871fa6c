import { spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '../store/sqlite/database.ts'
import { Reader } from '../store/sqlite/reader.ts'
import { readSigningKey } from '../store/sqlite/signing-key.ts'
import { openSqliteStore, signingKeyName } from '../store/sqlite/store.ts'
import { linesOfLog } from './export-log.ts'
import { LogScene, logPlan } from './log-scene.ts'
import { verify } from './verify.ts'

let scene: LogScene
beforeAll(async () => {
  scene = await LogScene.make()
})
afterAll(() => scene.end())

const verifier = fileURLToPath(new URL('./verify-log.mjs', import.meta.url))
/** The stand-alone verifier, as an outsider runs it. */
const outside = (lines: readonly string[], ...options: string[]): { code: number | null; said: string } => {
  const file = join(scene.folder, 'log.jsonl')
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''))
  const { status, stdout, stderr } = spawnSync(process.execPath, [verifier, file, ...options], { encoding: 'utf8' })
  return { code: status, said: stdout + stderr }
}

const exported = (database: Database): string[] => {
  const signer = readSigningKey(join(scene.folder, signingKeyName))
  if (!signer) throw new Error('no key')
  return [...linesOfLog(database, logPlan, signer, 99)]
}

const looked = (database: Database): { isFault: boolean; said: string } => {
  const outcome = verify(new Reader(database), ['plan-a'])
  if ('wrong' in outcome) throw new Error(outcome.wrong)
  return { isFault: outcome.isFault === true, said: outcome.lines.join('\n') }
}

/** The log after somebody was at the file, who knows SQL and has not the key. */
const after = async <T>(sql: string, look: (database: Database) => T): Promise<T> => {
  const file = join(scene.folder, 'case.sqlite')
  copyFileSync(scene.file, file)
  const writing = await openDatabase(file, 'write')
  writing.exec(`PRAGMA foreign_keys = OFF; ${sql}`)
  writing.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  writing.close()
  const database = await openDatabase(file, 'read')
  try {
    return look(database)
  } finally {
    database.close()
  }
}

const flip = (table: string, column: string, where: string, at = 1): string =>
  `UPDATE ${table} SET ${column} = CAST(substr(${column}, 1, ${at - 1}) ||
     CASE hex(substr(${column}, ${at}, 1)) WHEN '58' THEN 'Y' ELSE 'X' END || substr(${column}, ${at + 1}) AS BLOB) WHERE ${where}`
const swapped = (a: number, b: number): string =>
  `UPDATE commits SET seq = 99 WHERE seq = ${a}; UPDATE commits SET seq = ${a} WHERE seq = ${b};
   UPDATE commits SET seq = ${b} WHERE seq = 99`
const chainTo = (seq: number): string => `(SELECT chain FROM commits WHERE seq = ${seq})`

/** What is done, what `verify` says of it, and what an outsider says who has the exported log alone. */
const cases: [what: string, sql: string, inside: RegExp, outside?: RegExp][] = [
  ['a body', flip('commits', 'body', 'seq = 5', 9), /Commit 5 was edited/, /Commit 5 was edited/],
  ['a salt', flip('commits', 'salt', 'seq = 5'), /Commit 5 was edited/, /Commit 5 was edited/],
  ['a salt taken away', 'UPDATE commits SET salt = NULL WHERE seq = 5', /Commit 5 was edited/, /Commit 5 was edited/],
  ['a digest', flip('commits', 'digest', 'seq = 5'), /digest of commit 5 was changed/, /Commit 5 /],
  ['a chain', flip('commits', 'chain', 'seq = 5'), /Commit 5 does not follow/, /Commit 5 does not follow/],
  ['a time', 'UPDATE commits SET at = at + 1 WHERE seq = 5', /Commit 5 does not follow/, /Commit 5 does not follow/],
  ['a number', 'UPDATE commits SET seq = 99 WHERE seq = 5', /Commit 5 was removed/, /5 to 5 were removed/],
  ['a row', 'DELETE FROM commits WHERE seq = 5', /Commit 5 was removed/, /5 to 5 were removed/],
  ['three rows', 'DELETE FROM commits WHERE seq BETWEEN 4 AND 6', /Commits 4 to 6 were removed/, /4 to 6 were removed/],
  ['the first row', 'DELETE FROM commits WHERE seq = 1', /Commit 1 was removed/, /1 to 1 were removed/],
  ['two rows exchanged', swapped(4, 5), /what stands as commit 4 was kept as commit 5/, /Commit 4 does not follow/],
  ['far rows exchanged', swapped(2, 10), /what stands as commit 2 was kept as commit 10/, /Commit 2 does not follow/],
  [
    'the words of two rows exchanged',
    `CREATE TEMP TABLE t AS SELECT * FROM commits WHERE seq IN (4, 5);
     UPDATE commits SET (at, body, salt, digest) = (SELECT at, body, salt, digest FROM t WHERE t.seq = 9 - commits.seq)
     WHERE seq IN (4, 5)`,
    /what was kept as commit 4 stands as commit 5/,
    /Commit 4 does not follow/
  ],
  ['the last row', 'DELETE FROM commits WHERE seq = 14', /Commit 14 was cut off the end/, /signed end says commit 14/],
  [
    'the last rows, with the head',
    `DELETE FROM commits WHERE seq > 10; UPDATE plans SET head = 10, chain = ${chainTo(10)}`,
    /checkpoint says there was a commit 11, and the log ends at 10/,
    /checkpoint says there was a commit 11/
  ],
  [
    'the last rows, with head, snapshots and history',
    `DELETE FROM commits WHERE seq > 10; DELETE FROM snapshots WHERE seq > 10; DELETE FROM histories;
     DELETE FROM owners WHERE seq > 10; UPDATE plans SET head = 10, chain = ${chainTo(10)}, snapshot_seq = 8`,
    /checkpoint says there was a commit 11, and the log ends at 10/,
    /checkpoint says there was a commit 11/
  ],
  ['the head', 'UPDATE plans SET head = 13', /Commit 14 stands after the head/, /signed end says commit 13/],
  ['the chain of the plan', flip('plans', 'chain', '1'), /chain of the plan is not that/, /end.* says commit 14/],
  ['the newest snapshot it names', 'UPDATE plans SET snapshot_seq = 8', /newest snapshot is of commit 8/],
  ['a speaker', "UPDATE owners SET speaker = 'p-other' WHERE client_id = 9", /owner of id 9, bound by commit 2/],
  ['a typist', "UPDATE owners SET typist = 'p-other' WHERE client_id = 9", /owner of id 9, bound by commit 2/],
  ['a group', `UPDATE owners SET "group" = 'council' WHERE client_id = 9`, /owner of id 9, bound by commit 2/],
  ['a way of binding', "UPDATE owners SET via = 'system' WHERE client_id = 9", /owner of id 9, bound by commit 2/],
  ['the commit that bound', 'UPDATE owners SET seq = 3 WHERE client_id = 9', /owner of id 9, bound by commit 2/],
  ['an owner', 'DELETE FROM owners WHERE client_id = 9', /owner of id 9, bound by commit 2, was removed/],
  ['an owner of nothing', `INSERT INTO owners VALUES ('plan-a', 77, 3, 'p', 'p', 'health', 'live')`, /owner of id 77/],
  ['a snapshot', flip('snapshots', 'state', 'seq = 11', 5), /snapshot of commit 11 was changed/],
  ['a ledger', flip('snapshots', 'ledger', 'seq = 11', 5), /snapshot of commit 11 was changed/],
  ['a digest of a snapshot', flip('snapshots', 'digest', 'seq = 11'), /snapshot of commit 11 was changed/],
  ['a snapshot gone', 'DELETE FROM snapshots WHERE seq = 11', /newest snapshot is of commit 11/],
  [
    'a signature',
    flip('checkpoints', 'signature', 'seq = 11'),
    /checkpoint of commit 11 is not signed/,
    /checkpoint of commit 11 is not signed/
  ],
  [
    'a sealed chain',
    flip('checkpoints', 'chain', 'seq = 11'),
    /checkpoint of commit 11 is not signed/,
    /checkpoint of commit 11 is not signed/
  ],
  [
    'a sealed time',
    'UPDATE checkpoints SET at = at + 1 WHERE seq = 11',
    /checkpoint of commit 11 is not signed/,
    /checkpoint of commit 11 is not signed/
  ],
  ['a checkpoint gone', 'DELETE FROM checkpoints WHERE seq = 8', /checkpoint of commit 8 was removed/],
  ['all checkpoints gone', 'DELETE FROM checkpoints', /checkpoint of commit 8 was removed/],
  [
    'the public key',
    flip('signing_keys', 'public_key', '1'),
    /public half of the signing key .* was changed/,
    /key .* was changed|not signed/
  ],
  ['a kept history', flip('histories', 'state', '1', 3), /kept history up to commit 12 was changed/],
  ['the fold of a history', flip('histories', 'fold', '1', 3), /kept history up to commit 12 was changed/],
  ['the digest of a history', flip('histories', 'digest', '1'), /kept history up to commit 12 was changed/],
  ['a rewritten body', flip('commits', 'body', 'seq = 3', 9), /Commit 3 was edited/, /Commit 3 was edited/],
  ['a tombstone gone', 'DELETE FROM tombstones', /Commit 3 was edited/, /Commit 3 was edited/],
  [
    'why words were removed',
    "UPDATE tombstones SET why = 'Because.'",
    /tombstone of commit 3 is not signed/,
    /tombstone of commit 3 is not signed/
  ],
  [
    'who removed them',
    "UPDATE tombstones SET by = 'p-marcus'",
    /tombstone of commit 3 is not signed/,
    /tombstone of commit 3 is not signed/
  ],
  [
    'when they were removed',
    'UPDATE tombstones SET at = at + 1',
    /tombstone of commit 3 is not signed/,
    /tombstone of commit 3 is not signed/
  ],
  [
    'the epoch of a tombstone',
    'UPDATE tombstones SET epoch = 9',
    /tombstone of commit 3 is not signed/,
    /tombstone of commit 3 is not signed/
  ],
  [
    'the digest that was',
    flip('tombstones', 'old_digest', '1'),
    /tombstone of commit 3 is not signed/,
    /tombstone of commit 3 is not signed/
  ],
  [
    'the digest that is',
    flip('tombstones', 'new_digest', '1'),
    /tombstone of commit 3 is not signed/,
    /tombstone of commit 3 is not signed/
  ],
  [
    'the signature of a tombstone',
    flip('tombstones', 'signature', '1'),
    /tombstone of commit 3 is not signed/,
    /tombstone of commit 3 is not signed/
  ],
  [
    'a tombstone on another row',
    'UPDATE tombstones SET seq = 5',
    /tombstone of commit 5 is not signed/,
    /tombstone of commit 5 is not signed/
  ]
]

describe('verify and the exported log', () => {
  it('[53] untouched, all is as it was kept, words removed by law too', async () => {
    await after('', (database) => {
      const inside = looked(database)
      expect(inside.said).toMatch(
        /^plan-a: everything is as it was kept\n {2}14 commits, 2 snapshots, sealed up to commit 11 \(3 newer commits not yet\), words removed by law from 1 commit\.\n {2}head hash [0-9a-f]{64}\n {2}key [0-9a-f]{32}\nThe rows beside the logs: each is as it was kept\n {2}\d+ rows, sealed since \S+Z\.\n {2}audit hash [0-9a-f]{64}\n {2}key [0-9a-f]{32}$/
      )
      expect(inside.isFault).toBe(false)
      const [head] = /[0-9a-f]{64}/.exec(inside.said) ?? []
      const [key] = /(?<=key )[0-9a-f]{32}/.exec(inside.said) ?? []
      const lines = exported(database)
      expect(outside(lines, '--key', key ?? '', '--head', head ?? '')).toEqual({
        code: 0,
        said: `plan-a: 14 commits, sealed up to 11\nkey ${key}\nhead hash ${head}\n`
      })
      expect(outside(lines, '--key', '0'.repeat(32))).toMatchObject({
        code: 1,
        said: expect.stringContaining('another key')
      })
      expect(outside(lines, '--head', '0'.repeat(64))).toMatchObject({
        code: 1,
        said: expect.stringContaining('never stood')
      })
    })
  })

  it.each(cases)('[53] %s changed: found and named', async (_what, sql, inside, fromOutside) => {
    await after(sql, (database) => {
      const { isFault, said } = looked(database)
      expect(said).toMatch(inside)
      expect(isFault).toBe(true)
      const alone = outside(exported(database))
      if (fromOutside) {
        expect(alone.said).toMatch(fromOutside)
        expect(alone.code).toBe(1)
      } else expect(alone.said, 'no outsider can know').toMatch(/sealed up to/)
    })
  })

  it('[53] two exchanged rows are two findings, and what follows them is none', async () => {
    await after(swapped(4, 5), (database) => {
      const findings = looked(database)
        .said.split('\n')
        .filter((line) => line.includes('reordered'))
      expect(findings).toHaveLength(2)
      expect(looked(database).said).not.toMatch(/Commit 6 /)
    })
  })

  it('[53] every line of an exported log that is cut, doubled, exchanged or has a letter changed is found', async () => {
    await after('', (database) => {
      const lines = exported(database)
      const commits = lines.filter((line) => line.startsWith('{"commit"')).length
      expect(commits).toBe(14)
      const missed: string[] = []
      const tried = (what: string, changed: readonly string[]): void => {
        if (outside(changed).code === 0) missed.push(what)
      }
      const checkpoints = new Set(lines.flatMap((line, index) => (line.startsWith('{"checkpoint"') ? [index] : [])))
      // Of the commits some will do: each try is a process of its own.
      const tries = lines.flatMap((line, index) =>
        line.startsWith('{"commit"') && index % 4 !== 0 ? [] : [[index, line] as const]
      )
      for (const [index, line] of tries) {
        // A checkpoint fewer proves less and hides nothing: the end is signed too.
        if (!checkpoints.has(index)) tried(`line ${index} cut`, lines.toSpliced(index, 1))
        if (!checkpoints.has(index)) tried(`line ${index} doubled`, lines.toSpliced(index, 0, line))
        if (index > 0 && !checkpoints.has(index)) tried(`from line ${index} on`, lines.slice(0, index))
        const at = Math.floor(line.length * 0.6)
        const letter = line[at] === 'a' ? 'b' : 'a'
        if (index > 0)
          tried(`line ${index} changed`, lines.with(index, line.slice(0, at) + letter + line.slice(at + 1)))
      }
      expect(missed).toEqual([])
    })
  }, 120_000)

  it('[53] a snapshot that proves itself and says something else than the log is found', async () => {
    const other = await LogScene.make()
    try {
      const store = await openSqliteStore({ folder: other.folder, report: () => undefined })
      const stored = await store.readPlan(logPlan)
      if (!stored?.snapshot) throw new Error('no snapshot')
      // Written through the store itself, as a bug or a thief of the whole folder would.
      await store.saveSnapshot(logPlan, { ...stored.snapshot, seq: 13 })
      await store.close()
      const database = await openDatabase(other.file, 'read')
      expect(looked(database).said).toMatch(
        /snapshot of commit 13 does not say what the log says: its words are others/
      )
      database.close()
    } finally {
      other.end()
    }
  })

  it('what is no exported log is told in one line', () => {
    writeFileSync(join(scene.folder, 'other'), '{}\n')
    const { status, stderr } = spawnSync(process.execPath, [verifier, join(scene.folder, 'other')], {
      encoding: 'utf8'
    })
    expect([status, stderr]).toEqual([2, 'This file is no exported log.\n'])
  })

  it('the stand-alone verifier imports nothing but Node and is shorter than 200 lines', () => {
    const text = readFileSync(verifier, 'utf8')
    for (const [, from] of text.matchAll(/^import .* from '(.*)'$/gm)) expect(from).toMatch(/^node:/)
    expect(text.split('\n').length).toBeLessThan(200)
  })
})
