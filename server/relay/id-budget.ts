import type { Ms, PersonId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'

const hourMs = 3_600_000

/** How many new client ids a person may bind in one plan within an hour. Source: PROTOCOL.md P20. */
export class IdBudget {
  readonly #bound = new Map<PersonId, Ms[]>()

  /** @returns false, and takes nothing, when that would be too many. */
  take(person: PersonId, count: number, now: Ms): boolean {
    if (count === 0) return true
    const recent = (this.#bound.get(person) ?? []).filter((at) => at > now - hourMs)
    if (recent.length + count > limits.newIdsPerHourMax) return false
    this.#bound.set(person, [...recent, ...Array<Ms>(count).fill(now)])
    return true
  }
}
