import type { Paper } from '../../../shared/plan/paper.ts'
import { STATUS_WORDS } from '../../../shared/plan/vocabulary.ts'
import { cell, heading, para, type Block, type Table } from './blocks.ts'
import { atTime, hashOf, shortStanding, stateNames, statusLetters, statusName } from './standing.ts'

/** The letters, and the plan's own words for them. */
export const statusKey = (paper: Paper): Table => ({
  is: 'table',
  caption: 'Key to status',
  head: ['Letter', 'Meaning'],
  rows: STATUS_WORDS.map((word) => [
    { ...cell(statusLetters[word] === '' ? 'No letter' : statusLetters[word]), status: word },
    cell(statusName(paper, word))
  ]),
  widths: [25, 75],
  rowHeads: true
})

/** What a file is a copy of, and how to find out whether it still is. */
export const sourceRows = (paper: Paper): [string, string][] => {
  const { standing, sources } = paper
  const hash = hashOf(paper)
  return [
    ['Standing', shortStanding(paper)],
    ...(standing.is === 'version'
      ? ([
          ['Version code', standing.code],
          ['State', stateNames[standing.state]],
          ['Outcome', standing.outcome]
        ] satisfies [string, string][])
      : []),
    ['Words as they stood', atTime(standing.at)],
    ['Full hash (SHA-256 of the words)', hash === '' ? 'Not kept for this draft' : hash],
    ...(standing.is === 'version' && sources.hash !== null && sources.hash !== standing.hash
      ? ([['Hash without the words that went by law', sources.hash]] satisfies [string, string][])
      : []),
    ['Board', sources.board],
    ['Plan', sources.plan],
    ['Change of the plan', `${sources.seq}`],
    ...(sources.head === null ? [] : ([['Head of the log', sources.head]] satisfies [string, string][])),
    ...(sources.log === undefined
      ? []
      : ([['Head of the log when this file was made', `${sources.log.head}, change ${sources.log.seq}`]] satisfies [
          string,
          string
        ][])),
    ['File made', atTime(paper.at)]
  ]
}

/** Closes every file: key and sources. */
export const lastPage = (paper: Paper, level: number): Block[] => [
  { is: 'page' },
  heading(level, 'Key and sources', 'sources'),
  statusKey(paper),
  {
    is: 'table',
    caption: 'Where these words come from',
    head: ['About', 'This file'],
    rows: sourceRows(paper).map(([name, value]) => [cell(name), cell(value)]),
    widths: [35, 65],
    rowHeads: true
  },
  para(
    paper.names === 'roles'
      ? 'Words are credited to the group that wrote them, with the role of staff where the board knows it, and never to people by name. The board keeps who wrote each word.'
      : 'Words are credited to the group that wrote them, not to people by name. The board keeps who wrote each word.',
    'small'
  )
]
