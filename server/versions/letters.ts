import type { PlanId } from '../../shared/ids.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import { readPlan } from '../../shared/plan/snapshot.ts'
import { isRefusal } from '../../shared/refusals.ts'
import { can } from '../../shared/roles.ts'
import { isAskedInPoll } from '../../shared/versions/poll.ts'
import { completedBy, type Answer, type Version } from '../../shared/versions/version.ts'
import type { PlanLetters, VersionDoing } from '../people/plan-letters.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Member, Memberships, People, Person, Versions } from '../store/store.ts'

type Parts = {
  store: Pick<People, 'readPerson'> & Pick<Memberships, 'readMembers'> & Pick<Versions, 'readChain'>
  lobby: Pick<Lobby, 'room'>
  letters: Pick<PlanLetters, 'asked' | 'answered' | 'recorded' | 'closed' | 'complete' | 'polled'>
}

const speaks = ({ voice, role }: Member): boolean => voice && can(role, 'write')
const leads = ({ role }: Member): boolean => can(role, 'versions')

/**
 * Who is written to about a version, and when: whoever has to do something, and whoever answered, once it is known
 * what came of it. Nobody is told of their own doing.
 */
export class VersionLetters {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The voices of these groups are asked to answer; `again`: reminded. */
  async asked(by: Member, version: Version, groups: readonly Group[], again = false): Promise<void> {
    const about = await this.#doing(by.plan, by, version)
    await this.#each(
      by.plan,
      by,
      (each) => speaks(each) && groups.includes(each.group),
      (person, { group }) => {
        if (about) this.#parts.letters.asked(person, group, about, again)
      }
    )
  }

  /** An answer was given, recorded for somebody, or confirmed by whom it was recorded for. */
  async answered(by: Member, version: Version, given: Answer): Promise<void> {
    const about = await this.#doing(by.plan, by, version)
    if (!about) return
    const { letters } = this.#parts
    await this.#each(
      by.plan,
      by,
      (each) => speaks(each) && each.group === given.group,
      (person) => {
        if (given.confirmed) letters.answered(person, given, about)
        else if (given.voice === person.id) letters.recorded(person, given, about)
      }
    )
    if (!given.confirmed || completedBy(version) !== given.group) return
    // A changed answer completes nothing a second time.
    const counted = version.answers.filter((each) => each.group === given.group && each.confirmed !== null)
    if (counted.length > 1) return
    await this.#each(by.plan, by, leads, (person) => letters.complete(person, about))
  }

  /** Nobody can answer any more. `by` null: its last day is over. */
  async closed(plan: PlanId, by: Member | null, version: Version): Promise<void> {
    const about = await this.#doing(plan, by, version)
    if (!about) return
    const isTold = (each: Member): boolean => leads(each) || (speaks(each) && version.asked.includes(each.group))
    await this.#each(plan, by, isTold, (person) => this.#parts.letters.closed(person, about))
  }

  /** A voice asks the people of their own group. */
  async polled(by: Member, version: Version): Promise<void> {
    const about = await this.#doing(by.plan, by, version)
    if (!about) return
    await this.#each(
      by.plan,
      by,
      ({ group, role }) => group === by.group && isAskedInPoll(role),
      (person) => this.#parts.letters.polled(person, by.group, about)
    )
  }

  async #each(
    plan: PlanId,
    by: Member | null,
    isTold: (member: Member) => boolean,
    tell: (person: Person, member: Member) => void
  ): Promise<void> {
    for (const member of (await this.#parts.store.readMembers(plan)).filter(isTold)) {
      const person = member.person === by?.person ? undefined : await this.#parts.store.readPerson(member.person)
      if (person) tell(person, member)
    }
  }

  async #doing(plan: PlanId, by: Member | null, version: Version): Promise<VersionDoing | undefined> {
    const { store, lobby } = this.#parts
    const inside = await lobby.room(plan)
    const person = by && (await store.readPerson(by.person))
    if (isRefusal(inside) || person === undefined) return undefined
    const { title, seq, reference } = await inside.settled(({ doc, head, ledger }) => ({
      title: readPlan(doc).title.text,
      seq: head,
      reference: version.scope === null ? undefined : ledger.references.all()[version.scope]
    }))
    const chain = await store.readChain(plan, seq)
    const log = chain && { seq, head: Buffer.from(chain).toString('hex') }
    return { by: person, title, plan, version, reference, log }
  }
}
