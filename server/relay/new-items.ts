import * as Y from 'yjs'
import type { NewItems } from '../../shared/plan/references.ts'
import { kindAtRoot } from '../../shared/plan/schema.ts'

const word = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** Priorities and actions that this transaction brought, as they stand after it; undefined when it brought none. */
export const newItems = (transaction: Y.Transaction): NewItems | undefined => {
  const found = { priorities: [] as NewItems['priorities'][number][], actions: [] as NewItems['actions'][number][] }
  for (const [type, keys] of transaction.changed) {
    // Most of what is written is letters in a text, and values of an item that is there.
    if (type._item !== null || !(type instanceof Y.Map)) continue
    const kind = kindAtRoot(Y.findRootTypeKey(type))
    if (kind !== 'priority' && kind !== 'action') continue
    for (const id of keys) {
      const map: unknown = id === null ? undefined : type.get(id)
      if (id === null || !(map instanceof Y.Map)) continue
      const order = word(map.get('order')) ?? ''
      if (kind === 'priority') found.priorities.push({ id, order })
      else found.actions.push({ id, order, priority: word(map.get('priority')) })
    }
  }
  return found.priorities.length + found.actions.length > 0 ? found : undefined
}
