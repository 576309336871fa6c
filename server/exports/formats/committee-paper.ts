import type { Paper } from '../../../shared/plan/paper.ts'
import type { Document } from './blocks.ts'
import { cleanPaper, cleaned } from './clean.ts'
import { committeeBlocks } from './committee-blocks.ts'
import { committeeTemplate } from './committee-template.ts'
import { documentOf, type Extras } from './document.ts'
import { titleOf } from './standing.ts'
import { writeWord } from './word.ts'

/** A report in the council's own order; blanks are marked for whoever finishes it. */
export const document = (given: Paper, { template = committeeTemplate }: Extras = {}): Document => {
  const paper = cleanPaper(given)
  return documentOf(paper, committeeBlocks(paper, cleaned(template)), `Report to committee: ${titleOf(paper)}`)
}
export const write = (given: Paper, extras: Extras = {}): Promise<Uint8Array> => writeWord(document(given, extras))
