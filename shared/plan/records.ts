import * as v from 'valibot'
import { parseItemId, parsePersonId } from '../ids.ts'
import { limits } from '../limits.ts'
import { can, type Role } from '../roles.ts'
import { ANCHOR } from './anchor.ts'
import { isSafeLink } from './safe-link.ts'
import { GROUPS, type Group } from './vocabulary.ts'

/**
 * What stands in the store beside the shared document, because only one person or one group may say it,
 * or because it is a number, a date or a quotation that nobody merges letter by letter.
 * Source: contract.md, "Records in the store". One file past 300 lines: two tables, read side by side.
 */

/** Which way a measure should go to be getting better. */
export const DIRECTIONS = ['up', 'down'] as const
/** A figure for one day, or everything since the baseline added up. */
export const MEASURE_COUNTS = ['point', 'cumulative'] as const
export const EVIDENCE_KINDS = ['link', 'family'] as const
export const HOLDERS = ['group', 'person'] as const
export const MONITORING_WORDS = ['formally-monitored', 'sufficient-progress', 'no-longer-monitored'] as const

/** What became of a comment. */
export const FATES = ['in-plan', 'answered', 'waiting'] as const

const words = (max: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(max))
const note = (max: number) => v.pipe(v.string(), v.trim(), v.maxLength(max))
const isoDate = v.pipe(v.string(), v.isoDate())
const figure = v.pipe(v.number(), v.finite())
const dated = v.strictObject({ value: figure, date: isoDate })
const link = v.pipe(
  v.string(),
  v.check((value) => isSafeLink(value))
)
const named = (isId: (id: string) => boolean) => v.pipe(v.string(), v.maxLength(64), v.check(isId))
const mention = v.union([
  v.strictObject({ person: named((id) => parsePersonId(id) !== undefined) }),
  v.strictObject({ group: v.picklist(GROUPS) })
])
/** Whom words are for: people of the plan, and whole groups. */
const mentions = v.pipe(v.array(mention), v.maxLength(limits.mentionsMax))

/** What each kind of record says. Adding a kind is one row here, one in `RULES`, and the part that shows it. */
export const RECORD_DATA = {
  /** A view that not everyone shares, in its holder's own words. */
  view: v.strictObject({ words: words(limits.recordWordsMax), source: note(300), held: v.picklist(HOLDERS) }),
  /** What is answered to a view; stands under it at equal size. */
  reply: v.strictObject({ words: words(limits.recordWordsMax) }),
  measure: v.strictObject({
    name: words(200),
    unit: note(60),
    direction: v.picklist(DIRECTIONS),
    count: v.picklist(MEASURE_COUNTS),
    baseline: v.nullable(dated),
    target: v.nullable(dated),
    /** Dated milestones (what we hoped for by then) and actuals (what it was). */
    readings: v.pipe(
      v.array(v.strictObject({ date: isoDate, milestone: v.nullable(figure), actual: v.nullable(figure) })),
      v.maxLength(limits.readingsMax),
      v.check((rows) => new Set(rows.map(({ date }) => date)).size === rows.length, 'One row a day.')
    ),
    source: note(300)
  }),
  evidence: v.pipe(
    v.strictObject({
      how: v.picklist(EVIDENCE_KINDS),
      words: words(limits.recordWordsMax),
      link: v.nullable(link),
      date: isoDate,
      source: note(300),
      /** Whoever adds it has checked that no child can be identified. */
      noChild: v.literal(true)
    }),
    v.check(({ how, link }) => how !== 'link' || link !== null, 'A link needs an address.')
  ),
  update: v.strictObject({ words: words(limits.recordWordsMax) }),
  finding: v.strictObject({ words: words(limits.recordWordsMax), source: words(300), date: isoDate }),
  monitoring: v.strictObject({ word: v.picklist(MONITORING_WORDS), date: isoDate, source: note(300) }),
  /** A name for the plan as it stood once the commit `seq` was kept. */
  moment: v.strictObject({
    name: words(limits.momentNameMax),
    seq: v.pipe(v.number(), v.safeInteger(), v.minValue(1))
  }),
  /** What somebody thinks of the plan, a priority or an action; of some words of it, where it has an anchor. */
  comment: v.strictObject({ words: words(limits.recordWordsMax), anchor: v.nullable(ANCHOR), mentions }),
  /** What is said next in the thread of a comment. */
  answer: v.strictObject({ words: words(limits.recordWordsMax), mentions }),
  /** What became of a comment: it is in the plan (where), it is answered (why), or it waits. The latest stands. */
  fate: v.pipe(
    v.strictObject({
      fate: v.picklist(FATES),
      why: note(limits.recordWordsMax),
      to: v.nullable(v.union([ANCHOR, v.strictObject({ action: named((id) => parseItemId(id) !== undefined) })]))
    }),
    v.check(({ fate, to }) => (fate === 'in-plan') === (to !== null), 'What is in the plan is somewhere.'),
    v.check(({ fate, why }) => fate !== 'answered' || why !== '', 'An answer has a reason.')
  ),
  /** Whether the thread of a comment is closed. The latest stands. */
  closing: v.strictObject({ closed: v.boolean() })
} as const

export type RecordKind = keyof typeof RECORD_DATA
export type RecordData<K extends RecordKind> = v.InferOutput<(typeof RECORD_DATA)[K]>
export type Measure = RecordData<'measure'>
export type MonitoringWord = (typeof MONITORING_WORDS)[number]

/** Names of the kinds, in the order they are listed to people. */
export const RECORD_KINDS = Object.keys(RECORD_DATA) as RecordKind[]

export const parseRecordKind = (value: unknown): RecordKind | undefined =>
  typeof value === 'string' && Object.hasOwn(RECORD_DATA, value) ? (value as RecordKind) : undefined

/** The parsed data, or undefined when it does not fit its kind. */
export const parseRecordData = (kind: RecordKind, data: unknown): RecordData<RecordKind> | undefined => {
  const result = v.safeParse(RECORD_DATA[kind], data)
  return result.success ? result.output : undefined
}

/** Whom words are for, or undefined when it names nobody. */
export const parseMention = (value: unknown): v.InferOutput<typeof mention> | undefined => {
  const result = v.safeParse(mention, value)
  return result.success ? result.output : undefined
}

/** What a record is about: the plan itself, a priority, an action, or (for a reply) another record. */
export type AboutRoot = 'plan' | 'priorities' | 'actions' | 'records'

/** Who asks: what they may do in the plan, and for whom they act. */
export type Asker = { person: string; role: Role; group: Group }
export type Held = { by: string; group: Group; data: unknown }

type Rule = {
  about: readonly AboutRoot[]
  /** The kind of the record that it is about. */
  of?: RecordKind
  /**
   * `leads`: the groups that lead the action it is about; empty for anything else. `of`: the record it is
   * about. `said`: what it would say, where that matters.
   */
  mayAdd(asker: Asker, leads: readonly Group[], of?: Held, said?: unknown): boolean
  /** May say something else in its place; what stood before is kept. */
  mayChange(asker: Asker, held: Held): boolean
  mayWithdraw(asker: Asker, held: Held): boolean
}

const writes = ({ role }: Asker): boolean => can(role, 'write')
const settles = ({ role }: Asker): boolean => can(role, 'settings')
const nobody = (): boolean => false
const isOwn = (asker: Asker, held: Held): boolean =>
  writes(asker) && asker.person === held.by && asker.group === held.group
const isOwnOrSettles = (asker: Asker, held: Held): boolean => isOwn(asker, held) || settles(asker)
const comments = ({ role }: Asker): boolean => can(role, 'comment')
const isOwnComment = (asker: Asker, held: Held): boolean =>
  comments(asker) && asker.person === held.by && asker.group === held.group

/** Nobody answers for what became of their own words by saying why not. */
const mayTellFate = (asker: Asker, _: readonly Group[], of?: Held, said?: unknown): boolean => {
  const parsed = v.safeParse(RECORD_DATA.fate, said)
  return writes(asker) && !(parsed.success && parsed.output.fate === 'answered' && of?.by === asker.person)
}

/** A view belongs to the group that holds it, or to the one person who does: nobody else, not even a lead. */
const holds = (asker: Asker, held: Held): boolean => {
  const parsed = v.safeParse(RECORD_DATA.view, held.data)
  if (!parsed.success || asker.group !== held.group || !writes(asker)) return false
  return parsed.output.held === 'group' || asker.person === held.by
}

/** Who may do what with each kind. Pure: the server decides by it and screens show by it. Source: brief.md §4, §5. */
export const RULES: { readonly [K in RecordKind]: Rule } = {
  view: { about: ['priorities', 'actions'], mayAdd: writes, mayChange: holds, mayWithdraw: holds },
  reply: { about: ['records'], of: 'view', mayAdd: writes, mayChange: isOwn, mayWithdraw: isOwn },
  measure: { about: ['priorities'], mayAdd: writes, mayChange: writes, mayWithdraw: writes },
  evidence: {
    about: ['priorities', 'actions'],
    mayAdd: writes,
    mayChange: isOwn,
    mayWithdraw: isOwnOrSettles
  },
  // Said once, by whoever leads the action; what was said stays.
  update: {
    about: ['actions'],
    mayAdd: (asker, leads) => writes(asker) && leads.includes(asker.group),
    mayChange: nobody,
    mayWithdraw: nobody
  },
  // Somebody else's words: quoted or taken away, never edited.
  finding: { about: ['priorities'], mayAdd: settles, mayChange: nobody, mayWithdraw: settles },
  // Each is a new record and the latest stands, so that it is known what held when.
  monitoring: { about: ['priorities'], mayAdd: settles, mayChange: nobody, mayWithdraw: settles },
  moment: { about: ['plan'], mayAdd: writes, mayChange: isOwnOrSettles, mayWithdraw: isOwnOrSettles },
  comment: {
    about: ['plan', 'priorities', 'actions'],
    mayAdd: comments,
    mayChange: isOwnComment,
    mayWithdraw: isOwnComment
  },
  answer: {
    about: ['records'],
    of: 'comment',
    mayAdd: comments,
    mayChange: isOwnComment,
    mayWithdraw: isOwnComment
  },
  // Each is a new record and the latest stands, so that who was told what, and when, stays known.
  fate: { about: ['records'], of: 'comment', mayAdd: mayTellFate, mayChange: nobody, mayWithdraw: nobody },
  closing: {
    about: ['records'],
    of: 'comment',
    mayAdd: (asker, _, of) => writes(asker) || (comments(asker) && of?.by === asker.person),
    mayChange: nobody,
    mayWithdraw: nobody
  }
}

/** A record as everyone in the plan sees it. `version` counts what was said in its place, from 1. */
export type PlanRecord = {
  id: string
  kind: RecordKind
  /** `plan`, `priorities/<id>`, `actions/<id>` or `records/<id>`. */
  about: string
  data: RecordData<RecordKind>
  by: string
  group: Group
  at: number
  version: number
  changedBy: string
  changedAt: number
  withdrawn: boolean
}

/** What is left of a record's data without anything somebody said in it: no words, no figures, no link. */
export const withoutWords = ({ kind, data }: Pick<PlanRecord, 'kind' | 'data'>): PlanRecord['data'] => {
  switch (kind) {
    case 'view':
      return { words: '', source: '', held: 'held' in data ? data.held : 'group' }
    case 'reply':
    case 'update':
      return { words: '' }
    case 'measure':
      return {
        name: '',
        unit: '',
        direction: 'up',
        count: 'point',
        baseline: null,
        target: null,
        readings: [],
        source: ''
      }
    case 'evidence':
      return { how: 'family', words: '', link: null, date: '', source: '', noChild: true }
    case 'finding':
      return { words: '', source: '', date: '' }
    case 'monitoring':
      // One of three words of the law, which nobody has said.
      return 'word' in data ? { ...data, source: '' } : data
    case 'moment':
      return 'seq' in data ? { ...data, name: '' } : data
    case 'comment': {
      const anchor = 'anchor' in data ? data.anchor : null
      return { words: '', anchor: anchor && { ...anchor, quote: '' }, mentions: [] }
    }
    case 'answer':
      return { words: '', mentions: [] }
    case 'fate': {
      if (!('fate' in data)) return data
      const { fate, to } = data
      return { fate, why: '', to: to && 'quote' in to ? { ...to, quote: '' } : to }
    }
    case 'closing':
      return data
    default: {
      const missed: never = kind
      throw new Error(`unhandled ${String(missed)}`)
    }
  }
}

/** The parts of `about`, or undefined when it is no such thing. The plan itself needs no id. */
export const parseAbout = (about: unknown): { root: AboutRoot; id: string } | undefined => {
  if (typeof about !== 'string') return undefined
  if (about === 'plan') return { root: 'plan', id: '' }
  const [root = '', id = '', ...rest] = about.split('/')
  if (rest.length > 0 || id === '') return undefined
  return root === 'priorities' || root === 'actions' || root === 'records' ? { root, id } : undefined
}

/** What about a measure should be looked at again; nothing is refused for it. */
export type MeasureWarning =
  | 'target-wrong-side'
  | 'target-before-baseline'
  | 'reading-before-baseline'
  | 'milestone-wrong-side'
  | 'falls-though-cumulative'

/** Figures that contradict each other: likely slips of the pen, shown beside the measure. */
export const measureWarnings = ({ direction, count, baseline, target, readings }: Measure): MeasureWarning[] => {
  const found: MeasureWarning[] = []
  const isWorse = (value: number, than: number): boolean => (direction === 'up' ? value < than : value > than)
  if (baseline && target) {
    if (isWorse(target.value, baseline.value)) found.push('target-wrong-side')
    if (target.date <= baseline.date) found.push('target-before-baseline')
  }
  if (baseline && readings.some(({ date }) => date < baseline.date)) found.push('reading-before-baseline')
  if (baseline && readings.some(({ milestone }) => milestone !== null && isWorse(milestone, baseline.value)))
    found.push('milestone-wrong-side')
  const actuals = [...readings].sort((a, b) => (a.date < b.date ? -1 : 1)).flatMap(({ actual }) => actual ?? [])
  if (count === 'cumulative' && actuals.some((value, index) => index > 0 && value < (actuals[index - 1] ?? value)))
    found.push('falls-though-cumulative')
  return found
}
