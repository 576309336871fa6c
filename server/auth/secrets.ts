import { createHash, scrypt, timingSafeEqual } from 'node:crypto'

export type Random = (bytes: number) => Uint8Array

/** 256 bits: nobody guesses one. URL-safe, 43 letters. */
export const newToken = (random: Random): string => Buffer.from(random(32)).toString('base64url')

/** Six digits, each of the million equally likely. */
export const newCode = (random: Random): string => {
  // 32 bits hold 4294 whole millions; draws beyond them would favour low codes, so they are drawn again.
  const fair = 4294 * 1_000_000
  for (;;) {
    const draw = Buffer.from(random(4)).readUInt32BE(0)
    if (draw < fair) return String(draw % 1_000_000).padStart(6, '0')
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** What is kept of a link's token or of a session id: SHA-256, 64 hex digits. Both have bits enough for one round. */
export const hashSecret = (secret: string): string => sha256(secret)

/**
 * The slow part of a code's hash. A code has a million values only, so whoever steals the data must
 * not be able to try them all before it expires. Salted by address, so that one round of work serves
 * every open code of an address: the time of an answer does not tell how many there are.
 */
export const slowCode = (email: string, code: string): Promise<string> =>
  new Promise((done, failed) => {
    scrypt(code, `sign-in:${email}`, 32, { N: 2 ** 13, r: 8, p: 1 }, (error, key) =>
      error ? failed(error) : done(key.toString('hex'))
    )
  })

/** What is kept of a code, keyed with its sign-in so that equal codes have different hashes. */
export const codeHash = (signInId: string, slow: string): string => sha256(`${signInId}:${slow}`)

/** Compares two hashes in a time that does not depend on where they differ. */
export const sameHash = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
