import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ItemId } from '../ids.ts'
import {
  SCHEMA,
  addAction,
  addPriority,
  createPlan,
  fieldPath,
  fieldText,
  isSafeLink,
  isTextAttribute,
  kindAtRoot,
  moveAction,
  parseFieldPath,
  parseGroup,
  parseValue,
  placeMap,
  setValue,
  textKeys,
  textKind,
  type Kind
} from './schema.ts'

const kinds = Object.keys(SCHEMA) as Kind[]
const [p1, p2, a1] = ['p1', 'p2', 'a1'] as ItemId[] as [ItemId, ItemId, ItemId]
const hostileKeys = ['constructor', '__proto__', 'toString', 'hasOwnProperty', '', 'Title']

const plan = (client = 7): Y.Doc => {
  const doc = new Y.Doc()
  doc.clientID = client
  createPlan(doc, { title: 'A plan' }, { type: 'other', area: 'Sutton' })
  addPriority(doc, p1, { order: 'a0' }, { title: 'First' })
  addPriority(doc, p2, { order: 'a1' })
  addAction(doc, a1, { order: 'a0', priority: p1 }, { text: 'Publish waiting times' })
  return doc
}

const updatesOf = (doc: Y.Doc, change: () => void): Uint8Array[] => {
  const updates: Uint8Array[] = []
  const take = (update: Uint8Array): number => updates.push(update)
  doc.on('update', take)
  change()
  doc.off('update', take)
  return updates
}

describe('schema: values at the door', () => {
  const takes = (kind: Kind, key: string, value: unknown): boolean => parseValue(kind, key, value) !== undefined

  it('[P16] Slipping and Off track need a reason; the others may go without', () => {
    for (const kind of ['priority', 'action'] as const) {
      for (const word of ['slipping', 'off-track']) {
        expect(takes(kind, 'status', { word, why: '' }), word).toBe(false)
        expect(takes(kind, 'status', { word, why: ' \n ' }), word).toBe(false)
        expect(takes(kind, 'status', { word, why: 'Two posts are empty.' }), word).toBe(true)
      }
      for (const word of ['not-started', 'on-track', 'done'])
        expect(takes(kind, 'status', { word, why: '' })).toBe(true)
      expect(takes(kind, 'status', { word: 'at-risk', why: 'x' })).toBe(false)
      expect(takes(kind, 'status', { word: 'done' })).toBe(false)
      expect(takes(kind, 'status', { word: 'done', why: '', extra: 1 })).toBe(false)
      expect(takes(kind, 'status', { word: 'done', why: 'x'.repeat(501) })).toBe(false)
    }
  })

  it('[P16] days are ISO days, leads are a known group and a role, partners known groups', () => {
    for (const day of ['2026-12-18', null]) expect(takes('action', 'due', day)).toBe(true)
    for (const day of ['18/12/2026', '2026-13-01', '2026-12-18T10:00:00Z', '', 5, undefined])
      expect(takes('action', 'due', day), String(day)).toBe(false)
    expect(takes('action', 'leads', [{ group: 'health', role: 'Therapies lead' }])).toBe(true)
    expect(takes('action', 'leads', [{ group: 'clubs', role: 'Chair' }])).toBe(false)
    expect(takes('action', 'leads', [{ group: 'health', role: 'x', name: 'A Person' }])).toBe(false)
    expect(takes('action', 'leads', Array(13).fill({ group: 'health', role: 'x' }))).toBe(false)
    expect(takes('action', 'partners', ['parents', 'young-people'])).toBe(true)
    expect(takes('action', 'partners', ['Parents'])).toBe(false)
    expect(takes('action', 'priority', '../x')).toBe(false)
    expect(takes('action', 'order', 'a b')).toBe(false)
  })

  it('[P16] a key that is no value of the kind is never one, names of the language included', () => {
    for (const kind of kinds) for (const key of hostileKeys) expect(takes(kind, key, 'x'), `${kind} ${key}`).toBe(false)
    for (const key of hostileKeys) {
      expect(kindAtRoot(key)).toBeUndefined()
      expect(parseGroup(key)).toBeUndefined()
      for (const kind of kinds) expect(textKind(kind, key)).toBeUndefined()
    }
    expect(takes('plan', 'status', { word: 'done', why: '' })).toBe(false)
    expect(takes('priority', 'due', null)).toBe(false)
  })

  it('[P14] paths of fields go there and back, and nothing else is a path', () => {
    for (const kind of kinds)
      for (const key of textKeys(kind)) {
        const place = kind === 'plan' ? { kind } : { kind, id: a1 }
        expect(parseFieldPath(fieldPath(place, key))).toEqual({ place, key })
      }
    for (const path of [
      '',
      'plan',
      'plan/',
      'plan/a/b',
      'priorities/p1',
      'priorities//why',
      'actions/../text',
      'x/y/z',
      'actions/a/b/c'
    ])
      expect(parseFieldPath(path), path).toBeUndefined()
  })

  it('[P15] only three marks and two line attributes, each with its own values', () => {
    for (const [key, value] of [
      ['bold', true],
      ['italic', true],
      ['link', 'https://x.example/'],
      ['list', 'bullet'],
      ['level', 8],
      ['list', null]
    ] as const)
      expect(isTextAttribute(key, value), key).toBe(true)
    for (const [key, value] of [
      ['bold', false],
      ['bold', 1],
      ['color', 'red'],
      ['color', null],
      ['list', 'todo'],
      ['level', 9],
      ['level', -1],
      ['level', 1.5],
      ['level', '1'],
      ['constructor', true],
      ['__proto__', null]
    ] as const)
      expect(isTextAttribute(key, value), `${key} ${String(value)}`).toBe(false)
  })

  it('[P15] links go to the web or to an address, never to a script', () => {
    for (const link of ['http://a.example', 'https://a.example/b?c#d', 'mailto:send@a.example'])
      expect(isSafeLink(link), link).toBe(true)
    for (const link of [
      'javascript:alert(1)',
      ' https://a.example',
      'https://a b',
      'data:text/html,x',
      '//a.example',
      'https://a"b',
      `https://${'a'.repeat(2048)}`,
      7,
      null
    ])
      expect(isSafeLink(link), String(link)).toBe(false)
  })
})

describe('schema: writers', () => {
  it('[P14] every text is born in the one transaction that makes its map; narrative with its line end', () => {
    const doc = plan()
    const updates = updatesOf(doc, () => addAction(doc, 'a2' as ItemId, { order: 'a1', priority: p1 }))
    expect(updates).toHaveLength(1)
    for (const [place, kind] of [
      [{ kind: 'plan' }, 'plan'],
      [{ kind: 'priority', id: p2 }, 'priority'],
      [{ kind: 'action', id: 'a2' as ItemId }, 'action']
    ] as const)
      for (const key of textKeys(kind)) {
        const text = fieldText(doc, fieldPath(place, key))
        const born = key === 'title' && kind === 'plan' ? 'A plan' : textKind(kind, key) === 'lines' ? '\n' : ''
        expect(text?.toJSON(), `${kind} ${key}`).toBe(born)
      }
  })

  it('[P14] a text is found by its path and only there', () => {
    const doc = plan()
    expect(fieldText(doc, 'actions/a1/text')?.toJSON()).toBe('Publish waiting times')
    for (const path of [
      'actions/none/text',
      'actions/a1/due',
      'actions/a1/none',
      'priorities/a1/text',
      'nowhere',
      'actions/__proto__/text'
    ])
      expect(fieldText(doc, path), path).toBeUndefined()
  })

  it('[P16] what does not fit is thrown, and nothing is written', () => {
    const doc = plan()
    const place = { kind: 'action', id: a1 } as const
    const updates = updatesOf(doc, () => {
      expect(() => setValue(doc, place, 'due', '18 December')).toThrow(RangeError)
      expect(() => setValue(doc, place, 'status', { word: 'slipping', why: '' })).toThrow(RangeError)
    })
    expect(updates).toEqual([])
    setValue(doc, place, 'due', '2026-12-18')
    expect(placeMap(doc, place)?.get('due')).toBe('2026-12-18')
  })

  it('[P16] moving is one assignment per value: words stay, and stay with their author', () => {
    const doc = plan()
    const before = fieldText(doc, 'actions/a1/text')
    const mover = new Y.Doc()
    mover.clientID = 8
    Y.applyUpdate(mover, Y.encodeStateAsUpdate(doc))
    const [move, ...more] = updatesOf(mover, () => moveAction(mover, a1, { priority: p2, order: 'a0' }))
    expect(more).toEqual([])
    if (!move) throw new Error('the move made no update')
    // 'order' stays the same value but is assigned; 'priority' is the other: two structs, no letters.
    expect(Y.decodeUpdate(move).structs.map((struct) => struct.length)).toEqual([1, 1])
    Y.applyUpdate(doc, move)
    expect(fieldText(doc, 'actions/a1/text')).toBe(before)
    expect(placeMap(doc, { kind: 'action', id: a1 })?.get('priority')).toBe(p2)
    const [within] = updatesOf(doc, () => moveAction(doc, a1, { priority: p2, order: 'a1' }))
    if (!within) throw new Error('the move made no update')
    expect(Y.decodeUpdate(within).structs.map((struct) => struct.length)).toEqual([1])
  })
})
