import { GROUPS, type Group } from '../../../shared/plan/vocabulary.ts'
import { groupNames } from '../../../shared/words.ts'
import { missingIn, type Balance } from '../../../shared/contribution/balance.ts'

export type Counting = 'words' | 'comments'

/** "2", "2 and 5", "2, 5 and 8". */
export const listed = (names: readonly (string | number)[]): string => {
  const [last = '', ...before] = [...names].reverse()
  return before.length === 0 ? String(last) : `${before.reverse().join(', ')} and ${last}`
}

const inSentence = (groups: readonly Group[]): string => {
  const nameOf = (group: Group): string =>
    group === 'council' ? 'the local authority' : groupNames[group].toLowerCase()
  const words = listed(groups.map(nameOf))
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const smallNumbers = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
const inWords = (number: number): string => smallNumbers[number] ?? String(number)

const isMany = (groups: readonly Group[]): boolean =>
  groups.length > 1 || groups[0] === 'parents' || groups[0] === 'young-people'

/** What the page says first: who is everywhere, and who is missing from how many priorities. */
export const balanceSentence = (balance: Pick<Balance, 'priorities'>, of: Counting): string => {
  const all = balance.priorities.length
  if (all === 0) return 'There are no priorities yet.'
  const missing = GROUPS.map((group) => ({ group, from: missingIn(balance, of, group).length }))
  const everywhere = missing.filter(({ from }) => from === 0).map(({ group }) => group)
  const nowhere = missing.filter(({ from }) => from === all).map(({ group }) => group)
  const partly = missing.filter(({ from }) => from > 0 && from < all)
  if (nowhere.length === GROUPS.length)
    return of === 'words' ? 'Nobody has words in a priority yet.' : 'Nobody has commented on a priority yet.'
  if (everywhere.length === GROUPS.length)
    return of === 'words' ? 'Every group has words in every priority.' : 'Every group has comments in every priority.'
  const sentences: string[] = []
  if (everywhere.length > 0) {
    const who = inSentence(everywhere)
    if (of === 'words')
      sentences.push(
        isMany(everywhere) ? `${who} have words in every priority.` : `${who} has words in every priority.`
      )
    else
      sentences.push(
        isMany(everywhere) ? `${who} have comments in every priority.` : `${who} has comments in every priority.`
      )
  }
  for (const { group, from } of partly) {
    const who = inSentence([group])
    sentences.push(
      isMany([group]) ? `${who} are missing from ${inWords(from)}.` : `${who} is missing from ${inWords(from)}.`
    )
  }
  if (nowhere.length > 0) {
    const who = inSentence(nowhere)
    sentences.push(isMany(nowhere) ? `${who} are missing from all.` : `${who} is missing from all.`)
  }
  return sentences.join(' ')
}

/** "Young people have no words in priorities 2, 5, 6 and 8"; '' where the group is everywhere. */
export const missingSentence = (balance: Pick<Balance, 'priorities'>, of: Counting, group: Group): string => {
  const from = missingIn(balance, of, group)
  if (from.length === 0) return ''
  const who = inSentence([group])
  if (from.length === balance.priorities.length) {
    if (of === 'words')
      return isMany([group]) ? `${who} have no words in any priority` : `${who} has no words in any priority`
    return isMany([group]) ? `${who} have no comments on any priority` : `${who} has no comments on any priority`
  }
  const where = listed(from)
  const one = from.length === 1
  if (of === 'words') {
    if (isMany([group]))
      return one ? `${who} have no words in priority ${where}` : `${who} have no words in priorities ${where}`
    return one ? `${who} has no words in priority ${where}` : `${who} has no words in priorities ${where}`
  }
  if (isMany([group]))
    return one ? `${who} have no comments on priority ${where}` : `${who} have no comments on priorities ${where}`
  return one ? `${who} has no comments on priority ${where}` : `${who} has no comments on priorities ${where}`
}
