import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../shared/ids.ts'
import { refuse } from '../../shared/refusals.ts'
import { marcus, planA, planB, priya, type Scene } from './contract-scene.ts'
import type { Member, Person, Session, SignIn, Store } from './store.ts'

const anya = 'p-anya' as PersonId
const people: Person[] = [
  { id: priya, kind: 'account', name: 'Priya Nair', email: 'Priya.Nair@example.org' },
  { id: marcus, kind: 'guest', name: 'Marcus', email: 'marcus@example.org' },
  { id: anya, kind: 'speaker', name: 'Anya', email: null }
]
const byAdmin = { by: null, at: 7 }
const hash = (fill: string): string => fill.repeat(64).slice(0, 64)
const signIn = (id: string, more: Partial<SignIn> = {}): SignIn => ({
  id,
  person: priya,
  email: 'priya.nair@example.org',
  tokenHash: hash(id),
  codeHash: hash('c'),
  expiresAt: 1000,
  triesLeft: 2,
  used: false,
  ...more
})
const session = (idHash: string, person: PersonId, expiresAt = 1000): Session => ({
  idHash: hash(idHash),
  person,
  expiresAt,
  createdAt: 1
})
const member = (more: Partial<Member> = {}): Omit<Member, 'name'> => {
  const { name: _name, ...rest }: Member = {
    plan: planA,
    person: priya,
    name: '',
    role: 'member',
    group: 'health',
    voice: true,
    ...more
  }
  return rest
}

/** The part of the contract about people, what they may do and how they sign in. */
export const peopleContract = (current: () => Store, scene: () => Scene): void => {
  const addPeople = async (): Promise<void> => {
    for (const person of people) expect(await current().addPerson(person)).toBeUndefined()
  }

  describe('people', () => {
    it('come back as they were added, and are found by address whatever its case', async () => {
      await addPeople()
      expect(await current().readPerson(priya)).toEqual(people[0])
      expect(await current().readPersonByEmail('PRIYA.NAIR@EXAMPLE.ORG')).toEqual(people[0])
      expect(await current().readPersonByEmail('nobody@example.org')).toBeUndefined()
      expect(await current().readPeople([anya, priya, 'p-none' as PersonId, anya])).toEqual([people[2], people[0]])
      expect(await current().readPerson('p-none' as PersonId)).toBeUndefined()
    })

    it('have one address each, whatever its case; any number have none', async () => {
      await addPeople()
      const twin: Person = { id: 'p-twin' as PersonId, kind: 'account', name: 'Twin', email: 'priya.nair@EXAMPLE.org' }
      expect(await current().addPerson(twin)).toEqual(refuse('email-taken'))
      expect(await current().addPerson({ ...twin, id: priya, email: null })).toEqual(refuse('exists'))
      expect(await current().addPerson({ ...twin, kind: 'speaker', email: null })).toBeUndefined()
      expect(await current().readPerson(priya)).toEqual(people[0])
    })
  })

  describe('memberships', () => {
    it('are added, changed, listed by name and removed', async () => {
      await addPeople()
      await current().createPlan(planA, 1)
      await current().createPlan(planB, 1)
      expect(await current().setMember(member(), byAdmin)).toBeUndefined()
      expect(
        await current().setMember(member({ person: marcus, role: 'guest', group: 'parents', voice: false }), byAdmin)
      ).toBeUndefined()
      expect(await current().setMember(member({ plan: planB, role: 'lead' }), byAdmin)).toBeUndefined()
      expect(await current().setMember(member({ role: 'reader', group: 'council' }), byAdmin)).toBeUndefined()
      const asReader = { ...member({ role: 'reader', group: 'council' }), name: 'Priya Nair' }
      expect(await current().readMember(planA, priya)).toEqual(asReader)
      expect((await current().readMembers(planA)).map(({ name }) => name)).toEqual(['Marcus', 'Priya Nair'])
      expect((await current().readMembershipsOf(priya)).map(({ plan, role }) => [plan, role])).toEqual([
        [planA, 'reader'],
        [planB, 'lead']
      ])
      expect(await current().removeMember(planA, priya, byAdmin)).toBeUndefined()
      expect(await current().removeMember(planA, priya, byAdmin)).toBeUndefined()
      expect(await current().readMember(planA, priya)).toBeUndefined()
      expect(await current().readMember(planB, priya)).toBeDefined()
    })

    it('are only of people and plans that are there', async () => {
      await addPeople()
      expect(await current().setMember(member(), byAdmin)).toEqual(refuse('no-such-plan'))
      await current().createPlan(planA, 1)
      expect(await current().setMember(member({ person: 'p-none' as PersonId }), byAdmin)).toEqual(
        refuse('no-such-person')
      )
      expect(await current().readMembers(planA)).toEqual([])
    })

    it('[27] a role or group that is none is not kept', async () => {
      await addPeople()
      await current().createPlan(planA, 1)
      await expect(current().setMember(member({ role: 'owner' as 'lead' }), byAdmin)).rejects.toThrow()
      await expect(current().setMember(member({ group: 'press' as 'health' }), byAdmin)).rejects.toThrow()
      expect(await current().readMember(planA, priya)).toBeUndefined()
    })
  })

  describe('sign-ins', () => {
    it('[17] are found by the hash of their token, and by address while they are open, newest first', async () => {
      await addPeople()
      await current().addSignIn(signIn('a', { expiresAt: 900 }))
      await current().addSignIn(signIn('b', { expiresAt: 1000, email: 'PRIYA.nair@example.org' }))
      await current().addSignIn(signIn('d', { email: 'marcus@example.org', person: marcus }))
      await current().addSignIn(signIn('e', { triesLeft: 0 }))
      expect(await current().readSignInByToken(hash('a'))).toEqual(signIn('a', { expiresAt: 900 }))
      expect(await current().readSignInByToken(hash('z'))).toBeUndefined()
      const open = async (now: number): Promise<string[]> =>
        (await current().readSignInsByEmail('priya.nair@EXAMPLE.org', now)).map(({ id }) => id)
      expect(await open(899)).toEqual(['b', 'a'])
      expect(await open(900)).toEqual(['b'])
      expect(await open(1000)).toEqual([])
      expect(await current().addSignIn(signIn('a'))).toEqual(refuse('exists'))
      expect(await current().addSignIn(signIn('f', { person: 'p-none' as PersonId }))).toEqual(refuse('no-such-person'))
    })

    it('[19] work once, also when raced from two processes, and not once they have expired', async () => {
      await addPeople()
      const other = await scene().beside()
      await current().addSignIn(signIn('a'))
      await current().addSignIn(signIn('b'))
      const outcomes = await Promise.all([current(), other, current(), other].map((store) => store.useSignIn('a', 999)))
      expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(1)
      expect(outcomes.filter((outcome) => outcome?.refused === 'link-used')).toHaveLength(3)
      expect(await current().useSignIn('b', 1000)).toEqual(refuse('link-used'))
      expect(await current().useSignIn('none', 1)).toEqual(refuse('link-used'))
      expect(await current().readSignInByToken(hash('a'))).toMatchObject({ used: true })
      expect((await current().readSignInsByEmail('priya.nair@example.org', 1)).map(({ id }) => id)).toEqual(['b'])
    })

    it('[22] a wrong code takes a try from each, down to none', async () => {
      await addPeople()
      await current().addSignIn(signIn('a'))
      await current().addSignIn(signIn('b', { triesLeft: 1 }))
      await current().countWrongCode(['a', 'b'])
      expect((await current().readSignInsByEmail('priya.nair@example.org', 1)).map(({ id }) => id)).toEqual(['a'])
      await current().countWrongCode(['a', 'b'])
      expect(await current().readSignInByToken(hash('a'))).toMatchObject({ triesLeft: 0 })
      expect(await current().readSignInByToken(hash('b'))).toMatchObject({ triesLeft: 0 })
    })

    it('expired ones are cleared away', async () => {
      await addPeople()
      await current().addSignIn(signIn('a', { expiresAt: 10 }))
      await current().addSignIn(signIn('b', { expiresAt: 20 }))
      await current().removeSignInsBefore(20)
      expect(await current().readSignInByToken(hash('a'))).toBeUndefined()
      expect(await current().readSignInByToken(hash('b'))).toBeDefined()
    })
  })

  describe('sessions', () => {
    it('are kept, extended and ended: one, all of a person, all expired', async () => {
      await addPeople()
      for (const [id, person, expires] of [
        ['a', priya, 10],
        ['b', priya, 20],
        ['d', marcus, 30]
      ] as const) {
        expect(await current().addSession(session(id, person, expires))).toBeUndefined()
      }
      expect(await current().readSession(hash('a'))).toEqual(session('a', priya, 10))
      expect(await current().extendSession(hash('b'), 50)).toBeUndefined()
      expect(await current().readSessionsOf(priya)).toEqual([session('a', priya, 10), session('b', priya, 50)])
      await current().removeSessionsBefore(11)
      expect(await current().readSession(hash('a'))).toBeUndefined()
      await current().removeSession(hash('d'))
      expect(await current().readSession(hash('d'))).toBeUndefined()
      await current().removeSessionsOf(priya)
      expect(await current().readSessionsOf(priya)).toEqual([])
      expect(await current().addSession(session('e', 'p-none' as PersonId))).toEqual(refuse('no-such-person'))
    })

    it('[16] an ended session is not brought back by extending it', async () => {
      await addPeople()
      await current().addSession(session('a', priya))
      await current().removeSession(hash('a'))
      expect(await current().extendSession(hash('a'), 99)).toEqual(refuse('not-found'))
      expect(await current().readSession(hash('a'))).toBeUndefined()
    })
  })

  describe('access', () => {
    it('[14] its version rises with every change of people, members and sessions, seen by every process', async () => {
      const other = await scene().beside()
      let last = await other.accessVersion()
      const rises = async (change: () => Promise<unknown>): Promise<void> => {
        await change()
        const now = await other.accessVersion()
        expect(now, change.toString()).toBeGreaterThan(last)
        expect(await current().accessVersion()).toBe(now)
        last = now
      }
      await current().createPlan(planA, 1)
      await rises(addPeople)
      await rises(() => current().setMember(member(), byAdmin))
      await rises(() => other.setMember(member({ role: 'reader' }), byAdmin))
      await rises(() => current().addSession(session('a', priya)))
      await rises(() => current().extendSession(hash('a'), 5))
      await rises(() => other.removeSessionsOf(priya))
      await rises(() => current().removeMember(planA, priya, byAdmin))
      await current().removeMember(planA, priya, byAdmin)
      await current().addSignIn(signIn('a'))
      await current().commit(planA, 0, 1, [], [])
      expect(await other.accessVersion(), 'nothing of access changed').toBe(last)
    })
  })
}
