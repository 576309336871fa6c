import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { putBack } from '../../shared/authorship/undone.ts'
import type { PersonId } from '../../shared/ids.ts'
import { fieldText } from '../../shared/plan/schema.ts'
import { scenePlan, whyPath } from '../../server/relay/scene.ts'
import { MemoryDevice, isLive, realRoom, until, type Page, type RealRoom } from './room-scene.ts'

/** Whose words are whose, on a real page in a real room: typed for somebody, taken out and put back. */

const rooms: RealRoom[] = []
afterEach(() => {
  for (const room of rooms.splice(0)) room.close()
})
const rosa = 'rosa' as PersonId
const open = async (): Promise<RealRoom> => {
  const room = await realRoom()
  rooms.push(room)
  await room.scene.log.addPerson({ id: rosa, kind: 'speaker', name: 'Rosa', email: null })
  await room.scene.log.setMember({ plan: scenePlan, person: rosa, role: 'public', group: 'young-people', voice: false })
  return room
}
const live = async (room: RealRoom, name: string, device?: MemoryDevice): Promise<Page> => {
  const page = room.page(name, device ? { device } : {})
  await until(`${name} is live`, isLive(page))
  return page
}
const saved = (page: Page) => (): boolean => page.link.state.at === 'live' && page.link.waiting === 0
const rosaOf = (page: Page) => page.link.people.get(rosa) ?? null

/** Who is credited with each letter of the text, as this page paints it. */
const creditedIn = (page: Page): string => {
  const text = fieldText(page.link.doc, whyPath)
  let said = ''
  for (let item = text?._start ?? null; item; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentString)) continue
    for (let index = 0; index < item.length; index++) {
      const id = { client: item.id.client, clock: item.id.clock + index }
      const owner = page.link.owners.get(page.link.repeats.first(id).of?.client ?? id.client)
      said += `${item.content.str.charAt(index)}${owner?.speaker.charAt(0) ?? '?'}`
    }
  }
  return said
}

describe('typing for somebody', () => {
  it('[P25] what is typed is theirs on every page, and one’s own again afterwards', async () => {
    const room = await open()
    const [tom, priya] = [await live(room, 'tom'), await live(room, 'priya')]
    tom.type('T')
    await until('it is saved', saved(tom))
    expect(tom.link.speakFor(rosaOf(tom))).toBe(true)
    expect(tom.link.speaker?.name).toBe('Rosa')
    await until('the page is ready', () => isLive(tom)() && tom.words() !== '')
    tom.type('R')
    await until('it is saved', saved(tom))
    expect(tom.link.speakFor(null)).toBe(true)
    await until('the page is ready', () => isLive(tom)() && tom.words() !== '')
    tom.type('t')
    await until('it is saved', saved(tom))
    await until('Priya has all', () => priya.words() === 'tRTBecause.\n')
    for (const page of [tom, priya]) expect(creditedIn(page).slice(0, 6)).toBe('ttRrTt')
    const change = priya.link.fields.get(whyPath)
    expect(change).toMatchObject({ by: 'tom' })
    expect(change?.typist).toBeUndefined()
  })

  it('[P25] begins only with a signal and when nothing waits', async () => {
    const room = await open()
    const tom = await live(room, 'tom')
    const person = rosaOf(tom)
    tom.cut()
    await until('Tom is away', () => tom.link.state.at === 'away')
    expect(tom.link.speakFor(person)).toBe(false)
    expect(tom.link.speaker).toBeNull()
  })

  it('[P25] words typed for somebody without a signal stay theirs when the page is opened again', async () => {
    const room = await open()
    const device = new MemoryDevice()
    const tom = await live(room, 'tom', device)
    tom.link.speakFor(rosaOf(tom))
    await until('the page is ready', () => isLive(tom)() && tom.words() !== '')
    tom.cut()
    await until('Tom is away', () => tom.link.state.at === 'away')
    tom.type('Rosa says. ')
    await until('the device has it', () => tom.link.isSafeHere && device.unsent.size > 0)
    tom.crash()
    const again = await live(room, 'tom', device)
    expect(again.link.speaker?.name).toBe('Rosa')
    await until('it is saved', saved(again))
    await until('it is kept', () => again.words().startsWith('Rosa says. '))
    const state = await room.scene.room()
    const owners = await state.settled(({ ledger }) => ledger.owners())
    expect(owners.filter(({ speaker }) => speaker === rosa)).toHaveLength(1)
    expect(creditedIn(again).slice(0, 4)).toBe('Rror')
  })

  it('[P25] when the speaker leaves the plan, what is not kept is told to be copied, and is nobody’s', async () => {
    const room = await open()
    const tom = await live(room, 'tom')
    tom.link.speakFor(rosaOf(tom))
    await until('the page is ready', () => isLive(tom)() && tom.words() !== '')
    tom.cut()
    await until('Tom is away', () => tom.link.state.at === 'away')
    tom.type('Too late. ')
    await room.scene.log.removeMember(scenePlan, rosa)
    tom.mend()
    tom.link.retry()
    await until('Tom is told', () => tom.link.notice?.code === 'nobody-to-type-for')
    expect(tom.link.notice?.words).toContain('Too late. ')
    await until('Tom is himself', () => isLive(tom)() && tom.words() === 'Because.\n')
    expect(tom.link.speaker).toBeNull()
    expect(await room.words()).toBe('Because.\n')
  })
})

describe('words that stand again', () => {
  const undoOf = (page: Page): Y.UndoManager => {
    const text = fieldText(page.link.doc, whyPath)
    if (!text) throw new Error('no text')
    return new Y.UndoManager(text, { captureTimeout: 0 })
  }

  it('[P24] an undo and a putting back leave the words to whoever wrote them, on every page, also without a signal', async () => {
    const room = await open()
    const [tom, priya] = [await live(room, 'tom'), await live(room, 'priya')]
    priya.type('Ours. ')
    await until('Tom has it', () => tom.words().startsWith('Ours. '))
    const undo = undoOf(tom)
    fieldText(tom.link.doc, whyPath)?.delete(0, 6)
    undo.undo()
    await until('all is saved', saved(tom))
    await until('Priya has it', () => priya.words() === 'Ours. Because.\n' && creditedIn(priya).startsWith('Op'))
    expect(creditedIn(tom).slice(0, 12)).toBe('Opuprpsp.p p')
    // Without a signal: taken out and put back before the board hears of either.
    tom.cut()
    await until('Tom is away', () => tom.link.state.at === 'away')
    undo.redo()
    undo.undo()
    tom.mend()
    tom.link.retry()
    await until('all is saved', saved(tom))
    await until('Priya has it', () => priya.words() === 'Ours. Because.\n')
    await until('they are hers', () => creditedIn(priya).slice(0, 12) === 'Opuprpsp.p p')
  })

  it('[P24] letters that history names are put back by their ids, once', async () => {
    const room = await open()
    const [tom, priya] = [await live(room, 'tom'), await live(room, 'priya')]
    priya.type('Gone. ')
    await until('Tom has it', () => tom.words().startsWith('Gone. '))
    const client = priya.link.doc.clientID
    fieldText(tom.link.doc, whyPath)?.delete(0, 6)
    await until('it is saved', saved(tom))
    expect(putBack(tom.link.doc, [{ client, clock: 0, text: 'Gone. ' }], 'put back')).toBe(6)
    expect(putBack(tom.link.doc, [{ client, clock: 0, text: 'Gone. ' }], 'put back')).toBe(0)
    await until('it is saved', saved(tom))
    await until('Priya has it', () => creditedIn(priya).startsWith('Gpop'))
  })
})

describe('a change of group in mid-word', () => {
  it('[P9] what the board had kept without saying so is not written again under the new group', async () => {
    const room = await open()
    const [tom, priya] = [await live(room, 'tom'), await live(room, 'priya')]
    const { log, renewed } = room.scene
    let keep: (() => void) | undefined
    log.beforeCommit = () => new Promise((resolve) => (keep = () => resolve(undefined)))
    tom.type('Kept')
    await until('the board is keeping it', () => keep !== undefined)
    tom.type(', then not', 4)
    tom.cut()
    log.beforeCommit = () => Promise.resolve(undefined)
    keep?.()
    await until('Priya has what was kept', () => priya.words().startsWith('Kept'))
    renewed.set('tom' as PersonId, { group: 'health' })
    tom.mend()
    tom.link.retry()
    await until('all is saved', saved(tom))
    await until('Priya has all', () => priya.words() === 'Kept, then notBecause.\n')
    expect(tom.words()).toBe(priya.words())
    const groups = priya.link.owners
    const written = [...groups.values()].filter(({ speaker }) => speaker === 'tom').map(({ group }) => group)
    expect(written).toEqual(['parents', 'health'])
  })
})
