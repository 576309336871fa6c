import { announcer } from './announcer.svelte.ts'
import type { PlanState } from './plan.svelte.ts'
import { spokenGroups } from './quiet.ts'

type Speaker = NonNullable<PlanState['speaker']>
type Plan = Pick<PlanState, 'link' | 'waiting' | 'speaker' | 'speakFor'>

/** Why one cannot begin to type for somebody, or for oneself again, just now; '' when one can. */
export const whyNotNow = ({ link, waiting }: Pick<PlanState, 'link' | 'waiting'>): string => {
  if (link.at !== 'live') return 'Needs a signal. Who you type for stays as it is until then.'
  return waiting > 0 ? 'Wait until everything is saved.' : ''
}

/**
 * From here on this person's words are typed; null for one's own.
 * @returns whether it begins: when not, that and why has been said.
 */
export const typeFor = (plan: Plan, person: Speaker | null): boolean => {
  if (person?.id === plan.speaker?.id) return true
  const reason = whyNotNow(plan)
  if (reason === '' && plan.speakFor(person)) return true
  announcer.say(reason)
  return false
}

export const asMyself = (plan: Plan): boolean => typeFor(plan, null)

/** The name of whoever is typed for; '' while only a device knows of them. */
export const speakerName = (plan: Pick<PlanState, 'speaker' | 'nameOf'>): string =>
  plan.speaker ? plan.speaker.name || plan.nameOf(plan.speaker.id) : ''

/** Their group inside a sentence: "young people"; '' while it is not known. */
export const speakerGroup = ({ speaker }: Pick<PlanState, 'speaker'>): string =>
  speaker?.group ? spokenGroups[speaker.group] : ''
