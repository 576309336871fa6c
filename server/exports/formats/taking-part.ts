import { BECAME, type Became } from '../../../shared/contribution/comments.ts'
import { fewPeople, mayTell } from '../../../shared/contribution/small-numbers.ts'
import type { Ms } from '../../../shared/ids.ts'
import { type Paper, type PaperAuthor } from '../../../shared/plan/paper.ts'
import type { RecordKind } from '../../../shared/plan/records.ts'
import type { PlanSnapshot, TextSnapshot } from '../../../shared/plan/snapshot.ts'
import { GROUPS, type Group } from '../../../shared/plan/vocabulary.ts'
import { onDay } from './standing.ts'

const becameNames: Record<Became, string> = {
  'in-plan': 'In the plan',
  answered: 'Answered with a reason',
  waiting: 'Still waiting',
  closed: 'Closed without a word on what became of it'
}

type Tally = { words: number; people: Set<number> }
export type TakingPart = {
  group: Group
  people: Set<number>
  words: number
  /** Views, replies, updates and evidence. */
  said: number
  first: Ms | null
}

/** What somebody said themselves; figures and quotations are not theirs. */
const isCounted: ReadonlySet<RecordKind> = new Set<RecordKind>(['view', 'reply', 'update', 'evidence'])

const isText = (value: unknown): value is TextSnapshot =>
  typeof value === 'object' && value !== null && 'lines' in value && Array.isArray(value.lines)

const textsIn = (from: object): TextSnapshot[] => Object.values(from).filter(isText)

/** A word belongs to whoever wrote its first letter. */
const countWords = (paper: Paper, text: TextSnapshot, count: (author: PaperAuthor) => void): void => {
  for (const { runs } of text.lines) {
    let inWord = false
    for (const run of runs) {
      const author = paper.authors[run.first ?? run.client]
      for (const letter of run.text) {
        const isWord = /\S/.test(letter)
        if (isWord && !inWord && author) count(author)
        inWord = isWord
      }
    }
  }
}

/** Words that stand now in these texts, by group, and how many people they are by. */
const tally = (paper: Paper, texts: readonly TextSnapshot[]): Map<Group, Tally> => {
  const tallies = new Map<Group, Tally>(GROUPS.map((group) => [group, { words: 0, people: new Set<number>() }]))
  for (const text of texts) {
    countWords(paper, text, ({ group, person }) => {
      const own = tallies.get(group)
      if (!own) return
      own.words++
      own.people.add(person)
    })
  }
  return tallies
}

const tallyOf = (paper: Paper, priority: PlanSnapshot['priorities'][number]): Map<Group, Tally> =>
  tally(paper, [...textsIn(priority), ...priority.actions.flatMap(textsIn)])

export const takingPart = (paper: Paper): TakingPart[] => {
  const { plan, priorities, loose } = paper.plan
  const items = [...priorities, ...priorities.flatMap(({ actions }) => actions), ...loose]
  const words = tally(paper, [plan, ...items].flatMap(textsIn))
  return GROUPS.map((group) => {
    const records = paper.records.filter((record) => record.group === group && isCounted.has(record.kind))
    const own = words.get(group)
    const people = new Set([...(own?.people ?? []), ...records.map(({ person }) => person)])
    const wrote = Object.values(paper.authors).filter(
      (author) => author.group === group && own?.people.has(author.person) === true
    )
    // Frozen words do not hold when they were written: what was said beside them is later, and no first day.
    const isKept = wrote.every(({ from }) => from !== null)
    const times = isKept ? [...wrote.flatMap(({ from }) => from ?? []), ...records.map(({ at }) => at)] : []
    return {
      group,
      people,
      words: own?.words ?? 0,
      said: records.length,
      first: times.length === 0 ? null : Math.min(...times)
    }
  })
}

/** The day on which a group first took part. */
export const firstText = ({ first, people }: Pick<TakingPart, 'first' | 'people'>): string =>
  first !== null ? onDay(first) : people.size === 0 ? 'Not yet' : 'Not kept with a version'

/** A number of people that tells of nobody in particular. */
export const peopleText = (people: number): string =>
  people === 0 ? 'Nobody yet' : people < fewPeople ? `Fewer than ${fewPeople}` : `${people}`

/** Rule 1 of `small-numbers.ts`, for figures of one division. */
const mayTellAll = (parts: readonly { words: number; people: ReadonlySet<number> }[]): boolean =>
  mayTell(parts.map(({ words, people }) => ({ count: words, people })))

const hidden = (count: number): string => (count === 0 ? 'No words yet' : 'Has words')

/** Words of each group in one priority. */
export const wordsIn = (
  paper: Paper,
  priority: PlanSnapshot['priorities'][number]
): { group: Group; says: string }[] => {
  const tallies = [...tallyOf(paper, priority)]
  const told = mayTellAll(tallies.map(([, tally]) => tally))
  return tallies.map(([group, { words }]) => ({ group, says: told && words > 0 ? `${words}` : hidden(words) }))
}

/** Words of each group in the whole plan: rounded, and only where every priority tells its own. */
export const wordsInAll = (paper: Paper, groups: readonly TakingPart[]): { group: Group; says: string }[] => {
  const rows = paper.plan.priorities.map((priority) => [...tallyOf(paper, priority).values()])
  const told = mayTellAll(groups) && rows.every(mayTellAll)
  return groups.map(({ group, words }) => ({
    group,
    says: told && words > 0 ? (words < 50 ? 'Fewer than 50' : `About ${Math.round(words / 50) * 50}`) : hidden(words)
  }))
}

/** What became of comments, as figures where enough people made them. Empty where nobody made any. */
export const heardIn = ({ heard }: Paper): { what: string; says: string }[] =>
  heard === null || heard.counts.all === 0
    ? []
    : BECAME.filter((became) => became !== 'closed' || heard.counts.closed > 0).map((became) => {
        const count = heard.counts[became]
        return { what: becameNames[became], says: count > 0 && heard.people < fewPeople ? 'Some' : `${count}` }
      })

/** How much else somebody said, where it tells of nobody in particular. */
export const saidText = ({ said, people }: TakingPart): string =>
  said === 0 ? 'None yet' : people.size < fewPeople ? 'Some' : `${said}`
