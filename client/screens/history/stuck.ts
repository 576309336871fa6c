/** Room between what sticks and what stops beside it. */
const awayPx = 8

/**
 * Attachment for what sticks to an edge of the page, or of the part of it that scrolls by itself: nothing that is gone
 * to, by focus or by a walk, stops behind it. Told again when it grows, or sticks no longer.
 */
export const stuck =
  (edge: 'start' | 'end', scroller: (bar: HTMLElement) => HTMLElement | null = () => document.documentElement) =>
  (bar: HTMLElement): (() => void) => {
    const within = scroller(bar)
    const property = edge === 'start' ? 'scrollPaddingBlockStart' : 'scrollPaddingBlockEnd'
    const measure = (): void => {
      const { position, insetBlockStart, insetBlockEnd } = getComputedStyle(bar)
      const inset = parseFloat(edge === 'start' ? insetBlockStart : insetBlockEnd) || 0
      if (within) within.style[property] = position === 'sticky' ? `${inset + bar.offsetHeight + awayPx}px` : ''
    }
    // At once, so that whoever goes somewhere as it comes stops beside it; and whenever it grows.
    measure()
    const sizes = new ResizeObserver(measure)
    for (const each of [bar, document.documentElement]) sizes.observe(each)
    return () => {
      sizes.disconnect()
      if (within) within.style[property] = ''
    }
  }
