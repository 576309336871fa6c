import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import type { ComparedRun } from '../../shared/authorship/history.ts'
import { canonical } from '../../shared/plan/hash.ts'
import { snapshotFrom } from '../../shared/plan/snapshot.ts'
import type { Commit } from '../store/store.ts'
import { compare, placesIn } from './compare.ts'
import { playLog, priorityIds, replay } from './history-scene.ts'
import { linesBetween } from './lines.ts'
import { Past, placeOfField } from './past.ts'
import { HistoryReader } from './reader.ts'

const pastOf = (commits: readonly Commit[]): Past => {
  const past = Past.empty()
  for (const commit of commits) past.apply(commit)
  return past
}

const planAt = (past: Past, seq: number): string => canonical(snapshotFrom(past.at(past.fold.lastEntryAt(seq))))

/** `HISTORIES=60` logs (the default in this file; `npm run prove` plays 3,000). */
const logs = Number(process.env.HISTORIES ?? 60)

type Plain = ReturnType<typeof replay>
const textOf = (plain: Plain, seq: number, path: string): string =>
  (plain.moments[seq - 1]?.letters.get(path) ?? []).map(({ letter }) => letter).join('')
const joined = (runs: readonly ComparedRun[], ...kinds: ComparedRun['is'][]): string =>
  runs
    .filter(({ is }) => kinds.includes(is))
    .map(({ text }) => text)
    .join('')

/** Says where the differences of two moments are not those that a plain reader finds. */
const wrongIn = (past: Past, plain: Plain, from: number, to: number): string[] => {
  const wrong: string[] = []
  const [first, last] = [past.fold.lastEntryAt(from), past.fold.lastEntryAt(to)]
  const { texts, authors } = compare(past, first, last, placesIn(past, undefined, [first, last]))
  const told = new Map(texts.map(({ field, runs }) => [field, runs]))
  const paths = new Set([...(plain.moments[to - 1]?.letters.keys() ?? [])])
  for (const path of paths) {
    const runs = told.get(path)
    const [was, is] = [textOf(plain, from, path), textOf(plain, to, path)]
    const place = placeOfField(path)
    const there = place && past.isThere(place, last)
    if (!runs) {
      if (was !== is && there) wrong.push(`${path}: nothing told`)
      continue
    }
    if (joined(runs, 'kept', 'taken') !== was) wrong.push(`${path}: before`)
    if (joined(runs, 'kept', 'added') !== is) wrong.push(`${path}: after`)
    const before = plain.moments[from - 1]?.letters.get(path) ?? []
    let at = 0
    for (const { is: state, text, who } of runs) {
      if (state === 'added') continue
      for (const letter of text) {
        const known = before[at++]
        const gone = known && plain.gone.get(known.id)
        if (state === 'taken' && (known?.letter !== letter || canonical(gone?.author) !== canonical(authors[who])))
          wrong.push(
            `${path}: ${letter} taken out by ${String(gone?.author.speaker)}, not ${String(authors[who]?.speaker)}`
          )
      }
    }
  }
  return wrong
}

/** Letters that each commit brought and took, as history tells them and as a plain reader counts them. */
const countsOf = (past: Past, plain: Plain, seq: number): { told: number[]; plain: number[] } => {
  const lines = linesBetween(past, seq, seq)
  const sum = (key: 'inserted' | 'deleted'): number => lines.reduce((all, line) => all + (line[key]?.length ?? 0), 0)
  const count = (all: Iterable<number>): number => [...all].filter((each) => each === seq).length
  return {
    told: [sum('inserted'), sum('deleted')],
    plain: [count(plain.born.values()), count([...plain.gone.values()].map((gone) => gone.seq))]
  }
}

describe('the past of a plan', () => {
  it(
    `[I6] [I8] each moment of ${logs} logs (npm run prove: 3,000) is the plan replayed to that moment, and differences are those of a plain reader`,
    { timeout: Math.max(300_000, logs * 1_000) },
    () => {
      const done: Record<string, number> = {}
      let moments = 0
      let taken = 0
      for (let seed = 1; seed <= logs; seed++) {
        const gen = prng.create(seed)
        const { commits, owners, ...played } = playLog(seed, 45)
        for (const [kind, count] of Object.entries(played.done)) done[kind] = (done[kind] ?? 0) + count
        const plain = replay(commits)
        taken += plain.gone.size
        const past = pastOf(commits)
        past.know(owners)
        const half = prng.int32(gen, 1, commits.length - 1)
        const copy = Past.restore(pastOf(commits.slice(0, half)).encode())
        if (!copy) throw new Error('not restored')
        copy.know(owners)
        // A reader that was asked on the way answers as one who comes at the end.
        const onTheWay = new HistoryReader(copy)
        for (const commit of commits.slice(half)) {
          copy.apply(commit)
          for (const where of [undefined, ...priorityIds])
            onTheWay.answer({ about: 'timeline', zone: 'UTC', in: where })
        }
        for (const where of [undefined, ...priorityIds]) {
          const question = { about: 'timeline', zone: 'UTC', in: where } as const
          expect(onTheWay.answer(question), `seed ${seed}`).toEqual(new HistoryReader(past).answer(question))
        }
        for (const { seq } of commits) {
          moments++
          const should = plain.moments[seq - 1]?.plan
          if (planAt(past, seq) !== should) expect.fail(`seed ${seed}, commit ${seq}`)
          if (seq % 3 === 0 && planAt(copy, seq) !== should)
            expect.fail(`seed ${seed}, commit ${seq}, from a copy kept at ${half}`)
          const counts = countsOf(past, plain, seq)
          expect(counts.told, `seed ${seed}, commit ${seq}`).toEqual(counts.plain)
        }
        for (let round = 0; round < 3; round++) {
          const to = prng.int32(gen, 1, commits.length)
          const from = prng.int32(gen, 1, to)
          expect(wrongIn(copy, plain, from, to), `seed ${seed}, ${from} to ${to}`).toEqual([])
        }
        expect(copy.fold.encode(), `seed ${seed}`).toEqual(past.fold.encode())
      }
      console.log(`histories: ${logs} logs, ${moments} moments, ${taken} letters taken out: 0 differ`, done)
      expect(moments).toBeGreaterThan(logs * 16)
      expect(taken).toBeGreaterThan(logs * 16)
      for (const [kind, count] of Object.entries(done)) expect(count, kind).toBeGreaterThan(logs / 3)
    }
  )

  it('the harness catches letters that are told one commit late', () => {
    const { commits } = playLog(7, 60)
    const plain = replay(commits)
    const late = commits.map((commit) => ({ ...commit, entries: [...commit.entries] }))
    const index = late.findIndex(({ seq, entries }) => seq > 3 && entries.length > 1)
    const moved = late[index]?.entries.pop()
    if (moved) late[index + 1]?.entries.unshift(moved)
    const past = pastOf(late)
    const wrong = commits.filter(({ seq }) => planAt(past, seq) !== plain.moments[seq - 1]?.plan)
    expect(wrong.map(({ seq }) => seq)).toEqual([index + 1])
  })

  it('[I6] the harness catches a later deleter who is told as the first', () => {
    let caught = 0
    for (let seed = 1; seed <= 40; seed++) {
      const { commits } = playLog(seed, 60)
      const plain = replay(commits)
      for (const gone of plain.gone.values()) {
        const others = [...plain.gone.values()].find(({ author }) => author.speaker !== gone.author.speaker)
        if (others) gone.author = others.author
        break
      }
      if (wrongIn(pastOf(commits), plain, 1, commits.length).some((each) => each.includes('taken out by'))) caught++
    }
    expect(caught).toBeGreaterThan(5)
  })
})
