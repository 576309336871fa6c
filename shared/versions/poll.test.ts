import { describe, expect, it } from 'vitest'
import { countPoll, isAskedInPoll, isPollOpen, pollWords } from './poll.ts'
import type { Answer, AnswerWord } from './version.ts'

const said = (agree: number, cannot: number): AnswerWord[] => [
  ...Array<AnswerWord>(agree).fill('agree'),
  ...Array<AnswerWord>(cannot).fill('cannot-agree')
]

describe('what the people of a group think', () => {
  it('is counted from five on; before that only how many have said it', () => {
    expect(countPoll(11, said(3, 1))).toEqual({ asked: 11, said: 4, words: null })
    expect(countPoll(11, said(4, 1)).words).toEqual({
      agree: 4,
      'agree-with-note': 0,
      'stand-aside': 0,
      'cannot-agree': 1
    })
  })

  it('is told in words, with the number that is right', () => {
    expect(pollWords(countPoll(11, said(8, 1)))).toBe(
      '11 people asked. 9 have said what they think: 8 agree, 1 cannot agree yet.'
    )
    expect(pollWords(countPoll(1, []))).toBe('1 person asked. Nobody has said what they think yet.')
    expect(pollWords(countPoll(6, said(1, 0)))).toBe(
      '6 people asked. 1 has said what they think. What they said is counted once 5 have, so that nobody is found out.'
    )
  })

  it('is asked of whoever may comment, until the group has answered or nobody can', () => {
    expect(
      ['lead', 'member', 'commenter', 'guest', 'reader', 'public'].filter((role) => isAskedInPoll(role as 'lead'))
    ).toEqual(['lead', 'member', 'commenter', 'guest'])
    const given: Answer = {
      n: 3,
      group: 'parents',
      voice: 'v',
      by: 'v',
      at: 1,
      answer: 'agree',
      note: '',
      formal: null,
      confirmed: { by: 'v', at: 1 },
      removedAt: null
    }
    const open = { state: 'proposed', closesAt: 10, asked: ['parents'], answers: [] } as const
    const version = (answers: Answer[]) => ({ ...open, asked: [...open.asked], answers })
    expect(isPollOpen(version([]), 'parents', 5)).toBe(true)
    expect(isPollOpen(version([]), 'health', 5)).toBe(false)
    expect(isPollOpen(version([]), 'parents', 10)).toBe(false)
    expect(isPollOpen(version([given]), 'parents', 5)).toBe(false)
    // Recorded for a voice who has not confirmed it: the group has not answered.
    expect(isPollOpen(version([{ ...given, confirmed: null }]), 'parents', 5)).toBe(true)
  })
})
