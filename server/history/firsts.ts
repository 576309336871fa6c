import type { FirstWords } from '../../shared/contribution/balance.ts'
import { placeOfField, type Past } from './past.ts'

/** When each group first wrote letters in each priority, gone since or not; an action counts where it stood then. */
export const firstWords = (past: Past): FirstWords[] => {
  const { fold } = past
  const found = new Map<string, FirstWords>()
  for (let index = 0; index < fold.changes; index++) {
    const { field, first, last, author, lettersIn } = fold.change(index)
    const place = lettersIn > 0 ? placeOfField(field) : undefined
    if (!place) continue
    const priority = past.priorityOf(place, last) ?? null
    const at = fold.atOf(first)
    const key = `${author.group} ${priority ?? ''}`
    const known = found.get(key)
    if (!known || at < known.at) found.set(key, { priority, group: author.group, at })
  }
  return [...found.values()]
}
