/** What the browser says of the page; each may come often, and in any order. */
export type PageEars = {
  offline(): void
  online(): void
  /** It goes out of view, perhaps for good. */
  leaving(): void
}

/** Hears the browser until the returned function is called; outside of a browser there is nothing to hear. */
export const followPage = (ears: PageEars): (() => void) => {
  if (typeof window === 'undefined') return () => undefined
  const hidden = (): void => {
    if (document.visibilityState === 'hidden') ears.leaving()
  }
  const heard = { offline: () => ears.offline(), online: () => ears.online(), pagehide: () => ears.leaving() }
  for (const [event, handler] of Object.entries(heard)) window.addEventListener(event, handler)
  document.addEventListener('visibilitychange', hidden)
  return () => {
    for (const [event, handler] of Object.entries(heard)) window.removeEventListener(event, handler)
    document.removeEventListener('visibilitychange', hidden)
  }
}
