import * as Y from 'yjs'
import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { fieldText } from '../../shared/plan/schema.ts'
import { encodeSync, type News } from '../../shared/wire/messages.ts'
import { scene, scenePlan, whyPath, type Player, type Scene } from './scene.ts'

const told = (player: Player): News[] =>
  player.received.flatMap((message) =>
    message.type === 'welcome' ? [message.welcome.news] : message.type === 'news' ? [message.news] : []
  )
const at = (s: Scene, name: string): Player => {
  const player = s.players.get(name)
  if (!player) throw new Error(`no ${name}`)
  return player
}
const member = (person: string, group: 'parents' | 'health' = 'parents', role: 'member' | 'lead' = 'member') => ({
  plan: scenePlan,
  person: person as PersonId,
  role,
  group,
  voice: false
})

describe('[P23] news of records and people', () => {
  it('WELCOME carries both counters, and everyone in the plan is told when one rises', async () => {
    const s = await scene()
    s.log.news = { records: 4, people: 2 }
    const priya = await s.add('priya')
    const tom = await s.add('tom')
    expect([told(priya), told(tom)]).toEqual([[{ records: 4, people: 2 }], [{ records: 4, people: 2 }]])
    s.log.news = { records: 5, people: 2 }
    await s.lobby.news(scenePlan)
    expect([told(priya).at(-1), told(tom).at(-1)]).toEqual([s.log.news, s.log.news])
  })

  it('nothing new is no news, and nobody is told twice', async () => {
    const s = await scene('priya')
    const before = told(at(s, 'priya')).length
    await s.lobby.news(scenePlan)
    s.log.news.records++
    await Promise.all([s.lobby.news(scenePlan), s.lobby.news(scenePlan)])
    expect(told(at(s, 'priya'))).toHaveLength(before + 1)
  })

  it('a stock client is sent none of it', async () => {
    const s = await scene()
    const stock = await s.add('grace', 'member', 'education', true)
    const frames = stock.frames.length
    s.log.news.records++
    await s.lobby.news(scenePlan)
    await s.quiet()
    expect(stock.frames.length).toBe(frames)
  })

  it('a plan that nobody has open is not opened for it', async () => {
    const s = await scene()
    const read = s.log.readPlan.bind(s.log)
    let reads = 0
    s.log.readPlan = (plan) => (reads++, read(plan))
    await s.lobby.news(scenePlan)
    expect(reads).toBe(0)
  })

  it('a change that another process made is told by the watch within a second', async () => {
    const s = await scene('priya')
    await s.log.setMember(member('tom', 'health'))
    s.log.people.set('tom' as PersonId, { id: 'tom' as PersonId, kind: 'account', name: 'Tom', email: null })
    s.accessVersion++
    s.clock.pass(1000)
    await s.quiet()
    expect(told(at(s, 'priya')).at(-1)?.people).toBe(s.log.news.people)
    const introduced = at(s, 'priya').received.flatMap((each) => (each.type === 'meta' ? each.meta.people : []))
    expect(introduced).toContainEqual({ id: 'tom', name: 'Tom', group: 'health' })
  })

  it('a news that cannot be read is reported and closes nobody', async () => {
    const s = await scene('priya')
    s.log.newsOf = () => Promise.reject(new Error('away'))
    await s.lobby.news(scenePlan)
    expect(s.events.map(({ event }) => event)).toContain('news not told')
    expect(at(s, 'priya').closed).toBeUndefined()
  })

  it('[P3] once a look has been asked for, whoever may not stay is out and hears nothing more', async () => {
    const s = await scene('priya', 'tom')
    const slow = s.lobby.recheck()
    s.bar('tom', 'removed')
    await s.lobby.recheck()
    await slow
    const tom = at(s, 'tom')
    expect(tom.closed?.code).toBe(4404)
    const frames = tom.frames.length
    at(s, 'priya').type('canary', 0)
    await s.quiet()
    expect(tom.frames.length).toBe(frames)
    expect(limits.revokeCheckMs).toBeLessThan(1000)
  })
})

describe('[P3] a plan that is slow to open', () => {
  it('holds up neither the look at others nor news of itself', async () => {
    const s = await scene('priya', 'tom')
    const read = s.log.readPlan.bind(s.log)
    let open: () => void = () => undefined
    const slow = new Promise<void>((resolve) => (open = resolve))
    s.log.readPlan = async (plan) => {
      if (plan !== scenePlan) await slow
      return read(plan)
    }
    const other = 'plan-2' as typeof scenePlan
    const opening = s.lobby.room(other)
    s.bar('tom', 'removed')
    await s.lobby.recheck()
    await s.lobby.news(other)
    expect(at(s, 'tom').closed?.code).toBe(4404)
    open()
    expect(await opening).toEqual({ refused: 'no-such-plan' })
  })
})

describe('[P9] another group', () => {
  /** Tom has written for parents, and acts for health from now on. */
  const moved = async (s: Scene, stock: boolean): Promise<Player> => {
    const tom = await s.add('tom', 'member', 'parents', stock)
    tom.type('As a parent. ', 0)
    await s.quiet()
    tom.go()
    tom.seat.group = 'health'
    return tom
  }
  const groupsOf = async (s: Scene): Promise<Set<string>> =>
    (await s.room()).settled(
      ({ ledger }) =>
        new Set(
          ledger
            .owners()
            .filter(({ speaker }) => speaker === 'tom')
            .map(({ group }) => group)
        )
    )

  it('our client is asked for a fresh id, and its words stay with the group they were written for', async () => {
    const s = await scene('priya')
    const tom = await moved(s, false)
    await tom.come()
    await s.quiet()
    expect(tom.received.at(-1)).toEqual({ type: 'rotate', reason: 'another voice' })
    tom.go()
    tom.doc = new Y.Doc()
    tom.lastSeq = 0
    await tom.come()
    await s.quiet()
    const own = new Y.Doc()
    Y.applyUpdate(own, Y.encodeStateAsUpdate(at(s, 'priya').doc))
    fieldText(own, whyPath)?.insert(0, 'As a nurse. ')
    tom.sendUpdate(Y.encodeStateAsUpdate(own, Y.encodeStateVector(at(s, 'priya').doc)))
    await s.quiet()
    expect(at(s, 'priya').words()).toBe('As a nurse. As a parent. Because.\n')
    expect(await groupsOf(s)).toEqual(new Set(['parents', 'health']))
  })

  it('a stock client that never says who it is is refused new words under the old id, for either group', async () => {
    const s = await scene('priya')
    const tom = await moved(s, true)
    tom.type('As a nurse. ', 0)
    const before = await s.hashes()
    await tom.come()
    await s.quiet()
    expect(tom.closed?.code).toBe(4403)
    expect(await s.hashes()).toEqual(before)
    expect(await groupsOf(s)).toEqual(new Set(['parents']))
    expect(at(s, 'priya').words()).toBe('As a parent. Because.\n')
  })

  it('what it wrote before is known, and sending it again costs nothing', async () => {
    const s = await scene('priya')
    const tom = await moved(s, true)
    await tom.come()
    await s.quiet()
    tom.sendUpdate(Y.encodeStateAsUpdate(tom.doc))
    await s.quiet()
    expect(tom.closed).toBeUndefined()
    expect(await groupsOf(s)).toEqual(new Set(['parents']))
  })

  it('our client that holds words of an older id of another group is refused, not asked for a fresh id for ever', async () => {
    const s = await scene('priya')
    const tom = await moved(s, false)
    const old = new Y.Doc()
    Y.applyUpdate(old, Y.encodeStateAsUpdate(tom.doc))
    old.clientID = tom.doc.clientID
    fieldText(old, whyPath)?.insert(0, 'Late. ')
    const late = Y.encodeStateAsUpdate(old, Y.encodeStateVector(tom.doc))
    tom.doc = new Y.Doc()
    tom.lastSeq = 0
    await tom.come()
    await s.quiet()
    tom.send_(encodeSync('update', late))
    await s.quiet()
    expect(tom.closed?.code).toBe(4403)
    expect(tom.received.some(({ type }) => type === 'rotate')).toBe(false)
  })
})
