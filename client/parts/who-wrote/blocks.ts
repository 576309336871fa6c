import type { Line, Run } from '../../../shared/plan/text.ts'

/** Letters of one author and one set of marks, with the index of the first in the flat text. */
export type Piece = Run & { index: number }
export type ListItem = { words: readonly Piece[] | undefined; lists: ListBlock[] }
export type ListBlock = { type: 'list'; ordered: boolean; start: number; items: ListItem[] }
/** What a text is outside the editor: plain lines and real lists, nested by level. */
export type Block = { type: 'line'; words: readonly Piece[] } | ListBlock

/** An empty item stands where somebody started a list at an inner level. */
const innermost = (roots: ListBlock[], level: number): ListBlock[] => {
  let lists = roots
  for (let depth = 0; depth < level; depth++) {
    let list = lists.at(-1)
    if (!list) lists.push((list = { type: 'list', ordered: false, start: 1, items: [] }))
    let item = list.items.at(-1)
    if (!item) list.items.push((item = { words: undefined, lists: [] }))
    lists = item.lists
  }
  return lists
}

/** The blocks of a text's lines; a list ends at a plain line and where bullets and numbers change. */
export const blocksOf = (lines: readonly Line[]): Block[] => {
  const blocks: Block[] = []
  let roots: ListBlock[] = []
  let index = 0
  for (const line of lines) {
    const words = line.runs.map((run) => {
      const piece = { ...run, index }
      index += run.text.length
      return piece
    })
    index++
    if (!line.list) {
      roots = []
      blocks.push({ type: 'line', words })
      continue
    }
    const lists = innermost(roots, line.level ?? 0)
    const ordered = line.list === 'ordered'
    let list = lists.at(-1)
    if (!list || (list.items.length > 0 && list.ordered !== ordered)) {
      lists.push((list = { type: 'list', ordered, start: 1, items: [] }))
    }
    list.items.push({ words, lists: [] })
    for (const root of roots) if (blocks.at(-1) !== root && !blocks.includes(root)) blocks.push(root)
  }
  return blocks
}

/** Whether there is anything to read. */
export const isBlank = (lines: readonly Line[]): boolean =>
  lines.every((line) => line.runs.every((run) => run.text.trim() === ''))
