/** What would change the words behind, or where one is in them. */
const editing: ReadonlySet<string> = new Set([
  ...['Delete', 'Home', 'End', 'PageUp', 'PageDown'],
  ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']
])

/**
 * Keeps what is typed between asking for an editor and its first focus, which over a slow line can be
 * seconds: letters typed into a text that looks ready must not vanish.
 * @param from also keeps what would go into a field or a text that still has focus, when that is not meant any more:
 * no key that edits reaches it, and Enter is kept as a line end
 * @returns stops keeping, and gives what was typed. Calling it again gives nothing.
 */
export const keepEarlyKeys = (from: 'outside of fields' | 'anywhere' = 'outside of fields'): (() => string) => {
  let typed = ''
  const onkeydown = (event: KeyboardEvent): void => {
    const inField = event.target instanceof Element && event.target.closest('input, textarea, [contenteditable]')
    const isAnywhere = from === 'anywhere'
    const elsewhere = !isAnywhere && inField
    // Prevented: somebody else keeps this letter already.
    if (elsewhere || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
      return
    if (event.key === 'Backspace') typed = [...typed].slice(0, -1).join('')
    else if ([...event.key].length === 1) typed += event.key
    else if (isAnywhere && event.key === 'Enter') typed += '\n'
    else if (!isAnywhere || !editing.has(event.key)) return
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
