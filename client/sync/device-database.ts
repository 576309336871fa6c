// What a device keeps lies here, sealed (device-store.ts). Signing in and out needs no more of it than this.

const databaseName = 'board'
const version = 2
export const copies = 'copies'
export const unsent = 'unsent'
export const keys = 'keys'

export const done = <T>(request: IDBRequest<T>): Promise<T> =>
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
export const within = (...start: string[]): IDBKeyRange => IDBKeyRange.bound(start, [...start, []])

type Stores = { copies: IDBObjectStore; unsent: IDBObjectStore; keys: IDBObjectStore }

/** One step: all of it, or none. */
export const write = async (database: IDBDatabase, act: (stores: Stores) => void): Promise<void> => {
  const transaction = database.transaction([copies, unsent, keys], 'readwrite', { durability: 'strict' })
  const [first, second, third] = [copies, unsent, keys].map((store) => transaction.objectStore(store))
  if (first && second && third) act({ copies: first, unsent: second, keys: third })
  await over(transaction)
}

export const using = async <T>(act: (database: IDBDatabase) => Promise<T>): Promise<T> => {
  const database = await openDatabase()
  try {
    return await act(database)
  } finally {
    database.close()
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
