import type { ComparedItem, ComparedText, ComparedValue, HistoryComparison } from '../authorship/history.ts'
import { canonical } from '../plan/hash.ts'
import type { PlanRecord, RecordKind } from '../plan/records.ts'

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

/** A record beside the words that came, went, or says something else. */
export type RecordChange = { is: 'added' | 'taken-out' | 'changed'; record: PlanRecord }

/** What stands beside the words and is agreed to with them: evidence and updates tell how work goes on. */
const agreedKinds: ReadonlySet<RecordKind> = new Set(['view', 'reply', 'measure', 'finding'])

/** What a record says that partners agree to: what was counted of a measure is progress as well. */
const agreedOf = ({ kind, data }: PlanRecord): string | undefined => {
  if (!agreedKinds.has(kind)) return undefined
  if (!('readings' in data)) return canonical(data)
  const hoped = data.readings.filter(({ milestone }) => milestone !== null)
  return canonical({ ...data, readings: hoped.map(({ date, milestone }) => ({ date, milestone })) })
}

/** Views, replies, measures and quotations that differ; withdrawn ones are not there. */
export const recordChanges = (before: readonly PlanRecord[], after: readonly PlanRecord[]): RecordChange[] => {
  const told = (records: readonly PlanRecord[]): Map<string, PlanRecord> =>
    new Map(
      records
        .filter((record) => !record.withdrawn && agreedOf(record) !== undefined)
        .map((record) => [record.id, record] as const)
    )
  const [was, is] = [told(before), told(after)]
  return [
    ...[...was.values()].filter(({ id }) => !is.has(id)).map((record) => ({ is: 'taken-out' as const, record })),
    ...[...is.values()].flatMap((record): RecordChange[] => {
      const earlier = was.get(record.id)
      if (!earlier) return [{ is: 'added', record }]
      return agreedOf(earlier) === agreedOf(record) ? [] : [{ is: 'changed', record }]
    })
  ]
}
