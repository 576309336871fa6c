import { parseFieldPath } from '../../shared/plan/schema.ts'
import type { WireChange } from '../../shared/wire/messages.ts'

/** The last change of any field of each action, by the action's id. */
export const newestByAction = (changes: Iterable<WireChange>): Map<string, WireChange> => {
  const newest = new Map<string, WireChange>()
  for (const change of changes) {
    const at = parseFieldPath(change.path)
    if (at?.place.kind !== 'action') continue
    const known = newest.get(at.place.id)
    if (!known || known.at < change.at) newest.set(at.place.id, change)
  }
  return newest
}
