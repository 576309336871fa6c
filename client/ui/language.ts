import type { CompiledElement } from 'wuchale'
import toRuntime from 'wuchale/runtime'

/**
 * A language the interface can be read in. `tag` and `direction` are what the page's root element says of itself;
 * `dates` is the language that days and times are written in.
 */
export type Language = { code: string; tag: string; direction: 'ltr' | 'rtl'; dates: string }

type Table = Readonly<Record<string, CompiledElement>>
/** How a translated page learns its sentences: compiled English → compiled translation. */
type Source = { language: Language; table?: () => Promise<{ default: Table }> }

const english: Source = { language: { code: 'en', tag: 'en-GB', direction: 'ltr', dates: 'en-GB' } }
/** Not a language: every sentence marked, longer and mirrored, so that a text or a screen that was forgotten is seen. */
const mirrored: Source = {
  language: { code: 'en-x-rtl', tag: 'en-x-rtl', direction: 'rtl', dates: 'ar-EG' },
  table: () => import('./words/en-x-rtl.po')
}
const sources: readonly Source[] = [english, mirrored]
const choiceKey = 'board.language'

const onThisDevice = (): string | null => {
  try {
    return localStorage.getItem(choiceKey)
  } catch {
    // A browser that keeps nothing for pages: the choice lasts as long as the address says it.
    return null
  }
}

const keep = (code: string): void => {
  try {
    localStorage.setItem(choiceKey, code)
  } catch {
    // The same browser: nothing to remember it with.
    return
  }
}

/** What the address asks for, and from then on what this device has asked for. */
const chosen = (): Source => {
  // Units run without a page, and in English.
  if (typeof location === 'undefined') return english
  const asked = new URLSearchParams(location.search).get('lang')
  const found = sources.find(({ language }) => language.code === (asked ?? onThisDevice()))
  if (found && asked !== null) keep(found.language.code)
  return found ?? english
}

const source = chosen()
/** What this page is read in, from before its first paint until it is loaded again. */
export const language: Language = source.language

if (typeof document !== 'undefined') {
  document.documentElement.lang = language.tag
  document.documentElement.dir = language.direction
}

let table: Table = {}
/**
 * Brings this page's words, before any module that has words is loaded; at once in English, whose words travel with
 * their screens. A table that does not arrive leaves English words, which are better than none. Not a top-level
 * await: the bundler would keep every module that waits in a file of its own.
 */
export const wordsReady = async (): Promise<void> => {
  if (!source.table) return
  table = await source.table().then(
    ({ default: words }) => words,
    () => ({})
  )
}

const translated = (words: CompiledElement): CompiledElement =>
  table[typeof words === 'string' ? words : JSON.stringify(words)] ?? words

type Runtime = ReturnType<typeof toRuntime>
const known = new WeakMap<CompiledElement[], Runtime>()

/** The words of one source file in this page's language; the build puts the calls in. */
export const wordsOf = (words: CompiledElement[]): Runtime => {
  const kept = known.get(words)
  if (kept) return kept
  const fresh = toRuntime({ c: source.table ? words.map(translated) : words }, language.code)
  known.set(words, fresh)
  return fresh
}
