import * as Y from 'yjs'
import { parseItemId, type ItemId } from '../ids.ts'
import {
  ROOTS,
  SCHEMA,
  fieldPath,
  parseValue,
  placeMap,
  textKeys,
  valueKeys,
  type Kind,
  type Place,
  type TextKey,
  type Value,
  type ValueKey
} from './schema.ts'
import { plainText, readLines, type FirstOf, type Line } from './text.ts'

export type TextSnapshot = { text: string; lines: Line[] }
type Snapshot<K extends Kind> = { [F in TextKey<K>]: TextSnapshot } & { [F in ValueKey<K>]?: Value<K, F> }

export type ActionSnapshot = Omit<Snapshot<'action'>, 'impact'> & { id: ItemId; impact: TextSnapshot }
export type PrioritySnapshot = Snapshot<'priority'> & { id: ItemId }
/** The plan as plain JSON: removed items left out, everything in reading order. */
export type PlanSnapshot = {
  plan: Snapshot<'plan'>
  priorities: (PrioritySnapshot & { actions: ActionSnapshot[] })[]
  /** Actions whose priority is not there (removed, or never arrived): shown, never lost. */
  loose: ActionSnapshot[]
}

const emptyText: TextSnapshot = { text: '', lines: [{ runs: [] }] }

/** A text as lines and as plain words; anything that is not a text reads as empty. */
export const readText = (value: unknown, firstOf?: FirstOf): TextSnapshot => {
  if (!(value instanceof Y.Text)) return emptyText
  const lines = readLines(value, firstOf)
  return { text: plainText(lines), lines }
}

/** Where fields are read from: a live document, or a moment of its history. */
export type FieldSource = {
  /** Ids of items that are there, removed ones too. */
  ids(kind: 'priority' | 'action'): ItemId[]
  has(place: Place): boolean
  text(place: Place, key: string): TextSnapshot
  value(place: Place, key: string): unknown
}

const sourceOf = (doc: Y.Doc, firstOf?: FirstOf): FieldSource => ({
  ids: (kind) => idsIn(doc, kind),
  has: (place) => placeMap(doc, place) !== undefined,
  text: (place, key) => readText(placeMap(doc, place)?.get(key), firstOf),
  value: (place, key) => placeMap(doc, place)?.get(key)
})

/** Lenient: a value that does not fit the schema is left out, an absent text reads as empty. */
const readFields = <K extends Kind>(kind: K, source: FieldSource, place: Place): Snapshot<K> => {
  const out: Record<string, unknown> = {}
  for (const key of textKeys(kind)) out[key] = source.text(place, key)
  for (const key of valueKeys(kind)) {
    const parsed = parseValue(kind, key, source.value(place, key))
    if (parsed) out[key] = parsed.value
  }
  return out as Snapshot<K>
}

export const readPlan = (doc: Y.Doc): Snapshot<'plan'> => readFields('plan', sourceOf(doc), { kind: 'plan' })
export const readPriority = (doc: Y.Doc, id: ItemId): PrioritySnapshot | undefined =>
  readItem(sourceOf(doc), 'priority', id)
/** `firstOf`: tells whose letters are that stand again; without it they are told as those of whoever put them back. */
export const readAction = (doc: Y.Doc, id: ItemId, firstOf?: FirstOf): ActionSnapshot | undefined =>
  readItem(sourceOf(doc, firstOf), 'action', id)

const readItem = <K extends 'priority' | 'action'>(
  source: FieldSource,
  kind: K,
  id: ItemId
): (Snapshot<K> & { id: ItemId }) | undefined =>
  source.has({ kind, id }) ? { id, ...readFields(kind, source, { kind, id }) } : undefined

/** By fractional order, then by id: the same everywhere even when two people picked the same place. */
export const byOrder = (a: { order?: string; id: string }, b: { order?: string; id: string }): number => {
  const [left, right] = [a.order ?? '', b.order ?? '']
  return left < right ? -1 : left > right ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

const idsIn = (doc: Y.Doc, kind: 'priority' | 'action'): ItemId[] =>
  [...doc.getMap(ROOTS[kind]).keys()].map(parseItemId).filter((id) => id !== undefined)

const present = <T extends { removed?: boolean }>(item: T | undefined): item is T =>
  item !== undefined && item.removed !== true

/** `firstOf`: as for `readAction`. */
export const snapshotPlan = (doc: Y.Doc, firstOf?: FirstOf): PlanSnapshot => snapshotFrom(sourceOf(doc, firstOf))

const actionsIn = (source: FieldSource): ActionSnapshot[] =>
  source
    .ids('action')
    .map((id) => readItem(source, 'action', id))
    .filter(present)
    .sort(byOrder)

export const snapshotFrom = (source: FieldSource): PlanSnapshot => {
  const priorities = source
    .ids('priority')
    .map((id) => readItem(source, 'priority', id))
    .filter(present)
    .sort(byOrder)
  const actions = actionsIn(source)
  const known = new Set<string>(priorities.map((priority) => priority.id))
  return {
    plan: readFields('plan', source, { kind: 'plan' }),
    priorities: priorities.map((priority) => ({
      ...priority,
      actions: actions.filter((action) => action.priority === priority.id)
    })),
    loose: actions.filter((action) => !known.has(action.priority ?? ''))
  }
}

/** One priority with its actions; undefined when it is not there, or was removed. */
export const priorityFrom = (source: FieldSource, id: ItemId): PlanSnapshot['priorities'][number] | undefined => {
  const priority = readItem(source, 'priority', id)
  if (!present(priority)) return undefined
  const own = source.ids('action').filter((action) => source.value({ kind: 'action', id: action }, 'priority') === id)
  return { ...priority, actions: actionsIn({ ...source, ids: () => own }) }
}

/** Every text of the plan, removed items too when asked, in a stable order. */
export const eachText = (
  doc: Y.Doc,
  visit: (path: string, text: Y.Text, place: Place, key: string) => void,
  withRemoved = false
): void => {
  const placed = (kind: Kind, place: Place, map: Y.Map<unknown>): void => {
    if (!withRemoved && map.get('removed') === true) return
    for (const key of Object.keys(SCHEMA[kind].texts)) {
      const text = map.get(key)
      if (text instanceof Y.Text) visit(fieldPath(place, key), text, place, key)
    }
  }
  placed('plan', { kind: 'plan' }, doc.getMap('plan'))
  for (const kind of ['priority', 'action'] as const) {
    for (const id of idsIn(doc, kind).sort()) {
      const map = doc.getMap(ROOTS[kind]).get(id)
      if (map instanceof Y.Map) placed(kind, { kind, id }, map)
    }
  }
}
