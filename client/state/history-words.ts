import type { ChangedWords, HistoryChange, JsonValue } from '../../shared/authorship/history.ts'
import { parseFieldPath, type Kind } from '../../shared/plan/schema.ts'
import type { StatusWord } from '../../shared/plan/vocabulary.ts'
import { fieldNames } from '../../shared/words.ts'
import { valueWords } from './value-words.ts'

/** What changes are told with. `priorities`: of the plan as it is now, in its order. */
export type Told = {
  statusName: (word: StatusWord) => string
  /** The reference of a priority or an action, whether it was taken out or not. */
  called: (id: string) => string | undefined
  priorities: readonly { id: string }[]
  now: Date
}

const lettersMax = 90
const cut = ({ text, cut: more }: ChangedWords): string => {
  const plain = text.replace(/\s+/g, ' ').trim()
  const short = [...plain].slice(0, lettersMax).join('')
  return more || short.length < plain.length ? `${short}…` : short
}

/** Where a field is: what kind of thing, its id, and the key of the field; an item has no key. */
export const partsOf = (field: string): { kind: Kind; id: string; key: string } => {
  const [root = '', first = '', second = ''] = field.split('/')
  if (root === 'plan') return { kind: 'plan', id: '', key: first }
  return { kind: root === 'actions' ? 'action' : 'priority', id: first, key: second }
}

/** What is a text of an action is the word for how much families feel of a priority. */
export const fieldName = (field: string): string => {
  const { kind, key } = partsOf(field)
  return fieldNames[kind === 'priority' && key === 'impact' ? 'felt' : key] ?? ''
}

const priorityName = (id: string | null, told: Told): string => {
  const reference = id === null ? undefined : told.called(id)
  return reference === undefined ? 'a priority that was taken out' : `Priority ${reference}`
}

export const valueText = (field: string, value: unknown, told: Told): string => {
  const { kind, key } = partsOf(field)
  return valueWords(kind, key, value, told)
}

const priorityIn = (value: JsonValue | undefined): string | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value['priority'] === 'string'
    ? value['priority']
    : null

/** What was done, in a line: “Took out “where possible””. Without who, when and where. */
export const changeTitle = (change: HistoryChange, told: Told): string => {
  const { kind, field, inserted, deleted } = change
  const name = cut({ text: change.name })
  const isAction = partsOf(field).kind === 'action'
  switch (kind) {
    case 'words':
      if (inserted && deleted) return `Changed “${cut(deleted)}” to “${cut(inserted)}”`
      if (inserted) return inserted.text.trim() === '' ? 'Added an empty line' : `Added “${cut(inserted)}”`
      if (deleted) return deleted.text.trim() === '' ? 'Took out an empty line' : `Took out “${cut(deleted)}”`
      return 'Typed words and took them out again'
    case 'format':
      return lookTitle(change)
    case 'value': {
      const [from, to] = [valueText(field, change.from, told), valueText(field, change.to, told)]
      const what = fieldName(field)
      if (to === '') return from === '' ? `Changed ${what}` : `Took out ${what}: “${from}”`
      return from === '' ? `Set ${what} to “${to}”` : `Changed ${what} from “${from}” to “${to}”`
    }
    case 'move': {
      const to = priorityIn(change.to)
      if (isAction && to !== null && to !== priorityIn(change.from))
        return `Moved the action “${name}” to ${priorityName(to, told)}`
      return isAction ? `Moved the action “${name}” up or down` : `Moved the priority “${name}”`
    }
    case 'add':
      if (partsOf(field).kind === 'plan') return 'Started the plan'
      if (isAction) return name === '' ? 'Added an action' : `Added the action “${name}”`
      return name === '' ? 'Added a priority' : `Added the priority “${name}”`
    case 'remove':
      return isAction ? `Took out the action “${name}”` : `Took out the priority “${name}”`
    case 'restore':
      return isAction ? `Put back the action “${name}”` : `Put back the priority “${name}”`
    default: {
      const missed: never = kind
      throw new Error(`no words for ${String(missed)}`)
    }
  }
}

/** “Made “every family” bold”, where one mark is told of with its words. */
const lookTitle = ({ marked, to }: HistoryChange): string => {
  const [[mark, value] = []] = typeof to === 'object' && to !== null ? Object.entries(to) : []
  const isOn = value !== false
  if (mark === 'list') return isOn ? 'Made lines a list' : 'Made a list plain lines'
  const words = marked ? cut(marked) : ''
  if (words === '') return 'Changed how the words look'
  switch (mark) {
    case 'bold':
      return isOn ? `Made “${words}” bold` : `“${words}” is no longer bold`
    case 'italic':
      return isOn ? `Made “${words}” italic` : `“${words}” is no longer italic`
    case 'link':
      return isOn ? `Made “${words}” a link` : `“${words}” is no longer a link`
    default:
      return 'Changed how the words look'
  }
}

const isOnePiece = (words: ChangedWords | undefined): boolean => words?.text.includes(' … ') !== true

/** The same as it is spoken on the slider, without a word of what was written. */
export const spokenChange = (change: HistoryChange, who: string): string => {
  const { kind, field, inserted, deleted } = change
  const isAction = partsOf(field).kind === 'action'
  switch (kind) {
    case 'words':
      if (!isOnePiece(inserted) || !isOnePiece(deleted)) return `${who} changed words in more than one place.`
      if (inserted && deleted) return `${who} changed one phrase.`
      return deleted ? `${who} took out one phrase.` : `${who} added one phrase.`
    case 'format':
      return `${who} changed how the words look.`
    case 'value':
      return `${who} changed ${fieldName(field)}.`
    case 'move':
      return isAction ? `${who} moved an action.` : `${who} moved a priority.`
    case 'add':
      if (partsOf(field).kind === 'plan') return `${who} started the plan.`
      return isAction ? `${who} added an action.` : `${who} added a priority.`
    case 'remove':
      return isAction ? `${who} took out an action.` : `${who} took out a priority.`
    case 'restore':
      return isAction ? `${who} put back an action.` : `${who} put back a priority.`
    default: {
      const missed: never = kind
      throw new Error(`no words for ${String(missed)}`)
    }
  }
}

/** "Action 1.2", wherever it is now; one that has no number by its words. */
const actionName = ({ field, name }: Pick<HistoryChange, 'field' | 'name'>, told: Told): string => {
  const reference = told.called(partsOf(field).id)
  return reference === undefined ? `Action “${cut({ text: name })}”` : `Action ${reference}`
}

/** Where it was done: "Priority 2, How we will know". Inside one priority its number goes without saying. */
export const changePlace = (
  change: Pick<HistoryChange, 'field' | 'priority' | 'name'>,
  told: Told,
  inside: boolean
) => {
  const { kind, key } = partsOf(change.field)
  const parts: string[] = []
  if (kind === 'plan') parts.push('The plan')
  else if (!inside && change.priority !== null && kind === 'priority') parts.push(priorityName(change.priority, told))
  if (kind === 'action' && key !== '') parts.push(actionName(change, told))
  if (parseFieldPath(change.field) && key !== '') parts.push(fieldName(change.field))
  return parts.filter((part) => part !== '').join(', ')
}
