import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** Of what has not happened. Above every number of an entry, so that "not gone yet" needs no question of its own. */
export const never = 0xffffffff
const pageLength = 512

/**
 * For each clock of one client id a number: the entry that something happened in. Pages of one number
 * throughout take no room, so a claim of a million letters that were gone before they came costs nothing.
 */
export class EntryPages {
  readonly #pages: (number | Uint32Array | undefined)[] = []
  /** One past the last clock that was set. */
  end = 0

  get(clock: number): number {
    const page = this.#pages[Math.floor(clock / pageLength)]
    return typeof page === 'object' ? (page[clock % pageLength] ?? never) : (page ?? never)
  }

  set(clock: number, length: number, entry: number): void {
    const end = clock + length
    for (let from = clock; from < end;) {
      const index = Math.floor(from / pageLength)
      const start = index * pageLength
      const to = Math.min(end, start + pageLength)
      const page = this.#pages[index]
      if (to - from === pageLength) this.#pages[index] = entry
      else if (typeof page === 'object') page.fill(entry, from - start, to - start)
      else if ((page ?? never) !== entry) {
        const fresh = new Uint32Array(pageLength).fill(page ?? never)
        fresh.fill(entry, from - start, to - start)
        this.#pages[index] = fresh
      }
      from = to
    }
    this.end = Math.max(this.end, end)
  }

  /** The numbers of a stretch of clocks, into an array of the caller's. */
  read(clock: number, length: number, into: Uint32Array, offset: number): void {
    for (let done = 0; done < length;) {
      const at = clock + done
      const page = this.#pages[Math.floor(at / pageLength)]
      const within = at % pageLength
      const count = Math.min(length - done, pageLength - within)
      if (typeof page === 'object') into.set(page.subarray(within, within + count), offset + done)
      else into.fill(page ?? never, offset + done, offset + done + count)
      done += count
    }
  }

  /** Stretches of one number, by rising clock. */
  *#runs(): Generator<{ length: number; entry: number }> {
    let run = { length: 0, entry: never }
    for (let index = 0; index * pageLength < this.end; index++) {
      const page = this.#pages[index]
      const count = Math.min(pageLength, this.end - index * pageLength)
      for (let within = 0; within < count;) {
        const entry = typeof page === 'object' ? (page[within] ?? never) : (page ?? never)
        const length = typeof page === 'object' ? 1 : count - within
        if (entry === run.entry) run.length += length
        else {
          if (run.length > 0) yield run
          run = { length, entry }
        }
        within += length
      }
    }
    if (run.length > 0) yield run
  }

  write(encoder: encoding.Encoder): void {
    encoding.writeVarUint(encoder, this.end)
    let before = 0
    for (const { length, entry } of this.#runs()) {
      encoding.writeVarUint(encoder, length)
      // Neighbours happened one after the other: how far apart is shorter to say than when.
      encoding.writeVarInt(encoder, entry === never ? 0 : entry >= before ? entry - before + 1 : entry - before)
      if (entry !== never) before = entry
    }
  }

  static read(decoder: decoding.Decoder): EntryPages {
    const pages = new EntryPages()
    const end = decoding.readVarUint(decoder)
    let before = 0
    for (let clock = 0; clock < end;) {
      const length = decoding.readVarUint(decoder)
      const step = decoding.readVarInt(decoder)
      if (length === 0) throw new RangeError('a stretch of nothing')
      if (step !== 0) {
        before += step > 0 ? step - 1 : step
        pages.set(clock, length, before)
      }
      clock += length
    }
    pages.end = end
    return pages
  }
}
