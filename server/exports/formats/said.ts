import type { ItemId } from '../../../shared/ids.ts'
import { answersTo, recordsOf, sealedOf, type Paper, type PaperRecordOf } from '../../../shared/plan/paper.ts'
import { groupNames } from '../../../shared/words.ts'
import { cell, heading, labelled, para, strong, wordsToBlocks, type Block, type Piece } from './blocks.ts'
import { answerText, atTime, creditOf, dayText, onDay } from './standing.ts'

/** Views that not everyone shares, in their holders' words, each with what was answered, at equal size. */
export const views = (paper: Paper, about: string, level: number): Block[] => {
  const held = recordsOf(paper, 'view', about)
  if (held.length === 0) return []
  return [heading(level, 'Views we did not all share'), ...held.flatMap((view) => viewBlocks(paper, view))]
}

export const viewBlocks = (paper: Paper, view: PaperRecordOf<'view'>): Block[] => {
  const { words, source, held } = view.data
  const holder = held === 'person' ? `One person from ${groupNames[view.group].toLowerCase()}` : groupNames[view.group]
  const replies = recordsOf(paper, 'reply', `records/${view.id}`)
  return [
    labelled('Said by', `${holder}, ${onDay(view.at)}`),
    ...wordsToBlocks(words, 'quote'),
    ...(source === '' ? [] : [para(`Source: ${source}`, 'small')]),
    ...(replies.length === 0 ? [para('No reply yet.', 'small')] : []),
    ...replies.flatMap((reply) => [
      labelled('Reply from', `${creditOf(reply)}, ${onDay(reply.at)}`),
      ...wordsToBlocks(reply.data.words, 'quote')
    ])
  ]
}

/** Every group's answer to these words, and beneath it the note in the group's own words. */
export const answers = (paper: Paper, scope: ItemId | null, level: number): Block[] => {
  const asked = sealedOf(paper, scope)
  if (!asked || asked.answers.length === 0) return []
  const { number, code, at, outcome } = asked
  const about =
    paper.standing.is === 'version'
      ? outcome
      : `${scope === null ? 'The whole plan' : `Priority ${paper.references[scope] ?? ''}`}, version ${number} as it stood on ${atTime(at)}, code ${code}. ${outcome} The words may have changed since.`
  return [
    heading(level, 'What each group answers'),
    para(about),
    ...answersTo(paper, scope).flatMap((answer) => [
      { is: 'para' as const, kind: 'plain' as const, pieces: strong(answerText(answer)) },
      ...wordsToBlocks(answer.note, 'quote')
    ])
  ]
}

export const findings = (paper: Paper, about: string, level: number): Block[] => {
  const found = recordsOf(paper, 'finding', about)
  if (found.length === 0) return []
  return [
    heading(level, 'What inspectors said'),
    ...found.flatMap(({ data: { words, source, date } }) => [
      ...wordsToBlocks(words, 'quote'),
      para(`Source: ${source}, ${dayText(date)}`, 'small')
    ])
  ]
}

const figure = (dated: { value: number; date: string } | null): string =>
  dated === null ? 'Not set' : `${dated.value} (${dayText(dated.date)})`

const latestOf = ({ readings }: PaperRecordOf<'measure'>['data']): string => {
  const actual = [...readings].filter((row) => row.actual !== null).sort((a, b) => (a.date < b.date ? 1 : -1))[0]
  return actual?.actual === undefined || actual.actual === null
    ? 'No figure yet'
    : `${actual.actual} (${dayText(actual.date)}${actual.milestone === null ? '' : `, hoped for ${actual.milestone}`})`
}

export const measureText = ({ data }: PaperRecordOf<'measure'>): string =>
  `${data.name}${data.unit === '' ? '' : ` (${data.unit})`}: baseline ${figure(data.baseline)}; latest ${latestOf(data)}; target ${figure(data.target)}`

export const measures = (paper: Paper, about: string, level: number): Block[] => {
  const kept = recordsOf(paper, 'measure', about)
  if (kept.length === 0) return []
  const sources = [...new Set(kept.map(({ data }) => data.source).filter((source) => source !== ''))]
  return [
    heading(level, 'Measures'),
    {
      is: 'table',
      caption: 'How we measure it',
      head: ['Measure', 'Better is', 'Baseline', 'Latest', 'Target'],
      rows: kept.map(({ data }) => [
        cell(`${data.name}${data.unit === '' ? '' : ` (${data.unit})`}`),
        cell(`${data.direction === 'up' ? 'Higher' : 'Lower'}${data.count === 'cumulative' ? ', added up' : ''}`),
        cell(figure(data.baseline)),
        cell(latestOf(data)),
        cell(figure(data.target))
      ]),
      widths: [32, 14, 18, 18, 18],
      rowHeads: true
    },
    ...sources.map((source) => para(`Source: ${source}`, 'small'))
  ]
}

export const updates = (paper: Paper, about: string, level: number): Block[] => {
  const said = recordsOf(paper, 'update', about)
  if (said.length === 0) return []
  return [heading(level, 'Progress'), ...said.map(updateItem)]
}
export const updateItem = ({ at, data, ...by }: PaperRecordOf<'update'>): Block => ({
  is: 'item',
  list: 'bullet',
  level: 0,
  pieces: [...strong(`${onDay(at)}, ${creditOf(by)}: `), { text: data.words.replaceAll('\n', ' ') }]
})

export const evidence = (paper: Paper, about: string, level: number): Block[] => {
  const shown = recordsOf(paper, 'evidence', about)
  if (shown.length === 0) return []
  return [heading(level, 'Evidence'), ...shown.map(evidenceItem)]
}
export const evidenceItem = ({ data, ...by }: PaperRecordOf<'evidence'>): Block => {
  const link: Piece[] = data.link === null ? [] : [{ text: ' ' }, { text: data.link, link: data.link }]
  const from = data.source === '' ? creditOf(by) : data.source
  return {
    is: 'item',
    list: 'bullet',
    level: 0,
    pieces: [{ text: `${data.words.replaceAll('\n', ' ')} (${from}, ${dayText(data.date)})` }, ...link]
  }
}
