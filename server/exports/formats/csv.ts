import type { Paper } from '../../../shared/plan/paper.ts'
import { columns, rowsOf } from './action-rows.ts'
import { cleanPaper } from './clean.ts'
import { csvBytes } from './csv-rows.ts'

/** Actions, one row each, for any program that reads tables. Each row says what its words are. */
export const write = (given: Paper): Uint8Array =>
  csvBytes([columns.map(({ name }) => name), ...rowsOf(cleanPaper(given))])
