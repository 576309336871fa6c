import type { HistoryMark, HistoryTimeline } from '../../../shared/authorship/history.ts'

/**
 * Something with a name on the line: where it is in the log and in time. `known`: that of the plan itself, which can
 * be compared with.
 */
export type Mark = { id: string; seq: number; atMs: number; name: string; known?: true }

/** Those of the plan that lie on this line. */
export const marksOf = ({ marks, first }: HistoryTimeline): Mark[] =>
  marks
    .filter((mark) => mark.at >= first.at)
    .map((mark) => ({
      id: mark.record ?? `${mark.kind}-${mark.seq}`,
      seq: mark.seq,
      atMs: mark.at,
      name: nameOfMark(mark),
      ...(mark.kind === 'created' ? {} : { known: true as const })
    }))

/** "Version 1", "Workshop 2"; what has no name of its own is named by what it is. */
export const nameOfMark = ({ kind, name }: HistoryMark): string => {
  switch (kind) {
    case 'created':
      return name || 'Plan started'
    case 'version':
      return name || 'A version'
    case 'workshop':
      return name || 'A workshop'
    case 'moment':
      return name || 'A named moment'
    default: {
      const missed: never = kind
      throw new Error(`no name for ${String(missed)}`)
    }
  }
}

/** The next mark on or back from a moment; undefined when there is none. */
export const nextMark = (marks: readonly Mark[], seq: number, by: 1 | -1): Mark | undefined => {
  const rising = [...marks].sort((a, b) => a.seq - b.seq)
  return by > 0 ? rising.find((mark) => mark.seq > seq) : rising.findLast((mark) => mark.seq < seq)
}
