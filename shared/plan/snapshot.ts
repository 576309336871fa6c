import * as Y from 'yjs'
import { parseItemId, type ItemId } from '../ids.ts'
import {
  ROOTS,
  SCHEMA,
  fieldPath,
  parseValue,
  textKeys,
  valueKeys,
  type Kind,
  type Place,
  type TextKey,
  type Value,
  type ValueKey
} from './schema.ts'
import { plainText, readLines, type Line } from './text.ts'

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
export const readText = (value: unknown): TextSnapshot => {
  if (!(value instanceof Y.Text)) return emptyText
  const lines = readLines(value)
  return { text: plainText(lines), lines }
}

/** Lenient: a value that does not fit the schema is left out, an absent text reads as empty. */
const readFields = <K extends Kind>(kind: K, map: Y.Map<unknown>): Snapshot<K> => {
  const out: Record<string, unknown> = {}
  for (const key of textKeys(kind)) out[key] = readText(map.get(key))
  for (const key of valueKeys(kind)) {
    const parsed = parseValue(kind, key, map.get(key))
    if (parsed) out[key] = parsed.value
  }
  return out as Snapshot<K>
}

export const readPlan = (doc: Y.Doc): Snapshot<'plan'> => readFields('plan', doc.getMap('plan'))
export const readPriority = (doc: Y.Doc, id: ItemId): PrioritySnapshot | undefined => readItem(doc, 'priority', id)
export const readAction = (doc: Y.Doc, id: ItemId): ActionSnapshot | undefined => readItem(doc, 'action', id)

const readItem = <K extends 'priority' | 'action'>(
  doc: Y.Doc,
  kind: K,
  id: ItemId
): (Snapshot<K> & { id: ItemId }) | undefined => {
  const map = doc.getMap(ROOTS[kind]).get(id)
  return map instanceof Y.Map ? { id, ...readFields(kind, map) } : undefined
}

/** By fractional order, then by id: the same everywhere even when two people picked the same place. */
export const byOrder = (a: { order?: string; id: string }, b: { order?: string; id: string }): number => {
  const [left, right] = [a.order ?? '', b.order ?? '']
  return left < right ? -1 : left > right ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

const idsIn = (doc: Y.Doc, kind: 'priority' | 'action'): ItemId[] =>
  [...doc.getMap(ROOTS[kind]).keys()].map(parseItemId).filter((id) => id !== undefined)

const present = <T extends { removed?: boolean }>(item: T | undefined): item is T =>
  item !== undefined && item.removed !== true

export const snapshotPlan = (doc: Y.Doc): PlanSnapshot => {
  const priorities = idsIn(doc, 'priority')
    .map((id) => readPriority(doc, id))
    .filter(present)
    .sort(byOrder)
  const actions = idsIn(doc, 'action')
    .map((id) => readAction(doc, id))
    .filter(present)
    .sort(byOrder)
  const known = new Set<string>(priorities.map((priority) => priority.id))
  return {
    plan: readPlan(doc),
    priorities: priorities.map((priority) => ({
      ...priority,
      actions: actions.filter((action) => action.priority === priority.id)
    })),
    loose: actions.filter((action) => !known.has(action.priority ?? ''))
  }
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
