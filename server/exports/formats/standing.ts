import type { ItemId, Ms } from '../../../shared/ids.ts'
import {
  answersTo,
  sealedOf,
  type Paper,
  type PaperAnswer,
  type PaperAnswerWord,
  type PaperState
} from '../../../shared/plan/paper.ts'
import type { Status } from '../../../shared/plan/schema.ts'
import { STATUS_WORDS, type Group, type StatusWord } from '../../../shared/plan/vocabulary.ts'
import { groupNames, statusNames } from '../../../shared/words.ts'

export const stateNames: Record<PaperState, string> = {
  'open-for-comment': 'open for comment',
  proposed: 'proposed, not agreed yet',
  answered: 'answered, not agreed by all',
  agreed: 'agreed',
  submitted: 'submitted',
  published: 'published',
  superseded: 'superseded by a later version',
  withdrawn: 'withdrawn'
}
export const answerNames: Record<PaperAnswerWord, string> = {
  agree: 'We agree',
  'agree-with-note': 'We agree, with a note',
  'stand-aside': 'We stand aside',
  'cannot-agree': 'We cannot agree yet'
}

/** Letters of the sector's reports: green, amber, red, and blue for done. */
export const statusLetters: Record<StatusWord, string> = {
  'not-started': '',
  'on-track': 'G',
  slipping: 'A',
  'off-track': 'R',
  done: 'B'
}

/** The plan's own word for a rating. */
export const statusName = ({ plan }: Paper, word: StatusWord): string =>
  plan.plan.statusKey?.[word] ?? statusNames[word]
/** Letter and word, never a colour alone. */
export const ratingText = (paper: Paper, word: StatusWord): string =>
  [statusLetters[word], statusName(paper, word)].filter((part) => part !== '').join(' – ')
export const statusText = (paper: Paper, status: Status | undefined): string => {
  const { word, why } = status ?? { word: 'not-started', why: '' }
  return why.trim() === '' ? ratingText(paper, word) : `${ratingText(paper, word)}. ${why}`
}
export const keyText = (paper: Paper): string =>
  STATUS_WORDS.map((word) =>
    statusLetters[word] === ''
      ? `no letter = ${statusName(paper, word)}`
      : `${statusLetters[word]} = ${statusName(paper, word)}`
  ).join('; ')

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
const moment = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'Europe/London',
  timeZoneName: 'short'
})
const localDay = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'Europe/London'
})
export const dayText = (iso: string): string => day.format(Date.parse(iso))
export const onDay = (at: Ms): string => localDay.format(at)
export const atTime = (at: Ms): string => moment.format(at)

export const titleOf = ({ plan }: Paper): string => plan.plan.title.text.trim() || 'Plan without a title'

/** What stands on every page. */
export const standingText = ({ standing }: Paper): string =>
  standing.is === 'draft'
    ? `Draft, not agreed. As it stood on ${atTime(standing.at)}`
    : `Version ${standing.number}, ${stateNames[standing.state]}. Code ${standing.code}`
/** The same among a file's properties, with the hash of the words it holds: programs can read it there. */
export const subjectText = (paper: Paper): string => {
  const held = paper.standing.is === 'version' ? (paper.sources.hash ?? paper.standing.hash) : ''
  return held === '' ? standingText(paper) : `${standingText(paper)}. SHA-256 ${held}`
}
/** The same in a cell of a table. */
export const shortStanding = ({ standing }: Paper): string =>
  standing.is === 'draft' ? 'Draft, not agreed' : `Version ${standing.number}, ${stateNames[standing.state]}`
export const hashOf = ({ standing, sources }: Paper): string =>
  (standing.is === 'version' ? standing.hash : sources.hash) ?? ''

/** Whom words are credited to: a group, and what its speaker does there where that was asked for and is known. */
export const creditOf = ({ group, role }: { group: Group; role?: string }): string =>
  role === undefined ? groupNames[group] : `${groupNames[group]}, ${role}`

/** Each answer in one line: in a draft also to which frozen words, which may have changed since. */
export const answerLines = (paper: Paper, scope: ItemId | null): { group: Group; line: string }[] => {
  const asked = sealedOf(paper, scope)
  const to = asked && paper.standing.is === 'draft' ? `, to version ${asked.number} (code ${asked.code})` : ''
  return answersTo(paper, scope).map((answer) => {
    const line = `${answerText(answer)}${to}`
    return { group: answer.group, line: answer.note === '' ? line : `${line}: ${answer.note}` }
  })
}

/** Who answered what, how firmly, when. */
export const answerText = ({ group, answer, by, level, at }: PaperAnswer): string =>
  `${groupNames[group]}: ${answerNames[answer]} (${level === 'formal' ? 'formal decision' : 'in principle'}${by === null ? '' : `, ${by}`}, ${onDay(at)})`
