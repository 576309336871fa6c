import * as Y from 'yjs'
import type { ClientId } from '../../shared/ids.ts'
import { canonical } from '../../shared/plan/hash.ts'
import { never } from './entry-pages.ts'
import type { Entry, HistoryFold } from './fold.ts'

type Mark = { at: number; born: Entry; gone: Entry; key: string; value: unknown }

/** Letters that stand together at a moment: one writer, one set of marks. `from`: number of the first letter. */
export type Stretch = {
  text: string
  from: number
  client: ClientId
  first?: ClientId
  attributes: Readonly<Record<string, unknown>>
}

/** Letters `start` … `end` and a mark that they have, or no longer have, since `entry`. */
export type Remark = { start: number; end: number; key: string; value: unknown; entry: Entry }

const none = 0xffff

/**
 * Every letter a text has ever had, in its order, with the entries it came and went by: some twelve bytes
 * a letter, so that the text of any moment is one walk and no replay.
 */
export class Letters {
  readonly text: string
  readonly born: Uint32Array
  readonly gone: Uint32Array
  readonly #writer: Uint16Array
  readonly #first: Uint16Array | undefined
  readonly #clients: ClientId[] = []
  readonly #marks: Mark[] = []

  constructor(source: Y.Text, fold: HistoryFold) {
    let length = 0
    for (let item = source._start; item !== null; item = item.right)
      if (item.content instanceof Y.ContentString) length += item.length
    this.born = new Uint32Array(length)
    this.gone = new Uint32Array(length)
    this.#writer = new Uint16Array(length)
    const numbers = new Map<ClientId, number>()
    const numberOf = (client: ClientId): number => {
      const known = numbers.get(client)
      if (known !== undefined) return known
      numbers.set(client, this.#clients.length)
      return this.#clients.push(client) - 1
    }
    const texts: string[] = []
    let first: Uint16Array | undefined
    let at = 0
    for (let item = source._start; item !== null; item = item.right) {
      const { client, clock } = item.id
      if (item.content instanceof Y.ContentString) {
        texts.push(item.content.str)
        fold.readBorn(client, clock, item.length, this.born, at)
        fold.readGone(client, clock, item.length, this.gone, at)
        this.#writer.fill(numberOf(client), at, at + item.length)
        for (let done = 0; done < item.length;) {
          const repeated = fold.repeats.first({ client, clock: clock + done })
          const count = Math.min(repeated.length, item.length - done)
          if (repeated.of) {
            first ??= new Uint16Array(length).fill(none)
            first.fill(numberOf(repeated.of.client), at + done, at + done + count)
          }
          done += count
        }
        at += item.length
      } else if (item.content instanceof Y.ContentFormat) {
        const { key, value }: { key: string; value: unknown } = item.content
        this.#marks.push({ at, born: fold.born(client, clock), gone: fold.gone(client, clock), key, value })
      }
    }
    this.#first = first
    // Joined for good: a string of strings would keep every piece.
    this.text = texts.join('')
  }

  get length(): number {
    return this.born.length
  }

  writerOf(letter: number): ClientId {
    return this.#clients[this.#writer[letter] ?? none] ?? 0
  }

  /** Whoever wrote it first, where it was put back. */
  firstOf(letter: number): ClientId | undefined {
    return this.#first && this.#clients[this.#first[letter] ?? none]
  }

  standsAt(letter: number, entry: Entry): boolean {
    return (this.born[letter] ?? 0) <= entry && (this.gone[letter] ?? 0) > entry
  }

  /** Whether anything of it came or went between two moments: most texts are the same, and need no closer look. */
  differs(from: Entry, to: Entry): boolean {
    const { born, gone } = this
    for (let letter = 0; letter < born.length; letter++) {
      const [came, went] = [born[letter] ?? 0, gone[letter] ?? 0]
      if (came <= to && went > from && (came > from || went <= to)) return true
    }
    return this.#marks.some((mark) => mark.born <= to && mark.gone > from && (mark.born > from || mark.gone <= to))
  }

  /** Around a moment: from which entry on, and until before which one, nothing of it came or went. */
  sameAround(entry: Entry): { from: Entry; until: Entry } {
    let [from, until] = [-1, never]
    // One plain loop each: this looks at every letter there ever was.
    for (const entries of [this.born, this.gone, ...this.#marks.map(({ born, gone }) => [born, gone])])
      for (let index = 0; index < entries.length; index++) {
        const each = entries[index] ?? never
        if (each > entry) {
          if (each < until) until = each
        } else if (each > from) from = each
      }
    return { from, until }
  }

  /** Whether two letters have the same writer, now and at first. */
  sameWriter(a: number, b: number): boolean {
    return this.#writer[a] === this.#writer[b] && this.#first?.[a] === this.#first?.[b]
  }

  /** The marks in force at each place where they change, once `entry` was kept. */
  *marksAt(entry: Entry): Generator<{ at: number; attributes: Readonly<Record<string, unknown>> }> {
    let attributes: Readonly<Record<string, unknown>> = {}
    for (const { at, born, gone, key, value } of this.#marks) {
      if (born > entry || gone <= entry) continue
      const rest = Object.entries(attributes).filter(([name]) => name !== key)
      attributes = Object.fromEntries(value === null ? rest : [...rest, [key, value]])
      yield { at, attributes }
    }
  }

  /** Where a mark has another value at `to` than at `from`, and the entry that made it so; `value` null: none. */
  *remarked(from: Entry, to: Entry): Generator<Remark> {
    const [before, after] = [new Map<string, Mark>(), new Map<string, Mark>()]
    const keys = new Set(this.#marks.map(({ key }) => key))
    for (const [index, mark] of this.#marks.entries()) {
      if (mark.born <= from && mark.gone > from) before.set(mark.key, mark)
      if (mark.born <= to && mark.gone > to) after.set(mark.key, mark)
      const [start, end] = [mark.at, this.#marks[index + 1]?.at ?? this.length]
      if (start === end) continue
      for (const key of keys) {
        const [was, is] = [before.get(key), after.get(key)]
        const value = is?.value ?? null
        if (canonical(was?.value ?? null) === canonical(value)) continue
        // One that was there before counts again because another, nearer one, has gone.
        const entry = is && is.born > from ? is.born : was?.gone
        if (entry !== undefined) yield { start, end, key, value, entry }
      }
    }
  }

  /** The text as it stood once `entry` was kept, left to right. */
  walk(entry: Entry, visit: (stretch: Stretch) => void): void {
    const marks = this.marksAt(entry)
    let next = marks.next()
    let attributes: Readonly<Record<string, unknown>> = {}
    const { born, gone } = this
    const writer = this.#writer
    const first = this.#first
    for (let from = 0; from < born.length;) {
      while (!next.done && next.value.at <= from) {
        attributes = next.value.attributes
        next = marks.next()
      }
      const end = next.done ? born.length : Math.min(next.value.at, born.length)
      if ((born[from] ?? 0) > entry || (gone[from] ?? 0) <= entry) {
        from++
        continue
      }
      let to = from + 1
      while (
        to < end &&
        (born[to] ?? 0) <= entry &&
        (gone[to] ?? 0) > entry &&
        writer[to] === writer[from] &&
        first?.[to] === first?.[from]
      )
        to++
      const again = this.firstOf(from)
      visit({
        text: this.text.slice(from, to),
        from,
        client: this.writerOf(from),
        ...(again === undefined ? {} : { first: again }),
        attributes
      })
      from = to
    }
  }
}
