import type { Group } from '../../shared/plan/vocabulary.ts'
import { groupNames } from '../../shared/words.ts'

/** A group inside a sentence: "young people", "the local authority". */
export const inSentence = (group: Group): string =>
  group === 'council' ? 'the local authority' : groupNames[group].toLowerCase()

export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
