import { type Node } from 'prosemirror-model'
import { Plugin, PluginKey } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { listLevelMax } from '../../shared/plan/schema.ts'
import { kindOf } from './schema.ts'

/** The number of every numbered line, by the position before it: lists end at plain lines, inner lists at lines further out. */
export const lineNumbers = (doc: Node): Map<number, number> => {
  const numbers = new Map<number, number>()
  const counts = new Array<number>(listLevelMax + 1).fill(0)
  doc.forEach((line, position) => {
    const { list, level } = kindOf(line)
    if (!list) counts.fill(0)
    else counts.fill(0, level + 1)
    if (list === 'bullet') counts[level] = 0
    if (list !== 'ordered') return
    const number = (counts[level] ?? 0) + 1
    counts[level] = number
    numbers.set(position, number)
  })
  return numbers
}

const key = new PluginKey<DecorationSet>('line-numbers')

const numbered = (doc: Node): DecorationSet =>
  DecorationSet.create(
    doc,
    [...lineNumbers(doc)].map(([position, number]) => {
      const line = doc.nodeAt(position)
      return Decoration.node(position, position + (line?.nodeSize ?? 0), { style: `counter-set: list-item ${number}` })
    })
  )

/**
 * Tells each numbered line its number. Style sheets alone can count through levels, but then the number
 * is drawn content of the marker and Chromium's accessibility tree has a marker without a name.
 */
export const numbers = (): Plugin =>
  new Plugin({
    key,
    state: {
      init: (_config, state) => numbered(state.doc),
      apply: (tr, set) => (tr.docChanged ? numbered(tr.doc) : set)
    },
    props: { decorations: (state) => key.getState(state) }
  })
