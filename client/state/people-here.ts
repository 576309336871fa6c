import { parseFieldPath, type Group } from '../../shared/plan/schema.ts'
import { GROUPS, parseGroup } from '../../shared/plan/vocabulary.ts'
import type { PresenceState } from '../sync/plan-link.ts'

export type Doing = PresenceState['doing']

/** One person who is in the plan now, from all the windows they have open. */
export type PersonHere = {
  person: string
  name: string
  group: Group
  doing: Doing
  /** The priority they are in; undefined on the board. */
  priority?: string
  /** The field they are writing in. */
  field?: string
  /** The name of whoever they type for. */
  typingFor?: string
  isMe: boolean
}

type Named = { id: string; name: string; group: Group | null }
const liveliest: Record<Doing, number> = { writing: 0, reading: 1, away: 2 }

/**
 * Who is here, each person once, in the fixed order of groups and then by name. The name and the
 * group are the board's own; where and what come from the window that does most.
 */
export const peopleHere = (
  presence: Iterable<{ person: string; state: PresenceState }>,
  people: ReadonlyMap<string, Named>,
  me: { id: string; name: string; group: Group } | null,
  mine: PresenceState
): PersonHere[] => {
  const found = new Map<string, PersonHere>()
  const take = (person: Named, state: PresenceState, isMe: boolean): void => {
    const group = parseGroup(person.group)
    if (!group) return
    const known = found.get(person.id)
    if (known && (known.isMe || liveliest[known.doing] <= liveliest[state.doing])) return
    const spoken = state.for === undefined || state.for === person.id ? '' : (people.get(state.for)?.name ?? '')
    found.set(person.id, {
      person: person.id,
      name: person.name,
      group,
      doing: state.doing,
      ...(state.at === 'priority' && state.priority !== undefined ? { priority: state.priority } : {}),
      ...(state.field !== undefined ? { field: state.field } : {}),
      ...(spoken !== '' ? { typingFor: spoken } : {}),
      isMe
    })
  }
  if (me) take(me, mine, true)
  for (const { person, state } of presence) {
    const known = people.get(person)
    if (known) take(known, state, false)
  }
  const rank = (here: PersonHere): number => GROUPS.indexOf(here.group)
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'en-GB'))
}

export type GroupHere = { group: Group; people: PersonHere[] }

/** The same people by group; groups without anyone are left out. */
export const groupsHere = (people: readonly PersonHere[]): GroupHere[] =>
  GROUPS.map((group) => ({ group, people: people.filter((here) => here.group === group) })).filter(
    (each) => each.people.length > 0
  )

/** Who else is writing in each action, by the action's id. */
export const writersByAction = (people: readonly PersonHere[]): Map<string, PersonHere[]> => {
  const writers = new Map<string, PersonHere[]>()
  for (const here of people) {
    const at =
      here.field === undefined || here.isMe || here.doing !== 'writing' ? undefined : parseFieldPath(here.field)
    if (at?.place.kind !== 'action') continue
    writers.set(at.place.id, [...(writers.get(at.place.id) ?? []), here])
  }
  return writers
}

/** "Kofi M is writing here", "Rosa, typed by Helen Price"; from two people on it is a number. */
export const writingWords = (writers: readonly PersonHere[], short = false): string => {
  const [first] = writers
  if (!first) return ''
  if (writers.length === 1 && first.typingFor) return `${first.typingFor}, typed by ${first.name}`
  if (writers.length === 1) return short ? `${first.name} is writing` : `${first.name} is writing here`
  return short ? `${writers.length} people are writing` : `${writers.length} people are writing here`
}
