import * as prng from 'lib0/prng'
import { describe, expect, it, vi } from 'vitest'
import type { ItemId, Seq } from '../../shared/ids.ts'
import { authorshipHash, contentHash } from '../../shared/plan/hash.ts'
import { addAction, setValue } from '../../shared/plan/schema.ts'
import { scene, sceneAction, scenePlan, scenePriority, type Scene } from './scene.ts'
import { compactPlan, readPlanState, type PlanReads, type PlanState, type Snapshot } from './stored-plan.ts'

/** A snapshot changes nothing that anybody can read: neither words nor authors, whenever it is folded. Source: relay.md I8, I15. */

const people = ['priya', 'tom', 'anna'] as const

/** One of the things people do, by a seeded choice. */
const act = (s: Scene, random: prng.PRNG, step: number): void => {
  const player = s.players.get(prng.oneOf(random, [...people]))
  if (!player) throw new Error('nobody is here')
  const text = player.text()
  const at = prng.int31(random, 0, text.length - 1)
  const some = Math.min(3, text.length - 1 - at)
  const kind = prng.int31(random, 0, 5)
  if (kind <= 2) text.insert(at, prng.word(random, 1, 5), {})
  else if (kind === 3) text.delete(at, some)
  else if (kind === 4) text.format(at, some, { bold: prng.bool(random) ? true : null })
  else if (prng.bool(random))
    setValue(player.doc, { kind: 'action', id: sceneAction }, 'due', `2027-01-${10 + (step % 20)}`)
  else addAction(player.doc, `x${step}` as ItemId, { order: `b${step}`, priority: scenePriority }, { text: 'New' })
}

const play = async (s: Scene, random: prng.PRNG, steps: number, from = 0): Promise<void> => {
  for (let step = from; step < from + steps; step++) {
    act(s, random, step)
    await new Promise((resolve) => setImmediate(resolve))
    if (step % 9 === 0) s.clock.pass(prng.int31(random, 1, 90_000))
  }
  await s.quiet()
}

/** All that a reader of the plan can tell: words, authors, and what the ledger says of both. */
const read = ({ doc, ledger, head }: PlanState) => ({
  ...{ head, content: contentHash(doc), ledger: Buffer.from(ledger.encode()).toString('base64') },
  authors: authorshipHash(doc, (client) => ledger.owner(client)?.speaker)
})
const fromLog = async (log: PlanReads, upTo?: Seq): Promise<ReturnType<typeof read>> => {
  const state = await readPlanState(log, scenePlan, upTo)
  if (!state) throw new Error('the plan is gone')
  return read(state)
}
/** The log as if nothing but this snapshot had ever been kept; without one as if none had. */
const withSnapshot = (log: PlanReads, snapshot?: Snapshot): PlanReads => ({
  readCommits: log.readCommits.bind(log),
  readPlan: async (plan) => {
    const stored = await log.readPlan(plan)
    if (!stored) return undefined
    const { snapshot: _, ...rest } = stored
    return snapshot ? { ...rest, snapshot } : rest
  }
})

describe('compaction', () => {
  it('[I8][I15] at every commit of 3 logs a snapshot says what the log says, and so does all that comes after it', async () => {
    let compared = 0
    for (let seed = 1; seed <= 3; seed++) {
      const random = prng.create(seed)
      const s = await scene(...people)
      await play(s, random, 50)
      const live = await (await s.room()).settled(read)
      const bare = withSnapshot(s.log)
      expect(await fromLog(bare)).toEqual(live)
      const whole = await compactPlan(bare, scenePlan, live.head)
      for (let seq = 1; seq <= live.head; seq++) {
        const snapshot = await compactPlan(bare, scenePlan, seq)
        const log = withSnapshot(s.log, snapshot)
        expect(await fromLog(log, seq), `seed ${seed}, commit ${seq}`).toEqual(await fromLog(bare, seq))
        expect(await fromLog(log), `seed ${seed}, commit ${seq}`).toEqual(live)
        // From an earlier snapshot instead of the whole log: the same bytes.
        expect(await compactPlan(log, scenePlan, live.head)).toEqual(whole)
        compared++
      }
      s.close()
    }
    expect(compared).toBeGreaterThan(100)
  })

  it('[I10][I15] edits go on while one is folded; it holds what stood when it was asked for', async () => {
    const random = prng.create(7)
    const s = await scene(...people)
    await play(s, random, 20)
    let release = (): void => undefined
    const held = new Promise<void>((done) => (release = done))
    const readCommits = s.log.readCommits.bind(s.log)
    s.log.readCommits = async (...asked) => {
      await held
      return readCommits(...asked)
    }
    const room = await s.room()
    const asked = await room.settled(({ head }) => head)
    const saving = room.save()
    await new Promise((resolve) => setImmediate(resolve))
    await play(s, random, 20, 20)
    expect(s.players.get('priya')?.acked).toBe(s.players.get('priya')?.sent)
    const live = await room.settled(read)
    expect(live.head).toBeGreaterThan(asked)
    release()
    await saving
    expect(s.log.plans.get(scenePlan)?.snapshot?.seq).toBe(asked)
    expect(await fromLog(s.log)).toEqual(live)
    expect(await fromLog(withSnapshot(s.log))).toEqual(live)
    expect((await s.contents()).size).toBe(1)
  })

  it('[I15] given up at any of its steps it leaves all as it was, and the next one is whole', async () => {
    const random = prng.create(11)
    const s = await scene(...people)
    await play(s, random, 30)
    const room = await s.room()
    const steps = ['readPlan', 'readCommits', 'saveSnapshot'] as const
    const before = await room.settled(read)
    for (const step of steps) {
      vi.spyOn(s.log, step).mockRejectedValueOnce(new Error(`ended at ${step}`))
      await room.save()
      expect(s.events.at(-1)).toMatchObject({ event: 'snapshot failed' })
      expect(s.log.plans.get(scenePlan)?.snapshot).toBeUndefined()
      expect(await room.settled(read)).toEqual(before)
      expect(await fromLog(s.log)).toEqual(before)
    }
    await room.save()
    expect(s.log.plans.get(scenePlan)?.snapshot?.seq).toBe(before.head)
    expect(await fromLog(s.log)).toEqual(before)
  })

  it('one that was folded before the log was worked on is not kept', async () => {
    const s = await scene(...people)
    await play(s, prng.create(13), 10)
    const room = await s.room()
    let release = (): void => undefined
    const held = new Promise<void>((done) => (release = done))
    const readPlan = s.log.readPlan.bind(s.log)
    let waits = 0
    s.log.readPlan = async (plan) => {
      waits++
      await held
      return readPlan(plan)
    }
    const saving = room.save()
    await new Promise((resolve) => setImmediate(resolve))
    expect(waits).toBe(1)
    await room.alone(() => Promise.resolve())
    release()
    await saving
    expect(s.log.plans.get(scenePlan)?.snapshot).toBeUndefined()
    await room.save()
    expect(s.log.plans.get(scenePlan)?.snapshot?.seq).toBe(await room.settled(({ head }) => head))
  })
})
