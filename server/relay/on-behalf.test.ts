import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { PersonId } from '../../shared/ids.ts'
import { setValue } from '../../shared/plan/schema.ts'
import { nobodyToTypeFor } from '../../shared/wire/messages.ts'
import { scene, sceneAction, scenePlan, whyPath, type Player, type Scene } from './scene.ts'
import { readPlanState } from './stored-plan.ts'

/** Words typed for somebody else: theirs, and told as typed by whoever typed them. */

const rosa = 'rosa' as PersonId

const player = (s: Scene, name: string): Player => {
  const found = s.players.get(name)
  if (!found) throw new Error(`${name} is not here`)
  return found
}

const withRosa = async (...names: string[]): Promise<Scene> => {
  const s = await scene(...names)
  await s.log.addPerson({ id: rosa, kind: 'speaker', name: 'Rosa', email: null })
  await s.log.setMember({ plan: scenePlan, person: rosa, role: 'public', group: 'young-people', voice: false })
  return s
}

describe('writing for somebody else', () => {
  it('[P25] words, values and deletions are the speaker’s, for the speaker’s group, and say who typed', async () => {
    const s = await withRosa('tom', 'priya')
    const [tom, priya] = [player(s, 'tom'), player(s, 'priya')]
    await tom.startAnew(rosa)
    await s.quiet()
    tom.type('Ask us. ')
    await s.quiet()
    tom.text().delete(8, 3)
    setValue(tom.doc, { kind: 'action', id: sceneAction }, 'status', { word: 'on-track', why: '' })
    await s.quiet()
    const author = { speaker: rosa, typist: 'tom', group: 'young-people' }
    const room = await s.room()
    await room.settled(({ ledger }) => {
      expect(ledger.owner(tom.doc.clientID)).toMatchObject(author)
      expect(ledger.deletions().at(-1)).toMatchObject({ by: rosa, typist: 'tom' })
      expect(ledger.changes().find(({ path }) => path === whyPath)).toMatchObject({ by: rosa, typist: 'tom' })
      expect(ledger.valuesOf(`actions/${sceneAction}`).at(-1)).toMatchObject({ by: rosa, typist: 'tom' })
    })
    const metas = priya.received.flatMap((message) => (message.type === 'meta' ? message.meta.authors : []))
    expect(metas.at(-1)).toEqual(author)
    const again = await readPlanState(s.log, scenePlan)
    expect(again?.ledger.encode()).toEqual(await room.settled(({ ledger }) => ledger.encode()))
  })

  it('[P25] an id stays its first speaker’s: words of oneself never go out under it, nor the other way round', async () => {
    const s = await withRosa('tom', 'priya')
    const tom = player(s, 'tom')
    tom.type('Mine. ')
    await s.quiet()
    tom.go()
    tom.speaker = rosa
    await tom.come()
    await s.quiet()
    expect(tom.received.at(-1)).toEqual({ type: 'rotate', reason: 'another voice' })
    await tom.startAnew(rosa)
    await s.quiet()
    tom.type('Hers. ')
    await s.quiet()
    tom.go()
    tom.speaker = ''
    await tom.come()
    await s.quiet()
    expect(tom.received.at(-1)).toEqual({ type: 'rotate', reason: 'another voice' })
  })

  it('[P25] an id announced for somebody else and left stays theirs when its typist comes back without it', async () => {
    const s = await withRosa('tom', 'priya')
    const tom = player(s, 'tom')
    await tom.startAnew(rosa)
    await s.quiet()
    const early = tom.doc
    tom.go()
    tom.text().insert(0, 'Typed away. ', {})
    await tom.startAnew('')
    await s.quiet()
    // As a page does that finds the words of another one on its device.
    tom.sendUpdate(Y.encodeStateAsUpdate(early))
    await s.quiet()
    const room = await s.room()
    expect(await room.settled(({ ledger }) => ledger.owner(early.clientID))).toMatchObject({
      speaker: rosa,
      typist: 'tom',
      group: 'young-people'
    })
  })

  it('[P25] nobody types for who is not in the plan, a reader types for nobody, and it ends when the speaker goes', async () => {
    const s = await withRosa('tom')
    const tom = player(s, 'tom')
    await tom.startAnew('somebody')
    await s.quiet()
    expect(tom.received.at(-1)).toEqual({ type: 'rotate', reason: nobodyToTypeFor })
    const reader = await s.add('reader', 'reader')
    await reader.startAnew(rosa)
    await s.quiet()
    expect(reader.received.at(-1)).toEqual({ type: 'rotate', reason: nobodyToTypeFor })
    await tom.startAnew(rosa)
    await s.quiet()
    tom.type('Still. ')
    await s.quiet()
    await s.log.removeMember(scenePlan, rosa)
    s.accessVersion++
    await s.lobby.recheck()
    expect(tom.closed).toMatchObject({ code: 4503 })
    expect(player(s, 'tom').words()).toContain('Still. ')
  })
})
