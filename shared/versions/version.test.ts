import { describe, expect, it } from 'vitest'
import type { ItemId, PersonId } from '../ids.ts'
import type { Group } from '../plan/vocabulary.ts'
import { decodeFrozen, encodeFrozen, freeze, frozenReferences, frozenWords, provenFrozen } from './frozen.ts'
import {
  completedBy,
  foldVersion,
  lastAgreedBy,
  latestAgreed,
  outcomeOf,
  standingAnswer,
  waitingAnswer,
  type AnswerWord,
  type Version,
  type VersionEntry
} from './version.ts'
import { outcomeWords } from './words.ts'

const hash = 'ab'.repeat(32)
const by = (id: string): PersonId => id as PersonId

/** A version by its answers, in the order in which they were given. */
const version = (
  asked: Group[],
  said: readonly (readonly [Group, AnswerWord, { voice?: string; by?: string; formal?: true }?])[],
  number = 1
): Version => {
  const entries: VersionEntry[] = [
    {
      n: 1,
      at: 1,
      by: by('helen'),
      kind: 'frozen',
      data: { scope: null, seq: 1, epoch: 1, hash, signed: hash, chain: hash }
    },
    {
      n: 2,
      at: 1,
      by: by('helen'),
      kind: 'moved',
      data: { state: 'proposed', ask: { asked, closesAt: null }, note: '' }
    },
    ...said.map(([group, answer, more = {}], index): VersionEntry => {
      const voice = more.voice ?? `voice-of-${group}`
      const formal = more.formal ? { body: 'Board', date: '2026-11-20', minute: '7' } : null
      const note = answer === 'agree' ? '' : 'Because.'
      return {
        n: index + 3,
        at: index + 2,
        by: by(more.by ?? voice),
        kind: 'answered',
        data: { group, voice, said: { answer, note, formal } }
      }
    })
  ]
  const folded = foldVersion(number, entries)
  if (!folded) throw new Error('no version')
  return folded
}
const confirmed = (from: Version, of: number, at: number): Version => {
  const answers = from.answers.map((each) => (each.n === of ? { ...each, confirmed: { by: each.voice, at } } : each))
  return { ...from, answers }
}

describe('what answers come to', () => {
  it('is agreed only when every group that was asked answered and none cannot agree', () => {
    const asked: Group[] = ['parents', 'health', 'council']
    const of = (...words: AnswerWord[]) =>
      outcomeOf(
        version(
          asked,
          words.map((word, index) => [asked[index] ?? 'council', word] as const)
        )
      )
    expect(of('agree', 'agree-with-note', 'stand-aside').isAgreed).toBe(true)
    expect(of('agree', 'agree', 'cannot-agree').isAgreed).toBe(false)
    expect(of('agree', 'agree').isAgreed).toBe(false)
    expect(outcomeOf(version([], [])).isAgreed).toBe(false)
  })

  it('is whole with the first answer of the last group, and not again when an answer is changed', () => {
    const asked: Group[] = ['parents', 'health']
    const parents = ['parents', 'agree'] as const
    const health = ['health', 'agree'] as const
    expect(completedBy(version(asked, [parents]))).toBeUndefined()
    expect(completedBy(version(asked, [parents, health]))).toBe('health')
    expect(completedBy(version(asked, [parents, health, ['parents', 'cannot-agree']]))).toBe('health')
    const recorded = version(asked, [['parents', 'agree', { by: 'helen' }], health])
    expect(completedBy(recorded)).toBeUndefined()
    expect(completedBy(confirmed(recorded, 3, 9))).toBe('parents')
  })

  it('a reminder is said of the groups that were reminded, and of no other', () => {
    const said: VersionEntry = { n: 2, at: 5, by: by('helen'), kind: 'reminded', data: { groups: ['health'] } }
    const frozen: VersionEntry = {
      n: 1,
      at: 1,
      by: by('helen'),
      kind: 'frozen',
      data: { scope: null, seq: 1, epoch: 1, hash, signed: hash, chain: hash }
    }
    expect(foldVersion(1, [frozen, said])?.reminded).toEqual({ health: 5 })
  })

  it('is said in full, with a note counting as agreeing', () => {
    const asked: Group[] = ['parents', 'young-people', 'health', 'education', 'social-care', 'council']
    const said = outcomeOf(
      version(asked, [
        ['council', 'agree'],
        ['health', 'agree-with-note'],
        ['education', 'agree'],
        ['young-people', 'agree'],
        ['parents', 'cannot-agree']
      ])
    )
    expect(outcomeWords(said)).toBe(
      'Agreed by 4 of 6, 1 with a note. Parents and carers cannot agree yet. No answer yet: Social care.'
    )
    // Whom nobody asked is said wherever the outcome stands: in files, on the public page and on the board.
    expect(outcomeWords(outcomeOf(version(['parents', 'young-people', 'health', 'education', 'council'], [])))).toBe(
      'Nobody has answered yet. Not asked: Social care.'
    )
    expect(outcomeWords(outcomeOf(version(['health', 'council'], [['health', 'stand-aside']])))).toBe(
      'Agreed by 0 of 2. Standing aside: Health. No answer yet: Local authority. Not asked: Parents and carers, young people, education and social care.'
    )
  })

  it('the last answer of any voice stands, and a formal one above those in principle', () => {
    const later = version(
      ['parents'],
      [
        ['parents', 'agree'],
        ['parents', 'cannot-agree', { voice: 'tom' }]
      ]
    )
    expect(standingAnswer(later, 'parents')?.answer).toBe('cannot-agree')
    const formal = version(
      ['health'],
      [
        ['health', 'agree', { formal: true }],
        ['health', 'cannot-agree']
      ]
    )
    expect(standingAnswer(formal, 'health')?.answer).toBe('agree')
  })

  it('what was recorded for a voice counts once confirmed, and waits no longer once they spoke themselves', () => {
    const recorded = version(['parents'], [['parents', 'agree', { voice: 'tom', by: 'helen' }]])
    expect(standingAnswer(recorded, 'parents')).toBeUndefined()
    expect(waitingAnswer(recorded, 'parents')?.voice).toBe('tom')
    expect(standingAnswer(confirmed(recorded, 3, 9), 'parents')?.answer).toBe('agree')
    const spoke = version(
      ['parents'],
      [
        ['parents', 'agree', { voice: 'tom', by: 'helen' }],
        ['parents', 'cannot-agree', { voice: 'tom' }]
      ]
    )
    expect(waitingAnswer(spoke, 'parents')).toBeUndefined()
    // Another voice of the group has spoken since: whose answer was recorded may still confirm it, and then it is the last.
    const other = version(
      ['parents'],
      [
        ['parents', 'agree', { voice: 'tom', by: 'helen' }],
        ['parents', 'cannot-agree', { voice: 'priya' }]
      ]
    )
    expect(waitingAnswer(other, 'parents')?.n).toBe(3)
    expect(standingAnswer(confirmed(other, 3, 99), 'parents')?.answer).toBe('agree')
  })

  it('each group is shown what changed since the version it agreed to last, whatever the others did', () => {
    const first = { ...version(['parents', 'health'], [['parents', 'agree-with-note']], 1), state: 'answered' as const }
    const second = {
      ...version(
        ['parents', 'health'],
        [
          ['health', 'agree'],
          ['parents', 'cannot-agree']
        ],
        2
      ),
      state: 'answered' as const
    }
    const third = version(['parents', 'health'], [], 3)
    const all = [first, second, third]
    expect(lastAgreedBy(all, third, 'parents')?.number).toBe(1)
    expect(lastAgreedBy(all, third, 'health')?.number).toBe(2)
    expect(lastAgreedBy(all, first, 'parents')).toBeUndefined()
    expect(latestAgreed(all, null)).toBeUndefined()
    const agreed = { ...version(['health'], [['health', 'agree']], 4), state: 'submitted' as const }
    expect(latestAgreed([...all, agreed], null)?.number).toBe(4)
    expect(latestAgreed([{ ...agreed, state: 'withdrawn' }], null)).toBeUndefined()
  })
})

describe('frozen words', () => {
  const text = (...runs: { text: string; client: number; bold?: true }[]) => ({ text: '', lines: [{ runs }] })
  const snapshot = (...runs: { text: string; client: number; bold?: true }[]) =>
    ({ plan: { title: text(...runs) }, priorities: [], loose: [] }) as unknown as Parameters<
      typeof freeze
    >[2]['snapshot']
  const owners = [
    { client: 1, speaker: 'priya', typist: 'priya', group: 'parents' as const },
    { client: 2, speaker: 'tom', typist: 'helen', group: 'parents' as const },
    { client: 3, speaker: 'nobody', typist: 'nobody', group: 'health' as const }
  ]
  const frozen = (...runs: { text: string; client: number; bold?: true }[]) =>
    freeze('plan', null, { snapshot: snapshot(...runs), records: [], owners, references: {} })

  it('have the same bytes whoever wrote them, and other bytes for other words or marks', () => {
    const one = frozenWords(frozen({ text: 'Every child', client: 1 }))
    expect(frozenWords(frozen({ text: 'Every ', client: 1 }, { text: 'child', client: 2 }))).toBe(one)
    expect(frozenWords(frozen({ text: 'Every child ', client: 1 }))).not.toBe(one)
    expect(frozenWords(frozen({ text: 'Every ', client: 1 }, { text: 'child', client: 1, bold: true }))).not.toBe(one)
    expect(one).not.toMatch(/priya|tom|helen|client/)
  })

  it('keep who wrote them beside, and nobody who did not', () => {
    const whole = frozen({ text: 'Every ', client: 1 }, { text: 'child', client: 2 })
    expect(whole.owners.map(({ client }) => client)).toEqual([1, 2])
    expect(decodeFrozen(encodeFrozen(whole))).toEqual(whole)
    expect(() => decodeFrozen('{"format":2}')).toThrow()
  })

  it('keep what their items are called, and nothing of others; words of before have the hash they had', () => {
    const items = {
      plan: {},
      priorities: [
        { id: 'p2', actions: [{ id: 'a1' }] },
        { id: 'p1', actions: [] }
      ],
      loose: []
    } as unknown as Parameters<typeof freeze>[2]['snapshot']
    const references = { p1: '1', p2: '4', a1: '1.7', gone: '2' }
    const whole = freeze('plan', null, { snapshot: items, records: [], owners, references })
    expect(frozenReferences(whole)).toEqual({ p1: '1', p2: '4', a1: '1.7' })
    expect(JSON.parse(frozenWords(whole))).toMatchObject({ references: { p1: '1', p2: '4', a1: '1.7' } })
    const one = freeze('plan', 'p2' as ItemId, { snapshot: items, records: [], owners, references })
    expect(one.references).toEqual({ p2: '4', a1: '1.7' })
    const { references: _later, ...before } = whole
    const stored = { words: frozenWords(before), signed: encodeFrozen(before) }
    expect(stored.words).not.toContain('references')
    const same = (text: string): string => text
    const proven = provenFrozen({ standsHash: stored.words, signed: stored.signed }, stored, same)
    expect('frozen' in proven && frozenReferences(proven.frozen)).toEqual({ p2: '1', a1: '1.1', p1: '2' })
    const renamed = { ...whole, references: { ...whole.references, a1: '4.1' } }
    expect(frozenWords(renamed)).not.toBe(frozenWords(whole))
  })
})
