import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'

/** The project's folder, from wherever this code lies: a source tree or the folder of the bundle. */
export const projectRoot = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    if (dirname(folder) === folder) throw new Error('package.json is not above the server')
    folder = dirname(folder)
  }
  return folder
}

const textOf = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined)
const commitId = /^[0-9a-f]{40,64}$/

/** The commit that is checked out here, when this is a clone: read from its files, without running anything. */
const commitOf = (root: string): string | null => {
  const head = textOf(join(root, '.git', 'HEAD'))
  const ref = /^ref: (refs\/[\w./-]+)$/.exec(head ?? '')?.[1]
  const packed = (): string | undefined =>
    textOf(join(root, '.git', 'packed-refs'))
      ?.split('\n')
      .find((line) => line.endsWith(` ${ref}`))
      ?.split(' ')[0]
  const commit = ref === undefined ? head : (textOf(join(root, '.git', ref)) ?? packed())
  return commit !== undefined && commitId.test(commit) ? commit : null
}

/** What is running: the version of package.json, and the commit where one is known. */
export const readBuildFacts = (root: string): { version: string; commit: string | null } => {
  const { version } = v.parse(
    v.object({ version: v.string() }),
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  )
  return { version, commit: commitOf(root) }
}
