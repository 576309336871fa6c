import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { signerOf, type Signer } from '../seal.ts'
import { DataFolderRefused } from './migrations.ts'

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'

/** The key of a data folder, or undefined when there is none. @throws DataFolderRefused */
export const readSigningKey = (file: string): Signer | undefined => {
  let pem: string
  try {
    pem = readFileSync(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new DataFolderRefused(`The file signing-key.pem in the data folder cannot be read (${codeOf(error)}).`)
  }
  try {
    return signerOf(pem)
  } catch {
    // What is wrong with a secret is nobody's to read, so its own words are not passed on.
    throw new DataFolderRefused(
      'The file signing-key.pem in the data folder is no Ed25519 private key. Put it back from a backup.'
    )
  }
}

/**
 * The key that seals the logs of this folder, made when there is none yet: whole or not at all, and once,
 * also when two processes open the folder at the same moment.
 * @param isExpected logs here were sealed before: then a missing key is not made anew behind anybody's back
 * @throws DataFolderRefused
 */
export const openSigningKey = (file: string, isExpected: boolean): Signer => {
  const known = readSigningKey(file)
  if (known) return known
  if (isExpected) {
    throw new DataFolderRefused(
      'The file signing-key.pem is missing from the data folder, and it has sealed what is in there. Put it back from a backup.'
    )
  }
  const made = `${file}.${randomBytes(6).toString('hex')}`
  const { privateKey } = generateKeyPairSync('ed25519')
  try {
    const descriptor = openSync(made, 'wx', 0o600)
    try {
      writeSync(descriptor, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    linkSync(made, file)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') {
      throw new DataFolderRefused(`A signing key cannot be kept in the data folder (${codeOf(error)}).`, {
        cause: error
      })
    }
  } finally {
    rmSync(made, { force: true })
  }
  const kept = readSigningKey(file)
  if (!kept) throw new DataFolderRefused('The signing key went away while it was being made.')
  return kept
}
