import type { Paper } from '../../../shared/plan/paper.ts'
import type { Block, Document } from './blocks.ts'
import type { CommitteeTemplate } from './committee-template.ts'
import { standingText, subjectText, titleOf } from './standing.ts'

/** What some writers make use of. `onPage`: told of each page that is begun; `template`: the council's own order. */
export type Extras = { onPage?: (page: number) => void; template?: CommitteeTemplate }

/** Blocks with what every page says of them. `title`: what the file is, where that is more than the plan's name. */
export const documentOf = (paper: Paper, blocks: Block[], title = titleOf(paper)): Document => ({
  title,
  standing: standingText(paper),
  subject: subjectText(paper),
  isDraft: paper.standing.is === 'draft',
  author: paper.sources.board,
  at: paper.at,
  blocks: [{ is: 'title', text: title }, ...blocks]
})
