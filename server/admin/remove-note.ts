import { parsePlanId, type Ms } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { REFUSALS, isRefusal } from '../../shared/refusals.ts'
import type { Erasure, Versions } from '../store/store.ts'
import type { Outcome } from './commands.ts'

const usage = 'Say: remove-note <plan> <version> <entry> <why, without the words that go>'

/**
 * Removes by law what somebody typed into an answer to a version, or into the reason of a move, whoever's it is.
 * What they answered stays; the version says that words went, and a signed stone keeps when and why.
 */
export const removeNote = async (
  words: readonly string[],
  { store, now }: { store: Pick<Erasure, 'scrub'> & Pick<Versions, 'removeNote'>; now(): Ms }
): Promise<Outcome> => {
  const [name, version = '', entry = '', ...reason] = words
  const plan = parsePlanId(name)
  const why = reason.join(' ').trim()
  const isNumber = [version, entry].every((each) => /^[1-9]\d{0,5}$/.test(each))
  if (!plan || !isNumber || why === '' || why.length > limits.redactionWhyMax) return { wrong: usage }
  const removed = await store.removeNote(plan, Number(version), Number(entry), { by: null, at: now(), why }, null)
  if (isRefusal(removed)) return { wrong: REFUSALS[removed.refused].sentence }
  const scrubbed = await store.scrub()
  return {
    lines: [
      `Removed from entry ${entry} of version ${version}. The answer stays, and the version says that words went.`,
      ...(isRefusal(scrubbed)
        ? ['Traces of it may still be in the files: the disk was full or busy. Run "scrub" when it is not.']
        : [])
    ],
    ...(isRefusal(scrubbed) ? { isFault: true as const } : {})
  }
}
