/**
 * Keeps what is typed between asking for an editor and its first focus, which over a slow line can be
 * seconds: letters typed into a text that looks ready must not vanish.
 * @param from also keeps what would go into a field or a text that still has focus, when that is not meant any more
 * @returns stops keeping, and gives what was typed. Calling it again gives nothing.
 */
export const keepEarlyKeys = (from: 'outside of fields' | 'anywhere' = 'outside of fields'): (() => string) => {
  let typed = ''
  const onkeydown = (event: KeyboardEvent): void => {
    const inField = event.target instanceof Element && event.target.closest('input, textarea, [contenteditable]')
    const elsewhere = from !== 'anywhere' && inField
    // Prevented: somebody else keeps this letter already.
    if (elsewhere || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
      return
    if (event.key === 'Backspace') typed = [...typed].slice(0, -1).join('')
    else if ([...event.key].length === 1) typed += event.key
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  addEventListener('keydown', onkeydown, true)
  return () => {
    removeEventListener('keydown', onkeydown, true)
    const kept = typed
    typed = ''
    return kept
  }
}
