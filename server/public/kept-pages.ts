import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { limits } from '../../shared/limits.ts'
import { pageText, type Html } from './html.ts'

/** A page as it is sent, with the sum of its bytes. */
export type Drawn = { text: string; sum: string; packed(): Promise<Uint8Array<ArrayBuffer>> }

const pack = promisify(gzip)

export const drawn = (page: Html): Drawn => {
  const text = pageText(page)
  let once: Promise<Uint8Array<ArrayBuffer>> | undefined
  return {
    text,
    sum: createHash('sha256').update(text).digest('base64url'),
    packed: () => (once ??= pack(text).then((bytes) => new Uint8Array(bytes)))
  }
}

/**
 * Pages that were drawn last, each for as long as what it is drawn from says the same: whoever asks for one again
 * and again, without so much as signing in, takes no time from those who write.
 */
export class KeptPages {
  readonly #kept = new Map<string, { from: string; page: Promise<Drawn> }>()

  /** @param from everything that the page is drawn from, in short */
  of(name: string, from: string, draw: () => Promise<Html>): Promise<Drawn> {
    const known = this.#kept.get(name)
    if (known?.from === from) return known.page
    const page = draw().then(drawn)
    this.#kept.delete(name)
    this.#kept.set(name, { from, page })
    for (const [oldest] of this.#kept) if (this.#kept.size > limits.publicPagesKeptMax) this.#kept.delete(oldest)
    // What failed is drawn anew for the next one.
    page.catch(() => (this.#kept.get(name)?.page === page ? this.#kept.delete(name) : undefined))
    return page
  }
}
