import { Hono, type Context } from 'hono'
import * as v from 'valibot'
import { idFromBytes, parsePersonId, type Ms, type PersonId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { readPlan } from '../../shared/plan/snapshot.ts'
import { GROUPS, type Group } from '../../shared/plan/vocabulary.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import { someoneFrom } from '../../shared/words.ts'
import { ROLES, can, type Role } from '../../shared/roles.ts'
import { jsonBody, type Door } from '../auth/routes.ts'
import { foldEmail } from '../auth/sign-in.ts'
import { PlanEntry } from '../plans/entry.ts'
import { wireId } from '../plans/named.ts'
import type { Lobby } from '../relay/lobby.ts'
import {
  invitedName,
  type Member,
  type Memberships,
  type People,
  type Person,
  type Posts,
  type Records,
  type Standing,
  type Visits
} from '../store/store.ts'
import type { PlanLetters } from './plan-letters.ts'
import { personName } from './person-name.ts'

type Parts = {
  store: People & Memberships & Posts & Visits & Pick<Records, 'newsOf'>
  lobby: Pick<Lobby, 'room' | 'news' | 'recheck'>
  letters: PlanLetters
  random(bytes: number): Uint8Array
  now(): Ms
}

/** Nobody is made a member who may only read what is published: everybody may. */
const givenRole = v.pipe(
  v.picklist(Object.keys(ROLES) as Role[]),
  v.check((role) => role !== 'public')
)
const place = { role: givenRole, group: v.picklist(GROUPS), voice: v.boolean() }
const newMember = v.strictObject({
  email: v.pipe(v.string(), v.trim(), v.maxLength(254), v.email()),
  name: personName,
  ...place
})

const post = v.pipe(v.string(), v.trim(), v.maxLength(limits.postMax), v.regex(/^[^\p{Cc}]*$/u))
/** As names are compared: a file that names roles must not name people by them. */
const plainName = (name: string): string => name.toLowerCase().replace(/\s+/gu, ' ').trim()

/** A person in a plan. `email` is for those who look after people, and for oneself. */
export type PersonRow = {
  id: string
  name: string
  role: Role
  group: Group
  voice: boolean
  email: string | null
  /** What a member of staff does; null for nobody's. */
  post: string | null
  lastHere: Ms | null
}

const standingOf = ({ role, group, voice }: Standing): Standing => ({ role, group, voice })

/**
 * Who is in a plan. Every change of access is kept with who made it, told to the person by mail, and
 * has reached open sockets before it is answered. Source: ui.md, People; PROTOCOL.md P3, P23.
 */
export const peopleRoutes = (parts: Parts) => {
  const { store, lobby, letters, now } = parts
  const entry = new PlanEntry(parts)

  /** Names as this asker may know them: of whom was invited and has not come in, the address at most. */
  const namesFor = async (asks: Member): Promise<(person: Person) => string> => {
    const invited = new Set(await store.readInvited(asks.plan))
    return ({ id, name, email }) => {
      if (id === asks.person || !invited.has(id)) return name
      return (can(asks.role, 'people') ? email : null) ?? invitedName
    }
  }

  const row = (
    member: Member,
    person: Person,
    lastHere: Ms | undefined,
    asks: Member,
    nameOf: (person: Person) => string,
    post: string | undefined
  ): PersonRow => ({
    id: member.person,
    name: nameOf(person),
    ...standingOf(member),
    email: can(asks.role, 'people') || asks.person === member.person ? person.email : null,
    post: post ?? null,
    lastHere: lastHere ?? null
  })

  const rowOf = async (asks: Member, id: PersonId): Promise<PersonRow | Refusal> => {
    const member = await store.readMember(asks.plan, id)
    const person = await store.readPerson(id)
    if (!member || !person) return refuse('not-found')
    const visit = (await store.readVisits(asks.plan)).find((each) => each.person === id)
    return row(member, person, visit?.at, asks, await namesFor(asks), (await store.readPosts(asks.plan)).get(id))
  }

  /** For letters; a plan that cannot be opened just now has no title, and nobody waits for it. */
  const titleOf = async (member: Member): Promise<string> => {
    const room = await lobby.room(member.plan)
    return isRefusal(room) ? '' : room.settled(({ doc }) => readPlan(doc).title.text)
  }

  /** Whoever may not stay is out, and everyone else knows, before this resolves. */
  const tell = async (member: Member): Promise<void> => {
    await lobby.recheck()
    await lobby.news(member.plan)
  }

  const doing = async (c: Context<Door>, member: Member): Promise<{ by: Person; title: string }> => {
    const by = c.var.signedIn?.person
    if (!by) throw new Error('nobody is signed in')
    return { by, title: await titleOf(member) }
  }

  /** Somebody who is in the plan, and who looks after its people. Refuses 'not-found'. */
  const both = async (c: Context<Door>): Promise<{ asks: Member; other: Member; person: Person } | Refusal> => {
    const asks = await entry.member(c, 'people')
    if (isRefusal(asks)) return asks
    const id = parsePersonId(c.req.param('person'))
    const other = id && (await store.readMember(asks.plan, id))
    const person = id && (await store.readPerson(id))
    return other && person ? { asks, other, person } : refuse('not-found')
  }

  /** Who has this address: known already, with the name they go by, or new. */
  const personAt = async (email: string, name: string): Promise<Person | Refusal> => {
    const known = await store.readPersonByEmail(email)
    if (known) return known
    const id = parsePersonId(idFromBytes(parts.random(12)))
    if (!id) throw new Error('a new id is no id')
    const person: Person = { id, kind: 'account', name, email }
    const refusal = await store.addPerson(person)
    // Two invitations of one address at the same moment: the other one was first.
    if (refusal?.refused === 'email-taken') return (await store.readPersonByEmail(email)) ?? refusal
    return refusal ?? person
  }

  return (
    new Hono<Door>()
      .get('/:plan/people', async (c) => {
        const asks = await entry.member(c, 'read')
        if (isRefusal(asks)) return c.var.refuse(asks)
        // The counter is read first: what changes meanwhile is asked for once more, never missed.
        const { people: version } = await store.newsOf(asks.plan)
        const members = await store.readMembers(asks.plan)
        const looksAfter = can(asks.role, 'people')
        const lines = looksAfter ? await store.readAccessLog(asks.plan, limits.accessLinesMax) : []
        const told = lines.flatMap(({ by, person }) => (by === null ? [person] : [by, person]))
        const named = await store.readPeople([...members.map(({ person }) => person), ...told])
        const known = new Map(named.map((person) => [person.id, person]))
        const visits = new Map((await store.readVisits(asks.plan)).map(({ person, at }) => [person, at]))
        const posts = await store.readPosts(asks.plan)
        const shownName = await namesFor(asks)
        const groups = await store.readLastGroups(
          asks.plan,
          told.filter((id) => !known.has(id))
        )
        const nameOf = (id: PersonId): string => {
          const person = known.get(id)
          return person ? shownName(person) : someoneFrom(groups.get(id))
        }
        return c.json(
          {
            version,
            people: members.flatMap((member) => {
              const person = known.get(member.person)
              if (!person) return []
              return row(member, person, visits.get(member.person), asks, shownName, posts.get(member.person))
            }),
            changes: lines.map(({ at, by, person, was, now: then }) => ({
              at,
              by: by === null ? null : wireId(by),
              /** Null: whoever runs the board. */
              byName: by === null ? null : nameOf(by),
              person: wireId(person),
              personName: nameOf(person),
              was,
              now: then
            }))
          },
          200
        )
      })
      .post('/:plan/people', jsonBody(newMember), async (c) => {
        const asks = await entry.member(c, 'people')
        if (isRefusal(asks)) return c.var.refuse(asks)
        const { email, name, ...given } = c.req.valid('json')
        const refusal = await letters.mayInvite(asks.person)
        if (refusal) return c.var.refuse(refusal)
        // Looked at before anybody is added to the board; the store looks again when it adds them to the plan.
        if ((await store.readMembers(asks.plan)).length >= limits.membersPerPlanMax)
          return c.var.refuse(refuse('too-many'))
        const person = await personAt(foldEmail(email), name)
        if (isRefusal(person)) return c.var.refuse(person)
        const change = { by: asks.person, at: now(), expects: 'absent' as const }
        const notAdded = await store.setMember({ plan: asks.plan, person: person.id, ...given }, change)
        if (notAdded) return c.var.refuse(notAdded)
        await tell(asks)
        const notInvited = await letters.invite(person, given, await doing(c, asks))
        if (notInvited) return c.var.refuse(notInvited)
        const added = await rowOf(asks, person.id)
        return isRefusal(added) ? c.var.refuse(added) : c.json(added, 201)
      })
      .put('/:plan/people/:person', jsonBody(v.strictObject(place)), async (c) => {
        const found = await both(c)
        if (isRefusal(found)) return c.var.refuse(found)
        const { asks, other, person } = found
        const given = c.req.valid('json')
        // Else whoever looks after people could answer for a group they do not belong to, or withdraw its views.
        const isOwn = other.person === asks.person
        if (isOwn && (given.group !== other.group || (given.voice && !other.voice)))
          return c.var.refuse(refuse('own-group'))
        const change = { by: asks.person, at: now(), expects: 'present' as const }
        const refusal = await store.setMember({ plan: asks.plan, person: other.person, ...given }, change)
        if (refusal) return c.var.refuse(refusal)
        await tell(asks)
        const differs = other.role !== given.role || other.group !== given.group || other.voice !== given.voice
        if (differs && !isOwn) letters.placeChanged(person, given, await doing(c, asks))
        const changed = await rowOf(asks, other.person)
        return isRefusal(changed) ? c.var.refuse(changed) : c.json(changed, 200)
      })
      // What somebody does is theirs to say, or for those who look after people.
      .put('/:plan/people/:person/post', jsonBody(v.strictObject({ post })), async (c) => {
        const asks = await entry.anyMember(c)
        if (isRefusal(asks)) return c.var.refuse(asks)
        const id = parsePersonId(c.req.param('person'))
        if (id !== asks.person && !can(asks.role, 'people')) return c.var.refuse(refuse('not-allowed'))
        const given = c.req.valid('json')
        if (!id) return c.var.refuse(refuse('not-found'))
        const names = (await store.readMembers(asks.plan)).map(({ name }) => plainName(name))
        if (names.some((name) => name !== '' && plainName(given.post).includes(name)))
          return c.var.refuse(refuse('role-not-name'))
        const refusal = await store.setPost(asks.plan, id, given.post, { by: asks.person, at: now() })
        if (refusal) return c.var.refuse(refusal)
        await lobby.news(asks.plan)
        const changed = await rowOf(asks, id)
        return isRefusal(changed) ? c.var.refuse(changed) : c.json(changed, 200)
      })
      .delete('/:plan/people/:person', async (c) => {
        const asks = await entry.anyMember(c)
        if (isRefusal(asks)) return c.var.refuse(asks)
        const id = parsePersonId(c.req.param('person'))
        // Anybody may leave; taking out somebody else is for those who look after people.
        if (id !== asks.person && !can(asks.role, 'people')) return c.var.refuse(refuse('not-allowed'))
        const person = id && (await store.readPerson(id))
        if (!person) return c.var.refuse(refuse('not-found'))
        const change = { by: asks.person, at: now(), expects: 'present' as const }
        const refusal = await store.removeMember(asks.plan, person.id, change)
        if (refusal) return c.var.refuse(refusal)
        await tell(asks)
        if (person.id !== asks.person) letters.removed(person, await doing(c, asks))
        return c.body(null, 204)
      })
      .post('/:plan/people/:person/invite', async (c) => {
        const found = await both(c)
        if (isRefusal(found)) return c.var.refuse(found)
        const { asks, other, person } = found
        const refusal =
          (await letters.mayInvite(asks.person)) ?? (await letters.invite(person, other, await doing(c, asks)))
        return refusal ? c.var.refuse(refusal) : c.json({ sent: true as const }, 202)
      })
  )
}
