import type { Paper } from '../../../shared/plan/paper.ts'
import { cleanPaper } from './clean.ts'
import { documentOf } from './document.ts'
import { evidenceBlocks } from './evidence-blocks.ts'
import { lastPage } from './last-page.ts'
import { writePdf } from './pdf.ts'
import { titleOf } from './standing.ts'

/** Who took part, for inspectors and partners. */
export const write = (given: Paper): Promise<Uint8Array> => {
  const paper = cleanPaper(given)
  const blocks = [...evidenceBlocks(paper), ...lastPage(paper, 1)]
  return writePdf(documentOf(paper, blocks, `Evidence of co-production: ${titleOf(paper)}`))
}
