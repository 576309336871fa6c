import { describe, expect, it } from 'vitest'
import type { Group } from '../../shared/plan/vocabulary.ts'
import { refuse } from '../../shared/refusals.ts'
import { marcus, planA, planB, priya, type Scene } from './contract-scene.ts'
import type { Store } from './store.ts'

/** The part of the contract about what members of staff do. */
export const postsContract = (current: () => Store, scene: () => Scene): void => {
  const by = { by: marcus, at: 5 }
  const place = (group: Group) => ({ plan: planA, person: priya, role: 'member', group, voice: false }) as const
  const played = async (group: Group): Promise<void> => {
    for (const id of [priya, marcus]) await current().addPerson({ id, kind: 'account', name: id, email: null })
    for (const plan of [planA, planB]) await current().createPlan(plan, 1)
    await current().setMember(place(group), { by: null, at: 1 })
  }

  describe('what members of staff do', () => {
    it('is kept for one plan, changed and taken away, and everyone there hears of it', async () => {
      await played('health')
      const news = await current().newsOf(planA)
      expect(await current().setPost(planA, priya, 'Nurse', by)).toBeUndefined()
      expect(await current().setPost(planA, priya, 'Designated Clinical Officer', by)).toBeUndefined()
      expect((await current().newsOf(planA)).people).toBeGreaterThan(news.people)
      const again = await scene().again()
      expect([...(await again.readPosts(planA))]).toEqual([[priya, 'Designated Clinical Officer']])
      expect([...(await again.readPosts(planB))]).toEqual([])
      expect(await again.setPost(planA, priya, '', by)).toBeUndefined()
      expect([...(await again.readPosts(planA))]).toEqual([])
    })

    it('is never said of parents and young people, nor of who is not in the plan', async () => {
      await played('parents')
      expect(await current().setPost(planA, priya, 'Nurse', by)).toEqual(refuse('staff-only'))
      expect(await current().setPost(planA, marcus, 'Nurse', by)).toEqual(refuse('not-found'))
      await current().setMember(place('health'), { by: null, at: 2 })
      await current().setPost(planA, priya, 'Nurse', by)
      await current().setMember(place('young-people'), { by: null, at: 3 })
      expect([...(await current().readPosts(planA))], 'who acts for young people now').toEqual([])
    })

    it('goes with the membership', async () => {
      await played('health')
      await current().setPost(planA, priya, 'Nurse', by)
      await current().removeMember(planA, priya, { by: null, at: 6 })
      await current().setMember(place('health'), { by: null, at: 7 })
      expect([...(await current().readPosts(planA))]).toEqual([])
    })
  })
}
