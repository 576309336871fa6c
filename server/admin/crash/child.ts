import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import type { PersonId, PlanId } from '../../../shared/ids.ts'
import { addPriority, createPlan } from '../../../shared/plan/schema.ts'
import { isRefusal } from '../../../shared/refusals.ts'
import { Compaction } from '../../compaction.ts'
import { Lobby, type Seat } from '../../relay/lobby.ts'
import { openSqliteStore } from '../../store/sqlite/store.ts'
import { systemClock } from '../../system-clock.ts'
import { crashPlan, crashPriority, earlyFlag } from './words.ts'

/**
 * A board with nothing but its relay and its store, to be killed: `node child.mjs FOLDER [--ack-early]`.
 * With the flag a commit answers before it is kept, the fault the harness must catch.
 */
const [folder = '', flag] = process.argv.slice(2)
const real = await openSqliteStore({ folder, report: () => undefined })

const early = (): typeof real => {
  let behind: Promise<unknown> = Promise.resolve()
  return new Proxy(real, {
    get(target, name) {
      if (name !== 'commit') {
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      }
      return (...args: Parameters<typeof real.commit>) => {
        const [plan, after, at, entries, owners] = args
        if (after === 0) return real.commit(plan, after, at, entries, owners)
        behind = behind
          .then(() => new Promise((resolve) => systemClock.after(40, () => resolve(undefined))))
          .then(() => real.commit(plan, after, at, entries, owners))
        return Promise.resolve(after + 1)
      }
    }
  })
}

const compaction = new Compaction(folder)
const lobby = new Lobby({
  store: flag === earlyFlag ? early() : real,
  clock: systemClock,
  random: (bytes) => new Uint8Array(randomBytes(bytes)),
  report: () => undefined,
  access: { version: () => Promise.resolve(1), check: (seat) => Promise.resolve(seat) },
  lettersOf: () => Promise.resolve([]),
  compact: compaction.compact.bind(compaction),
  forgetHistory: () => undefined
})
lobby.open()
const helen = { speaker: 'p0' as PersonId, typist: 'p0' as PersonId, group: 'council' as const }
await lobby.found(
  crashPlan,
  (doc) => {
    createPlan(doc, { title: 'Crash' }, {})
    addPriority(doc, crashPriority, { order: 'a0' })
  },
  helen
)

const seat = (name: string): Seat => ({
  person: name as PersonId,
  name,
  group: 'parents',
  role: 'member',
  session: '',
  expiresAt: Number.MAX_SAFE_INTEGER
})

const server = createServer()
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
sockets.on('connection', (socket, request) => {
  socket.on('error', () => socket.terminate())
  void lobby.room(crashPlan satisfies PlanId).then((room) => {
    if (isRefusal(room)) return socket.close(1013)
    const connection = room.join(
      {
        send: (frame) => socket.send(frame),
        hold: () => undefined,
        release: () => undefined,
        waitingBytes: () => socket.bufferedAmount,
        close: (code, reason) => socket.close(code, reason)
      },
      seat((request.url ?? '').slice(1))
    )
    socket.on('message', (data: Buffer) => connection.receive(new Uint8Array(data)))
    socket.on('close', () => connection.left())
    socket.send('open')
  })
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
