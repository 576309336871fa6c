import { indexOfCaret } from '../editor/letter.ts'
import { spokenName } from './change-words.ts'
import { moment } from './dates.ts'
import type { PlanState } from './plan.svelte.ts'
import { writersOfSentence } from './sentences.ts'

/** Who wrote the sentence the caret is in, to be said: each person once, with when they last wrote in it. */
export const whoWroteThisSentence = (plan: PlanState, nowMs: number): string => {
  const { field, caret } = plan.here.state
  const text = field === undefined ? undefined : plan.text(field)
  const index = text && indexOfCaret(text, caret)
  if (!text || index === undefined) return 'Put the caret in a sentence first, then ask again.'
  const newest = new Map<string, number | undefined>()
  for (const { client, clock } of writersOfSentence(text, Math.max(0, index - 1))) {
    const person = plan.authors.ofClient(client)?.person
    if (person === undefined) continue
    const at = plan.wroteAt(client, clock)
    newest.set(person, Math.max(newest.get(person) ?? 0, at ?? 0) || undefined)
  }
  const people = [...newest].map(([person, at]) => {
    const name = spokenName(plan, person).replace(/,$/, '')
    return at === undefined ? name : `${name}, ${moment(at, nowMs)}`
  })
  if (people.length === 0) return 'Nobody has written a sentence here yet.'
  return `This sentence was written by: ${people.join('; ')}.`
}
