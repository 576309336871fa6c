import { parsePlanId, type Ms } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { REFUSALS, isRefusal } from '../../shared/refusals.ts'
import type { Erasure } from '../store/store.ts'
import type { Outcome } from './commands.ts'

/**
 * Removes by law what somebody typed into a record, whoever's it is: no lead of a plan can do so to a view or a
 * reply of another group. What is left is signed, with the reason. Source: relay.md §3.
 */
export const removeRecord = async (
  words: readonly string[],
  { store, now }: { store: Erasure; now(): Ms }
): Promise<Outcome> => {
  const [name, record = '', ...reason] = words
  const plan = parsePlanId(name)
  const why = reason.join(' ').trim()
  if (!plan || record === '' || why === '' || why.length > limits.redactionWhyMax)
    return { wrong: 'Say: remove-record <plan> <record> <why, without the words that go>' }
  const removed = await store.redactRecord(plan, record, { by: null, at: now(), why })
  if (isRefusal(removed)) return { wrong: REFUSALS[removed.refused].sentence }
  const scrubbed = await store.scrub()
  return {
    lines: [
      `Removed from all it ever said (${removed}). That it was, when and why stays, signed.`,
      ...(isRefusal(scrubbed)
        ? ['Traces of it may still be in the files: the disk was full or busy. Run "scrub" when it is not.']
        : [])
    ],
    ...(isRefusal(scrubbed) ? { isFault: true as const } : {})
  }
}
