import { copies, done, using, write } from './device-database.ts'
import { seal, unseal } from './device-seal.ts'
import { drafts, keyFor, keyOf, locked } from './device-store.ts'

// Forms that somebody fills in, sealed beside the copy of the plan they are about: a phone that throws a page away
// does not ask first. They go with the plan, a sign-out, and another person; a copy that is forgotten leaves them.

/** What was kept; undefined where nothing was, or nothing can open it any more. */
export const readDeviceDraft = (person: string, plan: string, what: string): Promise<unknown> =>
  locked(person, plan, 'shared', () =>
    using(async (database) => {
      const kept = await done<unknown>(
        database.transaction(copies).objectStore(copies).get([person, plan, drafts, what])
      )
      return kept === undefined ? undefined : unseal(await keyOf(database, person, plan), kept)
    })
  )

/** Takes the place of what was kept; undefined: nothing is kept any more. */
export const writeDeviceDraft = (person: string, plan: string, what: string, draft: unknown): Promise<void> =>
  locked(person, plan, 'shared', () =>
    using(async (database) => {
      const sealed = draft === undefined ? undefined : await seal(await keyFor(database, person, plan), draft)
      await write(database, (stores) => {
        if (sealed === undefined) stores.copies.delete([person, plan, drafts, what])
        else stores.copies.put(sealed, [person, plan, drafts, what])
      })
    })
  )
