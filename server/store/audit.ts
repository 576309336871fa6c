import type { Ms } from '../../shared/ids.ts'
import { hashBytes, prefixed, saltBytes, sha256, sized, wide } from './chain.ts'

/** One line of the audit: a row came (`was` null), changed, or went (`now` null). Digests of 32 bytes. */
export type AuditEntry = {
  n: number
  table: string
  key: string
  was: Uint8Array | null
  now: Uint8Array | null
  at: Ms
}

const utf8 = (text: string): Uint8Array[] => prefixed(new TextEncoder().encode(text))

/**
 * SHA-256 of a row under its salt. The salt goes with what stood under it, so that of a person who was erased
 * no digest is left that could be used to guess them.
 * @param salt 16 bytes
 */
export const rowDigestOf = (salt: Uint8Array, table: string, key: string, held: string): Uint8Array =>
  sha256(sized(salt, saltBytes), ...utf8(table), ...utf8(key), ...utf8(held))

/** The link of one line of the audit to all before it. @param before `chainStart` for the first */
export const auditChainOf = (before: Uint8Array, { n, table, key, was, now, at }: AuditEntry): Uint8Array =>
  sha256(
    sized(before, hashBytes),
    wide(n),
    ...utf8(table),
    ...utf8(key),
    ...prefixed(was ?? new Uint8Array()),
    ...prefixed(now ?? new Uint8Array()),
    wide(at)
  )
