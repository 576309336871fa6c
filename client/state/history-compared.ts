import type { ComparedRun } from '../../shared/authorship/history.ts'
import type { Line } from '../../shared/plan/text.ts'

/** Which of two moments is read: what stood at either, before, or after. */
export type Side = 'both' | 'before' | 'after'

export type ComparedPiece = ComparedRun & { index: number }
/** A line of a compared text. `end`: its line end came or went between words that stayed. */
export type ComparedLine = Omit<Line, 'runs'> & { pieces: ComparedPiece[]; end?: 'added' | 'taken'; isHere: boolean }

const isOn = (side: Side, { is }: ComparedRun): boolean =>
  is === 'kept' || side === 'both' || is === (side === 'before' ? 'taken' : 'added')

/**
 * The lines of a compared text. A line end that was taken out still ends its line here, with a sign where two lines
 * that stayed became one: what was said apart is read apart. `seq`: the moment looked at; its lines are here.
 */
export const comparedLines = (runs: readonly ComparedRun[], side: Side, seq: number): ComparedLine[] => {
  const lines: ComparedLine[] = []
  let pieces: ComparedPiece[] = []
  let isHere = false
  let index = 0
  const close = (run: ComparedRun | undefined): void => {
    const { list, level, is } = run ?? {}
    lines.push({
      ...(list ? { list, ...(level === undefined ? {} : { level }) } : {}),
      pieces,
      ...(is === 'added' || is === 'taken' ? { end: is } : {}),
      isHere
    })
    pieces = []
    isHere = false
  }
  for (const run of runs) {
    if (!isOn(side, run)) continue
    run.text.split('\n').forEach((text, part, parts) => {
      if (run.is !== 'kept' && run.seq === seq && (text !== '' || part < parts.length - 1)) isHere = true
      if (text !== '') pieces.push({ ...run, text, index })
      index += text.length + 1
      if (part < parts.length - 1) close(run)
    })
  }
  if (pieces.length > 0 || lines.length === 0) close(undefined)
  const stays = (line: ComparedLine | undefined): boolean => line?.pieces.some(({ is }) => is === 'kept') === true
  return lines.map(({ end, ...line }, at) => {
    const isSign = end !== undefined && stays(line) && stays(lines[at + 1])
    return isSign ? { ...line, end } : line
  })
}

/** Lines in groups that are drawn as one block: a list, or one plain line. */
export type ComparedBlock = { list: 'bullet' | 'ordered' | undefined; lines: ComparedLine[] }

export const comparedBlocks = (lines: readonly ComparedLine[]): ComparedBlock[] => {
  const blocks: ComparedBlock[] = []
  for (const line of lines) {
    const last = blocks.at(-1)
    if (line.list && last?.list === line.list) last.lines.push(line)
    else blocks.push({ list: line.list, lines: [line] })
  }
  return blocks
}
