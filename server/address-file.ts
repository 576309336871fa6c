import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const fileIn = (dataDir: string): string => join(dataDir, 'address')

/** Leaves a note in the data folder of where the running board is reached, for the command line. */
export const noteAddress = (dataDir: string, origin: string): void => writeFileSync(fileIn(dataDir), `${origin}\n`)

/** Takes the note away again. */
export const forgetAddress = (dataDir: string): void => rmSync(fileIn(dataDir), { force: true })

/** Where the board that uses this folder was last reached, or undefined. */
export const readAddress = (dataDir: string): string | undefined => {
  try {
    const origin = readFileSync(fileIn(dataDir), 'utf8').trim()
    return URL.canParse(origin) ? new URL(origin).origin : undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
