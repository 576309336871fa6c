import type { Draft, Mention, Named } from './commenting.svelte.ts'

/** Whom one may ask: a person of the plan or a group, as the list shows them. */
export type Candidate = Named & { hint: string }

const wordMax = 40

/** What is typed behind the last "@" before the caret, while it may still become a name; undefined elsewhere. */
export const askedFor = (words: string, caret: number): { from: number; typed: string } | undefined => {
  const before = words.slice(Math.max(0, caret - wordMax), caret)
  const at = before.lastIndexOf('@')
  if (at < 0 || (at > 0 && /[\p{L}\p{N}]/u.test(before.charAt(at - 1)))) return undefined
  const typed = before.slice(at + 1)
  return /^\s|\n/.test(typed) ? undefined : { from: caret - typed.length - 1, typed }
}

const fold = (words: string): string => words.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase('en-GB')

/** Those whose name, or a word of it, begins with what is typed. */
export const matching = (candidates: readonly Candidate[], typed: string): Candidate[] => {
  const wanted = fold(typed)
  return candidates.filter(({ name }) => fold(name).startsWith(wanted) || fold(name).includes(` ${wanted}`))
}

/** The words with a name in the place of what was typed, and where the caret goes. */
export const withName = (
  words: string,
  asked: { from: number; typed: string },
  name: string
): { words: string; caret: number } => {
  const end = asked.from + 1 + asked.typed.length
  const behind = words.slice(end)
  const put = `@${name}${/^\s/.test(behind) ? '' : ' '}`
  return { words: words.slice(0, asked.from) + put + behind, caret: asked.from + put.length }
}

/** Whom the words still name, each once. */
export const mentionsOf = ({ words, named }: Draft): Mention[] => {
  const found = named.filter(({ name }) => words.includes(`@${name}`)).map(({ mention }) => mention)
  return found.filter((one, n) => found.findIndex((each) => JSON.stringify(each) === JSON.stringify(one)) === n)
}
