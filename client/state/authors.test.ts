import { describe, expect, it } from 'vitest'
import { Authors, initialsOf, styleOfTurn, type Named, type Writer } from './authors.ts'

const people = new Map<string, Named>(
  [
    { id: 'p', name: 'Priya Shah', group: 'parents' as const },
    { id: 't', name: 'Tom Bradley', group: 'parents' as const },
    { id: 'k', name: 'Kofi M', group: 'young-people' as const },
    { id: 'h', name: 'Helen Price', group: 'council' as const }
  ].map((person) => [person.id, person])
)
const wrote = (speaker: string, group: Writer['group'], at: number, client = at): Writer => ({
  speaker,
  group,
  at,
  client
})

describe('authors', () => {
  it('eight authors of a group differ in shade or line before any style repeats', () => {
    const styles = Array.from({ length: 8 }, (_, turn) => JSON.stringify(styleOfTurn(turn)))
    expect(new Set(styles).size).toBe(8)
    expect(styleOfTurn(8)).toEqual(styleOfTurn(0))
  })

  it('lines go solid, dashed, dotted, double in turn; the first author has the shade of the group', () => {
    expect([0, 1, 2, 3, 4].map((turn) => styleOfTurn(turn).line)).toEqual([
      'solid',
      'dashed',
      'dotted',
      'double',
      'solid'
    ])
    expect([0, 1, 2, 3, 4].map((turn) => styleOfTurn(turn).shade)).toEqual(['a', 'b', 'b', 'b', 'b'])
  })

  it('the order of first writing decides, not the order in which owners arrive', () => {
    const owners = [wrote('t', 'parents', 20), wrote('p', 'parents', 10), wrote('k', 'young-people', 15)]
    const authors = new Authors(owners, people)
    expect(authors.of('p', 'parents')).toMatchObject({ shade: 'a', line: 'solid', initials: 'PS' })
    expect(authors.of('t', 'parents')).toMatchObject({ shade: 'b', line: 'dashed', initials: 'TB' })
    expect(authors.of('k', 'young-people')).toMatchObject({ shade: 'a', line: 'solid', initials: 'KM' })
    expect(authors.all().map((author) => author.person)).toEqual(['p', 't', 'k'])
  })

  it('one person with several client ids has one style, and later writers do not change it', () => {
    const before = new Authors([wrote('p', 'parents', 10)], people)
    const after = new Authors([wrote('p', 'parents', 10), wrote('t', 'parents', 20), wrote('p', 'parents', 30)], people)
    expect(after.of('p', 'parents')).toEqual(before.of('p', 'parents'))
    expect(after.ofClient(30)).toEqual(after.ofClient(10))
    expect(after.ofClient(999)).toBeUndefined()
  })

  it('who has not written yet takes the next turn of their group', () => {
    const authors = new Authors([wrote('p', 'parents', 10)], people)
    expect(authors.of('t', 'parents')).toMatchObject({ shade: 'b', line: 'dashed' })
    expect(authors.of('h', 'council')).toMatchObject({ shade: 'a', line: 'solid', name: 'Helen Price' })
    expect(authors.of('gone', 'health').name).toBe('Someone from Health')
  })

  it('initials come from the first and last name, in any script', () => {
    expect(
      ['Kofi M', 'Priya Shah', 'Anna', 'Mary Jane O’Neil', 'élodie brun', '李 小龙', ' – '].map(initialsOf)
    ).toEqual(['KM', 'PS', 'AN', 'MN', 'ÉB', '李小', '?'])
  })
})
