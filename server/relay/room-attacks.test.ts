import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { fieldText } from '../../shared/plan/schema.ts'
import { refuse } from '../../shared/refusals.ts'
import { encodeHello, encodeSync } from '../../shared/wire/messages.ts'
import { scene, seatOf, whyPath, type Player, type Scene } from './scene.ts'

/** What a hostile participant, bad timing or a bug may do to a room, and what everyone else must not notice. */

const player = (s: Scene, name: string): Player => {
  const found = s.players.get(name)
  if (!found) throw new Error(`${name} is not here`)
  return found
}

/** What this document would send after typing, without sending it. */
const typed = (doc: Y.Doc, words: string): Uint8Array => {
  const twin = new Y.Doc()
  for (const root of ['plan', 'priorities', 'actions']) twin.getMap(root)
  Y.applyUpdate(twin, Y.encodeStateAsUpdate(doc))
  twin.clientID = doc.clientID
  const before = Y.encodeStateVector(twin)
  fieldText(twin, whyPath)?.insert(0, words, {})
  return Y.encodeStateAsUpdate(twin, before)
}

const holdUp = (s: Scene): (() => void) => {
  let keep: (() => void) | undefined
  s.log.beforeCommit = () => new Promise((resolve) => (keep = () => resolve(undefined)))
  return () => {
    s.log.beforeCommit = () => Promise.resolve(undefined)
    keep?.()
  }
}
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const told = (from: Player, type: string): number => from.received.findIndex((message) => message.type === type)

describe('attacks: order and timing', () => {
  it('[P9] letters typed while the greeting is under way are no sign of a second user of the id', async () => {
    const s = await scene('tom')
    const tom = player(s, 'tom')
    tom.go()
    const coming = tom.come()
    await coming
    tom.type('Quick. ')
    await s.quiet()
    expect(told(tom, 'rotate')).toBe(-1)
    expect(tom.acked).toBe(tom.sent)
    expect((await s.contents()).size).toBe(1)
  })

  it('[P9][P22] ROTATE and REFUSED come after the acknowledgement of what was kept before them', async () => {
    for (const bad of ['rotate', 'refused'] as const) {
      const s = await scene('priya', 'tom')
      const [priya, tom] = [player(s, 'priya'), player(s, 'tom')]
      tom.type('once ')
      await s.quiet()
      const other = typed(tom.doc, 'other')
      const release = holdUp(s)
      priya.type('Slow. ')
      await soon()
      // Both wait for the commit under way and come into one turn.
      tom.type('twice ')
      tom.sendUpdate(bad === 'rotate' ? other : new Uint8Array([9, 9]))
      const frames = tom.sent
      release()
      await s.quiet()
      const ack = tom.received.findIndex((message) => message.type === 'ack' && message.frames === frames - 1)
      expect(ack, bad).toBeGreaterThan(-1)
      expect(told(tom, bad), bad).toBeGreaterThan(ack)
      expect(priya.words().split('twice').length, bad).toBe(2)
    }
  })

  it('[P7] someone who comes back while others never stop writing is let in all the same', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [player(s, 'priya'), player(s, 'tom')]
    tom.go()
    priya.type('One. ')
    await s.quiet()
    const read = s.log.readCommits.bind(s.log)
    let reads = 0
    s.log.readCommits = async (...asked) => {
      const rows = await read(...asked)
      if (++reads < 50) {
        priya.type('x')
        await soon()
      }
      return rows
    }
    await tom.come()
    await s.quiet()
    expect(reads).toBeLessThan(10)
    expect(tom.words()).toBe(priya.words())
  })

  it('[P2] an update that passes the gate and cannot be applied costs its sender the frame, and nobody else a word', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [player(s, 'priya'), player(s, 'tom')]
    const room = await s.room()
    await room.settled(({ ledger }) => {
      ledger.fold = () => {
        throw new Error('planted')
      }
    })
    tom.type('poison')
    await s.quiet()
    expect(tom.closed?.code).toBe(4400)
    expect(priya.closed).toBeUndefined()
    priya.type('Still here. ')
    await s.quiet()
    expect(priya.acked).toBe(priya.sent)
    expect(priya.words()).not.toContain('poison')
    expect((await s.contents()).size).toBe(1)
  })

  it('[P21] a flood does not keep the board from stopping', async () => {
    const s = await scene('tom')
    const tom = player(s, 'tom')
    let floods = 0
    s.log.beforeCommit = () => {
      if (++floods < 500) tom.type('x')
      return Promise.resolve(undefined)
    }
    tom.type('x')
    await s.lobby.drain()
    expect(floods).toBeLessThan(5)
    expect(tom.closed?.code).toBe(1012)
  })

  it('[P4] a plan whose reading failed once can be opened later', async () => {
    const s = await scene()
    const read = s.log.readPlan.bind(s.log)
    s.log.readPlan = () => Promise.reject(new Error('disk'))
    expect(await s.lobby.room('plan-1' as never)).toEqual(refuse('unavailable'))
    s.log.readPlan = read
    expect((await s.room()).plan).toBe('plan-1')
  })
})

describe('attacks: bounds', () => {
  it('[P20] asking for the whole plan again and again ends the asking, and nobody else’s work', async () => {
    const s = await scene('priya', 'tom')
    const tom = player(s, 'tom')
    for (let times = 0; times < 200 && !tom.closed; times++) tom.send_(encodeSync('step1', new Uint8Array([0])))
    await s.quiet()
    expect(tom.closed?.code).toBe(1013)
    expect(player(s, 'priya').closed).toBeUndefined()
  })

  it('[P12][P20] what waits is asked for once, and not read again for every frame after it', async () => {
    const s = await scene('tom')
    const tom = player(s, 'tom')
    const away = new Y.Doc()
    for (const root of ['plan', 'priorities', 'actions']) away.getMap(root)
    Y.applyUpdate(away, Y.encodeStateAsUpdate(tom.doc))
    fieldText(away, whyPath)?.insert(0, 'never sent', {})
    const before = tom.frames.length
    // The question is still on its way when more comes.
    tom.send = (frame) => tom.frames.push(frame)
    for (let index = 0; index < 20; index++) {
      const state = Y.encodeStateVector(away)
      fieldText(away, whyPath)?.insert(3, 'early', {})
      tom.connection.receive(encodeSync('update', Y.encodeStateAsUpdate(away, state)))
    }
    await soon()
    const asked = tom.frames.slice(before).filter((frame) => frame[0] === 0 && frame[1] === 0)
    expect(asked.length).toBe(1)
    await s.quiet()
    expect(tom.acked).toBeLessThan(21)
  })

  it('[P9] the id of someone who is away with words not sent yet cannot be taken', async () => {
    const s = await scene('priya')
    const stock = await s.add('grace', 'member', 'education', true)
    const room = await s.room()
    const awareness = new Uint8Array([1, ...varUint(stock.doc.clientID), 0, 2, 123, 125])
    stock.send_(new Uint8Array([1, awareness.length, ...awareness]))
    stock.go()
    stock.type('Written away. ')
    const thief = { ...seatOf('tom') }
    const peer = { send: () => undefined, hold: () => undefined, release: () => undefined, waitingBytes: () => 0 }
    const closes: number[] = []
    const connection = room.join({ ...peer, close: (code) => closes.push(code) }, thief)
    connection.receive(encodeHello({ epoch: 1, lastSeq: 0, client: 12_345, ownClock: 0, page: 'thief', person: '' }))
    connection.receive(encodeSync('step1', new Uint8Array([0])))
    await s.quiet()
    const priya = player(s, 'priya')
    const forged = new Y.Doc()
    for (const root of ['plan', 'priorities', 'actions']) forged.getMap(root)
    Y.applyUpdate(forged, Y.encodeStateAsUpdate(priya.doc))
    forged.clientID = stock.doc.clientID
    const state = Y.encodeStateVector(forged)
    fieldText(forged, whyPath)?.insert(0, 'Stolen. ', {})
    connection.receive(encodeSync('update', Y.encodeStateAsUpdate(forged, state)))
    await s.quiet()
    expect(closes).toEqual([4403])
    await stock.come()
    await s.quiet()
    expect(priya.words()).toContain('Written away. ')
    expect(priya.words()).not.toContain('Stolen')
    expect(await room.settled(({ ledger }) => ledger.owner(stock.doc.clientID)?.speaker)).toBe('grace')
  })
})

const varUint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varUint(Math.floor(value / 128))]
