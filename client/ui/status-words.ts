import { getContext, setContext } from 'svelte'
import type { StatusWord } from '../../shared/plan/vocabulary.ts'
import { statusNames } from '../../shared/words.ts'

const key = Symbol('status words')

/** Inside one plan a rating is called what that plan calls it. Call while the component is made. */
export const giveStatusWords = (name: (word: StatusWord) => string): void => {
  setContext(key, name)
}

/** What the plan around calls a rating; the usual word outside a plan. Call while the component is made. */
export const takeStatusWords = (): ((word: StatusWord) => string) =>
  getContext<((word: StatusWord) => string) | undefined>(key) ?? ((word) => statusNames[word])
