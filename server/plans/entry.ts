import { parsePlanId } from '../../shared/ids.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import { can, type Ability } from '../../shared/roles.ts'
import type { Door } from '../auth/routes.ts'
import type { Lobby } from '../relay/lobby.ts'
import type { Room } from '../relay/room.ts'
import type { Member, Memberships } from '../store/store.ts'

/** The part of a request that tells who asks for which plan. */
type Asks = {
  var: Pick<Door['Variables'], 'signedIn'>
  req: { param(name: 'plan'): string | undefined }
}

/**
 * Who may come into a plan over HTTP, and with what ability. A plan they are not in does not exist for
 * them (404), whatever they ask.
 */
export class PlanEntry {
  readonly #parts: { store: Pick<Memberships, 'readMember'>; lobby: Pick<Lobby, 'room'> }

  constructor(parts: { store: Pick<Memberships, 'readMember'>; lobby: Pick<Lobby, 'room'> }) {
    this.#parts = parts
  }

  /** Authorises before anything is opened. Refuses 'signed-out', 'no-such-plan', 'not-allowed'. */
  async member(c: Asks, ability: Ability): Promise<Member | Refusal> {
    const member = await this.anyMember(c)
    return isRefusal(member) || can(member.role, ability) ? member : refuse('not-allowed')
  }

  /** Whoever is in the plan, whatever they may do there. Refuses 'signed-out', 'no-such-plan'. */
  async anyMember(c: Asks): Promise<Member | Refusal> {
    const who = c.var.signedIn
    if (!who) return refuse('signed-out')
    const plan = parsePlanId(c.req.param('plan'))
    return (plan && (await this.#parts.store.readMember(plan, who.person.id))) ?? refuse('no-such-plan')
  }

  /** Also opens the plan. Refuses what `member` refuses and what the lobby does. */
  async room(c: Asks, ability: Ability): Promise<{ member: Member; room: Room } | Refusal> {
    const member = await this.member(c, ability)
    if (isRefusal(member)) return member
    const room = await this.#parts.lobby.room(member.plan)
    return isRefusal(room) ? room : { member, room }
  }
}
