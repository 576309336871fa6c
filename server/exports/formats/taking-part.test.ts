import { describe, expect, it } from 'vitest'
import { smallScene } from '../paper-scene.ts'
import { evidenceBlocks } from './evidence-blocks.ts'
import { firstText, heardIn, peopleText, saidText, takingPart, wordsIn, wordsInAll } from './taking-part.ts'

const sayOf = (says: readonly { group: string; says: string }[], group: string): string | undefined =>
  says.find((each) => each.group === group)?.says
/** So many people of each group that writes, each with three words in a priority. */
const crowd = (parents: number, council: number) => {
  const scene = smallScene()
  for (const [group, number] of [
    ['parents', parents],
    ['council', council],
    ['young-people', 5],
    ['health', 5]
  ] as const)
    for (let each = 0; each < number; each++)
      for (const path of ['priorities/one/why', 'priorities/two/why', 'plan/vision'])
        scene.write(scene.person(group), path, ' three more words')
  return scene.paper()
}

describe('who took part', () => {
  it('a word counts for whoever wrote its first letter, and words of nobody count for nobody', () => {
    const paper = smallScene()
      .write('parents', 'priorities/two/now', 'hel')
      .write('health', 'priorities/two/now', 'lo there')
      .paper()
    const parts = takingPart(paper)
    const before = takingPart(smallScene().paper())
    const more = (group: string): number =>
      (parts.find((each) => each.group === group)?.words ?? 0) -
      (before.find((each) => each.group === group)?.words ?? 0)
    expect(more('parents')).toBe(1)
    expect(more('health')).toBe(1)
    expect(more('education')).toBe(0)
  })

  it('frozen words do not say when somebody first took part, and nobody is said to have taken no part', () => {
    const paper = smallScene().paper()
    const frozen = {
      ...paper,
      authors: Object.fromEntries(Object.entries(paper.authors).map(([id, author]) => [id, { ...author, from: null }]))
    }
    const firsts = (of: typeof paper) => new Map(takingPart(of).map((part) => [part.group, firstText(part)]))
    expect(firsts(paper).get('parents')).toBe('12 November 2026')
    expect(firsts(frozen).get('parents')).toBe('Not kept with a version')
    expect(firsts(frozen).get('education')).toBe('Not yet')
  })

  it('fewer than five people are never counted out loud', () => {
    expect([0, 1, 4, 5, 41].map(peopleText)).toEqual(['Nobody yet', 'Fewer than 5', 'Fewer than 5', '5', '41'])
    const few = { group: 'health', people: new Set([1, 2]), words: 9, said: 7, first: null } as const
    expect(saidText(few)).toBe('Some')
    expect(saidText({ ...few, people: new Set([1, 2, 3, 4, 5]) })).toBe('7')
  })

  it('words of a priority are told only when five people stand behind every figure beside them', () => {
    // In the first priority one person of each of these groups has written already.
    const says = (paper: ReturnType<typeof crowd>, group: string, place: number): string | undefined => {
      const priority = paper.plan.priorities[place]
      return priority && sayOf(wordsIn(paper, priority), group)
    }
    expect(says(crowd(4, 4), 'parents', 0)).toMatch(/^\d+$/)
    expect(says(crowd(3, 4), 'parents', 0)).toBe('Has words')
    // One group too small: the others are not told either, or it could be worked out from a total.
    expect(says(crowd(3, 4), 'council', 0)).toBe('Has words')
    expect(says(crowd(5, 5), 'council', 1)).toMatch(/^\d+$/)
    expect(says(crowd(5, 5), 'education', 1)).toBe('No words yet')
  })

  it('totals are rounded, and told only where every priority tells its own', () => {
    const all = (paper: ReturnType<typeof crowd>) => sayOf(wordsInAll(paper, takingPart(paper)), 'parents')
    expect(all(crowd(30, 5))).toMatch(/^About \d+50$|^About \d+00$/)
    expect(all(crowd(4, 5))).toBe('Has words')
  })

  it('says when it was counted and how, in the file itself', () => {
    const words = JSON.stringify(evidenceBlocks(smallScene().paper()))
    expect(words).toContain('Counted on 12 November 2026 at 15:30 GMT')
    expect(words).toContain('Fewer than 5')
    expect(words).toContain('They do not show whose experience shaped the words')
  })

  it('tells what became of comments, in figures only where enough people made them, and of frozen words nothing', () => {
    const draft = smallScene().paper()
    expect(heardIn(draft).map(({ what, says }) => `${what}: ${says}`)).toEqual([
      'In the plan: 4',
      'Answered with a reason: 2',
      'Still waiting: 3'
    ])
    const few = draft.heard && { ...draft.heard, people: 4 }
    expect(heardIn({ ...draft, heard: few }).map(({ says }) => says)).toEqual(['Some', 'Some', 'Some'])
    expect(heardIn({ ...draft, heard: null })).toEqual([])
  })
})
