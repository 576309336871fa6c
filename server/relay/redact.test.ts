import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { PersonId } from '../../shared/ids.ts'
import { isRefusal } from '../../shared/refusals.ts'
import { contentHash } from '../../shared/plan/hash.ts'
import { fieldText } from '../../shared/plan/schema.ts'
import { removedLetter } from './removed-letters.ts'
import { scene, scenePlan, whyPath, type Player } from './scene.ts'
import { readPlanState } from './stored-plan.ts'

const lead = { speaker: 'helen' as PersonId, typist: 'helen' as PersonId, group: 'council' as const }

const dice = (seed: number) => {
  let state = seed
  return (max: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % max
  }
}

/** What is in a plan's log and was ever a letter of it, with its id. */
const everyLetter = async (log: Parameters<typeof readPlanState>[0]): Promise<Map<string, string>> => {
  const doc = new Y.Doc({ gc: false })
  for (const commit of await log.readCommits(scenePlan, 0, 1e9, 1e9))
    for (const { update } of commit.entries) Y.applyUpdate(doc, update)
  const letters = new Map<string, string>()
  for (let item = fieldText(doc, whyPath)?._start ?? null; item; item = item.right) {
    if (!(item.content instanceof Y.ContentString)) continue
    for (let at = 0; at < item.length; at++)
      letters.set(`${item.id.client}:${item.id.clock + at}`, item.content.str.charAt(at))
  }
  return letters
}

/** One edit of a text that other people edit at once. */
const edit = (player: Player, below: (max: number) => number, undo: Y.UndoManager): void => {
  const text = player.text()
  const at = below(text.length)
  const kind = below(10)
  if (kind < 5) text.insert(at, ['word ', 'a b', 'line\n', 'ß'][below(4)] ?? '', {})
  else if (kind < 7) text.delete(at, Math.min(1 + below(3), text.length - 1 - at))
  else if (kind === 7) text.format(at, Math.min(4, text.length - at), { bold: true })
  else undo.undo()
}

describe('relay/redact', () => {
  it('[I8] in 25 sessions the log without the words gives the plan and the ledger that stand, letter for letter', async () => {
    let removed = 0
    for (let seed = 1; seed <= 25; seed++) {
      const below = dice(seed)
      const s = await scene('priya', 'tom')
      const players = [...s.players.values()]
      const undos = players.map((player) => new Y.UndoManager(player.text(), { captureTimeout: 0 }))
      for (let step = 0; step < 40; step++) {
        const index = below(players.length)
        const [player, undo] = [players[index], undos[index]]
        if (player && undo) edit(player, below, undo)
        if (below(3) === 0) await s.quiet()
      }
      await s.quiet()
      const was = await everyLetter(s.log)
      const before = await (
        await s.room()
      ).settled(({ ledger }) => ({
        owners: ledger.owners(),
        deletions: structuredClone(ledger.deletions()),
        repeats: ledger.repeats.all()
      }))
      const writer = players[below(players.length)]
      const client = writer?.doc.clientID ?? 0
      const known = await (await s.room()).settled(({ doc }) => Y.getState(doc.store, client))
      if (known < 4) continue
      const clock = below(known - 3)
      const ids = [{ client, clock, length: 1 + below(known - clock - 1) }]
      let outcome: Awaited<ReturnType<typeof s.lobby.redact>> | undefined
      void s.lobby.redact(scenePlan, { ids, by: lead, why: 'By law.' }).then((answer) => (outcome = answer))
      // Its breaths are the scene's clock's.
      while (outcome === undefined) {
        s.clock.pass(1)
        await new Promise((done) => setImmediate(done))
      }
      if (isRefusal(outcome)) {
        expect(outcome.refused).toBe('not-found')
        continue
      }
      const meant = new Set<string>()
      for (const range of [...ids])
        for (let at = range.clock; at < range.clock + range.length; at++) meant.add(`${range.client}:${at}`)
      const now = await everyLetter(s.log)
      expect([...now.keys()]).toEqual([...was.keys()])
      const firstOf = (id: string): string => {
        const [by = 0, at = 0] = id.split(':').map(Number)
        const repeat = before.repeats.find(
          (each) => each.client === by && each.clock <= at && at < each.clock + each.length
        )
        return repeat ? `${repeat.of.client}:${repeat.of.clock + at - repeat.clock}` : id
      }
      const firsts = new Set([...meant].map(firstOf))
      for (const [id, letter] of now) {
        const isMeant = meant.has(id) || firsts.has(firstOf(id))
        expect(letter, `${seed} ${id}`).toBe(isMeant && was.get(id) !== '\n' ? removedLetter : was.get(id))
        if (isMeant) removed += 1
      }
      // Folded anew from the first commit: the very plan, and the very ledger, that the room reads from the snapshot.
      const stands = await (await s.room()).settled(({ doc, ledger }) => [contentHash(doc), ledger.encode()])
      const kept = s.log.plans.get(scenePlan)
      if (!kept?.snapshot) throw new Error('no snapshot')
      delete kept.snapshot
      const folded = await readPlanState(s.log, scenePlan)
      expect(folded && [contentHash(folded.doc), folded.ledger.encode()], String(seed)).toEqual(stands)
      expect(folded?.ledger.owners()).toEqual(before.owners)
      // Who took out what before is still told so.
      expect(folded?.ledger.deletions().slice(0, before.deletions.length - 1)).toEqual(before.deletions.slice(0, -1))
      expect(folded?.epoch).toBe(2)
      s.close()
    }
    expect(removed).toBeGreaterThan(200)
  })
})
