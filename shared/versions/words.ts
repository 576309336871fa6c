import type { Group } from '../plan/vocabulary.ts'
import { groupNames } from '../words.ts'
import type { AnswerWord, Outcome, VersionState } from './version.ts'

/** The words people read for what a version is and what groups say of it. Source: ui.md §5 (Agree), brief.md §3. */
export const versionStateNames: Record<VersionState, string> = {
  'open-for-comment': 'Open for comment',
  proposed: 'Waiting for answers',
  answered: 'Answered',
  agreed: 'Agreed',
  submitted: 'Submitted',
  published: 'Published',
  superseded: 'Replaced by a later version',
  withdrawn: 'Withdrawn'
}

export const answerNames: Record<AnswerWord, string> = {
  agree: 'We agree',
  'agree-with-note': 'We agree, with a note',
  'stand-aside': 'We stand aside',
  'cannot-agree': 'We cannot agree yet'
}

const named = (groups: readonly Group[]): string => {
  const names = groups.map((group) => groupNames[group])
  const [last, ...before] = [names.at(-1) ?? '', ...names.slice(0, -1)]
  const list = before.length === 0 ? last : `${before.join(', ')} and ${last}`
  return list.charAt(0) + list.slice(1).toLowerCase()
}

/** The outcome said in full: "Agreed by 4 of 6, 1 with a note. Parents and carers cannot agree yet." */
export const outcomeWords = ({ asked, notAsked, agree, withNote, aside, cannot, silent }: Outcome): string => {
  if (asked.length === 0) return 'Nobody has been asked to agree.'
  const yes = agree.length + withNote.length
  const notes = withNote.length === 0 ? '' : `, ${withNote.length} with a note`
  const first =
    silent.length === asked.length
      ? 'Nobody has answered yet.'
      : yes === asked.length
        ? asked.length === 1
          ? `Agreed${notes === '' ? '' : ', with a note'}.`
          : `Agreed by all ${asked.length}${notes}.`
        : `Agreed by ${yes} of ${asked.length}${notes}.`
  const rest = [
    cannot.length > 0 ? `${named(cannot)} cannot agree yet.` : '',
    aside.length > 0 ? `Standing aside: ${named(aside)}.` : '',
    silent.length > 0 && silent.length < asked.length ? `No answer yet: ${named(silent)}.` : '',
    notAsked.length > 0 ? `Not asked: ${named(notAsked)}.` : ''
  ]
  return [first, ...rest].filter((sentence) => sentence !== '').join(' ')
}
