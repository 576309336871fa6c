import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ItemId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { contentHash } from '../../shared/plan/hash.ts'
import { addAction, fieldText, placeMap, setValue } from '../../shared/plan/schema.ts'
import { refuse } from '../../shared/refusals.ts'
import { encodePresence } from '../../shared/wire/messages.ts'
import { scene, sceneAction, scenePlan, scenePriority, seatOf, whyPath } from './scene.ts'
import { readPlanState } from './stored-plan.ts'

const ownUpdate = (from: Y.Doc, change: (doc: Y.Doc) => void, clientID?: number): Uint8Array => {
  const doc = new Y.Doc()
  for (const root of ['plan', 'priorities', 'actions']) doc.getMap(root)
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(from))
  if (clientID !== undefined) doc.clientID = clientID
  const before = Y.encodeStateVector(doc)
  change(doc)
  return Y.encodeStateAsUpdate(doc, before)
}

describe('room: checked, signed, kept, then shown', () => {
  it('[P2] two people type into one sentence at once and end equal, each under their own name', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [s.players.get('priya'), s.players.get('tom')]
    priya?.type('We say: ', 0)
    tom?.type('Truly. ', 0)
    await s.quiet()
    expect(priya?.words()).toBe(tom?.words())
    expect((await s.contents()).size).toBe(1)
    const room = await s.room()
    const owners = await room.settled(({ ledger }) => ledger.owners().map((owner) => owner.speaker))
    expect(owners).toEqual(['helen', 'priya', 'tom'])
    expect(priya?.acked).toBe(priya?.sent)
  })

  it('[P2][I1] nothing is shown or acknowledged before the store has kept it', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [s.players.get('priya'), s.players.get('tom')]
    const ackedBefore = priya?.acked
    let keep: (() => void) | undefined
    s.log.beforeCommit = () => new Promise((resolve) => (keep = () => resolve(undefined)))
    priya?.type('Held ', 0)
    await new Promise((resolve) => setImmediate(resolve))
    expect(keep).toBeDefined()
    expect(tom?.words()).not.toContain('Held')
    expect(priya?.acked).toBe(ackedBefore)
    const reading = (await s.room()).settled(({ doc }) => fieldText(doc, whyPath)?.toString())
    keep?.()
    expect(await reading).toContain('Held')
    await s.quiet()
    expect(tom?.words()).toContain('Held')
    expect(priya?.acked).toBe(priya?.sent)
  })

  it('[P4] a full store refuses, shows nothing, and the words arrive once there is room', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [s.players.get('priya'), s.players.get('tom')]
    s.log.beforeCommit = () => Promise.resolve(refuse('store-full'))
    priya?.type('Later ', 0)
    await s.quiet()
    expect(priya?.closed?.code).toBe(4507)
    expect(tom?.closed).toBeUndefined()
    expect(tom?.words()).not.toContain('Later')
    s.log.beforeCommit = () => Promise.resolve(undefined)
    await priya?.come()
    await s.quiet()
    expect(tom?.words()).toContain('Later')
    expect((await s.contents()).size).toBe(1)
  })

  it('[P4] a store that cannot say what it kept closes everyone with "try again" and the room is read anew', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [s.players.get('priya'), s.players.get('tom')]
    s.log.beforeCommit = () => Promise.reject(new Error('the disk is gone'))
    priya?.type('Once ', 0)
    await s.quiet()
    expect([priya?.closed?.code, tom?.closed?.code]).toEqual([1013, 1013])
    s.log.beforeCommit = () => Promise.resolve(undefined)
    await priya?.come()
    await tom?.come()
    await s.quiet()
    expect(tom?.words().split('Once').length).toBe(2)
  })

  it('[P7] coming back with lastSeq brings only what was missed, with its authors', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [s.players.get('priya'), s.players.get('tom')]
    tom?.go()
    priya?.type('One ', 0)
    await s.quiet()
    priya?.type('Two ', 0)
    await s.quiet()
    const before = tom?.received.length ?? 0
    await tom?.come()
    await s.quiet()
    expect(tom?.words()).toBe(priya?.words())
    const news = tom?.received.slice(before) ?? []
    expect(news.find((message) => message.type === 'welcome')?.welcome.catchUp).toBe('rows')
    const metas = news.flatMap((message) => (message.type === 'meta' ? [message.meta] : []))
    expect(metas.flatMap((meta) => meta.authors.map((author) => author.speaker))).toEqual(['priya', 'priya'])
  })

  it('[P8] edits made away reach everyone once after return, and a lastSeq beyond the head is no rewind', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [s.players.get('priya'), s.players.get('tom')]
    tom?.go()
    tom?.type('Away ', 0)
    priya?.type('Here ', 0)
    await s.quiet()
    if (tom) tom.lastSeq = 99
    await tom?.come()
    await s.quiet()
    expect(priya?.words().split('Away').length).toBe(2)
    expect((await s.contents()).size).toBe(1)
  })

  it('[P11] structs under an id someone else announced or wrote with change nothing for anyone', async () => {
    for (const kind of ['update', 'step2'] as const) {
      for (const wrote of [false, true]) {
        const s = await scene('priya', 'tom', 'anna')
        const [priya, tom] = [s.players.get('priya'), s.players.get('tom')]
        if (wrote) {
          priya?.type('Mine. ', 0)
          await s.quiet()
        }
        const before = await s.hashes()
        const forged = ownUpdate(
          tom?.doc ?? new Y.Doc(),
          (doc) => fieldText(doc, whyPath)?.insert(0, 'FORGED'),
          priya?.doc.clientID
        )
        tom?.sendUpdate(forged, kind)
        await s.quiet()
        expect(tom?.closed?.code).toBe(4403)
        expect(await s.hashes()).toEqual(before)
        expect((await s.contents()).size).toBe(1)
        priya?.type('Still me. ', 0)
        await s.quiet()
        expect(s.players.get('anna')?.words()).toContain('Still me.')
      }
    }
  })

  it('[P13] a reader cannot change anything, and a reader who only has everything is not punished', async () => {
    const s = await scene('priya')
    const reader = await s.add('rae', 'reader')
    const before = await s.hashes()
    // What a synced reader answers to SyncStep1: no structs, the whole delete set.
    s.players.get('priya')?.text().delete(0, 2)
    await s.quiet()
    reader.sendUpdate(Y.encodeStateAsUpdate(reader.doc), 'step2')
    await s.quiet()
    expect(reader.closed).toBeUndefined()
    expect(await s.hashes()).not.toEqual(before)
    const now = await s.hashes()
    reader.type('I was here', 0)
    await s.quiet()
    expect(reader.closed?.code).toBe(4403)
    expect(await s.hashes()).toEqual(now)
    const deleting = await s.add('ray', 'reader')
    deleting.text().delete(0, 3)
    await s.quiet()
    expect(deleting.closed?.code).toBe(4403)
    expect(await s.hashes()).toEqual(now)
  })

  it('[P12] an update that comes before what it hangs on waits, is asked for, and is never half applied', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [s.players.get('priya'), s.players.get('tom')]
    if (!priya || !tom) throw new Error('nobody here')
    const updates: Uint8Array[] = []
    const lone = new Y.Doc()
    for (const root of ['plan', 'priorities', 'actions']) lone.getMap(root)
    Y.applyUpdate(lone, Y.encodeStateAsUpdate(tom.doc))
    lone.on('update', (update: Uint8Array) => updates.push(update))
    fieldText(lone, whyPath)?.insert(0, 'first ', {})
    fieldText(lone, whyPath)?.insert(6, 'second ', {})
    const [first, second] = updates
    if (!first || !second) throw new Error('no updates')
    const acked = tom.acked
    tom.sendUpdate(second)
    await s.quiet()
    expect(priya.words()).not.toContain('second')
    expect(tom.acked).toBeLessThanOrEqual(acked)
    tom.sendUpdate(first)
    await s.quiet()
    expect(priya.words()).toContain('first second')
    expect(tom.acked).toBe(tom.sent)
    const room = await s.room()
    expect(await room.settled(({ doc }) => doc.store.pendingStructs)).toBeNull()
  })

  it('[P14] no route replaces a text, deletes a map, invents a root or a type', async () => {
    const attacks: Record<string, (doc: Y.Doc) => void> = {
      'replace a text': (doc) => placeMap(doc, { kind: 'action', id: sceneAction })?.set('text', new Y.Text('mine')),
      'replace a plan text': (doc) => doc.getMap('plan').set('title', new Y.Text('mine')),
      'replace an action': (doc) => doc.getMap('actions').set(sceneAction, new Y.Map()),
      'delete an action': (doc) => doc.getMap('actions').delete(sceneAction),
      'delete a text': (doc) => placeMap(doc, { kind: 'action', id: sceneAction })?.delete('text'),
      'take a value away': (doc) => placeMap(doc, { kind: 'action', id: sceneAction })?.delete('priority'),
      'a value outside the schema': (doc) => placeMap(doc, { kind: 'action', id: sceneAction })?.set('due', 'soon'),
      'slipping without a reason': (doc) =>
        placeMap(doc, { kind: 'action', id: sceneAction })?.set('status', { word: 'slipping', why: ' ' }),
      'a late text': (doc) => placeMap(doc, { kind: 'action', id: sceneAction })?.set('extra', new Y.Text('x')),
      'an unknown root': (doc) => doc.getMap('secrets').set('a', 1),
      'an array': (doc) => placeMap(doc, { kind: 'action', id: sceneAction })?.set('list', new Y.Array()),
      'an embed': (doc) => fieldText(doc, whyPath)?.insertEmbed(0, { image: 'x' }),
      'a foreign mark': (doc) => fieldText(doc, whyPath)?.format(0, 2, { onclick: 'x' }),
      'a script link': (doc) => fieldText(doc, whyPath)?.format(0, 2, { link: 'javascript:alert(1)' }),
      'a large unknown value': (doc) =>
        placeMap(doc, { kind: 'action', id: sceneAction })?.set('note', 'x'.repeat(2000)),
      'an action with a strange id': (doc) => doc.getMap('actions').set('../etc', new Y.Map()),
      'an action that is a text': (doc) => doc.getMap('actions').set('a9', new Y.Text('x')),
      'a nested map': (doc) => placeMap(doc, { kind: 'action', id: sceneAction })?.set('deep', new Y.Map())
    }
    for (const [name, attack] of Object.entries(attacks)) {
      const s = await scene('priya', 'tom')
      const tom = s.players.get('tom')
      const before = await s.hashes()
      const update = ownUpdate(tom?.doc ?? new Y.Doc(), attack, 77)
      expect(update.length, name).toBeGreaterThan(2)
      tom?.sendUpdate(update)
      await s.quiet()
      expect(tom?.closed?.code, name).toBe(4400)
      expect(await s.hashes(), name).toEqual(before)
    }
  })

  it('[P14] a list where the plan has a map is refused', async () => {
    const s = await scene('tom')
    const bare = new Y.Doc()
    bare.getArray('actions').insert(0, ['x'])
    s.players.get('tom')?.sendUpdate(Y.encodeStateAsUpdate(bare))
    await s.quiet()
    expect(s.players.get('tom')?.closed?.code).toBe(4400)
  })

  it('[P16] unknown small values are kept, and known ones change hands', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [s.players.get('priya'), s.players.get('tom')]
    if (!priya || !tom) throw new Error('nobody here')
    placeMap(priya.doc, { kind: 'action', id: sceneAction })?.set('colour', { a: [1] })
    setValue(tom.doc, { kind: 'action', id: sceneAction }, 'status', { word: 'slipping', why: 'Staff are away' })
    await s.quiet()
    setValue(priya.doc, { kind: 'action', id: sceneAction }, 'status', { word: 'on-track', why: '' })
    setValue(tom.doc, { kind: 'action', id: sceneAction }, 'status', { word: 'done', why: '' })
    await s.quiet()
    expect((await s.contents()).size).toBe(1)
    expect(placeMap(tom.doc, { kind: 'action', id: sceneAction })?.get('colour')).toEqual({ a: [1] })
    expect(tom.closed ?? priya.closed).toBeUndefined()
  })

  it('[P14] two people adding text to the same new action at once lose no word', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [s.players.get('priya'), s.players.get('tom')]
    if (!priya || !tom) throw new Error('nobody here')
    const id = 'a2' as ItemId
    addAction(priya.doc, id, { order: 'a1', priority: scenePriority })
    await s.quiet()
    priya.type('Listen ', 0, `actions/${id}/text`)
    tom.type('Answer ', 0, `actions/${id}/text`)
    await s.quiet()
    expect(priya.words(`actions/${id}/text`).split(' ').sort()).toEqual(['', 'Answer', 'Listen'])
    expect((await s.contents()).size).toBe(1)
  })

  it('[P14] one removing an action while another types in it loses no word', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [s.players.get('priya'), s.players.get('tom')]
    if (!priya || !tom) throw new Error('nobody here')
    setValue(priya.doc, { kind: 'action', id: sceneAction }, 'removed', true)
    tom.type('and say why. ', 0, `actions/${sceneAction}/text`)
    await s.quiet()
    setValue(priya.doc, { kind: 'action', id: sceneAction }, 'removed', false)
    await s.quiet()
    expect(tom.words(`actions/${sceneAction}/text`)).toBe('and say why. Do it')
    expect(priya.words(`actions/${sceneAction}/text`)).toBe('and say why. Do it')
  })

  it('[P9] an id that lives elsewhere, or that the server knows further, is rotated away', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [s.players.get('priya'), s.players.get('tom')]
    if (!priya || !tom) throw new Error('nobody here')
    tom.go()
    tom.doc.clientID = priya.doc.clientID
    await tom.come()
    await s.quiet()
    expect(tom.received.some((message) => message.type === 'rotate')).toBe(true)
    priya.type('Kept. ', 0)
    await s.quiet()
    const old = new Y.Doc()
    old.clientID = priya.doc.clientID
    priya.go()
    priya.doc = old
    await priya.come()
    await s.quiet()
    expect(priya.received.some((message) => message.type === 'rotate')).toBe(true)
  })

  it('[P9] words written as one person never go out under another’s session', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [s.players.get('priya'), s.players.get('tom')]
    if (!priya || !tom) throw new Error('nobody here')
    const before = await s.hashes()
    priya.go()
    priya.type('Unsent words of Priya. ', 0)
    tom.go()
    tom.doc = priya.doc
    tom.person = 'priya'
    await tom.come()
    await s.quiet()
    expect(tom.closed?.code).toBe(4401)
    expect(await s.hashes()).toEqual(before)
    priya.person = 'priya'
    await priya.come()
    await s.quiet()
    expect(priya.acked).toBe(priya.sent)
    const room = await s.room()
    expect(await room.settled(({ ledger }) => ledger.owner(priya.doc.clientID)?.speaker)).toBe('priya')
  })

  it('[P5] under steady typing one snapshot is asked for at a time, and a refused one is tried again', async () => {
    const s = await scene('priya')
    const save = s.log.saveSnapshot.bind(s.log)
    const saved: number[] = []
    let refusing = true
    s.log.saveSnapshot = async (plan, snapshot) => {
      saved.push(snapshot.seq)
      await new Promise((resolve) => setImmediate(resolve))
      return refusing ? refuse('store-full') : save(plan, snapshot)
    }
    for (let row = 0; row < limits.snapshotEveryRows + 20; row++) {
      s.players.get('priya')?.type('a', 0)
      await (await s.room()).drained()
    }
    await s.quiet()
    expect(saved.length).toBe(1)
    s.players.get('priya')?.type('a', 0)
    await s.quiet()
    expect(saved.length).toBe(2)
    expect(s.log.plans.get(scenePlan)?.snapshot).toBeUndefined()
    refusing = false
    s.players.get('priya')?.type('a', 0)
    await s.quiet()
    expect(s.log.plans.get(scenePlan)?.snapshot?.seq).toBe(saved.at(-1))
    const enough = saved.length
    for (let row = 0; row < 20; row++) s.players.get('priya')?.type('a', 0)
    await s.quiet()
    expect(saved.length).toBe(enough)
  })

  it('[P9] the same id with other words for the same letters is rotated, and the plan keeps the first', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [s.players.get('priya'), s.players.get('tom')]
    if (!priya || !tom) throw new Error('nobody here')
    const twin = ownUpdate(tom.doc, (doc) => fieldText(doc, whyPath)?.insert(0, 'other'), tom.doc.clientID)
    tom.type('first', 0)
    await s.quiet()
    const before = await s.hashes()
    tom.sendUpdate(twin)
    await s.quiet()
    expect(tom.received.some((message) => message.type === 'rotate')).toBe(true)
    expect(await s.hashes()).toEqual(before)
  })

  it('[P3] signed out, removed or changed roles reach an open socket at the next look', async () => {
    for (const [refused, code] of [
      ['signed-out', 4401],
      ['removed', 4404],
      ['role-changed', 4503]
    ] as const) {
      const s = await scene('priya', 'tom')
      s.bar('tom', refused)
      s.clock.pass(1000)
      await s.quiet()
      expect(s.players.get('tom')?.closed?.code).toBe(code)
      const frames = s.players.get('tom')?.frames.length
      s.players.get('priya')?.type('canary', 0)
      await s.quiet()
      expect(s.players.get('tom')?.frames.length).toBe(frames)
      s.lobby.endSession('session-priya')
      await s.quiet()
      expect(s.players.get('priya')?.closed?.code).toBe(4401)
    }
  })

  it('[P3] a session that runs out closes its socket', async () => {
    const s = await scene('priya')
    const seat = s.players.get('priya')?.seat
    if (seat) seat.expiresAt = s.clock.now() + 500
    s.clock.pass(1000)
    await s.quiet()
    expect(s.players.get('priya')?.closed?.code).toBe(4401)
  })

  it('[P3] a session that is prolonged keeps its open socket', async () => {
    const s = await scene('priya')
    const seat = s.players.get('priya')?.seat
    if (!seat) throw new Error('nobody here')
    seat.expiresAt = s.clock.now() + 5000
    s.renewed.set(seat.person, { expiresAt: s.clock.now() + 90_000 })
    s.accessVersion++
    s.clock.pass(1000)
    await s.quiet()
    s.clock.pass(10_000)
    await s.quiet()
    expect(s.players.get('priya')?.closed).toBeUndefined()
    s.clock.pass(90_000)
    await s.quiet()
    expect(s.players.get('priya')?.closed?.code).toBe(4401)
  })

  it('[P19] presence carries the server’s names, never an echo, and goes within a second', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [s.players.get('priya'), s.players.get('tom')]
    priya?.send_(encodePresence(new TextEncoder().encode('{"name":"Helen"}')))
    s.clock.pass(200)
    await s.quiet()
    const seen = (player = tom) =>
      player?.received.flatMap((message) => (message.type === 'presence' ? message.entries : [])) ?? []
    expect(seen()).toMatchObject([{ person: 'priya' }])
    expect(seen(priya)).toEqual([])
    priya?.go()
    s.clock.pass(1000)
    await s.quiet()
    expect(seen().at(-1)).toMatchObject({ gone: true })
  })

  it('[P10] rubbish closes its sender and nobody else', async () => {
    const s = await scene('priya', 'tom')
    const tom = s.players.get('tom')
    tom?.send_(new Uint8Array([250, 3, 1]))
    expect(tom?.closed?.code).toBe(4400)
    s.players.get('priya')?.type('fine ', 0)
    await s.quiet()
    expect(s.players.get('priya')?.acked).toBe(s.players.get('priya')?.sent)
  })

  it('[P5][I8] the state is a fold of the log, from the start and from every snapshot', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [s.players.get('priya'), s.players.get('tom')]
    const room = await s.room()
    for (let round = 0; round < 12; round++) {
      priya?.type(`p${round} `, round)
      tom?.text().delete(0, 1)
      s.clock.pass(90_000)
      await s.quiet()
      if (round % 4 === 1) await room.save()
      const again = await readPlanState(s.log, scenePlan)
      const kept = await room.settled((state) => ({ content: contentHash(state.doc), ledger: state.ledger.encode() }))
      expect(again && contentHash(again.doc)).toBe(kept.content)
      expect(again?.ledger.encode()).toEqual(kept.ledger)
    }
    const ledger = await room.settled((state) => state.ledger.deletions())
    expect(ledger.every((deletion) => deletion.by === 'tom')).toBe(true)
  })

  it('[P21] draining keeps and acknowledges everything accepted, then says "come back"', async () => {
    const s = await scene('priya', 'tom')
    const priya = s.players.get('priya')
    priya?.type('last words ', 0)
    await s.lobby.drain()
    expect(priya?.acked).toBe(priya?.sent)
    expect(priya?.closed?.code).toBe(1012)
    expect(s.log.plans.get(scenePlan)?.snapshot?.seq).toBe(s.log.plans.get(scenePlan)?.commits.length)
  })

  it('[P1] a stock client, without HELLO, reads and writes under its session’s name', async () => {
    const s = await scene('priya')
    const stock = await s.add('grace', 'member', 'education', true)
    stock.type('Stock. ', 0)
    await s.quiet()
    expect(s.players.get('priya')?.words()).toContain('Stock.')
    const room = await s.room()
    expect(await room.settled(({ ledger }) => ledger.owner(stock.doc.clientID)?.speaker)).toBe('grace')
    expect(seatOf('grace').person).toBe('grace')
  })
})
