import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { PersonId } from '../../shared/ids.ts'
import { scenePlan, whyPath } from '../../server/relay/scene.ts'
import { fieldText } from '../../shared/plan/schema.ts'
import { MemoryDevice, isLive, realRoom, until, type Page, type RealRoom } from './room-scene.ts'

/** Words removed by law, seen from the pages that held them. */

const canary = 'KANARIENVOGEL'
const rooms: RealRoom[] = []
afterEach(() => {
  for (const room of rooms.splice(0)) room.close()
})

const live = async (room: RealRoom, name: string, device?: MemoryDevice): Promise<Page> => {
  const page = room.page(name, device ? { device } : {})
  await until(`${name} is live`, isLive(page))
  return page
}

/** Everything a page holds of its document: letters that stand, and what was only taken out. */
const memoryOf = (doc: Y.Doc): string =>
  [...doc.store.clients.values()]
    .flat()
    .map((struct) => (struct instanceof Y.Item && struct.content instanceof Y.ContentString ? struct.content.str : ''))
    .join('\n')
const storeOf = (device: MemoryDevice): string =>
  [...device.copies.values(), ...device.unsent.values()].map(bytesIn).join('\n')
const bytesIn = (value: unknown): string => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1')
  if (typeof value === 'object' && value !== null) return Object.values(value).map(bytesIn).join('\n')
  return String(value)
}

describe('words removed by law, on pages that are open', () => {
  it('an open page and one that was away lose the words and keep every word of their own', async () => {
    const room = await realRoom()
    rooms.push(room)
    const [device, otherDevice] = [new MemoryDevice(), new MemoryDevice()]
    const priya = await live(room, 'priya', device)
    const tom = await live(room, 'tom', otherDevice)
    priya.type(`${canary} `)
    await until('everybody has it', () => tom.words().includes(canary) && priya.link.waiting === 0)
    // An undo that would bring them back: the page holds on to what was taken out.
    const undo = new Y.UndoManager(fieldText(tom.link.doc, whyPath) ?? new Y.Text(), { captureTimeout: 0 })
    fieldText(tom.link.doc, whyPath)?.delete(0, 3)
    await until('Tom has taken some of it out', () => tom.link.waiting === 0)
    await until(
      'devices have a copy',
      () => storeOf(device).includes('KANARI') || storeOf(device).includes('ARIENVOGEL')
    )

    tom.cut()
    tom.type('Written away. ')
    const was = tom.link.doc
    const client = priya.link.doc.clientID
    let answer: unknown
    const by = { speaker: 'helen' as PersonId, typist: 'helen' as PersonId, group: 'council' as const }
    const ids = [{ client, clock: 0, length: canary.length }]
    void room.scene.lobby.redact(scenePlan, { ids, by, why: 'By law.' }).then((outcome) => (answer = outcome))
    await until('they are removed', () => {
      room.scene.clock.pass(1)
      return answer !== undefined
    })
    expect(answer).toMatchObject({ epoch: 2 })
    tom.mend()
    for (const page of [priya, tom]) {
      await until('the page is live again', isLive(page))
      await until('all is saved', () => page.link.waiting === 0)
      await until('the page has what the room has', () => page.words().includes('Written away. '))
    }
    expect((await room.words()).replaceAll(/\s+/g, ' ')).toBe('Written away. Because. ')
    expect(priya.words()).toBe(await room.words())
    expect(tom.words()).toBe(await room.words())
    expect(tom.link.doc, 'the page began anew').not.toBe(was)
    undo.undo()
    for (const page of [priya, tom])
      for (const part of [canary, 'ARIENVOGEL']) expect(memoryOf(page.link.doc)).not.toContain(part)
    for (const each of [device, otherDevice])
      await until('the devices have forgotten them', () => !storeOf(each).includes('ARIENVOGEL'))
    expect(await room.words()).not.toContain('KAN')
  })
})
