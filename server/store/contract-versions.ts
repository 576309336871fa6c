import { describe, expect, it } from 'vitest'
import { refuse } from '../../shared/refusals.ts'
import type { NewEntry } from '../../shared/versions/version.ts'
import { planA, planB, priya, said, type Scene } from './contract-scene.ts'
import type { Store, VersionAsker } from './store.ts'

/** The part of the contract about versions: only ever added to, numbered without gaps. */
export const versionsContract = (current: () => Store, scene: () => Scene): void => {
  const hash = 'ab'.repeat(32)
  const frozen: NewEntry = {
    at: 5,
    by: priya,
    kind: 'frozen',
    data: { scope: null, seq: 1, epoch: 1, hash, signed: hash, chain: hash }
  }
  const moved = (state: 'proposed' | 'withdrawn', closesAt: number | null = null): NewEntry => ({
    at: 6,
    by: priya,
    kind: 'moved',
    data: { state, ask: state === 'proposed' ? { asked: ['health'], closesAt } : null, note: '' }
  })
  const content = { words: '{"a":"Grüße"}', signed: '{"b":2}' }
  const lead: Exclude<VersionAsker, null> = { person: priya, standing: { role: 'lead', group: 'health', voice: true } }
  const played = async (): Promise<void> => {
    await current().addPerson({ id: priya, kind: 'account', name: 'Priya', email: null })
    for (const plan of [planA, planB]) await current().createPlan(plan, 1)
    await current().setMember(
      { plan: planA, person: priya, role: 'lead', group: 'health', voice: true },
      { by: null, at: 1 }
    )
  }

  describe('versions', () => {
    it('come back entry by entry, with what was frozen, also after a restart', async () => {
      expect(await current().addVersion(planA, [frozen], content, null)).toEqual(refuse('no-such-plan'))
      await played()
      const news = await current().newsOf(planA)
      expect(await current().addVersion(planA, [frozen, moved('proposed')], content, lead)).toBe(1)
      expect(await current().addVersion(planA, [frozen], content, lead)).toBe(2)
      expect(await current().addVersion(planB, [frozen], content, null)).toBe(1)
      expect((await current().newsOf(planA)).records).toBeGreaterThan(news.records)
      await scene().again()
      expect(await current().readVersions(planA)).toEqual([
        {
          number: 1,
          entries: [
            { n: 1, ...frozen },
            { n: 2, ...moved('proposed') }
          ]
        },
        { number: 2, entries: [{ n: 1, ...frozen }] }
      ])
      expect(await current().readVersionContent(planA, 1)).toEqual(content)
      expect(await current().readVersionContent(planA, 3)).toBeUndefined()
    })

    it('are added to only by whoever saw every entry, and still is what they were', async () => {
      await played()
      await current().addVersion(planA, [frozen], content, lead)
      const add = (after: number, asker: VersionAsker) =>
        current().addVersionEntries(planA, 1, after, [moved('withdrawn')], asker)
      expect(await current().addVersionEntries(planA, 2, 1, [moved('withdrawn')], lead)).toEqual(refuse('not-found'))
      const raced = await Promise.all(Array.from({ length: 20 }, () => add(1, lead)))
      expect(raced.filter((each) => each === 2)).toHaveLength(1)
      expect(raced.filter((each) => each !== 2)).toEqual(Array.from({ length: 19 }, () => refuse('changed-meanwhile')))
      const lower = { plan: planA, person: priya, role: 'lead', group: 'health', voice: false } as const
      // The same transaction that keeps the entry looks at what its author is.
      const [, late] = await Promise.all([current().setMember(lower, { by: null, at: 2 }), add(2, lead)])
      expect(late).toEqual(refuse('changed-meanwhile'))
      expect(await current().addVersion(planA, [frozen], content, lead)).toEqual(refuse('changed-meanwhile'))
      expect(await current().readVersions(planA)).toHaveLength(1)
    })

    it('that could be answered until now are known', async () => {
      await played()
      for (const closesAt of [10, 20, null])
        await current().addVersion(planA, [frozen, moved('proposed', closesAt)], content, lead)
      expect(await current().versionsDue(9)).toEqual([])
      expect(await current().versionsDue(10)).toEqual([{ plan: planA, number: 1 }])
      await current().addVersionEntries(planA, 1, 2, [moved('withdrawn')], lead)
      expect(await current().versionsDue(20)).toEqual([{ plan: planA, number: 2 }])
    })

    it('[P27] what was typed into an entry goes, and everything after it still stands on what it was', async () => {
      await played()
      const note = { answer: 'cannot-agree', note: 'Not yet.', formal: null } as const
      const entries: NewEntry[] = [
        frozen,
        moved('proposed'),
        { at: 7, by: priya, kind: 'answered', data: { group: 'health', voice: priya, said: note } }
      ]
      await current().addVersion(planA, entries, content, lead)
      const why = { by: priya, at: 9, why: 'By law.' }
      expect(await current().removeNote(planA, 2, 3, why, lead)).toEqual(refuse('not-found'))
      for (const of of [1, 2, 4])
        expect(await current().removeNote(planA, 1, of, why, lead)).toEqual(refuse('not-found'))
      const other = { ...lead, standing: { ...lead.standing, voice: false } }
      expect(await current().removeNote(planA, 1, 3, why, other)).toEqual(refuse('changed-meanwhile'))
      expect(await current().removeNote(planA, 1, 3, why, lead)).toBe(4)
      expect(await current().removeNote(planA, 1, 3, why, lead)).toEqual(refuse('not-found'))
      await scene().again()
      await current().addVersionEntries(planA, 1, 4, [moved('withdrawn')], lead)
      expect(await current().readVersions(planA)).toMatchObject([
        {
          entries: [
            {},
            {},
            { n: 3, at: 7, data: { said: { answer: 'cannot-agree', note: '████████' } } },
            { n: 4, at: 9, by: priya, kind: 'note-removed', data: { of: 3 } },
            { n: 5, kind: 'moved' }
          ]
        }
      ])
    })

    it('what a group thinks of one is its own, one word a person, of those who are still in it', async () => {
      await played()
      await current().addVersion(planA, [frozen, moved('proposed')], content, lead)
      const said = (word: 'agree' | 'stand-aside', at: number) =>
        current().sayInPoll(planA, 1, { asker: lead, at, word })
      expect(await said('agree', 1)).toEqual(refuse('not-found'))
      const poll = { asker: lead, at: 5, hash }
      expect(await current().addPoll(planA, 2, poll)).toEqual(refuse('not-found'))
      expect(await current().addPoll(planA, 1, poll)).toBeUndefined()
      expect(await current().addPoll(planA, 1, poll)).toEqual(refuse('exists'))
      const other = { ...lead, standing: { ...lead.standing, group: 'parents' as const } }
      expect(await current().addPoll(planA, 1, { ...poll, asker: other })).toEqual(refuse('changed-meanwhile'))
      expect(await current().sayInPoll(planA, 1, { asker: other, at: 6, word: 'agree' })).toEqual(
        refuse('changed-meanwhile')
      )
      await said('agree', 6)
      await said('stand-aside', 7)
      await scene().again()
      const asked = { number: 1, by: priya, at: 5, hash }
      expect(await current().readPolls(planA, 'health')).toEqual([
        { ...asked, said: [{ person: priya, word: 'stand-aside' }] }
      ])
      expect(await current().readPolls(planA, 'parents')).toEqual([])
      const place = { plan: planA, person: priya, role: 'lead', group: 'parents', voice: true } as const
      await current().setMember(place, { by: null, at: 8 })
      expect(await current().readPolls(planA, 'health')).toEqual([{ ...asked, said: [] }])
    })

    it('the chain of the log is known commit by commit', async () => {
      await played()
      await current().commit(planA, 0, 1, [said('one')], [])
      await current().commit(planA, 1, 1, [said('two')], [])
      const [one, two] = [await current().readChain(planA, 1), await current().readChain(planA, 2)]
      expect(one).toHaveLength(32)
      expect(two).not.toEqual(one)
      expect(await current().readChain(planA, 3)).toBeUndefined()
    })
  })
}
