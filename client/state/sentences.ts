import type * as Y from 'yjs'
import { walkText, type FirstOf } from '../../shared/plan/text.ts'
import { indexOfCaret } from '../editor/letter.ts'

/** Where the sentence around an index begins and ends: at a full stop, a question, an exclamation or a line end. */
const boundsAt = (text: string, index: number): { from: number; to: number } => {
  const at = Math.max(0, Math.min(index, text.length - 1))
  const ends = [...text.matchAll(/[.!?]+(?=\s|$)|\n/g)].map((end) => end.index + end[0].length)
  const from = ends.filter((end) => end <= at).at(-1) ?? 0
  const to = ends.find((end) => end > at) ?? text.length
  return { from, to }
}

export const sentenceAt = (text: string, index: number): string => {
  const { from, to } = boundsAt(text, index)
  return text.slice(from, to).trim()
}

/**
 * Each client that wrote letters of the sentence around an index, with the last of its letters there; letters
 * it put back are told apart by whose they were.
 */
export const writersOfSentence = (
  text: Y.Text,
  index: number,
  firstOf: FirstOf = () => ({ length: Infinity })
): { client: number; clock: number }[] => {
  const { from, to } = boundsAt(text.toString(), index)
  const last = new Map<string, { client: number; clock: number }>()
  let at = 0
  walkText(text, (run) => {
    const start = Math.max(from, at)
    const end = Math.min(to, at + run.text.length)
    for (let done = start; done < end;) {
      const { client } = run
      const { length, of } = firstOf({ client, clock: run.clock + done - at })
      const to = Math.min(end, done + length)
      const key = `${client} ${of?.client ?? ''}`
      const clock = Math.max(last.get(key)?.clock ?? 0, run.clock + to - at - 1)
      if (run.text.slice(done - at, to - at).trim() !== '') last.set(key, { client, clock })
      done = to
    }
    at += run.text.length
  })
  return [...last.values()]
}

/**
 * The sentence that this person wrote in last, of those that still stand.
 * @param wroteAt when a letter was written, ms since 1970
 */
export const lastSentenceOf = (
  text: Y.Text,
  isTheirs: (client: number) => boolean,
  wroteAt: (client: number, clock: number) => number | undefined
): string => {
  let newest = { at: -1, clock: -1, index: -1 }
  let index = 0
  walkText(text, (run) => {
    if (isTheirs(run.client) && run.text !== '\n') {
      const clock = run.clock + run.text.length - 1
      const at = wroteAt(run.client, clock) ?? Infinity
      if (at > newest.at || (at === newest.at && clock > newest.clock)) {
        newest = { at, clock, index: index + run.text.length - 1 }
      }
    }
    index += run.text.length
  })
  return newest.index < 0 ? '' : sentenceAt(text.toString(), newest.index)
}

/** Which paragraph of a text a caret is in, from 0; undefined when it is not in this text. */
export const paragraphOf = (text: Y.Text, caret: unknown): number | undefined => {
  const index = indexOfCaret(text, caret)
  return index === undefined ? undefined : text.toString().slice(0, index).split('\n').length - 1
}
