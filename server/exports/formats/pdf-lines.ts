import { createRequire } from 'node:module'
import type { Piece } from './blocks.ts'
import { drawnOrder, isFromRight, stretchesOf, turning } from './pdf-letters.ts'

/** Embedded, so that every reader shows the same letters; Latin, Greek, Cyrillic, Arabic and Hebrew are in it. */
const fontFiles = {
  regular: 'DejaVuSans.ttf',
  bold: 'DejaVuSans-Bold.ttf',
  italic: 'DejaVuSans-Oblique.ttf',
  boldItalic: 'DejaVuSans-BoldOblique.ttf'
} as const
export type Face = keyof typeof fontFiles

const require = createRequire(import.meta.url)
const paths = new Map<Face, string>()
export const fontPath = (face: Face): string => {
  const path = paths.get(face) ?? require.resolve(`dejavu-fonts-ttf/ttf/${fontFiles[face]}`)
  paths.set(face, path)
  return path
}

/** Letters of one face on one line. `standsFor`: what was written, where something else is shown. */
export type Run = { text: string; face: Face; width: number; link?: string; standsFor?: string }
export type TextLine = Run[]

const faceOf = ({ bold, italic }: Piece): Face =>
  bold ? (italic ? 'boldItalic' : 'bold') : italic ? 'italic' : 'regular'

type Has = (face: Face, codePoint: number) => boolean
/** The same upright, for words in letters that the slanted face lacks. */
const upright: Record<Face, Face> = { regular: 'regular', bold: 'bold', italic: 'regular', boldItalic: 'bold' }
const faceFor = (face: Face, text: string, has: Has): Face =>
  upright[face] === face || [...text].every((letter) => has(face, letter.codePointAt(0) ?? 0)) ? face : upright[face]

/** What is drawn by itself joins nothing. */
const canJoin = (...runs: readonly Run[]): boolean =>
  runs.every(({ text, standsFor }) => standsFor === undefined && !isFromRight(text))

/** Sets words into lines; `measure` tells how wide a word is at size 1, `has` whether there is such a letter. */
export class Typesetter {
  readonly #measure: (face: Face, text: string) => number
  readonly #has: Has
  readonly #widths = new Map<string, number>()

  constructor(measure: (face: Face, text: string) => number, has: Has = () => true) {
    this.#measure = measure
    this.#has = has
  }

  width(face: Face, text: string): number {
    const key = `${face} ${text}`
    const known = this.#widths.get(key) ?? this.#measure(face, text)
    this.#widths.set(key, known)
    return known
  }

  /** Lines that fit so many points; a word that is wider than a line is cut. */
  lines(pieces: readonly Piece[], size: number, width: number): TextLine[] {
    const lines: TextLine[] = []
    let line: TextLine = []
    let used = 0
    const end = (): void => {
      lines.push(drawnOrder(line))
      line = []
      used = 0
    }
    const put = (run: Run): void => {
      const last = line.at(-1)
      if (last?.face === run.face && last.link === run.link && canJoin(last, run)) {
        last.text += run.text
        last.width += run.width
      } else line.push({ ...run })
      used += run.width
    }
    for (const word of wordsOf(pieces, this.#has)) {
      if (word === 'end') {
        end()
        continue
      }
      const runs = word.map(({ text, face, link, standsFor }) => ({
        text,
        face,
        width: this.width(face, text) * size,
        ...(link === undefined ? {} : { link }),
        ...(standsFor === undefined ? {} : { standsFor })
      }))
      const isSpace = runs.every(({ text }) => text === ' ')
      const wide = runs.reduce((sum, run) => sum + run.width, 0)
      if (isSpace && used === 0) continue
      if (!isSpace && used + wide > width && used > 0) end()
      for (const run of runs) {
        if (run.width <= width) put(run)
        else
          for (const part of this.#cut(run, size, width)) {
            if (used + part.width > width && used > 0) end()
            put(part)
          }
      }
    }
    if (line.length > 0) end()
    return lines
  }

  #cut(run: Run, size: number, width: number): Run[] {
    const parts: Run[] = []
    let text = ''
    const widthOf = (letters: string): number => this.width(run.face, letters) * size
    for (const letter of run.text) {
      if (text !== '' && widthOf(text + letter) > width) {
        parts.push({ ...run, text, width: widthOf(text) })
        text = ''
      }
      text += letter
    }
    parts.push({ ...run, text, width: widthOf(text) })
    // Said once, however often what stands for it is cut.
    return parts.map((part, index) => (part.standsFor === undefined || index === 0 ? part : { ...part, standsFor: '' }))
  }
}

type Word = { text: string; face: Face; link?: string; standsFor?: string }[]

/** Words with their faces, single spaces between them, and where lines have to end. */
const wordsOf = (pieces: readonly Piece[], has: Has): (Word | 'end')[] => {
  const words: (Word | 'end')[] = []
  let word: Word = []
  const close = (): void => {
    if (word.length > 0) words.push(word)
    word = []
  }
  for (const piece of pieces) {
    const wanted = faceOf(piece)
    const isThere = (codePoint: number): boolean => has(upright[wanted], codePoint)
    const link = piece.link === undefined ? {} : { link: piece.link }
    for (const { text, standsFor } of stretchesOf(piece.text, isThere)) {
      if (standsFor !== undefined) {
        word.push({ text, face: wanted, ...link, standsFor })
        continue
      }
      const face = faceFor(wanted, text, has)
      for (const part of text.split(/(\n|\s+)/)) {
        if (part === '') continue
        if (part.includes('\n')) {
          close()
          words.push('end')
        } else if (/^\s+$/.test(part)) {
          close()
          words.push([{ text: ' ', face, ...link }])
        } else word.push(...turning(part).map((each) => ({ text: each, face, ...link })))
      }
    }
  }
  close()
  return words
}
