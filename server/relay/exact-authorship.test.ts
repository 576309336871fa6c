import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { putBack } from '../../shared/authorship/undone.ts'
import type { ItemId, PersonId } from '../../shared/ids.ts'
import { authorshipHash, contentHash } from '../../shared/plan/hash.ts'
import { addAction, moveAction, setValue } from '../../shared/plan/schema.ts'
import { Ledger } from './ledger.ts'
import { scene, sceneAction, scenePlan, scenePriority, type Player, type Scene } from './scene.ts'
import { applyEntry, newPlanDoc, readPlanState } from './stored-plan.ts'

/**
 * Who wrote every letter, who took it out first, and whose it is when it stands again, against a model
 * that only watches people's hands and the order of the log. `AUTHORSHIP=50` runs (the default in this
 * file; `npm run prove` makes 10 000), `SEED=…` to repeat one. Source: relay.md §7, I5, I6, I8.
 */
const runs = Number(process.env.AUTHORSHIP ?? 50)
const firstSeed = Number(process.env.SEED ?? 20_261_201)
const opsOf = (random: prng.PRNG): number => prng.int31(random, 200, 400)

const kinds = [
  'type',
  'delete',
  'line',
  'format',
  'cut and paste',
  'undo',
  'redo',
  'put back',
  'value',
  'move',
  'remove',
  'add',
  'go away',
  'come back',
  'disk waits',
  'switch speaker',
  'reload'
] as const
type Kind = (typeof kinds)[number]

type Voice = `${string} typed by ${string}`
/** What one run knows without asking the relay. */
class Model {
  /** Of every id that hands have written. */
  readonly voices = new Map<string, Voice>()
  /** The letters under every id, as typed. */
  readonly letters = new Map<string, string>()

  watch(player: Player): void {
    player.doc.on('afterTransaction', (transaction) => {
      if (!transaction.local || transaction.origin === player) return
      const client = player.doc.clientID
      const from = transaction.beforeState.get(client) ?? 0
      const to = transaction.afterState.get(client) ?? 0
      this.note(player.doc, client, from, to, voiceOf(player))
    })
  }

  note(doc: Y.Doc, client: number, from: number, to: number, voice: Voice): void {
    for (let clock = from; clock < to; clock++) this.voices.set(`${client}:${clock}`, voice)
    for (const item of doc.store.clients.get(client) ?? [])
      if (item instanceof Y.Item && item.id.clock >= from && item.content instanceof Y.ContentString)
        for (let index = 0; index < item.length; index++)
          this.letters.set(`${client}:${item.id.clock + index}`, item.content.str.charAt(index))
  }
}

const voiceOf = (player: Player): Voice => `${player.speaker || player.seat.person} typed by ${player.seat.person}`

type Writer = { player: Player; undo: Y.UndoManager; away: boolean; shut?: boolean }

const undoOf = (player: Player): Y.UndoManager =>
  new Y.UndoManager([player.text(), player.text(know)], { captureTimeout: 0, trackedOrigins: new Set([null]) })
const know = `priorities/${scenePriority}/know`

const rosa = 'rosa' as PersonId
const place = { kind: 'action', id: sceneAction } as const

const play = async (
  seed: number,
  counts: Map<Kind, number>
): Promise<{ s: Scene; writers: Writer[]; model: Model }> => {
  const random = prng.create(seed)
  const model = new Model()
  const s = await scene('priya', 'tom')
  await (
    await s.room()
  ).settled(({ doc }) => {
    for (const [client, state] of Y.decodeStateVector(Y.encodeStateVector(doc)))
      model.note(doc, client, 0, state, 'helen typed by helen')
  })
  await s.log.addPerson({ id: rosa, kind: 'speaker', name: 'Rosa', email: null })
  await s.log.setMember({ plan: scenePlan, person: rosa, role: 'public', group: 'young-people', voice: false })
  await s.add('anna', 'lead', 'council')
  if (prng.bool(random)) await s.add('grace', 'member', 'education', true)
  s.log.beforeCommit = async () => {
    for (let wait = prng.int31(random, 0, 2); wait > 0; wait--) await tick()
    return undefined
  }
  // Old words are told as the log tells them: from what hands typed.
  s.lettersOf = (ranges) =>
    ranges.flatMap((range) => {
      const ids = Array.from({ length: range.length }, (_, index) => `${range.client}:${range.clock + index}`)
      const letters = ids.map((id) => model.letters.get(id))
      return letters.includes(undefined) ? [] : [{ ...range, text: letters.join('') }]
    })
  const writers = [...s.players.values()].map((player): Writer => {
    model.watch(player)
    return { player, undo: undoOf(player), away: false }
  })
  const startAnew = async (writer: Writer, speaker: string): Promise<void> => {
    if (writer.away) await writer.player.come()
    await s.quiet()
    await writer.player.startAnew(speaker)
    await s.quiet()
    model.watch(writer.player)
    writer.undo = undoOf(writer.player)
    writer.away = false
  }
  const ops = opsOf(random)
  for (let step = 0; step < ops; step++) {
    const writer = prng.oneOf(random, writers)
    const kind = kindOf(random)
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
    if (kind === 'go away' && !writer.away) {
      writer.player.go()
      writer.away = true
    } else if (kind === 'come back' && writer.away) {
      await writer.player.come()
      writer.away = false
    } else if (kind === 'disk waits') await tick()
    else if (kind === 'switch speaker' && writer.player.seat.name !== 'Grace')
      await startAnew(writer, writer.player.speaker === '' ? rosa : '')
    else if (kind === 'reload') await startAnew(writer, writer.player.speaker)
    else act(random, kind, writer, step, model)
    if (prng.int31(random, 0, 29) === 0) s.clock.pass(prng.int31(random, 1, 90_000))
  }
  for (const writer of writers) if (writer.away) await writer.player.come()
  await s.quiet()
  return { s, writers, model }
}

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Writing more often than the rest, as people do; nothing under one in a hundred. */
const kindOf = (random: prng.PRNG): Kind => {
  const chance = prng.int31(random, 0, 99)
  if (chance < 30) return 'type'
  if (chance < 44) return 'delete'
  return prng.oneOf(random, [...kinds])
}

const act = (random: prng.PRNG, kind: Kind, { player, undo }: Writer, step: number, model: Model): void => {
  const text = player.text(prng.bool(random) ? know : undefined)
  const last = text.length - 1
  const at = prng.int31(random, 0, Math.max(0, last))
  const some = Math.max(0, Math.min(prng.int31(random, 1, 6), last - at))
  const suffix = `${step}${player.seat.name}`.toLowerCase()
  switch (kind) {
    case 'type':
      return text.insert(at, prng.word(random, 1, 6), {})
    case 'delete':
      return text.delete(at, some)
    case 'line':
      return text.insert(at, '\n', { list: 'bullet' })
    case 'format':
      return text.format(at, some, { bold: prng.bool(random) ? true : null })
    case 'cut and paste': {
      const cut = text.toString().slice(at, at + some)
      text.delete(at, some)
      return text.insert(Math.max(0, at - 1), cut, {})
    }
    case 'undo':
      return void undo.undo()
    case 'redo':
      return void undo.redo()
    case 'put back': {
      const gone = [...player.doc.store.clients.entries()].flatMap(([client, structs]) =>
        structs.flatMap((item) =>
          item instanceof Y.Item && item.deleted && item.parent === text ? [{ client, item }] : []
        )
      )
      if (gone.length === 0) return
      const { client, item } = prng.oneOf(random, gone)
      const first = model.letters.get(`${client}:${item.id.clock}`)
      return first === undefined
        ? undefined
        : void putBack(player.doc, [{ client, clock: item.id.clock, text: first }], null)
    }
    case 'value':
      return setValue(player.doc, place, 'status', { word: prng.bool(random) ? 'done' : 'on-track', why: '' })
    case 'move':
      return moveAction(player.doc, sceneAction, { priority: scenePriority, order: `a${step}` })
    case 'remove':
      return setValue(player.doc, place, 'removed', prng.bool(random))
    case 'add':
      return addAction(player.doc, `x${suffix}` as ItemId, { order: `b${step}`, priority: scenePriority })
    default:
      return
  }
}

/** First deleter of every id, read from the log alone: in its order, who sent the entry that first names it. */
const deletersOf = (s: Scene): Map<string, Voice> => {
  const deleters = new Map<string, Voice>()
  for (const commit of s.log.plans.get(scenePlan)?.commits ?? [])
    for (const { update, author } of commit.entries)
      for (const [client, ranges] of Y.decodeUpdate(update).ds.clients)
        for (const { clock, len } of ranges)
          for (let index = 0; index < len; index++) {
            const id = `${client}:${clock + index}`
            if (!deleters.has(id)) deleters.set(id, `${author.speaker} typed by ${author.typist}`)
          }
  return deleters
}

type Said = Pick<Ledger, 'owner' | 'deletions' | 'repeats'>

/** Everything the ledger says that the model knows better, and what the model knows and the ledger does not say. */
const disagreements = (ledger: Said, doc: Y.Doc, model: Model, deleters: ReadonlyMap<string, Voice>): string[] => {
  const found: string[] = []
  for (const [id, voice] of model.voices) {
    const [client = 0, clock = 0] = id.split(':').map(Number)
    if (clock >= Y.getState(doc.store, client)) found.push(`${id} of ${voice} is not in the plan`)
    const owner = ledger.owner(client)
    const said = owner && `${owner.speaker} typed by ${owner.typist}`
    if (said !== voice) found.push(`${id} is ${said}'s in the ledger and ${voice}'s in truth`)
    const { of } = ledger.repeats.first({ client, clock })
    if (of && model.letters.get(`${of.client}:${of.clock}`) !== model.letters.get(id))
      found.push(
        `${id} "${model.letters.get(id)}" repeats ${of.client}:${of.clock} "${model.letters.get(`${of.client}:${of.clock}`)}"`
      )
  }
  const told = new Set<string>()
  for (const { client, clock, length, by, typist } of ledger.deletions())
    for (let index = 0; index < length; index++) {
      const id = `${client}:${clock + index}`
      if (told.has(id)) found.push(`${id} has two deleters`)
      told.add(id)
      // A value that was overtaken goes with whatever overtook it: no update names it.
      if (!deleters.has(id) && !model.letters.has(id)) continue
      if (deleters.get(id) !== `${by} typed by ${typist}`)
        found.push(`${id} was taken out by ${deleters.get(id)}, not ${by}`)
    }
  for (const id of deleters.keys())
    if (!told.has(id) && model.letters.has(id)) found.push(`${id} is gone and nobody took it out`)
  return found
}

/** All a ledger knows, to be compared at once: byte by byte a runner takes as long as a run. */
const textOf = (ledger: Ledger): string => Buffer.from(ledger.encode()).toString('latin1')

/** The state after commit `seq`, kept as a snapshot and opened again, with the rest of the log on it. */
const throughSnapshot = (s: Scene, seqs: readonly number[]): { content: string; ledger: string }[] => {
  const kept = s.log.plans.get(scenePlan)
  const owners = [...(kept?.owners.values() ?? [])]
  const plan = { doc: newPlanDoc(), ledger: new Ledger(owners) }
  const wanted = new Set(seqs)
  return (kept?.commits ?? []).flatMap((commit, index, all) => {
    for (const entry of commit.entries) applyEntry(plan, entry, commit.at, commit.seq)
    if (!wanted.has(commit.seq)) return []
    const again = { doc: newPlanDoc(), ledger: new Ledger(owners) }
    again.ledger.restore(plan.ledger.encode())
    Y.applyUpdate(again.doc, Y.encodeStateAsUpdate(plan.doc))
    for (const later of all.slice(index + 1))
      for (const entry of later.entries) applyEntry(again, entry, later.at, later.seq)
    return [{ content: contentHash(again.doc), ledger: textOf(again.ledger) }]
  })
}

describe('exact authorship', () => {
  it(
    `[I5][I6][I8][P24][P25] ${runs} runs from seed ${firstSeed} (npm run prove: 10,000): the ledger agrees with a naive model about every id`,
    async () => {
      const counts = new Map<Kind, number>()
      let [ids, gone, again, commits, snapshots, updates] = [0, 0, 0, 0, 0, 0]
      for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
        const name = `seed ${seed}`
        const { s, writers, model } = await play(seed, counts)
        for (const { player } of writers) {
          const bad = player.received.filter(({ type }) => type === 'refused' || type === 'rotate')
          expect(bad, `${name}, ${player.seat.name}`).toEqual([])
          expect(player.closed, `${name}, ${player.seat.name}`).toBeUndefined()
          if (player.seat.name !== 'Grace') expect(player.acked, `${name}, ${player.seat.name}`).toBe(player.sent)
        }
        expect((await s.contents()).size, name).toBe(1)
        const room = await s.room()
        const deleters = deletersOf(s)
        const { content, ledger, wrong } = await room.settled((state) => ({
          content: contentHash(state.doc),
          ledger: state.ledger,
          wrong: disagreements(state.ledger, state.doc, model, deleters)
        }))
        expect(wrong, name).toEqual([])
        const speakerOf = (client: number): string | undefined => ledger.owner(client)?.speaker
        const { authors } = await s.hashes()
        for (const { player } of writers) expect(authorshipHash(player.doc, speakerOf), name).toBe(authors)
        const log = s.log.plans.get(scenePlan)?.commits ?? []
        const head = log.length
        for (const { entries } of log) updates += entries.length
        const everySeq = Array.from({ length: head }, (_, index) => index + 1)
        const seqs = (seed - firstSeed) % 100 === 0 ? everySeq : [prng.int31(prng.create(seed), 1, head)]
        const said = textOf(ledger)
        for (const each of throughSnapshot(s, seqs)) {
          expect(each.content, name).toBe(content)
          expect(each.ledger, name).toBe(said)
          snapshots++
        }
        const fromLog = await readPlanState(s.log, scenePlan)
        expect(fromLog && textOf(fromLog.ledger), name).toBe(said)
        expect(
          s.events.filter(({ event }) => event !== 'closed'),
          name
        ).toEqual([])
        ids += model.voices.size
        gone += deleters.size
        again += ledger.repeats.all().length
        commits += head
        s.close()
      }
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
      console.log(
        `authorship: ${runs} runs from seed ${firstSeed}, ${total} operations, ${ids} ids, ${gone} taken out, ` +
          `${again} stretches standing again, ${updates} updates, 0 refused, ${commits} commits, ${snapshots} snapshots: 0 disagreements`,
        Object.fromEntries(counts)
      )
      for (const kind of kinds) expect((counts.get(kind) ?? 0) / total, kind).toBeGreaterThan(0.01)
      expect(again).toBeGreaterThan(runs)
    },
    Math.max(300_000, runs * 1_000)
  )

  it('[I5][I6] the model above catches an author taken from the socket, a later deleter and letters claimed for another', async () => {
    const { s, model } = await play(firstSeed, new Map())
    const deleters = deletersOf(s)
    const room = await s.room()
    const { ledger, doc } = await room.settled((state) => state)
    const sound = {
      owner: (client: number) => ledger.owner(client),
      deletions: () => ledger.deletions(),
      repeats: ledger.repeats
    }
    const wrongly = (change: Partial<typeof sound>): string[] =>
      disagreements({ ...sound, ...change }, doc, model, deleters)
    expect(wrongly({})).toEqual([])
    const socket = { speaker: 'tom' as PersonId, typist: 'tom' as PersonId, group: 'parents' as const }
    expect(wrongly({ owner: (client) => ({ ...socket, client, via: 'live' }) })).not.toEqual([])
    const said = ledger.deletions()
    const letters = said.find(({ client, clock }) => model.letters.has(`${client}:${clock}`))
    const later = said.map((each) => (each === letters ? { ...each, by: 'nobody' as PersonId } : each))
    expect(wrongly({ deletions: () => later })).not.toEqual([])
    expect(wrongly({ deletions: () => said.filter((each) => each !== letters) })).not.toEqual([])
    s.close()
  })
})
