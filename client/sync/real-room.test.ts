import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { contentHash } from '../../shared/plan/hash.ts'
import type { PersonId } from '../../shared/ids.ts'
import { fieldText } from '../../shared/plan/schema.ts'
import { limits } from '../../shared/limits.ts'
import { MemoryDevice, isLive, realRoom, until, type Page, type RealRoom } from './room-scene.ts'

const rooms: RealRoom[] = []
const open = async (): Promise<RealRoom> => {
  const room = await realRoom()
  rooms.push(room)
  return room
}
const live = async (room: RealRoom, name: string, more: Parameters<RealRoom['page']>[1] = {}): Promise<Page> => {
  const page = room.page(name, more)
  await until(`${name} is live`, isLive(page))
  return page
}
const saved = (page: Page) => (): boolean => page.link.state.at === 'live' && page.link.waiting === 0
const unsentOf = (device: MemoryDevice): number => device.unsent.size

afterEach(() => {
  for (const room of rooms.splice(0)) room.close()
})

/** A small generator, so that a failing run can be had again. Source: Park and Miller, 1988. */
const numbers = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

describe('a page that is held still, in a real room', () => {
  it('shows nothing of others, goes on writing, and what it writes is saved', async () => {
    const room = await open()
    const [priya, tom] = [await live(room, 'priya'), await live(room, 'tom')]
    priya.link.hold()
    tom.type('Tom. ')
    await until('one change waits', () => priya.link.held === 1)
    expect(priya.words()).toBe('Because.\n')
    priya.type('Priya. ')
    await until('it is saved', saved(priya))
    expect(await room.words()).toContain('Priya. ')
    await until('Tom has it', () => tom.words().includes('Priya. '))
    expect(priya.words()).toBe('Priya. Because.\n')
    priya.link.release()
    expect(priya.link.held).toBeNull()
    expect(priya.words()).toBe(await room.words())
    expect(priya.link.fields.get('priorities/p1/why')?.by).toBeDefined()
  })

  const seed = Date.now() % 100_000
  it(`release gives what never holding gives, cuts and all (seed ${seed})`, async () => {
    const room = await open()
    const below = numbers(seed + 1)
    const [held, free, tom] = [await live(room, 'priya'), await live(room, 'anna'), await live(room, 'tom')]
    held.link.hold()
    for (let step = 0; step < 60; step++) {
      const who = [held, tom, tom][below(3)] ?? tom
      who.type(`${String.fromCharCode(97 + below(26))} `, below(who.words().length))
      if (step % 20 === 10) {
        held.cut()
        held.type('away ', below(held.words().length))
        held.mend()
        await until('back', isLive(held))
      }
      if (below(4) === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    await until('all are saved', () => saved(held)() && saved(tom)())
    const kept = await room.words()
    await until('the free page has it all', () => free.words() === kept)
    expect(held.link.held).toBeGreaterThan(0)
    expect(held.words()).not.toBe(kept)
    held.link.release()
    expect(contentHash(held.link.doc)).toBe(contentHash(free.link.doc))
    held.cut()
    held.mend()
    await until('back', isLive(held))
    expect(held.words()).toBe(kept)
  })

  it('moves again by itself, and says so, when more waits than a page should carry', async () => {
    const room = await open()
    const [priya, tom] = [await live(room, 'priya'), await live(room, 'tom')]
    priya.link.hold()
    const page = 'x'.repeat(150_000)
    for (let sent = 0; sent <= limits.heldBytesMax; sent += page.length) {
      tom.type(page)
      await until('saved', saved(tom))
    }
    await until('it moves', () => priya.link.held === null)
    expect(priya.link.holdEnd).toBe('too-much')
    expect(priya.words()).toBe(tom.words())
  })

  it('[P9] starts over with a fresh id: the page moves again and says why', async () => {
    const room = await open()
    const [priya, tom] = [await live(room, 'priya'), await live(room, 'tom')]
    priya.link.hold()
    priya.cut()
    priya.type('Mine. ')
    // Somebody else takes her page's id while she is away: she is told to write under another.
    room.scene.renewed.set('priya' as PersonId, { group: 'health' })
    priya.mend()
    await until('saved', saved(priya))
    priya.type('Bound. ')
    await until('saved', saved(priya))
    priya.link.hold()
    priya.cut()
    priya.type('Again. ')
    room.scene.renewed.set('priya' as PersonId, { group: 'education' })
    priya.mend()
    await until('saved under a fresh id', saved(priya))
    expect(priya.link.holdEnd).toBe('new-start')
    expect(priya.link.held).toBeNull()
    await until('Tom has it once', () => tom.words() === 'Again. Bound. Mine. Because.\n')
  })
})

describe('what one’s own device keeps, in a real room', () => {
  it('the plan is shown from the device before the board answers, and only what is missing comes', async () => {
    const room = await open()
    const device = new MemoryDevice()
    const first = await live(room, 'priya', { device })
    first.type('Kept. ')
    await until('saved', saved(first))
    first.close()
    await until('the copy is written', () => device.copies.size === 1)
    const tom = await live(room, 'tom')
    tom.type('New. ')
    await until('saved', saved(tom))
    const second = room.page('priya', { device })
    second.cut()
    await until('shown from the device', () => second.words() === 'Kept. Because.\n')
    expect(second.link.isCopy).toBe(true)
    expect(second.link.me?.name).toBe('Priya')
    second.mend()
    await until('live', isLive(second))
    expect(second.words()).toBe('New. Kept. Because.\n')
    expect(second.link.isCopy).toBe(false)
    expect([...second.link.owners.values()].filter(({ speaker }) => speaker === 'priya').length).toBeGreaterThan(0)
  })

  it('nothing is written while words wait, and nothing half arrived: only what the board keeps', async () => {
    const room = await open()
    const device = new MemoryDevice()
    const page = await live(room, 'priya', { device })
    page.cut()
    page.type('Away. ')
    await until('the words are on the device', () => page.link.isSafeHere && unsentOf(device) === 1)
    page.crash()
    expect(device.copies.size).toBe(0)
  })

  it('[P9] words written with no signal survive the page, are sent once, and stand under one name', async () => {
    const room = await open()
    const device = new MemoryDevice()
    const first = await live(room, 'priya', { device })
    first.type('Kept. ')
    await until('saved', saved(first))
    first.cut()
    first.type('In the lift. ')
    await until('safe on the device', () => first.link.isSafeHere)
    first.crash()
    expect(await room.words()).toBe('Kept. Because.\n')
    const second = room.page('priya', { device })
    second.cut()
    await until('they wait', () => second.link.waiting === 1)
    expect(second.link.unsentWords).toContain('In the lift. ')
    second.mend()
    await until('sent', saved(second))
    expect(await room.words()).toBe('In the lift. Kept. Because.\n')
    expect(second.words()).toBe('In the lift. Kept. Because.\n')
    await until('the device has nothing unsent', () => unsentOf(device) === 0)
    second.crash()
    const third = await live(room, 'priya', { device })
    await until('nothing waits', saved(third))
    expect(await room.words()).toBe('In the lift. Kept. Because.\n')
  })

  it('[P9] a page that went down between sending and hearing so sends nothing twice', async () => {
    const room = await open()
    const device = new MemoryDevice()
    const first = await live(room, 'priya', { device })
    first.cut()
    first.type('Once. ')
    await until('safe', () => first.link.isSafeHere)
    // From here on this device is asked in vain, so it never learns that the words were sent.
    device.beforeWrite = () => Promise.reject(new Error('full'))
    first.mend()
    await until('sent', saved(first))
    first.crash()
    device.beforeWrite = () => Promise.resolve()
    expect(unsentOf(device)).toBe(1)
    const second = await live(room, 'priya', { device })
    await until('known already', saved(second))
    second.type('More. ')
    await until('saved', saved(second))
    expect(await room.words()).toBe('More. Once. Because.\n')
  })

  it('[P9] two windows: each sends its own words, neither takes over those of a window that is open', async () => {
    const room = await open()
    const device = new MemoryDevice()
    const [left, right] = [await live(room, 'priya', { device }), await live(room, 'priya', { device })]
    left.cut()
    right.cut()
    left.type('Left. ')
    right.type('Right. ')
    await until('both are safe', () => left.link.isSafeHere && right.link.isSafeHere)
    expect(unsentOf(device)).toBe(2)
    const third = await live(room, 'priya', { device })
    expect(third.link.waiting).toBe(0)
    right.crash()
    const fourth = await live(room, 'priya', { device })
    await until('right is sent', saved(fourth))
    expect(await room.words()).toBe('Right. Because.\n')
    left.mend()
    await until('left is sent', saved(left))
    expect([...(await room.words()).matchAll(/Left\. |Right\. /g)]).toHaveLength(2)
  })

  it('[P9] a fresh id is on the device before its words leave: a crash at any moment doubles nothing', async () => {
    const room = await open()
    const device = new MemoryDevice()
    const page = await live(room, 'priya', { device })
    page.type('Bound. ')
    await until('saved', saved(page))
    page.cut()
    page.type('Moved. ')
    await until('safe', () => page.link.isSafeHere)
    // Her group changed: her id may not be used any more.
    room.scene.renewed.set('priya' as PersonId, { group: 'health' })
    let writes = 0
    let letGo = (): void => undefined
    device.beforeWrite = () => (++writes === 1 ? new Promise((resolve) => (letGo = resolve)) : Promise.resolve())
    page.mend()
    await until('the device is asked', () => writes === 1)
    // The plan is here and she would be live, were it not for the device.
    await until('the plan is here again', () => page.words() === 'Bound. Because.\n')
    await room.scene.quiet()
    expect(page.link.state.at).not.toBe('live')
    expect(await room.words()).toBe('Bound. Because.\n')
    letGo()
    await until('sent', saved(page))
    device.beforeWrite = () => Promise.resolve()
    page.crash()
    const next = await live(room, 'priya', { device, group: 'health' })
    await until('nothing waits', saved(next))
    expect(await room.words()).toBe('Moved. Bound. Because.\n')
  })

  it('somebody else’s session shows nothing of it and sends nothing of it', async () => {
    const room = await open()
    const device = new MemoryDevice()
    const priya = await live(room, 'priya', { device })
    priya.type('Kept. ')
    await until('saved', saved(priya))
    priya.close()
    await until('written', () => device.copies.size === 1)
    // Tom's own copy is asked for, and there is none.
    const tom = room.page('tom', { device })
    tom.cut()
    await until('asked', () => device.pages.size === 1)
    expect(tom.words()).toBe('')
    expect(tom.link.isCopy).toBe(false)
  })

  it('[P3] removed: everything of the plan leaves the device, the own unsent words stay on the page', async () => {
    const room = await open()
    const device = new MemoryDevice()
    const priya = await live(room, 'priya', { device })
    priya.type('Kept. ')
    await until('saved', saved(priya))
    room.scene.bar('priya', 'removed')
    room.scene.clock.pass(limits.revokeCheckMs)
    await until('ended', () => priya.link.state.at === 'ended')
    priya.type('Mid-sentence')
    expect(priya.link.unsentWords).toBe('Mid-sentence')
    await until('forgotten', () => device.copies.size === 0 && unsentOf(device) === 0)
    priya.close()
    expect(device.copies.size + unsentOf(device)).toBe(0)
  })

  it.each([
    ['a copy of another version', { version: 0 }],
    ['a copy cut short', { version: 1, welcome: new Uint8Array([111, 3]), state: new Uint8Array([9, 9, 9]) }],
    ['no copy at all', 'words']
  ])('%s is dropped and the plan opens from the board', async (_name, copy) => {
    const room = await open()
    const device = new MemoryDevice()
    device.copies.set('priya plan-1', copy)
    const page = await live(room, 'priya', { device })
    expect(page.words()).toBe('Because.\n')
  })
})

describe('nothing typed is lost, in a real room', () => {
  it('[P3][P9] a sign-in that ran out: words typed after it wait too, and only their writer sends them', async () => {
    const room = await open()
    const device = new MemoryDevice()
    const [priya, tom] = [await live(room, 'priya', { device }), await live(room, 'tom')]
    priya.type('Before. ')
    await until('saved', saved(priya))
    room.scene.bar('priya', 'signed-out')
    room.scene.clock.pass(limits.revokeCheckMs)
    // A letter in every moment until the page has heard of it, and after.
    const typed: string[] = []
    const type = (letter: string): void => {
      typed.push(letter)
      priya.type(letter, typed.length - 1)
    }
    while (priya.link.state.at !== 'ended') {
      type(String.fromCharCode(97 + (typed.length % 26)))
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(priya.link.state).toMatchObject({ code: 'signed-out' })
    for (const letter of 'after it. ') type(letter)
    expect(priya.words()).toBe(`${typed.join('')}Before. Because.\n`)
    expect(priya.link.waiting).toBeGreaterThan(0)
    expect(priya.link.changesWaiting).toBe(1)
    expect(priya.link.unsentWords).toContain('after it. ')
    await until('they are on the device', () => priya.link.isSafeHere && unsentOf(device) === 1)
    room.scene.barred.clear()
    room.scene.accessVersion++

    room.scene.renewed.set('priya' as PersonId, { person: 'marcus' as PersonId })
    let asked = 0
    priya.link.on('state', () => (asked += 1))
    priya.link.retry()
    await until('somebody else is refused', () => asked >= 2 && priya.link.state.at === 'ended')
    expect(priya.link.unsentWords).toContain('after it. ')
    expect(tom.words()).not.toContain('after it. ')
    type('!')

    room.scene.renewed.clear()
    priya.link.retry()
    await until('sent', saved(priya))
    expect(await room.words()).toBe(`${typed.join('')}Before. Because.\n`)
    await until('Tom has them', () => tom.words() === priya.words())
    const inside = await room.scene.room()
    const speakers = await inside.settled(({ doc, ledger }) =>
      [...doc.store.clients.keys()].map((id) => ledger.owner(id)?.speaker)
    )
    expect(new Set(speakers)).toEqual(new Set(['helen', 'priya']))
    await until('the device has nothing unsent', () => unsentOf(device) === 0)
  })

  it('[P3] a role that was lowered: no letter typed until the page heard of it is lost', async () => {
    const room = await open()
    const page = await live(room, 'priya')
    const shown = fieldText(page.link.doc, 'priorities/p1/why')
    const typed: string[] = []
    const type = (): void => {
      const letter = String.fromCharCode(97 + (typed.length % 26))
      typed.push(letter)
      shown?.insert(typed.length - 1, letter, {})
    }
    // Also in the very moment of each piece of news, before a screen can close, and until the plan is here anew.
    let beside = 0
    for (const event of ['state', 'people', 'notice'] as const) page.link.on(event, () => beside++ < 50 && type())
    let isOver = false
    page.link.on('doc', () => (isOver = true))
    room.scene.renewed.set('priya' as PersonId, { role: 'reader' })
    room.scene.bar('priya', 'role-changed')
    room.scene.clock.pass(limits.revokeCheckMs)
    await until('the plan is here without them', () => {
      if (!isOver) type()
      return isOver
    })
    const told = page.link.notice?.words ?? ''
    expect(told.length).toBeGreaterThan(5)
    const kept = (await room.words()).replace('Because.\n', '')
    expect(kept + told).toBe(typed.join(''))
  })

  it('[P11] refused in words once: the words are there to copy, and writing goes on', async () => {
    const room = await open()
    const page = await live(room, 'priya')
    room.scene.renewed.set('priya' as PersonId, { role: 'reader' })
    page.cut()
    page.type('No longer allowed. ')
    page.mend()
    await until('told', () => page.link.notice !== null)
    expect(page.link.notice).toMatchObject({ code: 'read-only', words: 'No longer allowed. ' })
    await until('live again', isLive(page))
    expect(page.link.me?.role).toBe('reader')
    await until('without them', () => page.words() === 'Because.\n')
  })

  it('[P4] a board that is full: the words wait, the page says why, and they are sent when there is room', async () => {
    const room = await open()
    const page = await live(room, 'priya')
    const { log } = room.scene
    log.beforeCommit = () => Promise.resolve({ refused: 'store-full' })
    page.type('Patient. ')
    await until('it says why', () => page.link.hindrance === 'store-full')
    expect(page.link.waiting).toBe(1)
    log.beforeCommit = () => Promise.resolve(undefined)
    await until('sent', saved(page))
    expect(page.link.hindrance).toBeNull()
    expect(await room.words()).toBe('Patient. Because.\n')
  })

  it('[P20] too many fresh ids: the words wait, the page says why, and they are sent when there is room', async () => {
    const room = await open()
    const page = await live(room, 'priya')
    const script = await room.scene.add('script')
    const many = Array.from({ length: limits.newIdsPerHourMax }, (_, index) => {
      const doc = new Y.Doc()
      doc.clientID = 7_000 + index
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(script.doc))
      const before = Y.encodeStateVector(doc)
      fieldText(doc, 'priorities/p1/know')?.insert(0, 'x')
      return Y.encodeStateAsUpdate(doc, before)
    })
    const ids = room.page('priya')
    await until('live', isLive(ids))
    for (const update of many) Y.applyUpdate(ids.link.doc, update)
    await until('all are used up', saved(ids))
    page.type('Patient. ')
    await until('it says why', () => page.link.hindrance === 'too-many-ids')
    expect(page.link.waiting).toBe(1)
    room.scene.clock.pass(60 * 60_000)
    await until('sent', saved(page))
    expect(page.link.hindrance).toBeNull()
    expect(await room.words()).toBe('Patient. Because.\n')
  })

  it('two people in one sentence apart: the one who was away is told who else changed it', async () => {
    const room = await open()
    const [priya, tom] = [await live(room, 'priya'), await live(room, 'tom')]
    priya.type('One. Two. Three. ')
    await until('here', () => tom.words() === priya.words())
    priya.cut()
    priya.type('apart ', 5)
    tom.type('too ', 8)
    await until('saved', saved(tom))
    priya.mend()
    await until('back', saved(priya))
    const sentences = [{ yours: 'apart Two.', theirs: 'Twotoo .' }]
    expect(priya.link.merged).toEqual([{ path: 'priorities/p1/why', by: ['tom'], sentences }])
    priya.link.dismissMerged('priorities/p1/why')
    expect(priya.link.merged).toEqual([])
  })

  it('two people in two sentences apart: nobody is told', async () => {
    const room = await open()
    const [priya, tom] = [await live(room, 'priya'), await live(room, 'tom')]
    priya.type('One. Two. Three. ')
    await until('here', () => tom.words() === priya.words())
    priya.cut()
    priya.type('first ')
    tom.type('last ', 12)
    await until('saved', saved(tom))
    priya.mend()
    await until('back', saved(priya))
    expect(priya.link.merged).toEqual([])
  })
})
