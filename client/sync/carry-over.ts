import { uint32 } from 'lib0/random'
import * as Y from 'yjs'
import type { ClientId } from '../../shared/ids.ts'
import { wordsIn } from './own-words.ts'
import { applyIfWhole } from './plan-doc.ts'
import { firstClock, renameClient } from './unsent.ts'

/** Changes that the plan asked for under a fresh id, until it is here and they are written again. Source: PROTOCOL.md P9. */
export class CarryOver {
  #updates: Uint8Array[] = []

  get updates(): readonly Uint8Array[] {
    return this.#updates
  }

  /** Changes of a page that is gone, under the ids they have. */
  add(updates: readonly Uint8Array[]): void {
    this.#updates.push(...updates)
  }

  /** Takes what `doc` has unsent, and all that is still written into it, under an id of its own; `changed` hears of each. @returns what is renamed. */
  follow(
    doc: Y.Doc,
    unsent: readonly Uint8Array[],
    changed: () => void
  ): { from: ClientId; fromClock: number; to: ClientId } {
    const client = doc.clientID
    const from = Math.min(firstClock(unsent, client), Y.getState(doc.store, client))
    // Not under the new document's own id: Yjs changes that one when it meets it in an update.
    const to = uint32()
    // Behind what still waits to be written again: the server may ask a second time before it was.
    const carry = (update: Uint8Array): void => {
      this.#updates.push(renameClient(update, client, from, to))
    }
    unsent.forEach(carry)
    // The page shows the old document, and may be written in, until the new one is there.
    doc.on('update', (update: Uint8Array) => {
      carry(update)
      changed()
    })
    if (unsent.length > 0) changed()
    return { from: client, fromClock: from, to }
  }

  /** Writes everything into the plan as it is now; returns the words that have no place in it any more. */
  writeInto(doc: Y.Doc): string {
    const updates = this.#updates
    this.#updates = []
    // One by one: each was small enough for a frame, all of them together need not be.
    return wordsIn(updates.filter((update) => !applyIfWhole(doc, update)))
  }
}
