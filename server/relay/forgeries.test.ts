import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { plainRepeat } from '../../shared/authorship/repeats.ts'
import type { PersonId } from '../../shared/ids.ts'
import { canonical } from '../../shared/plan/hash.ts'
import { encodeHello, encodeRepeats, encodeSync, own } from '../../shared/wire/messages.ts'
import type { Connection, Seat } from './connection.ts'
import type { Peer } from './peer.ts'
import { rawUpdate, type RawRun, type RawStruct } from './raw-scene.ts'
import { scene, scenePlan, seatOf, type Player, type Scene } from './scene.ts'

/**
 * Somebody with a valid account who tries to write as somebody else, through every way in and at every
 * moment of the other's id. `FORGERIES=4000` (the default in this file), `SEED=…` to repeat.
 * Source: relay.md §1, §5; PROTOCOL.md P9, P11, P24, P25.
 */
const count = Number(process.env.FORGERIES ?? 4000)
const seed = Number(process.env.SEED ?? 20_261_205)

/** The forger's socket: whether it was closed, or asked to take another id. */
class Forger implements Peer {
  stopped = false
  send(frame: Uint8Array): void {
    if (frame[0] === own.rotate) this.stopped = true
  }
  hold(): undefined {
    return undefined
  }
  release(): undefined {
    return undefined
  }
  waitingBytes(): number {
    return 0
  }
  close(): void {
    this.stopped = true
  }
}

/** Whose id is taken: of whom, and what became of it by then. */
const moments = ['announced', 'written', 'left unwritten', 'left written', 'of another group', 'of a speaker'] as const
const forgeries = [
  'next letters',
  'letters after a gap',
  'other letters under known ids',
  'a burnt clock',
  'an own letter beside a forged one',
  'a value',
  'a format mark',
  'letters claimed to stand again',
  'a HELLO in their name'
] as const

type Victim = { client: number; clock: number; player: Player }

const victims = async (s: Scene): Promise<Map<(typeof moments)[number], Victim>> => {
  const rosa = 'rosa' as PersonId
  await s.log.addPerson({ id: rosa, kind: 'speaker', name: 'Rosa', email: null })
  await s.log.setMember({ plan: scenePlan, person: rosa, role: 'public', group: 'young-people', voice: false })
  const found = new Map<(typeof moments)[number], Victim>()
  for (const [index, moment] of moments.entries()) {
    const group = moment === 'of another group' ? 'health' : 'parents'
    const player = await s.add(`victim${index}`, 'member', group)
    if (moment === 'of a speaker') await player.startAnew(rosa)
    await s.quiet()
    const { doc } = player
    if (moment !== 'announced' && moment !== 'left unwritten') {
      player.type('Mine. ')
      await s.quiet()
      player.text().delete(0, 3)
      await s.quiet()
    }
    found.set(moment, { client: doc.clientID, clock: Y.getState(doc.store, doc.clientID), player })
    if (moment.startsWith('left')) player.go()
  }
  return found
}

const lineEnd = (doc: Y.Doc): { client: number; clock: number } => {
  const text = doc.getMap<Y.Map<Y.Text>>('priorities').get('p1')?.get('why')
  let last = text?._start ?? null
  while (last?.right) last = last.right
  if (!last) throw new Error('the text has no line end')
  return { client: last.id.client, clock: last.id.clock + last.length - 1 }
}

type Forged = { frames: Uint8Array[]; hello?: number }

const forge = (random: prng.PRNG, kind: (typeof forgeries)[number], { client, clock }: Victim, s: Y.Doc): Forged => {
  const rightOrigin = lineEnd(s)
  const letters: RawStruct = { letters: prng.word(random, 1, 5), rightOrigin }
  const fresh = prng.uint32(random, 1, 2 ** 31)
  const as = (run: RawRun[]): Uint8Array => encodeSync(prng.bool(random) ? 'update' : 'step2', rawUpdate(run))
  switch (kind) {
    case 'next letters':
      return { frames: [as([{ client, clock, structs: [letters] }])] }
    case 'letters after a gap':
      return { frames: [as([{ client, clock: clock + prng.int31(random, 1, 50), structs: [letters] }])] }
    case 'other letters under known ids':
      return {
        frames: [as([{ client, clock: Math.max(0, clock - prng.int31(random, 1, 4)), structs: [letters, letters] }])]
      }
    case 'a burnt clock':
      return { frames: [as([{ client, clock, structs: [{ bare: prng.int31(random, 1, 1000) }] }])] }
    case 'an own letter beside a forged one':
      return {
        frames: [
          as(
            [
              { client: fresh, clock: 0, structs: [{ letters: 'own', rightOrigin }] },
              { client, clock, structs: [letters] }
            ].sort((a, b) => b.client - a.client)
          )
        ]
      }
    case 'a value':
      return { frames: [as([{ client, clock, structs: [{ value: 'forged', parent: 'plan', key: 'area' }] }])] }
    case 'a format mark':
      return { frames: [as([{ client, clock, structs: [{ format: 'bold', to: true, rightOrigin }] }])] }
    case 'letters claimed to stand again': {
      const of = { client, clock: 0 }
      const claim = plainRepeat({ client: fresh, clock: 0, length: 3, of })
      const run = { client: fresh, clock: 0, structs: [{ letters: prng.word(random, 3, 3), rightOrigin: of }] }
      return { frames: [encodeRepeats([claim]), as([run])] }
    }
    case 'a HELLO in their name':
      return { frames: [as([{ client, clock, structs: [letters] }])], hello: client }
    default: {
      const missed: never = kind
      throw new Error('unhandled forgery', { cause: missed })
    }
  }
}

/** How far every id reaches, and which letters stand again for whose. */
const credited = async (s: Scene): Promise<unknown> => {
  const room = await s.room()
  return room.settled(({ doc, ledger }) => ({
    owners: ledger.owners().map((owner) => [owner.client, owner.speaker, Y.getState(doc.store, owner.client)]),
    repeats: ledger.repeats.all()
  }))
}

/** Tries this many forgeries; stops at the first that changes anything. @returns what it saw. */
const attack = async (count: number, seed: number, seat: (victim: Victim) => Seat) => {
  const random = prng.create(seed)
  const tallies = new Map<string, number>()
  const [perScene, together] = [500, 25]
  let stopped = 0
  for (let done = 0; done < count;) {
    const s = await scene()
    const taken = await victims(s)
    const room = await s.room()
    const state = await room.settled(({ doc }) => doc)
    const kept = async () => ({ ...(await s.hashes()), credited: await credited(s), commits: s.log.commits })
    const before = canonical(await kept())
    for (let index = 0; index < perScene && done < count;) {
      const names: string[] = []
      const sockets: [Forger, Connection][] = []
      for (; sockets.length < together && done < count; index++, done++) {
        const moment = prng.oneOf(random, [...moments])
        const kind = prng.oneOf(random, [...forgeries])
        const victim = taken.get(moment)
        if (!victim) throw new Error(moment)
        names.push(`${done}: ${kind}, id ${moment}`)
        for (const tally of [moment, kind]) tallies.set(tally, (tallies.get(tally) ?? 0) + 1)
        const peer = new Forger()
        const connection = room.join(peer, seat(victim))
        const forged = forge(random, kind, victim, state)
        const isStock = forged.hello === undefined && kind !== 'letters claimed to stand again' && prng.bool(random)
        if (!isStock) {
          const client = forged.hello ?? prng.uint32(random, 1, 2 ** 31)
          connection.receive(encodeHello({ epoch: 1, lastSeq: 0, client, ownClock: 2 ** 31, page: 'm', person: '' }))
        }
        connection.receive(encodeSync('step1', new Uint8Array([0])))
        for (const frame of forged.frames) connection.receive(frame)
        sockets.push([peer, connection])
      }
      await s.quiet()
      for (const [peer, connection] of sockets) {
        if (peer.stopped) stopped++
        connection.left()
      }
      if (canonical(await kept()) !== before)
        return { tallies, stopped, kept: `seed ${seed}, one of ${names.join('; ')}` }
    }
    for (const [moment, { player }] of taken) {
      if (moment.startsWith('left')) await player.come()
      await s.quiet()
      player.type('Still mine. ')
      await s.quiet()
      const bad = player.received.filter(({ type }) => type === 'rotate' || type === 'refused')
      if (bad.length > 0 || player.acked !== player.sent)
        return { tallies, stopped, kept: `seed ${seed}: the id ${moment} is no longer its owner's` }
    }
    s.close()
  }
  return { tallies, stopped, kept: undefined }
}

describe('forgeries', () => {
  it(`[P9][P11][P24][P25] ${count} forgeries, seed ${seed}: none is kept, and every victim writes on`, async () => {
    const { tallies, stopped, kept } = await attack(count, seed, () => seatOf('mallory', 'member', 'parents'))
    expect(kept).toBeUndefined()
    console.log(`forgeries: ${count}, seed ${seed}: 0 kept, ${stopped} sockets stopped`, Object.fromEntries(tallies))
    for (const kind of [...moments, ...forgeries]) expect((tallies.get(kind) ?? 0) / count, kind).toBeGreaterThan(0.02)
    expect(stopped / count).toBeGreaterThan(0.7)
  }, 1_800_000)

  it('[P11] the check above catches a server that believes whoever says they are somebody', async () => {
    const { kept } = await attack(200, seed, ({ player }) => player.seat)
    expect(kept).toBeDefined()
  })
})
