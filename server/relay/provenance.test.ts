import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { PlainRepeat } from '../../shared/authorship/repeats.ts'
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

  it('[P24][P12] a putting back that comes before what it hangs on keeps what the log said of it', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [player(s, 'priya'), player(s, 'tom')]
    priya.type('long ago ')
    await s.quiet()
    tom.text().delete(0, 9)
    tom.type('now ')
    await s.quiet()
    const { clock } = goneRun(tom.doc, priya.doc.clientID)
    const old = { client: priya.doc.clientID, clock }
    const own = { client: tom.doc.clientID, clock: Y.getState(tom.doc.store, tom.doc.clientID) }
    // A server that was started anew remembers nothing of it.
    await s.lobby.drain()
    s.close()
    const reopened = new Scene(s.log)
    const asked: number[] = []
    reopened.lettersOf = (ranges) => {
      asked.push(ranges.length)
      return ranges.map((range) => ({ ...range, text: 'long ago ' }))
    }
    const again = await reopened.add('tom')
    const before = await reopened.hashes()
    again.sayRepeats([own.client, own.clock + 1, 9, old.client, old.clock])
    const back = { letters: 'long ago ', origin: own, rightOrigin: old }
    again.sendUpdate(rawUpdate([{ client: own.client, clock: own.clock + 1, structs: [back] }]))
    await reopened.quiet()
    expect(await reopened.hashes()).toEqual(before)
    again.sendUpdate(rawUpdate([{ ...own, structs: [{ letters: '!', rightOrigin: old }] }]))
    await reopened.quiet()
    expect(again.closed).toBeUndefined()
    expect(again.acked).toBe(again.sent)
    expect(asked).toEqual([1])
    const letters = await firstIds(reopened)
    const theirs = letters.filter(({ client }) => client === old.client)
    expect(theirs.map(({ text }) => text).join('')).toBe('long ago ')
  })

  it('[P24] letters that several people wrote first stand once, also when one update puts them back twice', async () => {
    const s = await scene('priya', 'anna', 'tom')
    const [priya, anna, tom] = [player(s, 'priya'), player(s, 'anna'), player(s, 'tom')]
    priya.type('PPPP')
    await s.quiet()
    anna.type('AAAA', 4)
    await s.quiet()
    tom.text().delete(0, 8)
    await s.quiet()
    const ids = [priya, anna].map(({ doc }) => ({
      client: doc.clientID,
      clock: goneRun(tom.doc, doc.clientID).clock
    }))
    const [firstP, firstA] = ids
    if (!firstP || !firstA) throw new Error('nobody wrote')
    const own = tom.doc.clientID
    const next = (): number => Y.getState(tom.doc.store, own)
    const start = next()
    // Both stand again, as Tom's letters beside each other.
    tom.sayRepeats([own, start, 4, firstP.client, firstP.clock], [own, start + 4, 4, firstA.client, firstA.clock])
    const once = rawUpdate([
      {
        client: own,
        clock: start,
        structs: [
          { letters: 'PPPP', rightOrigin: firstP },
          { letters: 'AAAA', origin: { ...firstP, clock: firstP.clock + 3 }, rightOrigin: firstA }
        ]
      }
    ])
    Y.applyUpdate(tom.doc, once, tom)
    tom.sendUpdate(once)
    await s.quiet()
    const room = await s.room()
    expect(await room.settled(({ ledger }) => ledger.repeats.all())).toHaveLength(2)
    tom.text().delete(0, 8)
    await s.quiet()
    const twice = next()
    tom.sayRepeats([own, twice, 8, own, start], [own, twice + 8, 4, firstA.client, firstA.clock])
    const copies = rawUpdate([
      {
        client: own,
        clock: twice,
        structs: [
          { letters: 'PPPPAAAA', rightOrigin: { client: own, clock: start } },
          { letters: 'AAAA', origin: { client: own, clock: start + 7 }, rightOrigin: firstA }
        ]
      }
    ])
    tom.sendUpdate(copies)
    await s.quiet()
    expect(tom.closed).toBeUndefined()
    const letters = await firstIds(s)
    const shown = letters.slice(0, 12).map(({ text }) => text)
    expect(shown.join('')).toBe('PPPPAAAAAAAA')
    expect(letters.slice(0, 12).map(({ client }) => client)).toEqual([
      ...Array<number>(4).fill(firstP.client),
      ...Array<number>(4).fill(firstA.client),
      ...Array<number>(4).fill(own)
    ])
  })
})
