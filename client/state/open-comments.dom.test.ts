import { describe, expect, it } from 'vitest'
import { parseItemId, parsePlanId, type ItemId } from '../../shared/ids.ts'
import type { PlanRecord, RecordKind } from '../../shared/plan/records.ts'
import { REFUSALS } from '../../shared/refusals.ts'
import { openComments } from './open-comments.ts'
import { RecordsState } from './records.svelte.ts'

const item = (id: string): ItemId => {
  const parsed = parseItemId(id)
  if (!parsed) throw new Error(`no item id: ${id}`)
  return parsed
}
const record = (
  id: string,
  kind: RecordKind,
  about: string,
  data: PlanRecord['data'],
  withdrawn = false
): PlanRecord => ({
  id,
  kind,
  about,
  data,
  by: 'priya',
  group: 'parents',
  at: 1,
  version: 1,
  changedBy: 'priya',
  changedAt: 1,
  withdrawn
})
const comment = (id: string, about: string, withdrawn = false): PlanRecord =>
  record(id, 'comment', about, { words: 'Why?', anchor: null, mentions: [] }, withdrawn)

const read = async (records: PlanRecord[]): Promise<RecordsState> => {
  const plan = parsePlanId('a-plan')
  if (!plan) throw new Error('no plan id')
  const no = () =>
    Promise.resolve({ ok: false as const, code: 'unavailable' as const, sentence: REFUSALS.unavailable.sentence })
  const state = new RecordsState(plan, {
    read: () => Promise.resolve({ ok: true, body: { version: 1, records, people: [] } }),
    add: no,
    change: no,
    withdraw: no,
    putBack: no,
    history: no,
    values: no
  })
  await state.refresh()
  return state
}

describe('open comments of a priority', () => {
  it('are those about it and about its actions; closed and withdrawn ones and replies do not count', async () => {
    const records = await read([
      comment('c1', 'priorities/p1'),
      comment('c2', 'actions/a1'),
      comment('c3', 'priorities/p1', true),
      comment('c4', 'priorities/p1'),
      record('x1', 'closing', 'records/c4', { closed: true }),
      comment('c5', 'priorities/p1'),
      record('x2', 'closing', 'records/c5', { closed: true }),
      { ...record('x3', 'closing', 'records/c5', { closed: false }), at: 2 },
      record('r1', 'answer', 'records/c1', { words: 'Soon.', mentions: [] }),
      comment('c6', 'plan'),
      comment('c7', 'actions/a2')
    ])
    const counts = openComments(records, [
      { id: item('p1'), actions: [{ id: item('a1') }] },
      { id: item('p2'), actions: [{ id: item('a2') }] },
      { id: item('p3'), actions: [] }
    ])
    expect([...counts]).toEqual([
      ['p1', 3],
      ['p2', 1],
      ['p3', 0]
    ])
  })
})
