import { parsePersonId, type PlanId } from '../../shared/ids.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import type { Memberships, People } from '../store/store.ts'

/** An id as clients see it: just a string. */
export const wireId = (id: string): string => id

/** `group`: who they act for in the plan now; null for who is no longer in it. */
export type NamedPerson = { id: string; name: string; group: Group | null }

/** Who these ids are, each once. Somebody whose row is gone keeps what they said, without a name. */
export const namePeople = async (
  store: People & Pick<Memberships, 'readMembers'>,
  plan: PlanId,
  ids: readonly string[]
): Promise<NamedPerson[]> => {
  const people = [...new Set(ids)].map(parsePersonId).filter((id) => id !== undefined)
  const members = new Map((await store.readMembers(plan)).map(({ person, group }) => [person, group]))
  const known = new Map((await store.readPeople(people)).map(({ id, name }) => [id, name]))
  return people.map((id) => ({ id, name: known.get(id) ?? 'Name removed', group: members.get(id) ?? null }))
}
