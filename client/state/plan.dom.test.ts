import { flushSync } from 'svelte'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { parsePlanId, type ItemId } from '../../shared/ids.ts'
import { addAction, addPriority, createPlan, fieldText, setValue } from '../../shared/plan/schema.ts'
import { Repeats } from '../../shared/authorship/repeats.ts'
import type { PresenceState } from '../sync/plan-link.ts'
import { followPriority } from './follow-priority.svelte.ts'
import { root, watching } from './effect-scene.svelte.ts'
import type { WireChange } from '../../shared/wire/messages.ts'
import { handsAround, typedIn, typedWords } from './hands.ts'
import type { Link } from './link.ts'
import { earOf } from './plan-ear.svelte.ts'
import { PlanState, priorityText } from './plan.svelte.ts'
import { writersOfSentence } from './sentences.ts'

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
    references: new Map([
      ['p1', '1'],
      ['x', '1.1']
    ]),
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
    repeats: new Repeats(),
    speaker: null,
    speakFor: () => false,
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
  const account: { me: string | undefined } = { me: undefined }
  const planId = parsePlanId('a-plan')
  if (!planId) throw new Error('the scene has no plan id')
  const plan = new PlanState(planId, {
    link,
    nowMs: () => 1000,
    random: (bytes) => new Uint8Array(bytes).fill(7),
    signedIn: () => account.me,
    isHidden: () => false,
    nextFrame: (run) => frames.push(run)
  })
  const close = plan.open()
  const paint = (): void => {
    frames.splice(0).forEach((run) => run())
    flushSync()
  }
  return { link, plan, emit, frames, paint, close, told, account }
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

  it('whoever types for somebody is seen to, and their hands are told beside the words', () => {
    const { link, plan, emit, told } = scene()
    link.people = new Map([...link.people, ['r', { id: 'r', name: 'Rosa', group: 'young-people' as const }]])
    link.presence.set(3, {
      person: 'k',
      state: { at: 'board', field: 'actions/x/text', caret: {}, doing: 'writing', for: 'r' }
    })
    link.speaker = { id: 'r', name: 'Rosa', group: 'young-people' }
    emit('people')
    expect(plan.hereNow.map(({ name, typingFor }) => [name, typingFor])).toEqual([
      ['Kofi M', 'Rosa'],
      ['Helen Price', 'Rosa']
    ])
    expect(plan.caretsIn('actions/x/text')[0]?.author.name).toBe('Kofi M, typing for Rosa')
    expect(told.at(-1)).toMatchObject({ for: 'r' })
    link.speaker = null
    emit('people')
    expect(told.at(-1)?.for).toBeUndefined()
    const change = { by: 'r', typist: 'k' }
    expect(plan.byWhom(change)).toBe('Rosa, typed by Kofi M')
    expect([plan.isMine(change), plan.isMine({ by: 'r', typist: 'h' }), plan.isMine({ by: 'h' })]).toEqual([
      false,
      true,
      true
    ])
    expect(plan.isMine({ by: 'h', typist: 'k' })).toBe(false)
  })

  it('letters put back and typed for somebody say so, also for the rest of their run', () => {
    const { link, plan, emit } = scene()
    link.people = new Map([...link.people, ['r', { id: 'r', name: 'Rosa', group: 'young-people' as const }]])
    const text = fieldText(link.doc, 'actions/x/text')
    if (!text) throw new Error('no text')
    text.delete(0, text.length)
    // Rosa’s words, typed by Kofi; the last three were taken out, and put back by Helen.
    const write = (client: number, words: string): void => {
      link.doc.clientID = client
      text.insert(text.length, words)
      if (client === 1) text.delete(text.length - 3, 3)
    }
    write(1, 'Ask us.')
    write(2, 'us.')
    const first = { client: 1, clock: 4 }
    const repeats = new Repeats()
    repeats.note({ client: 2, clock: 0, length: 3, of: first })
    link.repeats = repeats
    link.owners = new Map([
      [1, { client: 1, speaker: 'r', typist: 'k', group: 'young-people' as const, times: [[0, 1_000]] }],
      [2, { client: 2, speaker: 'h', typist: 'h', group: 'council' as const, times: [[0, 9_000]] }]
    ])
    emit('people')
    emit('repeats')
    expect(handsAround(plan, text, 0)).toEqual({
      typist: 'Kofi M',
      someTypedBy: [],
      somePutBackBy: ['you']
    })
    expect(handsAround(plan, text, 5)).toEqual({
      typist: 'Kofi M',
      putBack: { by: 'you', firstAt: 1_000 },
      someTypedBy: [],
      somePutBackBy: []
    })
    expect([...typedIn(plan, [1, 2])]).toEqual([['young-peopler', { by: ['Kofi M'], all: true }]])
    expect(typedWords({ by: ['Kofi M'], all: false })).toBe('Some typed by Kofi M')
    expect(writersOfSentence(text, 1, plan.firstOf)).toHaveLength(2)
  })

  it('a change typed for somebody is told as theirs, with whose hands; one’s own hands are no news', () => {
    const { link, plan, emit } = scene()
    link.people = new Map([...link.people, ['r', { id: 'r', name: 'Rosa', group: 'young-people' as const }]])
    link.fields.set('actions/x/text', { path: 'actions/x/text', by: 'r', typist: 'k', at: 10 })
    link.fields.set('actions/x/status', { path: 'actions/x/status', by: 'r', typist: 'h', at: 20 })
    emit('fields')
    const ear = earOf(plan)
    expect(ear.rows.map(({ sentence }) => sentence)).toEqual([
      'Rosa, young people, set action 1.1 to Not started, Priority 1, typed by you.',
      'Rosa, young people, changed What we will do of action 1.1, Priority 1, typed by Kofi M.'
    ])
    expect(ear.next()?.typist).toBe('k')
    expect(ear.next()?.typist).toBe('k')
  })

  it('a reader cannot write', () => {
    const { link, plan, emit } = scene()
    expect(plan.canWrite).toBe(true)
    link.me = { id: 'r', name: 'Robin Ellis', group: 'education', role: 'reader' }
    emit('people')
    expect(plan.canWrite).toBe(false)
    expect(plan.leadName).toBe('Helen Price')
    link.state = { at: 'ended', code: 'signed-out', sentence: '' }
    emit('state')
    expect(plan.canWrite).toBe(false)
  })

  it.each(['removed', 'no-such-plan', 'not-allowed', 'old-page', 'too-large', 'malformed'] as const)(
    'nobody can write once the link has ended for good: %s',
    (code) => {
      const { link, plan, emit } = scene()
      link.state = { at: 'ended', code, sentence: '' }
      emit('state')
      expect(plan.canWrite).toBe(false)
    }
  )

  it('a sign-in that ran out stops nobody in mid-word', () => {
    const { link, plan, emit, account } = scene()
    const { seen, stop } = watch(() => plan.canWrite)
    account.me = 'h'
    link.state = { at: 'ended', code: 'signed-out', sentence: '' }
    emit('state')
    flushSync()
    link.state = { at: 'away', sinceMs: 0 }
    emit('state')
    flushSync()
    expect(new Set(seen)).toEqual(new Set([true]))
    expect(seen.length).toBeGreaterThan(1)
    stop()
  })

  it('whoever else signed in on this device meanwhile does not write in another’s name', () => {
    const { link, plan, emit, account } = scene()
    link.state = { at: 'ended', code: 'signed-out', sentence: '' }
    account.me = 'k'
    emit('state')
    expect(plan.canWrite).toBe(false)
    account.me = 'h'
    emit('state')
    expect(plan.canWrite).toBe(true)
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
    const { link, plan, emit } = scene()
    addPriority(link.doc, id('p2'), { order: 'a1' }, { title: 'Second' })
    addPriority(link.doc, id('p3'), { order: 'a2' }, { title: 'Third' })
    link.references = new Map([...link.references, ['p2', '2'], ['p3', '3']])
    emit('references')
    const seen: unknown[] = []
    const stop = root(() => {
      const followed = followPriority(
        () => plan,
        () => '2'
      )
      watching(() => seen.push([followed.now?.title, followed.now?.place, followed.now?.removed]))
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

  it('letters that were taken out stand again where they stood, once', () => {
    const { link, plan } = scene()
    const path = priorityText(id('p1'), 'title')
    const text = fieldText(link.doc, path)
    text?.insert(5, ' and last', {})
    const item = text?._start?.right
    const gone = { client: item?.id.client ?? 0, clock: item?.id.clock ?? 0, text: ' and last' }
    text?.delete(5, ' and last'.length)
    expect(text?.toJSON()).toBe('First')
    expect(plan.putBackLetters([gone])).toBe(' and last'.length)
    expect(text?.toJSON()).toBe('First and last')
    expect(plan.putBackLetters([gone])).toBe(0)
  })

  it('an earlier value is set again; one that does not fit, or whose place is gone, is not', () => {
    const { link, plan } = scene()
    const status = { word: 'slipping' as const, why: 'Late.' }
    setValue(link.doc, { kind: 'priority', id: id('p1') }, 'status', { word: 'done', why: '' })
    expect(plan.verbs.setAgain(priorityText(id('p1'), 'status'), status)).toBe(true)
    expect(plan.board.priorities[0]?.status).toEqual(status)
    expect(plan.verbs.setAgain(priorityText(id('p1'), 'status'), { word: 'never' })).toBe(false)
    expect(plan.verbs.setAgain(priorityText(id('p9'), 'status'), status)).toBe(false)
  })
})
