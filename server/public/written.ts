import { BECAME, type Became, type CommentCounted } from '../../shared/contribution/comments.ts'
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

const became: Readonly<Record<Became, string>> = {
  'in-plan': 'changed the plan',
  answered: 'got an answer that says why not',
  waiting: 'are still waiting',
  closed: 'were closed without an answer'
}

/** What families said: each figure where enough people stand behind it and every other, else that there are some. */
export const commentRows = ({ comments }: Written): Html[] => {
  const partOf = (all: readonly CommentCounted[]) => ({ count: all.length, people: new Set(all.map(({ by }) => by)) })
  const whole = partOf(comments)
  if (whole.count === 0 || !mayTell([whole])) return []
  const parts = BECAME.map((what) => ({ what, ...partOf(comments.filter((each) => each.became === what)) }))
  const some = parts.filter(({ count }) => count > 0)
  const from = 'comments of parents, carers and young people'
  if (!mayTell(parts)) return [row(whole.count, `${from}: ${listed(some.map(({ what }) => `some ${became[what]}`))}`)]
  const told = parts.filter(({ what, count }) => count > 0 || what === 'in-plan' || what === 'answered')
  return told.map(({ what, count }, index) =>
    row(count, index === 0 ? `of the ${whole.count} ${from} ${became[what]}` : became[what])
  )
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
