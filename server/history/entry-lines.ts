import * as Y from 'yjs'
import type { ChangeKind } from '../../shared/authorship/history.ts'
import { canonical } from '../../shared/plan/hash.ts'
import { ROOTS, kindAtRoot, type FieldPath } from '../../shared/plan/schema.ts'

/** What one entry did to one field. Letters that came and went within it count for nothing. */
export type EntryLine = { kind: ChangeKind; field: FieldPath; lettersIn: number; lettersOut: number }

/** Where a type of the document stands: `plan`, `priorities/<id>`, or a text within: `priorities/<id>/why`. */
export const pathOf = (type: unknown): string | undefined => {
  if (!(type instanceof Y.AbstractType)) return undefined
  const item = type._item
  if (item === null) return Y.findRootTypeKey(type)
  const above = pathOf(item.parent)
  return above === undefined || item.parentSub === null ? undefined : `${above}/${item.parentSub}`
}

const known = (type: object, paths: WeakMap<object, string>): string | undefined => {
  const found = paths.get(type)
  if (found !== undefined) return found
  const path = pathOf(type)
  if (path !== undefined) paths.set(type, path)
  return path
}

type Written = { text: Y.Text; lettersIn: number; lettersOut: number; marks: boolean }

/**
 * Reads what an entry did, from inside the transaction that applied it alone. A new item is one line, with
 * its first texts and values; a value that was overtaken never stood; marks that show nothing are no change.
 * @param paths remembers where types stand
 */
export const entryLines = (transaction: Y.Transaction, paths: WeakMap<object, string>): EntryLine[] => {
  const isNew = (item: Y.Item): boolean => item.id.clock >= (transaction.beforeState.get(item.id.client) ?? 0)
  const added = new Map<string, number>()
  const texts = new Map<string, Written>()
  const keys = new Map<Y.AbstractType<unknown>, Set<string>>()

  const writtenIn = (text: Y.Text): Written | undefined => {
    const path = known(text, paths)
    if (path === undefined) return undefined
    const written = texts.get(path) ?? { text, lettersIn: 0, lettersOut: 0, marks: false }
    texts.set(path, written)
    return written
  }

  /** The item of the plan that came with this entry and holds what is asked about. */
  const bornWith = (parent: Y.AbstractType<unknown>): string | undefined => {
    for (let type = parent; type._item !== null;) {
      const { _item: item } = type
      const above = item.parent
      if (!(above instanceof Y.AbstractType)) return undefined
      if (isNew(item) && above._item === null) return addedPath(above, item.parentSub)
      // A text that a newer schema brought to an item that was there.
      if (isNew(item) && !(above._item && isNew(above._item))) return known(type, paths)
      type = above
    }
    return undefined
  }

  const touch = (type: Y.AbstractType<unknown>, key: string): void => {
    const set = keys.get(type) ?? new Set()
    keys.set(type, set)
    set.add(key)
  }

  eachNew(transaction, (item) => {
    const { parent, parentSub: key, content } = item
    if (!(parent instanceof Y.AbstractType)) return
    const within = bornWith(parent)
    const letters = content instanceof Y.ContentString && !item.deleted ? item.length : 0
    if (within !== undefined) added.set(within, (added.get(within) ?? 0) + letters)
    else if (parent instanceof Y.Text) {
      if (item.deleted) return
      const written = writtenIn(parent)
      if (!written) return
      if (content instanceof Y.ContentFormat) written.marks = true
      else written.lettersIn += letters
    } else if (key === null) return
    else if (content instanceof Y.ContentType) {
      const path = parent._item === null ? addedPath(parent, key) : known(content.type, paths)
      if (path !== undefined && !item.deleted) added.set(path, added.get(path) ?? 0)
    } else touch(parent, key)
  })

  eachGone(transaction, (item, length) => {
    if (isNew(item)) return
    const { parent, parentSub: key, content } = item
    if (parent instanceof Y.Text) {
      const written = writtenIn(parent)
      if (!written) return
      if (content instanceof Y.ContentFormat) written.marks = true
      else if (content instanceof Y.ContentString) written.lettersOut += length
    } else if (parent instanceof Y.AbstractType && key !== null) touch(parent, key)
  })

  const lines: EntryLine[] = [...added].map(([field, lettersIn]) => ({ kind: 'add', field, lettersIn, lettersOut: 0 }))
  for (const [type, changed] of keys) {
    const path = known(type, paths)
    // The plan's own first values belong to its being there.
    if (path === undefined || (path === ROOTS.plan && added.has(path))) continue
    for (const line of valueLines(transaction, type, path, changed))
      if (!lines.some(({ kind, field }) => kind === line.kind && field === line.field)) lines.push(line)
  }
  for (const [field, { text, lettersIn, lettersOut, marks }] of texts) {
    if (lettersIn > 0 || lettersOut > 0) lines.push({ kind: 'words', field, lettersIn, lettersOut })
    else if (marks && showsOtherwise(text, transaction))
      lines.push({ kind: 'format', field, lettersIn: 0, lettersOut: 0 })
  }
  return lines
}

const addedPath = (root: Y.AbstractType<unknown>, key: string | null): string | undefined => {
  const name = Y.findRootTypeKey(root)
  if (key === null || kindAtRoot(name) === undefined) return undefined
  return name === ROOTS.plan ? ROOTS.plan : `${name}/${key}`
}

const eachNew = (transaction: Y.Transaction, visit: (item: Y.Item) => void): void => {
  for (const [client, end] of transaction.afterState) {
    const start = transaction.beforeState.get(client) ?? 0
    if (end <= start) continue
    const structs = transaction.doc.store.clients.get(client) ?? []
    for (let index = Y.findIndexSS(structs, start); index < structs.length; index++) {
      const item = structs[index]
      if (item instanceof Y.Item) visit(item)
    }
  }
}

const eachGone = (transaction: Y.Transaction, visit: (item: Y.Item, length: number) => void): void => {
  for (const [client, ranges] of transaction.deleteSet.clients) {
    const structs = transaction.doc.store.clients.get(client) ?? []
    for (const { clock, len } of ranges) {
      for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
        const item = structs[index]
        if (!item || item.id.clock >= clock + len) break
        const from = Math.max(clock, item.id.clock)
        const to = Math.min(clock + len, item.id.clock + item.length)
        if (item instanceof Y.Item) visit(item, to - from)
      }
    }
  }
}

/** The value that the last unit of an item holds. */
const lastOf = ({ content }: Y.Item): unknown => {
  const all: unknown[] = content.getContent()
  return all.at(-1)
}

const wentWith = (transaction: Y.Transaction, { id, length }: Y.Item): boolean =>
  Y.isDeleted(transaction.deleteSet, Y.createID(id.client, id.clock + length - 1))

const valueLines = (
  transaction: Y.Transaction,
  map: Y.AbstractType<unknown>,
  path: string,
  keys: ReadonlySet<string>
): EntryLine[] =>
  [...keys].flatMap((key): EntryLine[] => {
    const item = map._map.get(key)
    const now = item && !item.deleted ? lastOf(item) : undefined
    let old: Y.Item | null = item ?? null
    while (old && old.id.clock >= (transaction.beforeState.get(old.id.client) ?? 0)) old = old.left
    const was = old && (!old.deleted || wentWith(transaction, old)) ? lastOf(old) : undefined
    const isItem = path !== ROOTS.plan
    if (isItem && key === 'removed') {
      if ((now === true) === (was === true)) return []
      return [{ kind: now === true ? 'remove' : 'restore', field: path, lettersIn: 0, lettersOut: 0 }]
    }
    if (canonical(now) === canonical(was)) return []
    if (isItem && (key === 'order' || key === 'priority'))
      return [{ kind: 'move', field: path, lettersIn: 0, lettersOut: 0 }]
    return [{ kind: 'value', field: `${path}/${key}`, lettersIn: 0, lettersOut: 0 }]
  })

/** Whether any letter has other marks than before; only for transactions in which no letter came or went. */
const showsOtherwise = (text: Y.Text, transaction: Y.Transaction): boolean => {
  const before = new Map<string, unknown>()
  const after = new Map<string, unknown>()
  const set = (marks: Map<string, unknown>, { key, value }: { key: string; value: unknown }): void => {
    if (value === null) marks.delete(key)
    else marks.set(key, value)
  }
  for (let item = text._start; item !== null; item = item.right) {
    if (item.content instanceof Y.ContentFormat) {
      const isNew = item.id.clock >= (transaction.beforeState.get(item.id.client) ?? 0)
      if (!isNew && (!item.deleted || wentWith(transaction, item))) set(before, item.content)
      if (!item.deleted) set(after, item.content)
    } else if (!item.deleted && item.content instanceof Y.ContentString) {
      if (canonical(Object.fromEntries(before)) !== canonical(Object.fromEntries(after))) return true
    }
  }
  return false
}
