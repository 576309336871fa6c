import { describe, expect, it } from 'vitest'
import type { PresenceState } from '../sync/plan-link.ts'
import { groupsHere, peopleHere, writersByAction, writingWords } from './people-here.ts'

const people = new Map(
  [
    { id: 'p', name: 'Priya Shah', group: 'parents' as const },
    { id: 'k', name: 'Kofi M', group: 'young-people' as const },
    { id: 'h', name: 'Helen Price', group: 'council' as const },
    { id: 'old', name: 'Left Longago', group: null }
  ].map((person) => [person.id, person])
)
const me = { id: 'h', name: 'Helen Price', group: 'council' as const }
const reading: PresenceState = { at: 'board', doing: 'reading' }

describe('people here', () => {
  it('a person with three windows is one person, shown where they do most', () => {
    const writing: PresenceState = { at: 'board', field: 'actions/a1/text', doing: 'writing' }
    const here = peopleHere(
      [
        { person: 'k', state: { at: 'priority', priority: 'p1', doing: 'away' } },
        { person: 'k', state: writing },
        { person: 'k', state: reading },
        { person: 'p', state: { at: 'priority', priority: 'p2', doing: 'reading' } }
      ],
      people,
      me,
      reading
    )
    expect(here.map((each) => each.person)).toEqual(['p', 'k', 'h'])
    expect(here[1]).toMatchObject({ doing: 'writing', field: 'actions/a1/text', isMe: false })
    expect(here[0]).toMatchObject({ priority: 'p2' })
    expect(groupsHere(here).map((each) => each.group)).toEqual(['parents', 'young-people', 'council'])
  })

  it('nobody is shown who is not known to this plan or has no group', () => {
    const here = peopleHere(
      [
        { person: 'stranger', state: reading },
        { person: 'old', state: reading }
      ],
      people,
      null,
      reading
    )
    expect(here).toEqual([])
  })

  it('my own second window never shows me as someone else who writes', () => {
    const writing: PresenceState = { at: 'board', field: 'actions/a1/text', doing: 'writing' }
    const here = peopleHere([{ person: 'h', state: writing }], people, me, reading)
    expect(here).toHaveLength(1)
    expect(writersByAction(here).size).toBe(0)
  })

  it('one writer has a name, three are a number', () => {
    const writing: PresenceState = { at: 'board', field: 'actions/a1/text', doing: 'writing' }
    const here = peopleHere(
      [
        { person: 'k', state: writing },
        { person: 'p', state: { ...writing, field: 'actions/a1/success' } }
      ],
      people,
      me,
      reading
    )
    const writers = writersByAction(here).get('a1') ?? []
    expect(writingWords(writers)).toBe('2 people are writing here')
    expect(writingWords(writers.slice(0, 1))).toBe('Priya Shah is writing here')
    expect(writingWords(writers.slice(0, 1), true)).toBe('Priya Shah is writing')
    expect(writingWords([])).toBe('')
  })

  it('whoever types for somebody else is named with them', () => {
    const writing: PresenceState = { at: 'board', field: 'actions/a1/text', doing: 'writing', for: 'k' }
    const here = peopleHere([{ person: 'p', state: writing }], people, me, reading)
    const writers = writersByAction(here).get('a1') ?? []
    expect(writingWords(writers)).toBe('Kofi M, typed by Priya Shah')
    expect(writingWords(writers, true)).toBe('Kofi M, typed by Priya Shah')
  })
})
