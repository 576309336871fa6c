import type { Seq } from '../../shared/ids.ts'
import type { Change, Entry } from './fold.ts'
import type { Past } from './past.ts'
import type { NamelessLine } from './questions.ts'
import { textsOf, valuesOf, whoOf } from './words.ts'

type Said = { inserted: string; deleted: string }

/** What each kept entry did to each field, from commit to commit, in the order of the log. */
export const linesBetween = (past: Past, from: Seq, to: Seq): NamelessLine[] => {
  const { fold } = past
  const [first, last] = [fold.lastEntryAt(from - 1) + 1, fold.lastEntryAt(to)]
  const lines: { entry: Entry; line: NamelessLine }[] = []
  for (let index = 0; index < fold.changes; index++) {
    if (fold.lastOf(index) < first || fold.firstOf(index) > last) continue
    const change = fold.change(index)
    const words = saidBy(past, change, first, last)
    for (let entry = Math.max(first, change.first); entry <= Math.min(last, change.last); entry++)
      if (fold.authorNumberOf(entry) === fold.authorNumberOf(change.first))
        lines.push({ entry, line: lineOf(past, { ...change, first: entry, last: entry }, words.get(entry)) })
  }
  return lines.sort((a, b) => a.entry - b.entry).map(({ line }) => line)
}

/** The words of each entry, read in one walk over the text. */
const saidBy = (past: Past, change: Change, first: Entry, last: Entry): Map<Entry, Said> => {
  const said = new Map<Entry, Said>()
  const of = (entry: Entry): Said => {
    const known = said.get(entry) ?? { inserted: '', deleted: '' }
    said.set(entry, known)
    return known
  }
  const [from, to] = [Math.max(first, change.first), Math.min(last, change.last)]
  for (const letters of textsOf(past, change))
    for (let at = 0; at < letters.length; at++) {
      const born = letters.born[at] ?? 0
      const gone = letters.gone[at] ?? 0
      if (born >= from && born <= to && gone !== born) of(born).inserted += letters.text.charAt(at)
      if (gone >= from && gone <= to && gone !== born) of(gone).deleted += letters.text.charAt(at)
    }
  return said
}

const lineOf = (past: Past, change: Change, words: Said | undefined): NamelessLine => ({
  seq: past.fold.seqOf(change.first),
  at: past.fold.atOf(change.first),
  kind: change.kind,
  who: whoOf(change.author),
  field: change.field,
  ...(words && words.inserted !== '' ? { inserted: words.inserted } : {}),
  ...(words && words.deleted !== '' && change.kind === 'words' ? { deleted: words.deleted } : {}),
  ...valuesOf(past, change)
})
