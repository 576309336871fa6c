import { parsePlanId, type Ms } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { REFUSALS, isRefusal } from '../../shared/refusals.ts'
import type { Erasure } from '../store/store.ts'
import { removeFromFrozenRecords, type FrozenStore } from '../versions/by-law.ts'
import type { Outcome } from './commands.ts'

/**
 * Removes by law what somebody typed into a record, whoever's it is: no lead of a plan can do so to a view or a
 * reply of another group. What is left is signed, with the reason. Source: relay.md §3.
 */
export const removeRecord = async (
  words: readonly string[],
  { store, now }: { store: Erasure & FrozenStore; now(): Ms }
): Promise<Outcome> => {
  const [name, record = '', ...reason] = words
  const plan = parsePlanId(name)
  const why = reason.join(' ').trim()
  if (!plan || record === '' || why === '' || why.length > limits.redactionWhyMax)
    return { wrong: 'Say: remove-record <plan> <record> <why, without the words that go>' }
  const removed = await store.redactRecord(plan, record, { by: null, at: now(), why })
  if (isRefusal(removed) && removed.refused !== 'not-found') return { wrong: REFUSALS[removed.refused].sentence }
  // Done again after it stopped half-way: gone from the record already, and perhaps not yet from what is frozen.
  const frozen = await removeFromFrozenRecords(store, plan, now())
  if (isRefusal(frozen))
    return { wrong: 'Removed from the record, and not yet from every version that holds it. Run this once more.' }
  if (isRefusal(removed) && frozen === 0) return { wrong: REFUSALS[removed.refused].sentence }
  const scrubbed = await store.scrub()
  return {
    lines: [
      `Removed from all it ever said (${isRefusal(removed) ? 'before' : removed}). That it was, when and why stays, signed.`,
      ...(frozen > 0 ? [`Removed from the versions that held it: ${frozen}.`] : []),
      ...(isRefusal(scrubbed)
        ? ['Traces of it may still be in the files: the disk was full or busy. Run "scrub" when it is not.']
        : [])
    ],
    ...(isRefusal(scrubbed) ? { isFault: true as const } : {})
  }
}
