import { forgetEverybody } from '../sync/device-database.ts'

const ownKey = 'board.own-device'

/** Whose own device this is; '' when it is shared, when nobody has said, and when a browser keeps nothing for pages. */
export const deviceOwner = (): string => {
  try {
    return localStorage.getItem(ownKey) ?? ''
  } catch {
    // A browser that keeps nothing for pages: as a shared device.
    return ''
  }
}

const own = (person: string): void => {
  try {
    if (person === '') localStorage.removeItem(ownKey)
    else localStorage.setItem(ownKey, person)
  } catch {
    // The same browser: nothing is kept then, and nothing has to be forgotten.
    return
  }
}

const listeners = new Set<(but: string | undefined) => void>()
/** Hears that what pages hold in memory goes too: of everybody, but of whoever has signed in. */
export const whenForgotten = (run: (but: string | undefined) => void): void => {
  listeners.add(run)
}
const tellForgotten = (but?: string): void => {
  for (const run of listeners) run(but)
}

const forget = async (person?: string): Promise<void> => {
  try {
    await forgetEverybody(person)
  } catch {
    // No store in this browser, so nothing of anybody is in it.
    return
  }
}

/**
 * Somebody has signed in. On their own device it keeps their plans from here on; whatever it kept of
 * anybody else is gone before anything is shown. `isOwn` left out: as they said the last time.
 */
export const signedInOnDevice = async (person: string, isOwn = deviceOwner() === person): Promise<void> => {
  own(isOwn ? person : '')
  tellForgotten(person)
  await forget(isOwn ? person : undefined)
}

/** Signed out: nothing of anybody stays. */
export const signedOutOnDevice = async (): Promise<void> => {
  own('')
  tellForgotten()
  await forget()
}
