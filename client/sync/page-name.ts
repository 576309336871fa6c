import { idFromBytes } from '../../shared/ids.ts'

/** A random name of one page in one window, which no other page has. */
export const newPageName = (): string => idFromBytes(crypto.getRandomValues(new Uint8Array(16)))
