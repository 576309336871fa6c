import { recordsOf, type Paper } from '../../../shared/plan/paper.ts'
import { groupNames } from '../../../shared/words.ts'
import { cleanPaper } from './clean.ts'
import { csvBytes } from './csv-rows.ts'
import { methodNotes } from './evidence-blocks.ts'
import { sourceRows } from './last-page.ts'
import { answerLines, shortStanding } from './standing.ts'
import { firstText, heardIn, peopleText, saidText, takingPart, wordsIn, wordsInAll } from './taking-part.ts'

type Row = { what: string; reference?: string; item?: string; group?: string; value: string }

const rowsOf = (paper: Paper): Row[] => {
  const items = paper.plan.priorities.flatMap((priority) => [
    { about: `priorities/${priority.id}`, id: priority.id, name: priority.title.text.trim() },
    ...priority.actions.map(({ id, text }) => ({ about: `actions/${id}`, id, name: text.text.trim() }))
  ])
  const groups = takingPart(paper)
  const inAll = new Map(wordsInAll(paper, groups).map(({ group, says }) => [group, says]))
  return [
    ...groups.flatMap((group): Row[] => [
      { what: 'People who took part', group: groupNames[group.group], value: peopleText(group.people.size) },
      { what: 'Words in the plan now', group: groupNames[group.group], value: inAll.get(group.group) ?? '' },
      { what: 'Views, replies, updates and evidence', group: groupNames[group.group], value: saidText(group) },
      {
        what: 'First took part',
        group: groupNames[group.group],
        value: firstText(group)
      }
    ]),
    ...heardIn(paper).map(({ what, says }): Row => ({ what: 'What became of comments', item: what, value: says })),
    ...paper.plan.priorities.flatMap((priority) =>
      wordsIn(paper, priority).map(({ group, says }): Row => ({
        what: 'Words now, by priority and group',
        reference: paper.references[priority.id] ?? '',
        item: priority.title.text.trim(),
        group: groupNames[group],
        value: says
      }))
    ),
    ...[null, ...paper.plan.priorities.map(({ id }) => id)].flatMap((scope) =>
      answerLines(paper, scope).map(({ group, line }): Row => ({
        what: 'Answer',
        reference: scope === null ? 'Whole plan' : (paper.references[scope] ?? ''),
        group: groupNames[group],
        value: line
      }))
    ),
    ...items.flatMap(({ about, id, name }) =>
      recordsOf(paper, 'view', about).flatMap((view): Row[] => {
        const at = { reference: paper.references[id] ?? '', item: name }
        return [
          { what: 'Differing view', ...at, group: groupNames[view.group], value: view.data.words },
          ...recordsOf(paper, 'reply', `records/${view.id}`).map((reply): Row => ({
            what: 'Reply',
            ...at,
            group: groupNames[reply.group],
            value: reply.data.words
          }))
        ]
      })
    ),
    ...methodNotes(paper).map((note): Row => ({ what: 'How this was counted', value: note })),
    ...sourceRows(paper).map(([name, value]): Row => ({ what: 'Source', item: name, value }))
  ]
}

/** The evidence as a table for other programs; each row says what its words are. */
export const write = (given: Paper): Uint8Array => {
  const paper = cleanPaper(given)
  const standing = shortStanding(paper)
  return csvBytes([
    ['What', 'Reference', 'Item', 'Partner group', 'Value', 'Standing'],
    ...rowsOf(paper).map(({ what, reference = '', item = '', group = '', value }) => [
      what,
      reference,
      item,
      group,
      value,
      standing
    ])
  ])
}
