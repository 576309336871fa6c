import { recordsOf, type Paper } from '../../../shared/plan/paper.ts'
import { STATUS_WORDS } from '../../../shared/plan/vocabulary.ts'
import { groupNames } from '../../../shared/words.ts'
import { officerText } from './action-parts.ts'
import {
  blank,
  blankCell,
  blankText,
  cell,
  heading,
  labelled,
  linesToBlocks,
  para,
  strong,
  type Block,
  type Cell,
  type Heading,
  type Paragraph
} from './blocks.ts'
import type { CommitteeTemplate, HeaderRow, Known, Part } from './committee-template.ts'
import { lastPage } from './last-page.ts'
import { planBlocks } from './plan-blocks.ts'
import { answers, findings, viewBlocks } from './said.ts'
import {
  atTime,
  dayText,
  inSentence,
  kindInSentence,
  onePriority,
  planTitle,
  shortStanding,
  standingText,
  statusLetters,
  statusName,
  statusText,
  titleOf
} from './standing.ts'

const numbered = (text: string): Paragraph => para(text, 'numbered')
const actionsOf = ({ plan }: Paper) => [...plan.priorities.flatMap(({ actions }) => actions), ...plan.loose]
const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`
const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`

const inShort = (paper: Paper): string => {
  const actions = actionsOf(paper)
  const rated = STATUS_WORDS.map((word) => ({
    word,
    number: actions.filter(({ status }) => (status?.word ?? 'not-started') === word).length
  })).filter(({ number }) => number > 0)
  const parts = rated.map(({ word, number }) => {
    const letter = statusLetters[word]
    return `${number} ${inSentence(statusName(paper, word))}${letter === '' ? '' : ` (${letter})`}`
  })
  const what = onePriority(paper)?.number
  const holds = count(actions.length, 'action', 'actions')
  const whole = `The plan holds ${count(paper.plan.priorities.length, 'priority', 'priorities')} and ${holds}`
  return `${what ? `${what} holds ${holds}` : whole}${parts.length === 0 ? '' : `: ${listed(parts)}`}.`
}

/** What is attached: of one priority nobody may think that it is the plan. */
const attached = (paper: Paper, title: string): string => {
  const part = onePriority(paper)
  return part ? title.replace(/The plan$/, `${part.number} of the plan`) : title
}

const purpose = (paper: Paper): string => {
  const { type, area } = paper.plan.plan
  const part = onePriority(paper)
  const name = `“${planTitle(paper)}”${type ? kindInSentence(type) : ''}${area ? ` for ${area}` : ''}`
  return part
    ? `This report presents ${part.number.toLowerCase()}, ${part.title}, of ${name}. It is attached as Appendix A, without the other priorities of the plan.`
    : `This report presents ${name}. The plan is attached as Appendix A.`
}

const partners = ({ plan: { plan } }: Paper): string => {
  const groups = (plan.groups ?? []).map(
    (group) => `${group === 'council' ? 'the ' : ''}${groupNames[group].toLowerCase()}`
  )
  const bodies = plan.bodies ?? []
  const who = groups.length === 0 ? 'the partners of the local area' : listed(groups)
  return `The plan was written together by ${who}, on one live board where every word stays with the group that wrote it${bodies.length === 0 ? '' : `. Partner bodies: ${bodies.join('; ')}`}.`
}

const progress = (paper: Paper): Block[] => [
  numbered('Progress of each priority, with the reason given for its rating:'),
  {
    is: 'table',
    caption: 'Progress of each priority',
    head: ['Priority', 'Status and reason', 'Actions slipping or off track'],
    rows: paper.plan.priorities.map((priority) => {
      const late = priority.actions.filter(({ status }) => status?.word === 'slipping' || status?.word === 'off-track')
      return [
        cell(`${paper.references[priority.id] ?? ''} ${priority.title.text.trim()}`),
        { ...cell(statusText(paper, priority.status)), status: priority.status?.word ?? 'not-started' },
        cell(late.length === 0 ? 'None' : late.map(({ id }) => paper.references[id] ?? '').join(', '))
      ]
    }),
    widths: [36, 44, 20],
    rowHeads: true
  }
]

const views = (paper: Paper): Block[] => {
  const about: [string, string][] = paper.plan.priorities.flatMap((priority): [string, string][] => [
    [`priorities/${priority.id}`, `priority ${paper.references[priority.id] ?? ''}, ${priority.title.text.trim()}`],
    ...priority.actions.map((action): [string, string] => [
      `actions/${action.id}`,
      `action ${paper.references[action.id] ?? ''}, ${action.text.text.trim()}`
    ])
  ])
  const held = about.flatMap(([place, name]) => recordsOf(paper, 'view', place).map((view) => ({ view, name })))
  if (held.length === 0) return [numbered('No differing view has been recorded.')]
  return [
    numbered(
      'Not everyone shares every part of the plan. The differing views below stand in the words of those who hold them; they also stand beside their items in Appendix A.'
    ),
    ...held.flatMap(({ view, name }) => [labelled('About', name), ...viewBlocks(paper, view)])
  ]
}

const texts = (lines: Block[]): Block[] =>
  lines.map((block) => (block.is === 'para' && block.kind === 'plain' ? { ...block, kind: 'numbered' } : block))

/** What the plan knows for one part of a committee's paper, as numbered paragraphs. */
const filled = (paper: Paper, known: Known, progressIn = ''): Block[] => {
  const { plan, priorities } = paper.plan
  switch (known) {
    case 'title':
      return [numbered(titleOf(paper))]
    case 'area':
      return [numbered(plan.area ?? '')]
    case 'officers':
      return [numbered((plan.officers ?? []).map(officerText).join('; '))]
    case 'purpose':
      return [numbered(purpose(paper)), ...(plan.notice ? [numbered(plan.notice)] : [])]
    case 'partners':
      return [numbered(partners(paper))]
    case 'standing':
      return [
        numbered(
          paper.standing.is === 'draft'
            ? `The words attached are a draft and have not been agreed. They are as they stood on ${atTime(paper.standing.at)}.`
            : `${standingText(paper)}. ${paper.standing.outcome}`
        )
      ]
    case 'progress-in-short':
      return [numbered(inShort(paper))]
    case 'recommendation':
      return [
        numbered(
          paper.standing.is === 'draft'
            ? `To note the draft plan at Appendix A and the progress of its priorities${progressIn}.`
            : `To note ${onePriority(paper)?.number.toLowerCase() ?? 'the plan'} at Appendix A (version ${paper.standing.number}, code ${paper.standing.code}), the answers of the partner groups and ${onePriority(paper) ? 'its progress' : 'the progress of its priorities'}${progressIn}.`
        )
      ]
    case 'dates': {
      const dates = [
        plan.inspected ? `the local area was inspected on ${dayText(plan.inspected)}` : '',
        plan.reported ? `the report was published on ${dayText(plan.reported)}` : '',
        plan.submitted ? `the plan was submitted on ${dayText(plan.submitted)}` : '',
        plan.published ? `the plan was published on ${dayText(plan.published)}` : ''
      ].filter((part) => part !== '')
      const sentence = listed(dates)
      return sentence === '' ? [] : [numbered(`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`)]
    }
    case 'context':
      return texts(linesToBlocks(plan.context.lines))
    case 'how-written':
      return texts(linesToBlocks(plan.coproduced.lines))
    case 'inspectors': {
      const quoted = priorities.flatMap(({ id }) => findings(paper, `priorities/${id}`, 6).slice(1))
      return quoted.length === 0 ? [] : [numbered('Inspectors found:'), ...quoted]
    }
    case 'progress':
      return progress(paper)
    case 'answers': {
      const given = [
        ...answers(paper, null, 6).slice(1),
        ...priorities.flatMap(({ id }) => answers(paper, id, 6).slice(1))
      ]
      return given.length === 0
        ? [numbered('The partner groups have not been asked to agree these words.')]
        : texts(given)
    }
    case 'views':
      return views(paper)
    case 'governance':
      return texts(linesToBlocks(plan.governance.lines))
    case 'costs': {
      const costed = actionsOf(paper).filter(({ cost }) => cost)
      return costed.length === 0
        ? []
        : [
            numbered('Costs recorded beside actions in the plan:'),
            ...costed.map(({ id, cost }): Block => ({
              is: 'item',
              list: 'bullet',
              level: 0,
              pieces: [...strong(`Action ${paper.references[id] ?? ''}: `), { text: cost ?? '' }]
            }))
          ]
    }
    case 'version':
      return [numbered(shortStanding(paper))]
    default: {
      const missed: never = known
      throw new Error(`unhandled ${String(missed)}`)
    }
  }
}

const textOfKnown = (paper: Paper, known: Known): string =>
  filled(paper, known)
    .map((block) => (block.is === 'para' ? block.pieces.map(({ text }) => text).join('') : ''))
    .join(' ')
    .trim()

const headerRow = (paper: Paper, row: HeaderRow): Cell[] => {
  const cells = row.flatMap(({ label, fill, blank: left }): Cell[] => {
    const known = fill ? textOfKnown(paper, fill) : ''
    return [
      { pieces: strong(label) },
      known === '' ? blankCell(left ?? label.replace(/:$/, '').toLowerCase()) : cell(known)
    ]
  })
  return cells
}

const part = (paper: Paper, each: Part, progressIn: string): Block[] => {
  if ('fill' in each) return filled(paper, each.fill, progressIn)
  if ('text' in each) return [numbered(each.text)]
  if ('subheading' in each) return [heading(2, each.subheading)]
  return [{ ...blank(each.blank), kind: 'numbered-blank' }]
}

const section = (title: string): Heading => ({ ...heading(1, title), numbered: true })

/** A paper for a council's committee in the council's own order, with the plan as appendix A. */
export const committeeBlocks = (paper: Paper, template: CommitteeTemplate): Block[] => {
  const { appendices, auditTrail } = template
  // Sections can be put in another order: the number is counted, not known.
  const place = template.sections.findIndex(({ parts }) =>
    parts.some((each) => 'fill' in each && each.fill === 'progress')
  )
  const progressIn = place < 0 ? '' : ` set out in section ${place + 1}`
  const wide = Math.max(...template.header.map((row) => row.length))
  return [
    {
      is: 'table',
      caption: 'About this report',
      head: [],
      rows: template.header.map((row) => headerRow(paper, row)),
      widths: wide > 1 ? [26, 36, 14, 24] : [30, 70],
      rowHeads: true
    },
    ...template.sections.flatMap(({ title, parts }) => [
      section(title),
      ...parts.flatMap((each) => part(paper, each, progressIn))
    ]),
    section(appendices.title),
    {
      is: 'table',
      caption: 'Appendices',
      head: ['Appendix letter', 'Title'],
      rows: appendices.letters.map(({ letter, title }) => [cell(letter), cell(attached(paper, title))]),
      widths: [25, 75],
      rowHeads: true
    },
    heading(2, 'Background documents'),
    para(blankText(appendices.background), 'blank'),
    heading(1, auditTrail.title),
    {
      is: 'table',
      caption: 'Version and consultation',
      head: ['Audit trail', 'Answer', 'Date or name'],
      rows: [
        [cell(auditTrail.version), cell(shortStanding(paper)), cell(atTime(paper.standing.at))],
        ...auditTrail.consulted.map((who) => [
          cell(`${auditTrail.consultation}: ${who}`),
          blankCell('yes or no'),
          blankCell('name')
        ])
      ],
      widths: [46, 27, 27],
      rowHeads: true
    },
    { is: 'page' },
    heading(1, attached(paper, template.appendix)),
    ...planBlocks(paper, 2),
    ...lastPage(paper, 1)
  ]
}
