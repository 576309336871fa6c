import { copies, done, keys, unsent, using, within, write } from './device-database.ts'
import type { DeviceStore } from './device-copy.ts'
import { newKey, seal, unseal } from './device-seal.ts'

const lockPrefix = 'board-page-'

/** Whoever changes the key of a plan is alone with it, whichever window others are in. */
export const locked = <T>(person: string, plan: string, mode: LockMode, act: () => Promise<T>): Promise<T> =>
  navigator.locks.request(`board-plan-${person}/${plan}`, { mode }, act)

export const keyOf = async (database: IDBDatabase, person: string, plan: string): Promise<CryptoKey | undefined> => {
  const key = await done<unknown>(database.transaction(keys).objectStore(keys).get([person, plan]))
  return key instanceof CryptoKey ? key : undefined
}

/** Where forms that are being filled in lie, each by a name of its own: beside the copy, and not taken for it. */
export const drafts = 'draft'

/** The key that seals what is kept of a plan; of two windows that make one at once, the first one's stands. */
export const keyFor = async (database: IDBDatabase, person: string, plan: string): Promise<CryptoKey> => {
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
  // have not been sent get another one, with those of forms that are still being filled in.
  forgetCopy: (person, plan) =>
    locked(person, plan, 'exclusive', () =>
      using(async (database) => {
        const key = await keyOf(database, person, plan)
        const fresh = await newKey()
        const sealedAnew = async (store: IDBObjectStore, range: IDBKeyRange) => {
          const [names, rest] = await Promise.all([done(store.getAllKeys(range)), done<unknown[]>(store.getAll(range))])
          return Promise.all(
            rest.map(async (each, at) => ({ name: names[at], again: await seal(fresh, await unseal(key, each)) }))
          )
        }
        const transaction = database.transaction([unsent, copies])
        const [changes, forms] = await Promise.all([
          sealedAnew(transaction.objectStore(unsent), within(person, plan)),
          sealedAnew(transaction.objectStore(copies), within(person, plan, drafts))
        ])
        await write(database, (stores) => {
          stores.copies.delete([person, plan])
          stores.keys.put(fresh, [person, plan])
          for (const { name, again } of changes) stores.unsent.put(again, name)
          for (const { name, again } of forms) stores.copies.put(again, name)
        })
      })
    ),
  forgetPlan: (person, plan) =>
    locked(person, plan, 'exclusive', () =>
      using((database) =>
        write(database, (stores) => {
          stores.keys.delete([person, plan])
          for (const store of [stores.copies, stores.unsent]) store.delete(within(person, plan))
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
