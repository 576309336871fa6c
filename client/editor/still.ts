import { type Mappable } from 'prosemirror-transform'
import { type EditorView } from 'prosemirror-view'

/** The element that moves when this one is scrolled. */
const scrollerOf = (element: Element): Element => {
  for (let at = element.parentElement; at; at = at.parentElement) {
    const { overflowY } = getComputedStyle(at)
    if ((overflowY === 'auto' || overflowY === 'scroll') && at.scrollHeight > at.clientHeight) return at
  }
  return document.scrollingElement ?? document.documentElement
}

/** Where reading starts in the window: under the bars that stay at the top. */
export const readingTop = (): number => {
  const tools = document.querySelector('[data-tools]')?.getBoundingClientRect()
  const padding = parseFloat(getComputedStyle(document.documentElement).scrollPaddingBlockStart)
  const bars = Number.isFinite(padding) ? padding : 0
  return tools && tools.top <= bars + 1 ? Math.max(tools.bottom, bars) : bars
}

export const isInSight = (top: number | undefined): top is number =>
  top !== undefined && top >= readingTop() - 8 && top <= innerHeight

/** Scrolls by as much as something moved, so that it stands where it stood. */
export const holdStill = (element: Element, before: number, after: number): void => {
  const moved = after - before
  if (Math.abs(moved) >= 1) scrollerOf(element).scrollBy({ top: moved, behavior: 'instant' })
}

/** Top of this person's own caret in the window, while it is in an editor. */
export const ownCaretTop = (): number | undefined => {
  const selection = getSelection()
  const node = selection?.focusNode
  const element = node instanceof Element ? node : node?.parentElement
  if (!selection || selection.rangeCount === 0 || !element?.closest('.editor')) return undefined
  if (!element.closest('.editor')?.contains(document.activeElement)) return undefined
  const { top, height } = selection.getRangeAt(0).getBoundingClientRect()
  // A caret in an empty line has no box of its own.
  return height > 0 ? top : element.getBoundingClientRect().top
}

/**
 * Before somebody else's change is drawn: remembers where the line one reads stands, which is that of
 * one's own caret, or else the first one in sight of this text; of a text that was read already, its
 * end. Returns what puts it back there once the change is drawn.
 */
export const lineInSight = (view: EditorView, mapping: Mappable): (() => void) | undefined => {
  const { dom } = view
  const caret = view.hasFocus() ? ownCaretTop() : undefined
  if (isInSight(caret)) {
    return () => {
      const now = ownCaretTop()
      if (now !== undefined) holdStill(dom, caret, now)
    }
  }
  const box = dom.getBoundingClientRect()
  const line = readingTop()
  if (box.top >= line) return undefined
  if (box.bottom <= line) return () => holdStill(dom, box.bottom, dom.getBoundingClientRect().bottom)
  const position = view.posAtCoords({ left: box.left + 4, top: line + 4 })?.pos
  if (position === undefined) return undefined
  const before = view.coordsAtPos(position).top
  return () => holdStill(dom, before, view.coordsAtPos(mapping.map(position)).top)
}
