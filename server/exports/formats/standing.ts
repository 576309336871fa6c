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
import { STATUS_WORDS, type Group, type PlanType, type StatusWord } from '../../../shared/plan/vocabulary.ts'
import { groupNames, planTypeNames, statusNames } from '../../../shared/words.ts'

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
/** A name as it stands in the middle of a sentence; an abbreviation stays one. */
export const inSentence = (name: string): string =>
  /^\p{Lu}\p{Ll}/u.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name
/** ", an improvement plan": what kind of plan it is, behind its name; nothing for one of another kind. */
export const kindInSentence = (type: PlanType): string => {
  if (type === 'other') return ''
  const name = planTypeNames[type]
  // The law writes it with capitals.
  const said = type === 'written-statement-of-action' ? name : inSentence(name)
  return `, ${/^[aeiou]/i.test(said) ? 'an' : 'a'} ${said}`
}
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

export const planTitle = ({ plan }: Paper): string => plan.plan.title.text.trim() || 'Plan without a title'

/** The one priority that frozen words are of; undefined for the whole plan. */
export const onePriority = ({ plan, standing, references }: Paper): { number: string; title: string } | undefined => {
  if (standing.is === 'draft' || standing.scope === null) return undefined
  const title = plan.priorities.find(({ id }) => id === standing.scope)?.title.text.trim()
  return { number: `Priority ${references[standing.scope] ?? ''}`.trim(), title: title ? title : 'without a title yet' }
}
/** What the words are of: nobody may take the agreement to one priority for one to the plan. */
export const titleOf = (paper: Paper): string => {
  const part = onePriority(paper)
  return part ? `${planTitle(paper)}: ${part.number}, ${part.title}` : planTitle(paper)
}
const versionText = (paper: Paper, number: number): string => {
  const part = onePriority(paper)
  return part ? `${part.number}, version ${number}` : `Version ${number}`
}

/** What stands on every page. */
export const standingText = (paper: Paper): string =>
  paper.standing.is === 'draft'
    ? `Draft, not agreed. As it stood on ${atTime(paper.standing.at)}`
    : `${versionText(paper, paper.standing.number)}, ${stateNames[paper.standing.state]}. Code ${paper.standing.code}`
/** The same among a file's properties, with the hash of the words it holds: programs can read it there. */
export const subjectText = (paper: Paper): string => {
  const held = paper.standing.is === 'version' ? (paper.sources.hash ?? paper.standing.hash) : ''
  return held === '' ? standingText(paper) : `${standingText(paper)}. SHA-256 ${held}`
}
/** The same in a cell of a table. */
export const shortStanding = (paper: Paper): string =>
  paper.standing.is === 'draft'
    ? 'Draft, not agreed'
    : `${versionText(paper, paper.standing.number)}, ${stateNames[paper.standing.state]}`
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
    return { group: answer.group, line: answer.note === '' ? line : `${line}: ${inOneLine(answer.note)}` }
  })
}

/** Several lines of somebody's as one, where each line of a cell says who speaks: none of theirs reads as another's. */
export const inOneLine = (words: string): string => words.replace(/\s*\n\s*/g, ' ')

/** What somebody typed between our brackets cannot close them and go on as another group's answer. */
const inBrackets = (words: string): string => words.replaceAll('(', '[').replaceAll(')', ']')

/** Who answered what, how firmly, when. */
export const answerText = ({ group, answer, by, level, at }: PaperAnswer): string =>
  `${groupNames[group]}: ${answerNames[answer]} (${level === 'formal' ? 'formal decision' : 'in principle'}${by === null ? '' : `, ${inBrackets(by)}`}, ${onDay(at)})`
