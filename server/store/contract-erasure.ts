import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../shared/ids.ts'
import { refuse } from '../../shared/refusals.ts'
import { byPriya, marcus, owns, planA, planB, priya, said, viewBy, type Scene } from './contract-scene.ts'
import type { Redaction, Store } from './store.ts'

const nobody = 'p-nobody' as PersonId
const bytes = new Uint8Array([1, 2])

/** What every adapter does when the law asks for something to be taken away. */
export const erasureContract = (current: () => Store, scene: () => Scene): void => {
  describe('what is taken away for good', () => {
    const people = async (): Promise<Store> => {
      const store = current()
      await store.createPlan(planA, 1)
      await store.createPlan(planB, 1)
      await store.addPerson({ id: priya, kind: 'account', name: 'Priya', email: 'priya@example.org' })
      await store.addPerson({ id: marcus, kind: 'account', name: 'Marcus', email: 'marcus@example.org' })
      const place = { plan: planA, role: 'lead', voice: false } as const
      await store.setMember({ ...place, person: marcus, group: 'council' }, { by: null, at: 1 })
      await store.setMember({ ...place, person: priya, group: 'education' }, { by: null, at: 1 })
      await store.addSession({ idHash: 'a'.repeat(64), person: priya, expiresAt: 99, createdAt: 1 })
      return store
    }

    it('a person is nobody afterwards, and their id is never anybody else’s; what they wrote stays', async () => {
      const store = await people()
      await store.commit(planA, 0, 1, [said('a')], [owns(1)])
      const news = await store.newsOf(planB)
      const access = await store.accessVersion()
      expect(await store.erasePerson(priya)).toBeUndefined()
      const again = await scene().again()
      expect(await again.readPerson(priya)).toBeUndefined()
      expect(await again.readPersonByEmail('priya@example.org')).toBeUndefined()
      expect((await again.readPeople([priya, marcus])).map(({ id }) => id)).toEqual([marcus])
      expect(await again.readMembershipsOf(priya)).toEqual([])
      expect(await again.readSessionsOf(priya)).toEqual([])
      expect((await again.readAccessLog(planA, 1))[0]).toMatchObject({ by: null, person: priya, now: null })
      expect((await again.readPlan(planA))?.owners).toEqual([owns(1)])
      expect((await again.newsOf(planB)).people, 'every plan asks anew').toBeGreaterThan(news.people)
      expect(await again.accessVersion()).toBeGreaterThan(access)
      expect(await again.addPerson({ id: priya, kind: 'account', name: 'New', email: null })).toEqual(refuse('exists'))
      const place = { plan: planA, person: priya, role: 'member', group: 'health', voice: false } as const
      expect(await again.setMember(place, { by: null, at: 2 })).toEqual(refuse('no-such-person'))
      expect(await again.erasePerson(priya)).toEqual(refuse('no-such-person'))
    })

    it('the last group of somebody is that of their words, or else of their place', async () => {
      const store = await people()
      await store.commit(planA, 0, 1, [said('a')], [owns(1)])
      await store.commit(planA, 1, 1, [said('b')], [owns(2, { ...byPriya, group: 'parents' })])
      await store.erasePerson(priya)
      const groups = await store.readLastGroups(planA, [priya, marcus, nobody])
      expect([...groups]).toEqual([
        [priya, 'parents'],
        [marcus, 'council']
      ])
      expect(await store.readLastGroups(planB, [priya])).toEqual(new Map())
    })

    it('[P3] whoever leads a plan alone stays, whole, until somebody else leads it', async () => {
      const store = await people()
      await store.erasePerson(priya)
      const before = await store.readPerson(marcus)
      expect(await store.erasePerson(marcus)).toEqual(refuse('last-lead'))
      expect(await store.readPerson(marcus)).toEqual(before)
      expect(await store.readMembershipsOf(marcus)).toHaveLength(1)
      expect(await store.erasePerson(nobody)).toEqual(refuse('no-such-person'))
    })

    const redaction = (words: string): Redaction => ({
      by: priya,
      at: 9,
      why: 'By law.',
      rows: [{ seq: 2, entries: [said(words)] }],
      state: bytes,
      ledger: bytes
    })

    it('[P27] a row is rewritten and proves itself, its snapshot is the newest, and the epoch rises', async () => {
      const store = await people()
      for (const [seq, words] of ['one', 'two', 'three'].entries())
        await store.commit(planA, seq, seq, [said(words)], [])
      await store.saveSnapshot(planA, { seq: 2, state: new Uint8Array(9), ledger: new Uint8Array(9) })
      await store.saveHistory(planA, { seq: 2, state: bytes, fold: bytes })
      expect(await store.redact(planA, 3, redaction('███'))).toBe(2)
      const again = await scene().again()
      expect(await again.readPlan(planA)).toMatchObject({ epoch: 2, head: 3, snapshot: { seq: 3, state: bytes } })
      expect(await again.readHistory(planA)).toBeUndefined()
      expect((await again.readCommits(planA, 0, 10, 1e6)).map(({ entries }) => entries)).toEqual([
        [said('one')],
        [said('███')],
        [said('three')]
      ])
      expect(await again.redact(planA, 3, redaction('▁▁▁')), 'again').toBe(3)
      expect((await again.readCommits(planA, 1, 1, 1e6))[0]?.entries).toEqual([said('▁▁▁')])
      expect(await again.commit(planA, 3, 4, [said('four')], [])).toBe(4)
    })

    it('[I9] a redaction on another head, of no plan, of no row or of another author keeps nothing', async () => {
      const store = await people()
      await store.commit(planA, 0, 1, [said('one')], [])
      await store.commit(planA, 1, 1, [said('two')], [])
      expect(await store.redact(planA, 1, redaction('x'))).toEqual(refuse('behind'))
      expect(await store.redact('plan-c' as typeof planA, 2, redaction('x'))).toEqual(refuse('no-such-plan'))
      const strange = { ...redaction('x'), rows: [{ seq: 7, entries: [said('x')] }] }
      await expect(store.redact(planA, 2, strange)).rejects.toThrow()
      const stolen = { ...byPriya, speaker: marcus }
      await expect(
        store.redact(planA, 2, { ...redaction('x'), rows: [{ seq: 2, entries: [said('x', stolen)] }] })
      ).rejects.toThrow()
      expect(await store.readPlan(planA)).toMatchObject({ epoch: 1, head: 2 })
      expect((await store.readCommits(planA, 1, 1, 1e6))[0]?.entries).toEqual([said('two')])
    })

    it('[P27] what was typed into a record goes from all it ever said; who said it, and when, stays', async () => {
      const store = await people()
      const first = {
        ...viewBy('v1', priya, 'Sam said so.'),
        data: { words: 'Sam said so.', source: 'Sam', held: 'group' } as const
      }
      await store.addRecord(planA, first)
      await store.changeRecord(planA, 'v1', { version: 1, by: marcus, at: 5, data: { ...first.data, source: '' } })
      const { records: news } = await store.newsOf(planA)
      const note = { by: priya, at: 9, why: 'By law.' }
      expect(await store.redactRecord(planB, 'v1', note)).toEqual(refuse('not-found'))
      expect(await store.redactRecord(planA, 'v1', note)).toBe(2)
      const again = await scene().again()
      const words = '█'.repeat(12)
      expect(await again.readRecordHistory(planA, 'v1')).toEqual([
        { version: 1, data: { words, source: '███', held: 'group' }, by: priya, at: 1, withdrawn: false },
        { version: 2, data: { words, source: '', held: 'group' }, by: marcus, at: 5, withdrawn: false }
      ])
      expect(
        (await again.readRecords(planA, news)).records.map(({ id }) => id),
        'everyone asks anew'
      ).toEqual(['v1'])
      expect(await again.redactRecord(planA, 'v1', note), 'nothing is left').toEqual(refuse('not-found'))
    })

    it('scrubbing changes nothing that is read, and writes asked with it are kept', async () => {
      const store = await people()
      const [scrubbed, seq] = await Promise.all([store.scrub(), store.commit(planA, 0, 1, [said('one')], [owns(1)])])
      expect([scrubbed, seq]).toEqual([undefined, 1])
      expect(await store.readCommits(planA, 0, 10, 1e6)).toHaveLength(1)
      expect(await store.readPerson(priya)).toMatchObject({ name: 'Priya' })
    })
  })
}
