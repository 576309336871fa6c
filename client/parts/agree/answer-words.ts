import { GROUPS, type Group } from '../../../shared/plan/vocabulary.ts'
import type { AnswerWord } from '../../../shared/versions/version.ts'
import { groupNames } from '../../../shared/words.ts'
import type { ShownVersion } from '../../state/versions-door.ts'
import { standingOf } from '../../state/versions.svelte.ts'

export type GroupSaid = AnswerWord | 'silent' | 'not-asked'

/** What stands in a row about a group: "Agreed", "Not answered yet". */
export const saidNames: Record<GroupSaid, string> = {
  agree: 'Agreed',
  'agree-with-note': 'Agreed, with a note',
  'stand-aside': 'Stands aside',
  'cannot-agree': 'Cannot agree yet',
  silent: 'Not answered yet',
  'not-asked': 'Not asked'
}

export const saidBy = (version: ShownVersion, group: Group): GroupSaid =>
  version.asked.includes(group) ? (standingOf(version, group)?.answer ?? 'silent') : 'not-asked'

/** The same in words; whoever said nothing before it was closed is not waited for any more. */
export const saidWords = (version: ShownVersion, group: Group): string => {
  const said = saidBy(version, group)
  return said === 'silent' && version.state !== 'proposed' ? 'Did not answer' : saidNames[said]
}

/** All six in the fixed order. */
export const saidByAll = (version: ShownVersion): { group: Group; said: GroupSaid }[] =>
  GROUPS.map((group) => ({ group, said: saidBy(version, group) }))

const isYes = (said: GroupSaid): boolean => said === 'agree' || said === 'agree-with-note'

/** "All agree", "4 of 6 agree". */
export const countWords = (version: ShownVersion): string => {
  const yes = version.asked.filter((group) => isYes(saidBy(version, group))).length
  return yes === version.asked.length ? 'All agree' : `${yes} of ${version.asked.length} agree`
}

/** The same in full, for who does not see the shapes: "Health: Agreed, with a note." */
export const saidInFull = (version: ShownVersion): string =>
  saidByAll(version)
    .map(({ group }) => `${groupNames[group]}: ${saidWords(version, group).toLowerCase()}`)
    .join('. ')
