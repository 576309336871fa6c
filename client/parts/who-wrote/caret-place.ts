/** Where a caret stands among words that are only read: px from the top left of `host`. */
export type CaretPlace = { left: number; top: number; height: number; atEnd: boolean }

/** The last letters of the line a piece stands in. */
const lastLetters = (piece: HTMLElement): Node => {
  const pieces = piece.closest('[data-block]')?.querySelectorAll('[data-index]')
  let last: Node = pieces?.item(pieces.length - 1) ?? piece
  while (last.lastChild) last = last.lastChild
  return last
}

/** @param index of the flat text; undefined when no words are there to stand behind. */
export const caretPlace = (host: HTMLElement, index: number): CaretPlace | undefined => {
  const box = host.getBoundingClientRect()
  for (const piece of host.querySelectorAll<HTMLElement>('[data-index]')) {
    const from = Number(piece.dataset['index'])
    const length = piece.textContent.length
    // Behind the letter before it; before the first letter of a line there is none.
    if (index < from || index > from + length) continue
    const walker = document.createTreeWalker(piece, NodeFilter.SHOW_TEXT)
    let left = index - from
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const size = node.textContent?.length ?? 0
      if (left > size) {
        left -= size
        continue
      }
      const range = document.createRange()
      range.setStart(node, Math.max(0, left - 1))
      range.setEnd(node, left === 0 ? Math.min(1, size) : left)
      const rect = [...range.getClientRects()].at(-1)
      if (!rect) return undefined
      const atEnd = left === size && node === lastLetters(piece)
      const isStart = left === 0
      const rightToLeft = getComputedStyle(piece).direction === 'rtl'
      return {
        left: (isStart === rightToLeft ? rect.right : rect.left) - box.left,
        top: rect.top - box.top,
        height: rect.height,
        atEnd
      }
    }
  }
  return undefined
}

/** Which letters of words that are only read are chosen, as indexes of the flat text; undefined when none of these are. */
export const chosenIn = (host: HTMLElement, selection: Selection | null): { from: number; to: number } | undefined => {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined
  const range = selection.getRangeAt(0)
  if (!host.contains(range.startContainer)) return undefined
  const pieces = [...host.querySelectorAll<HTMLElement>('[data-index]')].filter((piece) => range.intersectsNode(piece))
  const [first, last] = [pieces.at(0), pieces.at(-1)]
  if (!first || !last) return undefined
  const within = (piece: HTMLElement, node: Node, offset: number): number => {
    const before = document.createRange()
    before.setStart(piece, 0)
    before.setEnd(node, offset)
    return Number(piece.dataset['index']) + before.toString().length
  }
  const { startContainer, startOffset, endContainer, endOffset } = range
  return {
    from: first.contains(startContainer) ? within(first, startContainer, startOffset) : Number(first.dataset['index']),
    to: last.contains(endContainer)
      ? within(last, endContainer, endOffset)
      : Number(last.dataset['index']) + last.textContent.length
  }
}

/** Where the words around an index stand in the window: the first line of their run. */
export const wordsPlace = (host: HTMLElement, index: number): DOMRect | undefined => {
  const pieces = [...host.querySelectorAll<HTMLElement>('[data-index]')]
  const piece = pieces.findLast((each) => Number(each.dataset['index']) <= index)
  return piece?.getClientRects()[0]
}
