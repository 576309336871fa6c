import * as v from 'valibot'
import * as Y from 'yjs'
import { limits } from '../limits.ts'
import { parseItemId, type ItemId } from '../ids.ts'
import { isSafeLink } from './safe-link.ts'
import { GROUPS, IMPACT_WORDS, PLAN_TYPES, PRIORITY_KINDS, STATUS_WORDS } from './vocabulary.ts'

export { GROUPS, IMPACT_WORDS, PLAN_TYPES, PRIORITY_KINDS, STATUS_WORDS, parseGroup } from './vocabulary.ts'
export { isSafeLink } from './safe-link.ts'
export type { Group, ImpactWord, PlanType, PriorityKind, StatusWord } from './vocabulary.ts'

/** One line: no line ends. Many: flat text that keeps one "\n" at its end, born with it. */
type TextKind = 'line' | 'lines'

const short = v.pipe(v.string(), v.maxLength(limits.controlledTextMax))
const group = v.picklist(GROUPS)
/** Whole days, as ISO 8601 writes them; there are no times in a plan. */
const isoDate = v.pipe(v.string(), v.isoDate())
const orderKey = v.pipe(v.string(), v.regex(/^[0-9A-Za-z]{1,200}$/))
const lead = v.strictObject({ group, role: short })
const status = v.pipe(
  v.strictObject({ word: v.picklist(STATUS_WORDS), why: short }),
  v.check(
    ({ word, why }) => (word !== 'slipping' && word !== 'off-track') || why.trim() !== '',
    'Slipping and Off track need a reason.'
  )
)
/** Answers for it: a role and where, never a name. */
const officer = v.strictObject({ role: short, agency: short })
const keyWord = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(30))
/** What should be true so many months in, and since when it is. */
const milestone = v.nullable(v.strictObject({ what: short, reached: v.nullable(isoDate) }))
const itemId = v.pipe(
  v.string(),
  v.check((value) => parseItemId(value) !== undefined)
)

/**
 * The shared document, field by field. Texts are flat `Y.Text`, each set once in the transaction
 * that creates its map; values are plain JSON and the latest stands. Adding a field is one line here.
 * Source: PROTOCOL.md P14–P16.
 */
export const SCHEMA = {
  plan: {
    texts: {
      title: 'line',
      foreword: 'lines',
      vision: 'lines',
      context: 'lines',
      coproduced: 'lines',
      governance: 'lines'
    },
    values: {
      type: v.picklist(PLAN_TYPES),
      area: short,
      /** Partner groups that take part, in the fixed order. */
      groups: v.pipe(v.array(group), v.maxLength(GROUPS.length)),
      bodies: v.pipe(v.array(short), v.maxLength(40)),
      inspected: v.nullable(isoDate),
      reported: v.nullable(isoDate),
      submitted: v.nullable(isoDate),
      published: v.nullable(isoDate),
      officers: v.pipe(v.array(officer), v.maxLength(12)),
      /** The plan's own words for its ratings; printed on every export. */
      statusKey: v.strictObject({
        'not-started': keyWord,
        'on-track': keyWord,
        slipping: keyWord,
        'off-track': keyWord,
        done: keyWord
      }),
      /** Shown above the plan, for example that it is an example. */
      notice: short
    }
  },
  priority: {
    texts: {
      title: 'line',
      why: 'lines',
      now: 'lines',
      outcome: 'lines',
      know: 'lines',
      commitments: 'lines',
      told: 'lines'
    },
    values: {
      order: orderKey,
      kind: v.picklist(PRIORITY_KINDS),
      status,
      impact: v.picklist(IMPACT_WORDS),
      leads: v.pipe(v.array(lead), v.maxLength(12)),
      officer: v.nullable(officer),
      removed: v.boolean()
    }
  },
  action: {
    texts: { text: 'line', success: 'lines', answers: 'lines', impact: 'lines' },
    values: {
      order: orderKey,
      priority: itemId,
      leads: v.pipe(v.array(lead), v.maxLength(12)),
      partners: v.pipe(v.array(group), v.maxLength(6)),
      start: v.nullable(isoDate),
      due: v.nullable(isoDate),
      revised: v.nullable(v.strictObject({ date: isoDate, why: short })),
      status,
      felt: v.picklist(IMPACT_WORDS),
      cost: v.nullable(short),
      milestone3: milestone,
      milestone6: milestone,
      milestone12: milestone,
      removed: v.boolean()
    }
  }
} as const satisfies Record<string, { texts: Record<string, TextKind>; values: Record<string, v.GenericSchema> }>

export type Kind = keyof typeof SCHEMA
export type TextKey<K extends Kind> = keyof (typeof SCHEMA)[K]['texts'] & string
export type ValueKey<K extends Kind> = keyof (typeof SCHEMA)[K]['values'] & string
export type Value<K extends Kind, F extends ValueKey<K>> =
  (typeof SCHEMA)[K]['values'][F] extends v.GenericSchema<unknown, infer Out> ? Out : never
export type Lead = v.InferOutput<typeof lead>
export type Officer = v.InferOutput<typeof officer>
export type Milestone = NonNullable<v.InferOutput<typeof milestone>>
export type Status = v.InferOutput<typeof status>

/** Root map of the document that holds each kind. */
export const ROOTS = { plan: 'plan', priority: 'priorities', action: 'actions' } as const
const kindOfRoot: Readonly<Record<string, Kind>> = { plan: 'plan', priorities: 'priority', actions: 'action' }

export const kindAtRoot = (root: string): Kind | undefined =>
  Object.hasOwn(kindOfRoot, root) ? kindOfRoot[root] : undefined

const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

/** 'line' or 'lines' for a text key of this kind, else undefined. */
export const textKind = (kind: Kind, key: string): TextKind | undefined => own<TextKind>(SCHEMA[kind].texts, key)

export const textKeys = (kind: Kind): string[] => Object.keys(SCHEMA[kind].texts)
export const valueKeys = (kind: Kind): string[] => Object.keys(SCHEMA[kind].values)

/** The parsed value, or undefined when the key is not a value of this kind or the value does not fit it. */
export const parseValue = (kind: Kind, key: string, value: unknown): { value: unknown } | undefined => {
  const schema = own<v.GenericSchema>(SCHEMA[kind].values, key)
  if (!schema) return undefined
  const result = v.safeParse(schema, value)
  return result.success ? { value: result.output } : undefined
}
export const isValueKey = (kind: Kind, key: string): boolean => Object.hasOwn(SCHEMA[kind].values, key)

/** Where a field lives: the plan itself, one priority or one action. */
export type Place = { kind: 'plan' } | { kind: 'priority'; id: ItemId } | { kind: 'action'; id: ItemId }

/** `plan/title`, `priorities/<id>/why`, `actions/<id>/text`: the name of a field on the wire, in the ledger and in URLs. */
export type FieldPath = string
export const fieldPath = (place: Place, key: string): FieldPath =>
  place.kind === 'plan' ? `plan/${key}` : `${ROOTS[place.kind]}/${place.id}/${key}`

export const parseFieldPath = (path: string): { place: Place; key: string } | undefined => {
  const [root = '', second = '', third, ...rest] = path.split('/')
  const kind = kindAtRoot(root)
  if (!kind || rest.length > 0) return undefined
  if (kind === 'plan') return third === undefined && second ? { place: { kind }, key: second } : undefined
  const id = parseItemId(second)
  return id && third ? { place: { kind, id }, key: third } : undefined
}

/** Marks of letters, and attributes of line ends. Anything else is not ours. Source: PROTOCOL.md P15. */
export const MARKS = ['bold', 'italic', 'link'] as const
export const LINE_ATTRIBUTES = ['list', 'level'] as const
export const LIST_KINDS = ['bullet', 'ordered'] as const
export const listLevelMax = 8

/** Whether a text may carry this attribute with this value; null takes it off. */
export const isTextAttribute = (key: string, value: unknown): boolean => {
  if (value === null) return [...MARKS, ...LINE_ATTRIBUTES].some((name) => name === key)
  switch (key) {
    case 'bold':
    case 'italic':
      return value === true
    case 'link':
      return isSafeLink(value)
    case 'list':
      return (LIST_KINDS as readonly unknown[]).includes(value)
    case 'level':
      return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= listLevelMax
    default:
      return false
  }
}

// --- typed writers ----------------------------------------------------------------------------

export const placeMap = (doc: Y.Doc, place: Place): Y.Map<unknown> | undefined => {
  if (place.kind === 'plan') return doc.getMap('plan')
  const map = doc.getMap(ROOTS[place.kind]).get(place.id)
  return map instanceof Y.Map ? map : undefined
}

/** The live text of a field, or undefined when the place or the text is not there. */
export const fieldText = (doc: Y.Doc, path: FieldPath): Y.Text | undefined => {
  const at = parseFieldPath(path)
  const value = at && placeMap(doc, at.place)?.get(at.key)
  return value instanceof Y.Text ? value : undefined
}

type Texts<K extends Kind> = Partial<Record<TextKey<K>, string>>
type Values<K extends Kind> = { [F in ValueKey<K>]?: Value<K, F> }

const fill = <K extends Kind>(map: Y.Map<unknown>, kind: K, texts: Texts<K>, values: Values<K>): void => {
  for (const key of textKeys(kind)) {
    const given = own<string>(texts as Record<string, string>, key) ?? ''
    map.set(key, new Y.Text(textKind(kind, key) === 'lines' ? given + '\n' : given))
  }
  for (const [key, value] of Object.entries(values)) {
    const parsed = parseValue(kind, key, value)
    if (!parsed) throw new RangeError(`${kind}.${key} does not fit the schema`)
    map.set(key, parsed.value)
  }
}

/** A plan's first content. Only the server does this, once, as its first commit. */
export const createPlan = (doc: Y.Doc, texts: Texts<'plan'>, values: Values<'plan'>): void =>
  doc.transact(() => fill(doc.getMap('plan'), 'plan', texts, values))

/** Adds a priority with all its texts in one transaction, so that no text is ever created twice. */
export const addPriority = (
  doc: Y.Doc,
  id: ItemId,
  values: Values<'priority'> & { order: string },
  texts: Texts<'priority'> = {}
): void =>
  doc.transact(() => {
    const map = new Y.Map<unknown>()
    fill(map, 'priority', texts, {
      kind: 'theme',
      status: { word: 'not-started', why: '' },
      impact: 'not-yet',
      leads: [],
      ...values
    })
    doc.getMap('priorities').set(id, map)
  })

/** Adds an action with all its texts in one transaction. */
export const addAction = (
  doc: Y.Doc,
  id: ItemId,
  values: Values<'action'> & { order: string; priority: string },
  texts: Texts<'action'> = {}
): void =>
  doc.transact(() => {
    const map = new Y.Map<unknown>()
    fill(map, 'action', texts, {
      leads: [],
      partners: [],
      start: null,
      due: null,
      status: { word: 'not-started', why: '' },
      felt: 'not-yet',
      cost: null,
      ...values
    })
    doc.getMap('actions').set(id, map)
  })

/** Sets one controlled value; the latest stands. @throws RangeError when the value does not fit the schema. */
export const setValue = <K extends Kind, F extends ValueKey<K>>(
  doc: Y.Doc,
  place: Place & { kind: K },
  key: F,
  value: Value<K, F>
): void => {
  const parsed = parseValue(place.kind, key, value)
  if (!parsed) throw new RangeError(`${place.kind}.${key} does not fit the schema`)
  placeMap(doc, place)?.set(key, parsed.value)
}

/** Moving a priority is one assignment: no word is written again. */
export const movePriority = (doc: Y.Doc, id: ItemId, order: string): void =>
  setValue(doc, { kind: 'priority', id }, 'order', order)

/** Moving is one assignment per value: no word is written again, so every author stays. */
export const moveAction = (doc: Y.Doc, id: ItemId, to: { priority: ItemId; order: string }): void =>
  doc.transact(() => {
    const place = { kind: 'action', id } as const
    if (placeMap(doc, place)?.get('priority') !== to.priority) setValue(doc, place, 'priority', to.priority)
    setValue(doc, place, 'order', to.order)
  })
