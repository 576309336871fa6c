import type { ComparedText, HistoryComparison, HistoryMoment, Who } from '../../../shared/authorship/history.ts'
import type { Kind } from '../../../shared/plan/schema.ts'
import type { PlanSnapshot, TextSnapshot } from '../../../shared/plan/snapshot.ts'
import type { Line } from '../../../shared/plan/text.ts'
import type { AuthorStyle } from '../../state/authors.ts'
import type { HistoryPeople } from '../../state/history-people.ts'
import { fieldName, valueText, type Told } from '../../state/history-words.ts'

/** A text as it stood, and what is different in it where two moments are compared. */
export type PastField = {
  path: string
  label: string
  kind: 'line' | 'lines'
  lines: readonly Line[]
  compared: ComparedText | undefined
}
export type PastFact = { label: string; words: string }
export type PastItem = {
  id: string
  kind: Kind
  /** What it is called, then and now; '' for the plan itself. */
  reference: string
  title: PastField
  fields: PastField[]
  facts: PastFact[]
  actions: PastItem[]
}

const planKeys = ['foreword', 'vision', 'context', 'coproduced', 'governance'] as const
const priorityKeys = ['why', 'now', 'outcome', 'know', 'commitments', 'told'] as const
const actionKeys = ['success', 'answers', 'impact'] as const
const priorityFacts = ['status', 'impact', 'officer'] as const
const actionFacts = ['leads', 'due', 'revised', 'status', 'felt'] as const

type Priority = PlanSnapshot['priorities'][number]
type Action = PlanSnapshot['loose'][number]

/**
 * What the page shows of a moment: one priority whole, or of the whole plan each priority with what it is for and
 * what will be done, and every text in which something is different.
 */
export const pastPage = (moment: HistoryMoment, comparison: HistoryComparison | null, told: Told): PastItem[] => {
  const texts = new Map(comparison?.texts.map((text) => [text.field, text] as const))
  const field = (path: string, text: TextSnapshot, kind: PastField['kind'] = 'lines'): PastField => ({
    path,
    label: fieldName(path),
    kind,
    lines: text.lines.map((line) => ({
      ...line,
      runs: line.runs.map((run) => ({ ...run, client: run.first ?? run.client }))
    })),
    compared: texts.get(path)
  })
  const isShown = (each: PastField): boolean =>
    each.compared !== undefined || each.lines.some(({ runs }) => runs.some(({ text }) => text.trim() !== ''))
  const facts = (root: string, keys: readonly string[], value: (key: string) => unknown): PastFact[] =>
    keys
      .map((key) => ({ label: fieldName(`${root}/${key}`), words: valueText(`${root}/${key}`, value(key), told) }))
      .filter(({ words }) => words !== '')

  const actionOf = (action: Action, whole: boolean): PastItem => {
    const root = `actions/${action.id}`
    const fields = actionKeys.map((key) => field(`${root}/${key}`, action[key]))
    return {
      id: action.id,
      kind: 'action',
      reference: told.called(action.id) ?? '',
      title: field(`${root}/text`, action.text, 'line'),
      fields: fields.filter((each) => (whole ? isShown(each) : each.compared !== undefined)),
      facts: facts(root, whole ? actionFacts : [], (key) => Object.entries(action).find(([name]) => name === key)?.[1]),
      actions: []
    }
  }
  const priorityOf = (priority: Priority, whole: boolean): PastItem => {
    const root = `priorities/${priority.id}`
    const fields = priorityKeys.map((key) => ({ key, each: field(`${root}/${key}`, priority[key]) }))
    return {
      id: priority.id,
      kind: 'priority',
      reference: told.called(priority.id) ?? '',
      title: field(`${root}/title`, priority.title, 'line'),
      fields: fields
        .filter(({ key, each }) => (whole || key === 'outcome' ? isShown(each) : each.compared !== undefined))
        .map(({ each }) => each),
      facts: facts(
        root,
        whole ? priorityFacts : [],
        (key) => Object.entries(priority).find(([name]) => name === key)?.[1]
      ),
      actions: priority.actions.map((action) => actionOf(action, whole))
    }
  }

  const { plan, priority } = moment
  if (priority) return [priorityOf(priority, true)]
  if (!plan) return []
  const head: PastItem = {
    id: 'plan',
    kind: 'plan',
    reference: '',
    title: field('plan/title', plan.plan.title, 'line'),
    fields: planKeys.map((key) => field(`plan/${key}`, plan.plan[key])).filter((each) => each.compared !== undefined),
    facts: [],
    actions: plan.loose.map((action) => actionOf(action, false))
  }
  return [head, ...plan.priorities.map((each) => priorityOf(each, false))]
}

/** Who wrote which letters of a moment, drawn as on every other screen. */
export const authorsOf = (
  owners: readonly (Who & { client: number })[],
  people: HistoryPeople
): { ofClient: (client: number) => AuthorStyle | undefined } => {
  const known = new Map(owners.map((owner) => [owner.client, people.style(owner)]))
  return { ofClient: (client) => known.get(client) }
}
