import * as Y from 'yjs'
import type { Ms, PlanId, Seq } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { contentHash } from '../../shared/plan/hash.ts'
import { keepQuiet } from '../../shared/plan/quiet.ts'
import { ROOTS } from '../../shared/plan/schema.ts'
import { PlanUnreadable, type PlanLog, type SignedUpdate } from '../store/store.ts'
import { Ledger } from './ledger.ts'

/** What of the log is needed to read a plan. */
export type PlanReads = Pick<PlanLog, 'readPlan' | 'readCommits'>
export type Snapshot = Parameters<PlanLog['saveSnapshot']>[1]

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
 * Reads a plan from its nearest snapshot and the commits after it, no further than `upTo`.
 * @returns undefined when there is no such plan. @throws PlanUnreadable: it refuses to open, never opens blank.
 */
export const readPlanState = async (
  log: PlanReads,
  plan: PlanId,
  upTo: Seq = Infinity
): Promise<PlanState | undefined> => {
  const stored = await log.readPlan(plan)
  if (!stored) return undefined
  const doc = newPlanDoc()
  const ledger = new Ledger(stored.owners)
  const head = Math.min(stored.head, upTo)
  let seq: Seq = 0
  let snapshotSeq: Seq = 0
  try {
    // A ledger of an earlier version knows less than the log: everything is folded once more.
    if (stored.snapshot && stored.snapshot.seq <= head && ledger.restore(stored.snapshot.ledger)) {
      Y.applyUpdate(doc, stored.snapshot.state)
      seq = stored.snapshot.seq
      snapshotSeq = seq
    }
    while (seq < head) {
      const rows = Math.min(limits.resumeRowsMax, head - seq)
      const commits = await log.readCommits(plan, seq, rows, 16 * limits.resumeBytesMax)
      if (commits.length === 0) throw new Error(`commits end at ${seq}, before ${head}`)
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

/** The snapshot of a state. @throws unless it reads back equal, word for word and author for author. */
const snapshotOf = ({ doc, ledger, head }: PlanState): Snapshot => {
  const snapshot = { seq: head, state: Y.encodeStateAsUpdate(doc), ledger: ledger.encode() }
  const again = newPlanDoc()
  const ledgerAgain = new Ledger(ledger.owners())
  Y.applyUpdate(again, snapshot.state)
  const isEqual =
    contentHash(again) === contentHash(doc) &&
    ledgerAgain.restore(snapshot.ledger) &&
    Buffer.compare(ledgerAgain.encode(), snapshot.ledger) === 0
  again.destroy()
  if (!isEqual) throw new Error('a snapshot does not read back equal')
  return snapshot
}

/**
 * What a snapshot after commit `upTo` holds, from what is on disk alone: the nearest snapshot and the commits
 * after it. Reads only, and knows nothing of the room, so it can be done on another thread and given up at any
 * point. Source: relay.md §3, I15.
 */
export const compactPlan = async (log: PlanReads, plan: PlanId, upTo: Seq): Promise<Snapshot> => {
  const state = await readPlanState(log, plan, upTo)
  if (!state) throw new PlanUnreadable(plan, 'it is gone')
  const snapshot = snapshotOf(state)
  state.doc.destroy()
  return snapshot
}

/** Keeps a snapshot of the state, once a reload has proven that it reads back equal. */
export const saveSnapshot = async (log: PlanLog, plan: PlanId, state: PlanState): Promise<void> => {
  const refusal = await log.saveSnapshot(plan, snapshotOf(state))
  if (refusal) throw new Error(`the store refused a snapshot: ${refusal.refused}`)
  state.snapshotSeq = Math.max(state.snapshotSeq, state.head)
}
