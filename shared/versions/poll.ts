import { fewPeople } from '../contribution/small-numbers.ts'
import type { ItemId, Ms } from '../ids.ts'
import { can, type Role } from '../roles.ts'
import { ANSWER_WORDS, isOpenForAnswers, standingAnswer, type AnswerWord, type Version } from './version.ts'
import type { Group } from '../plan/vocabulary.ts'

/**
 * What the people of a group think before the group answers, asked by one of its voices and told to that group
 * alone: how many, never who. Pure. Source: ui.md §5 (Agree).
 */

/** Whoever may comment is asked; who only reads looks on. */
export const isAskedInPoll = (role: Role): boolean => can(role, 'comment')

/**
 * `asked`: how many people of the group there are to ask. `words` null: fewer than five have said what they think.
 * Everyone knows who is in a small group, so with fewer a word could be told to be somebody's; from five on it is one
 * of at least five. Inside its own group each word is then counted exactly: a doubt that one person has is what the
 * voice asked for.
 */
export type PollCount = { asked: number; said: number; words: Record<AnswerWord, number> | null }

export const countPoll = (asked: number, said: readonly AnswerWord[]): PollCount => {
  const words = { agree: 0, 'agree-with-note': 0, 'stand-aside': 0, 'cannot-agree': 0 }
  for (const word of said) words[word] += 1
  return { asked, said: said.length, words: said.length < fewPeople ? null : words }
}

/** Until the group has given its answer, or nobody can any more. */
export const isPollOpen = (
  version: Pick<Version, 'state' | 'closesAt' | 'answers' | 'asked'>,
  group: Group,
  now: Ms
): boolean =>
  isOpenForAnswers(version, now) && version.asked.includes(group) && standingAnswer(version, group) === undefined

const peopleWords = (count: number): string => (count === 1 ? '1 person' : `${count} people`)
const saysWord: Record<AnswerWord, (count: number) => string> = {
  agree: (count) => (count === 1 ? '1 agrees' : `${count} agree`),
  'agree-with-note': (count) => (count === 1 ? '1 agrees, with a note' : `${count} agree, with a note`),
  'stand-aside': (count) => (count === 1 ? '1 stands aside' : `${count} stand aside`),
  'cannot-agree': (count) => `${count} cannot agree yet`
}

/** "11 people asked. 9 have said what they think: 8 agree, 1 cannot agree yet." */
export const pollWords = ({ asked, said, words }: PollCount): string => {
  const first = `${peopleWords(asked)} asked.`
  if (said === 0) return `${first} Nobody has said what they think yet.`
  const second = `${said} ${said === 1 ? 'has' : 'have'} said what they think`
  if (!words)
    return `${first} ${second}. What they said is counted once ${fewPeople} have, so that nobody is found out.`
  const each = ANSWER_WORDS.filter((word) => words[word] > 0).map((word) => saysWord[word](words[word]))
  return `${first} ${second}: ${each.join(', ')}.`
}

/** A group's poll about one version, as its own people are shown it. */
export type ShownPoll = PollCount & {
  version: number
  scope: ItemId | null
  /** Of the words it is about. */
  hash: string
  by: string
  at: Ms
  /** My own word, which nobody else is told. */
  mine: AnswerWord | null
  isOpen: boolean
}
