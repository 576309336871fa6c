import { beforeEach, describe, expect, it } from 'vitest'
import type { PersonId, PlanId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { isRefusal, refuse } from '../../shared/refusals.ts'
import { marcus, planA, planB, priya, viewBy, type Scene } from './contract-scene.ts'
import { invitedName, type Member, type Store } from './store.ts'

const said = (words: string) => ({ words, source: '', held: 'group' as const })
const asMember = (person: PersonId, role: Member['role'] = 'member', group: Member['group'] = 'health') => ({
  plan: planA,
  person,
  role,
  group,
  voice: false
})

/** The part of the contract about records, the log of access and visits. */
export const recordsContract = (current: () => Store, scene: () => Scene): void => {
  const twoPlans = async (): Promise<void> => {
    await current().createPlan(planA, 1)
    await current().createPlan(planB, 1)
  }
  const twoPeople = async (): Promise<void> => {
    await current().addPerson({ id: priya, kind: 'account', name: 'Priya', email: null })
    await current().addPerson({ id: marcus, kind: 'account', name: 'Marcus', email: null })
  }

  describe('records', () => {
    it('[P23] come back as they were said, with author and time, also after a restart', async () => {
      expect(await current().addRecord(planA, viewBy('v1', priya))).toEqual(refuse('no-such-plan'))
      await twoPlans()
      const first = {
        id: 'v1',
        kind: 'view',
        about: 'priorities/i1',
        data: said('Too slow.'),
        by: priya,
        group: 'parents',
        at: 1,
        version: 1,
        changedBy: priya,
        changedAt: 1,
        withdrawn: false
      }
      expect(await current().addRecord(planA, viewBy('v1', priya))).toEqual(first)
      expect(await current().addRecord(planA, viewBy('v1', priya))).toEqual(refuse('exists'))
      expect(await current().addRecord(planB, viewBy('v1', priya)), 'one id, one record').toEqual(refuse('exists'))
      const again = await scene().again()
      expect(await again.readRecord(planA, 'v1')).toEqual(first)
      expect(await again.readRecord(planB, 'v1'), 'not of this plan').toBeUndefined()
      expect(await again.readRecords(planA, 0)).toEqual({ version: 1, records: [first] })
      expect(await again.readRecords(planB, 0)).toEqual({ version: 0, records: [] })
    })

    it('[P23] a change takes the place of the version it was made from, and what stood before is kept', async () => {
      await twoPlans()
      await current().addRecord(planA, viewBy('v1', priya))
      const change = { version: 1, by: marcus, at: 5, data: said('Still too slow.') }
      expect(await current().changeRecord(planB, 'v1', change)).toEqual(refuse('not-found'))
      expect(await current().changeRecord(planA, 'v1', change)).toMatchObject({
        version: 2,
        by: priya,
        at: 1,
        changedBy: marcus,
        changedAt: 5,
        data: said('Still too slow.')
      })
      expect(await current().changeRecord(planA, 'v1', change)).toEqual(refuse('changed-meanwhile'))
      expect(await current().readRecordHistory(planA, 'v1')).toEqual([
        { version: 1, data: said('Too slow.'), by: priya, at: 1, withdrawn: false },
        { version: 2, data: said('Still too slow.'), by: marcus, at: 5, withdrawn: false }
      ])
      expect(await current().readRecordHistory(planB, 'v1')).toEqual([])
    })

    it('[P4] of two changes raced on one version exactly one is kept', async () => {
      await twoPlans()
      await current().addRecord(planA, viewBy('v1', priya))
      const other = await scene().beside()
      const outcomes = await Promise.all(
        [current(), other, current()].map((store, index) =>
          store.changeRecord(planA, 'v1', { version: 1, by: priya, at: 2, data: said(`words ${index}`) })
        )
      )
      expect(outcomes.filter(isRefusal)).toEqual([refuse('changed-meanwhile'), refuse('changed-meanwhile')])
      expect(await current().readRecordHistory(planA, 'v1')).toHaveLength(2)
    })

    it('are withdrawn and put back, each once, and not changed in between', async () => {
      await twoPlans()
      await current().addRecord(planA, viewBy('v1', priya))
      const turn = (version: number, withdrawn: boolean) =>
        current().changeRecord(planA, 'v1', { version, by: priya, at: 9, withdrawn })
      expect(await turn(1, false), 'never withdrawn').toEqual(refuse('changed-meanwhile'))
      expect(await turn(1, true)).toMatchObject({ version: 2, withdrawn: true, data: said('Too slow.') })
      expect(await turn(2, true)).toEqual(refuse('changed-meanwhile'))
      expect(await current().changeRecord(planA, 'v1', { version: 2, by: priya, at: 9, data: said('x') })).toEqual(
        refuse('changed-meanwhile')
      )
      expect((await current().readRecords(planA, 0)).records).toMatchObject([{ id: 'v1', withdrawn: true }])
      expect(await turn(2, false)).toMatchObject({ version: 3, withdrawn: false, data: said('Too slow.') })
      expect((await current().readRecordHistory(planA, 'v1')).map(({ withdrawn }) => withdrawn)).toEqual([
        false,
        true,
        false
      ])
    })

    it('[P23] the counter rises with each change, and only what changed after it is told', async () => {
      await twoPlans()
      await current().addRecord(planA, viewBy('v1', priya))
      await current().addRecord(planA, viewBy('v2', priya))
      expect(await current().newsOf(planA)).toEqual({ records: 2, people: 0 })
      const ids = async (after: number) => (await current().readRecords(planA, after)).records.map(({ id }) => id)
      expect(await ids(0)).toEqual(['v1', 'v2'])
      expect(await ids(1)).toEqual(['v2'])
      expect(await ids(2)).toEqual([])
      await current().changeRecord(planA, 'v1', { version: 1, by: priya, at: 2, withdrawn: true })
      await current().changeRecord(planA, 'v1', { version: 1, by: priya, at: 2, withdrawn: true })
      expect(await current().newsOf(planA), 'a refused change is no news').toEqual({ records: 3, people: 0 })
      expect(await ids(2)).toEqual(['v1'])
      expect(await current().newsOf(planB)).toEqual({ records: 0, people: 0 })
      expect(await current().newsOf('none' as typeof planA)).toEqual({ records: 0, people: 0 })
    })

    it('those of one kind are read alone', async () => {
      await twoPlans()
      await current().addRecord(planA, viewBy('v1', priya))
      await current().addRecord(planA, {
        ...viewBy('m1', priya),
        kind: 'moment',
        about: 'plan',
        data: { name: 'After the workshop', seq: 3 }
      })
      const { version, records } = await current().readRecords(planA, 0, 'moment')
      expect([version, records.map(({ id, data }) => ({ id, data }))]).toEqual([
        2,
        [{ id: 'm1', data: { name: 'After the workshop', seq: 3 } }]
      ])
      expect((await current().readRecords(planA, 2, 'moment')).records).toEqual([])
    })

    it('[27] a kind or group that is none is not kept', async () => {
      await twoPlans()
      await expect(current().addRecord(planA, { ...viewBy('v1', priya), kind: 'poem' as 'view' })).rejects.toThrow()
      await expect(current().addRecord(planA, { ...viewBy('v1', priya), group: 'press' as 'health' })).rejects.toThrow()
      expect((await current().readRecords(planA, 0)).records).toEqual([])
    })
  })

  describe('access to a plan', () => {
    it('[P3] every change is kept with who made it, newest first; what changes nothing leaves no line', async () => {
      await twoPlans()
      await twoPeople()
      expect(await current().setMember(asMember(priya, 'lead'), { by: null, at: 1 })).toBeUndefined()
      expect(await current().setMember(asMember(marcus), { by: priya, at: 2 })).toBeUndefined()
      expect(await current().setMember(asMember(marcus), { by: priya, at: 3 })).toBeUndefined()
      expect(await current().setMember(asMember(marcus, 'reader', 'council'), { by: priya, at: 4 })).toBeUndefined()
      expect(await current().removeMember(planA, marcus, { by: priya, at: 5 })).toBeUndefined()
      expect(await current().removeMember(planA, marcus, { by: priya, at: 6 })).toBeUndefined()
      const member = { role: 'member', group: 'health', voice: false }
      const reader = { role: 'reader', group: 'council', voice: false }
      const lines = [
        { at: 5, by: priya, person: marcus, was: reader, now: null },
        { at: 4, by: priya, person: marcus, was: member, now: reader },
        { at: 2, by: priya, person: marcus, was: null, now: member },
        { at: 1, by: null, person: priya, was: null, now: { ...member, role: 'lead' } }
      ]
      expect(await (await scene().again()).readAccessLog(planA, 10)).toEqual(lines)
      expect(await current().readAccessLog(planA, 2)).toEqual(lines.slice(0, 2))
      expect(await current().readAccessLog(planB, 10)).toEqual([])
      expect((await current().newsOf(planA)).people, 'P23').toBe(4)
    })

    it('somebody is added once and changed while they are there', async () => {
      await twoPlans()
      await twoPeople()
      const other = await scene().beside()
      const adds = await Promise.all(
        [current(), other].map((store) =>
          store.setMember(asMember(priya, 'lead'), { by: null, at: 1, expects: 'absent' })
        )
      )
      expect(adds.filter((outcome) => outcome?.refused === 'already-in-plan')).toHaveLength(1)
      const present = { by: priya, at: 2, expects: 'present' as const }
      expect(await current().setMember(asMember(marcus), present)).toEqual(refuse('not-found'))
      expect(await current().removeMember(planA, marcus, present)).toEqual(refuse('not-found'))
      expect(await current().readMembers(planA)).toHaveLength(1)
    })

    it('a plan keeps a lead, also when two leads take each other out at the same moment', async () => {
      await twoPlans()
      await twoPeople()
      await current().setMember(asMember(priya, 'lead'), { by: null, at: 1 })
      expect(await current().setMember(asMember(priya), { by: priya, at: 2 })).toEqual(refuse('last-lead'))
      expect(await current().removeMember(planA, priya, { by: priya, at: 2 })).toEqual(refuse('last-lead'))
      await current().setMember(asMember(marcus, 'lead'), { by: priya, at: 3 })
      const other = await scene().beside()
      const outcomes = await Promise.all([
        current().removeMember(planA, priya, { by: marcus, at: 4 }),
        other.removeMember(planA, marcus, { by: priya, at: 4 })
      ])
      expect(outcomes.filter((outcome) => outcome?.refused === 'last-lead')).toHaveLength(1)
      expect((await current().readMembers(planA)).map(({ role }) => role)).toEqual(['lead'])
    })
  })

  describe('somebody invited', () => {
    const names = async () => (await current().readMembers(planA)).map(({ name }) => name)
    beforeEach(async () => {
      await twoPlans()
      await twoPeople()
      await current().setMember(asMember(priya, 'lead'), { by: null, at: 1 })
    })

    it('has no name for others until they have come in; whom the administration added has one', async () => {
      expect(await names()).toEqual(['Priya'])
      await current().setMember(asMember(marcus), { by: priya, at: 2 })
      expect(await names()).toEqual(['Priya', invitedName])
      expect(await current().readInvited(planA)).toEqual([marcus])
      expect(await current().readInvited(planB)).toEqual([])
      expect((await current().readMember(planA, marcus))?.name).toBe('Marcus')
      await current().noteVisit(planA, marcus, 3)
      expect(await names()).toEqual(['Marcus', 'Priya'])
      expect(await current().readInvited(planA)).toEqual([])
    })

    it('has a name once they have written, or changed anything; not when somebody wrote for them', async () => {
      const invite = (plan: PlanId) => current().setMember({ ...asMember(marcus, 'lead'), plan }, { by: priya, at: 2 })
      const write = async (after: number, speaker: PersonId, typist: PersonId): Promise<PersonId[]> => {
        const author = { speaker, typist, group: 'health' as const }
        const owner = { ...author, client: after + 7, via: 'live' as const }
        await current().commit(planA, after, 3, [{ author, update: Uint8Array.of(1) }], [owner])
        return current().readInvited(planA)
      }
      await invite(planA)
      expect(await write(0, marcus, priya)).toEqual([marcus])
      expect(await write(1, priya, marcus)).toEqual([])
      await invite(planB)
      expect(await current().readInvited(planB)).toEqual([marcus])
      await current().setMember({ ...asMember(priya), plan: planB }, { by: marcus, at: 5 })
      expect(await current().readInvited(planB)).toEqual([])
    })

    it('has none again when they were removed and are invited anew', async () => {
      await current().setMember(asMember(marcus), { by: priya, at: 2 })
      await current().noteVisit(planA, marcus, 3)
      await current().removeMember(planA, marcus, { by: priya, at: 4 })
      expect(await current().readInvited(planA)).toEqual([marcus])
      await current().setMember(asMember(marcus), { by: priya, at: 5 })
      expect(await names()).toEqual(['Priya', invitedName])
    })
  })

  describe('visits', () => {
    it('remember when the one before ended, however often this one is noted', async () => {
      await twoPlans()
      await twoPeople()
      await current().setMember(asMember(marcus), { by: null, at: 1 })
      const gap = limits.visitGapMs
      for (const at of [1000, 1000 + gap, 2000 + gap]) await current().noteVisit(planA, marcus, at)
      expect(await current().readVisits(planA)).toEqual([{ person: marcus, at: 2000 + gap, previousAt: null }])
      for (const at of [2001 + 2 * gap, 9000 + 2 * gap]) await current().noteVisit(planA, marcus, at)
      const visits = [{ person: marcus, at: 9000 + 2 * gap, previousAt: 2000 + gap }]
      expect(await current().readVisits(planA)).toEqual(visits)
      await current().noteVisit(planA, marcus, 3)
      await scene().again()
      expect(await current().readVisits(planA)).toEqual(visits)
    })

    it('only move forward, are of members, go with the membership, and are no change of access', async () => {
      await twoPlans()
      await twoPeople()
      await current().setMember(asMember(priya, 'lead'), { by: null, at: 1 })
      await current().setMember(asMember(marcus), { by: null, at: 1 })
      const before = [await current().accessVersion(), await current().newsOf(planA)]
      for (const at of [100, 50, 200]) expect(await current().noteVisit(planA, marcus, at)).toBeUndefined()
      expect(await current().noteVisit(planB, marcus, 5)).toBeUndefined()
      expect(await current().readVisits(planA)).toEqual([{ person: marcus, at: 200, previousAt: null }])
      expect(await current().readVisits(planB)).toEqual([])
      expect([await current().accessVersion(), await current().newsOf(planA)]).toEqual(before)
      await current().removeMember(planA, marcus, { by: priya, at: 2 })
      expect(await current().readVisits(planA)).toEqual([])
    })
  })
}
