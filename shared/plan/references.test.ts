import { describe, expect, it } from 'vitest'
import { References, placeReferences, referencesIn } from './references.ts'
import type { PlanSnapshot } from './snapshot.ts'

const priority = (id: string, order = 'a1') => ({ priorities: [{ id, order }], actions: [] })
const action = (id: string, inside: string | undefined, order = 'a1') => ({
  priorities: [],
  actions: [{ id, order, priority: inside }]
})

/** A plan that holds these items and nothing else. */
const plan = (priorities: Record<string, string[]>, loose: string[] = []): PlanSnapshot =>
  ({
    plan: {},
    priorities: Object.entries(priorities).map(([id, actions]) => ({
      id,
      actions: actions.map((each) => ({ id: each }))
    })),
    loose: loose.map((id) => ({ id }))
  }) as unknown as PlanSnapshot

describe('references', () => {
  it('count on in the order in which items come, each action in the priority it was first put in', () => {
    const references = new References()
    for (const items of [priority('p'), priority('q'), action('a', 'q'), action('b', 'p'), action('c', 'q')])
      references.give(items)
    expect(references.all()).toEqual({ p: '1', q: '2', a: '2.1', b: '1.1', c: '2.2' })
  })

  it('are given once: an item that comes again, elsewhere, keeps its own', () => {
    const references = new References()
    for (const items of [priority('p'), priority('q'), action('a', 'q')]) references.give(items)
    references.give(action('a', 'p'))
    references.give(priority('p', 'z9'))
    references.give(action('b', 'q'))
    expect(references.all()).toEqual({ p: '1', q: '2', a: '2.1', b: '2.2' })
  })

  it('of items that come together go by order, then by id; a priority stands before its actions', () => {
    const references = new References()
    references.give({
      priorities: [
        { id: 'late', order: 'b' },
        { id: 'y', order: 'a' },
        { id: 'x', order: 'a' }
      ],
      actions: [
        { id: 'n', order: 'c', priority: 'late' },
        { id: 'm', order: 'c', priority: 'late' },
        { id: 'o', order: 'b', priority: 'late' }
      ]
    })
    expect(references.all()).toEqual({ x: '1', y: '2', late: '3', o: '3.1', m: '3.2', n: '3.3' })
  })

  it('of actions whose priority nobody knows begin with 0 and stay so once it is known', () => {
    const references = new References()
    for (const items of [action('a', 'gone'), action('b', undefined), priority('p'), action('c', 'p')])
      references.give(items)
    references.give(action('d', 'c'))
    expect(references.all()).toEqual({ a: '0.1', b: '0.2', p: '1', c: '1.1', d: '0.3' })
    expect(references.of('d')).toBe('0.3')
    expect(references.of('nobody')).toBeUndefined()
  })

  it('count on from what was kept, beyond items that are named like parts of every object', () => {
    const first = new References()
    for (const items of [priority('constructor'), priority('q'), action('__proto', 'q'), action('b', 'q')])
      first.give(items)
    const again = new References()
    again.restore(first.plain())
    expect(again.plain()).toEqual(first.plain())
    again.give(action('c', 'q'))
    again.give(priority('r'))
    expect([again.of('constructor'), again.of('c'), again.of('r')]).toEqual(['1', '2.3', '3'])
  })

  it('are told of what is there, and by place where none were given', () => {
    const there = plan({ q: ['a'], p: [] }, ['l'])
    expect(referencesIn(there, { p: '1', q: '2', a: '1.1', l: '0.1', gone: '3' })).toEqual({
      p: '1',
      q: '2',
      a: '1.1',
      l: '0.1'
    })
    expect(referencesIn(plan({ constructor: [] }), { p: '1' })).toEqual({})
    expect(placeReferences(there)).toEqual({ q: '1', a: '1.1', p: '2', l: '0.1' })
  })
})
