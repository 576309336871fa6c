import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type {
  HistoryComparison,
  HistoryLine,
  HistoryMoment,
  HistoryPage,
  HistorySinceVisit,
  HistoryTimeline
} from '../../shared/authorship/history.ts'
import { putBack } from '../../shared/authorship/undone.ts'
import type { ItemId, PersonId, PlanId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import {
  addAction,
  addPriority,
  fieldText,
  moveAction,
  placeMap,
  setValue,
  type Group
} from '../../shared/plan/schema.ts'
import { snapshotPlan } from '../../shared/plan/snapshot.ts'
import { Page } from '../../seeds/stage.ts'
import { BoardScene } from '../http/board-scene.ts'
import { isRefusal } from '../../shared/refusals.ts'
import type { Role } from '../../shared/roles.ts'

const item = (id: string): ItemId => id as ItemId
let board: BoardScene
let plan: PlanId
let cookie: string
const pages = new Map<string, Page>()

const roomOf = async (of: PlanId) => {
  const room = await board.lobby.room(of)
  if (isRefusal(room)) throw new Error(room.refused)
  return room
}
let client = 1000
const open = async (of: PlanId, person: PersonId, group: Group, role: Role = 'member'): Promise<Page> => {
  const seat = { person, name: person, group, role, session: '', expiresAt: Infinity }
  return Page.open(await roomOf(of), seat, client++, person)
}
const pageOf = (name: string): Page => {
  const page = pages.get(name)
  if (!page) throw new Error(`no page of ${name}`)
  return page
}
/** Somebody does something, and it is kept. */
const does = async (name: string, act: (doc: Page['doc']) => void): Promise<void> => {
  const page = pageOf(name)
  act(page.doc)
  await page.saved()
}
const read = async <T>(path: string, of: PlanId = plan): Promise<T> => {
  const answer = await board.fetch(`/api/plans/${of}/history${path}`, { cookie })
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`)
  return (await answer.json()) as T
}
const why = (doc: Page['doc']) => {
  const text = fieldText(doc, 'priorities/p1/why')
  if (!text) throw new Error('no text')
  return text
}
const a1 = { kind: 'action', id: item('a1') } as const

beforeAll(async () => {
  board = await BoardScene.open()
  const helen = await board.person('Helen')
  plan = await board.plan('own', helen, 'Our plan', (doc) => {
    addPriority(doc, item('p1'), { order: 'a0' }, { title: 'First', why: 'Because it matters.' })
    addPriority(doc, item('p2'), { order: 'a1' }, { title: 'Second' })
    addAction(doc, item('a1'), { order: 'a0', priority: 'p1' }, { text: 'Do it' })
  })
  for (const [name, group] of [
    ['Priya', 'parents'],
    ['Tom', 'health']
  ] as const) {
    const person = await board.person(name)
    await board.member(plan, person, 'member', group)
    pages.set(name, await open(plan, person, group))
  }
  cookie = await board.signIn('helen@example.org')
  await does('Priya', (doc) => why(doc).insert(0, 'Truly: ', {}))
  await does('Tom', (doc) => why(doc).delete(7, 8))
  await does('Tom', (doc) => why(doc).format(0, 5, { bold: true }))
  await does('Tom', (doc) => setValue(doc, a1, 'due', '2027-01-01'))
  await does('Priya', (doc) => moveAction(doc, a1.id, { priority: item('p2'), order: 'b0' }))
  await does('Priya', (doc) => addAction(doc, item('a2'), { order: 'c0', priority: 'p1' }, { text: 'More' }))
  await does('Tom', (doc) => placeMap(doc, a1)?.set('removed', true))
  await does('Tom', (doc) => placeMap(doc, a1)?.set('removed', false))
})
afterAll(async () => {
  for (const page of pages.values()) page.leave()
  await board.close()
})

describe('history over HTTP', () => {
  it('[contract] one line for each kept entry and field, as it was done', async () => {
    const lines = await read<HistoryLine[]>('')
    const tom = { person: { id: 'tom', name: 'Tom Shah' }, group: 'health' }
    const priya = { person: { id: 'priya', name: 'Priya Shah' }, group: 'parents' }
    const helen = { person: { id: 'helen', name: 'Helen Shah' }, group: 'council' }
    expect(lines.filter(({ seq }) => seq === 1)).toMatchObject(
      ['plan', 'priorities/p1', 'priorities/p2', 'actions/a1'].map((field) => ({ kind: 'add', field, ...helen }))
    )
    const later = lines.filter(({ seq }) => seq > 1)
    expect(later.map(({ at: _, ...line }) => line)).toEqual([
      { seq: 2, kind: 'words', field: 'priorities/p1/why', ...priya, inserted: 'Truly: ' },
      { seq: 3, kind: 'words', field: 'priorities/p1/why', ...tom, deleted: 'Because ' },
      { seq: 4, kind: 'format', field: 'priorities/p1/why', ...tom },
      { seq: 5, kind: 'value', field: 'actions/a1/due', ...tom, from: null, to: '2027-01-01' },
      {
        ...{ seq: 6, kind: 'move', field: 'actions/a1', ...priya },
        ...{ from: { priority: 'p1', order: 'a0' }, to: { priority: 'p2', order: 'b0' } }
      },
      { seq: 7, kind: 'add', field: 'actions/a2', ...priya, inserted: 'More\n\n\n' },
      { seq: 8, kind: 'remove', field: 'actions/a1', ...tom },
      { seq: 9, kind: 'restore', field: 'actions/a1', ...tom }
    ])
    expect((await read<HistoryLine[]>('?from=3&to=5')).map(({ seq }) => seq)).toEqual([3, 4, 5])
    expect(await read<HistoryLine[]>('?from=10&to=12')).toEqual([])
  })

  it('a window is so wide at most, and what it leaves out is named', async () => {
    const ask = (query: string) => board.fetch(`/api/plans/${plan}/history${query}`, { cookie })
    expect((await ask(`?from=1&to=${limits.historyCommitsMax}`)).status).toBe(200)
    expect((await ask(`?from=1&to=${limits.historyCommitsMax + 1}`)).status).toBe(413)
    for (const query of [
      '?from=x',
      '?to=-1',
      '?from=1.5',
      '/moment?at=1&index=1',
      '/moment?index=1&time=1',
      '/timeline?zone=Nowhere',
      '/compare?from=3&to=2',
      '/changes?max=0',
      '/moment?in=a/b'
    ])
      expect((await ask(query)).status, query).toBe(400)
    for (const query of ['/timeline?in=p9', '/changes?in=a1', '/moment?in=plan', '/compare?from=1&to=2&in=p9'])
      expect((await ask(query)).status, query).toBe(404)
  })

  it('the timeline counts letters per day and group, and steps from moment to moment', async () => {
    const timeline = await read<HistoryTimeline>('/timeline')
    expect([timeline.first.seq, timeline.last.seq, timeline.moments]).toEqual([1, 9, 9])
    expect(timeline.steps).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1])
    expect(timeline.marks).toMatchObject([{ kind: 'created', seq: 1 }])
    const letters = timeline.days.map((day) => day.letters)
    expect(letters.reduce((sum, each) => sum + (each.parents ?? 0), 0)).toBe('Truly: '.length + 'More\n\n\n'.length)
    for (const { day } of timeline.days) expect(day).toMatch(/^\d{4}-\d\d-\d\d$/)
    const second = await read<HistoryTimeline>('/timeline?in=p2&zone=Pacific/Auckland')
    expect(second.steps).toEqual([1, 5, 2, 1])
  })

  it('[P23] a named moment stands on the time line with its time, by its newest name, until it is taken away', async () => {
    const body = (data: unknown) => ({ kind: 'moment', about: 'plan', data })
    const records = `/api/plans/${plan}/records`
    const moments = async () => (await read<HistoryTimeline>('/timeline')).marks.filter(({ kind }) => kind === 'moment')
    const said = await board.post(records, body({ name: ' After the workshop ', seq: 5 }), { cookie })
    const { id } = (await said.json()) as { id: string }
    const { time } = await read<HistoryMoment>('/moment?at=5')
    expect(await moments()).toEqual([{ kind: 'moment', record: id, name: 'After the workshop', seq: 5, at: time }])
    const inside = await read<HistoryTimeline>('/timeline?in=p1')
    expect(inside.marks.map(({ name }) => name)).toContain('After the workshop')

    const change = (data: unknown) =>
      board.fetch(`${records}/${id}`, {
        method: 'PUT',
        cookie,
        headers: { origin: board.origin, 'content-type': 'application/json' },
        body: JSON.stringify({ version: 1, data })
      })
    expect((await change({ name: 'Elsewhere', seq: 6 })).status, 'a name stays with its moment').toBe(400)
    expect((await change({ name: 'The March workshop', seq: 5 })).status).toBe(200)
    expect(await moments()).toMatchObject([{ name: 'The March workshop', seq: 5 }])
    expect((await board.post(`${records}/${id}/withdraw`, { version: 2 }, { cookie })).status).toBe(200)
    expect(await moments()).toEqual([])

    expect((await board.post(records, body({ name: 'Tomorrow', seq: 10 }), { cookie })).status, 'not yet').toBe(404)
    for (const data of [{ name: ' ', seq: 1 }, { name: 'x'.repeat(101), seq: 1 }, { name: 'x', seq: 0 }, { name: 'x' }])
      expect((await board.post(records, body(data), { cookie })).status, JSON.stringify(data)).toBe(400)
    const about = await board.post(records, { ...body({ name: 'x', seq: 1 }), about: 'priorities/p1' }, { cookie })
    expect(about.status, 'a moment is one of the whole plan').toBe(400)
  })

  it('changes come newest first, page by page, of one priority when asked', async () => {
    const first = await read<HistoryPage>('/changes?max=3')
    expect(first.changes.map(({ kind, seq }) => [kind, seq])).toEqual([
      ['restore', 9],
      ['remove', 8],
      ['add', 7]
    ])
    expect(first.next).toBe(6)
    const next = await read<HistoryPage>(`/changes?max=50&to=${String(first.next)}`)
    expect(next.changes.map(({ seq }) => seq)).toEqual([6, 5, 4, 3, 2, 1, 1, 1, 1])
    expect(next.next).toBeNull()
    expect(next.changes.find(({ seq }) => seq === 3)).toMatchObject({
      ...{ who: { speaker: 'tom', typist: 'tom', group: 'health' }, deleted: { text: 'Because ' }, lettersOut: 8 },
      ...{ name: 'First', priority: 'p1' }
    })
    const one = await read<HistoryPage>('/changes?in=p1&from=4')
    expect(one.changes.map(({ field, seq }) => [field, seq])).toEqual([
      ['actions/a2', 7],
      ['actions/a1', 6],
      ['actions/a1/due', 5],
      ['priorities/p1/why', 4]
    ])
  })

  it('a moment is the plan as it stood, with who wrote each run, and what was done last', async () => {
    const moment = await read<HistoryMoment>('/moment?at=3')
    expect(moment).toMatchObject({ at: 3, index: 2, moments: 9, previous: 2, next: 4, priority: null })
    expect(moment.change).toMatchObject({ kind: 'words', deleted: { text: 'Because ' } })
    const [first] = moment.plan?.priorities ?? []
    expect(first?.why.text).toBe('Truly: it matters.')
    expect(first?.actions.map(({ id }) => id)).toEqual(['a1'])
    const owners = new Map(moment.owners.map(({ client: id, speaker }) => [id, speaker]))
    expect(first?.why.lines[0]?.runs.map(({ text, client: id }) => [text, owners.get(id)])).toEqual([
      ['Truly: ', 'priya'],
      ['it matters.', 'helen']
    ])
    expect(moment.people.map(({ id, name }) => [id, name])).toContainEqual(['priya', 'Priya Shah'])
    expect(await read<HistoryMoment>('/moment?index=2')).toEqual(moment)
    // Changes of one millisecond are one moment to a clock: the last of them.
    const byTime = await read<HistoryMoment>(`/moment?time=${moment.time}`)
    expect(byTime.time).toBe(moment.time)
    expect(byTime.at).toBeGreaterThanOrEqual(3)
    expect((await read<HistoryMoment>('/moment?time=0')).index).toBe(0)
    expect((await read<HistoryMoment>(`/moment?time=${moment.time + 1e9}`)).index).toBe(8)
    const now = await read<HistoryMoment>('/moment')
    const live = await (await roomOf(plan)).settled(({ doc }) => snapshotPlan(doc))
    expect(now.plan).toEqual(JSON.parse(JSON.stringify(live)))
    const second = await read<HistoryMoment>('/moment?in=p2&at=7')
    expect(second.plan).toBeNull()
    expect(second.priority?.actions.map(({ id }) => id)).toEqual(['a1'])
    expect(second).toMatchObject({ at: 7, index: 1, previous: 6, next: 8 })
    expect(await read<HistoryMoment>('/moment?at=0')).toMatchObject({
      index: -1,
      previous: null,
      next: 1,
      change: null
    })
  })

  it('two moments are compared net, with who did what', async () => {
    const { texts, values, items, authors } = await read<HistoryComparison>('/compare?from=1&to=9')
    const who = (index: number | undefined) => authors[index ?? -1]?.speaker
    expect(texts.map(({ field }) => field)).toEqual([
      'priorities/p1/why',
      'actions/a2/text',
      'actions/a2/success',
      'actions/a2/answers',
      'actions/a2/impact'
    ])
    expect(texts[0]?.runs.map(({ text, is, who: index, seq }) => [text, is, who(index), seq])).toEqual([
      ['Truly', 'added', 'priya', 2],
      [': ', 'added', 'priya', 2],
      ['Because ', 'taken', 'tom', 3],
      ['it matters.\n', 'kept', 'helen', undefined]
    ])
    const taken = texts[0]?.runs[2]
    expect(taken).toMatchObject({ wrote: authors.findIndex(({ speaker }) => speaker === 'helen') })
    expect(taken?.ids?.map(({ text }) => text).join('')).toBe('Because ')
    await (
      await roomOf(plan)
    ).settled(({ doc }) => {
      const copy = new Y.Doc()
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
      expect(putBack(copy, taken?.ids ?? [], 'test')).toBe('Because '.length)
      expect(fieldText(copy, 'priorities/p1/why')?.toJSON()).toBe('Truly: Because it matters.\n')
    })
    expect(values).toMatchObject([{ field: 'actions/a1/due', from: null, to: '2027-01-01', seq: 5 }])
    expect(items.map(({ field, is, from, to, who: index }) => [field, is, from, to, who(index)])).toEqual([
      ['actions/a2', 'added', null, 'p1', 'priya'],
      ['actions/a1', 'moved', 'p1', 'p2', 'priya']
    ])
    expect((await read<HistoryComparison>('/compare?from=7&to=9')).items).toEqual([])
    expect((await read<HistoryComparison>('/compare?from=1&to=8&in=p2')).items).toMatchObject([{ is: 'removed' }])
  })

  it('it follows the plan: what was kept a moment ago is there', async () => {
    const other = await board.plan('other', 'helen' as PersonId, 'Other')
    const page = await open(other, 'helen' as PersonId, 'council', 'lead')
    for (const word of ['one ', 'two ', 'three ']) {
      fieldText(page.doc, 'plan/vision')?.insert(0, word, {})
      await page.saved()
      const { plan: then } = await read<HistoryMoment>('/moment', other)
      expect(then?.plan.vision.text.startsWith(word)).toBe(true)
    }
    const { changes } = await read<HistoryPage>('/changes', other)
    expect(changes).toHaveLength(2)
    expect(changes[0]).toMatchObject({ firstSeq: 2, seq: 4, inserted: { text: 'three two one ' }, lettersIn: 14 })
    page.leave()
  })

  it('since the last visit: what others did, net, by priority; nothing on a first visit or when nothing was done', async () => {
    expect(await read<HistorySinceVisit>('/since-visit')).toEqual({ since: null, count: 0, priorities: [], people: [] })
    const first = (await read<HistoryLine[]>('?from=1&to=1'))[0]
    const left = first?.at ?? 0
    await board.store.noteVisit(plan, 'helen' as PersonId, left)
    await board.store.noteVisit(plan, 'helen' as PersonId, left + limits.visitGapMs + 1)
    const since = await read<HistorySinceVisit>('/since-visit')
    expect(since.since).toEqual({ at: left, seq: 1 })
    const told = since.priorities.map(({ id, changes }) => [
      id,
      changes.map(({ kind, field, who }) => [kind, field, who.speaker])
    ])
    expect(told).toEqual([
      [
        'p1',
        [
          ['add', 'actions/a2', 'priya'],
          ['words', 'priorities/p1/why', 'tom'],
          ['words', 'priorities/p1/why', 'priya']
        ]
      ],
      [
        'p2',
        [
          ['move', 'actions/a1', 'priya'],
          ['value', 'actions/a1/due', 'tom']
        ]
      ]
    ])
    expect(since.count).toBe(5)
    const priyas = await board.signIn('priya@example.org')
    await board.store.noteVisit(plan, 'priya' as PersonId, left)
    await board.store.noteVisit(plan, 'priya' as PersonId, left + limits.visitGapMs + 1)
    const forPriya = await board.fetch(`/api/plans/${plan}/history/since-visit`, { cookie: priyas })
    const { count, priorities } = (await forPriya.json()) as HistorySinceVisit
    expect(count).toBe(2)
    const whos = priorities.flatMap(({ changes }) => changes.map(({ who }) => who.typist))
    expect(whos).toEqual(['tom', 'tom'])
    await board.store.noteVisit(plan, 'helen' as PersonId, (first?.at ?? 0) + 10 * limits.visitGapMs)
    await board.store.noteVisit(plan, 'helen' as PersonId, (first?.at ?? 0) + 20 * limits.visitGapMs)
    expect(await read<HistorySinceVisit>('/since-visit')).toMatchObject({ since: { seq: 9 }, count: 0, priorities: [] })
  })
})
