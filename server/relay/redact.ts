import * as Y from 'yjs'
import type { Ms, PlanId, Seq } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { isRefusal, refuse, type Refusal } from '../../shared/refusals.ts'
import type { Author, Erasure, PlanLog, Redaction } from '../store/store.ts'
import type { Ledger } from './ledger.ts'
import { wholeLetters, withoutLetters } from './removed-letters.ts'
import { eachKnown } from './shape.ts'
import { applyEntry, type PlanState } from './stored-plan.ts'
import { encodeDeletes, joinRanges, type Range } from './update.ts'

/** Which letters go, standing or taken out already; who asks for it; and why, in words that do not repeat them. */
export type Removal = { ids: readonly Range[]; by: Author; why: string }
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

/** Rows after `after` up to `head` that hold such letters, as they stand without them. */
export const rowsWithout = async (
  log: PlanLog,
  plan: PlanId,
  after: Seq,
  head: Seq,
  ranges: readonly Range[],
  pause: Pause
): Promise<Rows> => {
  const rows: Rows[number][] = []
  for (let seq = after; seq < head;) {
    const commits = await log.readCommits(plan, seq, limits.redactionPageRows, limits.resumeBytesMax)
    if (commits.length === 0) throw new Error(`commits end at ${seq}, before ${head}`)
    for (const commit of commits) {
      const entries = commit.entries.map((entry) => ({ ...entry, update: withoutLetters(entry.update, ranges) }))
      if (entries.some(({ update }, index) => update !== commit.entries[index]?.update))
        rows.push({ seq: commit.seq, entries })
      seq = commit.seq
    }
    // Others have the event loop between two pages.
    await pause()
  }
  return rows
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
  { looked, upTo, at, pause }: { looked: Rows; upTo: Seq; at: Ms; pause: Pause }
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
  const later = await rowsWithout(log, plan, upTo, state.head, ranges, pause)
  const rows = [...looked, ...later]
  if (rows.length === 0) return refuse('not-found')
  const epoch = await log.redact(plan, state.head, {
    by: by.speaker,
    at,
    why,
    rows,
    state: Y.encodeStateAsUpdate(state.doc),
    ledger: state.ledger.encode()
  })
  if (isRefusal(epoch)) return epoch
  return { epoch, letters: ids.reduce((sum, { length }) => sum + length, 0), commits: rows.length }
}
