import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { changedFields } from '../../shared/authorship/changes.ts'
import type { ItemId } from '../../shared/ids.ts'
import { addAction, addPriority, createPlan, setValue } from '../../shared/plan/schema.ts'
import { Conflicts, rememberedMs } from './conflicts.svelte.ts'

const x = { kind: 'action', id: 'x' as ItemId } as const
const start = 'actions/x/start'

/** Two people over a cut wire: what each writes reaches the other when the test says so. */
const scene = () => {
  const first = new Y.Doc()
  createPlan(first, { title: 'A plan' }, {})
  addPriority(first, 'p' as ItemId, { order: 'a0' })
  addAction(first, x.id, { order: 'a0', priority: 'p' })
  const clock = { nowMs: 1_000 }
  const side = (me: string, other: string, clientId: number) => {
    const doc = new Y.Doc()
    doc.clientID = clientId
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(first))
    const changes = new Map<string, { by: string; at: number }>()
    const sign = (followed: Y.Doc) =>
      followed.on('afterTransaction', (transaction) => {
        const by = transaction.local ? me : other
        for (const path of changedFields(transaction)) changes.set(path, { by, at: clock.nowMs })
      })
    sign(doc)
    const conflicts = new Conflicts({ me: () => me, changeOf: (path) => changes.get(path), nowMs: () => clock.nowMs })
    conflicts.follow(doc)
    return { doc, conflicts, changes, sign, set: (date: string | null) => setValue(doc, x, 'start', date) }
  }
  const [priya, anna] = [side('priya', 'anna', 10), side('anna', 'priya', 20)]
  const meet = (): void => {
    const [fromPriya, fromAnna] = [priya, anna].map(({ doc }) => Y.encodeStateAsUpdate(doc))
    if (fromPriya) Y.applyUpdate(anna.doc, fromPriya)
    if (fromAnna) Y.applyUpdate(priya.doc, fromAnna)
  }
  return { priya, anna, meet, clock }
}

describe('two people in one value (ui §5, "Action detail")', () => {
  it('the later one stands and the earlier one is told; the later one is told nothing', () => {
    const { priya, anna, meet } = scene()
    priya.set('2027-03-31')
    meet()
    priya.conflicts.kept()
    anna.set('2027-01-31')
    meet()
    expect(priya.conflicts.at(start)).toMatchObject({ mine: '2027-03-31', theirs: '2027-01-31', by: 'anna' })
    expect(anna.conflicts.all).toEqual([])
  })

  it('the other order: who set it first is told, whoever that is', () => {
    const { priya, anna, meet } = scene()
    anna.set('2027-01-31')
    meet()
    priya.set('2027-03-31')
    meet()
    expect(anna.conflicts.at(start)).toMatchObject({ mine: '2027-01-31', theirs: '2027-03-31', by: 'priya' })
    expect(priya.conflicts.all).toEqual([])
  })

  it('offline at once: exactly the one whose value does not stand is told, even hours later', () => {
    const { priya, anna, meet, clock } = scene()
    priya.set('2027-03-31')
    anna.set('2027-01-31')
    clock.nowMs += 3 * 60 * 60_000
    meet()
    const stands = priya.doc.getMap('actions').get('x')
    expect(stands instanceof Y.Map && stands.get('start')).toBe('2027-01-31')
    expect(priya.conflicts.all).toHaveLength(1)
    expect(anna.conflicts.all).toEqual([])
  })

  it('"Use mine" sets it again and the other is told; "Keep" forgets it for good', () => {
    const { priya, anna, meet } = scene()
    priya.set('2027-03-31')
    meet()
    anna.set('2027-01-31')
    meet()
    priya.conflicts.useMine(start)
    expect(priya.conflicts.all).toEqual([])
    meet()
    expect(anna.conflicts.at(start)).toMatchObject({ mine: '2027-01-31', theirs: '2027-03-31' })
    anna.conflicts.keepTheirs(start)
    expect(anna.conflicts.all).toEqual([])
    priya.set('2027-04-30')
    meet()
    expect(anna.conflicts.all).toEqual([])
  })

  it('ten minutes after it was kept nobody is told; before it is kept, however long, they are', () => {
    const { priya, anna, meet, clock } = scene()
    priya.set('2027-03-31')
    meet()
    priya.conflicts.kept()
    clock.nowMs += rememberedMs + 1
    anna.set('2027-01-31')
    meet()
    expect(priya.conflicts.all).toEqual([])
  })

  it('the same value from both is no conflict, and a third change keeps what was mine', () => {
    const { priya, anna, meet } = scene()
    priya.set('2027-03-31')
    meet()
    anna.set(null)
    meet()
    expect(priya.conflicts.at(start)).toMatchObject({ mine: '2027-03-31', theirs: null })
    anna.set('2027-02-28')
    meet()
    expect(priya.conflicts.at(start)).toMatchObject({ mine: '2027-03-31', theirs: '2027-02-28' })
    anna.set('2027-03-31')
    meet()
    expect(priya.conflicts.all).toEqual([])
  })

  it('values of a plan and a rating count too, a place on the board does not', () => {
    const { priya, anna, meet } = scene()
    setValue(priya.doc, { kind: 'plan' }, 'area', 'Sutton')
    setValue(priya.doc, x, 'status', { word: 'slipping', why: 'Staff left.' })
    setValue(priya.doc, x, 'order', 'a5')
    meet()
    setValue(anna.doc, { kind: 'plan' }, 'area', 'London Borough of Sutton')
    setValue(anna.doc, x, 'status', { word: 'on-track', why: '' })
    setValue(anna.doc, x, 'order', 'a7')
    meet()
    expect(priya.conflicts.all.map(({ path }) => path)).toEqual(['plan/area', 'actions/x/status'])
  })

  it('another window of the same person is no news', () => {
    const { priya, anna, meet } = scene()
    priya.set('2027-03-31')
    meet()
    anna.set('2027-01-31')
    meet()
    priya.changes.set(start, { by: 'priya', at: 2_000 })
    expect(priya.conflicts.all).toEqual([])
  })

  it('a document that is replaced, as after a fresh id, is held against what was set', () => {
    const { priya, anna, meet } = scene()
    meet()
    priya.set('2027-03-31')
    anna.set('2027-01-31')
    const fresh = new Y.Doc()
    Y.applyUpdate(fresh, Y.encodeStateAsUpdate(anna.doc))
    priya.changes.set(start, { by: 'anna', at: 1_000 })
    priya.conflicts.follow(fresh)
    expect(priya.conflicts.at(start)).toMatchObject({ mine: '2027-03-31', theirs: '2027-01-31', by: 'anna' })
  })
})
