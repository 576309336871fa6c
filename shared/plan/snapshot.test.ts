import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ItemId } from '../ids.ts'
import { addAction, addPriority, createPlan, setValue } from './schema.ts'
import { byOrder, eachText, readAction, readText, snapshotPlan } from './snapshot.ts'

const id = (name: string): ItemId => name as ItemId

const plan = (): Y.Doc => {
  const doc = new Y.Doc()
  createPlan(doc, { title: 'A plan', vision: 'Every child' }, { type: 'continuous-improvement-plan', area: 'Sutton' })
  addPriority(doc, id('second'), { order: 'a1' }, { title: 'Second' })
  addPriority(doc, id('first'), { order: 'a0' }, { title: 'First' })
  addAction(doc, id('b'), { order: 'a1', priority: 'first' }, { text: 'Later' })
  addAction(doc, id('a'), { order: 'a0', priority: 'first' }, { text: 'Sooner', success: 'Families say so' })
  return doc
}

describe('snapshot', () => {
  it('reads the whole plan in reading order, texts without their last line end', () => {
    const { plan: top, priorities, loose } = snapshotPlan(plan())
    expect([top.title.text, top.vision.text, top.area]).toEqual(['A plan', 'Every child', 'Sutton'])
    expect(priorities.map((priority) => priority.title.text)).toEqual(['First', 'Second'])
    expect(priorities[0]?.actions.map((action) => action.text.text)).toEqual(['Sooner', 'Later'])
    expect(priorities[0]?.actions[0]?.success.text).toBe('Families say so')
    expect(priorities[0]?.status).toEqual({ word: 'not-started', why: '' })
    expect(loose).toEqual([])
  })

  it('leaves out what was taken out and brings it back whole', () => {
    const doc = plan()
    setValue(doc, { kind: 'action', id: id('a') }, 'removed', true)
    expect(snapshotPlan(doc).priorities[0]?.actions.map((action) => action.id)).toEqual(['b'])
    setValue(doc, { kind: 'action', id: id('a') }, 'removed', false)
    expect(snapshotPlan(doc).priorities[0]?.actions.map((action) => action.text.text)).toEqual(['Sooner', 'Later'])
  })

  it('shows actions whose priority is not there: nobody’s words are lost with a heading', () => {
    const doc = plan()
    setValue(doc, { kind: 'priority', id: id('first') }, 'removed', true)
    expect(snapshotPlan(doc).loose.map((action) => action.text.text)).toEqual(['Sooner', 'Later'])
  })

  it('equal places are settled by id, so that everyone sees the same order', () => {
    const tied = [
      { id: 'c', order: 'a0' },
      { id: 'a', order: 'a0' },
      { id: 'b', order: 'a0' }
    ]
    expect([...tied].sort(byOrder).map((item) => item.id)).toEqual(['a', 'b', 'c'])
    expect([...tied].reverse().sort(byOrder)).toEqual([...tied].sort(byOrder))
    expect(byOrder({ id: 'x' }, { id: 'x' })).toBe(0)
    expect(byOrder({ id: 'x' }, { id: 'a', order: 'a0' })).toBe(-1)
  })

  it('[P16] reads what it can of an outsider’s rubbish and throws at none of it', () => {
    const doc = plan()
    const action = doc.getMap('actions').get('a') as Y.Map<unknown>
    action.set('due', 'soon')
    action.set('status', { word: 'slipping', why: '' })
    action.set('text', 'not a text')
    action.set('invented', { a: 1 })
    doc.getMap('actions').set('no-map', 'x')
    doc.getMap('actions').set('../bad id', new Y.Map())
    doc.getMap('priorities').set('third', new Y.Map())
    const read = readAction(doc, id('a'))
    expect([read?.due, read?.status, read?.text.text, read?.success.text]).toEqual([
      undefined,
      undefined,
      '',
      'Families say so'
    ])
    const snapshot = snapshotPlan(doc)
    expect(snapshot.priorities.map((priority) => priority.id)).toEqual(['third', 'first', 'second'])
    expect(snapshot.priorities.flatMap((priority) => priority.actions.map((each) => each.id))).toEqual(['a', 'b'])
    expect(readText(undefined)).toEqual({ text: '', lines: [{ runs: [] }] })
    expect(() => JSON.stringify(snapshot)).not.toThrow()
  })

  it('visits every text once, what was taken out only when asked', () => {
    const doc = plan()
    const seen = (withRemoved: boolean): string[] => {
      const paths: string[] = []
      eachText(doc, (path) => paths.push(path), withRemoved)
      return paths
    }
    expect(seen(false)).toHaveLength(6 + 2 * 7 + 2 * 4)
    expect(new Set(seen(false)).size).toBe(seen(false).length)
    setValue(doc, { kind: 'action', id: id('a') }, 'removed', true)
    expect(seen(false)).toHaveLength(6 + 2 * 7 + 4)
    expect(seen(true)).toContain('actions/a/text')
  })
})
