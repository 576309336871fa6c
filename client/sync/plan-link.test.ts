import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import type { ItemId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { addPriority, createPlan, fieldText } from '../../shared/plan/schema.ts'
import { decodeClientMessage, encodeServerMessage, encodeSync, type ClientMessage } from '../../shared/wire/messages.ts'
import type { LinkOptions } from './link-state.ts'
import { PlanLink } from './plan-link.ts'

const path = 'priorities/p1/why'
const group = 'parents' as const

/** The far end of the wire, played by the test: one socket at a time, frames by hand. */
class FarEnd {
  readonly doc = new Y.Doc()
  readonly received: ClientMessage[] = []
  socket: FakeSocket | undefined
  seq = 1
  frames = 0
  acking = true
  /** Answers SyncStep1 by itself, as a server does. */
  greeting = true

  constructor() {
    createPlan(this.doc, { title: 'Plan' }, {})
    addPriority(this.doc, 'p1' as ItemId, { order: 'a0' }, { title: 'One', why: 'Because.' })
  }

  take(message: ClientMessage): void {
    this.received.push(message)
    if (message.type === 'step1' && this.greeting) this.greet(message.stateVector)
    if (message.type !== 'update' && message.type !== 'step2') return
    this.frames++
    if (!this.acking) return
    Y.applyUpdate(this.doc, message.update)
    this.seq++
    this.send(
      encodeServerMessage({
        type: 'meta',
        meta: { seq: this.seq, at: 5, people: [], owners: [], authors: [], repeats: [] }
      })
    )
    this.ack(this.frames)
  }

  greet(stateVector: Uint8Array): void {
    const welcome = {
      epoch: 1,
      head: this.seq,
      catchUp: 'state' as const,
      me: { id: 'priya', name: 'Priya', group, role: 'member' as const },
      lead: 'Helen Price',
      people: [{ id: 'tom', name: 'Tom', group }],
      owners: [],
      repeats: [],
      fields: [],
      news: { records: 0, people: 0 },
      keepaliveMs: 1,
      reconnectSpreadMs: 1
    }
    this.send(encodeServerMessage({ type: 'welcome', welcome }))
    this.send(encodeSync('step2', Y.encodeStateAsUpdate(this.doc, stateVector)))
    this.send(encodeSync('step1', Y.encodeStateVector(this.doc)))
  }

  ack(frames: number): void {
    this.send(encodeServerMessage({ type: 'ack', frames, seq: this.seq }))
  }

  /** Somebody else's letters, as one turn of the room. */
  write(words: string, at = 0): void {
    const before = Y.encodeStateVector(this.doc)
    fieldText(this.doc, path)?.insert(at, words, {})
    this.seq++
    const owner = { client: this.doc.clientID, speaker: 'tom', typist: 'tom', group, times: [] as [number, number][] }
    const authors = [{ speaker: 'tom', typist: 'tom', group }]
    this.send(
      encodeServerMessage({
        type: 'meta',
        meta: { seq: this.seq, at: 9, people: [], owners: [owner], authors, repeats: [] }
      })
    )
    this.send(encodeSync('update', Y.encodeStateAsUpdate(this.doc, before)))
  }

  send(frame: Uint8Array): void {
    this.socket?.onmessage?.({ data: frame.slice().buffer })
  }

  hellos(): Extract<ClientMessage, { type: 'hello' }>[] {
    return this.received.flatMap((message) => (message.type === 'hello' ? [message] : []))
  }
}

class FakeSocket extends EventTarget {
  static far: FarEnd
  /** The door is shut before a socket opens: a browser is not told why. */
  static shut = false
  static readonly OPEN = 1
  readonly OPEN = 1
  readyState = 0
  binaryType = 'blob'
  onopen: (() => void) | null = null
  onmessage: ((event: { data: ArrayBufferLike }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  onerror: (() => void) | null = null

  constructor() {
    super()
    const { far } = FakeSocket
    far.socket = this
    far.frames = 0
    queueMicrotask(() => {
      if (FakeSocket.shut) return this.cut()
      this.readyState = 1
      this.dispatchEvent(new Event('open'))
      this.onopen?.()
    })
  }
  send(data: Uint8Array): void {
    const message = decodeClientMessage(data)
    // As over a network: never before the sender has finished its own turn.
    if (message) queueMicrotask(() => FakeSocket.far.take(message))
  }
  close(): void {
    this.readyState = 3
  }
  cut(code = 1006, reason = ''): void {
    this.readyState = 3
    this.onclose?.({ code, reason })
  }
}

const settle = (): Promise<void> => vi.advanceTimersByTimeAsync(10).then(() => undefined)

const open = async (options: LinkOptions = {}): Promise<{ link: PlanLink; far: FarEnd; close: () => void }> => {
  vi.useFakeTimers()
  const far = new FarEnd()
  FakeSocket.far = far
  const link = new PlanLink('plan', {
    socketUrl: 'ws://board.test/api/plans/plan',
    WebSocket: FakeSocket as unknown as typeof WebSocket,
    ...options
  })
  const close = link.open()
  await settle()
  return { link, far, close }
}

const words = (link: PlanLink): string => fieldText(link.doc, path)?.toString() ?? ''
const type = (link: PlanLink, text: string): void => fieldText(link.doc, path)?.insert(0, text, {})

afterEach(() => {
  FakeSocket.shut = false
  vi.useRealTimers()
})

describe('plan link', () => {
  it('[P1] says HELLO before anything else and is live once the plan is here', async () => {
    const { link, far, close } = await open()
    expect(far.received[0]?.type).toBe('hello')
    expect(link.state).toEqual({ at: 'live' })
    expect(words(link)).toBe('Because.\n')
    expect(link.me?.name).toBe('Priya')
    expect(link.lead).toBe('Helen Price')
    close()
  })

  it('[P22] counts what is not kept and says when it is', async () => {
    const { link, far, close } = await open()
    far.acking = false
    type(link, 'a')
    type(link, 'b')
    await settle()
    expect(link.waiting).toBe(2)
    far.ack(2)
    expect(link.waiting).toBe(1)
    expect(link.savedAt).not.toBeNull()
    far.ack(3)
    expect(link.waiting).toBe(0)
    close()
  })

  it('[P8] what is written away is carried by one SyncStep2 after return, and counted until it is kept', async () => {
    const { link, far, close } = await open()
    far.socket?.cut()
    expect(link.state.at).toBe('away')
    type(link, 'Away. ')
    type(link, 'Still. ')
    expect(link.waiting).toBe(2)
    expect(link.changesWaiting).toBe(1)
    fieldText(link.doc, 'plan/title')?.insert(0, 'New ', {})
    expect(link.changesWaiting).toBe(2)
    await vi.advanceTimersByTimeAsync(3000)
    expect(link.state).toEqual({ at: 'live' })
    expect(link.waiting).toBe(0)
    expect(fieldText(far.doc, path)?.toString()).toBe('Still. Away. Because.\n')
    close()
  })

  it('[P8][P20] more than one frame holds, written away, leaves in several and is kept whole', async () => {
    const { link, far, close } = await open()
    far.socket?.cut()
    for (let page = 0; page < 12; page++) type(link, `${page} ${'words '.repeat(5_000)}`)
    await vi.advanceTimersByTimeAsync(3000)
    const sizes = far.received.flatMap((message) =>
      message.type === 'update' || message.type === 'step2' ? [message.update.length] : []
    )
    expect(Math.max(...sizes)).toBeLessThanOrEqual(limits.updateBytesMax + 1024)
    expect(link.waiting).toBe(0)
    expect(fieldText(far.doc, path)?.toString()).toBe(words(link))
    close()
  })

  it('[P9] a second ROTATE before the first was done with loses nothing, and nothing counts as saved meanwhile', async () => {
    const { link, far, close } = await open()
    far.acking = false
    type(link, 'Twice moved. ')
    await settle()
    far.greeting = false
    far.send(encodeServerMessage({ type: 'rotate', reason: 'used before' }))
    await settle()
    expect(link.waiting).toBe(1)
    far.greeting = true
    far.acking = true
    far.send(encodeServerMessage({ type: 'rotate', reason: 'not yours' }))
    await vi.advanceTimersByTimeAsync(3000)
    expect(fieldText(far.doc, path)?.toString()).toBe('Twice moved. Because.\n')
    expect(link.waiting).toBe(0)
    close()
  })

  it('[P22] a change made while the socket is closing does not count as sent', async () => {
    const { link, far, close } = await open()
    far.acking = false
    type(link, 'Sent. ')
    await settle()
    if (far.socket) far.socket.readyState = 2
    type(link, 'Not sent. ')
    far.ack(far.frames)
    expect(link.waiting).toBe(1)
    far.acking = true
    far.socket?.cut()
    await vi.advanceTimersByTimeAsync(3000)
    expect(fieldText(far.doc, path)?.toString()).toBe('Not sent. Sent. Because.\n')
    close()
  })

  it('[P7] the last seq rises only when every update of a turn is here', async () => {
    const { link, far, close } = await open()
    const head = far.seq
    const authors = [{ speaker: 'tom', typist: 'tom', group }]
    far.send(
      encodeServerMessage({
        type: 'meta',
        meta: { seq: head + 1, at: 9, people: [], owners: [], authors, repeats: [] }
      })
    )
    far.socket?.cut()
    await vi.advanceTimersByTimeAsync(3000)
    expect(far.hellos().at(-1)?.lastSeq).toBe(head)
    far.write('Tom. ')
    const after = far.seq
    far.socket?.cut()
    await vi.advanceTimersByTimeAsync(3000)
    expect(far.hellos().at(-1)?.lastSeq).toBeGreaterThanOrEqual(after)
    expect(link.fields.get(path)?.by).toBe('tom')
    close()
  })

  it('[P9] after ROTATE everything not kept is written again under a fresh id, in order, once', async () => {
    const { link, far, close } = await open()
    type(link, 'kept ')
    await settle()
    expect(link.waiting).toBe(0)
    far.acking = false
    type(link, 'one ')
    type(link, 'two ')
    fieldText(link.doc, path)?.delete(0, 1)
    await settle()
    const oldId = link.doc.clientID
    let renewed = 0
    link.on('doc', () => renewed++)
    far.acking = true
    far.send(encodeServerMessage({ type: 'rotate', reason: 'used before' }))
    await vi.advanceTimersByTimeAsync(3000)
    expect(link.doc.clientID).not.toBe(oldId)
    expect(words(link)).toBe('wo one kept Because.\n')
    expect(fieldText(far.doc, path)?.toString()).toBe('wo one kept Because.\n')
    expect(link.waiting).toBe(0)
    expect(renewed).toBe(1)
    close()
  })

  it('[P9] what is written after ROTATE, before the plan is here again, is written again too', async () => {
    const { link, far, close } = await open()
    far.acking = false
    type(link, 'one ')
    await settle()
    const oldText = fieldText(link.doc, path)
    far.greeting = false
    far.acking = true
    far.send(encodeServerMessage({ type: 'rotate', reason: 'used before' }))
    await settle()
    oldText?.insert(4, 'and two ', {})
    expect(link.waiting).toBe(2)
    far.greet(Y.encodeStateVector(new Y.Doc()))
    await vi.advanceTimersByTimeAsync(3000)
    expect(words(link)).toBe('one and two Because.\n')
    expect(fieldText(far.doc, path)?.toString()).toBe('one and two Because.\n')
    expect(link.waiting).toBe(0)
    close()
  })

  it('a refused change is taken out again and its words are there to copy', async () => {
    const { link, far, close } = await open()
    far.acking = false
    type(link, 'Lost? ')
    far.send(encodeServerMessage({ type: 'refused', frame: 2, code: 'read-only', sentence: 'You can read this plan.' }))
    await vi.advanceTimersByTimeAsync(3000)
    expect(link.notice).toMatchObject({ code: 'read-only', words: 'Lost? ' })
    expect(words(link)).toBe('Because.\n')
    expect(link.state).toEqual({ at: 'live' })
    close()
  })

  it('words typed after a refusal, before the plan is here again, are there to copy too', async () => {
    const { link, far, close } = await open()
    far.acking = false
    type(link, 'Lost? ')
    const oldText = fieldText(link.doc, path)
    far.greeting = false
    far.send(encodeServerMessage({ type: 'refused', frame: 2, code: 'read-only', sentence: 'You can read this plan.' }))
    await settle()
    oldText?.insert(0, 'And this. ', {})
    expect(link.notice?.words).toBe('And this. Lost? ')
    close()
  })

  it('[P8] after a restored backup the last seq goes down with the plan', async () => {
    const { far, close } = await open()
    far.write('One. ')
    far.write('Two. ')
    far.seq = 1
    far.socket?.cut()
    await vi.advanceTimersByTimeAsync(3000)
    far.socket?.cut()
    await vi.advanceTimersByTimeAsync(5000)
    const [before, after] = far.hellos().slice(-2)
    expect(after?.lastSeq).toBeLessThan(before?.lastSeq ?? 0)
    expect(after?.person).toBe('priya')
    close()
  })

  it('a final close says why and does not come back by itself', async () => {
    const { link, far, close } = await open()
    far.socket?.cut(4401, 'signed-out')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(link.state).toMatchObject({ at: 'ended', code: 'signed-out' })
    expect(far.hellos().length).toBe(1)
    link.retry()
    await vi.advanceTimersByTimeAsync(100)
    expect(link.state).toEqual({ at: 'live' })
    close()
  })

  it('[P3] signed out with words on their way: those and what is typed after it wait, and are sent once', async () => {
    const { link, far, close } = await open()
    far.acking = false
    type(link, 'On its way. ')
    await settle()
    far.socket?.cut(4401, 'signed-out')
    type(link, 'After. ')
    fieldText(link.doc, 'plan/title')?.insert(0, 'New ', {})
    expect(link.waiting).toBe(3)
    expect(link.changesWaiting).toBe(2)
    far.acking = true
    link.retry()
    type(link, 'Meanwhile. ')
    await vi.advanceTimersByTimeAsync(100)
    expect(link.waiting).toBe(0)
    expect(fieldText(far.doc, path)?.toString()).toBe('Meanwhile. After. On its way. Because.\n')
    expect(fieldText(far.doc, 'plan/title')?.toString()).toBe('New Plan')
    close()
  })

  it('a refusal that never left this page is said like any other, and can be put away', async () => {
    const { link, close } = await open()
    link.tell('too-large')
    expect(link.notice).toMatchObject({ code: 'too-large', words: '' })
    link.dismissNotice()
    expect(link.notice).toBeNull()
    close()
  })

  it('[P19] presence names are the server’s and rubbish is someone reading', async () => {
    const { link, far, close } = await open()
    far.send(
      encodeServerMessage({
        type: 'presence',
        entries: [{ connection: 4, person: 'tom', bytes: new Uint8Array([1, 2]) }]
      })
    )
    expect(link.presence.get(4)).toEqual({ person: 'tom', state: { at: 'board', doing: 'reading' } })
    far.send(encodeServerMessage({ type: 'presence', entries: [{ connection: 4, gone: true }] }))
    expect(link.presence.size).toBe(0)
    link.setPresence({ at: 'board', doing: 'writing' })
    link.setPresence({ at: 'board', doing: 'away' })
    await vi.advanceTimersByTimeAsync(1000)
    const sent = far.received.flatMap((message) => (message.type === 'presence' ? [message.bytes] : []))
    expect(sent.map((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as unknown)).toEqual([
      { at: 'board', doing: 'away' }
    ])
    close()
  })

  it.each([
    [4426, 'old-page'],
    [4400, 'malformed'],
    [4413, 'too-large'],
    [4403, 'not-allowed'],
    [4404, 'removed']
  ] as const)('closed %i for good: what was not kept is there to copy', async (close, code) => {
    const { link, far, close: leave } = await open()
    far.acking = false
    type(link, 'Lost? ')
    await settle()
    far.socket?.cut(close, code)
    expect(link.state).toMatchObject({ at: 'ended', code })
    type(link, 'Not yet. ')
    expect(link.unsentWords).toBe('Not yet. Lost? ')
    expect(link.waiting).toBe(2)
    leave()
  })

  it('[P3] signed out while there was no signal: told as soon as the door answers, and nothing is cleared', async () => {
    let asked = 0
    const { link, far, close } = await open({
      whyShut: () => Promise.resolve(++asked < 2 ? undefined : 'signed-out')
    })
    FakeSocket.shut = true
    far.socket?.cut()
    type(link, 'In the lift. ')
    await vi.advanceTimersByTimeAsync(300)
    expect(link.state.at).toBe('away')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(link.state).toMatchObject({ at: 'ended', code: 'signed-out' })
    expect(link.unsentWords).toBe('In the lift. ')
    FakeSocket.shut = false
    link.retry()
    await vi.advanceTimersByTimeAsync(100)
    expect(link.waiting).toBe(0)
    expect(fieldText(far.doc, path)?.toString()).toBe('In the lift. Because.\n')
    close()
  })

  it('words to copy are the ones that still stand, in reading order, each place on its own line', async () => {
    const { link, far, close } = await open()
    far.acking = false
    type(link, 'Firstly, ')
    fieldText(link.doc, path)?.insert(16, ' Lastly.', {})
    fieldText(link.doc, path)?.delete(5, 2)
    await settle()
    expect(words(link)).toBe('First, Because Lastly..\n')
    expect(link.unsentWords).toBe('First, \n Lastly.')
    close()
  })

  it('[P9] words that hang on what a restored plan no longer has are there to copy, and nothing waits for ever', async () => {
    const { link, far, close } = await open()
    far.acking = false
    fieldText(link.doc, path)?.insert(8, ' New.', {})
    await settle()
    const fresh = new FarEnd()
    far.doc.destroy()
    Object.assign(far, { doc: fresh.doc, acking: true })
    far.send(encodeServerMessage({ type: 'rotate', reason: 'another epoch' }))
    await vi.advanceTimersByTimeAsync(3000)
    expect(link.notice).toMatchObject({ code: 'behind', words: ' New.' })
    expect(link.waiting).toBe(0)
    expect(words(link)).toBe('Because.\n')
    close()
  })

  it('[P23] news of records and people is told once for each rise, also by WELCOME', async () => {
    const { link, far, close } = await open()
    let told = 0
    link.on('news', () => told++)
    far.send(encodeServerMessage({ type: 'news', news: { records: 2, people: 1 } }))
    far.send(encodeServerMessage({ type: 'news', news: { records: 2, people: 1 } }))
    expect(link.news).toEqual({ records: 2, people: 1 })
    expect(told).toBe(1)
    close()
  })

  it('[P22] while the page is held still, ACK, ROTATE and REFUSED do not wait', async () => {
    const { link, far, close } = await open()
    link.hold()
    far.write('Tom. ')
    expect(link.held).toBe(1)
    far.acking = false
    type(link, 'Mine. ')
    await settle()
    expect(link.waiting).toBe(1)
    far.ack(2)
    expect(link.waiting).toBe(0)
    expect(link.held).toBe(1)
    far.send(encodeServerMessage({ type: 'refused', frame: 3, code: 'read-only', sentence: 'No.' }))
    expect(link.notice).not.toBeNull()
    expect(link.held).toBeNull()
    expect(link.holdEnd).toBe('new-start')
    close()
  })
})
