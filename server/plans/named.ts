import { parsePersonId, type PersonId, type PlanId } from '../../shared/ids.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import { someoneFrom } from '../../shared/words.ts'
import type { Memberships, People } from '../store/store.ts'

/** An id as clients see it: just a string. */
export const wireId = (id: string): string => id

/** `group`: who they act for in the plan now; null for who is no longer in it. */
export type NamedPerson = { id: string; name: string; group: Group | null }

/** Who these ids are, each once. Somebody who was erased keeps what they said, as "Someone from" their group. */
export const namePeople = async (
  store: People & Pick<Memberships, 'readMembers'>,
  plan: PlanId,
  ids: readonly string[]
): Promise<NamedPerson[]> => {
  const people = [...new Set(ids)].map(parsePersonId).filter((id) => id !== undefined)
  const members = new Map((await store.readMembers(plan)).map(({ person, group }) => [person, group]))
  const known = new Map((await store.readPeople(people)).map(({ id, name }) => [id, name]))
  const nameless = people.filter((id) => !known.has(id))
  const groups = nameless.length > 0 ? await store.readLastGroups(plan, nameless) : new Map<PersonId, Group>()
  return people.map((id) => ({
    id,
    name: known.get(id) ?? someoneFrom(groups.get(id)),
    group: members.get(id) ?? null
  }))
}
