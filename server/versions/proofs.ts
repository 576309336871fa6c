import { createHash } from 'node:crypto'
import type { Ms, PlanId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Version } from '../../shared/versions/version.ts'
import type { Versions } from '../store/store.ts'

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const knownMax = 10_000

/** Which frozen words have proved themselves a moment ago: a list of versions asks about every one of a plan. */
export class Proofs {
  readonly #store: Pick<Versions, 'readVersionContent'>
  readonly #now: () => Ms
  readonly #known = new Map<string, { hash: string; signed: string; at: Ms }>()

  constructor(store: Pick<Versions, 'readVersionContent'>, now: () => Ms) {
    this.#store = store
    this.#now = now
  }

  /** Whether what is stored has the hashes of the version: one that has not stands nowhere as agreed. */
  async isKept(plan: PlanId, { number, standsHash: hash, signed }: Version): Promise<boolean> {
    const key = `${plan} ${number}`
    const known = this.#known.get(key)
    const at = this.#now()
    if (known && known.hash === hash && known.signed === signed && at - known.at < limits.versionProvenMs) return true
    // One by one, with everyone else's turns between them.
    await new Promise((done) => setImmediate(done))
    const stored = await this.#store.readVersionContent(plan, number)
    const isKept = stored !== undefined && sha256(stored.words) === hash && sha256(stored.signed) === signed
    if (this.#known.size >= knownMax) this.#known.clear()
    if (isKept) this.#known.set(key, { hash, signed, at })
    else this.#known.delete(key)
    return isKept
  }

  forget(plan: PlanId, number: number): void {
    this.#known.delete(`${plan} ${number}`)
  }
}
