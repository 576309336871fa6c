import { parseItemId } from '../../shared/ids.ts'
import { parseFieldPath, type FieldPath } from '../../shared/plan/schema.ts'
import { fieldNames } from '../../shared/words.ts'
import type { PlanState } from './plan.svelte.ts'
import { spokenGroups } from './quiet.ts'
import { actionHref, boardHref, priorityHref } from './routes.ts'

/** A change of one field in plain words, without a word of what was written. */
export type ChangeWords = {
  sentence: string
  /** Id of the priority, or 'plan'. */
  place: string
  placeName: string
  /** The same for everything that is one change to a person: a date and why it moved, a place and its order. */
  what: string
  /** Where it can be read; behind '#' the element that takes focus there. */
  href: string
}

type Known = Pick<PlanState, 'id' | 'board' | 'action' | 'nameOf' | 'statusName' | 'style' | 'me'>

const same: Readonly<Record<string, string>> = { priority: 'order', due: 'revised' }

/** Who changed, as it is spoken: "Anna Novak, health", or "You". */
export const spokenName = (plan: Known, person: string): string => {
  if (plan.me?.id === person) return 'You'
  const group = plan.style(person)?.group
  return group ? `${plan.nameOf(person)}, ${spokenGroups[group]},` : plan.nameOf(person)
}

/**
 * What was changed, by whom and with whose hands: "Rosa, young people, changed Why this matters, Priority 1, typed
 * by Helen Price."
 * @returns undefined for what has no place to be read at, such as a field of a newer version.
 */
export const wordsOfChange = (
  plan: Known,
  path: FieldPath,
  { by, typist }: { by: string; typist?: string | undefined }
): ChangeWords | undefined => {
  const words = wordsOf(plan, path, by)
  if (!words || typist === undefined) return words
  return { ...words, sentence: `${words.sentence.replace(/\.$/, '')}, ${typedBy(plan, typist)}.` }
}

/** "typed by Helen Price", inside a sentence. */
export const typedBy = (plan: Pick<PlanState, 'nameOf'>, typist: string): string => {
  // @wc-include
  const words = `typed by ${plan.nameOf(typist)}`
  return words
}

const wordsOf = (plan: Known, path: FieldPath, by: string): ChangeWords | undefined => {
  const who = spokenName(plan, by)
  const [root = '', id = '', ...rest] = path.split('/')
  const at = parseFieldPath(path)
  if (at?.place.kind === 'plan') {
    const field = fieldNames[at.key]
    if (!field) return undefined
    const href = boardHref(plan.id)
    return { sentence: `${who} changed ${field}.`, place: 'plan', placeName: 'the plan', what: path, href }
  }
  if (root === 'actions') return ofAction(plan, who, id, at?.key)
  const priority = plan.board.priorities.find((each) => each.id === id)
  if (root !== 'priorities' || !priority) return undefined
  const placeName = `Priority ${priority.reference}`
  const page = priorityHref(plan.id, priority)
  const common = { place: priority.id, placeName, what: path, href: page }
  if (!at && rest.length === 0) return { ...common, sentence: `${who} added ${placeName}.` }
  const key = at?.key ?? ''
  if (key === 'order') return { ...common, sentence: `${who} moved ${placeName}.` }
  if (key === 'removed') return { ...common, sentence: `${who} put back ${placeName}.` }
  // What is a text of an action is the word for how much families feel of a priority.
  const field = key === 'impact' ? fieldNames['felt'] : fieldNames[key]
  if (!field) return undefined
  return { ...common, href: `${page}#h-${key}`, sentence: `${who} changed ${field}, ${placeName}.` }
}

const ofAction = (plan: Known, who: string, item: string, key: string | undefined): ChangeWords | undefined => {
  const id = parseItemId(item)
  const action = id && plan.action(id)
  if (!action) return undefined
  const priority = plan.board.priorities.find((each) => each.id === action.priority)
  const placeName = priority ? `Priority ${priority.reference}` : 'the plan'
  const name = priority && !action.removed ? `action ${action.reference}` : 'an action'
  const what = `${item}/${key === undefined ? '' : (same[key] ?? key)}`
  const href = priority ? actionHref(plan.id, priority, action.id) : boardHref(plan.id)
  const common = { place: priority?.id ?? 'plan', placeName, what, href }
  switch (key) {
    case undefined:
      return { ...common, sentence: `${who} added ${name}, ${placeName}.` }
    case 'order':
    case 'priority':
      return { ...common, sentence: `${who} moved ${name}, ${placeName}.` }
    case 'removed':
      return action.removed
        ? { ...common, href: boardHref(plan.id), sentence: `${who} took out an action, ${placeName}.` }
        : { ...common, sentence: `${who} put back ${name}, ${placeName}.` }
    case 'status':
      return { ...common, sentence: `${who} set ${name} to ${plan.statusName(action.status.word)}, ${placeName}.` }
    case 'due':
    case 'revised':
      return { ...common, sentence: `${who} changed the date of ${name}, ${placeName}.` }
    default: {
      const field = fieldNames[key]
      return field ? { ...common, sentence: `${who} changed ${field} of ${name}, ${placeName}.` } : undefined
    }
  }
}
