import type { PlanId } from '../../shared/ids.ts'
import { GROUPS, parseGroup, type Group } from '../../shared/plan/vocabulary.ts'
import type { Role } from '../../shared/roles.ts'
import { groupNames, roleNames } from '../../shared/words.ts'
import { api, type Access, type AccessChange, type Answer, type PersonRow } from './api.ts'

export type GroupRows = { group: Group; people: PersonRow[] }

/** People by group in the fixed order, by name inside a group; groups without anyone are left out. */
export const byGroup = (people: readonly PersonRow[]): GroupRows[] =>
  GROUPS.map((group) => ({
    group,
    people: people
      .filter((person) => parseGroup(person.group) === group)
      .sort((a, b) => a.name.localeCompare(b.name, 'en-GB'))
  })).filter((each) => each.people.length > 0)

/** Somebody without an account: others type for them, and they may do nothing themselves. */
export const hasNoAccount = ({ role }: { role: Role }): boolean => role === 'public'

/** "Can write, as Health", "Can write, speaks for Health". */
export const accessWords = ({ role, group, voice }: { role: Role; group: Group; voice: boolean }): string =>
  role === 'public'
    ? `no account, as ${groupNames[group]}`
    : voice
      ? `${roleNames[role]}, speaks for ${groupNames[group]}`
      : `${roleNames[role]}, as ${groupNames[group]}`

type Now = { at: 'opening' } | { at: 'here' } | { at: 'refused'; sentence: string }

/** Who is in one plan and what they may do, as the people page shows and changes it. */
export class PeopleState {
  #plan: PlanId
  #now: Now = $state.raw({ at: 'opening' })
  #people: PersonRow[] = $state.raw([])
  #changes: AccessChange[] = $state.raw([])
  #asked = 0

  constructor(plan: PlanId) {
    this.#plan = plan
  }

  get now(): Now {
    return this.#now
  }
  get people(): readonly PersonRow[] {
    return this.#people
  }
  /** Changes of access, newest first; empty for whoever may not see them. */
  get changes(): readonly AccessChange[] {
    return this.#changes
  }

  /** Asks anew; what is shown stays until the answer is here, and an answer overtaken by a later one is dropped. */
  async read(): Promise<void> {
    const turn = ++this.#asked
    const answer = await api.people(this.#plan)
    if (turn !== this.#asked) return
    if (answer.ok) {
      this.#people = answer.body.people
      this.#changes = answer.body.changes
      this.#now = { at: 'here' }
    } else if (this.#now.at !== 'here') this.#now = { at: 'refused', sentence: answer.sentence }
  }

  invite(person: { email: string; name: string } & Access): Promise<Answer<unknown>> {
    return this.#then(api.invite(this.#plan, person))
  }
  /** Names somebody without an account. */
  nameSpeaker(speaker: { name: string; group: Group }): ReturnType<typeof api.nameSpeaker> {
    return api.nameSpeaker(this.#plan, speaker)
  }
  inviteAgain(person: string): Promise<Answer<unknown>> {
    return api.inviteAgain(this.#plan, person)
  }
  change(person: string, access: Access): Promise<Answer<unknown>> {
    return this.#then(api.changeAccess(this.#plan, person, access))
  }
  /** What a member of staff does; empty for nothing. */
  setPost(person: string, post: string): Promise<Answer<unknown>> {
    return this.#then(api.setPost(this.#plan, person, post))
  }
  remove(person: string): Promise<Answer<unknown>> {
    return this.#then(api.removePerson(this.#plan, person))
  }

  async #then(call: Promise<Answer<unknown>>): Promise<Answer<unknown>> {
    const answer = await call
    if (answer.ok) await this.read()
    return answer
  }
}
