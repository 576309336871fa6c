import {
  Document,
  Footer,
  Header,
  HeadingLevel,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType
} from 'docx'
import type { ItemId } from '../../../shared/ids.ts'
import { answersTo, recordsOf, type Paper } from '../../../shared/plan/paper.ts'
import type { PlanSnapshot, TextSnapshot } from '../../../shared/plan/snapshot.ts'
import { groupNames } from '../../../shared/words.ts'
import { cleanPaper } from './clean.ts'
import { sourceRows } from './last-page.ts'
import { answerNames, creditOf, standingText, subjectText, titleOf } from './standing.ts'
import { line, margin, pageWidth, styles, textWidth } from './word-look.ts'

const wordsMax = 15
/** 16 points, in half-points: nothing in the file is smaller. */
const size = 32
const pictureWidth = Math.round(textWidth * 0.34)

/** One idea on one row. `long`: part of a sentence that only a person can say in fewer words. */
export type Idea = { text: string; long: boolean }

const count = (text: string): number => text.split(/\s+/u).filter((word) => word !== '').length

/** A sentence in parts of at most so many words: where it pauses, else where it has to be cut. */
const parts = (sentence: string): Idea[] => {
  if (count(sentence) <= wordsMax) return [{ text: sentence, long: false }]
  const ideas: Idea[] = []
  let held = ''
  const put = (): void => {
    if (held !== '') ideas.push({ text: held, long: true })
    held = ''
  }
  for (const clause of sentence.split(/(?<=[,;:–])\s+/u)) {
    if (count(held) + count(clause) > wordsMax) put()
    const words = `${held} ${clause}`.trim().split(/\s+/u)
    while (words.length > wordsMax) ideas.push({ text: `${words.splice(0, wordsMax).join(' ')} …`, long: true })
    held = words.join(' ')
  }
  put()
  return ideas
}

/** The words of a text, none left out, one idea at a time. */
export const ideasOf = (text: string): Idea[] =>
  text
    .split('\n')
    .flatMap((written) => written.split(/(?<=[.!?])\s+/u))
    .map((sentence) => sentence.replace(/\s+/gu, ' ').trim())
    .filter((sentence) => sentence !== '')
    .flatMap(parts)

const words = (text: string, look: { bold?: true } = {}): TextRun => new TextRun({ text, size, ...look })
const said = (text: string): Paragraph => new Paragraph({ children: [words(text)] })
const heading = (level: 1 | 2, text: string): Paragraph =>
  new Paragraph({
    heading: level === 1 ? HeadingLevel.HEADING_1 : HeadingLevel.HEADING_2,
    children: [new TextRun({ text, size: level === 1 ? 44 : 38 })]
  })

const cell = (width: number, children: Paragraph[]): TableCell =>
  new TableCell({
    width: { size: width, type: WidthType.DXA },
    margins: { top: 160, bottom: 160, left: 160, right: 160 },
    children
  })
const row = ({ text, long }: Idea): TableRow =>
  new TableRow({
    cantSplit: true,
    children: [
      cell(pictureWidth, [said('[Picture here]')]),
      cell(textWidth - pictureWidth, [
        said(text),
        ...(long
          ? [new Paragraph({ children: [words('[Long sentence. Say it in fewer words.]', { bold: true })] })]
          : [])
      ])
    ]
  })
/** Pictures on the left, words on the right; nothing where there is nothing to say. */
const rows = (title: string, ideas: readonly Idea[]): (Paragraph | Table)[] =>
  ideas.length === 0
    ? []
    : [
        heading(2, title),
        new Table({
          width: { size: textWidth, type: WidthType.DXA },
          columnWidths: [pictureWidth, textWidth - pictureWidth],
          layout: TableLayoutType.FIXED,
          borders: { top: line, bottom: line, left: line, right: line, insideHorizontal: line, insideVertical: line },
          rows: ideas.map(row)
        }),
        new Paragraph({ children: [] })
      ]

const ideasIn = (text: TextSnapshot): Idea[] => ideasOf(text.text)
const viewsAbout = (paper: Paper, about: string): Idea[] =>
  recordsOf(paper, 'view', about).flatMap((view) => [
    ...ideasOf(
      view.data.held === 'person'
        ? `One person from ${groupNames[view.group].toLowerCase()} says this.`
        : `${groupNames[view.group]} say this.`
    ),
    ...ideasOf(view.data.words),
    ...recordsOf(paper, 'reply', `records/${view.id}`).flatMap((reply) => [
      ...ideasOf(`${creditOf(reply)} answers this.`),
      ...ideasOf(reply.data.words)
    ])
  ])
const answersAbout = (paper: Paper, scope: ItemId | null): Idea[] =>
  answersTo(paper, scope).flatMap(({ group, answer, note }) => [
    ...ideasOf(`${groupNames[group]} said: ${answerNames[answer]}.`),
    ...ideasOf(note)
  ])

const priorityParts = (paper: Paper, priority: PlanSnapshot['priorities'][number]): (Paragraph | Table)[] => [
  heading(1, `${paper.references[priority.id] ?? ''} ${priority.title.text.trim() || 'No name yet'}`.trim()),
  ...rows('What will be different', ideasIn(priority.outcome)),
  ...rows('What we will do', ideasIn(priority.commitments)),
  ...rows('What groups said about this', answersAbout(paper, priority.id)),
  ...rows('Not everyone agrees', [
    ...viewsAbout(paper, `priorities/${priority.id}`),
    ...priority.actions.flatMap(({ id }) => viewsAbout(paper, `actions/${id}`))
  ])
]

/**
 * A start for an Easy Read version: outcomes and commitments one idea at a time, with room for pictures. It is for
 * people to finish and for people with learning disabilities to check. Source: ui.md, Public page.
 */
export const write = async (given: Paper): Promise<Uint8Array> => {
  const paper = cleanPaper(given)
  const standing = standingText(paper)
  const document = new Document({
    title: `Easy Read starter: ${titleOf(paper)}`,
    subject: subjectText(paper),
    creator: paper.sources.board,
    styles,
    sections: [
      {
        properties: {
          page: {
            size: { width: pageWidth, height: 16838 },
            margin: { top: margin, bottom: margin, left: margin, right: margin }
          }
        },
        headers: { default: new Header({ children: [said(standing)] }) },
        footers: { default: new Footer({ children: [said('Starter for Easy Read. Not checked yet.')] }) },
        children: [
          new Paragraph({
            heading: HeadingLevel.TITLE,
            children: [new TextRun({ text: `Easy Read starter: ${titleOf(paper)}`, size: 52 })]
          }),
          said('This is a starter. It is not finished.'),
          said('Put a picture beside each idea.'),
          said('Make long sentences shorter.'),
          said('People with learning disabilities must check it before anyone uses it.'),
          ...rows('What we hope for', ideasIn(paper.plan.plan.vision)),
          ...rows('What groups said', answersAbout(paper, null)),
          ...paper.plan.priorities.flatMap((priority) => priorityParts(paper, priority)),
          heading(1, 'Where these words come from'),
          ...sourceRows(paper).map(([name, value]) => said(`${name}: ${value}`))
        ]
      }
    ]
  })
  return new Uint8Array(await Packer.toArrayBuffer(document))
}
