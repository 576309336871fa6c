import { fieldNames } from '../../../shared/words.ts'
import type { Conflict } from '../../state/conflicts.svelte.ts'
import { whenInSentence } from '../../state/dates.ts'
import type { PlanState } from '../../state/plan.svelte.ts'
import { valueWords } from '../../state/value-words.ts'

const upper = (word: string): string => word.charAt(0).toLocaleUpperCase('en-GB') + word.slice(1)

/** "Anna Novak set this to 31 January a moment ago. You set 31 March." */
export const conflictSentence = (plan: PlanState, conflict: Conflict, nowMs: number): string => {
  const names = { statusName: plan.statusName.bind(plan), now: new Date(nowMs) }
  const { kind } = conflict.place
  const theirs = valueWords(kind, conflict.key, conflict.theirs, names)
  const mine = valueWords(kind, conflict.key, conflict.mine, names)
  const name = upper(plan.byWhom(conflict)) + (conflict.typist === undefined ? '' : ',')
  const ago = whenInSentence(conflict.at, nowMs)
  if (theirs === mine) return `${name} changed this ${ago}. You had set something else.`
  if (theirs === '') return `${name} took this away ${ago}. You set ${mine}.`
  if (mine === '') return `${name} set this to ${theirs} ${ago}. You took it away.`
  return `${name} set this to ${theirs} ${ago}. You set ${mine}.`
}

/** The same, with the field it is about, for whoever does not see where it stands. */
export const conflictNews = (plan: PlanState, conflict: Conflict, nowMs: number): string =>
  `${fieldNames[conflict.key] ?? ''}: ${conflictSentence(plan, conflict, nowMs)}`
