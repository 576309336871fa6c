import { describe, expect, it } from 'vitest'
import { firstWords } from './firsts.ts'
import { playLog, replay } from './history-scene.ts'
import { Past, placeOfField } from './past.ts'

describe('when a group first wrote in a priority', () => {
  it('is never later than its first letter there, and a moment at which the group did write', () => {
    let compared = 0
    for (let seed = 1; seed <= 6; seed++) {
      const { commits, owners } = playLog(seed, 60)
      const past = Past.empty()
      past.know(owners)
      for (const commit of commits) past.apply(commit)
      const told = firstWords(past)
      const { moments, born } = replay(commits)
      const timeOf = (seq: number): number => commits[seq - 1]?.at ?? 0
      for (const { letters } of moments)
        for (const [path, standing] of letters) {
          const place = placeOfField(path)
          // Actions move: where they stood is the fold's to say.
          if (!place || place.kind === 'action') continue
          const priority = place.kind === 'priority' ? place.id : null
          for (const { id } of standing) {
            const owner = owners.find(({ client }) => client === Math.floor(id / 1_000_000))
            const known = told.find((each) => each.priority === priority && each.group === owner?.group)
            expect(known?.at, `${seed} ${path}`).toBeLessThanOrEqual(timeOf(born.get(id) ?? 0))
            compared++
          }
        }
      for (const { group, at } of told)
        expect(
          commits.some((commit) => commit.at === at && commit.entries.some(({ author }) => author.group === group))
        ).toBe(true)
      expect(new Set(told.map(({ group, priority }) => `${group} ${priority ?? ''}`)).size).toBe(told.length)
    }
    expect(compared).toBeGreaterThan(1000)
  })
})
