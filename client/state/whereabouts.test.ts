import { describe, expect, it } from 'vitest'
import type { PresenceState } from '../sync/plan-link.ts'
import { awayAfterMs, Whereabouts } from './whereabouts.ts'

const scene = () => {
  const at = { now: 1000, hidden: false }
  const told: PresenceState[] = []
  const whereabouts = new Whereabouts({
    tell: (state) => told.push(state),
    isHidden: () => at.hidden,
    nowMs: () => at.now
  })
  return { at, told, whereabouts }
}

describe('whereabouts', () => {
  it('the same thing is never told twice', () => {
    const { told, whereabouts } = scene()
    whereabouts.goTo({ at: 'board' })
    whereabouts.active()
    whereabouts.look()
    expect(told).toEqual([{ at: 'board', doing: 'reading' }])
  })

  it('writing ends when its field is left, not when an older field reports late', () => {
    const { told, whereabouts } = scene()
    whereabouts.writing('actions/a/text', null)
    whereabouts.writing('actions/b/text', null)
    whereabouts.stopped('actions/a/text')
    expect(told.at(-1)).toMatchObject({ field: 'actions/b/text', doing: 'writing' })
    whereabouts.stopped('actions/b/text')
    expect(told.at(-1)).toEqual({ at: 'board', doing: 'reading' })
  })

  it('a caret in a text is reading until a letter is typed there, then writing until it leaves', () => {
    const { told, whereabouts } = scene()
    whereabouts.writing('priorities/a/why', 1, false)
    expect(told.at(-1)).toMatchObject({ field: 'priorities/a/why', caret: 1, doing: 'reading' })
    whereabouts.writing('priorities/a/why', 2, true)
    whereabouts.writing('priorities/a/why', 3, false)
    expect(told.at(-1)).toMatchObject({ caret: 3, doing: 'writing' })
    whereabouts.writing('priorities/a/know', 0, false)
    expect(told.at(-1)).toMatchObject({ field: 'priorities/a/know', doing: 'reading' })
  })

  it('a minute without doing anything, or a hidden page, is away; coming back is told', () => {
    const { at, told, whereabouts } = scene()
    whereabouts.goTo({ at: 'priority', priority: 'p1' })
    at.now += awayAfterMs
    whereabouts.look()
    expect(told.at(-1)).toEqual({ at: 'priority', priority: 'p1', doing: 'away' })
    whereabouts.active()
    expect(told.at(-1)?.doing).toBe('reading')
    at.hidden = true
    whereabouts.look()
    expect(told.at(-1)?.doing).toBe('away')
  })
})
