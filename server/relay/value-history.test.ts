import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { addAction, moveAction, setValue, type StatusWord } from '../../shared/plan/schema.ts'
import type { ItemId } from '../../shared/ids.ts'
import { Ledger } from './ledger.ts'
import { scene, sceneAction, scenePlan, scenePriority, type Player, type Scene } from './scene.ts'
import { readPlanState } from './stored-plan.ts'

const action = { kind: 'action', id: sceneAction } as const
const priority = { kind: 'priority', id: scenePriority } as const
const at = (s: Scene, name: string): Player => {
  const player = s.players.get(name)
  if (!player) throw new Error(`no ${name}`)
  return player
}
const valuesOf = async (s: Scene, about: string, key?: string) =>
  (await s.room()).settled(({ ledger }) =>
    ledger.valuesOf(about).filter((each) => key === undefined || each.key === key)
  )

describe('values that fields have had', () => {
  it('a date and its changes are kept with who set it, for which group, when, and in which commit', async () => {
    const s = await scene('priya', 'tom')
    setValue(at(s, 'priya').doc, action, 'due', '2026-12-18')
    await s.quiet()
    s.clock.pass(60_000)
    setValue(at(s, 'tom').doc, action, 'due', '2027-01-29')
    setValue(at(s, 'tom').doc, action, 'revised', { date: '2027-02-26', why: 'Posts are empty.' })
    await s.quiet()
    const head = (await s.log.readPlan(scenePlan))?.head ?? 0
    const [born, first, second, ...more] = await valuesOf(s, `actions/${sceneAction}`, 'due')
    expect(more).toEqual([])
    expect(born).toMatchObject({ value: null, by: 'helen', group: 'council', seq: 1 })
    expect(first).toMatchObject({ value: '2026-12-18', by: 'priya', group: 'parents', seq: 2 })
    expect(second).toMatchObject({ value: '2027-01-29', by: 'tom', at: (first?.at ?? 0) + 60_000 })
    expect(second?.seq).toBeLessThanOrEqual(head)
    expect(await valuesOf(s, `actions/${sceneAction}`, 'revised')).toMatchObject([
      { value: { date: '2027-02-26', why: 'Posts are empty.' }, by: 'tom' }
    ])
  })

  it('ratings, the plan’s own values and new items are told; places in a list and words are not', async () => {
    const s = await scene('priya')
    const { doc } = at(s, 'priya')
    setValue(doc, priority, 'status', { word: 'slipping', why: 'Late.' })
    setValue(doc, { kind: 'plan' }, 'inspected', '2026-03-02')
    addAction(doc, 'new' as ItemId, { order: 'b0', priority: scenePriority, due: '2027-03-31' }, { text: 'More' })
    moveAction(doc, 'new' as ItemId, { priority: scenePriority, order: 'c0' })
    at(s, 'priya').type('words ', 0)
    await s.quiet()
    const keys = async (about: string) => new Set((await valuesOf(s, about)).map(({ key }) => key))
    expect(await valuesOf(s, `priorities/${scenePriority}`, 'status')).toMatchObject([
      { value: { word: 'not-started' } },
      { value: { word: 'slipping', why: 'Late.' }, by: 'priya' }
    ])
    expect(await valuesOf(s, 'plan', 'inspected')).toMatchObject([{ value: '2026-03-02', by: 'priya' }])
    expect(await valuesOf(s, 'actions/new', 'due')).toMatchObject([{ value: '2027-03-31', by: 'priya' }])
    for (const about of ['plan', 'actions/new', `priorities/${scenePriority}`])
      for (const key of ['order', 'why', 'text', 'title']) expect(await keys(about), about).not.toContain(key)
    expect(await valuesOf(s, 'actions/none')).toEqual([])
  })

  it('a value that was overtaken while its maker was away never stood', async () => {
    const s = await scene('priya', 'tom')
    const [priya, tom] = [at(s, 'priya'), at(s, 'tom')]
    tom.doc.clientID = 5
    priya.doc.clientID = 9
    tom.go()
    setValue(tom.doc, action, 'due', '2026-01-01')
    setValue(priya.doc, action, 'due', '2026-02-02')
    await s.quiet()
    await tom.come()
    await s.quiet()
    const stands = priya.doc.getMap('actions').toJSON()[sceneAction] as { due: string }
    expect((await valuesOf(s, `actions/${sceneAction}`, 'due')).at(-1)?.value).toBe(stands.due)
  })

  it('the same value again is no change; of very many the first and the latest are kept', async () => {
    const s = await scene('priya')
    const { doc } = at(s, 'priya')
    setValue(doc, action, 'cost', 'Nothing')
    setValue(doc, action, 'cost', 'Nothing')
    await s.quiet()
    expect(await valuesOf(s, `actions/${sceneAction}`, 'cost')).toHaveLength(2)
    for (let turn = 0; turn < limits.valuesPerFieldMax + 20; turn++) {
      setValue(doc, action, 'cost', `£${turn}`)
      if (turn % 20 === 0) await s.quiet()
    }
    await s.quiet()
    const kept = await valuesOf(s, `actions/${sceneAction}`, 'cost')
    expect(kept).toHaveLength(limits.valuesPerFieldMax)
    expect(kept[0]).toMatchObject({ value: null, by: 'helen' })
    expect(kept.at(-1)).toMatchObject({ value: `£${limits.valuesPerFieldMax + 19}` })
  })

  it('[P5][I8] equal whether folded live, from the first commit, or from any snapshot', async () => {
    const seed = 20261121
    const random = prng.create(seed)
    const s = await scene('priya', 'tom')
    const room = await s.room()
    const words: StatusWord[] = ['not-started', 'on-track', 'slipping', 'done']
    let compared = 0
    for (let round = 0; round < 20; round++) {
      const { doc } = at(s, prng.bool(random) ? 'priya' : 'tom')
      const roll = prng.int32(random, 0, 3)
      if (roll === 0) setValue(doc, action, 'due', `2027-01-${String(prng.int32(random, 10, 28))}`)
      else if (roll === 1) setValue(doc, action, 'status', { word: prng.oneOf(random, words), why: `why ${round}` })
      else if (roll === 2) setValue(doc, action, 'removed', prng.bool(random))
      else addAction(doc, `a${round}x` as ItemId, { order: `b${round}`, priority: scenePriority })
      s.clock.pass(30_000)
      await s.quiet()
      if (round % 6 === 2) await room.save()
      const again = await readPlanState(s.log, scenePlan)
      const live = await room.settled(({ ledger }) => ledger.encode())
      expect(again?.ledger.encode(), `seed ${seed} round ${round}`).toEqual(live)
      const kept = s.log.plans.get(scenePlan)
      if (!kept?.snapshot) continue
      const { snapshot } = kept
      delete kept.snapshot
      const fromFirst = await readPlanState(s.log, scenePlan)
      kept.snapshot = snapshot
      expect(fromFirst?.ledger.encode(), `seed ${seed} round ${round}, from the first commit`).toEqual(live)
      compared++
    }
    expect(compared).toBeGreaterThan(10)
  })

  it('[I15] a ledger of the version before is folded again from the log, and saved anew', async () => {
    const s = await scene('priya')
    setValue(at(s, 'priya').doc, action, 'due', '2026-12-18')
    await s.quiet()
    const room = await s.room()
    await room.save()
    const live = await room.settled(({ ledger }) => ledger.encode())
    const kept = s.log.plans.get(scenePlan)
    if (!kept?.snapshot) throw new Error('no snapshot')
    const decoder = decoding.createDecoder(kept.snapshot.ledger)
    decoding.readUint8(decoder)
    const { values: _values, ...older } = decoding.readAny(decoder) as Record<string, never>
    const encoder = encoding.createEncoder()
    encoding.writeUint8(encoder, 1)
    encoding.writeAny(encoder, older)
    kept.snapshot.ledger = encoding.toUint8Array(encoder)
    const again = await readPlanState(s.log, scenePlan)
    expect(again?.ledger.encode()).toEqual(live)
    expect(again?.snapshotSeq).toBe(0)
    const [one, future] = [new Uint8Array([0]), new Uint8Array([255])]
    expect(() => new Ledger([]).restore(one)).toThrow()
    expect(() => new Ledger([]).restore(future)).toThrow()
  })
})
