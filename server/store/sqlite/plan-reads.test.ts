import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PlanId } from '../../../shared/ids.ts'
import { forMarcus, owns, planA, planB, said } from '../contract-scene.ts'
import { PlanUnreadable, type Store } from '../store.ts'
import { openDatabase } from './database.ts'
import { readCommits, readPlan } from './plan-reads.ts'
import { Reader } from './reader.ts'
import { FolderScene } from './scene.ts'

let scene: FolderScene
let store: Store
const bytes = (value: number): Uint8Array => new Uint8Array([value, value, value])

/** Two plans with words and owners, planA with a snapshot at 3 when asked. */
const written = async (snapshot: boolean): Promise<void> => {
  store = await scene.open()
  for (const plan of [planA, planB]) {
    await store.createPlan(plan, 1)
    for (let seq = 0; seq < 6; seq++) {
      await store.commit(
        plan,
        seq,
        seq + 1,
        [said(`words ${seq} of ${plan}`)],
        [owns(seq, seq % 2 ? forMarcus : undefined)]
      )
    }
  }
  if (snapshot) await store.saveSnapshot(planA, { seq: 3, state: bytes(1), ledger: bytes(2) })
}

const readWhole = async (plan: PlanId): Promise<void> => {
  const stored = await store.readPlan(plan)
  if (!stored) throw new Error('the plan is gone')
  await store.readCommits(plan, stored.snapshot?.seq ?? 0, 1000, 1e9)
}

const readWith = (reader: Reader, plan: PlanId): void => {
  const stored = readPlan(reader, plan)
  if (!stored) throw new Error('the plan is gone')
  readCommits(reader, plan, stored.snapshot?.seq ?? 0, 1000, 1e9)
}

const caught = (act: () => void): unknown => {
  try {
    act()
    return undefined
  } catch (error) {
    return error
  }
}

beforeEach(async () => {
  scene = await FolderScene.make()
})
afterEach(() => scene.end())

/** Another byte than stands there, whatever it is. */
const flip = (column: string): string =>
  `UPDATE commits SET ${column} = CAST(substr(${column}, 1, 5)
    || CASE substr(${column}, 6, 1) WHEN x'EE' THEN x'11' ELSE x'EE' END || substr(${column}, 7) AS BLOB)`
const tampered: [what: string, sql: string, needsSnapshot?: boolean][] = [
  ['a body', `${flip('body')} WHERE plan = 'plan-a' AND seq = 5`],
  ['a salt', `${flip('salt')} WHERE plan = 'plan-a' AND seq = 5`],
  ['a salt taken away', `UPDATE commits SET salt = NULL WHERE plan = 'plan-a' AND seq = 5`],
  ['a digest', `${flip('digest')} WHERE plan = 'plan-a' AND seq = 5`],
  ['a chain', `${flip('chain')} WHERE plan = 'plan-a' AND seq = 4`],
  ['a time', `UPDATE commits SET at = at + 1 WHERE plan = 'plan-a' AND seq = 6`],
  ['a row cut out', `DELETE FROM commits WHERE plan = 'plan-a' AND seq = 4`],
  ['the tail cut off', `DELETE FROM commits WHERE plan = 'plan-a' AND seq = 6`],
  [
    'the tail cut off, and the head too',
    `DELETE FROM commits WHERE plan = 'plan-a' AND seq = 6; UPDATE plans SET head = 5 WHERE id = 'plan-a'`
  ],
  ['the head', `UPDATE plans SET head = 7 WHERE id = 'plan-a'`],
  ['all rows gone', `DELETE FROM commits WHERE plan = 'plan-a'`],
  [
    'two rows exchanged',
    `UPDATE commits SET seq = 99 WHERE plan = 'plan-a' AND seq = 4;
     UPDATE commits SET seq = 4 WHERE plan = 'plan-a' AND seq = 5;
     UPDATE commits SET seq = 5 WHERE plan = 'plan-a' AND seq = 99`
  ],
  [
    'the words of another plan',
    `UPDATE commits SET (body, salt, digest) = (SELECT body, salt, digest FROM commits WHERE plan = 'plan-b' AND seq = 5)
     WHERE plan = 'plan-a' AND seq = 5`
  ],
  ['an owner', `UPDATE owners SET speaker = 'p-other' WHERE plan = 'plan-a' AND client_id = 5`],
  ['an owner gone', `DELETE FROM owners WHERE plan = 'plan-a' AND client_id = 4`],
  ['an owner from before the snapshot', `UPDATE owners SET typist = 'p-other' WHERE plan = 'plan-a' AND client_id = 1`],
  ['the state of the snapshot', `UPDATE snapshots SET state = x'00'`, true],
  ['the ledger of the snapshot', `UPDATE snapshots SET ledger = x''`, true],
  ['the snapshot gone', `DELETE FROM snapshots`, true],
  ['the snapshot ahead', `UPDATE plans SET snapshot_seq = 9 WHERE id = 'plan-a'`, true]
]

describe('store/sqlite: a plan proves itself', () => {
  for (const snapshot of [true, false]) {
    it(`[53] [fault 6] every planted change is found ${snapshot ? 'after' : 'without'} a snapshot; other plans open`, async () => {
      await written(snapshot)
      await expect(readWhole(planA), 'untouched it reads').resolves.toBeUndefined()
      const missed: string[] = []
      const cases = tampered.filter(([, , needsSnapshot]) => snapshot || !needsSnapshot)
      await scene.closeAll()
      for (const [index, [what, sql]] of cases.entries()) {
        const file = join(scene.folder, `case-${index}.sqlite`)
        await copyFile(scene.file, file)
        const writing = await openDatabase(file, 'write')
        writing.exec(`PRAGMA foreign_keys = OFF; ${sql}`)
        writing.close()
        const reader = new Reader(await openDatabase(file, 'read'))
        const outcome = caught(() => readWith(reader, planA))
        if (!(outcome instanceof PlanUnreadable) || outcome.plan !== planA) missed.push(`${what}: ${String(outcome)}`)
        expect(
          caught(() => readWith(reader, planB)),
          `${what}: the other plan`
        ).toBeUndefined()
        reader.close()
      }
      expect(missed).toEqual([])
      expect(cases.length).toBeGreaterThan(10)
    })
  }

  it('[fault 6] a byte flipped on the disk closes that plan and no other, and it never opens blank', async () => {
    await written(true)
    await scene.closeAll()
    const file = await readFile(scene.file)
    const at = file.indexOf('words 5 of plan-a')
    expect(at).toBeGreaterThan(0)
    file.writeUInt8(file.readUInt8(at + 3) ^ 1, at + 3)
    await writeFile(scene.file, file)
    store = await scene.open()
    await expect(store.readPlan(planA)).rejects.toThrow(PlanUnreadable)
    await expect(store.readCommits(planA, 3, 1000, 1e9)).rejects.toThrow(/commit 6 is not what was kept/)
    await expect(readWhole(planB)).resolves.toBeUndefined()
    expect(await store.commit(planB, 6, 1, [said('more')], [])).toBe(7)
  })

  it('what is not wanted is not read: rows before the snapshot do not close a plan', async () => {
    await written(true)
    await scene.closeAll()
    await scene.behind((database) => database.exec(`${flip('body')} WHERE plan = 'plan-a' AND seq = 2`))
    store = await scene.open()
    await expect(readWhole(planA)).resolves.toBeUndefined()
    await expect(store.readCommits(planA, 0, 1000, 1e9)).rejects.toThrow(PlanUnreadable)
  })
})
