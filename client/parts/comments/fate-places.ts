import type { Anchor } from '../../../shared/plan/anchor.ts'
import type { RecordData } from '../../../shared/plan/records.ts'
import type { Thread } from '../../../shared/plan/threads.ts'
import { fieldNames } from '../../../shared/words.ts'
import { placeOf } from '../../state/comment-threads.ts'
import { commenting, wholeField } from '../../state/commenting.svelte.ts'
import { priorityText, type PlanState } from '../../state/plan.svelte.ts'

export type FatePlace = NonNullable<RecordData<'fate'>['to']>
export type FateChoice = { key: string; name: string; to: () => FatePlace | undefined }

/** The fixed headings of a priority, in reading order. */
const headings = ['why', 'now', 'outcome', 'know', 'commitments', 'told'] as const

/** Where words that came of a comment can be: words that are chosen, the words it is about, actions and headings. */
export const fateChoices = (plan: PlanState, { comment }: Thread): FateChoice[] => {
  const chosen = commenting.chosenIn(plan)
  const { anchor } = comment.data
  const words = (key: string, name: string, to: Anchor): FateChoice => ({ key, name, to: () => to })
  const [root, id = ''] = comment.about.split('/')
  const owner =
    root === 'actions' ? plan.board.priorities.find((each) => each.actions.some((a) => a.id === id))?.id : id
  const near = plan.board.priorities.filter((priority) => root === 'plan' || priority.id === owner)
  return [
    ...(chosen ? [words('chosen', `The words chosen now: “${chosen.quote}”`, chosen)] : []),
    ...(anchor && placeOf(plan, anchor) ? [words('about', 'The words the comment is about', anchor)] : []),
    ...near.flatMap((priority) => [
      ...priority.actions.map((action) => ({
        key: action.id,
        name: `Action ${action.reference}: ${action.text || 'without words'}`,
        to: () => ({ action: action.id })
      })),
      ...headings
        .map((key) => ({ key, path: priorityText(priority.id, key) }))
        .filter(({ path }) => (plan.text(path)?.toString() ?? '').trim() !== '')
        .map(({ key, path }) => ({
          key: path,
          name: `${priority.reference}. ${priority.title}, ${fieldNames[key] ?? key}`,
          to: () => wholeField(plan, path)
        }))
    ])
  ]
}
