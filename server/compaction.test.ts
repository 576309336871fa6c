import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import type { ItemId, PersonId, PlanId } from '../shared/ids.ts'
import { addPriority, createPlan, fieldText } from '../shared/plan/schema.ts'
import { Compaction } from './compaction.ts'
import { compactPlan, newPlanDoc, readPlanState } from './relay/stored-plan.ts'
import { FolderScene } from './store/sqlite/scene.ts'
import type { SqliteStore } from './store/sqlite/store.ts'

/** The thread that folds snapshots, on a real file. Source: relay.md §3, I15. */

const plan = 'plan-1' as PlanId
const helen = { speaker: 'helen' as PersonId, typist: 'helen' as PersonId, group: 'council' as const }
const rows = 120

let folder: FolderScene
let store: SqliteStore
let compaction: Compaction
let doc: Y.Doc
let kept: Promise<unknown>[]

/** One letter, one commit. */
const type = (letter: string): void => fieldText(doc, 'priorities/p1/why')?.insert(0, letter, {})

beforeEach(async () => {
  folder = await FolderScene.make()
  store = await folder.open()
  compaction = new Compaction(folder.folder)
  await store.createPlan(plan, 1)
  doc = newPlanDoc()
  doc.clientID = 4242
  kept = []
  doc.on('update', (update: Uint8Array) => {
    const owners = kept.length === 0 ? [{ ...helen, client: doc.clientID, via: 'live' as const }] : []
    kept.push(store.commit(plan, kept.length, 1000 * kept.length, [{ author: helen, update }], owners))
  })
  doc.transact(() => {
    createPlan(doc, { title: 'A plan' }, {})
    addPriority(doc, 'p1' as ItemId, { order: 'a0' }, { title: 'First', why: 'Because.' })
  })
  for (let row = 1; row < rows; row++) type('x')
  await Promise.all(kept)
})
afterEach(async () => {
  await compaction.close()
  await folder.end()
})

const ledgerOf = async (): Promise<Uint8Array | undefined> => (await readPlanState(store, plan))?.ledger.encode()

describe('compaction in a thread', { timeout: 60_000 }, () => {
  it('[I15] folds what the main thread would, up to the commit asked for, while others write', async () => {
    const folding = Promise.all([compaction.compact(plan, 50), compaction.compact(plan, rows)])
    for (let row = 0; row < 40; row++) type('y')
    const [early, late] = await folding
    await Promise.all(kept)
    expect(early).toEqual(await compactPlan(store, plan, 50))
    expect(late).toEqual(await compactPlan(store, plan, rows))
    expect(late.seq).toBe(rows)
    const before = await ledgerOf()
    expect(await store.saveSnapshot(plan, late)).toBeUndefined()
    expect((await store.readPlan(plan))?.snapshot?.seq).toBe(rows)
    expect(await ledgerOf()).toEqual(before)
  })

  it('[I15] ended at whatever point, it has changed nothing, and the next one folds the same', async () => {
    const whole = await compactPlan(store, plan, rows)
    let ended = 0
    for (const waits of [0, 1, 3, 10, 30, 100, 300]) {
      const doomed = new Compaction(folder.folder)
      const folding = doomed.compact(plan, rows).catch(() => 'ended')
      for (let wait = 0; wait < waits; wait++) await new Promise((resolve) => setImmediate(resolve))
      await doomed.close()
      if ((await folding) === 'ended') ended++
      expect((await store.readPlan(plan))?.snapshot).toBeUndefined()
    }
    expect(ended).toBeGreaterThan(0)
    expect(await compaction.compact(plan, rows)).toEqual(whole)
    type('z')
    await Promise.all(kept)
    expect(await readPlanState(store, plan)).toMatchObject({ head: rows + 1 })
  })

  it('a plan that is not there is an error for whoever asked, and the next one is folded', async () => {
    await expect(compaction.compact('nowhere' as PlanId, 1)).rejects.toThrow('it is gone')
    expect((await compaction.compact(plan, rows)).seq).toBe(rows)
    await compaction.close()
    await expect(compaction.compact(plan, rows)).rejects.toThrow('any more')
  })
})
