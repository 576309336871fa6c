/** What stands at the foot of a phone would cover a box there. */
const footPx = 64
/** How far along its words a box points at the most: the rest of a long line is far from where one pressed. */
const aimPx = 120

/**
 * Attachment for a box with class `beside` about something on the page: tells its style where that stands in the
 * box's own column, and puts it above when only there is room. Told again whenever anything around changes its
 * words or its size, so that the box stays at what it is about. Sideways the style keeps the box in its column by
 * itself (base.css): a place measured before the window changed never widens the page.
 * @param target where it stands in the window now; undefined keeps the box where it is
 */
export const beside =
  (target: () => DOMRect | undefined) =>
  (box: HTMLElement): (() => void) => {
    const column = box.offsetParent ?? document.body

    const place = (): void => {
      const at = target()
      if (!at) return
      const frame = column.getBoundingClientRect()
      const top = at.top - frame.top - column.clientTop + column.scrollTop
      const aim = at.left + Math.min(at.width / 2, aimPx)
      box.style.setProperty('--over', `${top}px`)
      box.style.setProperty('--under', `${top + at.height}px`)
      box.style.setProperty('--aim', `${aim - frame.left - column.clientLeft}px`)
      const room = box.offsetHeight + (parseFloat(getComputedStyle(box).getPropertyValue('--away')) || 0)
      const bars = parseFloat(getComputedStyle(document.documentElement).scrollPaddingBlockStart) || 0
      box.classList.toggle('above', at.bottom + room > innerHeight - footPx && at.top - room >= bars)
      const { left, width } = box.getBoundingClientRect()
      box.style.setProperty('--tip', `${Math.max(16, Math.min(aim - left - 7, width - 30))}px`)
    }

    // The box itself grows when larger text is chosen, and the window does not.
    const sizes = new ResizeObserver(place)
    for (const each of [box, column, document.documentElement]) sizes.observe(each)
    const words = new MutationObserver(place)
    words.observe(column, { subtree: true, childList: true, characterData: true })
    place()
    return () => {
      sizes.disconnect()
      words.disconnect()
    }
  }
