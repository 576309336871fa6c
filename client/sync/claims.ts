import { plainRepeat, type Repeat } from '../../shared/authorship/repeats.ts'
import { limits } from '../../shared/limits.ts'
import { encodeRepeats } from '../../shared/wire/messages.ts'
import type { Renamed } from './carry-over.ts'

/**
 * Letters that this page has put back for whoever wrote them first, until the board has kept them: told
 * before the frame that brings them. Source: PROTOCOL.md P24.
 */
export class Claims {
  #claims: Repeat[] = []
  #untold: Repeat[] = []

  add(claims: readonly Repeat[]): void {
    this.#claims.push(...claims)
    this.#untold.push(...claims)
  }

  all(): readonly Repeat[] {
    return this.#claims
  }

  /** A frame is about to leave: what is to be said first. A SyncStep2 brings all that is not kept yet. */
  before(kind: 'step2' | 'update'): Uint8Array | undefined {
    const told = (kind === 'step2' ? this.#claims : this.#untold).slice(-limits.repeatsMax)
    this.#untold = []
    return told.length > 0 ? encodeRepeats(told.map(plainRepeat)) : undefined
  }

  /** All of them are kept, refused or no longer true. */
  clear(): void {
    this.#claims = []
    this.#untold = []
  }

  /** The letters are written again under another id, counted from zero. */
  rename({ from, fromClock, to }: Renamed): void {
    const rename = <T extends { client: number; clock: number }>(id: T): T =>
      id.client === from && id.clock >= fromClock ? { ...id, client: to, clock: id.clock - fromClock } : id
    this.#claims = this.#claims.map((claim) => ({ ...rename(claim), of: rename(claim.of) }))
    this.#untold = [...this.#claims]
  }
}
