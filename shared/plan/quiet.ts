import type * as Y from 'yjs'

/**
 * Keeps a document from editing itself: after another person's formatting Yjs would delete redundant
 * marks in a transaction of its own, and every listener would send it as if it were theirs.
 * Source: yjs 13.6 `cleanupYTextAfterTransaction`; PROTOCOL.md P18.
 */
export const keepQuiet = (doc: Y.Doc): void => {
  doc.on('afterTransaction', (transaction: Y.Transaction) => {
    transaction._needFormattingCleanup = false
  })
}
