/** Whether the typeface has a letter. */
export type Has = (codePoint: number) => boolean
/** `standsFor`: what was written, where the typeface cannot show it. */
export type Stretch = { text: string; standsFor?: string }

/** Scripts by the names that people in England call their letters by. Source: Unicode 16, Scripts.txt. */
const scripts: readonly (readonly [name: string, letter: RegExp])[] = [
  ['Tamil', /\p{Script=Tamil}/u],
  ['Hindi or Nepali', /\p{Script=Devanagari}/u],
  ['Bengali', /\p{Script=Bengali}/u],
  ['Gujarati', /\p{Script=Gujarati}/u],
  ['Punjabi', /\p{Script=Gurmukhi}/u],
  ['Sinhala', /\p{Script=Sinhala}/u],
  ['Telugu', /\p{Script=Telugu}/u],
  ['Kannada', /\p{Script=Kannada}/u],
  ['Malayalam', /\p{Script=Malayalam}/u],
  ['Japanese', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['Chinese', /\p{Script=Han}/u],
  ['Korean', /\p{Script=Hangul}/u],
  ['Thai', /\p{Script=Thai}/u],
  ['Khmer', /\p{Script=Khmer}/u],
  ['Burmese', /\p{Script=Myanmar}/u],
  ['Amharic or Tigrinya', /\p{Script=Ethiopic}/u],
  ['Arabic or Urdu', /\p{Script=Arabic}/u],
  ['Hebrew', /\p{Script=Hebrew}/u]
]
const letterName = (text: string): string => scripts.find(([, letter]) => letter.test(text))?.[0] ?? 'other'

/** What is shown instead: never a box that could be any letter, never nothing. */
const standIn = (text: string): string =>
  /\p{Emoji_Presentation}/u.test(text) && !/\p{L}/u.test(text) ? '[picture]' : `[in ${letterName(text)} letters]`

/** Signs that are seen only by what they do to the letters beside them. */
const silent = /[\p{M}\p{Cf}\p{Cc}\s]/u

/** A text in stretches that the typeface can show and ones it cannot; spaces between these are part of them. */
export const stretchesOf = (text: string, has: Has): Stretch[] => {
  const stretches: { text: string; isMissing: boolean }[] = []
  let between = ''
  const close = (): void => {
    const [, marks = '', rest = ''] = /^([\p{M}\p{Cf}]*)([^]*)$/u.exec(between) ?? []
    const last = stretches.at(-1)
    if (last) last.text += marks
    if (rest !== '') stretches.push({ text: rest, isMissing: false })
    between = ''
  }
  for (const letter of text) {
    const isSilent = letter !== '\n' && silent.test(letter)
    const last = stretches.at(-1)
    const isMissing = letter !== '\n' && !isSilent && !has(letter.codePointAt(0) ?? 0)
    // Marks belong to the letter before them; whether a space does is told by the letter after it.
    if (isSilent && last?.isMissing) between += letter
    else if (last?.isMissing && isMissing) {
      last.text += between + letter
      between = ''
    } else if (last && last.isMissing === isMissing) last.text += letter
    else {
      close()
      stretches.push({ text: letter, isMissing })
    }
  }
  close()
  return stretches.map(({ text: said, isMissing }) =>
    isMissing ? { text: standIn(said), standsFor: said } : { text: said }
  )
}

/** The kinds of letters in these texts that the typeface does not have. */
export const missingLetters = (texts: Iterable<string>, has: Has): string[] => {
  const names = new Set<string>()
  for (const text of texts)
    for (const { text: shown, standsFor } of stretchesOf(text, has)) if (standsFor !== undefined) names.add(shown)
  return [...names].sort()
}

const fromRight = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFE]/
const eitherWay = /^[^\p{L}\p{N}]*$/u
/** A word that is read from the right, and signs behind it that may belong to either side. */
export const turning = (word: string): string[] => {
  const [, core = '', signs = ''] = fromRight.test(word) ? (/^(.*?)([^\p{L}\p{N}\p{M}]*)$/su.exec(word) ?? []) : []
  return core === '' ? [word] : [core, signs].filter((part) => part !== '')
}
export const isFromRight = (text: string): boolean => fromRight.test(text)

/**
 * A line as it is drawn from the left: the typeface turns the letters of a word round, and nobody else the words of a
 * phrase. The first of a phrase says all of it, so that it is read and copied as it was written.
 */
export const drawnOrder = <T extends { text: string; link?: string; standsFor?: string }>(line: readonly T[]): T[] => {
  const turns = (run: T | undefined): boolean => run !== undefined && run.link === undefined && isFromRight(run.text)
  const drawn: T[] = []
  for (let at = 0; at < line.length; at++) {
    const run = line[at]
    if (!run || !turns(run)) {
      if (run) drawn.push(run)
      continue
    }
    let last = at
    for (let next = at + 1; next < line.length; next++) {
      if (turns(line[next])) last = next
      else if (line[next]?.link !== undefined || !eitherWay.test(line[next]?.text ?? '')) break
    }
    const phrase = line.slice(at, last + 1)
    const said = phrase.map(({ text, standsFor }) => standsFor ?? text).join('')
    drawn.push(...phrase.reverse().map((part, index) => ({ ...part, standsFor: index === 0 ? said : '' })))
    at = last
  }
  return drawn
}
