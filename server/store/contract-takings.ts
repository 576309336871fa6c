import { describe, expect, it } from 'vitest'
import { refuse } from '../../shared/refusals.ts'
import type { Role } from '../../shared/roles.ts'
import { byPriya, marcus, owns, planA, planB, priya, said, viewBy, type Scene } from './contract-scene.ts'
import type { Store, Taking } from './store.ts'

/** The part of the contract about files that were taken away. */
export const takingsContract = (current: () => Store, scene: () => Scene): void => {
  const hash = 'ab'.repeat(32)
  const csv: Taking = {
    person: priya,
    at: 5,
    format: 'csv',
    words: [{ is: 'draft', seq: 7 }],
    since: null,
    names: 'groups',
    reason: ''
  }
  const played = async (role: Role = 'member'): Promise<void> => {
    await current().addPerson({ id: priya, kind: 'account', name: 'Priya', email: null })
    for (const plan of [planA, planB]) await current().createPlan(plan, 1)
    await current().setMember({ plan: planA, person: priya, role, group: 'health', voice: false }, { by: null, at: 1 })
  }

  describe('files that were taken away', () => {
    it('[promise 55] come back newest first with who, group, words and reason, also after a restart', async () => {
      await played()
      const compared: Taking = {
        ...csv,
        at: 6,
        format: 'compare',
        words: [
          { is: 'version', number: 2, hash },
          { is: 'draft', seq: 9 }
        ],
        names: 'roles',
        reason: 'For the board on Monday'
      }
      const pack: Taking = { ...csv, at: 7, format: 'review-pack', since: '2026-09-01' }
      for (const taking of [csv, compared, pack]) expect(await current().addTaking(planA, taking)).toBeUndefined()
      // Whom somebody acts for later changes nothing of what they took for another group.
      await current().setMember(
        { plan: planA, person: priya, role: 'member', group: 'parents', voice: false },
        { by: null, at: 8 }
      )
      const again = await scene().again()
      const kept = await again.readTakings(planA, 10)
      expect(kept.map(({ n: _, ...taking }) => taking)).toEqual(
        [pack, compared, csv].map((taking) => ({ ...taking, group: 'health' }))
      )
      expect(await again.readTakings(planA, 1)).toEqual(kept.slice(0, 1))
      expect(await again.readTakings(planA, 10, kept[1]?.n)).toEqual(kept.slice(2))
      expect(await again.readTakings(planB, 10)).toEqual([])
    })

    it.each<Role>(['reader', 'guest', 'public'])('a %s takes nothing, nor who is not in the plan', async (role) => {
      await played(role)
      expect(await current().addTaking(planA, csv)).toEqual(refuse('not-allowed'))
      expect(await current().addTaking(planB, csv)).toEqual(refuse('not-allowed'))
      expect(await current().addTaking(planA, { ...csv, person: marcus })).toEqual(refuse('not-allowed'))
      expect(await current().readTakings(planA, 10)).toEqual([])
    })

    it('a reason can be taken away, and the rest stays', async () => {
      await played()
      await current().addTaking(planA, { ...csv, reason: 'Kofi’s school' })
      const [kept] = await current().readTakings(planA, 1)
      if (!kept) throw new Error('nothing was kept')
      expect(await current().removeTakingReason(planB, kept.n)).toEqual(refuse('not-found'))
      expect(await current().removeTakingReason(planA, kept.n + 1)).toEqual(refuse('not-found'))
      expect(await current().removeTakingReason(planA, kept.n)).toBeUndefined()
      expect(await current().readTakings(planA, 1)).toEqual([{ ...kept, reason: '' }])
    })

    it('each removal by law raises a number of its plan alone', async () => {
      await played('lead')
      const start = await current().removalsOf(planA)
      await current().addRecord(planA, viewBy('v1', priya))
      await current().commit(planA, 0, 1, [said('a')], [owns(1)])
      expect(await current().removalsOf(planA)).toBe(start)
      await current().redactRecord(planA, 'v1', { by: priya, at: 2, why: 'A name.' })
      expect(await current().removalsOf(planA)).toBe(start + 1)
      const bytes = new Uint8Array([1])
      const rows = [{ seq: 1, entries: [said('b', byPriya)] }]
      await current().redact(planA, 1, { by: priya, at: 3, why: 'A name.', rows, state: bytes, ledger: bytes })
      expect(await current().removalsOf(planA)).toBe(start + 2)
      expect(await current().removalsOf(planB)).toBe(start)
    })
  })
}
