import * as Y from 'yjs'

/** Origin of what is written in an editor; the class tells own changes from those of everybody else. */
export class EditorOrigin {
  readonly from = 'editor'
}

const managers = new WeakMap<Y.Text, Y.UndoManager>()

/**
 * One undo stack per text, kept while the document lives, so that leaving a field and coming back
 * forgets nothing. Only what was written in an editor of this window is on it.
 */
export const undoOf = (text: Y.Text): Y.UndoManager => {
  let manager = managers.get(text)
  if (!manager) {
    manager = new Y.UndoManager(text, { trackedOrigins: new Set([EditorOrigin]) })
    managers.set(text, manager)
  }
  return manager
}
