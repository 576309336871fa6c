import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isRefusal, refuse } from '../../shared/refusals.ts'
import { erasureContract } from './contract-erasure.ts'
import { peopleContract } from './contract-people.ts'
import { historiesContract } from './contract-histories.ts'
import { recordsContract } from './contract-records.ts'
import { postsContract } from './contract-posts.ts'
import { takingsContract } from './contract-takings.ts'
import { versionsContract } from './contract-versions.ts'
import { forMarcus, owns, planA, planB, priya, said, type Scene } from './contract-scene.ts'
import { StoreUnavailable, type Owner, type Store } from './store.ts'

/** What every adapter of the store port must do, whatever it keeps things in. */
export const storeContract = (name: string, open: () => Promise<Scene>): void => {
  describe(`${name}: the store contract`, () => {
    let scene: Scene
    let store: Store
    beforeEach(async () => {
      scene = await open()
      store = scene.store
    })
    afterEach(() => scene.end())
    const reopened = async (): Promise<void> => {
      store = await scene.again()
    }

    describe('the log of a plan', () => {
      it('a plan is there only once it was created, and only once', async () => {
        expect(await store.readPlan(planA)).toBeUndefined()
        expect(await store.readCommits(planA, 0, 10, 1000)).toEqual([])
        expect(await store.commit(planA, 0, 1, [said('x')], [])).toEqual(refuse('no-such-plan'))
        expect(await store.createPlan(planA, 1)).toBeUndefined()
        expect(await store.createPlan(planA, 2)).toEqual(refuse('exists'))
        expect(await store.readPlan(planA)).toEqual({ id: planA, epoch: 1, head: 0, owners: [] })
        expect(await store.readPlan(planB)).toBeUndefined()
      })

      it('[P4] [I3] commits count from 1 without gaps per plan, and come back byte for byte after a restart', async () => {
        await store.createPlan(planA, 1)
        await store.createPlan(planB, 1)
        expect(
          await store.commit(planA, 0, 10, [said('one'), said('two', forMarcus)], [owns(1), owns(2, forMarcus)])
        ).toBe(1)
        expect(await store.commit(planB, 0, 11, [said('other')], [owns(1, forMarcus)])).toBe(1)
        expect(await store.commit(planA, 1, 12, [said('three')], [])).toBe(2)
        await reopened()
        expect(await store.readPlan(planA)).toEqual({
          id: planA,
          epoch: 1,
          head: 2,
          owners: [owns(1), owns(2, forMarcus)]
        })
        expect(await store.readCommits(planA, 0, 10, 1000)).toEqual([
          { seq: 1, at: 10, entries: [said('one'), said('two', forMarcus)] },
          { seq: 2, at: 12, entries: [said('three')] }
        ])
        expect(await store.readCommits(planA, 1, 10, 1000)).toEqual([{ seq: 2, at: 12, entries: [said('three')] }])
        expect(await store.readCommits(planA, 2, 10, 1000)).toEqual([])
        expect((await store.readCommits(planB, 0, 10, 1000)).map((commit) => commit.seq)).toEqual([1])
      })

      it('a read stops at rows and at bytes, but never before its first row', async () => {
        await store.createPlan(planA, 1)
        const long = 'x'.repeat(500)
        for (let seq = 0; seq < 5; seq++) await store.commit(planA, seq, 1, [said(long)], [])
        const seqs = async (after: number, rows: number, bytes: number): Promise<number[]> =>
          (await store.readCommits(planA, after, rows, bytes)).map((commit) => commit.seq)
        expect(await seqs(0, 2, 1_000_000)).toEqual([1, 2])
        expect(await seqs(0, 100, 1200)).toEqual([1, 2])
        expect(await seqs(3, 100, 1)).toEqual([4])
        expect(await seqs(0, 100, 1_000_000)).toEqual([1, 2, 3, 4, 5])
      })

      it('[P4] a commit on another head than the plan has is refused as behind and keeps nothing', async () => {
        await store.createPlan(planA, 1)
        await store.commit(planA, 0, 1, [said('first')], [])
        expect(await store.commit(planA, 0, 2, [said('late')], [owns(9)])).toEqual(refuse('behind'))
        expect(await store.commit(planA, 5, 2, [said('early')], [owns(9)])).toEqual(refuse('behind'))
        expect(await store.readPlan(planA)).toMatchObject({ head: 1, owners: [] })
      })

      it('[P4] of two commits raced on one head exactly one is kept', async () => {
        await store.createPlan(planA, 1)
        const other = await scene.beside()
        const outcomes = await Promise.all([
          store.commit(planA, 0, 1, [said('a')], []),
          other.commit(planA, 0, 1, [said('b')], []),
          store.commit(planA, 0, 1, [said('c')], [])
        ])
        expect(outcomes.filter((outcome) => outcome === 1)).toHaveLength(1)
        expect(outcomes.filter(isRefusal)).toEqual([refuse('behind'), refuse('behind')])
        expect(await store.readCommits(planA, 0, 10, 1000)).toHaveLength(1)
        expect(await other.readCommits(planA, 0, 10, 1000)).toHaveLength(1)
      })

      it('[I4] [I9] a client id has one owner for ever: another is refused whole, the same is no change', async () => {
        await store.createPlan(planA, 1)
        await store.commit(planA, 0, 1, [said('a')], [owns(1)])
        const theft = [owns(2, forMarcus), owns(1, forMarcus)]
        expect(await store.commit(planA, 1, 2, [said('b', forMarcus)], theft)).toEqual(refuse('not-your-words'))
        const changed: Owner[] = [{ ...owns(1), group: 'council' }]
        expect(await store.commit(planA, 1, 2, [said('b')], changed)).toEqual(refuse('not-your-words'))
        expect(await store.readPlan(planA)).toMatchObject({ head: 1, owners: [owns(1)] })
        expect(await store.commit(planA, 1, 3, [said('c')], [owns(1), owns(4_294_967_295)])).toBe(2)
        await reopened()
        expect((await store.readPlan(planA))?.owners).toEqual([owns(1), owns(4_294_967_295)])
        expect(await store.readCommits(planA, 0, 10, 1000)).toHaveLength(2)
      })

      it('[I4] the same id in another plan is another id', async () => {
        await store.createPlan(planA, 1)
        await store.createPlan(planB, 1)
        expect(await store.commit(planA, 0, 1, [said('a')], [owns(1)])).toBe(1)
        expect(await store.commit(planB, 0, 1, [said('b', forMarcus)], [owns(1, forMarcus)])).toBe(1)
      })

      it('[I9] a refused write takes no other with it', async () => {
        await store.createPlan(planA, 1)
        await store.createPlan(planB, 1)
        await store.commit(planA, 0, 1, [said('a')], [owns(1)])
        const outcomes = await Promise.all([
          store.commit(planB, 0, 2, [said('kept')], [owns(1)]),
          store.commit(planA, 1, 2, [said('stolen', forMarcus)], [owns(3), owns(1, forMarcus)]),
          store.addPerson({ id: priya, kind: 'account', name: 'Priya', email: null }),
          store.commit(planA, 1, 2, [said('kept')], [owns(2)])
        ])
        expect(outcomes).toEqual([1, refuse('not-your-words'), undefined, 2])
        expect((await store.readPlan(planA))?.owners).toEqual([owns(1), owns(2)])
      })

      it('[I8] the newest snapshot comes with the plan; the log stays whole', async () => {
        await store.createPlan(planA, 1)
        const bytes = (value: number): Uint8Array => new Uint8Array([value, value])
        for (let seq = 0; seq < 6; seq++) await store.commit(planA, seq, 1, [said(`${seq}`)], [owns(seq)])
        for (const seq of [2, 3, 5]) {
          expect(await store.saveSnapshot(planA, { seq, state: bytes(seq), ledger: bytes(seq + 100) })).toBeUndefined()
        }
        await reopened()
        expect(await store.readPlan(planA)).toMatchObject({
          head: 6,
          snapshot: { seq: 5, state: bytes(5), ledger: bytes(105) }
        })
        expect(await store.readCommits(planA, 0, 10, 1000)).toHaveLength(6)
        expect(await store.saveSnapshot(planB, { seq: 1, state: bytes(1), ledger: bytes(1) })).toEqual(
          refuse('no-such-plan')
        )
        await expect(store.saveSnapshot(planA, { seq: 7, state: bytes(7), ledger: bytes(7) })).rejects.toThrow()
        expect((await store.readPlan(planA))?.snapshot?.seq).toBe(5)
      })

      it("what the caller holds is still the caller's afterwards", async () => {
        await store.createPlan(planA, 1)
        const entry = said('mine')
        const state = new Uint8Array([1, 2, 3])
        await store.commit(planA, 0, 1, [entry], [])
        await store.saveSnapshot(planA, { seq: 1, state, ledger: state })
        expect(entry.update).toEqual(new TextEncoder().encode('mine'))
        expect(state).toEqual(new Uint8Array([1, 2, 3]))
      })
    })

    peopleContract(
      () => store,
      () => scene
    )

    historiesContract(
      () => store,
      () => ({ ...scene, again: async () => (store = await scene.again()) })
    )

    recordsContract(
      () => store,
      () => ({ ...scene, again: async () => (store = await scene.again()) })
    )

    versionsContract(
      () => store,
      () => ({ ...scene, again: async () => (store = await scene.again()) })
    )

    postsContract(
      () => store,
      () => ({ ...scene, again: async () => (store = await scene.again()) })
    )

    takingsContract(
      () => store,
      () => ({ ...scene, again: async () => (store = await scene.again()) })
    )

    erasureContract(
      () => store,
      () => ({ ...scene, again: async () => (store = await scene.again()) })
    )

    describe('as a whole', () => {
      it('a probe reaches the disk', async () => {
        await expect(store.writeProbe()).resolves.toBeUndefined()
      })

      it('close waits for what is under way; afterwards it is away, and nothing was lost', async () => {
        await store.createPlan(planA, 1)
        const underWay = store.commit(planA, 0, 1, [said('last words')], [])
        const closing = store.close()
        expect(await underWay).toBe(1)
        await closing
        await expect(store.commit(planA, 1, 1, [said('too late')], [])).rejects.toThrow(StoreUnavailable)
        await expect(store.readPlan(planA)).rejects.toThrow(StoreUnavailable)
        await expect(store.writeProbe()).rejects.toThrow(StoreUnavailable)
        await reopened()
        expect(await store.readPlan(planA)).toMatchObject({ head: 1 })
      })
    })
  })
}
