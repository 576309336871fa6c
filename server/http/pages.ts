import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import * as v from 'valibot'

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json'
}
const packable = new Set(['.html', '.js', '.css', '.json', '.svg', '.txt', '.webmanifest'])
const pack = promisify(gzip)

type Page = { type: string; bytes: Uint8Array<ArrayBuffer>; packed?: Promise<Uint8Array<ArrayBuffer>>; hashed: boolean }
export type Served = { body: Uint8Array<ArrayBuffer>; headers: Record<string, string> }

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile())

const manifest = v.record(v.string(), v.looseObject({ file: v.string() }))

/** What the build says its files were made from; nothing for a build that does not say. */
const builtFrom = (file: string): ReadonlyMap<string, string> =>
  existsSync(file)
    ? new Map(
        Object.entries(v.parse(manifest, JSON.parse(readFileSync(file, 'utf8')))).map(([source, built]) => [
          source,
          `/${built.file}`
        ])
      )
    : new Map()

/**
 * The built client, held in memory: a path either is one of these names or it is not, so no request
 * can walk out of the folder. Files under /assets carry a hash in their name and never change.
 */
export class Pages {
  readonly #pages = new Map<string, Page>()
  /** Addresses of built files, by their source. */
  readonly #built: ReadonlyMap<string, string>

  /** @throws when the folder is not there: the client has not been built. */
  constructor(folder: string) {
    for (const name of filesIn(folder)) {
      const path = '/' + relative(folder, join(folder, name)).split(sep).join('/')
      // What the build writes for tools, not for visitors.
      if (path.startsWith('/.')) continue
      const type = mimeTypes[extname(name)] ?? 'application/octet-stream'
      const bytes = new Uint8Array(readFileSync(join(folder, name)))
      this.#pages.set(path, { type, bytes, hashed: path.startsWith('/assets/') })
    }
    this.#built = builtFrom(join(folder, '.vite', 'manifest.json'))
  }

  /** Where the built file of this source in the client is, for pages that the server writes itself. */
  built(source: string): string | undefined {
    return this.#built.get(source)
  }

  /**
   * The file at this path, or the client's one page for a path that is a screen (no extension).
   * @returns undefined when there is nothing.
   */
  async at(path: string, acceptsGzip: boolean): Promise<Served | undefined> {
    const name = this.#pages.has(path) ? path : extname(path) === '' ? '/index.html' : undefined
    const page = name === undefined ? undefined : this.#pages.get(name)
    if (name === undefined || !page) return undefined
    const headers = {
      'Content-Type': page.type,
      'Cache-Control': page.hashed ? 'public, max-age=31536000, immutable' : 'no-store'
    }
    if (!packable.has(extname(name))) return { body: page.bytes, headers }
    if (!acceptsGzip) return { body: page.bytes, headers: { ...headers, Vary: 'Accept-Encoding' } }
    page.packed ??= pack(page.bytes, { level: 9 }).then((packed) => new Uint8Array(packed))
    return {
      body: await page.packed,
      headers: { ...headers, Vary: 'Accept-Encoding', 'Content-Encoding': 'gzip' }
    }
  }
}
