/** How the page looks and how much it says, as one person chose it on one device. */
export const TEXT_SIZES = ['100', '125', '150', '175', '200'] as const
export const SPACINGS = ['usual', 'more', 'most'] as const
export const THEMES = ['device', 'light', 'dark', 'contrast'] as const
/** What is said of other people's work: nothing, what happens in the priority in focus, or everything. */
export const LEVELS = ['off', 'here', 'plan'] as const

export type TextSize = (typeof TEXT_SIZES)[number]
export type Spacing = (typeof SPACINGS)[number]
export type Theme = (typeof THEMES)[number]
export type Level = (typeof LEVELS)[number]

export type Display = {
  /** Percent of the size the device asks for. */
  text: TextSize
  spacing: Spacing
  theme: Theme
  lessMotion: boolean
  hideCarets: boolean
  hideWriting: boolean
  largeTargets: boolean
  level: Level
  singleKeys: boolean
}

export const usualDisplay: Display = {
  text: '100',
  spacing: 'usual',
  theme: 'device',
  lessMotion: false,
  hideCarets: false,
  hideWriting: false,
  largeTargets: false,
  level: 'here',
  singleKeys: true
}

const oneOf = <T extends string>(list: readonly T[], value: unknown, usual: T): T =>
  list.find((each) => each === value) ?? usual
const yes = (value: unknown, usual: boolean): boolean => (typeof value === 'boolean' ? value : usual)

/** What the device remembers → choices; whatever is damaged or unknown is the usual choice. */
export const parseDisplay = (kept: string): Display => {
  let read: unknown
  try {
    read = JSON.parse(kept || '{}')
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault
  }
  const given: Record<string, unknown> = typeof read === 'object' && read !== null ? { ...read } : {}
  return {
    text: oneOf(TEXT_SIZES, given['text'], usualDisplay.text),
    spacing: oneOf(SPACINGS, given['spacing'], usualDisplay.spacing),
    theme: oneOf(THEMES, given['theme'], usualDisplay.theme),
    lessMotion: yes(given['lessMotion'], usualDisplay.lessMotion),
    hideCarets: yes(given['hideCarets'], usualDisplay.hideCarets),
    hideWriting: yes(given['hideWriting'], usualDisplay.hideWriting),
    largeTargets: yes(given['largeTargets'], usualDisplay.largeTargets),
    level: oneOf(LEVELS, given['level'], usualDisplay.level),
    singleKeys: yes(given['singleKeys'], usualDisplay.singleKeys)
  }
}

/** Key of the device's store that holds them; `public/early.js` reads the same one before the first paint. */
export const displayKey = 'board.display'

/**
 * Writes the choices onto the root element, where the style sheet finds them. A usual choice leaves
 * no attribute, so that the device decides. `public/early.js` does the same before the first paint.
 */
export const dress = (root: HTMLElement, display: Display): void => {
  const set = (name: string, value: string): void => {
    if (value) root.dataset[name] = value
    else delete root.dataset[name]
  }
  set('text', display.text === '100' ? '' : display.text)
  set('spacing', display.spacing === 'usual' ? '' : display.spacing)
  set('theme', display.theme === 'device' ? '' : display.theme)
  set('motion', display.lessMotion ? 'less' : '')
  set('targets', display.largeTargets ? 'large' : '')
}
