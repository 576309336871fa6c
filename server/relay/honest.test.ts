import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ItemId } from '../../shared/ids.ts'
import { authorshipHash, contentHash } from '../../shared/plan/hash.ts'
import { addAction, addPriority, moveAction, setValue } from '../../shared/plan/schema.ts'
import { scene, sceneAction, scenePlan, scenePriority, type Player, type Scene } from './scene.ts'
import { readPlanState } from './stored-plan.ts'

/**
 * Honest people with bad connections: whatever they do, nobody is refused, nothing is lost, all end equal.
 * `HONEST=150` (the default in this file), `SEED=…` to repeat one run.
 */
const runs = Number(process.env.HONEST ?? 150)
const firstSeed = Number(process.env.SEED ?? 20_261_123)

type Writer = { player: Player; undo: Y.UndoManager; away: boolean; shut: boolean }

const watched = (player: Player): Writer => ({
  player,
  undo: new Y.UndoManager(player.text(), { captureTimeout: 0 }),
  away: false,
  shut: false
})

const act = (random: prng.PRNG, writer: Writer, step: number): void => {
  const { player, undo } = writer
  const text = player.text()
  const last = text.length - 1
  const at = prng.int31(random, 0, Math.max(0, last))
  const place = { kind: 'action', id: sceneAction } as const
  switch (prng.int31(random, 0, 13)) {
    case 0:
    case 1:
      return text.delete(at, Math.max(0, Math.min(prng.int31(random, 1, 4), last - at)))
    case 2:
      return text.format(at, Math.max(0, Math.min(5, last - at)), { bold: prng.bool(random) ? true : null })
    case 3:
      return text.insert(at, '\n', { list: 'bullet' })
    case 4:
      return setValue(player.doc, place, 'status', { word: prng.bool(random) ? 'done' : 'on-track', why: '' })
    case 5:
      return setValue(player.doc, place, 'removed', prng.bool(random))
    case 6:
      return moveAction(player.doc, sceneAction, { priority: scenePriority, order: `a${step}` })
    case 7:
      return addAction(player.doc, `x${step}${player.seat.name}`.toLowerCase() as ItemId, {
        order: `b${step}`,
        priority: scenePriority
      })
    case 8:
      return void undo.undo()
    case 9:
      return void undo.redo()
    case 10:
      return addPriority(player.doc, `y${step}${player.seat.name}`.toLowerCase() as ItemId, { order: 'b0' })
    default:
      return text.insert(at, prng.word(random, 1, 6), {})
  }
}

const move = async (random: prng.PRNG, writer: Writer): Promise<void> => {
  if (writer.away) await writer.player.come()
  else writer.player.go()
  writer.away = !writer.away
  if (prng.bool(random)) await new Promise((resolve) => setImmediate(resolve))
}

const play = async (seed: number): Promise<{ s: Scene; writers: Writer[] }> => {
  const random = prng.create(seed)
  const s = await scene('priya', 'tom')
  await s.add('grace', 'member', 'education', true)
  if (prng.bool(random)) await s.add('anna', 'lead', 'council')
  const writers = [...s.players.values()].map(watched)
  // A disk that now and then takes its time, so that turns hold more than one frame.
  s.log.beforeCommit = async () => {
    for (let wait = prng.int31(random, 0, 3); wait > 0; wait--) await new Promise((resolve) => setImmediate(resolve))
    return undefined
  }
  for (let step = 0; step < 60; step++) {
    const writer = prng.oneOf(random, writers)
    const chance = prng.int31(random, 0, 11)
    if (chance === 0) await move(random, writer)
    else if (chance === 1) await new Promise((resolve) => setImmediate(resolve))
    else act(random, writer, step)
    if (prng.int31(random, 0, 5) === 0) s.clock.pass(prng.int31(random, 1, 90_000))
  }
  for (const writer of writers) if (writer.away) await writer.player.come()
  await s.quiet()
  return { s, writers }
}

describe('honest people with bad connections', () => {
  it(`[P2][P8][I8] ${runs} runs from seed ${firstSeed}: nobody refused or rotated, all equal, state = fold of the log`, async () => {
    let commits = 0
    for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
      const name = `seed ${seed}`
      const { s, writers } = await play(seed)
      const { content, authors } = await s.hashes()
      for (const { player } of writers) {
        const bad = player.received.filter(({ type }) => type === 'refused' || type === 'rotate')
        expect(bad, `${name}, ${player.seat.name}`).toEqual([])
        expect(player.closed, `${name}, ${player.seat.name}`).toBeUndefined()
        expect(contentHash(player.doc), `${name}, ${player.seat.name}`).toBe(content)
        if (player.seat.name !== 'Grace') expect(player.acked, `${name}, ${player.seat.name}`).toBe(player.sent)
      }
      const room = await s.room()
      const speakerOf = await room.settled(
        ({ ledger }) =>
          (client: number) =>
            ledger.owner(client)?.speaker
      )
      for (const { player } of writers) {
        expect(authorshipHash(player.doc, speakerOf), name).toBe(authors)
        expect(speakerOf(player.doc.clientID) ?? player.seat.person, name).toBe(player.seat.person)
      }
      const again = await readPlanState(s.log, scenePlan)
      expect(again && contentHash(again.doc), name).toBe(content)
      expect(again?.ledger.encode(), name).toEqual(await room.settled(({ ledger }) => ledger.encode()))
      expect(
        s.events.filter(({ event }) => event !== 'closed'),
        name
      ).toEqual([])
      commits += s.log.commits
      s.close()
    }
    console.log(`honest: ${runs} runs from seed ${firstSeed}, ${commits} commits, 0 refused`)
    expect(commits).toBeGreaterThan(runs * 6)
  }, 120_000)
})
