import { describe, expect, it } from 'vitest'
import type { HistoryComparison, HistoryMoment, HistoryTimeline } from '../../shared/authorship/history.ts'
import { REFUSALS } from '../../shared/refusals.ts'
import type { Answer } from './api.ts'
import type { HistoryDoor } from './history-door.ts'
import { HistoryPeople } from './history-people.ts'
import { HistoryPlay } from './history-play.svelte.ts'
import { HistoryWalk } from './history-walk.svelte.ts'

const minuteMs = 60_000
/** Ten moments, at commits 2, 4 … 20, a minute apart; two days between the fifth and the sixth. */
const seqs = Array.from({ length: 10 }, (_, index) => (index + 1) * 2)
const timeOf = (seq: number): number => seq * minuteMs + (seq > 10 ? 172_800_000 : 0)

type Asked = { what: string; signal: AbortSignal | undefined; answer: () => void }

/** The board is the test: each question waits until it is answered here. */
const scene = ({ steps = true } = {}) => {
  const asked: Asked[] = []
  let isAway = false
  const clock = { ms: 0 }
  const wait = <T>(what: string, body: () => T, signal?: AbortSignal): Promise<Answer<T>> =>
    new Promise((done) => {
      const away = (): void => done({ ok: false, code: 'unavailable', sentence: REFUSALS.unavailable.sentence })
      signal?.addEventListener('abort', away)
      asked.push({ what, signal, answer: () => (isAway ? away() : done({ ok: true, body: body() })) })
    })
  const momentAt = (at: number): HistoryMoment => {
    const index = seqs.findLastIndex((seq) => seq <= at)
    const [previous = null, next = null] = [seqs[index - 1], seqs[index + 1]]
    const rest = { change: null, plan: null, priority: null, owners: [], people: [] }
    return { at, time: timeOf(at), index, moments: seqs.length, previous, next, ...rest }
  }
  const timeline: HistoryTimeline = {
    first: { seq: 2, at: timeOf(2) },
    last: { seq: 20, at: timeOf(20) },
    days: [],
    marks: [],
    changes: 10,
    moments: 10,
    steps: steps ? seqs.map(() => 2) : null
  }
  const end = (seq: number) => ({ seq, at: timeOf(seq) })
  const compared = (from: number, to: number): HistoryComparison => ({
    ...{ from: end(from), to: end(to), texts: [], values: [], items: [], authors: [], people: [] }
  })
  const door: HistoryDoor = {
    timeline: () => Promise.resolve({ ok: true, body: timeline }),
    changes: () => Promise.resolve({ ok: true, body: { changes: [], next: null, people: [] } }),
    moment: ({ at, index, time }, signal) => {
      const byTime = seqs.findLast((seq) => timeOf(seq) <= Number(time)) ?? 2
      const seq = at !== undefined ? Number(at) : index !== undefined ? (seqs[Number(index)] ?? 20) : byTime
      return wait(`moment ${seq}`, () => momentAt(seq), signal)
    },
    compare: ({ from, to }, signal) => wait(`compare ${from}-${to}`, () => compared(Number(from), Number(to)), signal),
    sinceVisit: () => Promise.reject(new Error('not asked here'))
  }
  const people = new HistoryPeople(() => {
    throw new Error('nobody is drawn here')
  })
  const walk = new HistoryWalk({ in: '', door, people, nowMs: () => clock.ms, zone: 'UTC' })
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  /** Answers what is asked until nothing is; the questions in their order. */
  const answer = async (): Promise<string[]> => {
    const told: string[] = []
    for (await settle(); asked.length > 0; await settle())
      for (const each of asked.splice(0)) {
        told.push(each.what)
        each.answer()
      }
    return told
  }
  const open = async (): Promise<void> => {
    void walk.open({ now: true })
    await answer()
  }
  const away = (is: boolean): boolean => (isAway = is)
  return { walk, asked, clock, settle, answer, open, away }
}

describe('walking through history', () => {
  it('opens at the last moment, with what its change did, and has its neighbour at hand', async () => {
    const { walk, answer, open } = scene()
    await open()
    expect([walk.shown?.moment.at, walk.index, walk.count, walk.followsNow]).toEqual([20, 9, 10, true])
    expect(walk.shown?.comparison?.from.seq).toBe(18)
    walk.step(-1)
    await answer()
    expect(walk.shown?.moment.at).toBe(18)
    expect(walk.followsNow).toBe(false)
  })

  it('a neighbour that was fetched ahead is shown without asking', async () => {
    const { walk, asked, settle, open } = scene()
    await open()
    walk.step(-1)
    await settle()
    expect(walk.shown?.moment.at).toBe(18)
    // What is asked now is the one after that.
    expect(asked.map(({ what }) => what)).toEqual(expect.arrayContaining(['moment 16']))
    expect(asked.map(({ what }) => what)).not.toContain('moment 18')
  })

  it('steps that come quicker than answers add up, and one question is on its way at a time', async () => {
    const { walk, asked, settle, answer, open } = scene()
    await open()
    walk.want({ index: 0 })
    await settle()
    const first = asked.map(({ what }) => what)
    expect(first.filter((what) => what.startsWith('moment'))).toHaveLength(1)
    walk.want({ index: 3 })
    for (let n = 0; n < 3; n++) walk.step(1)
    await settle()
    expect(asked.filter(({ what }) => what.startsWith('moment'))).toHaveLength(1)
    await answer()
    expect(walk.index).toBe(6)
  })

  it('an answer that is late is called off for what is wanted now', async () => {
    const { walk, asked, clock, settle, answer, open } = scene()
    await open()
    walk.want({ at: 2 })
    await settle()
    const late = asked[0]
    clock.ms += 1000
    walk.want({ at: 8 })
    await settle()
    expect(late?.signal?.aborted).toBe(true)
    expect(await answer()).toContain('moment 8')
    expect(walk.shown?.moment.at).toBe(8)
  })

  it('a day on in which nothing was done leads to the next change', async () => {
    const { walk, answer, open } = scene()
    await open()
    walk.want({ at: 10 })
    await answer()
    walk.stepDay(1)
    await answer()
    expect(walk.shown?.moment.at).toBe(12)
    walk.stepDay(-1)
    await answer()
    expect(walk.shown?.moment.at).toBe(10)
  })

  it('any two moments are compared, the earlier one first; side by side has both', async () => {
    const { walk, answer, open } = scene()
    await open()
    walk.want({ at: 6 })
    await answer()
    walk.show('side', 14)
    await answer()
    expect([walk.shown?.comparison?.from.seq, walk.shown?.comparison?.to.seq]).toEqual([6, 14])
    expect([walk.shown?.moment.at, walk.shown?.before?.at]).toEqual([6, 14])
    walk.show('words', 14)
    await answer()
    expect(walk.shown?.comparison).toBeNull()
  })

  it('a way too long to list is walked by number', async () => {
    const { walk, answer, open } = scene({ steps: false })
    await open()
    walk.step(-4)
    await answer()
    expect([walk.index, walk.shown?.moment.at, walk.shown?.comparison?.from.seq]).toEqual([5, 12, 10])
  })

  it('without a signal what was seen stays, and is said; the next answer ends that', async () => {
    const { walk, answer, open, away } = scene()
    await open()
    away(true)
    walk.want({ at: 4 })
    await answer()
    expect([walk.shown?.moment.at, walk.trouble === '']).toEqual([20, false])
    away(false)
    walk.want({ at: 4 })
    await answer()
    expect([walk.shown?.moment.at, walk.trouble]).toEqual([4, ''])
  })
})

describe('playing history', () => {
  const player = async (lessMotion = false) => {
    const { walk, answer, open } = scene()
    await open()
    walk.want({ index: 0 })
    await answer()
    const ticks = new Set<() => void>()
    let every = 0
    let said = 0
    const play = new HistoryPlay({
      walk,
      every: (ms, run) => {
        every = ms
        ticks.add(run)
        return () => ticks.delete(run)
      },
      lessMotion: () => lessMotion,
      say: () => (said += 1)
    })
    const tick = async (): Promise<void> => {
      for (const run of ticks) run()
      await answer()
    }
    return { walk, play, tick, every: () => every, said: () => said }
  }

  it('a change each second, every fifth is said, and the end stops it', async () => {
    const { walk, play, tick, every, said } = await player()
    play.start()
    expect([play.isPlaying, every()]).toEqual([true, 1000])
    for (let n = 0; n < 6; n++) await tick()
    expect([walk.index, said()]).toEqual([6, 1])
    for (let n = 0; n < 6; n++) await tick()
    expect([walk.index, play.isPlaying]).toEqual([9, false])
  })

  it('an hour a second glides between changes, and stops where one says', async () => {
    const { walk, play, tick } = await player()
    play.pace = 'hour'
    play.start()
    for (let n = 0; n < 4; n++) await tick()
    expect(play.atMs).toBe(timeOf(2) + 3_600_000)
    expect(walk.shown?.moment.at).toBe(10)
    play.stop()
    await tick()
    expect([play.isPlaying, play.atMs, walk.shown?.moment.at]).toEqual([false, undefined, 10])
  })

  it('as it was, a second is a second', async () => {
    const { play, tick } = await player()
    play.pace = 'real'
    play.start()
    for (let n = 0; n < 4; n++) await tick()
    expect(play.atMs).toBe(timeOf(2) + 1000)
  })

  it('with less motion it stands still at each change, whatever the pace', async () => {
    const { walk, play, tick, every } = await player(true)
    play.pace = 'day'
    play.start()
    await tick()
    expect([every(), play.atMs, walk.index]).toEqual([1000, undefined, 1])
  })
})
