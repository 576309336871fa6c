import type * as decoding from 'lib0/decoding'
import type * as encoding from 'lib0/encoding'
import { readVarInt, readVarUint } from 'lib0/decoding'
import { writeVarInt, writeVarUint } from 'lib0/encoding'

type Numbers = Uint8Array | Uint32Array | Float64Array

/** A list of numbers that grows, without an object for each. */
export class Column {
  readonly #make: (length: number) => Numbers
  #numbers: Numbers
  length = 0

  constructor(make: (length: number) => Numbers) {
    this.#make = make
    this.#numbers = make(256)
  }

  /** Undefined past its end, as of any list. */
  get(index: number): number | undefined {
    return index < this.length ? this.#numbers[index] : undefined
  }

  /** What must be there. */
  at(index: number): number {
    const value = this.get(index)
    if (value === undefined) throw new RangeError(`no ${index} of ${this.length}`)
    return value
  }

  put(index: number, value: number): void {
    if (index >= this.length) throw new RangeError(`no ${index} of ${this.length}`)
    this.#numbers[index] = value
  }

  push(value: number): void {
    if (this.length === this.#numbers.length) {
      const wider = this.#make(Math.ceil(this.length * 1.25))
      wider.set(this.#numbers)
      this.#numbers = wider
    }
    this.#numbers[this.length++] = value
  }

  /** Of a rising column: how many are at most this. */
  countUpTo(value: number): number {
    let [low, high] = [0, this.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.at(middle) <= value) low = middle + 1
      else high = middle
    }
    return low
  }

  /** As differences: most columns rise slowly. */
  write(encoder: encoding.Encoder): void {
    writeVarUint(encoder, this.length)
    let before = 0
    for (let index = 0; index < this.length; index++) {
      const value = this.at(index)
      writeVarInt(encoder, value - before)
      before = value
    }
  }

  read(decoder: decoding.Decoder): void {
    let value = 0
    let left = readVarUint(decoder)
    // As long as it will be, with room for what comes: growing it step by step would leave every step behind.
    this.#numbers = this.#make(Math.max(256, Math.ceil(left * 1.02)))
    for (; left > 0; left--) this.push((value += readVarInt(decoder)))
  }
}

export const bytes = (): Column => new Column((length) => new Uint8Array(length))
export const counts = (): Column => new Column((length) => new Uint32Array(length))
export const times = (): Column => new Column((length) => new Float64Array(length))
