import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { PersonId, PlanId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { encodeSync } from '../../shared/wire/messages.ts'
import type { Clock } from '../relay/clock.ts'
import type { Peer } from '../relay/peer.ts'
import { PlanUnreadable } from '../store/store.ts'
import { systemClock } from '../system-clock.ts'
import { BoardScene, planId, until } from './board-scene.ts'

/** Beats by hand: ten seconds pass when the test says so. */
const beats: (() => void)[] = []
const byHand: Clock = {
  ...systemClock,
  every(_intervalMs, tick) {
    beats.push(tick)
    return () => void beats.splice(0)
  }
}
const beat = (): void => beats.forEach((tick) => tick())

let board: BoardScene
let helen: PersonId
let plan: PlanId
beforeAll(async () => {
  board = await BoardScene.open({ beats: byHand })
  helen = await board.person('Helen')
  plan = await board.plan('sutton', helen)
})
afterAll(() => board.close())

let people = 0
/** Somebody new in the plan, signed in. */
const member = async (role: 'member' | 'reader' | 'public' = 'member') => {
  const person = await board.person(`Member${people++}`)
  await board.member(plan, person, role, 'parents')
  return { person, cookie: await board.signIn(`${person}@example.org`) }
}

type Door = { status: number; body: string } | { socket: WebSocket; closed: Promise<number> }
const dial = (headers: Record<string, string>, path = '/api/plans/sutton/sync', autoPong = true): Promise<Door> =>
  new Promise((done, failed) => {
    const socket = new WebSocket(board.url.replace('http', 'ws') + path, { headers, autoPong })
    const closed = new Promise<number>((gone) => socket.on('close', (code) => gone(code)))
    socket.on('open', () => done({ socket, closed }))
    socket.on('unexpected-response', (_request, response) => {
      let body = ''
      response.on('data', (part: Buffer) => (body += part.toString()))
      response.on('end', () => done({ status: response.statusCode ?? 0, body }))
    })
    socket.on('error', failed)
  })
const enter = async (cookie: string, autoPong = true) => {
  const door = await dial({ origin: board.origin, cookie }, undefined, autoPong)
  if ('status' in door) throw new Error(`turned away: ${door.status}`)
  return door
}
const status = async (headers: Record<string, string>, path?: string): Promise<number> => {
  const door = await dial(headers, path)
  if ('status' in door) return door.status
  door.socket.terminate()
  return 101
}

describe('[promise 12] the socket door', () => {
  it('lets in a member from the board’s own page, before anything is queued', async () => {
    const { cookie } = await member()
    expect(await status({ origin: board.origin, cookie })).toBe(101)
    expect(await status({ origin: board.origin, cookie }, '/api/plans/sutton/sync?x=1')).toBe(101)
  })

  it('answers every stranger before the handshake', async () => {
    const { cookie } = await member()
    const { cookie: theirs } = await member('public')
    const origin = board.origin
    expect(await status({ cookie })).toBe(403)
    for (const foreign of ['null', 'https://evil.example', `${origin}.evil.example`, 'http://127.0.0.1:1'])
      expect([foreign, await status({ origin: foreign, cookie })]).toEqual([foreign, 403])
    expect(await status({ origin, cookie, 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await status({ origin })).toBe(401)
    expect(await status({ origin, cookie: `session=${'x'.repeat(40)}` })).toBe(401)
    expect(await status({ origin, cookie: theirs })).toBe(403)
    for (const path of ['/api/plans/gone/sync', '/api/plans/a:b/sync', '/api/plans/sutton', '/', '/api/plans/../sync'])
      expect([path, await status({ origin, cookie }, path)]).toEqual([path, 404])
  })

  it('says why in the same words as everywhere', async () => {
    const door = await dial({ origin: board.origin })
    expect('body' in door && JSON.parse(door.body)).toEqual({ error: 'signed-out', message: expect.any(String) })
  })

  it('a plan that cannot be read answers 503', async () => {
    const hurt = planId('hurt')
    await board.plan('hurt', helen)
    const cookie = await board.signIn('helen@example.org')
    const read = board.store.readPlan.bind(board.store)
    board.store.readPlan = (id) =>
      id === hurt ? Promise.reject(new PlanUnreadable(hurt, 'a row does not prove itself')) : read(id)
    try {
      expect(await status({ origin: board.origin, cookie }, '/api/plans/hurt/sync')).toBe(503)
    } finally {
      board.store.readPlan = read
    }
  })
})

describe('open sockets', () => {
  it('a text frame is malformed: 4400', async () => {
    const { cookie } = await member()
    const { socket, closed } = await enter(cookie)
    socket.send('hello')
    expect(await closed).toBe(4400)
  })

  it('[promise 29] a frame over the limit is final: 4413, not a code that asks to come back', async () => {
    const { cookie } = await member()
    const { socket, closed } = await enter(cookie)
    socket.send(new Uint8Array(limits.frameBytesMax + 1))
    expect(await closed).toBe(4413)
  })

  it('a frame at the limit reaches the gate', async () => {
    const { cookie } = await member()
    const { socket, closed } = await enter(cookie)
    socket.send(new Uint8Array(limits.frameBytesMax).fill(255))
    expect(await closed).toBe(4400)
  })

  it('[promise 13] signing out closes the session’s sockets within a second, and nobody else’s: 4401', async () => {
    const { cookie } = await member()
    const { cookie: other } = await member()
    const [mine, theirs] = [await enter(cookie), await enter(other)]
    const at = performance.now()
    await board.post('/api/sign-out', undefined, { cookie })
    expect(await mine.closed).toBe(4401)
    expect(performance.now() - at).toBeLessThan(1000)
    expect(theirs.socket.readyState).toBe(WebSocket.OPEN)
    theirs.socket.terminate()
  })

  it('being taken out of the plan closes within a second: 4404', async () => {
    const { person, cookie } = await member()
    const { closed } = await enter(cookie)
    const at = performance.now()
    await board.store.removeMember(plan, person, { by: null, at: 1 })
    expect(await closed).toBe(4404)
    expect(performance.now() - at).toBeLessThan(1000)
  })

  it('a new role closes with a code that asks to come back: 4503', async () => {
    const { person, cookie } = await member()
    const { closed } = await enter(cookie)
    await board.member(plan, person, 'reader', 'parents')
    expect(await closed).toBe(4503)
  })

  it('access taken away between the door and the join closes too', async () => {
    const { person, cookie } = await member()
    const open = board.lobby.room.bind(board.lobby)
    board.lobby.room = async (id) => {
      const room = await open(id)
      await board.store.removeMember(plan, person, { by: null, at: 1 })
      return room
    }
    try {
      const { closed } = await enter(cookie)
      expect(await closed).toBe(4404)
    } finally {
      board.lobby.room = open
    }
  })

  it('a stock y-websocket client with a session cookie writes and reads', async () => {
    const [one, two] = [await member(), await member()]
    const client = (cookie: string) => {
      class Own extends WebSocket {
        constructor(url: string, protocols: string[]) {
          super(url, protocols, { headers: { origin: board.origin, cookie } })
        }
      }
      const doc = new Y.Doc()
      const url = `${board.url.replace('http', 'ws')}/api/plans/${plan}`
      // The two WebSocket types differ in their events only; the provider uses what both have.
      const polyfill = Own as unknown as typeof globalThis.WebSocket
      const provider = new WebsocketProvider(url, 'sync', doc, { WebSocketPolyfill: polyfill, disableBc: true })
      return { doc, provider }
    }
    const [left, right] = [client(one.cookie), client(two.cookie)]
    try {
      const vision = (doc: Y.Doc) => doc.getMap('plan').get('vision')
      await until('both to have the plan', () => vision(left.doc) && vision(right.doc))
      const text = vision(left.doc)
      if (!(text instanceof Y.Text)) throw new Error('no text')
      text.insert(0, 'Every child. ')
      await until('the words to arrive', () => String(vision(right.doc)).startsWith('Every child. '))
    } finally {
      left.provider.destroy()
      right.provider.destroy()
    }
  })

  it('rubbish of every kind ends in a close code, never in a report of a bug', async () => {
    const { cookie } = await member()
    const before = board.reports.length
    for (const frame of [
      new Uint8Array(0),
      Uint8Array.of(0),
      Uint8Array.of(200, 1),
      encodeSync('update', Uint8Array.of(9))
    ]) {
      const { socket, closed } = await enter(cookie)
      socket.send(frame)
      expect(await closed).toBe(4400)
    }
    expect(board.reports.slice(before).filter(({ event }) => event.endsWith('-failed'))).toEqual([])
  })

  it('[fault 9] a socket whose other end is gone without a word is noticed within two beats', async () => {
    expect(2 * limits.keepaliveMs).toBeLessThanOrEqual(30_000)
    const [silent, alive] = [await enter((await member()).cookie, false), await enter((await member()).cookie)]
    const pinged = Promise.all([silent, alive].map(({ socket }) => new Promise((done) => socket.once('ping', done))))
    beat()
    await pinged
    // The pong of the living one is on its way; a second frame behind it tells when it has arrived.
    alive.socket.ping()
    await new Promise((done) => alive.socket.once('pong', done))
    beat()
    expect(await silent.closed).toBe(1006)
    expect(alive.socket.readyState).toBe(WebSocket.OPEN)
    alive.socket.terminate()
  })

  it('somebody who does not read holds a bounded amount of memory and is told to come back: 1013', async () => {
    const { cookie } = await member()
    const room = await board.lobby.room(plan)
    if ('refused' in room) throw new Error(room.refused)
    const join = room.join.bind(room)
    const peers: Peer[] = []
    room.join = (peer, seat) => {
      peers.push(peer)
      return join(peer, seat)
    }
    try {
      const { socket, closed } = await enter(cookie)
      const [peer] = peers
      if (!peer) throw new Error('nobody joined')
      socket.pause()
      const frame = new Uint8Array(limits.frameBytesMax)
      let most = 0
      for (let sent = 0; sent < 400; sent++) {
        peer.send(frame)
        most = Math.max(most, peer.waitingBytes())
        if (sent % 20 === 0) await new Promise((done) => setImmediate(done))
      }
      expect(most).toBeGreaterThan(limits.outboxBytesMax)
      expect(most).toBeLessThan(limits.outboxBytesMax + 2 * limits.frameBytesMax)
      socket.resume()
      expect(await closed).toBe(1013)
    } finally {
      room.join = join
    }
  })

  it('a connection that dies during the handshake leaves nothing behind', async () => {
    const { cookie } = await member()
    const before = board.sockets.count
    const { hostname, port } = new URL(board.url)
    const raw = connect(Number(port), hostname)
    const lines = ['GET /api/plans/sutton/sync HTTP/1.1', 'Host: x', `Origin: ${board.origin}`, `Cookie: ${cookie}`]
    lines.push(
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${btoa('0123456789abcdef')}`
    )
    raw.write(`${lines.join('\r\n')}\r\n\r\n`, () => raw.destroy())
    await new Promise((done) => raw.on('close', done))
    const { socket, closed } = await enter(cookie)
    socket.close()
    await closed
    await until('the dead one to be gone', () => board.sockets.count <= before)
  })
})
