import { describe, expect, it } from 'vitest'
import type { Answer, Version } from './version.ts'
import { waitsFor } from './waiting.ts'

const given = (n: number, voice: string, isConfirmed: boolean): Answer => ({
  n,
  group: 'parents',
  voice,
  by: isConfirmed ? voice : 'helen',
  at: n,
  answer: 'agree',
  note: '',
  formal: null,
  confirmed: isConfirmed ? { by: voice, at: n } : null,
  removedAt: null
})
const version = (answers: Answer[] = []): Pick<Version, 'state' | 'closesAt' | 'asked' | 'answers'> => ({
  state: 'proposed',
  closesAt: 100,
  asked: ['parents'],
  answers
})
const priya = { person: 'priya', group: 'parents', voice: true } as const

describe('what a version waits for', () => {
  it('is an answer, of a voice of a group that was asked and has not answered', () => {
    expect(waitsFor(version(), priya, 50)).toBe('answer')
    expect(waitsFor(version(), { ...priya, voice: false }, 50)).toBeNull()
    expect(waitsFor(version(), { ...priya, group: 'health' }, 50)).toBeNull()
    expect(waitsFor(version([given(3, 'tom', true)]), priya, 50)).toBeNull()
  })

  it('is a yes, of whoever an answer was recorded for; their group still waits for one', () => {
    expect(waitsFor(version([given(3, 'priya', false)]), priya, 50)).toBe('confirm')
    expect(waitsFor(version([given(3, 'tom', false)]), priya, 50)).toBe('answer')
  })

  it('is nothing once answers are closed', () => {
    expect(waitsFor(version(), priya, 100)).toBeNull()
    expect(waitsFor({ ...version(), state: 'withdrawn' }, priya, 50)).toBeNull()
  })
})
