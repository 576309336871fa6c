import type { Paper } from '../../../shared/plan/paper.ts'
import { cleanPaper } from './clean.ts'
import type { Document } from './blocks.ts'
import { documentOf } from './document.ts'
import { lastPage } from './last-page.ts'
import { planBlocks } from './plan-blocks.ts'
import { writeWord } from './word.ts'

/** The plan as it is read from front to back. */
export const document = (given: Paper): Document => {
  const paper = cleanPaper(given)
  return documentOf(paper, [...planBlocks(paper), ...lastPage(paper, 1)])
}
export const write = (given: Paper): Promise<Uint8Array> => writeWord(document(given))
