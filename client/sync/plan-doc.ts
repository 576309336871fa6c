import * as Y from 'yjs'
import { keepQuiet } from '../../shared/plan/quiet.ts'
import { ROOTS } from '../../shared/plan/schema.ts'

/** An empty document of a plan, which never tidies itself. */
export const newDoc = (): Y.Doc => {
  const doc = new Y.Doc()
  for (const root of Object.values(ROOTS)) doc.getMap(root)
  keepQuiet(doc)
  return doc
}

/**
 * Applies an update only if everything it hangs on is here: Yjs keeps one that hangs in the air out of
 * sight, and would send it with everything else for ever.
 * @returns whether it was applied
 */
export const applyIfWhole = (doc: Y.Doc, update: Uint8Array, origin?: unknown): boolean => {
  const { pendingStructs, pendingDs } = doc.store
  Y.applyUpdate(doc, update, origin)
  if (doc.store.pendingStructs === null && doc.store.pendingDs === null) return true
  doc.store.pendingStructs = pendingStructs
  doc.store.pendingDs = pendingDs
  return false
}
