import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ItemId } from '../../../shared/ids.ts'
import type { PlanRecord } from '../../../shared/plan/records.ts'
import { SCHEMA, addAction, addPriority, createPlan } from '../../../shared/plan/schema.ts'
import { snapshotPlan } from '../../../shared/plan/snapshot.ts'
import { statusNames } from '../../../shared/words.ts'
import { frozenItems } from './frozen-items.ts'

const told = {
  statusName: (word: keyof typeof statusNames) => statusNames[word],
  called: () => undefined,
  priorities: [],
  now: new Date(0)
}
const record = (id: string, about: string): PlanRecord => ({
  id,
  kind: 'view',
  about,
  data: { words: id, source: '', held: 'group' },
  by: 'p',
  group: 'parents',
  at: 1,
  version: 1,
  changedBy: 'p',
  changedAt: 1,
  withdrawn: false
})

const frozen = () => {
  const doc = new Y.Doc()
  createPlan(doc, { title: 'Our plan', vision: 'Together.' }, { area: 'Sutton' })
  const texts = Object.fromEntries(Object.keys(SCHEMA.priority.texts).map((key) => [key, `Words of ${key}.`]))
  addPriority(doc, 'p1' as ItemId, { order: 'a1', status: { word: 'slipping', why: 'Too few people.' } }, texts)
  const action = Object.fromEntries(Object.keys(SCHEMA.action.texts).map((key) => [key, `Act of ${key}.`]))
  addAction(doc, 'a1' as ItemId, { order: 'b1', priority: 'p1', due: '2027-03-31', cost: '£400' }, action)
  addPriority(doc, 'p2' as ItemId, { order: 'a2' }, { title: 'Empty' })
  const records = [record('view', 'priorities/p1'), record('reply', 'records/view'), record('other', 'actions/a1')]
  return { snapshot: snapshotPlan(doc), records, references: { p1: '4', a1: '3.2', p2: '5' } }
}
const wordsOf = (lines: readonly { runs: readonly { text: string }[] }[]): string =>
  lines.map(({ runs }) => runs.map(({ text }) => text).join('')).join('\n')

describe('frozen words', () => {
  it('are shown whole: every text, every value with its reason, and what stands beside them', () => {
    const [plan, first] = frozenItems(frozen(), told, true)
    expect(plan?.texts.map(({ lines }) => wordsOf(lines))).toEqual(['Together.'])
    expect(plan?.facts).toContainEqual({ label: 'Local area', words: 'Sutton' })
    expect([first?.title, ...(first?.texts ?? [])].map((text) => wordsOf(text?.lines ?? []))).toEqual(
      Object.keys(SCHEMA.priority.texts).map((key) => `Words of ${key}.`)
    )
    expect(first?.facts).toContainEqual({ label: 'Status', words: 'Slipping. Too few people.' })
    expect(first?.records.map(({ id }) => id)).toEqual(['view', 'reply'])
    const [action] = first?.actions ?? []
    expect(action?.reference).toBe('3.2')
    expect([action?.title, ...(action?.texts ?? [])].map((text) => wordsOf(text?.lines ?? []))).toEqual(
      Object.keys(SCHEMA.action.texts).map((key) => `Act of ${key}.`)
    )
    expect(action?.facts.map(({ label }) => label)).toEqual(expect.arrayContaining(['By when', 'Cost']))
    expect(action?.records.map(({ id }) => id)).toEqual(['other'])
  })

  it('of one priority have its reference and nothing of the plan', () => {
    const items = frozenItems(frozen(), told, false)
    expect(items.map(({ kind, reference }) => `${kind} ${reference}`)).toEqual(['priority 4', 'priority 5'])
    expect(items[1]).toMatchObject({ texts: [], actions: [], records: [] })
  })
})
