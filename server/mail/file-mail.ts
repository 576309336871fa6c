import type { Mail } from './mail.ts'

type Board = { name: string; helpPhone?: string | undefined }
type To = { email: string; firstName: string }
/** `title`: of the plan; in the body only, because subjects are read on lock screens. */
type About = { title: string; link: string }

const trouble = (board: Board): string => (board.helpPhone === undefined ? '' : `\nStuck? Ring ${board.helpPhone}.\n`)

/** Tells that a file that took long is there. The file itself is never sent: words stay where people sign in. */
export const fileReadyMail = (board: Board, to: To, { title, link, hours }: About & { hours: number }): Mail => ({
  to: to.email,
  subject: `Your file is ready on ${board.name}`,
  link,
  text: `Hello ${to.firstName},

The file of the plan “${title}” that you asked for is ready. Sign in to download it:

${link}

It is kept for ${hours} hours, for you alone. Later you can make it again on the same page.
${trouble(board)}`
})

/** Tells that it could not be made, and what to do. */
export const fileNotMadeMail = (board: Board, to: To, { title, link }: About): Mail => ({
  to: to.email,
  subject: `Your file could not be made on ${board.name}`,
  link,
  text: `Hello ${to.firstName},

The file of the plan “${title}” that you asked for could not be made. Nothing in the plan was changed. Try again here:

${link}
${trouble(board)}`
})
