import type { Ms, PersonId, PlanId, Seq } from '../../shared/ids.ts'
import { refuse, type Refusal } from '../../shared/refusals.ts'
import type { News } from '../../shared/wire/messages.ts'
import type {
  AccessChange,
  AccessLine,
  Commit,
  Member,
  Memberships,
  Owner,
  People,
  Person,
  PlanLog,
  Redaction,
  SignedUpdate
} from '../store/store.ts'

type KeptPlan = {
  epoch?: number
  commits: Commit[]
  owners: Map<number, Owner>
  snapshot?: { seq: Seq; state: Uint8Array; ledger: Uint8Array }
}

/**
 * A plan log that lives as long as the process: for scenes and fuzzing, where a disk would only slow
 * thousands of rooms down. `commit` can be held up and made to fail, which a disk does on its own.
 */
export class MemoryLog implements PlanLog, People, Memberships {
  readonly plans = new Map<PlanId, KeptPlan>()
  readonly people = new Map<PersonId, Person>()
  readonly members: Omit<Member, 'name'>[] = []
  /** As if some record had changed, when a scene raises it. */
  news: News = { records: 0, people: 0 }
  /** Awaited before every commit. */
  beforeCommit: () => Promise<Refusal | undefined> = () => Promise.resolve(undefined)
  commits = 0

  createPlan(plan: PlanId): Promise<Refusal | undefined> {
    if (this.plans.has(plan)) return Promise.resolve(refuse('exists'))
    this.plans.set(plan, { commits: [], owners: new Map() })
    return Promise.resolve(undefined)
  }

  readPlan(plan: PlanId): ReturnType<PlanLog['readPlan']> {
    const kept = this.plans.get(plan)
    if (!kept) return Promise.resolve(undefined)
    const { snapshot } = kept
    return Promise.resolve({
      id: plan,
      epoch: kept.epoch ?? 1,
      head: kept.commits.length,
      owners: [...kept.owners.values()],
      ...(snapshot ? { snapshot } : {})
    })
  }

  readCommits(plan: PlanId, after: Seq, rowsMax: number): Promise<Commit[]> {
    return Promise.resolve(this.plans.get(plan)?.commits.slice(after, after + rowsMax) ?? [])
  }

  async commit(
    plan: PlanId,
    after: Seq,
    at: Ms,
    entries: readonly SignedUpdate[],
    newOwners: readonly Owner[]
  ): Promise<Seq | Refusal> {
    const refusal = await this.beforeCommit()
    if (refusal) return refusal
    const kept = this.plans.get(plan)
    if (!kept || kept.commits.length !== after) return refuse('behind')
    if (newOwners.some((owner) => kept.owners.has(owner.client))) return refuse('not-your-words')
    for (const owner of newOwners) kept.owners.set(owner.client, owner)
    kept.commits.push({ seq: after + 1, at, entries: [...entries] })
    this.commits++
    return after + 1
  }

  saveSnapshot(
    plan: PlanId,
    snapshot: { seq: Seq; state: Uint8Array; ledger: Uint8Array }
  ): Promise<Refusal | undefined> {
    const kept = this.plans.get(plan)
    if (kept) kept.snapshot = snapshot
    return Promise.resolve(undefined)
  }

  addPerson(person: Person): Promise<Refusal | undefined> {
    this.people.set(person.id, person)
    return Promise.resolve(undefined)
  }
  readPerson(id: PersonId): Promise<Person | undefined> {
    return Promise.resolve(this.people.get(id))
  }
  readPersonByEmail(email: string): Promise<Person | undefined> {
    return Promise.resolve([...this.people.values()].find((person) => person.email === email))
  }
  redact(plan: PlanId, after: Seq, { rows, state, ledger }: Redaction): Promise<number | Refusal> {
    const kept = this.plans.get(plan)
    if (!kept) return Promise.resolve(refuse('no-such-plan'))
    if (kept.commits.length !== after) return Promise.resolve(refuse('behind'))
    for (const { seq, entries } of rows) {
      const commit = kept.commits[seq - 1]
      if (commit) commit.entries = [...entries]
    }
    kept.epoch = (kept.epoch ?? 1) + 1
    kept.snapshot = { seq: after, state, ledger }
    return Promise.resolve(kept.epoch)
  }

  readLastGroups(plan: PlanId, ids: readonly PersonId[]): ReturnType<People['readLastGroups']> {
    const owners = [...(this.plans.get(plan)?.owners.values() ?? [])].filter(({ speaker }) => ids.includes(speaker))
    return Promise.resolve(new Map(owners.map(({ speaker, group }) => [speaker, group])))
  }

  readPeople(ids: readonly PersonId[]): Promise<Person[]> {
    return Promise.resolve(ids.flatMap((id) => this.people.get(id) ?? []))
  }

  setMember(member: Omit<Member, 'name'>, _change?: AccessChange): Promise<Refusal | undefined> {
    void this.removeMember(member.plan, member.person)
    this.members.push(member)
    return Promise.resolve(undefined)
  }
  removeMember(plan: PlanId, person: PersonId, _change?: AccessChange): Promise<Refusal | undefined> {
    const index = this.members.findIndex((member) => member.plan === plan && member.person === person)
    if (index >= 0) this.members.splice(index, 1)
    this.news.people++
    return Promise.resolve(undefined)
  }
  readAccessLog(): Promise<AccessLine[]> {
    return Promise.resolve([])
  }
  newsOf(): Promise<News> {
    return Promise.resolve({ ...this.news })
  }
  #named(member: Omit<Member, 'name'>): Member {
    return { ...member, name: this.people.get(member.person)?.name ?? '' }
  }
  readMember(plan: PlanId, person: PersonId): Promise<Member | undefined> {
    const found = this.members.find((member) => member.plan === plan && member.person === person)
    return Promise.resolve(found && this.#named(found))
  }
  readMembers(plan: PlanId): Promise<Member[]> {
    return Promise.resolve(this.members.filter((member) => member.plan === plan).map((member) => this.#named(member)))
  }
  readInvited(): Promise<PersonId[]> {
    return Promise.resolve([])
  }
  readMembershipsOf(person: PersonId): Promise<Member[]> {
    return Promise.resolve(
      this.members.filter((member) => member.person === person).map((member) => this.#named(member))
    )
  }
}
