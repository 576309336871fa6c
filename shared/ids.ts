/** A string or number that was checked at a door; the brand keeps unchecked ones out. */
type Branded<T, Name extends string> = T & { readonly __id: Name }

export type PlanId = Branded<string, 'plan'>
export type PersonId = Branded<string, 'person'>
/** Id of a priority or an action inside the shared document. */
export type ItemId = Branded<string, 'item'>
/** Position of a commit in its plan's log: 1, 2, 3 … without gaps; 0 is "nothing yet". */
export type Seq = number
/** Yjs client id: the author of every letter written under it, for ever. 32 bits. */
export type ClientId = number
/** Milliseconds since 1970, UTC. */
export type Ms = number

const opaqueId = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

const parseOpaque = (value: unknown): string | undefined =>
  typeof value === 'string' && opaqueId.test(value) ? value : undefined

export const parsePlanId = (value: unknown): PlanId | undefined => parseOpaque(value) as PlanId | undefined
export const parsePersonId = (value: unknown): PersonId | undefined => parseOpaque(value) as PersonId | undefined
export const parseItemId = (value: unknown): ItemId | undefined => parseOpaque(value) as ItemId | undefined

const alphabet = '0123456789abcdefghijkmnpqrstvwxyz'

/** An id from random bytes the caller supplies (this floor has no randomness); 12 bytes are 60 bits. */
export const idFromBytes = (bytes: Uint8Array): string =>
  'i' + Array.from(bytes, (byte) => alphabet.charAt(byte & 31)).join('')
