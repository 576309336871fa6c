import { textOf, type Block, type Cell, type Change, type Piece, type Table } from './blocks.ts'

/** Cells of the table two lists are held against each other in; beyond it they count as wholly different. */
const comparedMax = 4_000_000

type Step<T> = { both: [T, T] } | { gone: T } | { fresh: T }

/** The longest common run of two lists, and what is only in one of them, in reading order. Source: Wagner and Fischer. */
export const steps = <T>(from: readonly T[], to: readonly T[], same: (a: T, b: T) => boolean): Step<T>[] => {
  let start = 0
  const isSame = (a: number, b: number): boolean => {
    const [left, right] = [from[a], to[b]]
    return left !== undefined && right !== undefined && same(left, right)
  }
  while (start < from.length && start < to.length && isSame(start, start)) start++
  let end = 0
  while (end < from.length - start && end < to.length - start && isSame(from.length - 1 - end, to.length - 1 - end))
    end++
  const [rows, columns] = [from.length - start - end, to.length - start - end]
  const pair = (a: number, b: number): Step<T>[] => {
    const [left, right] = [from[a], to[b]]
    return left !== undefined && right !== undefined ? [{ both: [left, right] }] : []
  }
  const head = Array.from({ length: start }, (_, index) => pair(index, index)).flat()
  const tail = Array.from({ length: end }, (_, index) =>
    pair(from.length - end + index, to.length - end + index)
  ).flat()
  const middle: Step<T>[] = []
  const gone = (index: number): void => void from.slice(index, index + 1).forEach((each) => middle.push({ gone: each }))
  const fresh = (index: number): void => void to.slice(index, index + 1).forEach((each) => middle.push({ fresh: each }))
  if (rows * columns > comparedMax) {
    for (let row = 0; row < rows; row++) gone(start + row)
    for (let column = 0; column < columns; column++) fresh(start + column)
    return [...head, ...middle, ...tail]
  }
  const width = columns + 1
  const lengths = new Uint32Array((rows + 1) * width)
  for (let row = rows - 1; row >= 0; row--)
    for (let column = columns - 1; column >= 0; column--)
      lengths[row * width + column] = isSame(start + row, start + column)
        ? (lengths[(row + 1) * width + column + 1] ?? 0) + 1
        : Math.max(lengths[(row + 1) * width + column] ?? 0, lengths[row * width + column + 1] ?? 0)
  for (let row = 0, column = 0; row < rows || column < columns;) {
    if (row < rows && column < columns && isSame(start + row, start + column))
      middle.push(...pair(start + row++, start + column++))
    else if (
      row < rows &&
      (column === columns || (lengths[(row + 1) * width + column] ?? 0) >= (lengths[row * width + column + 1] ?? 0))
    )
      gone(start + row++)
    else fresh(start + column++)
  }
  return [...head, ...middle, ...tail]
}

/** `gone`: who is named for words that went; `unknown`: for new words whose author is not known. */
export type Marks = { gone: string; unknown: string; at: number }

const inserted = (pieces: readonly Piece[], { unknown, at }: Marks): Piece[] =>
  pieces.map(({ by, ...piece }) => ({ ...piece, change: { how: 'in', by: by ?? unknown, at } satisfies Change }))
const removed = (pieces: readonly Piece[], { gone, at }: Marks): Piece[] =>
  pieces.map(({ by: _, ...piece }) => ({ ...piece, change: { how: 'out', by: gone, at } satisfies Change }))

const words = (pieces: readonly Piece[]): Piece[] =>
  pieces.flatMap((piece) => piece.text.split(/(\s+)/).flatMap((text) => (text === '' ? [] : [{ ...piece, text }])))

const alike = (a: Piece, b: Piece): boolean => JSON.stringify({ ...a, text: '' }) === JSON.stringify({ ...b, text: '' })
const joined = (pieces: readonly Piece[]): Piece[] => {
  const out: Piece[] = []
  for (const piece of pieces) {
    const last = out.at(-1)
    if (last && alike(last, piece)) last.text += piece.text
    else out.push({ ...piece })
  }
  return out
}

/** Words of two texts with what came and what went. */
export const changedPieces = (from: readonly Piece[], to: readonly Piece[], marks: Marks): Piece[] =>
  joined(
    steps(words(from), words(to), (a, b) => a.text === b.text).flatMap((step) =>
      'both' in step ? [step.both[1]] : 'gone' in step ? removed([step.gone], marks) : inserted([step.fresh], marks)
    )
  )

const whole = (block: Block, change: (pieces: readonly Piece[]) => Piece[]): Block => {
  switch (block.is) {
    case 'title':
    case 'page':
      return block
    case 'heading': {
      // One place has one name, also while its old and its new heading stand beside each other.
      const { anchor: _, ...rest } = block
      return { ...rest, pieces: change(block.pieces) }
    }
    case 'table':
      return { ...block, rows: block.rows.map((row) => row.map((cell) => ({ ...cell, pieces: change(cell.pieces) }))) }
    default:
      return { ...block, pieces: change(block.pieces) }
  }
}

const rowName = (row: readonly Cell[]): string => textOf(row[0]?.pieces ?? [])
const changedTable = (from: Table, to: Table, marks: Marks): Table => {
  const rows = steps(from.rows, to.rows, (a, b) => rowName(a) === rowName(b)).map((step) => {
    if ('gone' in step) return step.gone.map((cell) => ({ ...cell, pieces: removed(cell.pieces, marks) }))
    if ('fresh' in step) return step.fresh.map((cell) => ({ ...cell, pieces: inserted(cell.pieces, marks) }))
    const [was, is] = step.both
    return is.map((cell, index) => ({ ...cell, pieces: changedPieces(was[index]?.pieces ?? [], cell.pieces, marks) }))
  })
  return { ...to, rows }
}

const sameBlock = (a: Block, b: Block): boolean => {
  if (a.is !== b.is) return false
  if (a.is === 'table' && b.is === 'table') return a.caption === b.caption || a.head.join() === b.head.join()
  if (a.is === 'heading' && b.is === 'heading' && a.anchor !== undefined) return a.anchor === b.anchor
  if ('pieces' in a && 'pieces' in b) return textOf(a.pieces) === textOf(b.pieces)
  return true
}
const mayPair = (a: Block, b: Block): boolean =>
  a.is === b.is && 'pieces' in a && 'pieces' in b && (a.is !== 'heading' || a.anchor === undefined)

/** Blocks of two papers with what came and what went; a paragraph that was rewritten is shown word by word. */
export const changedBlocks = (from: readonly Block[], to: readonly Block[], marks: Marks): Block[] => {
  const out: Block[] = []
  const waiting: Block[] = []
  const letGo = (): void => {
    for (const block of waiting.splice(0)) out.push(whole(block, (pieces) => removed(pieces, marks)))
  }
  for (const step of steps(from, to, sameBlock)) {
    if ('gone' in step) waiting.push(step.gone)
    else if ('fresh' in step) {
      const { fresh } = step
      const was = waiting[0]
      if (was && mayPair(was, fresh) && 'pieces' in was && 'pieces' in fresh) {
        waiting.shift()
        out.push({ ...fresh, pieces: changedPieces(was.pieces, fresh.pieces, marks) })
      } else out.push(whole(fresh, (pieces) => inserted(pieces, marks)))
    } else {
      letGo()
      const [was, is] = step.both
      if (was.is === 'table' && is.is === 'table') out.push(changedTable(was, is, marks))
      else if ('pieces' in was && 'pieces' in is)
        out.push({ ...is, pieces: changedPieces(was.pieces, is.pieces, marks) })
      else out.push(is)
    }
  }
  letGo()
  return out
}
