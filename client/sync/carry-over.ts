import { uint32 } from 'lib0/random'
import * as Y from 'yjs'
import type { ClientId } from '../../shared/ids.ts'
import { wordsIn } from './own-words.ts'
import { applyIfWhole } from './plan-doc.ts'
import { firstClock, renameClient } from './unsent.ts'

/** Ids of one client from a clock on become ids of another, counted from zero. */
export type Renamed = { from: ClientId; fromClock: number; to: ClientId }

/** Changes that the plan asked for under a fresh id, until it is here and they are written again. Source: PROTOCOL.md P9. */
export class CarryOver {
  #updates: Uint8Array[] = []
  /** Those of each document that was given up, as they were written. */
  #left: { renamed: Renamed; updates: Uint8Array[] }[] = []

  /** As they will be written again. */
  get updates(): readonly Uint8Array[] {
    return [...this.#updates, ...this.#left.flatMap(({ renamed, updates }) => updates.map((each) => as(each, renamed)))]
  }

  /** Changes of a page that is gone, under the ids they have. */
  add(updates: readonly Uint8Array[]): void {
    this.#updates.push(...updates)
  }

  /** Takes what `doc` has unsent, and all that is still written into it, under an id of its own; `changed` hears of each. */
  follow(doc: Y.Doc, unsent: readonly Uint8Array[], changed: () => void): void {
    const from = doc.clientID
    const fromClock = Math.min(firstClock(unsent, from), Y.getState(doc.store, from))
    // Not under the new document's own id: Yjs changes that one when it meets it in an update.
    const renamed = { from, fromClock, to: uint32() }
    const updates = [...unsent]
    // Behind what still waits to be written again: the server may ask a second time before it was.
    this.#left.push({ renamed, updates })
    // The page shows the old document, and may be written in, until the new one is there.
    doc.on('update', (update: Uint8Array) => {
      updates.push(update)
      changed()
    })
    if (unsent.length > 0) changed()
  }

  /**
   * Leaves out what the plan has by now: a letter may have been kept and its acknowledgement lost with the socket,
   * and written again it would stand twice. @returns how ids are renamed, now that it is known.
   */
  settle(doc: Y.Doc): Renamed[] {
    for (const each of this.#left) {
      const { from, fromClock } = each.renamed
      each.renamed = { ...each.renamed, fromClock: Math.max(fromClock, Y.getState(doc.store, from)) }
    }
    return this.#left.map(({ renamed }) => renamed)
  }

  /** Writes everything into the plan as it is now; returns the words that have no place in it any more. */
  writeInto(doc: Y.Doc): string {
    const { updates } = this
    this.#updates = []
    this.#left = []
    // One by one: each was small enough for a frame, all of them together need not be.
    return wordsIn(updates.filter((update) => !applyIfWhole(doc, update)))
  }
}

/** What an update says from that clock on, under the other id. */
const as = (update: Uint8Array, { from, fromClock, to }: Renamed): Uint8Array =>
  renameClient(Y.diffUpdate(update, Y.encodeStateVector(new Map([[from, fromClock]]))), from, fromClock, to)
