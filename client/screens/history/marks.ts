import type { HistoryMark } from '../../../shared/authorship/history.ts'

/** Something with a name on the line: where it is in the log and in time. */
export type Mark = { id: string; seq: number; atMs: number; name: string }

/** "Version 1", "Workshop 2"; what has no name of its own is named by what it is. */
export const nameOfMark = ({ kind, name }: HistoryMark): string => {
  switch (kind) {
    case 'created':
      return name || 'Plan started'
    case 'version':
      return name || 'A version'
    case 'workshop':
      return name || 'A workshop'
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
