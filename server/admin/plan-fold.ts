import * as Y from 'yjs'
import { contentHash } from '../../shared/plan/hash.ts'
import { Ledger } from '../relay/ledger.ts'
import { applyEntry, newPlanDoc } from '../relay/stored-plan.ts'
import { sameBytes } from '../store/chain.ts'
import type { Fold } from '../store/sqlite/verify.ts'
import type { Owner } from '../store/store.ts'

/** A plan made anew from its log, entry by entry, as the relay makes it. */
export const foldFrom = (owners: readonly Owner[]): Fold => {
  const doc = newPlanDoc()
  const ledger = new Ledger(owners)
  return {
    commit({ seq, at, entries }) {
      for (const entry of entries) applyEntry({ doc, ledger }, entry, at, seq)
    },
    differs(state, kept) {
      const stored = newPlanDoc()
      try {
        Y.applyUpdate(stored, state)
        if (contentHash(stored) !== contentHash(doc)) return 'its words are others'
      } finally {
        stored.destroy()
      }
      const restored = new Ledger([])
      // One that an earlier version folded knows less, and is set aside when the plan is opened.
      if (!restored.restore(kept)) return undefined
      return sameBytes(kept, ledger.encode()) ? undefined : 'who wrote or took out what is told otherwise'
    }
  }
}
