import { parsePersonId } from '../../shared/ids.ts'
import { REFUSALS, isRefusal } from '../../shared/refusals.ts'
import { foldEmail } from '../auth/sign-in.ts'
import type { Erasure, Memberships, People } from '../store/store.ts'
import type { Outcome } from './commands.ts'

type Parts = {
  store: People & Erasure & Memberships
  /** Takes kept letters away that hold one of these words. @returns how many */
  removeLetters(words: readonly string[]): Promise<number>
}

/**
 * Takes away who somebody was: name, address, sessions, sign-ins, memberships and kept letters. Their words
 * stay, signed by an id that is nobody's any more; the log and its seals are not touched. Source: relay.md §3.
 */
export const erasePerson = async (words: readonly string[], { store, removeLetters }: Parts): Promise<Outcome> => {
  const [typed = '', ...rest] = words
  if (typed === '' || rest.length > 0) return { wrong: 'Say: erase-person <email or id>' }
  const id = parsePersonId(typed)
  const person = typed.includes('@')
    ? await store.readPersonByEmail(foldEmail(typed))
    : id && (await store.readPerson(id))
  if (!person) return { wrong: `Nobody here has the email address or id ${typed}.` }
  const plans = await store.readMembershipsOf(person.id)
  const refusal = await store.erasePerson(person.id)
  if (refusal) {
    const led = plans.filter(({ role }) => role === 'lead').map(({ plan }) => plan)
    return {
      wrong:
        refusal.refused === 'last-lead'
          ? `Nothing was erased: somebody else must lead first, where they lead alone (${led.join(', ')}).`
          : REFUSALS[refusal.refused].sentence
    }
  }
  const letters = await removeLetters([person.email ?? '', person.name])
  const scrubbed = await store.scrub()
  return {
    lines: [
      `Erased. What they wrote stays, signed "Someone from" their group; their id is ${person.id}.`,
      ...(letters > 0 ? [`Letters taken out of the outbox: ${letters}.`] : []),
      ...(isRefusal(scrubbed)
        ? ['Traces of it may still be in the files: the disk was full or busy. Run "scrub" when it is not.']
        : []),
      'Backups and copies of mails made before now still hold their name and address.'
    ],
    ...(isRefusal(scrubbed) ? { isFault: true as const } : {})
  }
}
