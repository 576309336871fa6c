import type * as Y from 'yjs'
import { parseItemId } from '../../shared/ids.ts'
import type { AboutRoot, PlanRecord } from '../../shared/plan/records.ts'
import { readAction, readPriority } from '../../shared/plan/snapshot.ts'
import type { Group } from '../../shared/plan/vocabulary.ts'

/** What a record is about, as the plan has it now. `leads`: the groups that lead an action; `of`: a record. */
export type Subject = { removed: boolean; leads: readonly Group[]; of?: PlanRecord }

/** The priority or action of this id, or undefined when the plan has none. */
export const subjectIn = (
  doc: Y.Doc,
  root: Exclude<AboutRoot, 'records' | 'plan'>,
  id: string
): Subject | undefined => {
  const item = parseItemId(id)
  if (!item) return undefined
  if (root === 'priorities') {
    const priority = readPriority(doc, item)
    return priority && { removed: priority.removed === true, leads: [] }
  }
  const action = readAction(doc, item)
  return action && { removed: action.removed === true, leads: (action.leads ?? []).map(({ group }) => group) }
}
