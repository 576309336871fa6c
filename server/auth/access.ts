import type { Ms, PlanId } from '../../shared/ids.ts'
import { refuse, type Refusal } from '../../shared/refusals.ts'
import type { Seat } from '../relay/lobby.ts'
import type { Memberships, Sessions } from '../store/store.ts'

/**
 * What the lobby asks while sockets are open: has anything about access changed, and does this seat still stand?
 * `check` refuses 'signed-out', 'removed', and 'role-changed' (a new role or group: come again and be greeted anew).
 */
export const watchAccess = (
  store: Sessions & Memberships & { accessVersion(): Promise<number> },
  now: () => Ms
): { version(): Promise<number>; check(seat: Seat, plan: PlanId): Promise<Refusal | Seat> } => ({
  version: () => store.accessVersion(),
  async check(seat, plan) {
    // Scripts of the server itself have no session: they stand as long as they are members.
    const session = seat.session === '' ? undefined : await store.readSession(seat.session)
    if (seat.session !== '' && (!session || session.person !== seat.person || session.expiresAt <= now()))
      return refuse('signed-out')
    const member = await store.readMember(plan, seat.person)
    if (!member) return refuse('removed')
    if (member.role !== seat.role || member.group !== seat.group) return refuse('role-changed')
    return { ...seat, name: member.name, expiresAt: session?.expiresAt ?? seat.expiresAt }
  }
})
