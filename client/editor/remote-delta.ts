import * as Y from 'yjs'
import { walkItems } from './flat.ts'
import { type TextDelta, type TextOp } from './local-delta.ts'
import { type Attributes } from './schema.ts'

/**
 * How the text an editor shows differs from the shared text, from left to right; attributes are
 * complete, a retained part without them has the ones it had.
 */
export type ShownOp =
  { retain: number; attributes?: Attributes } | { insert: string; attributes: Attributes } | { delete: number }
export type ShownDelta = ShownOp[]

class ShownWriter {
  readonly ops: ShownDelta = []

  retain(length: number, attributes?: Attributes): void {
    const last = this.ops.at(-1)
    if (last && 'retain' in last && last.attributes === attributes) last.retain += length
    else this.ops.push(attributes ? { retain: length, attributes } : { retain: length })
  }

  insert(text: string, attributes: Attributes): void {
    const last = this.ops.at(-1)
    if (last && 'insert' in last && last.attributes === attributes) last.insert += text
    else this.ops.push({ insert: text, attributes })
  }

  delete(length: number): void {
    const last = this.ops.at(-1)
    if (last && 'delete' in last) last.delete += length
    else this.ops.push({ delete: length })
  }
}

const differ = (a: Attributes, b: Attributes): boolean =>
  a !== b && [...new Set([...Object.keys(a), ...Object.keys(b)])].some((key) => (a[key] ?? null) !== (b[key] ?? null))

const addedBy = (transaction: Y.Transaction, item: Y.Item): boolean =>
  item.id.clock >= (transaction.beforeState.get(item.id.client) ?? 0)

const removedBy = (transaction: Y.Transaction, item: Y.Item): boolean =>
  item.deleted && Y.isDeleted(transaction.deleteSet, item.id)

/**
 * What one transaction did to a text. Reads only: `event.delta` deletes redundant marks while it reads,
 * and every listener would send those deletions as edits of its own.
 */
export const deltaOfEvent = (text: Y.Text, transaction: Y.Transaction): ShownDelta => {
  const added = (item: Y.Item): boolean => addedBy(transaction, item)
  const removed = (item: Y.Item): boolean => removedBy(transaction, item)
  const writer = new ShownWriter()
  walkItems(
    text,
    (item) => !added(item) && (!item.deleted || removed(item)),
    ({ item, text: letters, attributes, before }) => {
      if (letters === undefined) return
      if (added(item)) {
        if (!item.deleted) writer.insert(letters, attributes)
      } else if (removed(item)) writer.delete(letters.length)
      else if (!item.deleted) writer.retain(letters.length, differ(attributes, before) ? attributes : undefined)
    }
  )
  return writer.ops
}

const idOf = (item: Y.Item, offset: number): string => `${item.id.client}@${item.id.clock + offset}`

/**
 * The letters an editor shows while other people's changes wait, by id in the order shown. Ids alone
 * are sure here: what others took out may have left the document, and a letter typed between letters
 * that are gone has another place there than on screen.
 */
export class HeldView {
  #ids: string[] = []

  /** @param transaction the first one that is not shown: everything before it is. */
  constructor(text: Y.Text, transaction: Y.Transaction) {
    walkItems(
      text,
      () => false,
      ({ item, text: letters }) => {
        if (letters === undefined || addedBy(transaction, item)) return
        if (item.deleted && !removedBy(transaction, item)) return
        for (let i = 0; i < item.length; i++) this.#ids.push(idOf(item, i))
      }
    )
  }

  /** How far the shared text is ahead. Every kept letter says its attributes: the past ones are not known. */
  delta(text: Y.Text): ShownDelta {
    const writer = new ShownWriter()
    const shown = new Set(this.#ids)
    let next = 0
    walkItems(
      text,
      () => false,
      ({ item, text: letters, attributes }) => {
        if (letters === undefined || item.deleted) return
        for (let i = 0; i < item.length; i++) {
          const id = idOf(item, i)
          if (!shown.has(id)) {
            writer.insert(letters.charAt(i), attributes)
            continue
          }
          const at = this.#ids.indexOf(id, next)
          if (at > next) writer.delete(at - next)
          writer.retain(1, attributes)
          next = at + 1
        }
      }
    )
    if (next < this.#ids.length) writer.delete(this.#ids.length - next)
    return writer.ops
  }

  /** Writes what was typed on the shown text into the shared text. Must run inside a transaction. */
  write(text: Y.Text, local: TextDelta, ahead: ShownDelta): void {
    const { doc } = text
    if (!doc) return
    const first = Y.getState(doc.store, doc.clientID)
    text.applyDelta(shiftBehind(local, ahead))
    const written: string[] = []
    for (const struct of doc.store.clients.get(doc.clientID) ?? []) {
      if (struct.id.clock < first || !(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString))
        continue
      for (let i = 0; i < struct.length; i++) written.push(idOf(struct, i))
    }
    let index = 0
    for (const op of local) {
      if ('retain' in op) index += op.retain
      else if ('delete' in op) this.#ids.splice(index, op.delete)
      else {
        this.#ids.splice(index, 0, ...written.splice(0, op.insert.length))
        index += op.insert.length
      }
    }
  }
}

/**
 * A change made on the shown text, as a change of the shared text that is `ahead` of it. New letters
 * stay behind the letter on their left; what others took out already is not taken out again.
 */
const shiftBehind = (local: TextDelta, ahead: ShownDelta): TextDelta => {
  const out: TextOp[] = []
  const rest = ahead.map((op) => ({ ...op }))
  const walk = (length: number, visit: (length: number) => void): void => {
    let left = length
    while (left > 0) {
      const next = rest[0]
      if (!next) return visit(left)
      if ('insert' in next) {
        out.push({ retain: next.insert.length })
        rest.shift()
        continue
      }
      const have = 'retain' in next ? next.retain : next.delete
      const taken = Math.min(left, have)
      if ('retain' in next) {
        visit(taken)
        next.retain -= taken
      } else next.delete -= taken
      if (taken === have) rest.shift()
      left -= taken
    }
  }
  for (const op of local) {
    if ('insert' in op) out.push(op)
    else if ('delete' in op) walk(op.delete, (length) => out.push({ delete: length }))
    else walk(op.retain, (length) => out.push({ ...op, retain: length }))
  }
  return out
}

/** Where an index of the shown text lies in the shared text, and the other way round. */
export const shownToShared = (index: number, ahead: ShownDelta): number => {
  let shown = 0
  let shared = 0
  for (const op of ahead) {
    if ('insert' in op) shared += op.insert.length
    else if ('delete' in op) {
      if (shown + op.delete >= index) return shared
      shown += op.delete
    } else {
      if (shown + op.retain >= index) return shared + index - shown
      shown += op.retain
      shared += op.retain
    }
  }
  return shared + Math.max(0, index - shown)
}

export const sharedToShown = (index: number, ahead: ShownDelta): number => {
  let shown = 0
  let shared = 0
  for (const op of ahead) {
    if ('delete' in op) shown += op.delete
    else if ('insert' in op) {
      if (shared + op.insert.length >= index) return shown
      shared += op.insert.length
    } else {
      if (shared + op.retain >= index) return shown + index - shared
      shown += op.retain
      shared += op.retain
    }
  }
  return shown + Math.max(0, index - shared)
}
