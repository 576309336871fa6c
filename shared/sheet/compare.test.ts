import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { parseItemId, type ItemId } from '../ids.ts'
import { addAction, addPriority, createPlan, fieldText, setValue } from '../plan/schema.ts'
import { snapshotPlan } from '../plan/snapshot.ts'
import { cellsOf, type ValueCells } from './columns.ts'
import { compare, type PlanNow } from './compare.ts'
import type { ActionsFile, FileRow } from './read-file.ts'

const id = (text: string): ItemId => {
  const parsed = parseItemId(text)
  if (!parsed) throw new RangeError(text)
  return parsed
}
const one = id('one')
const takenAt = Date.parse('2026-05-18T09:00:00Z')

const scene = () => {
  const doc = new Y.Doc()
  createPlan(doc, { title: 'A plan' }, {})
  addPriority(doc, id('p1'), { order: 'a0' }, { title: 'Quality assurance' })
  addPriority(doc, id('p2'), { order: 'a1' }, { title: 'Local Offer website' })
  addAction(
    doc,
    one,
    {
      order: 'a0',
      priority: id('p1'),
      leads: [{ group: 'council', role: 'Quality lead, north' }],
      due: '2026-10-30',
      status: { word: 'on-track', why: '' },
      cost: 'Two posts'
    },
    { text: 'Parents join the panel', success: 'Three parents sit on every panel' }
  )
  const action = { kind: 'action', id: one } as const
  const changed = new Map<string, number>()
  const cells = (): ValueCells => {
    const found = snapshotPlan(doc).priorities[0]?.actions[0]
    if (!found) throw new Error('no action')
    return cellsOf(found, undefined)
  }
  const row = (more: Partial<FileRow> = {}, said: Partial<ValueCells> = {}): FileRow => ({
    number: 2,
    reference: '1.1',
    priority: 'Quality assurance',
    id: 'one',
    takenAt,
    noDays: [],
    formulas: [],
    others: {},
    ...more,
    cells: { ...cells(), ...said }
  })
  const all = [
    'reference',
    'priority',
    'text',
    'success',
    'answers',
    'leads',
    'partners',
    'start',
    'due',
    'first',
    'moved',
    'status',
    'why',
    'felt',
    'impact',
    'cost',
    'taken',
    'id'
  ] as const
  const file = (rows: readonly FileRow[], copy?: readonly FileRow[], plan?: string): ActionsFile => ({
    rows,
    has: new Set(all),
    asTaken: copy && new Map(copy.map((each) => [each.id, each])),
    plan
  })
  const now = (): PlanNow => {
    const { priorities } = snapshotPlan(doc)
    return {
      plan: 'a-plan',
      actions: new Map(priorities.flatMap(({ actions }) => actions.map((each) => [each.id, each]))),
      takenOut: new Set(['gone']),
      priorities: priorities.map((each, index) => ({ id: each.id, title: each.title.text, reference: `${index + 1}` })),
      byReference: new Map([['1.1', 'one']]),
      statusKey: undefined,
      changedAt: (_, key) => changed.get(key)
    }
  }
  const look = (rows: readonly FileRow[], copy?: readonly FileRow[]) => compare(file(rows, copy), now())
  return { doc, action, row, file, now, look, changed }
}

describe('a file against the plan', () => {
  it('says nothing when nothing was changed, whoever changed the plan meanwhile', () => {
    const { doc, action, row, look } = scene()
    const taken = row()
    expect(look([taken], [taken])).toMatchObject({ changes: [], news: [], problems: [], unread: [] })
    setValue(doc, action, 'cost', 'Three posts')
    fieldText(doc, 'actions/one/success')?.insert(0, 'At least ')
    expect(look([taken], [taken])).toMatchObject({ changes: [], problems: [] })
  })

  it('what the file alone changed comes in; missing rows and columns say nothing', () => {
    const { row, file, now, look } = scene()
    const back = row(
      {},
      { cost: 'One post', status: 'slipping', why: 'Two posts are empty.', leads: 'Headteacher, Education; Health' }
    )
    expect(look([back], [row()]).changes).toMatchObject([
      {
        field: 'leads',
        clash: false,
        values: [
          [
            'leads',
            [
              { group: 'education', role: 'Headteacher' },
              { group: 'health', role: '' }
            ]
          ]
        ]
      },
      { field: 'status', clash: false, values: [['status', { word: 'slipping', why: 'Two posts are empty.' }]] },
      {
        field: 'cost',
        clash: false,
        steps: [{ column: 'cost', from: 'Two posts', to: 'One post' }],
        values: [['cost', 'One post']]
      }
    ])
    expect(look([], [row()])).toMatchObject({ changes: [], problems: [] })
    const { asTaken, plan, rows } = file([row({}, { cost: '' })], [row()])
    expect(compare({ asTaken, plan, rows, has: new Set(['id', 'text']) }, now()).changes).toEqual([])
  })

  it('a value that somebody else has changed too is a clash, and a value they set to the same is none', () => {
    const { doc, action, row, look } = scene()
    const taken = row()
    const back = row({}, { cost: 'One post' })
    setValue(doc, action, 'cost', 'Three posts')
    expect(look([back], [taken]).changes).toMatchObject([
      { clash: true, steps: [{ from: 'Three posts', to: 'One post' }] }
    ])
    setValue(doc, action, 'cost', 'One post')
    expect(look([back], [taken]).changes).toEqual([])
  })

  it('words that others changed elsewhere in the same text stay beside those of the file', () => {
    const { doc, row, look } = scene()
    const taken = row()
    const back = row({}, { success: 'Four parents sit on every panel' })
    fieldText(doc, 'actions/one/success')?.insert(0, 'At least ')
    expect(look([back], [taken]).changes).toMatchObject([
      { wanted: 'At least Four parents sit on every panel', clash: false, beside: true }
    ])
    const three = fieldText(doc, 'actions/one/success')
    three?.delete('At least '.length, 'Three'.length)
    three?.insert('At least '.length, 'Six')
    expect(look([back], [taken]).changes).toMatchObject([{ clash: true, beside: false }])
  })

  it('without the copy of the sheet only what nobody has changed since counts as said before', () => {
    const { row, look, changed } = scene()
    const back = row({}, { cost: 'One post' })
    changed.set('cost', takenAt - 1)
    expect(look([back]).changes).toMatchObject([{ clash: false }])
    changed.set('cost', takenAt + 1)
    expect(look([back]).changes).toMatchObject([{ clash: true }])
    expect(look([row({ takenAt: undefined }, { cost: 'One post' })]).changes).toMatchObject([{ clash: true }])
  })

  it('rows find their action by id, else by reference, and each action once', () => {
    const { row, look } = scene()
    const cost = { cost: 'One post' }
    expect(look([row({ id: '' }, cost)], [row()]).changes).toHaveLength(1)
    expect(look([row({ id: '' }, cost)]).changes).toHaveLength(1)
    const lost = [
      row({ id: '', reference: '9.9', number: 3 }),
      row({ id: 'gone', number: 4 }),
      row({ number: 5 }),
      row({ number: 6 })
    ]
    expect(look(lost, [row()]).problems).toEqual([
      { row: 3, reason: 'unknown-action', said: '9.9' },
      { row: 4, reason: 'taken-out', said: '1.1' },
      { row: 6, reason: 'twice', said: '1.1' }
    ])
  })

  it('cells that cannot be read are told with their row, and the rest of the row comes in', () => {
    const { row, look } = scene()
    const problems = (said: Partial<ValueCells>, more: Partial<FileRow> = {}) =>
      look([row(more, said)], [row()]).problems
    expect(problems({ status: 'Slipping' })).toEqual([{ row: 2, column: 'why', reason: 'no-why', said: '' }])
    expect(problems({ status: 'Amber-ish' })).toEqual([
      { row: 2, column: 'status', reason: 'no-status', said: 'Amber-ish' }
    ])
    expect(problems({ due: 'soon' }, { noDays: ['due'] })).toEqual([
      { row: 2, column: 'due', reason: 'no-date', said: 'soon' }
    ])
    expect(problems({ leads: 'Somebody nice' })).toMatchObject([{ column: 'leads', reason: 'no-group' }])
    expect(problems({ felt: 'A lot' })).toMatchObject([{ column: 'felt', reason: 'no-impact' }])
    expect(problems({ moved: 'Later', due: '' })).toMatchObject([{ column: 'due', reason: 'no-new-date' }])
    expect(problems({ cost: 'x'.repeat(501) })).toMatchObject([{ column: 'cost', reason: 'too-long' }])
    const both = look([row({}, { status: 'Slipping', cost: 'One post' })], [row()])
    expect([both.changes.length, both.problems.length]).toEqual([1, 1])
  })

  it('a new date with its reason keeps the first one; a date without a reason is put right', () => {
    const { row, look } = scene()
    expect(look([row({}, { due: '2027-01-15', moved: 'New staff' })], [row()]).changes).toMatchObject([
      { field: 'due', values: [['revised', { date: '2027-01-15', why: 'New staff' }]] }
    ])
    expect(look([row({}, { due: '2026-11-30' })], [row()]).changes).toMatchObject([
      {
        values: [
          ['due', '2026-11-30'],
          ['revised', null]
        ]
      }
    ])
  })

  it('a row without reference and id is a new action in the priority that it names', () => {
    const { row, look } = scene()
    const bare = { id: '', reference: '', takenAt: undefined }
    const fresh = {
      ...row().cells,
      text: 'Ask ten\nfamilies',
      success: '',
      leads: '',
      due: '2027-01-15',
      status: 'A',
      why: 'No room yet'
    }
    const { news, problems } = look([
      row({ ...bare, number: 7, priority: 'local offer website' }, fresh),
      row({ ...bare, number: 8, priority: '2' }, fresh),
      row({ ...bare, number: 9, priority: 'Something else' }, fresh),
      row({ ...bare, number: 10, priority: '2' }, { ...fresh, text: '' })
    ])
    expect(news).toMatchObject([
      { row: 7, priority: 'p2' },
      { row: 8, priority: 'p2' }
    ])
    expect(news[0]?.texts).toEqual([['text', 'Ask ten families']])
    expect(news[0]?.values).toContainEqual(['status', { word: 'slipping', why: 'No room yet' }])
    expect(problems.map(({ row: number, reason }) => [number, reason])).toEqual([
      [9, 'unknown-priority'],
      [10, 'no-words']
    ])
  })

  it('another priority in the cell of an action moves it there; where others have moved it meanwhile somebody decides', () => {
    const { doc, action, row, look, changed } = scene()
    const copy = row()
    const back = row({ priority: 'Local Offer website' })
    const moved = { is: 'move', field: 'priority', to: 'p2', clash: false }
    const steps = [{ column: 'priority', from: 'Quality assurance', to: 'Local Offer website' }]
    for (const said of ['Local Offer website', '2', 'Priority 2', ' local  offer website '])
      expect(look([row({ priority: said })], [copy]), said).toMatchObject({
        changes: [{ ...moved, steps }],
        unread: []
      })
    // Without the copy it is known as long as nobody has moved it since.
    expect(look([back]).changes).toMatchObject([moved])
    changed.set('priority', takenAt + 1)
    expect(look([back]).changes).toMatchObject([{ ...moved, clash: true }])
    expect(look([back], [copy]).changes).toMatchObject([moved])
    // A cell that was left alone or emptied says nothing, and neither does an old name that only the plan has changed.
    for (const [said, taken] of [
      ['', copy],
      ['Quality', row({ priority: 'Quality' })]
    ] as const)
      expect(look([row({ priority: said })], [taken]).changes).toEqual([])
    expect(look([row({ priority: 'Quality' })])).toMatchObject({ changes: [], problems: [] })
    expect(look([row({ priority: 'Quality' })], [copy]).problems).toEqual([
      { row: 2, column: 'priority', reason: 'unknown-priority', said: 'Quality' }
    ])
    const third = row({ priority: 'Joint commissioning' })
    addPriority(doc, id('p3'), { order: 'a2' }, { title: 'Joint commissioning' })
    setValue(doc, action, 'priority', id('p3'))
    expect(look([back], [copy]).changes).toMatchObject([{ ...moved, clash: true }])
    expect(look([third], [copy]).changes).toEqual([])
  })

  it('what a formula says does not come in, in an action that is there and in a new one', () => {
    const { row, look } = scene()
    const given = row({ formulas: ['text'] }, { text: '=B2&C2' })
    expect(look([given], [row()])).toMatchObject({
      changes: [],
      problems: [{ row: 2, column: 'text', reason: 'formula', said: '=B2&C2' }]
    })
    expect(look([{ ...given, id: '', reference: '' }], [row()])).toMatchObject({
      news: [],
      problems: [{ column: 'text', reason: 'formula' }]
    })
    // A formula in a cell that says what it said is nobody's change.
    expect(look([row({ formulas: ['cost'] })], [row()])).toMatchObject({ changes: [], problems: [] })
  })

  it('a file of another plan is told, and columns that do not come back are counted', () => {
    const { row, file, now, look } = scene()
    expect(compare(file([row()], [row()], 'another-plan'), now())).toMatchObject({ foreign: true, changes: [] })
    const copy = row({ others: { Evidence: '' } })
    const back = row({ others: { Evidence: 'A photo', Mine: 'a note' }, priority: 'Local Offer website' })
    expect(look([back], [copy]).unread).toEqual([
      { column: 'Evidence', cells: 1 },
      { column: 'Mine', cells: 1 }
    ])
  })
})
