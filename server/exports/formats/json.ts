import type { ItemId } from '../../../shared/ids.ts'
import { answersTo, type Paper, type PaperRecord } from '../../../shared/plan/paper.ts'
import type { TextSnapshot } from '../../../shared/plan/snapshot.ts'
import { STATUS_WORDS } from '../../../shared/plan/vocabulary.ts'
import { cleanPaper } from './clean.ts'
import { hashOf, shortStanding, statusLetters, statusName } from './standing.ts'

/** Rises when what stands here is called something else or means something else. */
const formatVersion = 1

const isText = (value: unknown): value is TextSnapshot =>
  typeof value === 'object' && value !== null && 'text' in value && 'lines' in value && Array.isArray(value.lines)

/** Words with the group of whoever wrote each stretch. Client ids stay inside: they would tell who is one person. */
const signed = (paper: Paper, { text, lines }: TextSnapshot) => ({
  text,
  lines: lines.map(({ runs, ...kind }) => ({
    ...kind,
    runs: runs.map(({ client, first, ...run }) => {
      const author = paper.authors[first ?? client]
      const role = paper.names === 'roles' ? author?.role : undefined
      return {
        ...run,
        group: author?.group ?? null,
        ...(author?.typed ? { typedByAnother: true } : {}),
        ...(role === undefined ? {} : { role })
      }
    })
  }))
})

const fields = (paper: Paper, from: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(from).map(([key, value]: [string, unknown]) => [key, isText(value) ? signed(paper, value) : value])
  )

/** Whom words were for is nobody else's business, and places in a text name the ids of those who wrote it. */
const plainData = (data: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(data).flatMap(([key, value]: [string, unknown]): [string, unknown][] => {
      if (key === 'mentions') return []
      const isPlace = typeof value === 'object' && value !== null && 'quote' in value
      return [[key, isPlace ? { quote: value.quote } : value]]
    })
  )
const record = ({ person: _, data, ...rest }: PaperRecord) => ({ ...rest, data: plainData(data) })

/** Everything, for other programs, with who wrote it; groups, never people. */
export const write = (given: Paper): Uint8Array => {
  const paper = cleanPaper(given)
  const { plan, priorities, loose } = paper.plan
  const item = (from: { id: string }): Record<string, unknown> => ({
    reference: paper.references[from.id] ?? null,
    ...fields(paper, from)
  })
  /** To these very words; what was answered to others stands in `standing`. */
  const answers = (scope: ItemId | null) => (paper.standing.is === 'version' ? answersTo(paper, scope) : [])
  const whole = {
    format: 'co-production-board plan',
    formatVersion,
    language: 'en-GB',
    standing: { says: shortStanding(paper), ...paper.standing },
    sources: { ...paper.sources, hash: hashOf(paper) || null },
    writtenAt: paper.at,
    statusKey: STATUS_WORDS.map((word) => ({ word, letter: statusLetters[word], says: statusName(paper, word) })),
    plan: { ...fields(paper, plan), answers: answers(null) },
    priorities: priorities.map(({ actions, ...priority }) => ({
      ...item(priority),
      answers: answers(priority.id),
      records: paper.records.filter(({ about }) => about === `priorities/${priority.id}`).map(record),
      actions: actions.map((action) => ({
        ...item(action),
        records: paper.records.filter(({ about }) => about === `actions/${action.id}`).map(record)
      }))
    })),
    loose: loose.map((action) => item(action)),
    /** All of them, replies too, in the order in which they were first said. */
    records: paper.records.map(record)
  }
  return new TextEncoder().encode(`${JSON.stringify(whole, null, 2)}\n`)
}
