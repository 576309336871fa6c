import { groupNames } from '../../shared/words.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import { fewPeople } from '../../shared/contribution/small-numbers.ts'
import { outcomeOf, standingAnswer, type AnswerWord, type Version } from '../../shared/versions/version.ts'
import { answerNames, outcomeWords } from '../../shared/versions/words.ts'
import type { Mail } from './mail.ts'

type Board = { name: string; helpPhone?: string | undefined }
type To = { email: string; firstName: string }
/**
 * `title`: of the plan; in the body only, because subjects are read on lock screens. `hash`: of the words; `log`:
 * where the plan's log ended when this was written, so that whoever keeps the letter can tell a log that was cut.
 */
type About = {
  by: string
  title: string
  number: number
  code: string
  hash: string
  log: { seq: number; head: string } | undefined
}

/** What a letter can be held against later. */
const proof = ({ hash, log }: About): string => `
Full hash of the words (SHA-256): ${hash}
${
  log === undefined
    ? ''
    : `Head of the plan’s log at change ${log.seq}: ${log.head}
`
}`

const trouble = (board: Board): string => (board.helpPhone === undefined ? '' : `\nStuck? Ring ${board.helpPhone}.\n`)

const closing = (closesAt: string | undefined): string =>
  closesAt === undefined
    ? 'You can change your answer until it closes.'
    : `You can answer, and change it, until ${closesAt}.`

/** Asks a voice for their group's answer, or asks again. */
export const askedMail = (
  board: Board,
  to: To,
  about: About,
  asked: { group: Group; closesAt: string | undefined; link: string; again: boolean }
): Mail => {
  const { by, title, number, code } = about
  return {
    to: to.email,
    subject: asked.again
      ? `Your group has not answered yet on ${board.name}`
      : `Your group is asked to agree on ${board.name}`,
    link: asked.link,
    text: `Hello ${to.firstName},

${by} asks ${groupNames[asked.group].toLowerCase()} to agree to exact words of the plan “${title}”: version ${number}, code ${code}.

You are named as a voice for your group. Read the words, see what changed since your group last agreed, and answer:

${asked.link}

Agreeing, agreeing with a note, standing aside and not agreeing yet are all good answers. ${closing(asked.closesAt)}
${proof(about)}${trouble(board)}`
  }
}

/** Tells the other voices of a group what was answered in its name. */
export const answeredMail = (
  board: Board,
  to: To,
  about: About,
  said: { group: Group; answer: AnswerWord; link: string }
): Mail => {
  const { by, title, number, code } = about
  return {
    to: to.email,
    subject: `Your group has answered on ${board.name}`,
    link: said.link,
    text: `Hello ${to.firstName},

${by} has answered for ${groupNames[said.group].toLowerCase()}: “${answerNames[said.answer]}”.

It is about version ${number} of the plan “${title}”, code ${code}. You are a voice for the same group: the last answer stands until it closes.

${said.link}
${proof(about)}${trouble(board)}`
  }
}

/** Asks a voice whether what was recorded for them is what they said. */
export const recordedMail = (
  board: Board,
  to: To,
  about: About,
  said: { group: Group; answer: AnswerWord; link: string }
): Mail => {
  const { by, title, number, code } = about
  return {
    to: to.email,
    subject: `Is this what you said? An answer waits for you on ${board.name}`,
    link: said.link,
    text: `Hello ${to.firstName},

${by} has recorded an answer for you, for ${groupNames[said.group].toLowerCase()}: “${answerNames[said.answer]}”.

It is about version ${number} of the plan “${title}”, code ${code}. It counts only once you say that it is right:

${said.link}
${proof(about)}${trouble(board)}`
  }
}

/** What of the plan a version is of: nothing of its words, which a mail would carry to whoever reads along. */
const scopeWords = (reference: string | undefined): string =>
  reference === undefined ? 'the whole plan' : `priority ${reference}`

/** What each group that was asked answers; notes are read on the board, beside the words they are about. */
const answerLines = (version: Pick<Version, 'asked' | 'answers'>): string =>
  version.asked
    .map((group) => {
      const word = standingAnswer(version, group)?.answer
      return `${groupNames[group]}: ${word === undefined ? 'no answer' : `“${answerNames[word]}”`}`
    })
    .join('\n')

type Answered = {
  version: Pick<Version, 'asked' | 'answers' | 'state'>
  /** What its one priority is called; undefined for the whole plan. */
  reference: string | undefined
  link: string
}

/** Tells who answered, and who leads, what became of a version once nobody can answer any more. `by` '': its day came. */
export const closedMail = (board: Board, to: To, about: About, { version, reference, link }: Answered): Mail => {
  const { by, title, number, code } = about
  const isAgreed = version.state === 'agreed'
  const closed = by === '' ? 'The last day to answer is over' : `${by} has closed the answers`
  return {
    to: to.email,
    subject: isAgreed ? `Everyone asked has agreed on ${board.name}` : `The answers are closed on ${board.name}`,
    link,
    text: `Hello ${to.firstName},

${closed}. It is about version ${number} of the plan “${title}”, ${scopeWords(reference)}, code ${code}.

${isAgreed ? 'It is agreed now. ' : 'It is kept as answered: it is not agreed. '}${outcomeWords(outcomeOf(version))}

${answerLines(version)}

Read the exact words, and what each group says of them in its own words:

${link}

Nobody can change these words or answers. Writing goes on in the plan, and the board shows what is changed after this.
${proof(about)}${trouble(board)}`
  }
}

/** Tells who leads that no group is waited for any more: whether to close the answers is for them to say. */
export const completeMail = (
  board: Board,
  to: To,
  about: Omit<About, 'by'>,
  { version, reference, link, closesAt }: Answered & { closesAt: string | undefined }
): Mail => {
  const { title, number, code } = about
  return {
    to: to.email,
    subject: `Every group has answered on ${board.name}`,
    link,
    text: `Hello ${to.firstName},

Every group that was asked has answered. It is about version ${number} of the plan “${title}”, ${scopeWords(reference)}, code ${code}.

${outcomeWords(outcomeOf(version))}

${answerLines(version)}

Groups can still change their answers until ${closesAt === undefined ? 'you close them' : `${closesAt}, or until you close them`}. You can do that here:

${link}
${proof({ ...about, by: '' })}${trouble(board)}`
  }
}

/** Asks somebody of a group what they think, before the group answers. */
export const pollMail = (board: Board, to: To, about: About, asked: { group: Group; link: string }): Mail => {
  const { by, title, number, code } = about
  return {
    to: to.email,
    subject: `Your group asks what you think on ${board.name}`,
    link: asked.link,
    text: `Hello ${to.firstName},

${by} asks everyone in ${groupNames[asked.group].toLowerCase()} what they think of exact words of the plan “${title}”: version ${number}, code ${code}.

Read the words, and choose one of four answers:

${asked.link}

Nobody is told what you said. Only your group sees how many people said what, once ${fewPeople} have. It is not your group’s answer: whoever speaks for your group gives that, and you can change what you said until then.
${proof(about)}${trouble(board)}`
  }
}
