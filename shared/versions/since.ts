import type { ComparedItem, ComparedText, ComparedValue, HistoryComparison } from '../authorship/history.ts'
import type { ItemId } from '../ids.ts'
import { canonical } from '../plan/hash.ts'
import type { PlanRecord, RecordKind } from '../plan/records.ts'
import type { PlanSnapshot } from '../plan/snapshot.ts'
import { recordsWithin, within } from './frozen.ts'

/**
 * What is different between the words of two versions, or of a version and the draft: one change for each text,
 * value and item, whatever came and went in between. Pure. Source: ui.md §5 (Agree).
 */
export type NetChange = { field: string; priority: string | null } & (
  | { is: 'words'; text: ComparedText }
  | { is: 'value'; value: ComparedValue }
  | { is: 'item'; item: ComparedItem; texts: ComparedText[] }
)

/** How work goes on, which nobody agreed to: saying so undoes no agreement. */
const progressKeys: ReadonlySet<string> = new Set([
  'priorities/status',
  'priorities/impact',
  'actions/status',
  'actions/impact',
  'actions/felt'
])
const isProgress = (field: string): boolean => {
  const [root = '', , key = ''] = field.split('/')
  return progressKeys.has(`${root}/${key}`)
}

/** @param progress whether how the work goes is told too: status, and what families feel of it */
export const netChanges = (
  { texts, values, items }: Pick<HistoryComparison, 'texts' | 'values' | 'items'>,
  progress: boolean
): NetChange[] => {
  const added = items.filter(({ is }) => is === 'added')
  const isOf = (item: ComparedItem, field: string): boolean => field.startsWith(`${item.field}/`)
  const isTold = ({ field }: { field: string }): boolean => progress || !isProgress(field)
  return [
    ...items.map((item): NetChange => {
      const priority = item.field.startsWith('priorities/') ? item.field.slice('priorities/'.length) : item.to
      // The first words of something new are part of its coming.
      const own = item.is === 'added' ? texts.filter(({ field }) => isOf(item, field)) : []
      return { is: 'item', field: item.field, priority: priority ?? item.from, item, texts: own }
    }),
    ...texts
      .filter((text) => isTold(text) && !added.some((item) => isOf(item, text.field)))
      .map((text): NetChange => ({ is: 'words', field: text.field, priority: text.priority, text })),
    ...values
      .filter(isTold)
      .map((value): NetChange => ({ is: 'value', field: value.field, priority: value.priority, value }))
  ]
}

/** A record beside the words that came, went, or says something else; `by`: who did so last, null where nobody knows. */
export type RecordChange = { is: 'added' | 'taken-out' | 'changed'; record: PlanRecord; by: string | null }

/** What stands beside the words and is agreed to with them: evidence and updates tell how work goes on. */
const agreedKinds: ReadonlySet<RecordKind> = new Set(['view', 'reply', 'measure', 'finding'])

/** What a record says that partners agree to: what was counted of a measure is progress as well. */
const agreedOf = ({ kind, data }: PlanRecord): string | undefined => {
  if (!agreedKinds.has(kind)) return undefined
  if (!('readings' in data)) return canonical(data)
  const hoped = data.readings.filter(({ milestone }) => milestone !== null)
  return canonical({ ...data, readings: hoped.map(({ date, milestone }) => ({ date, milestone })) })
}

/**
 * Views, replies, measures and quotations that differ; withdrawn ones are not there.
 * @param after may hold withdrawn ones, which say who took them out
 */
export const recordChanges = (before: readonly PlanRecord[], after: readonly PlanRecord[]): RecordChange[] => {
  const told = (records: readonly PlanRecord[]): Map<string, PlanRecord> =>
    new Map(
      records
        .filter((record) => !record.withdrawn && agreedOf(record) !== undefined)
        .map((record) => [record.id, record] as const)
    )
  const [was, is] = [told(before), told(after)]
  const last = new Map(after.map(({ id, changedBy }) => [id, changedBy]))
  return [
    ...[...was.values()]
      .filter(({ id }) => !is.has(id))
      .map((record) => ({ is: 'taken-out' as const, record, by: last.get(record.id) ?? null })),
    ...[...is.values()].flatMap((record): RecordChange[] => {
      const earlier = was.get(record.id)
      if (!earlier) return [{ is: 'added', record, by: record.by }]
      return agreedOf(earlier) === agreedOf(record) ? [] : [{ is: 'changed', record, by: record.changedBy }]
    })
  ]
}

/** `priority`: the one it belongs to, as for any change; null for none that is on the board. */
export type PlacedRecordChange = RecordChange & { priority: string | null }
/** What stood, or stands, in one priority or the whole plan (`scope` null). */
type Stood = { snapshot: PlanSnapshot; records: readonly PlanRecord[] }

/**
 * What has changed beside the words since they were frozen. What went with an item is part of its going, and told
 * as that alone; what was withdrawn is told whatever became of its item.
 * @param now the whole plan, with every record there is
 */
export const recordsSince = (scope: ItemId | null, was: Stood, now: Stood): PlacedRecordChange[] => {
  const stands = recordsWithin(within(now.snapshot, scope), now.records)
  const withdrawn = now.records.filter((record) => record.withdrawn)
  const known = new Map([...was.records, ...now.records].map((record) => [record.id, record]))
  const places = new Map([...placesOf(was.snapshot), ...placesOf(now.snapshot)])
  const priorityOf = (about: string): string | null => {
    const record = about.startsWith('records/') ? known.get(about.slice('records/'.length)) : undefined
    return record ? priorityOf(record.about) : (places.get(about) ?? null)
  }
  const isGone = new Set(withdrawn.map(({ id }) => id))
  return recordChanges(was.records, [...stands, ...withdrawn])
    .filter(({ is, record }) => is !== 'taken-out' || isGone.has(record.id) || !known.has(record.id))
    .map((change) => ({ ...change, priority: priorityOf(change.record.about) }))
    .sort((a, b) => a.record.changedAt - b.record.changedAt)
}

const placesOf = ({ priorities }: PlanSnapshot): [string, string][] =>
  priorities.flatMap(({ id, actions }): [string, string][] => [
    [`priorities/${id}`, id],
    ...actions.map((action): [string, string] => [`actions/${action.id}`, id])
  ])
