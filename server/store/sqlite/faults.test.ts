import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { limits } from '../../../shared/limits.ts'
import { refuse } from '../../../shared/refusals.ts'
import { encodeBody } from '../chain.ts'
import { owns, planA, planB, priya, said, viewBy } from '../contract-scene.ts'
import { StoreUnavailable, type SignIn } from '../store.ts'
import { openDatabase, whole } from './database.ts'
import { migrate } from './migrations.ts'
import { Audit } from './audit-writes.ts'
import { knowKey } from './seal-writes.ts'
import { FolderScene, newSigner } from './scene.ts'
import { Writes } from './writes.ts'

let scene: FolderScene
beforeEach(async () => {
  scene = await FolderScene.make()
})
afterEach(() => scene.end())

const long = said('x'.repeat(3000))
const signIn = (id: string): SignIn => ({
  id,
  person: priya,
  email: 'priya@example.org',
  tokenHash: id.repeat(64).slice(0, 64),
  codeHash: 'c'.repeat(64),
  expiresAt: 1000,
  triesLeft: 5,
  used: false
})

describe('store/sqlite: faults', () => {
  it('[fault 3] full: commits are refused, sign-in goes on, and it recovers by itself', async () => {
    await (await scene.open()).createPlan(planA, 1)
    await scene.closeAll()
    const pages = await scene.behind((database) => {
      database.exec('CREATE TABLE filler (x BLOB); INSERT INTO filler VALUES (zeroblob(400000))')
      const row = database.prepare('PRAGMA page_count').get()
      return row ? whole(row, 'page_count') : 0
    })
    const store = await scene.open({ pagesMax: pages + 8 })
    await store.addPerson({ id: priya, kind: 'account', name: 'Priya', email: null })
    let kept = 0
    let outcome = await store.commit(planA, kept, 1, [long], [owns(kept)])
    while (outcome === kept + 1 && kept < 100) {
      kept = outcome
      outcome = await store.commit(planA, kept, 1, [long], [owns(kept)])
    }
    expect(outcome).toEqual(refuse('store-full'))
    expect(kept).toBeGreaterThan(0)
    expect(scene.events).toContain('store-full')

    // One group of both kinds: the words wait, the person gets in.
    const both = await Promise.all([store.commit(planA, kept, 1, [long], []), store.addSignIn(signIn('a'))])
    expect(both).toEqual([refuse('store-full'), undefined])
    expect(await store.useSignIn('a', 1)).toBeUndefined()
    expect((await store.readPlan(planA))?.head, 'nothing refused was kept').toBe(kept)
    expect(await store.readCommits(planA, 0, 1000, 1e9)).toHaveLength(kept)

    await scene.behind((database) => database.exec('DROP TABLE filler'))
    expect(await store.commit(planA, kept, 1, [long], [owns(kept)])).toBe(kept + 1)
    await expect(store.writeProbe()).resolves.toBeUndefined()
    expect((await store.readPlan(planA))?.owners).toHaveLength(kept + 1)
  })

  it('[fault 5] busy: while another process holds the file nothing is kept, and then it goes on', async () => {
    const store = await scene.open({ waitMs: 30 })
    await store.createPlan(planA, 1)
    const other = await openDatabase(scene.file, 'write')
    other.exec('BEGIN IMMEDIATE')
    expect(await store.commit(planA, 0, 1, [said('x')], [])).toEqual(refuse('store-full'))
    expect((await store.readPlan(planA))?.head).toBe(0)
    await expect(store.writeProbe()).rejects.toThrow(StoreUnavailable)
    other.exec('ROLLBACK')
    other.close()
    expect(await store.commit(planA, 0, 1, [said('x')], [])).toBe(1)
    expect(scene.events).toEqual(['store-busy', 'store-busy'])
  })

  it('[fault 4] a COMMIT that fails is in doubt for everyone in it, and the store stays failed', async () => {
    const store = await scene.open()
    await store.createPlan(planA, 1)
    await store.createPlan(planB, 1)
    // A real failure at COMMIT itself: a deferred reference to nothing.
    await scene.behind((database) =>
      database.exec(`
        CREATE TABLE trap (plan TEXT REFERENCES plans (id) DEFERRABLE INITIALLY DEFERRED);
        CREATE TRIGGER spring AFTER INSERT ON records BEGIN INSERT INTO trap VALUES ('nowhere'); END`)
    )
    const record = viewBy('v', priya)
    const outcomes = await Promise.allSettled([
      store.commit(planB, 0, 1, [said('x')], []),
      store.addRecord(planA, record)
    ])
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: expect.any(StoreUnavailable) })
    await expect(store.commit(planB, 0, 1, [said('x')], [])).rejects.toThrow(StoreUnavailable)
    await expect(store.writeProbe()).rejects.toThrow(StoreUnavailable)
    await expect(store.diagnosis()).rejects.toThrow(StoreUnavailable)
    expect(scene.events).toEqual(['store-failed'])
    await scene.closeAll()
    const anew = await scene.open()
    expect((await anew.readPlan(planB))?.head).toBe(0)
    expect(await anew.commit(planB, 0, 1, [said('x')], [])).toBe(1)
  })

  it('a write that is a mistake fails alone', async () => {
    const store = await scene.open()
    await store.createPlan(planA, 1)
    const [mistake, kept] = await Promise.allSettled([
      store.saveSnapshot(planA, { seq: 5, state: new Uint8Array(1), ledger: new Uint8Array(1) }),
      store.commit(planA, 0, 1, [said('x')], [])
    ])
    expect(mistake).toMatchObject({ status: 'rejected' })
    expect(mistake).not.toMatchObject({ reason: expect.any(StoreUnavailable) })
    expect(kept).toEqual({ status: 'fulfilled', value: 1 })
    expect(scene.events).toEqual([])
  })
})

describe('store/sqlite: snapshots', () => {
  it('are thinned: the newest two, and one in every so many rows', async () => {
    const database = await openDatabase(':memory:', 'write')
    migrate(database)
    const signer = newSigner()
    knowKey(database, signer, new Audit(database, signer), 1)
    const writes = new Writes(database, signer)
    writes.run({ do: 'createPlan', plan: planA, at: 1 })
    const body = encodeBody([said('x')], [])
    const bytes = new Uint8Array(1)
    const rows = 2 * limits.snapshotKeepEveryRows + 3 * limits.snapshotEveryRows
    database.exec('BEGIN')
    for (let after = 0; after < rows; after++) {
      const seq = writes.run({ do: 'commit', plan: planA, after, at: 1, body, owners: [] })
      if (typeof seq === 'number' && seq % limits.snapshotEveryRows === 0) {
        writes.run({ do: 'saveSnapshot', plan: planA, seq, at: 1, state: bytes, ledger: bytes })
      }
    }
    database.exec('COMMIT')
    const seqs = database.prepare('SELECT seq FROM snapshots ORDER BY seq').all()
    const step = limits.snapshotEveryRows
    const every = limits.snapshotKeepEveryRows
    expect(seqs.map((row) => row['seq'])).toEqual([every - step, 2 * every - step, rows - step, rows])
    database.close()
  })
})
