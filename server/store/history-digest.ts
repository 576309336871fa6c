import { webcrypto } from 'node:crypto'
import type { PlanId } from '../../shared/ids.ts'
import { prefixed, sha256, sized, hashBytes, wide } from './chain.ts'
import type { StoredHistory } from './store.ts'

/**
 * Binds a kept history to the log it was folded from.
 * @param chain chain of the commit `seq`. @param epoch of the plan: what was folded before words were removed by law is void.
 */
export const historyDigestOf = (
  plan: PlanId,
  epoch: number,
  chain: Uint8Array,
  { seq, state, fold }: StoredHistory
): Uint8Array => sha256(...partsOf(plan, epoch, chain, { seq, state, fold }))

/** The same off the main thread: a history of a long plan is many megabytes. */
export const historyDigestApart = async (...of: Parameters<typeof historyDigestOf>): Promise<Uint8Array> =>
  new Uint8Array(await webcrypto.subtle.digest('SHA-256', Buffer.concat(partsOf(...of))))

const partsOf = (plan: PlanId, epoch: number, chain: Uint8Array, { seq, state, fold }: StoredHistory): Uint8Array[] => [
  ...prefixed(new TextEncoder().encode('history')),
  ...prefixed(new TextEncoder().encode(plan)),
  wide(seq),
  wide(epoch),
  sized(chain, hashBytes),
  ...prefixed(state),
  ...prefixed(fold)
]
