import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { PersonId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { refuse, type Refusal } from '../../shared/refusals.ts'
import { takeOne } from '../auth/sign-in.ts'

/** How often one person may add a record or say something else in its place: what was said before is kept each time. */
export class Pace {
  readonly #said = new RateLimiterMemory({ points: limits.recordsPerHourMax, duration: 3600 })

  /** Takes one of what is left this hour. Refuses 'too-fast' when nothing is. */
  async take(person: PersonId): Promise<Refusal | undefined> {
    return (await takeOne(this.#said, person)) ? undefined : refuse('too-fast')
  }
}
