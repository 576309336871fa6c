import { decodeAny, encodeAny } from 'lib0/buffer'

/**
 * What a device keeps is sealed before a browser writes it to its files: browsers leave deleted bytes lying there,
 * and give pages no way to overwrite them. Whoever has the browser itself has the key too: it keeps words out of
 * files, backups and what is left behind, not from whoever holds the unlocked device.
 */
type Sealed = { iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer }

const isSealed = (value: unknown): value is Sealed =>
  typeof value === 'object' &&
  value !== null &&
  'iv' in value &&
  value.iv instanceof Uint8Array &&
  'sealed' in value &&
  value.sealed instanceof ArrayBuffer

/** No script can read it out again. */
export const newKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])

export const seal = async (key: CryptoKey, value: unknown): Promise<Sealed> => {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const bytes = new Uint8Array(encodeAny(value))
  return { iv, sealed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes) }
}

/** Undefined for what no key opens any more; what an earlier page kept open is as it was. */
export const unseal = async (key: CryptoKey | undefined, value: unknown): Promise<unknown> => {
  if (!isSealed(value)) return value
  if (!key) return undefined
  try {
    const { iv, sealed } = value
    return decodeAny(new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed))) as unknown
  } catch {
    // Sealed with a key that is gone, or changed since.
    return undefined
  }
}
