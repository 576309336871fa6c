import { flushSync } from 'svelte'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { parsePlanId, type ItemId } from '../../shared/ids.ts'
import { addAction, addPriority, createPlan, fieldText, setValue } from '../../shared/plan/schema.ts'
import type { PresenceState } from '../sync/plan-link.ts'
import { followPriority } from './follow-priority.svelte.ts'
import { root, watching } from './effect-scene.svelte.ts'
import type { WireChange } from '../../shared/wire/messages.ts'
import type { Link } from './link.ts'
import { PlanState } from './plan.svelte.ts'

const id = (name: string): ItemId => name as ItemId

const newDoc = (title: string): Y.Doc => {
  const doc = new Y.Doc()
  createPlan(doc, { title }, {})
  addPriority(doc, id('p1'), { order: 'a0' }, { title: 'First' })
  addAction(doc, id('x'), { order: 'a0', priority: 'p1' }, { text: 'Do x' })
  return doc
}

/** The link with its wire cut: the document, the people and the events are real, the server is the test. */
const scene = () => {
  const handlers = new Map<string, Set<() => void>>()
  const told: PresenceState[] = []
  const link: { -readonly [Key in keyof Link]: Link[Key] } & { fields: Map<string, WireChange> } = {
    doc: newDoc('A plan'),
    state: { at: 'live' },
    waiting: 0,
    changesWaiting: 0,
    savedAt: null,
    waitingSinceMs: null,
    me: { id: 'h', name: 'Helen Price', group: 'council', role: 'lead' },
    lead: 'Helen Price',
    notice: null,
    news: { records: 0, people: 0 },
    hindrance: null,
    merged: [],
    held: null,
    holdEnd: null,
    isSafeHere: false,
    isCopy: false,
    unsentWords: '',
    hold: () => undefined,
    release: () => undefined,
    dismissMerged: () => undefined,
    people: new Map([
      ['h', { id: 'h', name: 'Helen Price', group: 'council' }],
      ['k', { id: 'k', name: 'Kofi M', group: 'young-people' }]
    ]),
    owners: new Map(),
    fields: new Map(),
    presence: new Map(),
    setPresence: (state) => told.push(state),
    tell: () => undefined,
    dismissNotice: () => undefined,
    retry: () => undefined,
    open: () => () => undefined,
    on: (event, handler) => {
      handlers.set(event, (handlers.get(event) ?? new Set()).add(handler))
      return () => handlers.get(event)?.delete(handler)
    }
  }
  const emit = (event: string): void => handlers.get(event)?.forEach((handler) => handler())
  const frames: (() => void)[] = []
  const planId = parsePlanId('a-plan')
  if (!planId) throw new Error('the scene has no plan id')
  const plan = new PlanState(planId, {
    link,
    nowMs: () => 1000,
    random: (bytes) => new Uint8Array(bytes).fill(7),
    isHidden: () => false,
    nextFrame: (run) => frames.push(run)
  })
  const close = plan.open()
  const paint = (): void => {
    frames.splice(0).forEach((run) => run())
    flushSync()
  }
  return { link, plan, emit, frames, paint, close, told }
}

/** What an effect of a screen would have seen, run by run. */
const watch = <T>(read: () => T): { seen: T[]; stop: () => void } => {
  const seen: T[] = []
  const stop = root(() => seen.push(read()))
  flushSync()
  return { seen, stop }
}

describe('plan state', () => {
  it('own changes are seen at once', () => {
    const { link, plan } = scene()
    const { seen, stop } = watch(() => plan.board.priorities[0]?.actions[0]?.text)
    fieldText(link.doc, 'actions/x/text')?.insert(4, ', today')
    flushSync()
    expect(seen).toEqual(['Do x', 'Do x, today'])
    stop()
  })

  it('sixty changes of others between two pictures are shown once', () => {
    const { link, plan, paint, frames } = scene()
    const { seen, stop } = watch(() => plan.board.priorities[0]?.actions[0]?.text)
    const other = new Y.Doc()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(link.doc))
    for (let turn = 0; turn < 60; turn++) {
      fieldText(other, 'actions/x/text')?.insert(0, 'a')
      Y.applyUpdate(link.doc, Y.encodeStateAsUpdate(other, Y.encodeStateVector(link.doc)))
    }
    expect(frames).toHaveLength(1)
    paint()
    expect(seen).toEqual(['Do x', 'a'.repeat(60) + 'Do x'])
    stop()
  })

  it('a document that was replaced is read anew, and the old one is let go', () => {
    const { link, plan, emit, frames } = scene()
    const { seen, stop } = watch(() => [plan.head.title, plan.generation])
    const old = link.doc
    link.doc = newDoc('A plan, again')
    emit('doc')
    flushSync()
    fieldText(old, 'plan/title')?.insert(0, 'x')
    flushSync()
    expect(seen).toEqual([
      ['A plan', 0],
      ['A plan, again', 1]
    ])
    expect(frames).toEqual([])
    stop()
  })

  it('who is here follows presence, and names and groups are the board’s', () => {
    const { link, plan, emit } = scene()
    const { seen, stop } = watch(() => plan.writersIn(id('x')).map((here) => here.name))
    link.presence.set(3, { person: 'k', state: { at: 'board', field: 'actions/x/text', caret: {}, doing: 'writing' } })
    emit('presence')
    flushSync()
    expect(seen).toEqual([[], ['Kofi M']])
    expect(plan.caretsIn('actions/x/text')).toMatchObject([
      { connection: 3, author: { name: 'Kofi M', initials: 'KM', group: 'young-people' } }
    ])
    expect(plan.groupsNow.map((each) => each.group)).toEqual(['young-people', 'council'])
    stop()
  })

  it('a reader cannot write, and neither can anyone once the link has ended', () => {
    const { link, plan, emit } = scene()
    expect(plan.canWrite).toBe(true)
    link.state = { at: 'ended', code: 'signed-out', sentence: '' }
    emit('state')
    expect(plan.canWrite).toBe(false)
    link.state = { at: 'live' }
    link.me = { id: 'r', name: 'Robin Ellis', group: 'education', role: 'reader' }
    emit('people')
    expect(plan.canWrite).toBe(false)
    expect(plan.leadName).toBe('Helen Price')
  })

  it('the last change of an action is the newest of its fields', () => {
    const { link, plan, emit } = scene()
    link.fields.set('actions/x/text', { path: 'actions/x/text', by: 'k', at: 10 })
    link.fields.set('actions/x/status', { path: 'actions/x/status', by: 'h', at: 20 })
    emit('fields')
    expect(plan.changeOfAction(id('x'))).toMatchObject({ by: 'h', at: 20 })
    expect(plan.nameOf('h')).toBe('you')
    expect(plan.nameOf('k')).toBe('Kofi M')
  })

  it('after closing, nothing of the link is heard', () => {
    const { link, plan, close, emit } = scene()
    const { seen, stop } = watch(() => plan.waiting)
    close()
    emit('saved')
    fieldText(link.doc, 'actions/x/text')?.insert(0, 'a')
    flushSync()
    expect(seen).toEqual([0])
    stop()
  })

  it('the page of a priority stays with it when another before it, or it itself, is taken out', () => {
    const { link, plan } = scene()
    addPriority(link.doc, id('p2'), { order: 'a1' }, { title: 'Second' })
    addPriority(link.doc, id('p3'), { order: 'a2' }, { title: 'Third' })
    const seen: unknown[] = []
    const stop = root(() => {
      const followed = followPriority(
        () => plan,
        () => 2
      )
      watching(() => seen.push([followed.now?.title, followed.now?.number, followed.now?.removed]))
    })
    flushSync()
    setValue(link.doc, { kind: 'priority', id: id('p1') }, 'removed', true)
    flushSync()
    setValue(link.doc, { kind: 'priority', id: id('p2') }, 'removed', true)
    flushSync()
    expect(seen).toEqual([
      ['Second', 2, false],
      ['Second', 1, false],
      ['Second', 1, true]
    ])
    stop()
    flushSync()
    expect(plan.board.priorities.map((each) => each.title)).toEqual(['Third'])
  })
})
