import * as Y from 'yjs'

/** Id of the letter at an index of the flat text; undefined behind the last one. */
export const letterAt = (text: Y.Text, index: number): { client: number; clock: number } | undefined => {
  let start = 0
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    if (index < start + item.length) return { client: item.id.client, clock: item.id.clock + index - start }
    start += item.length
  }
  return undefined
}

/** Index in the flat text of a letter, wherever it has moved to; undefined once it is gone. */
export const indexOfLetter = (text: Y.Text, letter: { client: number; clock: number }): number | undefined => {
  let start = 0
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    const left = letter.clock - item.id.clock
    if (item.id.client === letter.client && left >= 0 && left < item.length) return start + left
    start += item.length
  }
  return undefined
}

/**
 * Index in the flat text of a caret that came over the wire (a relative position as JSON); undefined
 * when it is in another text, or is no position at all.
 */
export const indexOfCaret = (text: Y.Text, caret: unknown): number | undefined => {
  if (typeof caret !== 'object' || caret === null || !text.doc) return undefined
  try {
    const place = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(caret), text.doc)
    return place?.type === text ? place.index : undefined
  } catch (fault) {
    // Another client's bytes: whatever they hold, it is not a place in this text.
    if (fault instanceof Error) return undefined
    throw fault
  }
}
