import type { DeviceStore } from './device-copy.ts'
import { newKey, seal, unseal } from './device-seal.ts'

const databaseName = 'board'
const version = 2
const copies = 'copies'
const unsent = 'unsent'
const keys = 'keys'
const lockPrefix = 'board-page-'

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the device did not answer'))
  })

const over = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    const fail = (): void => reject(transaction.error ?? new Error('the device kept nothing'))
    transaction.onerror = fail
    transaction.onabort = fail
  })

const openDatabase = (): Promise<IDBDatabase> => {
  const request = indexedDB.open(databaseName, version)
  request.onupgradeneeded = () => {
    // Copies are made anew from the board; words that were not sent stay.
    if (request.result.objectStoreNames.contains(copies)) request.result.deleteObjectStore(copies)
    for (const store of [copies, unsent, keys])
      if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store)
  }
  return done(request).then((database) => {
    // Another window wants to delete or renew it: this one must not stand in its way.
    database.onversionchange = () => database.close()
    return database
  })
}

/** Keys of everything of one person, or of one person in one plan. Source: IndexedDB 3.0, key comparison of arrays. */
const within = (...start: string[]): IDBKeyRange => IDBKeyRange.bound(start, [...start, []])

type Stores = { copies: IDBObjectStore; unsent: IDBObjectStore; keys: IDBObjectStore }

/** One step: all of it, or none. */
const write = async (database: IDBDatabase, act: (stores: Stores) => void): Promise<void> => {
  const transaction = database.transaction([copies, unsent, keys], 'readwrite', { durability: 'strict' })
  const [first, second, third] = [copies, unsent, keys].map((store) => transaction.objectStore(store))
  if (first && second && third) act({ copies: first, unsent: second, keys: third })
  await over(transaction)
}

const using = async <T>(act: (database: IDBDatabase) => Promise<T>): Promise<T> => {
  const database = await openDatabase()
  try {
    return await act(database)
  } finally {
    database.close()
  }
}

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

/** Nothing of anybody but `person` stays on this device; of nobody at all when it is left out. */
export const forgetEverybody = (person?: string): Promise<void> =>
  using((database) =>
    write(database, (stores) => {
      for (const store of Object.values(stores)) {
        if (person === undefined) store.clear()
        else {
          store.delete(IDBKeyRange.upperBound([person], true))
          store.delete(IDBKeyRange.lowerBound([person, []], true))
        }
      }
    })
  )
