import { describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import type { PlanRecord, RecordData, RecordKind } from './records.ts'
import { isClosed, isOverdue, isWaiting, newsFor, threadsOf } from './threads.ts'
import type { Group } from './vocabulary.ts'

const record = <K extends RecordKind>(
  id: string,
  kind: K,
  about: string,
  data: RecordData<K>,
  {
    by = 'pat',
    group = 'parents',
    at = 1,
    withdrawn = false
  }: { by?: string; group?: Group; at?: number; withdrawn?: boolean } = {}
): PlanRecord => ({
  ...{ id, kind, about, data, by, group, at, withdrawn },
  version: 1,
  changedBy: by,
  changedAt: at
})
const comment = (how: { by?: string; group?: Group; withdrawn?: boolean } = {}) =>
  record('c1', 'comment', 'plan', { words: 'Why?', anchor: null, mentions: [] }, how)
const answer = (by: string, at: number, withdrawn = false) =>
  record(`a${at}`, 'answer', 'records/c1', { words: 'So.', mentions: [] }, { by, at, withdrawn })
const fate = (word: RecordData<'fate'>['fate'], at: number) =>
  record(`f${at}`, 'fate', 'records/c1', { fate: word, why: 'So.', to: null }, { by: 'helen', at })
const closing = (closed: boolean, at: number) => record(`x${at}`, 'closing', 'records/c1', { closed }, { at })
const only = (records: readonly PlanRecord[]) => {
  const [thread] = threadsOf(records)
  if (!thread) throw new Error('no thread')
  return thread
}

describe('threads', () => {
  it('hold what was said in order; the latest fate stands, and the latest word on closing', () => {
    const thread = only([
      closing(true, 6),
      fate('waiting', 3),
      answer('helen', 4),
      fate('answered', 5),
      answer('pat', 2),
      comment(),
      closing(false, 7)
    ])
    expect(thread.answers.map(({ id }) => id)).toEqual(['a2', 'a4'])
    expect(thread.fate?.data.fate).toBe('answered')
    expect(isClosed(thread)).toBe(false)
    expect(threadsOf([answer('helen', 1)])).toEqual([])
  })

  it('wait until it is in the plan or answered, closed or withdrawn', () => {
    expect(isWaiting(only([comment()]))).toBe(true)
    expect(isWaiting(only([comment(), fate('waiting', 2)]))).toBe(true)
    expect(isWaiting(only([comment(), fate('answered', 2)]))).toBe(false)
    expect(isWaiting(only([comment(), closing(true, 2)]))).toBe(false)
    expect(isWaiting(only([comment({ withdrawn: true })]))).toBe(false)
  })

  it('of parents and young people are overdue when nobody has answered for a week', () => {
    const late = 2 + limits.answerDays * 24 * 60 * 60 * 1000
    expect(isOverdue(only([comment()]), late)).toBe(true)
    expect(isOverdue(only([comment()]), late - 1)).toBe(false)
    expect(isOverdue(only([comment({ group: 'young-people' }), fate('waiting', 2)]), late)).toBe(true)
    expect(isOverdue(only([comment({ group: 'health' })]), late)).toBe(false)
    expect(isOverdue(only([comment(), answer('helen', 2)]), late)).toBe(false)
    expect(isOverdue(only([comment(), answer('pat', 2)]), late), 'one’s own words are no answer').toBe(true)
    expect(isOverdue(only([comment(), answer('helen', 2, true)]), late)).toBe(true)
  })

  it('are news for whoever began them when somebody else has said something since', () => {
    const thread = [only([comment(), answer('pat', 3), fate('answered', 4)])]
    expect(newsFor(thread, 'pat', 3)).toEqual(thread)
    expect(newsFor(thread, 'pat', 4)).toEqual([])
    expect(newsFor(thread, 'helen', 0)).toEqual([])
    expect(newsFor([only([comment(), answer('pat', 3)])], 'pat', 0)).toEqual([])
  })
})
