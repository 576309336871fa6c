/**
 * The card an arrow key goes to from the card `from`: up and down inside a priority, left and right
 * to the same place of the next priority that has cards. Undefined for other keys and at an end.
 */
const nextCard = (from: HTMLElement, key: string): HTMLElement | undefined => {
  const columns = [...document.querySelectorAll<HTMLElement>('[data-cards]')]
    .map((column) => [...column.querySelectorAll<HTMLElement>('[data-card-open]')])
    .filter((cards) => cards.length > 0)
  const at = columns.findIndex((cards) => cards.includes(from))
  const place = columns[at]?.indexOf(from) ?? -1
  const [before, after] =
    getComputedStyle(from).direction === 'rtl' ? ['ArrowRight', 'ArrowLeft'] : ['ArrowLeft', 'ArrowRight']
  const beside = (step: -1 | 1): HTMLElement | undefined => {
    const cards = columns[at + step]
    return cards?.[Math.min(place, cards.length - 1)]
  }
  switch (key) {
    case 'ArrowUp':
      return columns[at]?.[place - 1]
    case 'ArrowDown':
      return columns[at]?.[place + 1]
    case before:
      return beside(-1)
    case after:
      return beside(1)
    default:
      return undefined
  }
}

/** Arrows on a card go to the next card or priority; with another key held down they are the browser's. */
export const goByArrow = (event: KeyboardEvent): void => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
  const from = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-card-open]') : null
  const to = from && nextCard(from, event.key)
  if (!to) return
  event.preventDefault()
  to.focus()
  to.scrollIntoView({ block: 'nearest' })
}
