import * as Y from 'yjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlanId, Seq } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { fieldText } from '../../shared/plan/schema.ts'
import { isRefusal } from '../../shared/refusals.ts'
import { Page } from '../../seeds/stage.ts'
import { BoardScene, personId, until } from '../http/board-scene.ts'
import { HandClock } from '../relay/hand-clock.ts'
import { newPlanDoc } from '../relay/stored-plan.ts'
import { PlanUnreadable } from '../store/store.ts'
import { systemClock } from '../system-clock.ts'
import { HistoryDesk, type HistoryDeskParts } from './desk.ts'
import type { HistoryStore } from './open-history.ts'
import { HistoryThread } from './thread.ts'

let board: BoardScene
let plan: PlanId
let page: Page
const desks: HistoryDesk[] = []
const reports: string[] = []
/** Commits that a desk has read, by the commit they came after. */
let reads: Seq[] = []

const store = (more: Partial<HistoryStore> = {}): HistoryStore => ({
  readCommits: (of, after, rows, bytes) => {
    reads.push(after)
    return board.store.readCommits(of, after, rows, bytes)
  },
  readHistory: (of) => board.store.readHistory(of),
  saveHistory: (of, history) => board.store.saveHistory(of, history),
  plansBehind: (rows) => board.store.plansBehind(rows),
  ...more
})
const deskOf = (more: Partial<HistoryDeskParts> = {}): HistoryDesk => {
  reads = []
  reports.length = 0
  const report: HistoryDeskParts['report'] = ({ event }) => void reports.push(event)
  const desk = new HistoryDesk({ store: store(), clock: new HandClock(), report, ...more })
  desks.push(desk)
  return desk
}
const room = async (of = plan) => {
  const opened = await board.lobby.room(of)
  if (isRefusal(opened)) throw new Error(opened.refused)
  return opened
}
const words = async (desk: HistoryDesk, of = plan): Promise<string | undefined> => {
  const moment = await desk.ask(await room(of), 'moment', { at: Infinity })
  if (isRefusal(moment)) return moment.refused
  return moment === 'none' ? moment : moment.plan?.plan.vision.text
}
const type = async (letters: string): Promise<void> => {
  for (const letter of letters) {
    fieldText(page.doc, 'plan/vision')?.insert(0, letter, {})
    await page.saved()
  }
}

/** So many commits of one letter each, as the store takes them. */
const writeOn = async (of: PlanId, rows: number): Promise<void> => {
  const author = { speaker: personId('helen'), typist: personId('helen'), group: 'council' as const }
  const doc = newPlanDoc()
  doc.clientID = 4242
  for (const { entries } of await board.store.readCommits(of, 0, 1, 1))
    for (const { update } of entries) Y.applyUpdate(doc, update)
  const kept: Promise<unknown>[] = []
  doc.on('update', (update: Uint8Array) => {
    const owners = kept.length === 0 ? [{ ...author, client: doc.clientID, via: 'live' as const }] : []
    kept.push(board.store.commit(of, kept.length + 1, 1000 * kept.length, [{ author, update }], owners))
  })
  for (let row = 0; row < rows; row++) fieldText(doc, 'plan/vision')?.insert(0, 'x', {})
  await Promise.all(kept)
}

beforeAll(async () => {
  board = await BoardScene.open()
  const helen = await board.person('Helen')
  plan = await board.plan('own', helen)
  const seat = { person: helen, name: 'Helen', group: 'council' as const, role: 'lead' as const }
  page = await Page.open(await room(), { ...seat, session: '', expiresAt: Infinity }, 77, 'helen')
  await type('abc')
})
afterAll(async () => {
  for (const desk of desks) await desk.close()
  page.leave()
  await board.close()
})

describe('the desk of histories', () => {
  it('a thread that breaks is a refusal in words, and the next question starts another', async () => {
    let broken = 0
    const start = (): HistoryThread => {
      const thread = HistoryThread.start()
      if (broken++ === 0) void thread.end()
      return thread
    }
    const desk = deskOf({ start })
    expect(await words(desk)).toBe('unavailable')
    expect(reports).toEqual(['history-away'])
    expect(await words(desk)).toBe('cbaTogether.')
    expect([broken, reports.length]).toEqual([2, 1])
  })

  it('an error inside the thread ends it, and the next question starts another', async () => {
    const commit = (await board.store.readCommits(plan, 0, 1, 1))[0]
    if (!commit) throw new Error('no commit')
    let spoiled = 0
    const readCommits: HistoryStore['readCommits'] = async (of, after, rows, bytes) =>
      spoiled++ === 0 ? [{ ...commit, seq: 5 }] : board.store.readCommits(of, after, rows, bytes)
    const desk = deskOf({ store: store({ readCommits }) })
    expect(await words(desk)).toBe('unavailable')
    expect(await words(desk)).toBe('cbaTogether.')
  })

  it('a log that cannot be read is told as such, and a store that is away as away', async () => {
    const failing = (error: Error) => deskOf({ store: store({ readCommits: () => Promise.reject(error) }) })
    expect(await words(failing(new PlanUnreadable(plan, 'planted')))).toBe('plan-unreadable')
    expect(await words(failing(new Error('away')))).toBe('unavailable')
  })

  it('who asks of a long log is told to come back, and what was begun goes on', async () => {
    const clock = new HandClock()
    let release: (() => void) | undefined
    const held = new Promise<void>((done) => (release = done))
    const readCommits: HistoryStore['readCommits'] = async (of, after, rows, bytes) => {
      await held
      return board.store.readCommits(of, after, rows, bytes)
    }
    const desk = deskOf({ clock, store: store({ readCommits }) })
    const early = words(desk)
    await new Promise((done) => setImmediate(done))
    clock.pass(limits.historyWaitMs)
    expect(await early).toBe('history-not-ready')
    release?.()
    expect(await words(desk)).toBe('cbaTogether.')
  })

  it('a history that fell behind is kept unasked; the next opening reads what came after it, and no more', async () => {
    const desk = deskOf({ clock: systemClock, store: store({ plansBehind: () => Promise.resolve([plan]) }) })
    await desk.look()
    const kept = await board.store.readHistory(plan)
    expect(kept?.seq).toBe(4)
    await type('de')
    const next = deskOf()
    expect(await words(next)).toBe('edcbaTogether.')
    expect(Math.min(...reads)).toBe(4)
    const lines = await next.ask(await room(), 'lines', { from: 1, to: 9 })
    expect(lines).toEqual(
      await deskOf({ store: store({ readHistory: () => Promise.resolve(undefined) }) }).ask(await room(), 'lines', {
        from: 1,
        to: 9
      })
    )
    expect(lines).toHaveLength(6)
  })

  it('a kept history of another version is set aside, and the log is folded anew', async () => {
    const kept = await board.store.readHistory(plan)
    if (!kept) throw new Error('nothing kept')
    const fold = kept.fold.slice()
    fold[0] = 99
    const desk = deskOf({ store: store({ readHistory: () => Promise.resolve({ ...kept, fold }) }) })
    expect(await words(desk)).toBe('edcbaTogether.')
    expect(Math.min(...reads)).toBe(0)
  })

  it(
    'it is kept when nobody has asked for a moment, once enough is new, and let go when nobody asks',
    { timeout: 60_000 },
    async () => {
      const clock = new HandClock()
      const saved: Seq[] = []
      const saveHistory: HistoryStore['saveHistory'] = (_plan, { seq }) => (saved.push(seq), Promise.resolve(undefined))
      const readHistory = () => Promise.resolve(undefined)
      const ended: boolean[] = []
      const start = (): HistoryThread => {
        const thread = HistoryThread.start()
        const end = thread.end.bind(thread)
        thread.end = () => (ended.push(true), end())
        return thread
      }
      const desk = deskOf({ clock, start, store: store({ saveHistory, readHistory }) })
      expect(await words(desk)).toBe('edcbaTogether.')
      const long = await board.plan('long', personId('helen'))
      await writeOn(long, limits.historyKeepRows)
      expect(await words(desk, long)).toHaveLength(limits.historyKeepRows + 'Together.'.length)
      clock.pass(limits.historyQuietMs)
      await until('the long one to be kept', () => saved.length > 0)
      // The short one is folded anew as quickly as it is read.
      expect(saved).toEqual([limits.historyKeepRows + 1])
      expect(ended).toEqual([])
      // Each is let go once it has been kept or passed over.
      await new Promise((done) => setImmediate(done))
      clock.pass(limits.historyIdleMs)
      expect(ended).toEqual([true, true])
      expect(await words(desk)).toBe('edcbaTogether.')
    }
  )

  it('letters that are gone are told by their ids', async () => {
    fieldText(page.doc, 'plan/vision')?.delete(0, 3)
    await page.saved()
    const found = await deskOf().lettersOf(plan, [
      { client: 77, clock: 0, length: 100 },
      { client: 5, clock: 0, length: 9 }
    ])
    const letters = found.flatMap(({ clock, text }) => [...text].map((letter, index) => [clock + index, letter]))
    expect(letters.map(([, letter]) => letter).join('')).toBe('abcde')
    expect(found.every(({ client }) => client === 77)).toBe(true)
  })

  it('what was forgotten is read anew', async () => {
    const desk = deskOf({ store: store({ readHistory: () => Promise.resolve(undefined) }) })
    const before = await words(desk)
    desk.forget(plan)
    expect(await words(desk)).toBe(before)
    expect(reads.filter((after) => after === 0)).toHaveLength(2)
  })

  it('after its close every question is refused', async () => {
    const desk = deskOf()
    await desk.close()
    expect(await words(desk)).toBe('stopping')
    expect(await desk.lettersOf(plan, [])).toEqual([])
  })
})
