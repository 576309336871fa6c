import { readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Takes the letters away that name somebody, to them or about them, from a folder of kept letters.
 * @returns how many
 */
export const removeLettersNaming = async (folder: string, words: readonly string[]): Promise<number> => {
  const wanted = words.filter((word) => word !== '').map((word) => word.toLowerCase())
  let names: string[]
  try {
    names = await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
  let removed = 0
  for (const name of names) {
    const file = join(folder, name)
    const text = (await readFile(file, 'utf8')).toLowerCase()
    if (!wanted.some((word) => text.includes(word))) continue
    await rm(file, { force: true })
    removed += 1
  }
  return removed
}
