import type { Ms, PersonId, PlanId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Visits as VisitStore } from '../store/store.ts'

type Parts = {
  store: Pick<VisitStore, 'noteVisit'>
  now: () => Ms
  report(event: { event: string; plan?: PlanId; code?: string; error?: unknown }): void
}

/** When people were last in a plan, kept every ten minutes at most while they are in it. */
export class VisitBook {
  readonly #parts: Parts
  readonly #noted = new Map<string, Ms>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Somebody is in a plan now. Never refuses and never throws: it is not worth anybody's connection. */
  note(plan: PlanId, person: PersonId): void {
    const { store, now, report } = this.#parts
    const key = `${plan} ${person}`
    const at = now()
    const last = this.#noted.get(key)
    if (last !== undefined && at - last < limits.visitEveryMs) return
    this.#noted.delete(key)
    this.#noted.set(key, at)
    for (const [old, then] of this.#noted) {
      if (at - then < limits.visitEveryMs) break
      this.#noted.delete(old)
    }
    store.noteVisit(plan, person, at).then(
      (refusal) => (refusal ? report({ event: 'visit-not-noted', plan, code: refusal.refused }) : undefined),
      (error: unknown) => report({ event: 'visit-not-noted', plan, error })
    )
  }
}
