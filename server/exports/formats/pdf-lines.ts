import { createRequire } from 'node:module'
import type { Piece } from './blocks.ts'

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

/** Letters of one face on one line. */
export type Run = { text: string; face: Face; width: number; link?: string }
export type TextLine = Run[]

const faceOf = ({ bold, italic }: Piece): Face =>
  bold ? (italic ? 'boldItalic' : 'bold') : italic ? 'italic' : 'regular'

/** Sets words into lines; `measure` tells how wide a word is at size 1. */
export class Typesetter {
  readonly #measure: (face: Face, text: string) => number
  readonly #widths = new Map<string, number>()

  constructor(measure: (face: Face, text: string) => number) {
    this.#measure = measure
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
      lines.push(line)
      line = []
      used = 0
    }
    const put = (run: Run): void => {
      const last = line.at(-1)
      if (last?.face === run.face && last.link === run.link) {
        last.text += run.text
        last.width += run.width
      } else line.push({ ...run })
      used += run.width
    }
    for (const word of wordsOf(pieces)) {
      if (word === 'end') {
        end()
        continue
      }
      const runs = word.map(({ text, face, link }) => ({
        text,
        face,
        width: this.width(face, text) * size,
        ...(link === undefined ? {} : { link })
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
    return [...parts, { ...run, text, width: widthOf(text) }]
  }
}

type Word = { text: string; face: Face; link?: string }[]

/** Words with their faces, single spaces between them, and where lines have to end. */
const wordsOf = (pieces: readonly Piece[]): (Word | 'end')[] => {
  const words: (Word | 'end')[] = []
  let word: Word = []
  const close = (): void => {
    if (word.length > 0) words.push(word)
    word = []
  }
  for (const piece of pieces) {
    const face = faceOf(piece)
    const link = piece.link === undefined ? {} : { link: piece.link }
    for (const part of piece.text.split(/(\n|\s+)/)) {
      if (part === '') continue
      if (part.includes('\n')) {
        close()
        words.push('end')
      } else if (/^\s+$/.test(part)) {
        close()
        words.push([{ text: ' ', face, ...link }])
      } else word.push({ text: part, face, ...link })
    }
  }
  close()
  return words
}
