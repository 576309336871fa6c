import type { Mail } from './mail.ts'

type Board = { name: string; helpPhone?: string | undefined }

const trouble = (board: Board): string => (board.helpPhone === undefined ? '' : `\nStuck? Ring ${board.helpPhone}.\n`)

/** The mail with a link and a code. Never names a plan: mails are read over shoulders and on lock screens. */
export const signInMail = (
  board: Board,
  to: { email: string; firstName: string },
  way: { link: string; code: string; minutes: number }
): Mail => ({
  to: to.email,
  subject: `Sign in to ${board.name}`,
  link: way.link,
  text: `Hello ${to.firstName},

Open this link to sign in:

${way.link}

Or type this code where you asked for this email: ${way.code}

Use whichever is easier. One of them works, once, for ${way.minutes} minutes.

If you did not ask for this, you do not need to do anything. Nobody can sign in without this email.
${trouble(board)}`
})

/** The mail for an address that nobody here has, so that the page can say the same to everyone. */
export const notInvitedMail = (board: Board, email: string): Mail => ({
  to: email,
  subject: `Sign in to ${board.name}`,
  text: `Hello,

Someone, perhaps you, asked to sign in to ${board.name} with this email address.

Nobody has been invited under this address yet, so there is nothing to open.

If you were invited, the invitation may have gone to another address of yours: try that one. If not, ask the person who told you about the plan to add you, and tell them which email address you use.

If you did not ask for this, you do not need to do anything.
${trouble(board)}`
})
