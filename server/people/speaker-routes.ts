import { Hono } from 'hono'
import * as v from 'valibot'
import { idFromBytes, parsePersonId, type Ms } from '../../shared/ids.ts'
import { GROUPS } from '../../shared/plan/vocabulary.ts'
import { isRefusal, refuse } from '../../shared/refusals.ts'
import { jsonBody, type Door } from '../auth/routes.ts'
import { PlanEntry } from '../plans/entry.ts'
import { wireId } from '../plans/named.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Memberships, People, Person } from '../store/store.ts'

type Parts = {
  store: People & Memberships
  lobby: Pick<Lobby, 'room' | 'news'>
  random(bytes: number): Uint8Array
  now(): Ms
}

const newSpeaker = v.strictObject({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100), v.regex(/^[^\p{Cc}]*$/u)),
  group: v.picklist(GROUPS)
})

/**
 * People without an account whose words others type: somebody who spoke in a workshop, or on the telephone.
 * They may do nothing themselves; whoever may write may name one. Source: PROTOCOL.md P25.
 */
export const speakerRoutes = (parts: Parts) => {
  const { store, lobby, now } = parts
  const entry = new PlanEntry(parts)
  return new Hono<Door>().post('/:plan/speakers', jsonBody(newSpeaker), async (c) => {
    const asks = await entry.member(c, 'write')
    if (isRefusal(asks)) return c.var.refuse(asks)
    const { name, group } = c.req.valid('json')
    // Named twice in the same group, they are the same person: their words belong together.
    const members = await store.readMembers(asks.plan)
    const speakers = members.filter((member) => member.role === 'public' && member.group === group)
    const known = speakers.find((member) => member.name.toLowerCase() === name.toLowerCase())
    if (known) return c.json({ id: wireId(known.person), name: known.name, group }, 200)
    const id = parsePersonId(idFromBytes(parts.random(12)))
    if (!id) throw new Error('a new id is no id')
    const person: Person = { id, kind: 'speaker', name, email: null }
    const refusal =
      (await store.addPerson(person)) ??
      (await store.setMember(
        { plan: asks.plan, person: id, role: 'public', group, voice: false },
        { by: asks.person, at: now(), expects: 'absent' }
      ))
    if (refusal) return c.var.refuse(refusal.refused === 'already-in-plan' ? refuse('exists') : refusal)
    await lobby.news(asks.plan)
    return c.json({ id: wireId(id), name, group }, 201)
  })
}
