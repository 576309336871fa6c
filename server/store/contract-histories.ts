import { describe, expect, it } from 'vitest'
import { refuse } from '../../shared/refusals.ts'
import { planA, planB, said, type Scene } from './contract-scene.ts'
import type { Store, StoredHistory } from './store.ts'

/** The part of the contract about histories that are kept for the next opening. */
export const historiesContract = (current: () => Store, scene: () => Scene): void => {
  const history = (seq: number, mark = seq): StoredHistory => ({
    seq,
    state: new Uint8Array([mark, 1]),
    fold: new Uint8Array([mark, 2, 3])
  })
  const played = async (): Promise<void> => {
    for (const plan of [planA, planB]) {
      await current().createPlan(plan, 1)
      for (let seq = 0; seq < 6; seq++) await current().commit(plan, seq, 1, [said(`${seq}`)], [])
    }
  }

  describe('histories', () => {
    it('the latest is kept, of each plan one, also after a restart', async () => {
      await played()
      expect(await current().readHistory(planA)).toBeUndefined()
      for (const seq of [2, 5, 3]) expect(await current().saveHistory(planA, history(seq))).toBeUndefined()
      expect(await current().readHistory(planA)).toEqual(history(5))
      expect(await current().saveHistory(planA, history(5, 9))).toBeUndefined()
      await scene().again()
      expect(await current().readHistory(planA)).toEqual(history(5, 9))
      expect(await current().readHistory(planB)).toBeUndefined()
    })

    it('only of commits that there are', async () => {
      expect(await current().saveHistory(planA, history(1))).toEqual(refuse('no-such-plan'))
      await played()
      await expect(current().saveHistory(planA, history(7))).rejects.toThrow()
      expect(await current().readHistory(planA)).toBeUndefined()
    })

    it('plans whose history fell behind are known, the furthest behind first', async () => {
      await played()
      await current().commit(planB, 6, 1, [said('more')], [])
      expect(await current().plansBehind(6)).toEqual([planB, planA])
      await current().saveHistory(planB, history(3))
      expect(await current().plansBehind(4)).toEqual([planA, planB])
      expect(await current().plansBehind(5)).toEqual([planA])
      expect(await current().plansBehind(7)).toEqual([])
    })
  })
}
