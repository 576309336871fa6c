import type { Paper } from '../../../shared/plan/paper.ts'
import type { Document } from './blocks.ts'
import { cleanPaper } from './clean.ts'
import { documentOf, type Extras } from './document.ts'
import { evidenceBlocks } from './evidence-blocks.ts'
import { lastPage } from './last-page.ts'
import { writePdf } from './pdf.ts'
import { titleOf } from './standing.ts'

/** Who took part, for inspectors and partners. */
export const document = (given: Paper): Document => {
  const paper = cleanPaper(given)
  const blocks = [...evidenceBlocks(paper), ...lastPage(paper, 1)]
  return documentOf(paper, blocks, `Evidence of co-production: ${titleOf(paper)}`)
}
export const write = (given: Paper, { onPage }: Extras = {}): Promise<Uint8Array> => writePdf(document(given), onPage)
