import { recordsOf, type Paper } from '../../../shared/plan/paper.ts'
import { GROUPS } from '../../../shared/plan/vocabulary.ts'
import { groupNames } from '../../../shared/words.ts'
import { cell, heading, linesToBlocks, para, type Block } from './blocks.ts'
import { answers, viewBlocks } from './said.ts'
import { atTime, standingText, titleOf } from './standing.ts'
import { firstText, heardIn, peopleText, saidText, takingPart, wordsIn, wordsInAll } from './taking-part.ts'

/** What the figures are, and are not. The same sentences in every form of the evidence. */
export const methodNotes = (paper: Paper): string[] => [
  `Counted on ${atTime(paper.at)} from the plan as it stood on ${atTime(paper.standing.at)}, change ${paper.sources.seq}.`,
  'The board keeps who wrote each letter. A word counts for the group of whoever wrote its first letter, and words typed for somebody count for that person’s group. Words that were taken out again are not counted.',
  'People are counted once in each group they wrote for. Fewer than 5 people are shown as “Fewer than 5”. Numbers of words are shown only where at least 5 people stand behind every figure beside them; otherwise it is only said that a group has words. Totals are rounded to 50. So no figure tells what one person wrote.',
  'Numbers of words show who held the pen. They do not show whose experience shaped the words, and a short text may weigh more than a long one.'
]

const viewsOf = (paper: Paper): Block[] => {
  const places: [string, string][] = paper.plan.priorities.flatMap((priority): [string, string][] => [
    [`priorities/${priority.id}`, `Priority ${paper.references[priority.id] ?? ''}: ${priority.title.text.trim()}`],
    ...priority.actions.map((action): [string, string] => [
      `actions/${action.id}`,
      `Action ${paper.references[action.id] ?? ''}: ${action.text.text.trim()}`
    ])
  ])
  const held = places.flatMap(([about, name]) => {
    const views = recordsOf(paper, 'view', about)
    return views.length === 0 ? [] : [heading(2, name), ...views.flatMap((view) => viewBlocks(paper, view))]
  })
  return [
    heading(1, 'Views that not everyone shares'),
    ...(held.length === 0 ? [para('No differing view has been recorded.')] : held)
  ]
}

/** Who took part in writing, as an inspector may ask for it: by group and dated, never by person. */
const heardBlocks = (paper: Paper): Block[] => {
  const heard = heardIn(paper)
  if (heard.length === 0) return []
  return [
    heading(1, 'What happened to what people said'),
    {
      is: 'table',
      caption: 'What has become of comments',
      head: ['What became of them', 'Comments'],
      rows: heard.map(({ what, says }) => [cell(what), cell(says)]),
      widths: [60, 40],
      rowHeads: true
    }
  ]
}

export const evidenceBlocks = (paper: Paper): Block[] => {
  const groups = takingPart(paper)
  const inAll = new Map(wordsInAll(paper, groups).map(({ group, says }) => [group, says]))
  const active = groups.filter(({ people }) => people.size > 0)
  return [
    para(standingText(paper)),
    para(
      active.length === 0
        ? `Nobody has written in “${titleOf(paper)}” yet.`
        : `${active.length} of ${GROUPS.length} partner groups have taken part in writing “${titleOf(paper)}”: ${active.map(({ group }) => groupNames[group].toLowerCase()).join(', ')}.`
    ),
    heading(1, 'Who took part'),
    {
      is: 'table',
      caption: 'Partner groups, how many people of each took part, and what they wrote',
      head: [
        'Partner group',
        'People',
        'Words in the plan now',
        'Views, replies, updates and evidence',
        'First took part'
      ],
      rows: groups.map((group) => [
        cell(groupNames[group.group]),
        cell(peopleText(group.people.size)),
        cell(inAll.get(group.group) ?? ''),
        cell(saidText(group)),
        cell(firstText(group))
      ]),
      widths: [24, 16, 20, 22, 18],
      rowHeads: true
    },
    ...heardBlocks(paper),
    heading(1, 'Words by priority'),
    {
      is: 'table',
      caption: 'Words that stand now, by priority and group',
      head: ['Priority', ...GROUPS.map((group) => groupNames[group])],
      rows: paper.plan.priorities.map((priority) => [
        cell(`${paper.references[priority.id] ?? ''} ${priority.title.text.trim()}`),
        ...wordsIn(paper, priority).map(({ says }) => cell(says))
      ]),
      widths: [22, 13, 13, 13, 13, 13, 13],
      rowHeads: true
    },
    ...(linesToBlocks(paper.plan.plan.coproduced.lines).length === 0
      ? []
      : [heading(1, 'How we wrote this plan together'), ...linesToBlocks(paper.plan.plan.coproduced.lines)]),
    ...answers(paper, null, 1),
    ...paper.plan.priorities.flatMap(({ id }) => answers(paper, id, 1)),
    ...viewsOf(paper),
    heading(1, 'How this was counted'),
    ...methodNotes(paper).map((note) => para(note))
  ]
}
