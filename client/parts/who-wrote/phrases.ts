import { isSafeLink } from '../../../shared/plan/safe-link.ts'
import type { TintRun } from '../../editor/tints.ts'
import type { Piece } from './blocks.ts'

/** A piece of a line that is drawn in one way: one author, one set of marks, fresh or not. */
export type Part = Piece & { tint: TintRun | undefined }
/** Parts that are one link together, whoever wrote them, or none. */
export type Phrase = { link: string | undefined; parts: Part[] }

const cut = (piece: Piece, tints: readonly TintRun[]): Part[] => {
  const end = piece.index + piece.text.length
  const parts: Part[] = []
  const add = (from: number, to: number, tint: TintRun | undefined): void => {
    const text = piece.text.slice(from - piece.index, to - piece.index)
    if (text !== '') parts.push({ ...piece, text, index: from, tint })
  }
  let at = piece.index
  for (const tint of tints) {
    const from = Math.max(at, tint.from)
    const to = Math.min(end, tint.to)
    if (from >= to) continue
    add(at, from, undefined)
    add(from, to, tint)
    at = to
  }
  add(at, end, undefined)
  return parts
}

/** The words of a line as they are drawn; a link that two people wrote is one link. */
export const phrasesOf = (pieces: readonly Piece[], tints: readonly TintRun[]): Phrase[] => {
  const phrases: Phrase[] = []
  for (const piece of pieces) {
    const link = isSafeLink(piece.link) ? piece.link : undefined
    const parts = tints.length === 0 ? [{ ...piece, tint: undefined }] : cut(piece, tints)
    const last = phrases.at(-1)
    if (last && last.link === link) last.parts.push(...parts)
    else phrases.push({ link, parts })
  }
  return phrases
}
