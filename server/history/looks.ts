import type { HistoryChange, JsonValue } from '../../shared/authorship/history.ts'
import { limits } from '../../shared/limits.ts'
import { canonical } from '../../shared/plan/hash.ts'
import { lineKindOf, marksOf } from '../../shared/plan/text.ts'
import type { Author } from '../store/store.ts'
import type { Entry } from './fold.ts'
import type { Letters } from './letters.ts'
import type { Past } from './past.ts'
import { Pieces } from './words.ts'

/** What one author made of the looks of words that stood at both moments: one line for each mark. */
export type Look = Required<Pick<HistoryChange, 'firstSeq' | 'seq' | 'firstAt' | 'at' | 'to'>> &
  Pick<HistoryChange, 'marked'> & { author: Author }

/** `end`: where the latest stretch of it ends. */
type Found = { entries: Entry[]; to: JsonValue; words: Pieces; end: number }

/** Marks that came or went between two moments and still show, by who set them last. What was undone is left out. */
export const looksBetween = (past: Past, letters: Letters, from: Entry, to: Entry): Look[] => {
  const { fold } = past
  const found = new Map<string, Found>()
  for (const { start, end, key, value, entry } of letters.remarked(from, to)) {
    const isLineKind = key === 'list' || key === 'level'
    const shown = canonical(isLineKind ? lineKindOf({ list: 'bullet', [key]: value }) : marksOf({ [key]: value }))
    const look = `${fold.authorNumberOf(entry)} ${key} ${shown}`
    const known: Found = found.get(look) ?? {
      entries: [],
      to: { [key]: typeof value === 'string' || typeof value === 'number' ? value : value === true },
      words: new Pieces(limits.historyWordsMax),
      end: start
    }
    if (known.end !== start) known.words.apart()
    known.end = end
    for (let at = start; at < end; at++) {
      const letter = letters.text.charAt(at)
      if (!letters.standsAt(at, from) || !letters.standsAt(at, to)) continue
      if ((letter === '\n') !== isLineKind) continue
      known.words.put(isLineKind ? '' : letter)
      if (known.entries.at(-1) !== entry) known.entries.push(entry)
    }
    if (known.entries.length > 0) found.set(look, known)
  }
  return [...found.values()].map(({ entries, to: made, words }) => {
    const first = entries.reduce((a, b) => Math.min(a, b))
    const last = entries.reduce((a, b) => Math.max(a, b))
    const marked = words.words()
    return {
      author: fold.authorOf(last),
      ...{ firstSeq: fold.seqOf(first), seq: fold.seqOf(last), firstAt: fold.atOf(first), at: fold.atOf(last) },
      to: made,
      ...(marked ? { marked } : {})
    }
  })
}
