import * as Y from 'yjs'
import type { Ms, PlanId, Seq } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import type { Author, Erasure, PlanLog, Redaction } from '../store/store.ts'
import { Ledger } from './ledger.ts'
import { wholeLetters, withoutLetters } from './removed-letters.ts'
import type { FieldAt, FieldTrace } from './removed-values.ts'
import { eachKnown } from './shape.ts'
import { applyEntry, newPlanDoc, type PlanState } from './stored-plan.ts'
import { encodeDeletes, joinRanges, type Range } from './update.ts'

/**
 * Which letters go, standing or taken out already; whose values lose what was typed into them, now and at any
 * time before; which addresses no link of the plan leads to any more; who asks for it; and why, in words that do
 * not repeat them.
 */
export type Removal = {
  ids: readonly Range[]
  values?: readonly FieldAt[]
  links?: readonly string[]
  by: Author
  why: string
}
export type Removed = { epoch: number; letters: number; commits: number }

type Rows = Redaction['rows']
type Log = PlanLog & Pick<Erasure, 'redact'>
type Pause = () => Promise<void>

/** Bytes of an update that brings nothing: it only deletes. */
const noStructs = Uint8Array.of(0)

/**
 * The letters that are meant: those asked for, the first ones they stand again for, and wherever those stand
 * again. Refuses 'not-found' when some were never here.
 */
export const lettersMeant = (
  { doc, ledger }: { doc: Y.Doc; ledger: Pick<Ledger, 'repeats'> },
  ids: readonly Range[]
): Range[] | Refusal => {
  const firsts: Range[] = []
  for (const { client, clock, length } of ids) {
    if (clock + length > Y.getState(doc.store, client)) return refuse('not-found')
    for (let done = 0; done < length;) {
      const { length: run, of = { client, clock: clock + done } } = ledger.repeats.first({
        client,
        clock: clock + done
      })
      const part = Math.min(run, length - done)
      firsts.push({ ...of, length: part })
      done += part
    }
  }
  return joinRanges([...ids, ...firsts, ...firsts.flatMap((first) => ledger.repeats.copies(first))])
}

/** Those of them that are still to be seen. */
const standing = (doc: Y.Doc, ranges: readonly Range[]): Range[] => {
  const found: Range[] = []
  for (const range of ranges) {
    eachKnown(doc, range, (item, from, to) => {
      if (!(item instanceof Y.Item) || item.deleted || !(item.content instanceof Y.ContentString)) return
      const { client, clock } = item.id
      const [first, end] = wholeLetters(item.content.str, from - clock, to - clock)
      found.push({ client, clock: clock + first, length: end - first })
    })
  }
  return joinRanges(found)
}

/** Rows after `after` up to `head` that hold what goes, as they stand without it. */
export const rowsWithout = async (
  log: PlanLog,
  plan: PlanId,
  after: Seq,
  head: Seq,
  without: (update: Uint8Array) => Uint8Array,
  pause: Pause
): Promise<Rows> => {
  const rows: Rows[number][] = []
  for (let seq = after; seq < head;) {
    const commits = await log.readCommits(plan, seq, limits.redactionPageRows, limits.resumeBytesMax)
    if (commits.length === 0) throw new Error(`commits end at ${seq}, before ${head}`)
    for (const commit of commits) {
      const entries = commit.entries.map((entry) => ({ ...entry, update: without(entry.update) }))
      if (entries.some(({ update }, index) => update !== commit.entries[index]?.update))
        rows.push({ seq: commit.seq, entries })
      seq = commit.seq
    }
    // Others have the event loop between two pages.
    await pause()
  }
  return rows
}

/** What goes from one update: letters, then what was typed into fields. */
export const withoutBoth =
  (ranges: readonly Range[], trace: FieldTrace) =>
  (update: Uint8Array): Uint8Array =>
    trace.without(withoutLetters(update, ranges))

/**
 * The plan as these rows make it. Letters keep every fold as it was; a value without its words may equal the one
 * before it, and a fold tells each value once: so it is folded anew.
 */
const foldedAnew = async (
  { ledger, head }: PlanState,
  log: PlanLog,
  plan: PlanId,
  rows: Rows,
  pause: Pause
): Promise<Pick<PlanState, 'doc' | 'ledger'>> => {
  const changed = new Map(rows.map(({ seq, entries }) => [seq, entries]))
  const fresh = { doc: newPlanDoc(), ledger: new Ledger(ledger.owners()) }
  for (let seq: Seq = 0; seq < head;) {
    const commits = await log.readCommits(plan, seq, limits.redactionPageRows, limits.resumeBytesMax)
    if (commits.length === 0) throw new Error(`commits end at ${seq}, before ${head}`)
    for (const commit of commits) {
      for (const entry of changed.get(commit.seq) ?? commit.entries) applyEntry(fresh, entry, commit.at, commit.seq)
      seq = commit.seq
    }
    await pause()
  }
  return fresh
}

/**
 * Removes words for good from a plan that nobody changes meanwhile: what still stands is deleted in the name of
 * who asks, then every row that holds them is rewritten and one snapshot takes the place of all.
 * `looked`: rows up to `upTo` that were rewritten before. The state must be let go of afterwards, whatever comes.
 */
export const removeLetters = async (
  state: PlanState,
  log: Log,
  plan: PlanId,
  { ids, by, why }: Removal,
  { looked, upTo, at, pause, trace }: { looked: Rows; upTo: Seq; at: Ms; pause: Pause; trace: FieldTrace }
): Promise<Removed | Refusal> => {
  const ranges = lettersMeant(state, ids)
  if (isRefusal(ranges)) return ranges
  const deletes = standing(state.doc, ranges)
  if (deletes.length > 0) {
    const update = new Uint8Array([...noStructs, ...encodeDeletes(deletes)])
    const entry = { author: by, update }
    applyEntry(state, entry, at, state.head + 1)
    const seq = await log.commit(plan, state.head, at, [entry], [])
    if (isRefusal(seq)) return seq
    state.head = seq
  }
  // Whatever stands again since the first look came after it.
  const later = await rowsWithout(log, plan, upTo, state.head, withoutBoth(ranges, trace), pause)
  const rows = [...looked, ...later]
  if (rows.length === 0) return refuse('not-found')
  const { doc, ledger } = trace.isEmpty ? state : await foldedAnew(state, log, plan, rows, pause)
  const epoch = await log.redact(plan, state.head, {
    by: by.speaker,
    at,
    why,
    rows,
    state: Y.encodeStateAsUpdate(doc),
    ledger: ledger.encode(),
    letters: ranges
  })
  if (isRefusal(epoch)) return epoch
  return { epoch, letters: ids.reduce((sum, { length }) => sum + length, 0), commits: rows.length }
}
