// Runs before the first paint, so that nobody's own colours and text size come with a flash of others.
// What is read here is written by client/state/display.ts; attributes that this device does not know do nothing.
;(() => {
  let kept
  try {
    kept = JSON.parse(localStorage.getItem('board.display') || '{}')
  } catch {
    // A browser that keeps nothing for pages, or a damaged store: the device decides.
    return
  }
  const { dataset } = document.documentElement
  if (typeof kept !== 'object' || kept === null) return
  if (kept.text > 100 && kept.text <= 200) dataset.text = kept.text
  if (kept.spacing === 'more' || kept.spacing === 'most') dataset.spacing = kept.spacing
  if (['light', 'dark', 'contrast'].includes(kept.theme)) dataset.theme = kept.theme
  if (kept.lessMotion === true) dataset.motion = 'less'
  if (kept.largeTargets === true) dataset.targets = 'large'
})()
