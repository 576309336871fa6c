import * as Y from 'yjs'
import type { Repeat } from './repeats.ts'

/**
 * The letters of this transaction that stand again for letters that were taken out: what an undo, a redo
 * or `putBack` wrote. To be called from `afterTransaction`, before Yjs joins what belongs together.
 * Source: yjs `redoItem`: the new item stands just before the one it repeats.
 */
export const standAgain = (transaction: Y.Transaction): Repeat[] => {
  const { doc, beforeState } = transaction
  const client = doc.clientID
  const structs = doc.store.clients.get(client) ?? []
  const before = beforeState.get(client) ?? 0
  const repeats: Repeat[] = []
  if (Y.getState(doc.store, client) === before) return repeats
  for (let index = Y.findIndexSS(structs, before); index < structs.length; index++) {
    const item = structs[index]
    if (!(item instanceof Y.Item) || !(item.content instanceof Y.ContentString) || !item.rightOrigin) continue
    if (!(item.parent instanceof Y.Text)) continue
    const old = Y.getItem(doc.store, item.rightOrigin)
    if (!(old instanceof Y.Item) || !old.deleted || !isId(old.redone, item.id)) continue
    const { client: ofClient, clock } = item.rightOrigin
    repeats.push({ client, clock: item.id.clock, length: item.length, of: { client: ofClient, clock } })
  }
  return repeats
}

const standsAlready = (doc: Y.Doc, { redone }: Y.Item): boolean =>
  redone !== null && !Y.getItem(doc.store, redone).deleted

const isId = (a: Y.ID | null, b: Y.ID): boolean => a !== null && a.client === b.client && a.clock === b.clock

/** Letters that were taken out, from the first one's id on, in one piece. */
export type Gone = { client: number; clock: number; text: string }

/**
 * Puts letters back just before the place they were taken out of, so that whoever wrote them first keeps
 * them: one transaction, undone like any other. Letters that stand, or whose place is gone, are left out.
 * @returns how many letters stand again.
 */
export const putBack = (doc: Y.Doc, pieces: readonly Gone[], origin: unknown): number => {
  let put = 0
  doc.transact((transaction) => {
    for (const { client, clock, text } of pieces) {
      for (let done = 0; done < text.length;) {
        if (clock + done >= Y.getState(doc.store, client)) break
        const old = Y.getItemCleanStart(transaction, Y.createID(client, clock + done))
        const rest = text.length - done
        if (!(old instanceof Y.Item) || !(old.parent instanceof Y.Text)) break
        if (old.length > rest) Y.getItemCleanStart(transaction, Y.createID(client, clock + text.length))
        const piece = text.slice(done, done + old.length)
        done += old.length
        if (!old.deleted || standsAlready(doc, old)) continue
        const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID))
        const { left, parent } = old
        const again = new Y.Item(id, left, left && left.lastId, old, old.id, parent, null, new Y.ContentString(piece))
        old.redone = id
        again.integrate(transaction, 0)
        put += piece.length
      }
    }
  }, origin)
  return put
}
