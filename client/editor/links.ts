import { TextSelection, type Command, type EditorState } from 'prosemirror-state'
import { isSafeLink } from '../../shared/plan/schema.ts'
import { schemaOf, type TextKind } from './schema.ts'

/** What a link would be put on: where it points now, the words it stands on, and whether they are chosen already. */
export type LinkHere = { readonly href: string | null; readonly words: string }

type Range = { from: number; to: number }

/** The whole link a place lies in, over every letter beside it that points to the same address. */
const linkAround = (state: EditorState, position: number): (Range & { href: string }) | undefined => {
  const at = state.doc.resolve(position)
  if (at.depth !== 1) return undefined
  const start = at.start()
  const parts: (Range & { href: string | undefined })[] = []
  at.parent.forEach((node, offset) => {
    const found: unknown = node.marks.find((mark) => mark.type.name === 'link')?.attrs['href']
    const href = typeof found === 'string' ? found : undefined
    const last = parts.at(-1)
    if (last && last.href === href) last.to = start + offset + node.nodeSize
    else parts.push({ from: start + offset, to: start + offset + node.nodeSize, href })
  })
  for (const { from, to, href } of parts) {
    if (href !== undefined && from <= position && position <= to) return { from, to, href }
  }
  return undefined
}

const targetOf = (state: EditorState): (Range & { href: string | null }) | undefined => {
  const { from, to, empty } = state.selection
  const around = linkAround(state, empty ? from : from + 1)
  if (around && around.from <= from && to <= around.to) return around
  if (empty) return undefined
  let href: string | null = null
  state.doc.nodesBetween(from, to, (node) => {
    const found: unknown = node.marks.find((mark) => mark.type.name === 'link')?.attrs['href']
    if (href === null && typeof found === 'string') href = found
  })
  return { from, to, href }
}

/** The link at the caret or in the selection; without words when nothing is chosen and the caret is in no link. */
export const linkHere = (state: EditorState): LinkHere => {
  const target = targetOf(state)
  return target
    ? { href: target.href, words: state.doc.textBetween(target.from, target.to, ' ') }
    : { href: null, words: '' }
}

/**
 * Links the chosen words, or the link the caret is in; where nothing is chosen, writes `words` (or the
 * address) as a link. Null takes the link off. Refuses (false) an address that is not http, https or mailto.
 */
export const setLink =
  (kind: TextKind, href: string | null, words = ''): Command =>
  (state, dispatch) => {
    if (href !== null && !isSafeLink(href)) return false
    const { link } = schemaOf(kind).marks
    const target = targetOf(state)
    const tr = state.tr
    if (target) {
      tr.removeMark(target.from, target.to, link)
      if (href !== null) tr.addMark(target.from, target.to, link.create({ href }))
    } else {
      const letters = (words.trim() || (href ?? '')).replace(/\s+/g, ' ')
      if (href === null || letters === '') return false
      const { from } = state.selection
      const marks = link.create({ href }).addToSet(state.storedMarks ?? state.selection.$from.marks())
      tr.insert(from, state.schema.text(letters, marks))
      tr.setSelection(TextSelection.create(tr.doc, from + letters.length))
      tr.removeStoredMark(link)
    }
    dispatch?.(tr.scrollIntoView())
    return true
  }
