import type { Mail } from './mail.ts'

type Board = { name: string; helpPhone?: string | undefined }
type To = { email: string; firstName: string }
/** How often somebody was told what became of their comment, was answered, and was named. */
export type Heard = { fates: number; answers: number; mentions: number }

const trouble = (board: Board): string => (board.helpPhone === undefined ? '' : `\nStuck? Ring ${board.helpPhone}.\n`)

const counted = (count: number, one: string, many: string): string[] =>
  count === 0 ? [] : [count === 1 ? one : many.replace('#', String(count))]

const heardWords = ({ fates, answers, mentions }: Heard): string =>
  [
    ...counted(fates, 'You are told what became of your comment.', 'You are told what became of # of your comments.'),
    ...counted(answers, 'Somebody answered what you said.', 'There are # answers to what you said.'),
    ...counted(mentions, 'Somebody asks for you in a comment.', 'You are asked for in # comments.')
  ].join('\n')

/** One letter for all of it, once a day at most. What was said stays on the board: mails are read by others too. */
export const commentsMail = (
  board: Board,
  to: To,
  plans: readonly { title: string; link: string; heard: Heard }[]
): Mail => ({
  to: to.email,
  subject: `There is news for you on ${board.name}`,
  ...(plans[0] ? { link: plans[0].link } : {}),
  text: `Hello ${to.firstName},

${plans
  .map(({ title, link, heard }) => `In the plan “${title}”:\n${heardWords(heard)}\n\nSee it here:\n\n${link}\n`)
  .join('\n')}
You get one of these letters a day at most.
${trouble(board)}`
})
