import { type EditorState, type Transaction } from 'prosemirror-state'
import { kindOf, type ListKind } from './schema.ts'

const signs: readonly [RegExp, ListKind][] = [
  [/^[-*•] $/, 'bullet'],
  [/^1[.)] $/, 'ordered']
]

/**
 * A line that says only "- " or "1. ", with the caret behind it, as a list: the change that takes the
 * sign out and makes the line an item, or undefined. It is a change of its own, so that one undo gives
 * the sign back to whoever meant it.
 */
export const listFromSign = (state: EditorState): Transaction | undefined => {
  const { $from, empty } = state.selection
  if (!empty || $from.depth !== 1) return undefined
  const before = $from.parent.textBetween(0, $from.parentOffset)
  const list = signs.find(([sign]) => sign.test(before))?.[1]
  const kind = kindOf($from.parent)
  if (!list || kind.list === list) return undefined
  const tr = state.tr.delete($from.start(), $from.pos)
  return tr.setNodeAttribute($from.before(), 'list', list)
}
