import { cleanText } from '../exports/formats/clean.ts'

/** A piece of a page. Only the `html` template makes one, so words can never become elements. */
class Made {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}
export type Html = Made
export type Piece = string | number | Html | false | null | undefined | readonly Piece[]

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;'
}

const escaped = (words: string): string => cleanText(words).replace(/[&<>"'`]/g, (letter) => entities[letter] ?? '')

const write = (piece: Piece): string => {
  if (piece instanceof Made) return piece.text
  if (typeof piece === 'string') return escaped(piece)
  if (typeof piece === 'number') return String(piece)
  if (piece === false || piece === null || piece === undefined) return ''
  return piece.map(write).join('')
}

/** How the source is laid out is of no use to a reader's browser. */
const indent = /\n\s*/g

/**
 * A page as a template: what is written in the source is markup, whatever is put in is words.
 * @throws where words would stand in an attribute without quotes
 */
export const html = (markup: TemplateStringsArray, ...pieces: readonly Piece[]): Html =>
  new Made(
    markup
      .map((part, index) => {
        if (part.endsWith('=')) throw new TypeError('an attribute without quotes')
        return part.replace(indent, '\n') + write(pieces[index])
      })
      .join('')
  )

/** The bytes that are sent. */
export const pageText = (page: Html): string => page.text
