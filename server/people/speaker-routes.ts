import { Hono } from 'hono'
import * as v from 'valibot'
import { idFromBytes, parsePersonId, type Ms, type PersonId, type PlanId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { GROUPS, type Group } from '../../shared/plan/vocabulary.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import { jsonBody, type Door } from '../auth/routes.ts'
import { PlanEntry } from '../plans/entry.ts'
import { wireId } from '../plans/named.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Member, Memberships, People, Person } from '../store/store.ts'
import { personName } from './person-name.ts'

type Parts = {
  store: People & Memberships
  lobby: Pick<Lobby, 'room' | 'news'>
  random(bytes: number): Uint8Array
  now(): Ms
}

const newSpeaker = v.strictObject({
  name: personName,
  group: v.picklist(GROUPS)
})

/**
 * People without an account whose words others type: somebody who spoke in a workshop, or on the telephone.
 * They may do nothing themselves; whoever may write may name one. Source: PROTOCOL.md P25.
 */
export const speakerRoutes = (parts: Parts) => {
  const { store, lobby, now } = parts
  const entry = new PlanEntry(parts)
  /** One naming of a plan after the other: the same name given twice at once is one person too. */
  const turns = new Map<PlanId, Promise<unknown>>()
  const inTurn = async <T>(plan: PlanId, name: () => Promise<T>): Promise<T> => {
    const mine = (turns.get(plan) ?? Promise.resolve()).then(name, name)
    turns.set(plan, mine)
    try {
      return await mine
    } finally {
      if (turns.get(plan) === mine) turns.delete(plan)
    }
  }
  type Named = { id: PersonId; name: string; isNew: boolean }
  const naming = async (asks: Member, name: string, group: Group): Promise<Named | Refusal> => {
    // Named twice in the same group, they are the same person: their words belong together.
    const members = await store.readMembers(asks.plan)
    const speakers = members.filter((member) => member.role === 'public')
    const known = speakers.find((each) => each.group === group && each.name.toLowerCase() === name.toLowerCase())
    if (known) return { id: known.person, name: known.name, isNew: false }
    if (speakers.length >= limits.speakersPerPlanMax) return refuse('too-many')
    const id = parsePersonId(idFromBytes(parts.random(12)))
    if (!id) throw new Error('a new id is no id')
    const person: Person = { id, kind: 'speaker', name, email: null }
    const refusal =
      (await store.addPerson(person)) ??
      (await store.setMember(
        { plan: asks.plan, person: id, role: 'public', group, voice: false },
        { by: asks.person, at: now(), expects: 'absent' }
      ))
    if (refusal) return refusal.refused === 'already-in-plan' ? refuse('exists') : refusal
    return { id, name, isNew: true }
  }
  return new Hono<Door>().post('/:plan/speakers', jsonBody(newSpeaker), async (c) => {
    const asks = await entry.member(c, 'write')
    if (isRefusal(asks)) return c.var.refuse(asks)
    const given = c.req.valid('json')
    const named = await inTurn(asks.plan, () => naming(asks, given.name, given.group))
    if (isRefusal(named)) return c.var.refuse(named)
    if (named.isNew) await lobby.news(asks.plan)
    return c.json({ id: wireId(named.id), name: named.name, group: given.group }, named.isNew ? 201 : 200)
  })
}
