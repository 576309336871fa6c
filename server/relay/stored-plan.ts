import * as Y from 'yjs'
import type { Ms, PlanId, Seq } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { contentHash } from '../../shared/plan/hash.ts'
import { keepQuiet } from '../../shared/plan/quiet.ts'
import { ROOTS } from '../../shared/plan/schema.ts'
import { PlanUnreadable, type PlanLog, type SignedUpdate } from '../store/store.ts'
import { Ledger } from './ledger.ts'

/** A plan as it stands after its last commit. */
export type PlanState = { doc: Y.Doc; ledger: Ledger; epoch: number; head: Seq; snapshotSeq: Seq }

/** An empty document of a plan: roots declared, and it never edits itself. */
export const newPlanDoc = (): Y.Doc => {
  const doc = new Y.Doc()
  for (const root of Object.values(ROOTS)) doc.getMap(root)
  keepQuiet(doc)
  return doc
}

/** Applies one entry alone and folds it. @throws when Yjs fails or would keep part of it for later. */
export const applyEntry = (
  { doc, ledger }: Pick<PlanState, 'doc' | 'ledger'>,
  { update, author, repeats }: SignedUpdate,
  at: Ms,
  seq: Seq
): void => {
  const fold = (transaction: Y.Transaction): void => ledger.fold(transaction, author, at, seq, repeats)
  doc.on('afterTransaction', fold)
  try {
    Y.applyUpdate(doc, update)
  } finally {
    doc.off('afterTransaction', fold)
  }
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
    throw new Error('the gate let an incomplete update through')
}

/**
 * Reads a plan from its nearest snapshot and the commits after it.
 * @returns undefined when there is no such plan. @throws PlanUnreadable: it refuses to open, never opens blank.
 */
export const readPlanState = async (log: PlanLog, plan: PlanId): Promise<PlanState | undefined> => {
  const stored = await log.readPlan(plan)
  if (!stored) return undefined
  const doc = newPlanDoc()
  const ledger = new Ledger(stored.owners)
  let seq: Seq = 0
  let snapshotSeq: Seq = 0
  try {
    // A ledger of an earlier version knows less than the log: everything is folded once more.
    if (stored.snapshot && ledger.restore(stored.snapshot.ledger)) {
      Y.applyUpdate(doc, stored.snapshot.state)
      seq = stored.snapshot.seq
      snapshotSeq = seq
    }
    while (seq < stored.head) {
      const commits = await log.readCommits(plan, seq, limits.resumeRowsMax, 16 * limits.resumeBytesMax)
      if (commits.length === 0) throw new Error(`commits end at ${seq}, before ${stored.head}`)
      for (const commit of commits) {
        for (const entry of commit.entries) applyEntry({ doc, ledger }, entry, commit.at, commit.seq)
        seq = commit.seq
      }
    }
  } catch (error) {
    throw error instanceof PlanUnreadable ? error : new PlanUnreadable(plan, 'its commits do not apply', error)
  }
  return { doc, ledger, epoch: stored.epoch, head: seq, snapshotSeq }
}

/** Keeps a snapshot of the state, once a reload has proven that it reads back equal. */
export const saveSnapshot = async (log: PlanLog, plan: PlanId, state: PlanState): Promise<void> => {
  const { doc, head } = state
  const bytes = Y.encodeStateAsUpdate(doc)
  const ledger = state.ledger.encode()
  const again = newPlanDoc()
  Y.applyUpdate(again, bytes)
  const equal = contentHash(again) === contentHash(doc)
  again.destroy()
  if (!equal) throw new Error('a snapshot does not read back equal')
  const refusal = await log.saveSnapshot(plan, { seq: head, state: bytes, ledger })
  if (refusal) throw new Error(`the store refused a snapshot: ${refusal.refused}`)
  state.snapshotSeq = Math.max(state.snapshotSeq, head)
}
