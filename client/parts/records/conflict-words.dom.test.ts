import { describe, expect, it } from 'vitest'
import { statusNames } from '../../../shared/words.ts'
import type { Conflict } from '../../state/conflicts.svelte.ts'
import type { PlanState } from '../../state/plan.svelte.ts'
import { conflictNews, conflictSentence } from './conflict-words.ts'

const now = new Date(2026, 9, 12, 10, 42).getTime()
/** Only what the sentences ask of a plan. */
const plan = {
  statusName: (word: keyof typeof statusNames) => statusNames[word],
  byWhom: ({ by, typist }: { by: string; typist?: string }) => {
    const name = by === 'anna' ? 'Anna' : 'someone'
    return typist === undefined ? name : `${name}, typed by ${typist}`
  }
} as unknown as PlanState
const conflict = (change: Partial<Conflict>): Conflict => ({
  path: 'actions/x/due',
  place: { kind: 'action', id: 'x' as never },
  key: 'due',
  mine: '2026-03-31',
  theirs: '2026-01-31',
  by: 'anna',
  at: now - 20_000,
  ...change
})
const said = (change: Partial<Conflict> = {}): string => conflictSentence(plan, conflict(change), now)

describe('two people in one value, in words (ui §5, "Action detail")', () => {
  it('says who set what and when, and what was mine', () => {
    expect(said()).toBe('Anna set this to 31 January a moment ago. You set 31 March.')
    expect(said({ at: now - 5 * 60_000 })).toContain('5 minutes ago')
    expect(said({ at: new Date(2026, 9, 12, 8, 5).getTime() })).toContain('at 08:05.')
    expect(said({ at: new Date(2026, 4, 19).getTime() })).toContain('on 19 May.')
  })

  it('says so when one of the two took the value away, or only the reason is another', () => {
    expect(said({ theirs: null })).toBe('Anna took this away a moment ago. You set 31 March.')
    expect(said({ mine: null })).toBe('Anna set this to 31 January a moment ago. You took it away.')
    const status = { key: 'status', mine: { word: 'slipping', why: 'A' }, theirs: { word: 'slipping', why: 'B' } }
    expect(said(status)).toBe('Anna changed this a moment ago. You had set something else.')
    expect(said({ by: 'gone' })).toMatch(/^Someone set/)
  })

  it('says whose hands it was', () => {
    expect(said({ typist: 'Helen' })).toBe(
      'Anna, typed by Helen, set this to 31 January a moment ago. You set 31 March.'
    )
  })

  it('names the field for whoever does not see it', () => {
    expect(conflictNews(plan, conflict({}), now)).toMatch(/^By when: Anna set/)
  })
})
