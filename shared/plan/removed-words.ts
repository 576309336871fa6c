import { limits } from '../limits.ts'
import type { Anchor } from './anchor.ts'
import { parseRecordData, withoutWords, type PlanRecord } from './records.ts'
import type { Kind } from './schema.ts'

/** What stands for a letter that was removed by law, one for one. */
export const removedLetter = '█'

/** An address that no link leads to any more; `.invalid` is nobody's, for ever. Source: RFC 2606. */
export const removedAddress = 'https://removed.invalid/'

/** Line ends stay: what is taken away is words. */
export const blotted = (text: string): string => text.replace(/[^\n]/g, removedLetter)

/** What people type into each controlled value: all of its words, or those under these names. */
const typed: { readonly [K in Kind]: Readonly<Record<string, 'all' | readonly string[]>> } = {
  plan: { area: 'all', bodies: 'all', officers: 'all', statusKey: 'all', notice: 'all' },
  priority: { status: ['why'], leads: ['role'], officer: 'all' },
  action: {
    leads: ['role'],
    revised: ['why'],
    status: ['why'],
    cost: 'all',
    milestone3: ['what'],
    milestone6: ['what'],
    milestone12: ['what']
  }
}

/** Whether people type words into this value. */
export const hasTypedWords = (kind: Kind, key: string): boolean => Object.hasOwn(typed[kind], key)

const blot = (value: unknown, which: 'all' | readonly string[], isMeant: boolean): unknown => {
  if (typeof value === 'string') return isMeant ? blotted(value) : value
  if (Array.isArray(value)) return value.map((each: unknown) => blot(each, which, isMeant))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      blot(each, which, which === 'all' || (Array.isArray(which) && which.includes(name)))
    ])
  )
}

/** A value of the same shape without what people typed into it; words of the board, dates and numbers stay. */
export const valueWithoutWords = (kind: Kind, key: string, value: unknown): unknown => {
  const which = typed[kind][key]
  return which === undefined ? value : blot(value, which, which === 'all')
}

const blottedWhereEmpty = (value: unknown, empty: unknown): unknown => {
  if (typeof value === 'string') return empty === '' ? blotted(value) : value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  if (typeof empty !== 'object' || empty === null) return value
  const left = new Map<string, unknown>(Object.entries(empty))
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, blottedWhereEmpty(each, left.get(name))])
  )
}

/**
 * What a record says, of the same shape, without what people typed into it. Figures, dates and words of the
 * board stay; an address leads nowhere. @throws for data that does not fit its kind.
 */
export const recordWithoutWords = ({ kind, data }: Pick<PlanRecord, 'kind' | 'data'>): PlanRecord['data'] => {
  // What `withoutWords` empties of its texts is what somebody said.
  const empty = new Map<string, unknown>(Object.entries(withoutWords({ kind, data })))
  const said = Object.entries(data).map(([name, value]): [string, unknown] => {
    if (name === 'link') return [name, value === null ? null : removedAddress]
    return [name, name === 'date' ? value : blottedWhereEmpty(value, empty.get(name))]
  })
  const fitting = parseRecordData(kind, Object.fromEntries(said))
  if (!fitting) throw new TypeError(`a ${kind} without its words is none`)
  return fitting
}

/** So many letters from a Yjs id on. */
type Letters = { client: number; clock: number; length: number }

/**
 * A quotation without these letters, the very same anchor when it quotes none of them. Letter for letter where the
 * quotation says each; one that was shortened, or points at more runs than it names, goes whole.
 */
const anchorWithout = (anchor: Anchor, gone: readonly Letters[]): Anchor => {
  const spans: { from: number; to: number }[] = []
  let at = 0
  for (const [client, clock, length] of anchor.letters) {
    for (const range of gone) {
      const from = Math.max(range.clock, clock) - clock
      const to = Math.min(range.clock + range.length, clock + length) - clock
      if (range.client === client && from < to) spans.push({ from: at + from, to: at + to })
    }
    at += length
  }
  const isCut = anchor.letters.length >= limits.anchorRunsMax
  if (spans.length === 0 && !isCut) return anchor
  const { quote } = anchor
  if (isCut || at !== quote.length) return { ...anchor, quote: blotted(quote) }
  return {
    ...anchor,
    quote: spans.reduce(
      (said, { from, to }) => said.slice(0, from) + blotted(said.slice(from, to)) + said.slice(to),
      quote
    )
  }
}

/** What a comment, or what became of one, says without these letters; the very same data when it quotes none of them. */
export const recordWithoutLetters = (data: PlanRecord['data'], gone: readonly Letters[]): PlanRecord['data'] => {
  if ('anchor' in data) {
    const anchor = data.anchor && anchorWithout(data.anchor, gone)
    return anchor === data.anchor ? data : { ...data, anchor }
  }
  if ('fate' in data && data.to && 'quote' in data.to) {
    const to = anchorWithout(data.to, gone)
    return to === data.to ? data : { ...data, to }
  }
  return data
}
