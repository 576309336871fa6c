import type { PlanRecord } from '../../../shared/plan/records.ts'
import { textKeys, textKind, valueKeys, type Kind } from '../../../shared/plan/schema.ts'
import type { ReferencesById } from '../../../shared/plan/references.ts'
import type { PlanSnapshot, TextSnapshot } from '../../../shared/plan/snapshot.ts'
import type { Line } from '../../../shared/plan/text.ts'
import { fieldName, valueText, type Told } from '../../state/history-words.ts'
import { reasonOf } from '../../state/value-words.ts'

export type FrozenText = { key: string; label: string; kind: 'line' | 'lines'; lines: Line[] }
/** The plan's head, a priority or an action as it stands frozen: every text, every value, what stands beside it. */
export type FrozenItem = {
  id: string
  kind: Kind
  reference: string
  title: FrozenText
  texts: FrozenText[]
  facts: { label: string; words: string }[]
  records: PlanRecord[]
  actions: FrozenItem[]
}

const titleKeys: Record<Kind, string> = { plan: 'title', priority: 'title', action: 'text' }
const roots: Record<Kind, string> = { plan: 'plan', priority: 'priorities', action: 'actions' }
/** What places an item, and is seen by where it stands. */
const placing: ReadonlySet<string> = new Set(['order', 'priority', 'removed'])

const isText = (value: unknown): value is TextSnapshot =>
  typeof value === 'object' && value !== null && 'lines' in value && Array.isArray(value.lines)

/** Letters that stand again are drawn as those of whoever wrote them first. */
const byFirst = (lines: readonly Line[]): Line[] =>
  lines.map((line) => ({ ...line, runs: line.runs.map((run) => ({ ...run, client: run.first ?? run.client })) }))

/** Everything of frozen words, in reading order. */
export const frozenItems = (
  {
    snapshot,
    records,
    references
  }: { snapshot: PlanSnapshot; records: readonly PlanRecord[]; references: ReferencesById },
  told: Told,
  whole: boolean
): FrozenItem[] => {
  const about = (root: string): PlanRecord[] => {
    const own = records.filter((record) => record.about === root)
    const replies = (view: PlanRecord): PlanRecord[] => records.filter((each) => each.about === `records/${view.id}`)
    return own.flatMap((record) => [record, ...replies(record)])
  }
  const item = (kind: Kind, id: string, from: object): FrozenItem => {
    const root = id === '' ? roots[kind] : `${roots[kind]}/${id}`
    const values = new Map<string, unknown>(Object.entries(from))
    const text = (key: string): FrozenText => {
      const value = values.get(key)
      const lines = isText(value) ? byFirst(value.lines) : []
      return { key, label: fieldName(`${root}/${key}`), kind: textKind(kind, key) ?? 'lines', lines }
    }
    const hasWords = ({ lines }: FrozenText): boolean => lines.some(({ runs }) => runs.some((run) => run.text.trim()))
    return {
      id: id || 'plan',
      kind,
      reference: references[id] ?? '',
      title: text(titleKeys[kind]),
      texts: textKeys(kind)
        .filter((key) => key !== titleKeys[kind])
        .map(text)
        .filter(hasWords),
      facts: valueKeys(kind)
        .filter((key) => !placing.has(key) && !isText(values.get(key)))
        .map((key) => {
          const value = values.get(key)
          const words = [valueText(`${root}/${key}`, value, told), reasonOf(key, value)].filter(Boolean).join('. ')
          return { label: fieldName(`${root}/${key}`) || key, words }
        })
        .filter(({ words }) => words !== ''),
      records: about(root),
      actions: []
    }
  }
  const priorities = snapshot.priorities.map(({ actions, ...priority }) => ({
    ...item('priority', priority.id, priority),
    actions: actions.map((action) => item('action', action.id, action))
  }))
  if (!whole) return priorities
  const loose = snapshot.loose.map((action) => item('action', action.id, action))
  return [{ ...item('plan', '', snapshot.plan), actions: loose }, ...priorities]
}
