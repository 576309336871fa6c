import type { DeviceStore } from './device-copy.ts'

const databaseName = 'board'
const version = 1
const copies = 'copies'
const unsent = 'unsent'
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
    request.result.createObjectStore(copies)
    request.result.createObjectStore(unsent)
  }
  return done(request).then((database) => {
    // Another window wants to delete or renew it: this one must not stand in its way.
    database.onversionchange = () => database.close()
    return database
  })
}

/** Keys of everything of one person, or of one person in one plan. Source: IndexedDB 3.0, key comparison of arrays. */
const within = (...start: string[]): IDBKeyRange => IDBKeyRange.bound(start, [...start, []])

const write = async (act: (copies: IDBObjectStore, unsent: IDBObjectStore) => void): Promise<void> => {
  const database = await openDatabase()
  try {
    const transaction = database.transaction([copies, unsent], 'readwrite', { durability: 'strict' })
    act(transaction.objectStore(copies), transaction.objectStore(unsent))
    await over(transaction)
  } finally {
    database.close()
  }
}

/** The browser's own store, one for all windows; whether a page is open is told by a lock it holds. */
export const browserDevice: DeviceStore = {
  read: async (person, plan) => {
    const database = await openDatabase()
    try {
      const transaction = database.transaction([copies, unsent])
      const [copy, rest] = await Promise.all([
        done<unknown>(transaction.objectStore(copies).get([person, plan])),
        done<unknown[]>(transaction.objectStore(unsent).getAll(within(person, plan)))
      ])
      return { copy, unsent: rest }
    } finally {
      database.close()
    }
  },
  writeCopy: (person, plan, copy) => write((store) => void store.put(copy, [person, plan])),
  writeUnsent: (person, plan, page, changes, adopted) =>
    write((_copies, store) => {
      for (const other of adopted) store.delete([person, plan, other])
      if (changes === undefined) store.delete([person, plan, page])
      else store.put(changes, [person, plan, page])
    }),
  forgetCopy: (person, plan) => write((store) => void store.delete([person, plan])),
  forgetPlan: (person, plan) =>
    write((store, changes) => {
      store.delete([person, plan])
      changes.delete(within(person, plan))
    }),
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
  write((...stores) => {
    for (const store of stores) {
      if (person === undefined) store.clear()
      else {
        store.delete(IDBKeyRange.upperBound([person], true))
        store.delete(IDBKeyRange.lowerBound([person, []], true))
      }
    }
  })
