import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import type { PlanId, Seq } from '../shared/ids.ts'
import { compactPlan, type Snapshot } from './relay/stored-plan.ts'
import { openSqliteReads } from './store/sqlite/reads.ts'

export type CompactionData = { folder: string; plan: PlanId; upTo: Seq }

/** Folds one plan and says what its snapshot holds; what goes wrong ends the thread, and nothing was written. */
const serve = async (port: MessagePort, { folder, plan, upTo }: CompactionData): Promise<void> => {
  const log = await openSqliteReads(folder)
  try {
    const snapshot: Snapshot = await compactPlan(log, plan, upTo)
    port.postMessage(snapshot)
  } finally {
    log.close()
  }
}

if (!parentPort) throw new Error('a plan is compacted in a thread of its own')
// Whoever starts the thread says what it is for; a fault ends it, and they hear of that.
void serve(parentPort, workerData as CompactionData)
