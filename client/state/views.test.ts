import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ItemId } from '../../shared/ids.ts'
import { addAction, addPriority, createPlan, fieldText } from '../../shared/plan/schema.ts'
import { Verbs } from './verbs.ts'
import { Views } from './views.ts'

const id = (name: string): ItemId => name as ItemId

const scene = () => {
  const doc = new Y.Doc()
  createPlan(doc, { title: 'A plan' }, { type: 'other', area: 'Sutton', notice: 'Example' })
  addPriority(doc, id('p1'), { order: 'a0' }, { title: 'First', outcome: 'Better days.' })
  addPriority(doc, id('p2'), { order: 'a1' }, { title: 'Second' })
  for (const [index, name] of ['x', 'y', 'z'].entries())
    addAction(doc, id(name), { order: `a${index}`, priority: 'p1' }, { text: `Do ${name}` })
  const references = new Map<string, string>([
    ['p1', '1'],
    ['p2', '2'],
    ['x', '1.1'],
    ['y', '1.2'],
    ['z', '1.3']
  ])
  const views = new Views(doc, undefined, (each) => references.get(each))
  const heard: boolean[] = []
  const close = views.open((local) => heard.push(local))
  let next = 0
  const verbs = new Verbs(doc, views, (bytes) => new Uint8Array(bytes).fill(++next))
  const order = (): string[][] =>
    views.board(null).priorities.map((priority) => priority.actions.map((action) => action.id))
  return { doc, views, verbs, heard, close, order, references }
}

describe('views and verbs', () => {
  it('the board reads as priorities with numbers, outcomes and their actions in order', () => {
    const { views } = scene()
    const { priorities, loose } = views.board(null)
    expect(views.head()).toMatchObject({ title: 'A plan', area: 'Sutton', notice: 'Example', type: 'other' })
    expect(priorities.map(({ place, title, outcome }) => [place, title, outcome])).toEqual([
      [1, 'First', 'Better days.'],
      [2, 'Second', '']
    ])
    expect(priorities[0]?.actions.map((action) => action.text)).toEqual(['Do x', 'Do y', 'Do z'])
    expect(loose).toEqual([])
  })

  it('items keep their reference when they move, and are new until they are given one', () => {
    const { views, verbs, references } = scene()
    verbs.moveTo(id('x'), id('p2'))
    verbs.placePriority(id('p2'), 1)
    const added = verbs.addAction(id('p1'))
    const fresh = verbs.addPriority()
    const said = () =>
      views
        .board(null)
        .priorities.map(({ reference, isNew, place, actions }) => [
          `${place}: ${reference}${isNew ? '!' : ''}`,
          ...actions.map((action) => action.reference)
        ])
    const before = said()
    expect(before).toEqual([['1: 2', '1.1'], ['2: 1', '1.2', '1.3', 'new'], ['3: new!']])
    references.set(added, '1.4').set(fresh, '3')
    expect(said()).toEqual(before)
    const kept = views.board(null).priorities[0]
    views.callAnew()
    expect(said()).toEqual([['1: 2', '1.1'], ['2: 1', '1.2', '1.3', '1.4'], ['3: 3']])
    expect(views.board(null).priorities[0]).toBe(kept)
  })

  it('a letter typed into one card reads that card again and no other', () => {
    const { doc, views, heard } = scene()
    const before = views.board(null).priorities[0]?.actions ?? []
    fieldText(doc, 'actions/y/text')?.insert(0, 'Now ')
    const after = views.board(null).priorities[0]?.actions ?? []
    expect(after[1]?.text).toBe('Now Do y')
    expect(after[0]).toBe(before[0])
    expect(after[2]).toBe(before[2])
    expect(heard.at(-1)).toBe(true)
  })

  it('a change from someone else arrives as not local', () => {
    const { doc, views, heard } = scene()
    const other = new Y.Doc()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
    fieldText(other, 'plan/title')?.insert(0, 'Our ')
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other, Y.encodeStateVector(doc)))
    expect(views.head().title).toBe('Our A plan')
    expect(heard.at(-1)).toBe(false)
  })

  it('up, down and to another priority say where the card stands, and change no word', () => {
    const { doc, verbs, order } = scene()
    expect(verbs.step(id('z'), -1)).toEqual({ place: 2, of: 3 })
    expect(order()[0]).toEqual(['x', 'z', 'y'])
    expect(verbs.step(id('x'), -1)).toBeUndefined()
    expect(verbs.step(id('x'), 1)).toEqual({ place: 2, of: 3 })
    expect(verbs.moveTo(id('x'), id('p2'))).toEqual({ place: 1, of: 1 })
    expect(order()).toEqual([['z', 'y'], ['x']])
    expect(fieldText(doc, 'actions/x/text')?.toString()).toBe('Do x')
  })

  it('taking out hides an action unless it is kept in sight, and putting back shows it again', () => {
    const { views, verbs, order } = scene()
    verbs.takeOut(id('y'))
    expect(order()[0]).toEqual(['x', 'z'])
    expect(views.board(id('y')).priorities[0]?.actions[1]).toMatchObject({ id: 'y', removed: true })
    verbs.putBack(id('y'))
    expect(order()[0]).toEqual(['x', 'y', 'z'])
  })

  it('a new action stands last and a new priority behind all others', () => {
    const { verbs, views, order } = scene()
    const action = verbs.addAction(id('p1'))
    const priority = verbs.addPriority()
    expect(order()[0]).toEqual(['x', 'y', 'z', action])
    expect(views.board(null).priorities.map((each) => each.id)).toEqual(['p1', 'p2', priority])
  })

  it('an action whose priority is gone is shown as loose, never lost', () => {
    const { doc, views } = scene()
    ;(doc.getMap('priorities').get('p1') as Y.Map<unknown>).set('removed', true)
    expect(views.board(null).loose.map((action) => action.id)).toEqual(['x', 'y', 'z'])
  })

  it('a date moves with a reason and keeps the first one; without a reason it is put right', () => {
    const { views, verbs } = scene()
    verbs.setDue(id('x'), '2026-09-30', '')
    verbs.setDue(id('x'), '2026-12-01', 'The post is empty')
    expect(views.action(id('x'))).toMatchObject({
      due: '2026-12-01',
      firstDue: '2026-09-30',
      movedWhy: 'The post is empty'
    })
    verbs.setDue(id('x'), '2026-12-02', '')
    expect(views.action(id('x'))).toMatchObject({ due: '2026-12-02', firstDue: null, movedWhy: '' })
    verbs.setDue(id('x'), null, 'ignored')
    expect(views.action(id('x'))?.due).toBeNull()
  })

  it('a status that needs a reason is refused without one', () => {
    const { verbs } = scene()
    expect(() => verbs.set(id('x'), 'status', { word: 'slipping', why: ' ' })).toThrow(RangeError)
  })

  it('after closing nothing is heard any more', () => {
    const { doc, heard, close } = scene()
    close()
    fieldText(doc, 'actions/y/text')?.insert(0, 'Now ')
    expect(heard).toEqual([])
  })

  it('a priority moves to a place counted from 1, and says where it stands', () => {
    const { views, verbs } = scene()
    const third = verbs.addPriority({ title: 'Third', kind: 'significant-weakness' })
    const titles = (): string[] => views.board(null).priorities.map(({ title }) => title)
    expect(verbs.placePriority(third, 1)).toEqual({ place: 1, of: 3 })
    expect(titles()).toEqual(['Third', 'First', 'Second'])
    expect(verbs.placePriority(third, 2)).toEqual({ place: 2, of: 3 })
    expect(titles()).toEqual(['First', 'Third', 'Second'])
    expect(verbs.placePriority(third, 99)).toEqual({ place: 3, of: 3 })
    expect(titles()).toEqual(['First', 'Second', 'Third'])
    expect(verbs.placePriority(third, 3)).toBeUndefined()
    expect(verbs.placePriority(id('nobody'), 1)).toBeUndefined()
    expect(views.board(null).priorities[2]?.kind).toBe('significant-weakness')
  })

  it('a priority that was taken out keeps its actions in sight, and comes back to its place with them', () => {
    const { views, verbs, order } = scene()
    verbs.takeOutPriority(id('p1'))
    expect(views.board(null).priorities.map(({ title }) => title)).toEqual(['Second'])
    expect(views.board(null).loose.map(({ text }) => text)).toEqual(['Do x', 'Do y', 'Do z'])
    expect(views.takenOut()).toEqual({ priorities: [{ id: 'p1', title: 'First', actions: 3 }], actions: [] })
    verbs.putBackPriority(id('p1'))
    expect(order()).toEqual([['x', 'y', 'z'], []])
    expect(views.takenOut().priorities).toEqual([])
  })

  it('actions that were taken out are listed, but not a card that was left without a word', () => {
    const { views, verbs } = scene()
    verbs.takeOut(id('y'))
    verbs.takeOut(verbs.addAction(id('p2')))
    expect(views.takenOut().actions.map(({ text }) => text)).toEqual(['Do y'])
  })

  it('a letter in one priority leaves every other priority of the board the same object', () => {
    const { doc, views } = scene()
    const before = views.board(null).priorities
    fieldText(doc, 'priorities/p2/title')?.insert(0, 'The ')
    const after = views.board(null).priorities
    expect(after[0]).toBe(before[0])
    expect(after[1]?.title).toBe('The Second')
  })

  it('the plan’s own words for its ratings stand until the usual ones are set again', () => {
    const { views, verbs } = scene()
    const usual = views.head().statusKey
    expect(usual.slipping).toBe('Slipping')
    verbs.setPlan('statusKey', { ...usual, slipping: 'Behind' })
    expect(views.head().statusKey.slipping).toBe('Behind')
    verbs.setPlan('statusKey', { ...usual })
    expect(views.head().statusKey).toEqual(usual)
  })
})
