import { describe, expect, it } from 'vitest'
import { parsePlanId, type ItemId } from '../../shared/ids.ts'
import { REFUSALS } from '../../shared/refusals.ts'
import type { Answer } from './api.ts'
import { StepUp } from './step-up.svelte.ts'
import type { ShownVersion, VersionsDoor, VersionsPage } from './versions-door.ts'
import { VersionsState, covering, isAllAgreed, latestAgreed } from './versions.svelte.ts'

const version = (number: number, more: Partial<ShownVersion> = {}): ShownVersion => ({
  number,
  scope: null,
  seq: number,
  epoch: 1,
  at: number,
  by: 'helen',
  hash: '',
  standsHash: '',
  signed: '',
  chain: '',
  state: 'proposed',
  moves: [],
  asked: ['parents', 'health'],
  closesAt: null,
  answers: [],
  remindedAt: null,
  reminded: {},
  entries: 2,
  code: '7F3A-91C2',
  standing: {},
  lastAgreed: {},
  ...more
})
const yes = (n: number, group: 'parents' | 'health', answer: 'agree' | 'cannot-agree' = 'agree') => ({
  n,
  group,
  voice: 'v',
  by: 'v',
  at: n,
  answer,
  note: '',
  formal: null,
  confirmed: { by: 'v', at: n },
  removedAt: null
})
const away: Answer<never> = { ok: false, code: 'unavailable', sentence: REFUSALS.unavailable.sentence }

/** The board is the test: each question waits until it is answered here. */
const scene = () => {
  const asked: ((answer: Answer<VersionsPage>) => void)[] = []
  const never = () => Promise.resolve(away)
  const door: VersionsDoor = {
    all: () => new Promise((done) => asked.push(done)),
    draft: never,
    words: never,
    freeze: never,
    move: never,
    answer: never,
    confirm: never,
    remind: never,
    showAgain: never
  }
  const plan = parsePlanId('a-plan')
  if (!plan) throw new Error('no plan')
  const page = (versions: ShownVersion[], broken: number[] = []): Answer<VersionsPage> => ({
    ok: true,
    body: { versions, broken, people: [{ id: 'helen', name: 'Helen Price', group: 'council' }] }
  })
  return { state: new VersionsState(plan, door), asked, page }
}

describe('versions of a plan', () => {
  it('stand newest first, with names; broken ones are named apart', async () => {
    const { state, asked, page } = scene()
    const reading = state.refresh()
    expect(state.now.at).toBe('opening')
    asked[0]?.(page([version(1), version(3)], [2]))
    await reading
    expect(state.all.map(({ number }) => number)).toEqual([3, 1])
    expect(state.broken).toEqual([2])
    expect([state.nameOf('helen'), state.nameOf(null), state.nameOf('x')]).toEqual([
      'Helen Price',
      'The board',
      'Someone'
    ])
  })

  it('an answer overtaken by a later one is dropped, and a weak signal takes nothing away', async () => {
    const { state, asked, page } = scene()
    const [first, second] = [state.refresh(), state.refresh()]
    asked[1]?.(page([version(1), version(2)]))
    await second
    asked[0]?.(page([version(1)]))
    await first
    expect(state.all).toHaveLength(2)
    const third = state.refresh()
    asked[2]?.(away)
    await third
    expect(state.now.at).toBe('here')
    expect(state.all).toHaveLength(2)
  })

  it('what is refused because it has changed is shown as it is now', async () => {
    const { state, asked, page } = scene()
    const done = state.done(
      Promise.resolve({ ok: false as const, code: 'answers-closed' as const, sentence: 'Closed.' })
    )
    await expect.poll(() => asked.length).toBe(1)
    asked[0]?.(page([version(1, { state: 'answered' })]))
    expect(await done).toMatchObject({ code: 'answers-closed' })
    expect(state.one(1)?.state).toBe('answered')
  })
})

describe('which version a priority stands by', () => {
  const p1 = 'p1' as ItemId

  it('the latest that covers it and asked somebody, of it alone or of the whole plan', () => {
    const all = [
      version(4, { asked: [], state: 'open-for-comment' }),
      version(3, { scope: 'p2' }),
      version(2, { scope: 'p1' }),
      version(1)
    ]
    expect(covering(all, p1)?.number).toBe(2)
    expect(covering(all, 'p9' as ItemId)?.number).toBe(1)
    expect(covering([version(2, { state: 'withdrawn' }), version(1)], p1)?.number).toBe(1)
  })

  it('agreed is what is settled by a yes of every group that was asked', () => {
    const answers = [yes(3, 'parents'), yes(4, 'health')]
    const standing = { parents: 3, health: 4 }
    const agreed = version(1, { state: 'published', answers, standing })
    expect(isAllAgreed(agreed)).toBe(true)
    expect(isAllAgreed({ ...agreed, state: 'proposed' })).toBe(false)
    expect(isAllAgreed({ ...agreed, standing: { parents: 3, health: null } })).toBe(false)
    expect(isAllAgreed({ ...agreed, answers: [yes(3, 'parents'), yes(4, 'health', 'cannot-agree')] })).toBe(false)
    expect(latestAgreed([version(2, { answers, standing }), agreed], null)?.number).toBe(1)
    expect(latestAgreed([agreed], 'p1')).toBeUndefined()
  })
})

describe('showing again that it is you', () => {
  const needed = { ok: false as const, code: 'code-needed' as const, sentence: '' }

  it('does what was asked once a code was given, and nothing when the sheet is closed', async () => {
    const stepUp = new StepUp()
    let tries = 0
    const call = () => Promise.resolve(++tries === 1 ? needed : { ok: true as const, body: 'done' })
    const running = stepUp.run(call)
    await expect.poll(() => stepUp.isAsking).toBe(true)
    stepUp.close(true)
    expect(await running).toEqual({ ok: true, body: 'done' })
    expect(stepUp.isAsking).toBe(false)

    const left = stepUp.run(() => Promise.resolve(needed))
    await expect.poll(() => stepUp.isAsking).toBe(true)
    stepUp.close(false)
    expect(await left).toBeUndefined()
    expect(stepUp.isAsking).toBe(false)
  })
})
