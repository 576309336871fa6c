import { type Node } from 'prosemirror-model'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { lineStarts, positionAt } from './flat.ts'

/** Words that are commented on, as indexes of the flat text; `number` 0 are those that were asked for. */
export type NotedWords = { from: number; to: number; number: number }

/** The marks of commented words; the numbers of those that end somewhere stand behind the words there. */
export const notesIn = (doc: Node, list: readonly NotedWords[]): DecorationSet => {
  if (list.length === 0) return DecorationSet.empty
  const starts = lineStarts(doc)
  const edges = [...new Set(list.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b)
  const pieces = edges.slice(0, -1).flatMap((from, n) => {
    const to = edges[n + 1] ?? from
    const here = list.filter((note) => note.from <= from && note.to >= to)
    if (here.length === 0) return []
    const ends = here.filter((note) => note.to === to && note.number > 0).map(({ number }) => number)
    const piece = Decoration.inline(positionAt(doc, from, starts), positionAt(doc, to - 1, starts) + 1, {
      class: here.some(({ number }) => number === 0) ? 'noted noted--now' : 'noted',
      ...(ends.length > 0 ? { 'data-note': ends.join(', ') } : {})
    })
    return [piece]
  })
  return DecorationSet.create(doc, pieces)
}
