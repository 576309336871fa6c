import type { Paper } from '../../../shared/plan/paper.ts'
import { cleanPaper } from './clean.ts'
import { committeeBlocks } from './committee-blocks.ts'
import { committeeTemplate } from './committee-template.ts'
import { documentOf } from './document.ts'
import { titleOf } from './standing.ts'
import { writeWord } from './word.ts'

/** A report in the council's own order; blanks are marked for whoever finishes it. */
export const write = (given: Paper, template = committeeTemplate): Promise<Uint8Array> => {
  const paper = cleanPaper(given)
  return writeWord(documentOf(paper, committeeBlocks(paper, template), `Report to committee: ${titleOf(paper)}`))
}
