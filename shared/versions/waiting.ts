import type { Ms } from '../ids.ts'
import type { Group } from '../plan/vocabulary.ts'
import { isOpenForAnswers, standingAnswer, waitingAnswer, type Version } from './version.ts'

/** What a version waits for somebody to do: give their group's answer, or say yes to what was recorded for them. */
export type Waits = 'answer' | 'confirm'

/** Null for whoever is not a voice of a group that was asked, has answered, or can answer no more. Pure. */
export const waitsFor = (
  version: Pick<Version, 'state' | 'closesAt' | 'asked' | 'answers'>,
  { person, group, voice }: { person: string; group: Group; voice: boolean },
  now: Ms
): Waits | null => {
  if (!voice || !isOpenForAnswers(version, now) || !version.asked.includes(group)) return null
  if (waitingAnswer(version, group)?.voice === person) return 'confirm'
  return standingAnswer(version, group) === undefined ? 'answer' : null
}
