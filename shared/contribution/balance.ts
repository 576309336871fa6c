import type { Ms, Seq } from '../ids.ts'
import type { PlanRecord } from '../plan/records.ts'
import type { ReferencesById } from '../plan/references.ts'
import type { PlanSnapshot } from '../plan/snapshot.ts'
import { GROUPS, type Group } from '../plan/vocabulary.ts'
import { commentsIn, countComments, type CommentCounted, type CommentCounts } from './comments.ts'
import { wholePercents } from './percents.ts'
import { FAMILIES, countWords, perGroup, type Tallies, type WordOwner } from './words.ts'

/** The first time a group wrote something in a priority; `priority` null: in what belongs to none. */
export type FirstWords = { priority: string | null; group: Group; at: Ms }

/** What one group has in one place. `first`: when it first wrote or said something there, though it may be gone by now. */
export type Share = { words: number; comments: number; first: Ms | null }
export type Shares = Readonly<Record<Group, Share>>

/** Whose words are in a plan, by group and priority and never by person. */
export type Balance = {
  seq: Seq
  at: Ms
  /** With what belongs to no priority. */
  whole: Shares
  priorities: { id: string; reference: string; title: string; groups: Shares }[]
  /** What became of what people said: of everybody, and of parents, carers and young people. */
  said: { everyone: CommentCounts; families: CommentCounts }
}

export type BalanceSources = {
  seq: Seq
  at: Ms
  snapshot: PlanSnapshot
  references: ReferencesById
  owners: readonly WordOwner[]
  records: readonly PlanRecord[]
  firsts: readonly FirstWords[]
}

export const balanceOf = (sources: BalanceSources): Balance => {
  const { seq, at, snapshot, references, owners, records, firsts } = sources
  const words = countWords(snapshot, owners)
  const comments = commentsIn(records)
  const priorityOf = new Map<string, string>(
    snapshot.priorities.flatMap(({ id, actions }) => [
      [`priorities/${id}`, id] as const,
      ...actions.map((action) => [`actions/${action.id}`, id] as const)
    ])
  )
  /** What was said beside the words is a contribution too; names of moments are not about anything. */
  const spoken = records.filter(({ kind, withdrawn }) => kind !== 'moment' && !withdrawn)

  const shares = (tallies: Tallies, priority: string | undefined): Shares => {
    const isHere = ({ about }: { about: string }): boolean =>
      priority === undefined || priorityOf.get(about) === priority
    return perGroup((group) => {
      const times = [
        ...firsts.filter((each) => each.group === group && (priority === undefined || each.priority === priority)),
        ...spoken.filter((each) => each.group === group && isHere(each))
      ].map((each) => each.at)
      return {
        words: tallies[group].count,
        comments: comments.filter((each) => each.group === group && isHere(each)).length,
        first: times.length === 0 ? null : times.reduce((least, time) => Math.min(least, time))
      }
    })
  }
  const ofFamilies = ({ group }: CommentCounted): boolean => FAMILIES.includes(group)
  return {
    seq,
    at,
    whole: shares(words.whole, undefined),
    priorities: words.priorities.map(({ priority: { id, title }, tallies }) => ({
      id,
      reference: references[id] ?? '',
      title: title.text.trim(),
      groups: shares(tallies, id)
    })),
    said: { everyone: countComments(comments), families: countComments(comments.filter(ofFamilies)) }
  }
}

/** Whole percents of all words or comments, which together make one hundred. */
export const percents = (shares: Shares, of: 'words' | 'comments' = 'words'): Record<Group, number> => {
  const told = wholePercents(GROUPS.map((group) => shares[group][of]))
  return perGroup((group) => told[GROUPS.indexOf(group)] ?? 0)
}

/** Where a group has nothing: the references of those priorities. */
export const missingIn = (
  { priorities }: Pick<Balance, 'priorities'>,
  of: 'words' | 'comments',
  group: Group
): string[] => priorities.flatMap(({ groups, reference }) => (groups[group][of] === 0 ? [reference] : []))
