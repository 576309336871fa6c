import { describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import type { PlanRecord, RecordData, RecordKind } from './records.ts'
import { isClosed, isFor, isOverdue, isWaiting, newsFor, threadsOf } from './threads.ts'
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
type Mentions = RecordData<'answer'>['mentions']
const answer = (by: string, at: number, how: { withdrawn?: boolean; group?: Group; mentions?: Mentions } = {}) => {
  const { mentions = [], group = by === 'pat' ? 'parents' : 'council', withdrawn = false } = how
  return record(`a${at}`, 'answer', 'records/c1', { words: 'So.', mentions }, { by, at, group, withdrawn })
}
const pat = { person: 'pat', group: 'parents' } as const
const helen = { person: 'helen', group: 'council' } as const
const anna = { person: 'anna', group: 'health' } as const
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
    expect(isOverdue(only([comment(), answer('helen', 2, { withdrawn: true })]), late)).toBe(true)
    const too = answer('tom', 2, { group: 'parents' })
    expect(isOverdue(only([comment(), too]), late), 'another parent’s “me too” is none either').toBe(true)
  })

  it('are news for whoever began them when somebody else has said something since', () => {
    const thread = [only([comment(), answer('pat', 3), fate('answered', 4)])]
    expect(newsFor(thread, pat, 3)).toEqual(thread)
    expect(newsFor(thread, pat, 4)).toEqual([])
    expect(newsFor(thread, helen, 0)).toEqual([])
    expect(newsFor([only([comment(), answer('pat', 3)])], pat, 0)).toEqual([])
  })

  it('are news for whoever answered in them, once somebody else has answered after that', () => {
    const before = [only([comment(), answer('helen', 2), answer('anna', 3)])]
    expect(newsFor(before, anna, 0), 'she knows what stood there').toEqual([])
    const after = [only([comment(), answer('helen', 2), answer('anna', 3), answer('helen', 4)])]
    expect(newsFor(after, anna, 3)).toEqual(after)
    expect(newsFor(after, anna, 4)).toEqual([])
    expect(newsFor(after, helen, 0)).toEqual(after)
    expect(newsFor(after, helen, 3)).toEqual([])
    expect([
      isFor(after[0] ?? only([]), anna),
      isFor(before[0] ?? only([]), { person: 'grace', group: 'education' })
    ]).toEqual([true, false])
  })

  it('are news for whoever is asked for in them, by name or with their group, and belong to them from then on', () => {
    for (const mentions of [[{ person: 'anna' }], [{ group: 'health' as const }]]) {
      const asked = only([comment(), answer('helen', 2, { mentions })])
      expect([newsFor([asked], anna, 1), newsFor([asked], anna, 2)]).toEqual([[asked], []])
      expect([isFor(asked, anna), isFor(asked, { person: 'grace', group: 'education' })]).toEqual([true, false])
      const takenBack = only([comment(), answer('helen', 2, { mentions, withdrawn: true })])
      expect([newsFor([takenBack], anna, 0), isFor(takenBack, anna)]).toEqual([[], false])
      const own = only([comment(), answer('anna', 2, { mentions })])
      expect(newsFor([own], anna, 0), 'nobody has to hear what they said themselves').toEqual([])
    }
  })
})
