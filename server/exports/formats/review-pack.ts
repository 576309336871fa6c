import type { Ms } from '../../../shared/ids.ts'
import { recordsOf, type Paper } from '../../../shared/plan/paper.ts'
import type { Status } from '../../../shared/plan/schema.ts'
import type { ActionSnapshot, PlanSnapshot } from '../../../shared/plan/snapshot.ts'
import type { Group } from '../../../shared/plan/vocabulary.ts'
import { leadsText } from '../../../shared/sheet/columns.ts'
import { groupNames } from '../../../shared/words.ts'
import { factRows } from './action-parts.ts'
import { heading, para, strong, type Block, type Piece } from './blocks.ts'
import { cleanPaper, cleaned } from './clean.ts'
import { documentOf } from './document.ts'
import { lastPage } from './last-page.ts'
import { evidenceItem, updateItem, viewBlocks } from './said.ts'
import { dayText, onDay, standingText, statusText, titleOf } from './standing.ts'
import { writeWord } from './word.ts'

/** A controlled value that was set, oldest first. `about`: `priorities/<id>` or `actions/<id>`. */
export type ReviewChange = { about: string; group: Group; at: Ms } & (
  | { key: 'status'; value: Status }
  | { key: 'revised'; value: { date: string; why: string } | null }
  | { key: 'due'; value: string | null }
)
export type ReviewInput = { paper: Paper; since: Ms; changes: readonly ReviewChange[] }

const item = (at: Ms, group: Group, pieces: readonly Piece[]): Block => ({
  is: 'item',
  list: 'bullet',
  level: 0,
  pieces: [...strong(`${onDay(at)}, ${groupNames[group]}: `), ...pieces]
})

const changeText = (paper: Paper, change: ReviewChange): string => {
  switch (change.key) {
    case 'status':
      return statusText(paper, change.value)
    case 'revised':
      return change.value === null
        ? 'The new date was taken back'
        : `New date ${dayText(change.value.date)}. ${change.value.why}`.trim()
    case 'due':
      return change.value === null ? 'No due date any more' : `Due ${dayText(change.value)}`
    default: {
      const missed: never = change
      throw new Error('unhandled change', { cause: missed })
    }
  }
}

/** Everything new about one item; empty when there is nothing. */
const news = ({ paper, since, changes }: ReviewInput, about: string, level: number): Block[] => {
  const set = changes.filter((change) => change.about === about && change.at >= since)
  const part = (name: string, blocks: Block[]): Block[] =>
    blocks.length === 0 ? [] : [heading(level, name), ...blocks]
  const told = (key: readonly ReviewChange['key'][]): Block[] =>
    set
      .filter((change) => key.includes(change.key))
      .map((change) => item(change.at, change.group, [{ text: changeText(paper, change) }]))
  const views = recordsOf(paper, 'view', about).filter(
    (view) => view.changedAt >= since || recordsOf(paper, 'reply', `records/${view.id}`).some(({ at }) => at >= since)
  )
  return [
    ...part('Ratings and their reasons', told(['status'])),
    ...part('Dates', told(['revised', 'due'])),
    ...part(
      'Progress',
      recordsOf(paper, 'update', about)
        .filter(({ at }) => at >= since)
        .map(updateItem)
    ),
    ...part(
      'New evidence',
      recordsOf(paper, 'evidence', about)
        .filter(({ at }) => at >= since)
        .map(evidenceItem)
    ),
    ...part(
      'Views we did not all share',
      views.flatMap((view) => viewBlocks(paper, view))
    )
  ]
}

const actionNews = (input: ReviewInput, action: ActionSnapshot): Block[] => {
  const { paper } = input
  const said = news(input, `actions/${action.id}`, 3)
  if (said.length === 0) return []
  const reference = paper.references[action.id] ?? ''
  return [
    heading(2, `${reference} ${action.text.text.trim()}`),
    {
      is: 'table',
      caption: `Where action ${reference} stands`,
      head: ['Detail', `Action ${reference}`],
      rows: factRows([
        ['Action lead', leadsText(action) || 'Not set'],
        ['Status', statusText(paper, action.status), action.status?.word ?? 'not-started']
      ]),
      widths: [30, 70],
      rowHeads: true
    },
    ...said
  ]
}

const priorityNews = (input: ReviewInput, priority: PlanSnapshot['priorities'][number]): Block[] => {
  const { paper } = input
  const own = news(input, `priorities/${priority.id}`, 3)
  const actions = priority.actions.map((action) => ({ action, said: actionNews(input, action) }))
  const quiet = actions.filter(({ said }) => said.length === 0)
  return [
    heading(1, `Priority ${paper.references[priority.id] ?? ''}: ${priority.title.text.trim()}`),
    ...own,
    ...actions.flatMap(({ said }) => said),
    ...(quiet.length === 0
      ? []
      : [para(`Nothing new: ${quiet.map(({ action }) => paper.references[action.id] ?? '').join(', ')}.`)])
  ]
}

/** What is new since a date, action by action, for a review meeting. */
export const reviewBlocks = (input: ReviewInput): Block[] => [
  para(standingText(input.paper)),
  para(`Everything that is new since ${onDay(input.since)}.`),
  ...input.paper.plan.priorities.flatMap((priority) => priorityNews(input, priority)),
  ...(input.paper.plan.loose.length === 0
    ? []
    : [
        heading(1, 'Actions without a priority'),
        ...input.paper.plan.loose.flatMap((action) => actionNews(input, action))
      ])
]

export const write = (given: ReviewInput): Promise<Uint8Array> => {
  const paper = cleanPaper(given.paper)
  // Values of the past do not stand in the paper: what people typed into them is made harmless by itself.
  const changes = cleaned(given.changes)
  const blocks = [...reviewBlocks({ ...given, paper, changes }), ...lastPage(paper, 1)]
  return writeWord(documentOf(paper, blocks, `Review pack: ${titleOf(paper)}`))
}
