import { setImmediate as otherWork } from 'node:timers/promises'
import type { PlanId } from '../../../shared/ids.ts'
import type { PlanRecord, RecordKind } from '../../../shared/plan/records.ts'
import { whole } from './database.ts'
import type { Reader } from './reader.ts'
import { recordColumns, recordRow } from './rows.ts'

/** So many rows are read and parsed at a time: a few milliseconds. */
const sliceRows = 250

/**
 * Records that changed after the counter stood at `after`, in the order in which they were first said.
 * Others have their turn between slices; one that changes meanwhile is read once more, and stands once.
 */
export const readRecordsSince = async (
  reader: Reader,
  plan: PlanId,
  after: number,
  kind?: RecordKind
): Promise<PlanRecord[]> => {
  const found = new Map<number, PlanRecord>()
  let [news, n] = [after, Number.MAX_SAFE_INTEGER]
  for (;;) {
    const rows = reader
      .sql(
        `${recordColumns} WHERE records.plan = ? AND (records.news, records.n) > (?, ?)
         ${kind === undefined ? '' : 'AND records.kind = ?'} ORDER BY records.news, records.n LIMIT ${sliceRows}`
      )
      .all(plan, news, n, ...(kind === undefined ? [] : [kind]))
    for (const row of rows) {
      found.set(whole(row, 'n'), recordRow(row))
      news = whole(row, 'news')
      n = whole(row, 'n')
    }
    if (rows.length < sliceRows) break
    await otherWork()
  }
  return [...found].sort(([a], [b]) => a - b).map(([, record]) => record)
}
