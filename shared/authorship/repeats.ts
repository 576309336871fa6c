import type { ClientId } from '../ids.ts'

type Id = { client: ClientId; clock: number }
/** The letters `client, clock … clock + length` stand again for those from `of` on: an undo or a putting back. */
export type Repeat = Id & { length: number; of: Id }
/** The same as it is stored and sent: client, clock, length, client and clock of the first letters. */
export type PlainRepeat = [client: ClientId, clock: number, length: number, ofClient: ClientId, ofClock: number]

export const plainRepeat = ({ client, clock, length, of }: Repeat): PlainRepeat => [
  client,
  clock,
  length,
  of.client,
  of.clock
]

export const repeatOf = ([client, clock, length, ofClient, ofClock]: PlainRepeat): Repeat => ({
  client,
  clock,
  length,
  of: { client: ofClient, clock: ofClock }
})

/** Which letters are not new but stand again, so that whoever wrote them first keeps them. */
export class Repeats {
  /** Of each client id by rising clock, never overlapping. */
  readonly #byClient = new Map<ClientId, Repeat[]>()
  /** The same by the client id of the first letters. */
  readonly #byFirst = new Map<ClientId, Repeat[]>()

  /** Letters that repeat repeated ones repeat the first. */
  note(repeat: Repeat): void {
    for (let done = 0; done < repeat.length;) {
      const clock = repeat.of.clock + done
      const first = this.#at({ client: repeat.of.client, clock })
      const length = Math.min(
        repeat.length - done,
        first ? first.clock + first.length - clock : this.#untilNext(repeat.of.client, clock)
      )
      const of = first
        ? { client: first.of.client, clock: first.of.clock + clock - first.clock }
        : { client: repeat.of.client, clock }
      this.#insert({ client: repeat.client, clock: repeat.clock + done, length, of })
      done += length
    }
  }

  #insert(repeat: Repeat): void {
    const own = this.#byClient.get(repeat.client) ?? []
    const last = own.at(-1)
    if (!last || last.clock + last.length <= repeat.clock) own.push(repeat)
    else if (!this.#at(repeat)) own.splice(this.#indexAfter(own, repeat.clock), 0, repeat)
    else return
    this.#byClient.set(repeat.client, own)
    const copies = this.#byFirst.get(repeat.of.client) ?? []
    this.#byFirst.set(repeat.of.client, copies)
    copies.push(repeat)
  }

  /** How many of these runs begin at or before this clock. */
  #indexAfter(own: readonly Repeat[], clock: number): number {
    let [low, high] = [0, own.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const run = own[middle]
      if (run && run.clock <= clock) low = middle + 1
      else high = middle
    }
    return low
  }

  #at({ client, clock }: Id): Repeat | undefined {
    const own = this.#byClient.get(client)
    const run = own?.[this.#indexAfter(own, clock) - 1]
    return run && clock < run.clock + run.length ? run : undefined
  }

  #untilNext(client: ClientId, clock: number): number {
    const own = this.#byClient.get(client)
    const next = own?.[this.#indexAfter(own, clock)]
    return next ? next.clock - clock : Infinity
  }

  /**
   * The letters that those from this id on stand again for, and for how many letters that holds;
   * without `of`: these are the first, for so many letters.
   */
  first(id: Id): { length: number; of?: Id } {
    const run = this.#at(id)
    if (!run) return { length: this.#untilNext(id.client, id.clock) }
    const done = id.clock - run.clock
    return { length: run.length - done, of: { client: run.of.client, clock: run.of.clock + done } }
  }

  /** The letters that were ever said to stand again for these. */
  copies({ client, clock, length }: Id & { length: number }): (Id & { length: number })[] {
    return (this.#byFirst.get(client) ?? []).flatMap((run) => {
      const from = Math.max(clock, run.of.clock)
      const to = Math.min(clock + length, run.of.clock + run.length)
      return from < to ? [{ client: run.client, clock: run.clock + from - run.of.clock, length: to - from }] : []
    })
  }

  all(): Repeat[] {
    return [...this.#byClient.values()].flat()
  }
}
