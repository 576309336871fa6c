import { countComments, type CommentCounted } from '../../shared/contribution/comments.ts'

import { fewPeople, mayTell, peopleOutside, sharesOutside, together } from '../../shared/contribution/small-numbers.ts'
import { FAMILIES, SERVICES, type CountedWords } from '../../shared/contribution/words.ts'
import { GROUPS, type Group } from '../../shared/plan/vocabulary.ts'
import { inSentence, listed } from './group-words.ts'
import { html, type Html } from './html.ts'

/** How the words came to be, as far as it may be told outside. */
export type Written = {
  people: ReadonlySet<string>
  words: CountedWords
  /** Of parents, carers and young people, made before the words were frozen. */
  comments: readonly CommentCounted[]
}

const wordsOf = ({ words }: Written, groups: readonly Group[]) => together(groups.map((group) => words.whole[group]))

/** Percents of one division of all words: by group, else families beside services; empty where neither may be told. */
export const sharesOf = (written: Written): { name: string; percent: number }[] => {
  const byGroup = sharesOutside(GROUPS.map((group) => wordsOf(written, [group])))
  if (byGroup) return GROUPS.map((group, index) => ({ name: inSentence(group), percent: byGroup[index] ?? 0 }))
  const [families, services] = sharesOutside([wordsOf(written, FAMILIES), wordsOf(written, SERVICES)]) ?? []
  if (families === undefined || services === undefined) return []
  return [
    { name: 'parents, carers and young people', percent: families },
    { name: 'health, education, social care and the local authority', percent: services }
  ]
}

export const groupsWithWords = (written: Written): Group[] =>
  GROUPS.filter((group) => written.words.whole[group].count > 0)

const row = (figure: string | number, what: string): Html =>
  html`<div>
    <dt>${figure}</dt>
    <dd>${what}</dd>
  </div>`

const commentRows = ({ comments }: Written): Html[] => {
  const people = new Set(comments.map(({ by }) => by))
  if (comments.length === 0 || !mayTell([{ count: comments.length, people }])) return []
  const { 'in-plan': inPlan, answered, waiting } = countComments(comments)
  return [
    row(inPlan, `of the ${comments.length} comments of parents, carers and young people changed the plan`),
    row(answered, 'got an answer that says why not'),
    ...(waiting > 0 ? [row(waiting, 'are still waiting')] : [])
  ]
}

export const whoWrote = (written: Written): string => {
  const groups = listed(groupsWithWords(written).map((group) => inSentence(group)))
  const people = peopleOutside(written.people)
  const who = people.charAt(0).toUpperCase() + people.slice(1)
  return groups === '' ? 'No words have been written yet.' : `${who} wrote it, from ${groups}.`
}

export const writtenHtml = (written: Written, how: string): Html => {
  const rows = [
    ...sharesOf(written).map(({ name, percent }) => row(`${percent}%`, `of the words are from ${name}`)),
    ...commentRows(written)
  ]
  return html`<section aria-labelledby="written">
    <h2 id="written">How it was written</h2>
    <p class="lede">${whoWrote(written)}</p>
    ${rows.length > 0 && html`<dl class="figures ruled">${rows}</dl>`}
    <p><a href="${how}">See how it was written</a></p>
  </section>`
}

export const countingNote = `We count groups, not people. Fewer than ${fewPeople} people are never counted out loud, and no figure is printed from which one person’s part could be worked out.`
