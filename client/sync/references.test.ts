import { afterEach, describe, expect, it } from 'vitest'
import type { ItemId } from '../../shared/ids.ts'
import { addAction, addPriority, moveAction } from '../../shared/plan/schema.ts'
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
const item = (id: string): ItemId => id as ItemId
const called = ({ link }: Page): Record<string, string> => Object.fromEntries(link.references)
const first = { p1: '1', a1: '1.1' }

afterEach(() => {
  for (const room of rooms.splice(0)) room.close()
})

describe('what items are called, in a real room', () => {
  it('a page is told with its welcome; whoever adds an item and everybody else once it is kept', async () => {
    const room = await open()
    const [priya, tom] = [await live(room, 'priya'), await live(room, 'tom')]
    expect(called(priya)).toEqual(first)
    const heard: (string | undefined)[] = []
    tom.link.doc.getMap('actions').observe(() => void heard.push(tom.link.references.get('b1')))
    addAction(priya.link.doc, item('b1'), { order: 'b1', priority: 'p1' })
    expect(priya.link.references.get('b1')).toBeUndefined()
    await until('Priya is told', () => priya.link.references.get('b1') === '1.2')
    // It never stands on another screen without its number.
    await until('Tom has it', () => heard.length > 0)
    expect(heard).toEqual(['1.2'])
    moveAction(tom.link.doc, item('b1'), { priority: item('p1'), order: 'Zz' })
    await until('it is kept', () => tom.link.waiting === 0)
    expect(called(await live(room, 'anna'))).toEqual({ ...first, b1: '1.2' })
  })

  it('what two people add at once has two numbers, the same on both screens', async () => {
    const room = await open()
    const pages = [await live(room, 'priya'), await live(room, 'tom')]
    for (const [index, { link }] of pages.entries())
      addAction(link.doc, item(`same-${index}`), { order: 'b1', priority: 'p1' })
    await until('all are told', () => pages.every(({ link }) => link.references.size === 4))
    const [mine = {}, theirs = {}] = pages.map(called)
    expect(mine).toEqual(theirs)
    expect(new Set(Object.values(mine)).size).toBe(4)
  })

  it('a held page has its own item called, and moves nothing else', async () => {
    const room = await open()
    const [priya, tom] = [await live(room, 'priya'), await live(room, 'tom')]
    priya.link.hold()
    addAction(tom.link.doc, item('t1'), { order: 'b1', priority: 'p1' })
    await until('one change waits', () => priya.link.held === 1)
    addAction(priya.link.doc, item('b1'), { order: 'b1', priority: 'p1' })
    await until('Priya is told', () => priya.link.references.get('b1') === '1.3')
    expect(priya.link.doc.getMap('actions').has('t1')).toBe(false)
  })

  it('written without a signal it gets its number with the signal; a reset page knows all of them', async () => {
    const room = await open()
    const [priya, tom] = [await live(room, 'priya'), await live(room, 'tom')]
    priya.cut()
    addPriority(priya.link.doc, item('p2'), { order: 'a2' })
    addAction(priya.link.doc, item('b1'), { order: 'b1', priority: 'p2' })
    addPriority(tom.link.doc, item('p3'), { order: 'a3' })
    await until('Tom is told', () => tom.link.references.get('p3') === '2')
    priya.mend()
    await until('Priya is told', () => priya.link.references.get('b1') === '3.1')
    expect(called(priya)).toEqual({ ...first, p3: '2', p2: '3', b1: '3.1' })
    await until('Tom knows too', () => tom.link.references.size === 5)
    expect(called(tom)).toEqual(called(priya))
  })

  it('a page that is opened without a signal has them from the device', async () => {
    const room = await open()
    const device = new MemoryDevice()
    const before = await live(room, 'priya', { device })
    addAction(before.link.doc, item('b1'), { order: 'b1', priority: 'p1' })
    await until('Priya is told', () => before.link.references.get('b1') === '1.2')
    before.close()
    await until('the copy is written', () => device.copies.size === 1)
    const again = room.page('priya', { device })
    again.cut()
    await until('shown from the device', () => again.link.isCopy && again.link.references.size > 0)
    expect(called(again)).toEqual({ ...first, b1: '1.2' })
  })
})
