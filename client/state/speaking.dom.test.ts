import { describe, expect, it } from 'vitest'
import type { Link } from './link.ts'
import { announcer } from './announcer.svelte.ts'
import { asMyself, speakerGroup, speakerName, typeFor, whyNotNow } from './speaking.ts'

type Speaker = Link['speaker']
const rosa: NonNullable<Speaker> = { id: 'rosa', name: 'Rosa', group: 'young-people' }

const scene = (state: { link?: Link['state']; waiting?: number; speaker?: Speaker }) => {
  const asked: Speaker[] = []
  const link: Link['state'] = state.link ?? { at: 'live' }
  const plan = {
    link,
    waiting: state.waiting ?? 0,
    speaker: state.speaker ?? null,
    nameOf: () => 'Rosa Lee',
    speakFor: (person: Speaker) => asked.push(person) > 0
  }
  return { plan, asked }
}

describe('typing for somebody else', () => {
  it('begins at once, and again as oneself', () => {
    const { plan, asked } = scene({})
    expect(typeFor(plan, rosa)).toBe(true)
    expect(asked).toEqual([rosa])
    const after = scene({ speaker: rosa })
    expect(asMyself(after.plan)).toBe(true)
    expect(after.asked).toEqual([null])
  })

  it('without a signal, or while something waits, it says why and does nothing', () => {
    const away = scene({ link: { at: 'away', sinceMs: 0 } })
    expect(typeFor(away.plan, rosa)).toBe(false)
    expect(announcer.message).toMatch(/^Needs a signal\./)
    const busy = scene({ waiting: 2, speaker: rosa })
    expect(asMyself(busy.plan)).toBe(false)
    expect(announcer.message).toBe('Wait until everything is saved.')
    expect([away.asked, busy.asked]).toEqual([[], []])
    expect(whyNotNow(scene({}).plan)).toBe('')
  })

  it('whoever is typed for already is not begun anew, which would cost the page its undo', () => {
    const { plan, asked } = scene({ speaker: rosa })
    expect(typeFor(plan, rosa)).toBe(true)
    expect(asked).toEqual([])
  })

  it('a person only a device knows of has the name the plan knows', () => {
    expect(speakerName(scene({ speaker: { ...rosa, name: '' } }).plan)).toBe('Rosa Lee')
    expect(speakerName(scene({ speaker: rosa }).plan)).toBe('Rosa')
    expect(speakerName(scene({}).plan)).toBe('')
    expect(speakerGroup({ speaker: rosa })).toBe('young people')
    expect(speakerGroup({ speaker: { ...rosa, group: null } })).toBe('')
  })
})
