import * as Y from 'yjs'
import { Repeats, type Repeat } from '../../shared/authorship/repeats.ts'
import { limits } from '../../shared/limits.ts'
import { removedLetter } from './removed-letters.ts'
import { eachKnown } from './shape.ts'
import { rangeAt, rangesByClient, sameId, type Id, type Range, type Struct } from './update.ts'

/** Letters that stood under ids: whatever knows them tells them in runs, left to right. */
export type Letters = Range & { text: string }

/** The letters that were taken out lately, while the document still had them. */
export class TakenOut {
  /** In the order in which they went, oldest first. */
  readonly #runs: Letters[] = []
  /** The same of each client id by rising clock: no letter goes twice, so they never overlap. */
  readonly #byClient = new Map<number, Letters[]>()
  #letters = 0

  /** Reads what is about to go. */
  note(doc: Y.Doc, deletes: readonly Range[]): void {
    for (const range of deletes)
      for (const run of standingLetters(doc, range)) {
        const own = this.#byClient.get(run.client) ?? []
        this.#byClient.set(run.client, own)
        own.splice(firstEndingAfter(own, run.clock), 0, run)
        this.#runs.push(run)
        this.#letters += run.length
      }
    while (this.#letters > limits.takenOutLettersMax || this.#runs.length > limits.takenOutRunsMax) this.#forgetOldest()
  }

  #forgetOldest(): void {
    const oldest = this.#runs.shift()
    if (!oldest) return
    this.#letters -= oldest.length
    const own = this.#byClient.get(oldest.client) ?? []
    own.splice(firstEndingAfter(own, oldest.clock), 1)
    if (own.length === 0) this.#byClient.delete(oldest.client)
  }

  of(range: Range): Letters[] {
    return within(this.#byClient.get(range.client) ?? [], range)
  }
}

/** Where in these ordered ranges the first one is that ends after this clock. */
const firstEndingAfter = (ranges: readonly Range[], clock: number): number => {
  let [low, high] = [0, ranges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const range = ranges[middle]
    if (range && range.clock + range.length <= clock) low = middle + 1
    else high = middle
  }
  return low
}

/** Those of one client's ordered ranges that have something of this one. */
const within = <T extends Range>(ranges: readonly T[], { clock, length }: Range): T[] => {
  const found: T[] = []
  for (let index = firstEndingAfter(ranges, clock); ; index++) {
    const range = ranges[index]
    if (!range || range.clock >= clock + length) return found
    found.push(range)
  }
}

const standingLetters = (doc: Y.Doc, range: Range): Letters[] => {
  const runs: Letters[] = []
  eachKnown(doc, range, (item, from, to) => {
    if (!(item instanceof Y.Item) || item.deleted || !(item.content instanceof Y.ContentString)) return
    const text = item.content.str.slice(from - item.id.clock, to - item.id.clock)
    runs.push({ client: range.client, clock: from, length: to - from, text })
  })
  return runs
}

/** The letters of a range from whoever knows them; undefined when some are known to nobody. */
const lettersOf = (range: Range, known: readonly Letters[]): string | undefined => {
  if (range.length > limits.takenOutLettersMax) return undefined
  const letters = new Array<string | undefined>(range.length)
  for (const run of known) {
    const from = Math.max(run.clock, range.clock)
    const to = Math.min(run.clock + run.length, range.clock + range.length)
    for (let clock = from; clock < to; clock++) {
      const letter = run.text[clock - run.clock]
      // What was removed by law nobody knows: whoever still has it can only write it as their own.
      if (letter !== removedLetter) letters[clock - range.clock] = letter
    }
  }
  return letters.includes(undefined) ? undefined : letters.join('')
}

/** What must be asked of the log before these claims can be proven. */
export const unknownLetters = (doc: Y.Doc, claims: readonly Repeat[], takenOut: TakenOut): Range[] =>
  claims
    .map(({ of, length }) => ({ ...of, length }))
    .filter((range) => lettersOf(range, [...takenOut.of(range), ...standingLetters(doc, range)]) === undefined)

/** What an update brings, as the gate let it through. */
type Brought = { structs: readonly Struct[]; deletes: readonly Range[] }
export type Proof =
  /** `granted`: whose first author keeps them. What cannot be shown to stand again is its writer's own. */
  | { is: 'sound'; granted: Repeat[] }
  /** The letters are others than those they are said to repeat. */
  | { is: 'false' }

/**
 * Looks at what an update says to repeat. Letters keep their first author only where they stand again
 * just before the place they were taken out of, letter for letter, while the first ones are gone and do
 * not stand anywhere else in their author's name: nobody can put words together from somebody's letters.
 * Source: PROTOCOL.md P24.
 */
export const prove = (
  doc: Y.Doc,
  { structs, deletes }: Brought,
  claims: readonly Repeat[],
  repeats: Pick<Repeats, 'first' | 'copies'>,
  known: { takenOut: TakenOut; fromLog: readonly Letters[] }
): Proof => {
  const granted: Repeat[] = []
  const again = new Repeats()
  const byClient = rangesByClient(structs)
  const gone = rangesByClient(deletes)
  for (const claim of claims) {
    for (const struct of within(byClient.get(claim.client) ?? [], claim)) {
      const repeat = partIn(struct, claim)
      if (!repeat || struct.content.is !== 'letters') continue
      const first = { ...repeat.of, length: repeat.length }
      const letters = lettersOf(first, [
        ...known.fromLog.filter(({ client }) => client === first.client),
        ...known.takenOut.of(first),
        ...standingLetters(doc, first)
      ])
      const from = repeat.clock - struct.clock
      if (letters !== undefined && letters !== struct.content.text.slice(from, from + repeat.length))
        return { is: 'false' }
      const isInPlace = sameId(struct.rightOrigin, claim.of)
      if (letters === undefined || !isInPlace) continue
      if (!isGone(doc, first, gone) || standsAgain(doc, first, gone, repeats, again)) continue
      granted.push(repeat)
      let clock = repeat.clock
      for (const one of firstsOf(first, repeats)) {
        again.note({ client: repeat.client, clock, length: one.length, of: one })
        clock += one.length
      }
    }
  }
  return { is: 'sound', granted }
}

/** The part of a claim that speaks of this struct. */
const partIn = (struct: Struct, claim: Repeat): Repeat | undefined => {
  if (struct.client !== claim.client) return undefined
  const clock = Math.max(struct.clock, claim.clock)
  const end = Math.min(struct.clock + struct.length, claim.clock + claim.length)
  if (clock >= end) return undefined
  const of: Id = { client: claim.of.client, clock: claim.of.clock + clock - claim.clock }
  return { client: claim.client, clock, length: end - clock, of }
}

/** Whether nothing of a range is left to see once the update, which deletes `gone`, is in place. */
const isGone = (doc: Y.Doc, range: Range, gone: ReadonlyMap<number, Range[]>): boolean => {
  let all = range.clock + range.length <= Y.getState(doc.store, range.client)
  eachKnown(doc, range, (item, from, to) => {
    if (item.deleted || !all) return
    // What an update deletes is joined: a stretch is in one of its ranges or is not all there.
    const deleted = rangeAt(gone.get(range.client) ?? [], from)
    all = deleted !== undefined && to <= deleted.clock + deleted.length
  })
  return all
}

/** The letters that those of a range were first. */
const firstsOf = (range: Range, repeats: Pick<Repeats, 'first'>): Range[] => {
  const firsts: Range[] = []
  for (let done = 0; done < range.length;) {
    const id = { client: range.client, clock: range.clock + done }
    const { length, of = id } = repeats.first(id)
    const part = Math.min(length, range.length - done)
    firsts.push({ client: of.client, clock: of.clock, length: part })
    done += part
  }
  return firsts
}

/** Whether some of these letters, or of those they repeat, stand somewhere as their author's, `again` in this update. */
const standsAgain = (
  doc: Y.Doc,
  range: Range,
  gone: ReadonlyMap<number, Range[]>,
  repeats: Pick<Repeats, 'first' | 'copies'>,
  again: Pick<Repeats, 'copies'>
): boolean =>
  firstsOf(range, repeats).some(
    (first) => again.copies(first).length > 0 || repeats.copies(first).some((copy) => !isGone(doc, copy, gone))
  )
