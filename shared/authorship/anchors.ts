import type * as Y from 'yjs'
import { limits } from '../limits.ts'
import { shortened, type Anchor, type LetterRun } from '../plan/anchor.ts'
import { walkText, type FirstOf } from '../plan/text.ts'

/** Letters of a flat text, from one index up to another. */
export type Range = { from: number; to: number }
type Id = { client: number; clock: number }

/** Runs of letters by the ids they had first, each with how many letters that holds for. */
const eachFirst = (
  { client, clock }: Id,
  length: number,
  firstOf: FirstOf,
  visit: (first: Id, length: number, done: number) => void
): void => {
  for (let done = 0; done < length;) {
    const id = { client, clock: clock + done }
    const first = firstOf(id)
    const size = Math.min(first.length, length - done)
    visit(first.of ?? id, size, done)
    done += size
  }
}

/**
 * Where words stand now that were pointed at by their letters: from the first of these that stands to the last,
 * with what others have written between; undefined once none stands. A letter that stands again (an undo, words
 * put back) is the letter it stands for. What is written before the first or behind the last is not of them.
 * Source: PROTOCOL.md P24.
 */
export const rangesOf = (
  text: Y.Text,
  anchors: readonly Pick<Anchor, 'letters'>[],
  firstOf: FirstOf
): (Range | undefined)[] => {
  if (anchors.length === 0) return []
  const found = anchors.map(() => ({ from: Infinity, to: -Infinity }))
  const wanted = new Map<number, { clock: number; end: number; range: Range }[]>()
  anchors.forEach(({ letters }, n) => {
    const range = found[n]
    for (const [client, clock, length] of letters) {
      eachFirst({ client, clock }, length, firstOf, (first, size) => {
        const runs = wanted.get(first.client) ?? []
        wanted.set(first.client, runs)
        if (range) runs.push({ clock: first.clock, end: first.clock + size, range })
      })
    }
  })
  let index = 0
  walkText(text, ({ text: words, client, clock }) => {
    eachFirst({ client, clock }, words.length, firstOf, (first, size, done) => {
      for (const { clock: start, end, range } of wanted.get(first.client) ?? []) {
        const from = Math.max(start, first.clock)
        const to = Math.min(end, first.clock + size)
        if (from >= to) continue
        range.from = Math.min(range.from, index + done + from - first.clock)
        range.to = Math.max(range.to, index + done + to - first.clock)
      }
    })
    index += words.length
  })
  const whole = text.toString()
  // Line ends and blanks alone are no words.
  return found.map((range) => (whole.slice(range.from, range.to).trim() === '' ? undefined : range))
}

/** Points at what stands between two indexes, without blanks around it; undefined for no words. */
export const anchorBetween = (field: string, text: Y.Text, from: number, to: number): Anchor | undefined => {
  const words = text.toString().slice(from, to)
  const start = from + words.length - words.trimStart().length
  const end = from + words.trimEnd().length
  if (start >= end) return undefined
  const letters: LetterRun[] = []
  let at = 0
  walkText(text, ({ text: run, client, clock }) => {
    const first = Math.max(start - at, 0)
    const length = Math.min(end - at, run.length) - first
    at += run.length
    if (length <= 0) return
    const last = letters.at(-1)
    if (last && last[0] === client && last[1] + last[2] === clock + first) last[2] += length
    else letters.push([client, clock + first, length])
  })
  const half = limits.anchorRunsMax / 2
  const kept = letters.length > limits.anchorRunsMax ? [...letters.slice(0, half), ...letters.slice(-half)] : letters
  return { field, letters: kept, quote: shortened(words) }
}

/** Whether two anchors point at the same letters. */
export const sameAnchor = (a: Anchor | null, b: Anchor | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.field === b.field &&
    a.quote === b.quote &&
    JSON.stringify(a.letters) === JSON.stringify(b.letters))
