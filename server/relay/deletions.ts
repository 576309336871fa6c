import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { ClientId, Ms, PersonId } from '../../shared/ids.ts'

/** Deleted ids of one author's words, with whoever took them out first. */
export type Deletion = { client: ClientId; clock: number; length: number; by: PersonId; typist: PersonId; at: Ms }

/** Letters taken out one by one within a minute are one deletion. */
const togetherMs = 60_000

export type KeptDeletions = { people: PersonId[]; rows: Uint8Array; last: number; before: Ms }

/**
 * Who took out what, in the order of the log: some ten bytes each, because a plan that was long written in
 * has hundreds of thousands and nobody asks for them but its history. Source: relay.md §3.
 */
export class Deletions {
  readonly #people: PersonId[] = []
  #rows = encoding.createEncoder()
  /** The latest one may still grow. */
  #last: Deletion | undefined
  /** When the one before the latest was. */
  #before: Ms = 0

  /** Letters taken out one after the other, by Backspace or Delete, are one deletion. */
  note(next: Deletion): void {
    const last = this.#last
    const together =
      last &&
      last.client === next.client &&
      last.by === next.by &&
      last.typist === next.typist &&
      next.at - last.at <= togetherMs
    if (together && next.clock + next.length === last.clock) {
      last.clock = next.clock
      last.length += next.length
    } else if (together && last.clock + last.length === next.clock) last.length += next.length
    else {
      if (last) {
        this.#write(this.#rows, last)
        this.#before = last.at
      }
      this.#last = { ...next }
    }
  }

  all(): Deletion[] {
    const { rows } = this.kept()
    return [...this.#read(rows)]
  }

  kept(): KeptDeletions {
    const encoder = encoding.createEncoder()
    encoding.writeUint8Array(encoder, encoding.toUint8Array(this.#rows))
    const last = encoding.length(encoder)
    if (this.#last) this.#write(encoder, this.#last)
    return { people: [...this.#people], rows: encoding.toUint8Array(encoder), last, before: this.#before }
  }

  restore({ people, rows, last, before }: KeptDeletions): void {
    this.#people.push(...people)
    this.#before = before
    this.#rows = encoding.createEncoder()
    encoding.writeUint8Array(this.#rows, rows.subarray(0, last))
    ;[this.#last] = this.#read(rows.subarray(last), before)
  }

  #write(encoder: encoding.Encoder, { client, clock, length, by, typist, at }: Deletion): void {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarUint(encoder, length)
    encoding.writeVarUint(encoder, this.#numberOf(by))
    encoding.writeVarUint(encoder, this.#numberOf(typist))
    encoding.writeVarInt(encoder, at - this.#before)
  }

  *#read(rows: Uint8Array, from: Ms = 0): Generator<Deletion> {
    const decoder = decoding.createDecoder(rows)
    let at = from
    while (decoding.hasContent(decoder)) {
      const [client, clock, length] = [
        decoding.readVarUint(decoder),
        decoding.readVarUint(decoder),
        decoding.readVarUint(decoder)
      ]
      const [by, typist] = [this.#people[decoding.readVarUint(decoder)], this.#people[decoding.readVarUint(decoder)]]
      at += decoding.readVarInt(decoder)
      if (by === undefined || typist === undefined) throw new Error('a deletion by nobody')
      yield { client, clock, length, by, typist, at }
    }
  }

  #numberOf(person: PersonId): number {
    const known = this.#people.indexOf(person)
    return known >= 0 ? known : this.#people.push(person) - 1
  }
}
