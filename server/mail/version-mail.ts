import { groupNames } from '../../shared/words.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import type { AnswerWord } from '../../shared/versions/version.ts'
import { answerNames } from '../../shared/versions/words.ts'
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
