import { copies, done, keys, unsent, using, within, write } from './device-database.ts'
import type { DeviceStore } from './device-copy.ts'
import { newKey, seal, unseal } from './device-seal.ts'

const lockPrefix = 'board-page-'

/** Whoever changes the key of a plan is alone with it, whichever window others are in. */
const locked = <T>(person: string, plan: string, mode: LockMode, act: () => Promise<T>): Promise<T> =>
  navigator.locks.request(`board-plan-${person}/${plan}`, { mode }, act)

const keyOf = async (database: IDBDatabase, person: string, plan: string): Promise<CryptoKey | undefined> => {
  const key = await done<unknown>(database.transaction(keys).objectStore(keys).get([person, plan]))
  return key instanceof CryptoKey ? key : undefined
}

/** The key that seals what is kept of a plan; of two windows that make one at once, the first one's stands. */
const keyFor = async (database: IDBDatabase, person: string, plan: string): Promise<CryptoKey> => {
  const known = await keyOf(database, person, plan)
  if (known) return known
  const fresh = await newKey()
  const store = database.transaction(keys, 'readwrite', { durability: 'strict' }).objectStore(keys)
  const first = await done<unknown>(store.get([person, plan]))
  if (first instanceof CryptoKey) return first
  await done(store.put(fresh, [person, plan]))
  return fresh
}

/** The browser's own store, one for all windows; whether a page is open is told by a lock it holds. */
export const browserDevice: DeviceStore = {
  read: (person, plan) =>
    locked(person, plan, 'shared', () =>
      using(async (database) => {
        const key = await keyOf(database, person, plan)
        const transaction = database.transaction([copies, unsent])
        const [copy, rest] = await Promise.all([
          done<unknown>(transaction.objectStore(copies).get([person, plan])),
          done<unknown[]>(transaction.objectStore(unsent).getAll(within(person, plan)))
        ])
        return {
          copy: await unseal(key, copy),
          unsent: await Promise.all(rest.map((changes) => unseal(key, changes)))
        }
      })
    ),
  writeCopy: (person, plan, copy) =>
    locked(person, plan, 'shared', () =>
      using(async (database) => {
        const sealed = await seal(await keyFor(database, person, plan), copy)
        await write(database, (stores) => void stores.copies.put(sealed, [person, plan]))
      })
    ),
  writeUnsent: (person, plan, page, changes, adopted) =>
    locked(person, plan, 'shared', () =>
      using(async (database) => {
        const sealed = changes === undefined ? undefined : await seal(await keyFor(database, person, plan), changes)
        await write(database, (stores) => {
          for (const other of adopted) stores.unsent.delete([person, plan, other])
          if (sealed === undefined) stores.unsent.delete([person, plan, page])
          else stores.unsent.put(sealed, [person, plan, page])
        })
      })
    ),
  // What is deleted can stay in the browser's files for long: it is of no use without its key, and the words that
  // have not been sent get another one.
  forgetCopy: (person, plan) =>
    locked(person, plan, 'exclusive', () =>
      using(async (database) => {
        const key = await keyOf(database, person, plan)
        const store = database.transaction(unsent).objectStore(unsent)
        const [pages, rest] = await Promise.all([
          done(store.getAllKeys(within(person, plan))),
          done<unknown[]>(store.getAll(within(person, plan)))
        ])
        const fresh = await newKey()
        const again = await Promise.all(rest.map(async (changes) => seal(fresh, await unseal(key, changes))))
        await write(database, (stores) => {
          stores.copies.delete([person, plan])
          stores.keys.put(fresh, [person, plan])
          for (const [at, page] of pages.entries()) stores.unsent.put(again[at], page)
        })
      })
    ),
  forgetPlan: (person, plan) =>
    locked(person, plan, 'exclusive', () =>
      using((database) =>
        write(database, (stores) => {
          for (const store of [stores.copies, stores.keys]) store.delete([person, plan])
          stores.unsent.delete(within(person, plan))
        })
      )
    ),
  stay: (page) => {
    let leave = (): void => undefined
    const left = new Promise<void>((resolve) => (leave = resolve))
    // Held until the page goes, however it goes. Refused only to a page that is going already.
    navigator.locks.request(lockPrefix + page, () => left).catch(() => undefined)
    return leave
  },
  open: async () => {
    const { held = [] } = await navigator.locks.query()
    return new Set(held.flatMap(({ name }) => (name?.startsWith(lockPrefix) ? [name.slice(lockPrefix.length)] : [])))
  }
}
