import type { PlanSnapshot, TextSnapshot } from '../plan/snapshot.ts'
import { textKeys, type Kind } from '../plan/schema.ts'
import { GROUPS, type Group } from '../plan/vocabulary.ts'

/** Whose a client id is: whoever its words are credited to, and the group it was for. */
export type WordOwner = { client: number; speaker: string; group: Group }
export type WordTally = { count: number; people: Set<string> }
export type Tallies = Readonly<Record<Group, WordTally>>

type Item = { readonly [key: string]: unknown }

const isText = (value: unknown): value is TextSnapshot =>
  typeof value === 'object' && value !== null && 'lines' in value && Array.isArray(value.lines)

const textsOf = (kind: Kind, item: Item): TextSnapshot[] =>
  textKeys(kind)
    .map((key) => item[key])
    .filter(isText)

/** A new tally for every group, in the fixed order. */
export const perGroup = <T>(make: (group: Group) => T): Record<Group, T> => ({
  parents: make('parents'),
  'young-people': make('young-people'),
  health: make('health'),
  education: make('education'),
  'social-care': make('social-care'),
  council: make('council')
})

/**
 * Words that stand in these texts, by group. A word is a run of letters without a space; it counts for whoever
 * wrote its first letter, however it was put back since, and for the group of whoever it is credited to.
 */
const count = (texts: readonly TextSnapshot[], owners: ReadonlyMap<number, WordOwner>): Tallies => {
  const tallies = perGroup((): WordTally => ({ count: 0, people: new Set() }))
  for (const { lines } of texts)
    for (const { runs } of lines) {
      let inWord = false
      for (const { text, client, first } of runs)
        for (const letter of text) {
          const isLetter = /\S/u.test(letter)
          const owner = isLetter && !inWord ? owners.get(first ?? client) : undefined
          if (owner) {
            tallies[owner.group].count += 1
            tallies[owner.group].people.add(owner.speaker)
          }
          inWord = isLetter
        }
    }
  return tallies
}

export type CountedWords = {
  /** Everything: the plan's own texts, its priorities and actions, and actions without a priority. */
  whole: Tallies
  /** Each with its actions. */
  priorities: { priority: PlanSnapshot['priorities'][number]; tallies: Tallies }[]
}

export const countWords = ({ plan, priorities, loose }: PlanSnapshot, given: readonly WordOwner[]): CountedWords => {
  const owners = new Map(given.map((owner) => [owner.client, owner]))
  const counted = priorities.map((priority) => ({
    priority,
    tallies: count(
      [...textsOf('priority', priority), ...priority.actions.flatMap((action) => textsOf('action', action))],
      owners
    )
  }))
  const rest = count([...textsOf('plan', plan), ...loose.flatMap((action) => textsOf('action', action))], owners)
  const all = [rest, ...counted.map(({ tallies }) => tallies)]
  const whole = perGroup((group) => ({
    count: all.reduce((sum, tallies) => sum + tallies[group].count, 0),
    people: new Set(all.flatMap((tallies) => [...tallies[group].people]))
  }))
  return { whole, priorities: counted }
}

/** Whoever lives with it, beside whoever works in it. Source: the public page's "parents, carers and young people". */
export const FAMILIES: readonly Group[] = ['parents', 'young-people']
export const SERVICES: readonly Group[] = GROUPS.filter((group) => !FAMILIES.includes(group))
