import { groupNames, roleNames } from '../../shared/words.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'
import type { Role } from '../../shared/roles.ts'
import type { Mail } from './mail.ts'

type Board = { name: string; helpPhone?: string | undefined }
type To = { email: string; firstName: string }
/** `by`: who did it, by name. `title`: of the plan; in the body only, because subjects are read on lock screens. */
type About = { by: string; title: string }
type Place = { role: Role; group: Group }

const trouble = (board: Board): string => (board.helpPhone === undefined ? '' : `\nStuck? Ring ${board.helpPhone}.\n`)

const placeWords = ({ role, group }: Place): string => `Your group: ${groupNames[group]}
What you can do: ${roleNames[role]}`

/** Asks somebody into a plan. Holds a link and a code, each of which signs them in, once. */
export const invitationMail = (
  board: Board,
  to: To,
  { by, title }: About,
  place: Place,
  way: { link: string; code: string; days: number; origin: string }
): Mail => ({
  to: to.email,
  subject: `${by} invites you to ${board.name}`,
  link: way.link,
  text: `Hello ${to.firstName},

${by} asks you to write a plan together: “${title}”.

Everyone types into the same page, and every word keeps its writer’s name.

${placeWords(place)}

Open this link to come in:

${way.link}

Or go to ${way.origin}, give this email address, and type this code: ${way.code}

Use whichever is easier. One of them works, once, for ${way.days} days. After that, go to ${way.origin} and ask for a new email.

There is no password, and nothing to install. If you do not know ${by}, you do not need to do anything.
${trouble(board)}`
})

/** Tells somebody that their group or role in a plan is another one now. */
export const placeChangedMail = (board: Board, to: To, { by, title }: About, place: Place, origin: string): Mail => ({
  to: to.email,
  subject: `What you can do has changed on ${board.name}`,
  text: `Hello ${to.firstName},

${by} has changed your place in the plan “${title}”. From now on:

${placeWords(place)}

What you wrote before stays in the plan, with your name and the group you wrote it for.

The plan is at ${origin}
${trouble(board)}`
})

/** Tells somebody that they are no longer in a plan. */
export const removedMail = (board: Board, to: To, { by, title }: About): Mail => ({
  to: to.email,
  subject: `You are no longer in a plan on ${board.name}`,
  text: `Hello ${to.firstName},

${by} has taken you out of the plan “${title}”. You cannot open it any more.

What you wrote stays in the plan, with your name.

If you think this is a mistake, ask ${by}.
${trouble(board)}`
})
