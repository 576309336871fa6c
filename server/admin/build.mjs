// Builds what the board runs from: dist/client for browsers and dist/server for Node.
// Plain JavaScript with Node's own parts above: ensure.mjs reads isStale() before any package is installed.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const dist = join(root, 'dist')
const marker = join(dist, 'built-from')

const sourceFolders = ['client', 'server', 'shared', 'seeds']
const sourceFiles = ['package.json', 'package-lock.json', 'tsconfig.json', 'vite.config.ts', 'svelte.config.js']
const neverBuilt = /\.test\.ts$|\.md$|(^|\/)\.[^/]*$/

/**
 * @param {string} folder
 * @returns {string[]} absolute paths, in an order that does not depend on the file system
 */
function filesUnder(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesUnder(path) : [path]
    })
    .sort()
}

/**
 * One number for everything that a build is made from: contents, not times, so that a fresh clone,
 * a branch switch and a copied folder all answer alike.
 * @returns {string} hex SHA-256
 */
export function sourceHash() {
  const hash = createHash('sha256')
  const files = [
    ...sourceFolders.flatMap((folder) => filesUnder(join(root, folder))),
    ...sourceFiles.map((name) => join(root, name))
  ]
  for (const file of files) {
    const name = relative(root, file).replaceAll('\\', '/')
    if (neverBuilt.test(name) || !existsSync(file)) continue
    const content = readFileSync(file)
    hash.update(`${name}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

/** @returns {boolean} true when dist was not made, or not wholly made, from the sources as they are now */
export function isStale() {
  return !existsSync(marker) || readFileSync(marker, 'utf8') !== sourceHash()
}

/**
 * Builds client and server beside the old ones and swaps them in at the end, so that a failed build
 * leaves the last good one and a running server never meets a half-written folder.
 * @throws what Vite throws, after it has told the reason on stderr
 */
export async function build() {
  const { build: viteBuild } = await import('vite')
  const madeFrom = sourceHash()
  const next = join(dist, `next-${process.pid}`)
  const old = join(dist, `old-${process.pid}`)
  rmSync(next, { recursive: true, force: true })
  mkdirSync(next, { recursive: true })
  try {
    await viteBuild({
      configFile: join(root, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: join(next, 'client') }
    })
    await viteBuild({
      configFile: false,
      root,
      logLevel: 'warn',
      build: {
        ssr: true,
        outDir: join(next, 'server'),
        target: 'node20',
        minify: false,
        sourcemap: true,
        // Flat: the store and histories look for their workers beside whichever chunk they landed in.
        rollupOptions: {
          input: {
            main: join(root, 'server/main.ts'),
            admin: join(root, 'server/admin/admin.ts'),
            'sqlite-writer': join(root, 'server/store/sqlite/writer.ts'),
            'history-worker': join(root, 'server/history/worker.ts'),
            'export-worker': join(root, 'server/exports/worker.ts'),
            'compaction-worker': join(root, 'server/compaction-worker.ts')
          },
          output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' }
        }
      }
    })
    rmSync(marker, { force: true })
    mkdirSync(old)
    for (const part of ['client', 'server']) {
      if (existsSync(join(dist, part))) renameSync(join(dist, part), join(old, part))
      renameSync(join(next, part), join(dist, part))
    }
    writeFileSync(marker, madeFrom)
  } finally {
    rmSync(next, { recursive: true, force: true })
    rmSync(old, { recursive: true, force: true })
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await build()
