import { indexOfCaret } from '../editor/letter.ts'
import { spokenName, typedBy } from './change-words.ts'
import { moment } from './dates.ts'
import type { PlanState } from './plan.svelte.ts'
import { writersOfSentence } from './sentences.ts'

const putBack = (name: string): string => {
  // @wc-include
  const words = `put back by ${name}`
  return words
}

/** Who wrote the sentence the caret is in, to be said: each person once, with when they last wrote in it. */
export const whoWroteThisSentence = (plan: PlanState, nowMs: number): string => {
  const { field, caret } = plan.here.state
  const text = field === undefined ? undefined : plan.text(field)
  const index = text && indexOfCaret(text, caret)
  if (!text || index === undefined) return 'Put the caret in a sentence first, then ask again.'
  const newest = new Map<string, number | undefined>()
  for (const { client, clock } of writersOfSentence(text, Math.max(0, index - 1), plan.firstOf)) {
    const person = plan.credited(client, clock).author?.person
    if (person === undefined) continue
    const { typist, putBackBy } = plan.handsOf(client, clock)
    const name = [
      spokenName(plan, person).replace(/,$/, ''),
      ...(typist === undefined ? [] : [typedBy(plan, typist)]),
      ...(putBackBy === undefined ? [] : [putBack(plan.byWhom(putBackBy))])
    ].join(', ')
    const at = plan.wroteAt(client, clock)
    newest.set(name, Math.max(newest.get(name) ?? 0, at ?? 0) || undefined)
  }
  const people = [...newest].map(([name, at]) => (at === undefined ? name : `${name}, ${moment(at, nowMs)}`))
  if (people.length === 0) return 'Nobody has written a sentence here yet.'
  return `This sentence was written by: ${people.join('; ')}.`
}
