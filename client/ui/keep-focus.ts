/** What one did may need an answer from the board before it changes the page. */
const looksAfterMs = [150, 800, 2500]

const chainOf = (element: Element): HTMLElement[] => {
  const chain: HTMLElement[] = []
  for (let each: Element | null = element; each && each !== document.body; each = each.parentElement) {
    if (each instanceof HTMLElement) chain.push(each)
  }
  return chain
}

/**
 * When what had focus is gone because of what one just did, as with "Put it back", focus goes to the
 * nearest part of the page around it that still stands, instead of to the top. Returns the end of it.
 */
export const keepFocus = (): (() => void) => {
  let chain: HTMLElement[] = []
  const timers = new Set<ReturnType<typeof setTimeout>>()

  const look = (): void => {
    const active = document.activeElement
    if ((active && active !== document.body) || chain.length === 0 || chain[0]?.isConnected) return
    const next = chain.find((each) => each.isConnected && each.id !== 'app')
    if (!next) return
    if (!next.hasAttribute('tabindex')) {
      next.tabIndex = -1
      next.addEventListener('blur', () => next.removeAttribute('tabindex'), { once: true })
    }
    next.focus({ preventScroll: true })
  }
  const onfocus = (event: FocusEvent): void => {
    if (event.target instanceof Element) chain = chainOf(event.target)
  }
  const ondone = (): void => {
    for (const ms of looksAfterMs) {
      const timer = setTimeout(() => {
        timers.delete(timer)
        look()
      }, ms)
      timers.add(timer)
    }
  }
  document.addEventListener('focusin', onfocus)
  document.addEventListener('click', ondone)
  return () => {
    document.removeEventListener('focusin', onfocus)
    document.removeEventListener('click', ondone)
    for (const timer of timers) clearTimeout(timer)
  }
}
