import { Inflate } from 'fflate'

/** Why a file is not read at all. */
export type FileTrouble = 'too-large' | 'locked' | 'other-kind' | 'not-a-sheet'
export class Unreadable extends Error {
  readonly trouble: FileTrouble
  constructor(trouble: FileTrouble) {
    super(trouble)
    this.trouble = trouble
  }
}

/** So little at once that a bomb is noticed after some four megabytes of it. Source: deflate packs at most 1 : 1032. */
const stepBytes = 4096
const entriesMax = 2000
const endBytes = 22
/** What a comment at the end may take. Source: PKWARE APPNOTE 4.3.16. */
const commentMax = 0xffff
const signs = { end: 0x06054b50, entry: 0x02014b50, local: 0x04034b50 } as const

type Entry = { method: number; flags: number; packed: number; at: number }

/**
 * A packed file whose parts are asked for by name, and only ever held in memory: no name in it is a path of anything.
 * Together they unpack to `bytesMax` at most, whatever they say of their size.
 * Refuses (`Unreadable`): what is no such file, is locked by a password, or unpacks to more.
 */
export class Unzip {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #entries = new Map<string, Entry>()
  #left: number

  constructor(bytes: Uint8Array, bytesMax: number) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#left = bytesMax
    const end = this.#end()
    const count = this.#view.getUint16(end + 10, true)
    if (count > entriesMax) throw new Unreadable('too-large')
    let at = this.#view.getUint32(end + 16, true)
    for (let index = 0; index < count; index++) {
      this.#need(at, 46)
      if (this.#view.getUint32(at, true) !== signs.entry) throw new Unreadable('not-a-sheet')
      const [name, extra, comment] = [28, 30, 32].map((offset) => this.#view.getUint16(at + offset, true))
      const nameAt = at + 46
      this.#need(nameAt, name ?? 0)
      this.#entries.set(new TextDecoder().decode(bytes.subarray(nameAt, nameAt + (name ?? 0))), {
        flags: this.#view.getUint16(at + 8, true),
        method: this.#view.getUint16(at + 10, true),
        packed: this.#view.getUint32(at + 20, true),
        at: this.#view.getUint32(at + 42, true)
      })
      at = nameAt + (name ?? 0) + (extra ?? 0) + (comment ?? 0)
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name)
  }

  /** A part as text; undefined when there is none of this name. */
  text(name: string): string | undefined {
    const entry = this.#entries.get(name)
    return entry && new TextDecoder().decode(this.#unpacked(entry))
  }

  #unpacked({ flags, method, packed, at }: Entry): Uint8Array {
    if ((flags & 1) !== 0) throw new Unreadable('locked')
    this.#need(at, 30)
    if (this.#view.getUint32(at, true) !== signs.local) throw new Unreadable('not-a-sheet')
    const start = at + 30 + this.#view.getUint16(at + 26, true) + this.#view.getUint16(at + 28, true)
    this.#need(start, packed)
    const body = this.#bytes.subarray(start, start + packed)
    if (method === 0) {
      this.#take(body.length)
      return body
    }
    if (method !== 8) throw new Unreadable('not-a-sheet')
    return this.#inflated(body)
  }

  #inflated(body: Uint8Array): Uint8Array {
    const parts: Uint8Array[] = []
    let length = 0
    const inflate = new Inflate((part) => {
      this.#take(part.length)
      length += part.length
      parts.push(part.slice())
    })
    try {
      for (let from = 0; from < body.length; from += stepBytes)
        inflate.push(body.subarray(from, from + stepBytes), from + stepBytes >= body.length)
    } catch (fault) {
      // The library says so of bytes that nobody packed.
      throw fault instanceof Unreadable ? fault : new Unreadable('not-a-sheet')
    }
    const whole = new Uint8Array(length)
    let to = 0
    for (const part of parts) {
      whole.set(part, to)
      to += part.length
    }
    return whole
  }

  #take(bytes: number): void {
    this.#left -= bytes
    if (this.#left < 0) throw new Unreadable('too-large')
  }

  #need(at: number, length: number): void {
    if (at + length > this.#bytes.length) throw new Unreadable('not-a-sheet')
  }

  #end(): number {
    for (let at = this.#bytes.length - endBytes; at >= 0 && at >= this.#bytes.length - endBytes - commentMax; at--)
      if (this.#view.getUint32(at, true) === signs.end) return at
    throw new Unreadable('not-a-sheet')
  }
}
