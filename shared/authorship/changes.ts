import * as Y from 'yjs'
import { kindAtRoot, type FieldPath } from '../plan/schema.ts'

/** The fields a transaction touched, by their paths; an added item counts as one path of its own. */
export const changedFields = (transaction: Y.Transaction): FieldPath[] => {
  const paths: FieldPath[] = []
  for (const [type, keys] of transaction.changed) {
    const item = type._item
    if (type instanceof Y.Text) {
      const path = item && pathWithin(item.parent, item.parentSub)
      if (path) paths.push(path)
      continue
    }
    for (const key of keys) {
      const path = pathWithin(type, key)
      if (path) paths.push(path)
    }
  }
  return paths
}

const pathWithin = (parent: unknown, key: string | null): FieldPath | undefined => {
  if (!(parent instanceof Y.AbstractType) || key === null) return undefined
  if (parent._item === null) {
    const root = Y.findRootTypeKey(parent)
    return kindAtRoot(root) ? `${root}/${key}` : undefined
  }
  const root = parent._item.parent instanceof Y.AbstractType ? Y.findRootTypeKey(parent._item.parent) : ''
  const kind = kindAtRoot(root)
  const id = parent._item.parentSub
  return kind && id !== null ? `${root}/${id}/${key}` : undefined
}
