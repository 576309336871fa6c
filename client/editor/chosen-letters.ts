import type * as Y from 'yjs'
import { walkText } from '../../shared/plan/text.ts'

/** Letters by id, what they say, and the addresses that links on them lead to. */
export type ChosenLetters = {
  ids: { client: number; clock: number; length: number }[]
  words: string
  links: string[]
}

/** The letters that stand between two indexes of a flat text; undefined when there are none but line ends. */
export const lettersBetween = (text: Y.Text, from: number, to: number): ChosenLetters | undefined => {
  const ids: ChosenLetters['ids'] = []
  const links = new Set<string>()
  let words = ''
  let at = 0
  walkText(text, ({ text: letters, client, clock, attributes }) => {
    const [start, end] = [Math.max(from - at, 0), Math.min(to - at, letters.length)]
    at += letters.length
    if (start >= end) return
    ids.push({ client, clock: clock + start, length: end - start })
    words += letters.slice(start, end)
    const link = attributes['link']
    if (typeof link === 'string') links.add(link)
  })
  return words.trim() === '' ? undefined : { ids, words: words.trim(), links: [...links] }
}
