import * as Y from 'yjs'
import type { ClientId } from '../../shared/ids.ts'
import { ROOTS } from '../../shared/plan/schema.ts'

/** Every letter that updates would have added, in the order in which they were typed. */
export const wordsIn = (updates: readonly Uint8Array[]): string =>
  updates
    .flatMap((update) => Y.decodeUpdate(update).structs)
    .map((struct) => (struct instanceof Y.Item && struct.content instanceof Y.ContentString ? struct.content.str : ''))
    .join('')

/**
 * The letters of these updates that still stand, in reading order, for a person to copy: words in one
 * place together, places apart on lines of their own.
 */
export const standingWords = (doc: Y.Doc, updates: readonly Uint8Array[]): string => {
  const isOwn = ownLetters(updates)
  const pieces: string[] = []
  for (const text of texts(doc)) {
    let piece = ''
    for (let item = text._start; item !== null; item = item.right) {
      if (item.deleted || !(item.content instanceof Y.ContentString)) continue
      for (const [offset, letter] of item.content.str.split('').entries()) {
        if (isOwn(item.id.client, item.id.clock + offset)) piece += letter
        else if (piece !== '') {
          pieces.push(piece)
          piece = ''
        }
      }
    }
    if (piece !== '') pieces.push(piece)
  }
  return pieces.join('\n')
}

/** Whether a letter came with one of these updates. */
export const ownLetters = (updates: readonly Uint8Array[]): ((client: ClientId, clock: number) => boolean) => {
  const runs = new Map<ClientId, [from: number, to: number][]>()
  for (const struct of updates.flatMap((update) => Y.decodeUpdate(update).structs)) {
    const { client, clock } = struct.id
    runs.set(client, [...(runs.get(client) ?? []), [clock, clock + struct.length]])
  }
  return (client, clock) => (runs.get(client) ?? []).some(([from, to]) => clock >= from && clock < to)
}

function* texts(doc: Y.Doc): Generator<Y.Text> {
  for (const root of Object.values(ROOTS)) {
    for (const value of doc.getMap(root).values()) {
      if (value instanceof Y.Text) yield value
      if (!(value instanceof Y.Map)) continue
      for (const field of value.values()) if (field instanceof Y.Text) yield field
    }
  }
}
