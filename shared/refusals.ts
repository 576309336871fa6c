/**
 * Every expected "no": HTTP status, close code of a socket (absent: the socket stays open),
 * whether trying again can help, and the sentence a person reads. `{lead}` is the lead's name.
 */
const rows = {
  'signed-out': { status: 401, close: 4401, retry: false, sentence: 'You are signed out. Sign in to carry on.' },
  'read-only': {
    status: 403,
    close: 4403,
    retry: false,
    sentence: 'You can read this plan. Ask the lead if you need to write.'
  },
  'not-allowed': { status: 403, close: 4403, retry: false, sentence: 'You do not have permission to do that.' },
  'not-your-words': { status: 403, close: 4403, retry: false, sentence: 'Words can only be written in your own name.' },
  'nobody-to-type-for': {
    status: 409,
    retry: false,
    sentence: 'The person you were typing for is no longer in this plan.'
  },
  'wrong-origin': { status: 403, retry: false, sentence: 'That came from another website, so we did not do it.' },
  'no-such-plan': { status: 404, close: 4404, retry: false, sentence: 'There is no plan here that you can open.' },
  'not-found': { status: 404, retry: false, sentence: 'There is nothing here.' },
  removed: { status: 404, close: 4404, retry: false, sentence: 'You are no longer in this plan.' },
  malformed: { status: 400, close: 4400, retry: false, sentence: 'We could not read that.' },
  'old-page': {
    status: 400,
    close: 4426,
    retry: false,
    sentence: 'This page is out of date. Load it again to carry on.'
  },
  'bad-request': {
    status: 400,
    retry: false,
    sentence: 'We could not read that. Check what you typed and send it again.'
  },
  'not-in-plan-shape': {
    status: 422,
    close: 4400,
    retry: false,
    sentence: 'That does not fit the plan, so it was not kept.'
  },
  'too-large': {
    status: 413,
    close: 4413,
    retry: false,
    sentence: 'That is too much at once. Send it in smaller parts.'
  },
  'too-many-ids': {
    status: 429,
    close: 4503,
    retry: true,
    sentence: 'Too many new windows were opened in a short time. Wait a little.'
  },
  'too-many-tries': {
    status: 429,
    retry: true,
    sentence: 'That is too many tries. Wait 15 minutes and ask for a new email.'
  },
  'code-wrong': { status: 400, retry: true, sentence: 'That code did not work. Codes last 15 minutes.' },
  'link-used': { status: 400, retry: false, sentence: 'That link has been used or is too old. Ask for a new email.' },
  'store-full': {
    status: 503,
    close: 4507,
    retry: true,
    sentence: 'The board cannot keep new words just now. Keep this page open.'
  },
  'words-removed': {
    status: 409,
    close: 4511,
    retry: true,
    sentence: 'Words were removed by law from this plan. What you had not sent yet is kept.'
  },
  behind: { status: 409, close: 4509, retry: true, sentence: 'The plan has moved on. Trying again.' },
  'plan-unreadable': {
    status: 503,
    close: 4513,
    retry: true,
    sentence: 'This plan could not be read from disk. Nothing was changed. Tell whoever runs the board.'
  },
  stopping: { status: 503, close: 1012, retry: true, sentence: 'The board is restarting. Your words are still here.' },
  unavailable: {
    status: 503,
    close: 1013,
    retry: true,
    sentence: 'We cannot reach the board. Your words are still here.'
  },
  'role-changed': { status: 403, close: 4503, retry: true, sentence: 'What you may do in this plan has changed.' },
  'too-slow': { status: 503, close: 1013, retry: true, sentence: 'Your connection fell behind. Trying again.' },
  'email-taken': { status: 409, retry: false, sentence: 'Someone already has that email address.' },
  'no-such-person': { status: 404, retry: false, sentence: 'Nobody here has that email address.' },
  exists: { status: 409, retry: false, sentence: 'That is already there.' },
  'changed-meanwhile': {
    status: 409,
    retry: false,
    sentence: 'Someone changed this while you were writing. Look at what it says now, then save yours again.'
  },
  'words-moved': {
    status: 409,
    retry: false,
    sentence: 'These are not the words you were looking at any more. See what has changed, then do it again.'
  },
  'version-broken': {
    status: 503,
    retry: false,
    sentence: 'This version is not shown: what is stored is not what was kept. Tell whoever runs the board.'
  },
  'not-a-voice': {
    status: 403,
    retry: false,
    sentence: 'Only people who are named as a voice for a group that was asked can answer for it.'
  },
  'answers-closed': { status: 409, retry: false, sentence: 'Answers to this version are closed.' },
  'reminded-already': { status: 429, retry: true, sentence: 'A reminder went out today. Send the next one tomorrow.' },
  'code-needed': {
    status: 403,
    retry: false,
    sentence: 'Show that it is you first: we send a code to your email address.'
  },
  'staff-only': {
    status: 409,
    retry: false,
    sentence: 'Only people from services have a role at work here. Parents and young people are never named by one.'
  },
  'role-not-name': { status: 409, retry: false, sentence: 'Write what they do, not what they are called.' },
  'already-in-plan': { status: 409, retry: false, sentence: 'That person is already in this plan.' },
  'last-lead': {
    status: 409,
    retry: false,
    sentence: 'A plan needs someone who leads it. Make somebody else a lead first.'
  },
  'own-group': {
    status: 403,
    retry: false,
    sentence: 'Nobody chooses their own group or makes themselves its voice. Another lead can do that.'
  },
  'too-many-invitations': {
    status: 429,
    retry: true,
    sentence: 'That is a lot of invitations at once. Wait an hour, then carry on.'
  },
  'too-fast': { status: 429, retry: true, sentence: 'That is a lot in one hour. Wait a while, then carry on.' },
  'history-not-ready': {
    status: 503,
    retry: true,
    sentence: 'The history of this plan is being put together. Try again in a minute.'
  },
  'export-not-made': {
    status: 503,
    retry: true,
    sentence: 'The file could not be made just now. Try again in a minute.'
  },
  'too-many': { status: 429, retry: false, sentence: 'That is more than this plan can hold.' }
} as const

export type RefusalCode = keyof typeof rows
export type RefusalRow = {
  status: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 503
  close?: number
  retry: boolean
  sentence: string
}

export const REFUSALS: Readonly<Record<RefusalCode, RefusalRow>> = rows

/** An expected "no", as a value: callers must look at it before they go on. */
export type Refusal = { readonly refused: RefusalCode }

export const refuse = (refused: RefusalCode): Refusal => ({ refused })

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'refused')

export const isRefusalCode = (value: string): value is RefusalCode => Object.hasOwn(rows, value)
