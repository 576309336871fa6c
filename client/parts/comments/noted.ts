import type { Note } from '../../state/comment-threads.ts'
import type { Part } from '../who-wrote/phrases.ts'

/** A part of a line and the comments on it: `ends` are the numbers of those whose last letter is in it. */
export type NotedPart = Part & { noted?: true; now?: true; ends?: string }

/** Parts cut where words that are commented on begin and end. `now`: the words that were asked for. */
export const notedParts = (parts: readonly Part[], notes: readonly Note[]): NotedPart[] => {
  if (notes.length === 0) return [...parts]
  return parts.flatMap((part) => {
    const end = part.index + part.text.length
    const cuts = notes.flatMap(({ from, to }) => [from, to]).filter((at) => at > part.index && at < end)
    const edges = [...new Set([part.index, ...cuts, end])].sort((a, b) => a - b)
    return edges.slice(0, -1).map((from, n): NotedPart => {
      const to = edges[n + 1] ?? end
      const here = notes.filter((note) => note.from <= from && note.to >= to)
      const piece = { ...part, index: from, text: part.text.slice(from - part.index, to - part.index) }
      if (here.length === 0) return piece
      const ends = here.filter((note) => note.to === to && note.number > 0).map(({ number }) => String(number))
      return {
        ...piece,
        noted: true,
        ...(here.some(({ number }) => number === 0) ? { now: true as const } : {}),
        ...(ends.length > 0 ? { ends: ends.join(', ') } : {})
      }
    })
  })
}
