import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { Repeats, type PlainRepeat } from '../../shared/authorship/repeats.ts'
import { walkText } from '../../shared/plan/text.ts'
import { rawUpdate } from './raw-scene.ts'
import { Scene, scene, scenePlan, whyPath, type Player } from './scene.ts'
import { readPlanState } from './stored-plan.ts'

/** Letters that stand again keep whoever wrote them first; nobody can claim what is not so. */

const player = (s: Scene, name: string): Player => {
  const found = s.players.get(name)
  if (!found) throw new Error(`${name} is not here`)
  return found
}

/** Every letter of a text with the id it stands under, and the first it stands again for. */
const firstIds = async (s: Scene, path = whyPath): Promise<{ text: string; client: number }[]> => {
  const room = await s.room()
  return room.settled(({ doc, ledger }) => {
    const letters: { text: string; client: number }[] = []
    const text = doc
      .getMap<Y.Map<Y.Text>>('priorities')
      .get('p1')
      ?.get(path.split('/').at(-1) ?? '')
    if (!text) return letters
    walkText(text, ({ text: run, client, clock }) => {
      for (let index = 0; index < run.length; index++) {
        const { of } = ledger.repeats.first({ client, clock: clock + index })
        letters.push({ text: run.charAt(index), client: of?.client ?? client })
      }
    })
    return letters
  })
}

/** The first run of letters of this client that is gone now: what an undo of its removal repeats. */
const goneRun = (doc: Y.Doc, client: number): { clock: number; length: number } => {
  const gone = (doc.store.clients.get(client) ?? []).find((item) => item instanceof Y.Item && item.deleted)
  if (!gone) throw new Error('nothing of theirs is gone')
  return { clock: gone.id.clock, length: gone.length }
}

describe('letters that stand again', () => {
  it('[P24] an undo of somebody’s deletion gives the words back to whoever wrote them, on every fold of the log', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [player(s, 'priya'), player(s, 'tom')]
    priya.type('where possible ')
    await s.quiet()
    const undo = new Y.UndoManager(tom.text(), { trackedOrigins: new Set([null]) })
    tom.text().delete(0, 6)
    await s.quiet()
    const gone = goneRun(tom.doc, priya.doc.clientID)
    tom.sayRepeats([tom.doc.clientID, Y.getState(tom.doc.store, tom.doc.clientID), 6, priya.doc.clientID, gone.clock])
    undo.undo()
    await s.quiet()
    const letters = await firstIds(s)
    expect(letters.slice(0, 6).map(({ client }) => client)).toEqual(Array(6).fill(priya.doc.clientID))
    expect(letters.map(({ text }) => text).join('')).toContain('where possible')
    const repeats = priya.received.flatMap((message) => (message.type === 'meta' ? message.meta.repeats : []))
    expect(repeats).toHaveLength(1)
    const again = await readPlanState(s.log, scenePlan)
    expect(again?.ledger.encode()).toEqual(await (await s.room()).settled(({ ledger }) => ledger.encode()))
    // And once more: what repeats a repeated letter repeats the first.
    undo.redo()
    await s.quiet()
    const copy = goneRun(tom.doc, tom.doc.clientID)
    tom.sayRepeats([tom.doc.clientID, Y.getState(tom.doc.store, tom.doc.clientID), 6, tom.doc.clientID, copy.clock])
    undo.undo()
    await s.quiet()
    expect((await firstIds(s)).slice(0, 6).map(({ client }) => client)).toEqual(Array(6).fill(priya.doc.clientID))
  })

  it('[P24] words that are others than those they are said to repeat are refused, recorded, and change nothing', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [player(s, 'priya'), player(s, 'tom')]
    priya.type('We agree. ')
    await s.quiet()
    tom.text().delete(0, 10)
    await s.quiet()
    const before = await s.hashes()
    const { clock } = goneRun(tom.doc, priya.doc.clientID)
    const own = { client: tom.doc.clientID, clock: Y.getState(tom.doc.store, tom.doc.clientID) }
    const old = { client: priya.doc.clientID, clock }
    tom.sayRepeats([own.client, own.clock, 10, old.client, old.clock])
    tom.sendUpdate(rawUpdate([{ ...own, structs: [{ letters: 'We object.', rightOrigin: old }] }]))
    await s.quiet()
    expect(tom.closed).toMatchObject({ code: 4403 })
    expect(s.events.map(({ event }) => event)).toContain('false claim')
    expect(await s.hashes()).toEqual(before)
  })

  const credited = async (act: (s: Scene, tom: Player, priya: Player) => Promise<PlainRepeat> | PlainRepeat) => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [player(s, 'priya'), player(s, 'tom')]
    priya.type('not bad ')
    await s.quiet()
    const claim = await act(s, tom, priya)
    await s.quiet()
    expect(tom.closed).toBeUndefined()
    const letters = await firstIds(s)
    const room = await s.room()
    const granted = await room.settled(({ ledger }) => ledger.repeats.all())
    return { claim, letters, granted, s }
  }

  it('[P24] letters still standing, somewhere else, or standing again already stay their writer’s own', async () => {
    const standing = await credited((_s, tom, priya) => {
      const own = { client: tom.doc.clientID, clock: Y.getState(tom.doc.store, tom.doc.clientID) }
      const old = { client: priya.doc.clientID, clock: Y.getState(tom.doc.store, priya.doc.clientID) - 8 }
      const claim: PlainRepeat = [own.client, own.clock, 8, old.client, old.clock]
      tom.sayRepeats(claim)
      tom.sendUpdate(rawUpdate([{ ...own, structs: [{ letters: 'not bad ', rightOrigin: old }] }]))
      return claim
    })
    expect(standing.granted).toEqual([])
    const elsewhere = await credited(async (s, tom, priya) => {
      tom.text().delete(0, 4)
      await s.quiet()
      const { clock } = goneRun(tom.doc, priya.doc.clientID)
      const own = { client: tom.doc.clientID, clock: Y.getState(tom.doc.store, tom.doc.clientID) }
      const claim: PlainRepeat = [own.client, own.clock, 4, priya.doc.clientID, clock]
      tom.sayRepeats(claim)
      tom.text().insert(4, 'not ', {})
      return claim
    })
    expect(elsewhere.granted).toEqual([])
    const twice = await credited(async (s, tom, priya) => {
      tom.text().delete(0, 4)
      await s.quiet()
      const { clock } = goneRun(tom.doc, priya.doc.clientID)
      const old = { client: priya.doc.clientID, clock }
      let claim: PlainRepeat = [0, 0, 0, 0, 0]
      for (let time = 0; time < 3; time++) {
        const room = await s.room()
        const state = await room.settled(({ doc }) => Y.getState(doc.store, tom.doc.clientID))
        const own = { client: tom.doc.clientID, clock: state }
        claim = [own.client, own.clock, 4, old.client, old.clock]
        tom.sayRepeats(claim)
        const origin = time === 0 ? undefined : { client: own.client, clock: own.clock - 1 }
        tom.sendUpdate(rawUpdate([{ ...own, structs: [{ letters: 'not ', origin, rightOrigin: old }] }]))
        await s.quiet()
      }
      return claim
    })
    expect(twice.granted).toHaveLength(1)
    expect(twice.letters.filter(({ client }) => client === twice.claim[3])).toHaveLength(8)
  })

  it('[P24][P22] words taken out long ago are looked up in the log; what comes meanwhile waits, in order', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [player(s, 'priya'), player(s, 'tom')]
    priya.type('long ago ')
    await s.quiet()
    const undo = new Y.UndoManager(tom.text(), { trackedOrigins: new Set([null]) })
    tom.text().delete(0, 9)
    await s.quiet()
    const { clock } = goneRun(tom.doc, priya.doc.clientID)
    // A server that was started anew remembers nothing of it.
    await s.lobby.drain()
    s.close()
    const reopened = new Scene(s.log)
    reopened.lettersOf = (ranges) => ranges.map((range) => ({ ...range, text: 'long ago ' }))
    const again = await reopened.add('tom')
    again.go()
    again.doc.destroy()
    again.doc = tom.doc
    tom.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== again) again.sendUpdate(update)
    })
    await again.come()
    await reopened.quiet()
    again.sayRepeats([tom.doc.clientID, Y.getState(tom.doc.store, tom.doc.clientID), 9, priya.doc.clientID, clock])
    undo.undo()
    again.text().insert(9, 'and after ', {})
    await reopened.quiet()
    expect(again.acked).toBe(again.sent)
    const letters = await firstIds(reopened)
    expect(letters.slice(0, 9).map(({ client }) => client)).toEqual(Array(9).fill(priya.doc.clientID))
    expect(letters.map(({ text }) => text).join('')).toContain('long ago and after ')
  })
})

describe('the index of repeats', () => {
  it('agrees with a naive table in 300 seeded runs, and reads back equal', () => {
    let noted = 0
    for (let seed = 1; seed <= 300; seed++) {
      const random = prng.create(seed)
      const repeats = new Repeats()
      const naive = new Map<string, string>()
      const next = [0, 0, 0]
      for (let step = 0; step < 40; step++) {
        const client = prng.int31(random, 0, 2)
        const length = prng.int31(random, 1, 6)
        const clock = next[client] ?? 0
        next[client] = clock + length
        if (prng.bool(random)) continue
        const of = { client: prng.int31(random, 0, 2), clock: prng.int31(random, 0, 30) }
        if (of.clock + length > (next[of.client] ?? 0) || of.client === client) continue
        repeats.note({ client, clock, length, of })
        for (let index = 0; index < length; index++) {
          const old = `${of.client}:${of.clock + index}`
          naive.set(`${client}:${clock + index}`, naive.get(old) ?? old)
        }
      }
      const twin = new Repeats()
      for (const repeat of repeats.all()) twin.note(repeat)
      for (const each of [repeats, twin]) {
        const told = new Map<string, string>()
        for (let client = 0; client < 3; client++)
          for (let clock = 0; clock < (next[client] ?? 0); clock++) {
            const { of } = each.first({ client, clock })
            if (of) told.set(`${client}:${clock}`, `${of.client}:${of.clock}`)
          }
        expect(told, `seed ${seed}`).toEqual(naive)
        noted += told.size
      }
    }
    expect(noted).toBeGreaterThan(3000)
  })
})
