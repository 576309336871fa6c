import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { planA, said } from '../contract-scene.ts'
import type { Store } from '../store.ts'
import { FolderScene } from './scene.ts'

let scene: FolderScene
let store: Store
const kept = { seq: 2, state: new Uint8Array([1, 2, 3]), fold: new Uint8Array([4, 5]) }
beforeEach(async () => {
  scene = await FolderScene.make()
  store = await scene.open()
  await store.createPlan(planA, 1)
  for (let seq = 0; seq < 3; seq++) await store.commit(planA, seq, 1, [said(`${seq}`)], [])
  await store.saveHistory(planA, kept)
})
afterEach(() => scene.end())

describe('store/sqlite: a kept history proves itself', () => {
  it.each([
    ['its state', "UPDATE histories SET state = x'010204'"],
    ['its fold', "UPDATE histories SET fold = x'0406'"],
    ['bytes moved from one to the other', "UPDATE histories SET state = x'01020304', fold = x'05'"],
    ['its commit', 'UPDATE histories SET seq = 3'],
    ['a commit that is not there', 'UPDATE histories SET seq = 9'],
    ['the log under it', 'UPDATE commits SET chain = zeroblob(32) WHERE seq = 2'],
    ['words removed by law since', 'UPDATE plans SET epoch = 2']
  ])('%s: set aside, and the plan counts as behind', async (_what, change) => {
    expect(await store.readHistory(planA)).toEqual(kept)
    await scene.behind((database) => database.exec(change))
    expect(await store.readHistory(planA)).toBeUndefined()
  })

  it('after a redaction an older epoch gives way, whatever its commit', async () => {
    await scene.behind((database) => database.exec('UPDATE plans SET epoch = 2'))
    expect(await store.plansBehind(3)).toEqual([planA])
    const anew = { ...kept, seq: 1 }
    expect(await store.saveHistory(planA, anew)).toBeUndefined()
    expect(await store.readHistory(planA)).toEqual(anew)
  })
})
