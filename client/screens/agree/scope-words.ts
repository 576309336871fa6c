import type { Group } from '../../../shared/plan/vocabulary.ts'
import type { Told } from '../../state/history-words.ts'
import type { PlanState } from '../../state/plan.svelte.ts'

/** "Priority 1", "The whole plan"; a priority that is not on the board now has no number. */
export const scopeName = (plan: Pick<PlanState, 'board'>, scope: string | null): string => {
  if (scope === null) return 'The whole plan'
  const found = plan.board.priorities.find(({ id }) => id === scope)
  return found ? `Priority ${found.reference}` : 'A priority that was taken out'
}

export const toldOf = (plan: PlanState, nowMs: number): Told => ({
  statusName: plan.statusName.bind(plan),
  called: plan.called.bind(plan),
  priorities: plan.board.priorities,
  now: new Date(nowMs)
})

/** Why nothing can be given or moved just now, and that nothing typed is lost; '' when it can. */
export const notNowWords = ({ link }: Pick<PlanState, 'link'>): string => {
  if (link.at === 'live') return ''
  return link.at === 'ended' && link.code === 'signed-out'
    ? 'Sign in at the top of this page first. Your words stay here.'
    : 'Needs a signal. Your words stay here.'
}

/** The question each group is asked. */
export const questions: Record<Group, (version: number) => string> = {
  parents: (version) => `Do parents and carers agree with version ${version}?`,
  'young-people': (version) => `Do young people agree with version ${version}?`,
  health: (version) => `Does health agree with version ${version}?`,
  education: (version) => `Does education agree with version ${version}?`,
  'social-care': (version) => `Does social care agree with version ${version}?`,
  council: (version) => `Does the local authority agree with version ${version}?`
}
