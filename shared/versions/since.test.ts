import { describe, expect, it } from 'vitest'
import type { ComparedItem, ComparedText, ComparedValue } from '../authorship/history.ts'
import type { ItemId } from '../ids.ts'
import type { Measure, PlanRecord } from '../plan/records.ts'
import type { PlanSnapshot } from '../plan/snapshot.ts'
import { netChanges, recordChanges, recordsSince } from './since.ts'

const said = { name: '', who: 0, at: 1, seq: 1 }
const text = (field: string, priority: string | null = 'p1'): ComparedText => ({
  field,
  name: '',
  priority,
  runs: [{ text: 'new', is: 'added', who: 0 }]
})
const value = (field: string): ComparedValue => ({ ...said, field, priority: 'p1', from: 'a', to: 'b' })
const item = (field: string, is: ComparedItem['is'], to: string | null = 'p1'): ComparedItem => ({
  ...said,
  field,
  is,
  from: 'p1',
  to
})

describe('changes since a version', () => {
  it('are one for each text, value and item', () => {
    const found = netChanges(
      {
        texts: [text('priorities/p1/why'), text('actions/a1/text')],
        values: [value('actions/a1/due')],
        items: [item('actions/a2', 'removed')]
      },
      false
    )
    expect(found.map(({ is, field }) => `${is} ${field}`)).toEqual([
      'item actions/a2',
      'words priorities/p1/why',
      'words actions/a1/text',
      'value actions/a1/due'
    ])
  })

  it('do not count status, impact and progress, unless they are asked for', () => {
    const progress = {
      texts: [text('actions/a1/impact')],
      values: ['priorities/p1/status', 'priorities/p1/impact', 'actions/a1/status', 'actions/a1/felt'].map(value),
      items: []
    }
    expect(netChanges(progress, false)).toEqual([])
    expect(netChanges(progress, true)).toHaveLength(5)
    // The words for status are the plan's own, and part of it.
    expect(netChanges({ texts: [], values: [value('plan/statusKey')], items: [] }, false)).toHaveLength(1)
  })

  it('count what is new once, with its first words, in the priority it belongs to', () => {
    const texts = [text('actions/a9/text', 'p2'), text('actions/a91/text', 'p2')]
    const found = netChanges({ texts, values: [], items: [item('actions/a9', 'added', 'p2')] }, false)
    expect(found).toMatchObject([
      { is: 'item', priority: 'p2', texts: [{ field: 'actions/a9/text' }] },
      { is: 'words', field: 'actions/a91/text' }
    ])
    expect(netChanges({ texts: [], values: [], items: [item('priorities/p3', 'added', null)] }, false)).toMatchObject([
      { priority: 'p3' }
    ])
  })
})

describe('what differs beside the words', () => {
  const record = (kind: PlanRecord['kind'], data: PlanRecord['data'], more: Partial<PlanRecord> = {}): PlanRecord => ({
    id: kind,
    kind,
    about: 'priorities/p1',
    data,
    by: 'p',
    group: 'parents',
    at: 1,
    version: 1,
    changedBy: 'p',
    changedAt: 1,
    withdrawn: false,
    ...more
  })
  const view = (words: string) => record('view', { words, source: '', held: 'group' })
  const measure = (actual: number | null, target: number): PlanRecord => {
    const data: Measure = {
      name: 'Late reviews',
      unit: '',
      direction: 'down',
      count: 'point',
      baseline: null,
      target: { value: target, date: '2027-07-30' },
      readings: [
        { date: '2026-10-30', milestone: 100, actual },
        ...(actual === null ? [] : [{ date: '2026-11-30', milestone: null, actual }])
      ],
      source: ''
    }
    return record('measure', data)
  }

  it('is told as added, taken out or changed', () => {
    expect(recordChanges([], [view('No.')])).toMatchObject([{ is: 'added' }])
    expect(recordChanges([view('No.')], [{ ...view('No.'), withdrawn: true }])).toMatchObject([{ is: 'taken-out' }])
    expect(recordChanges([view('No.')], [view('Not yet.')])).toMatchObject([{ is: 'changed' }])
    expect(recordChanges([view('No.')], [view('No.')])).toEqual([])
  })

  it('leaves out what was counted, evidence and updates: that is how work goes on', () => {
    expect(recordChanges([measure(null, 25)], [measure(121, 25)])).toEqual([])
    expect(recordChanges([measure(null, 25)], [measure(null, 30)])).toMatchObject([{ is: 'changed' }])
    expect(recordChanges([], [record('update', { words: 'Done.' })])).toEqual([])
  })

  it('is placed, and what goes with an item is part of its going', () => {
    const action = { id: 'a1', actions: [] }
    const snapshot = (actions: readonly object[]) =>
      ({ plan: {}, priorities: [{ id: 'p1', actions }], loose: [] }) as unknown as PlanSnapshot
    const onAction = { ...view('No.'), id: 'v1', about: 'actions/a1' }
    const reply = { ...record('reply', { words: 'We will.' }), about: 'records/v2', changedAt: 2 }
    const other = { ...view('Not this.'), id: 'v2' }
    const was = { snapshot: snapshot([action]), records: [onAction] }
    // Its action is gone: the view went with it. Taken out by its group, it is told.
    expect(recordsSince(null, was, { snapshot: snapshot([]), records: [onAction] })).toEqual([])
    const withdrawn = { ...onAction, withdrawn: true, changedBy: 'q' }
    expect(recordsSince(null, was, { snapshot: snapshot([]), records: [withdrawn] })).toMatchObject([
      { is: 'taken-out', by: 'q', priority: 'p1' }
    ])
    const now = { snapshot: snapshot([action]), records: [onAction, other, reply] }
    expect(recordsSince('p1' as ItemId, was, now)).toMatchObject([
      { is: 'added', priority: 'p1', record: { kind: 'view' } },
      { is: 'added', priority: 'p1', record: { kind: 'reply' } }
    ])
    expect(recordsSince('p2' as ItemId, { snapshot: snapshot([]), records: [] }, now)).toEqual([])
  })
})
