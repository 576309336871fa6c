import { limits } from '../../../shared/limits.ts'
import { ANSWER_WORDS, type AnswerData, type AnswerWord } from '../../../shared/versions/version.ts'
import { dateFields, parseDate } from '../../state/dates.ts'

/** An answer as somebody fills it in. */
export type AnswerDraft = {
  answer: AnswerWord | null
  note: string
  isFormal: boolean
  body: string
  minute: string
  day: { day: string; month: string; year: string }
}
export type AnswerMend = Partial<Record<'answer' | 'note' | 'body' | 'minute' | 'day', string>>

export const draftOf = (before: AnswerData | undefined): AnswerDraft => ({
  answer: before?.answer ?? null,
  note: before?.note ?? '',
  isFormal: Boolean(before?.formal),
  body: before?.formal?.body ?? '',
  minute: before?.formal?.minute ?? '',
  day: dateFields(before?.formal?.date ?? null)
})

/** What was kept of one on this device, perhaps by another version of this page; undefined when it says nothing. */
export const draftFrom = (kept: unknown): AnswerDraft | undefined => {
  if (typeof kept !== 'object' || kept === null) return undefined
  const fields = new Map<string, unknown>(Object.entries(kept))
  const text = (name: string): string => {
    const value = fields.get(name)
    return typeof value === 'string' ? value : ''
  }
  const draft = {
    answer: ANSWER_WORDS.find((word) => word === text('answer')) ?? null,
    note: text('note'),
    isFormal: fields.get('isFormal') === true,
    body: text('body'),
    minute: text('minute'),
    day: { day: text('day'), month: text('month'), year: text('year') }
  }
  return isBlank(draft) ? undefined : draft
}
/** The same as it is kept: one level of plain values. */
export const keptOf = ({ day, ...rest }: AnswerDraft): Record<string, unknown> => ({ ...rest, ...day })

const isBlank = ({ answer, note, body, minute }: AnswerDraft): boolean =>
  answer === null && note === '' && body === '' && minute === ''

/** What is said by it, or what is to be mended first. A plain yes has no note: whoever has one agrees with it. */
export const saidIn = (draft: AnswerDraft): { said: AnswerData } | { mend: AnswerMend } => {
  const { answer, isFormal } = draft
  const mend: AnswerMend = {}
  const note = answer === 'agree' ? '' : draft.note.trim()
  if (answer === null) mend.answer = 'Choose your group’s answer.'
  else if (answer !== 'agree' && note === '') mend.note = whyNote[answer]
  if (note.length > limits.recordWordsMax) mend.note = `Use at most ${limits.recordWordsMax} letters.`
  const date = parseDate(draft.day)
  if (isFormal) {
    if (draft.body.trim() === '') mend.body = 'Write which body decided.'
    if (draft.minute.trim() === '') mend.minute = 'Write the number of the minute.'
    if ('mend' in date) mend.day = date.mend
    else if (date.iso === null) mend.day = 'Write the day of the decision.'
  }
  if (answer === null || Object.keys(mend).length > 0) return { mend }
  const day = 'iso' in date ? date.iso : null
  const formal = isFormal && day !== null ? { body: draft.body.trim(), date: day, minute: draft.minute.trim() } : null
  return { said: { answer, note, formal } }
}

const whyNote: Record<Exclude<AnswerWord, 'agree'>, string> = {
  'agree-with-note': 'Write your note first. Without one, choose We agree.',
  'stand-aside': 'Write why you stand aside, so that others can understand it.',
  'cannot-agree': 'Write what has to change first.'
}
