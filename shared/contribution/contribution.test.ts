import * as prng from 'lib0/prng'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ItemId } from '../ids.ts'
import { keepQuiet } from '../plan/quiet.ts'
import type { PlanRecord } from '../plan/records.ts'
import { addAction, addPriority, createPlan, fieldText } from '../plan/schema.ts'
import { eachText, snapshotPlan } from '../plan/snapshot.ts'
import { walkText } from '../plan/text.ts'
import { GROUPS, type Group } from '../plan/vocabulary.ts'
import { balanceOf, missingIn, percents } from './balance.ts'
import { fewestBehind, type Became, type CommentCounted } from './comments.ts'
import { peopleOutside, sharesOutside, type Part } from './small-numbers.ts'
import { countWords, perGroup, type WordOwner } from './words.ts'

const item = (id: string): ItemId => id as ItemId
const owners: readonly WordOwner[] = GROUPS.flatMap((group, index) => [
  { client: 10 + index, speaker: `one-of-${group}`, group },
  { client: 20 + index, speaker: `other-of-${group}`, group }
])
const paths = [
  'plan/vision',
  'priorities/p1/title',
  'priorities/p1/why',
  'priorities/p2/know',
  'actions/a1/text',
  'actions/a1/success',
  'actions/a2/text'
]

/** A plan that many people wrote into, letter by letter, wherever they liked. */
const randomPlan = (seed: number): Y.Doc => {
  const gen = prng.create(seed)
  const doc = new Y.Doc()
  keepQuiet(doc)
  doc.clientID = 10
  createPlan(doc, { title: 'A plan' }, {})
  addPriority(doc, item('p1'), { order: 'a' })
  addPriority(doc, item('p2'), { order: 'b' })
  addAction(doc, item('a1'), { order: 'a', priority: 'p1' })
  addAction(doc, item('a2'), { order: 'a', priority: 'gone' })
  for (let step = 0; step < 120; step++) {
    doc.clientID = prng.oneOf(gen, [...owners]).client
    const text = fieldText(doc, prng.oneOf(gen, paths))
    if (!text) throw new Error('no such text')
    const at = prng.int32(gen, 0, Math.max(0, text.length - 1))
    if (text.length > 4 && prng.bool(gen) && prng.bool(gen)) text.delete(at, Math.min(3, text.length - 1 - at))
    else text.insert(at, prng.oneOf(gen, ['a', 'word', ' ', 'two words', ' – ', 'é', ' 7 ', '\u00A0x', '🙂 ']))
  }
  return doc
}

/** The same, counted letter by letter and place by place. */
const plainCount = (doc: Y.Doc): Record<string, Record<Group, number>> => {
  const found: Record<string, Record<Group, number>> = {}
  const placeOf: Record<string, string> = { p1: 'p1', p2: 'p2', a1: 'p1', a2: 'rest' }
  eachText(doc, (path, text) => {
    const [root, id = ''] = path.split('/')
    const place = root === 'plan' ? 'rest' : (placeOf[id] ?? 'rest')
    const counts = (found[place] ??= perGroup(() => 0))
    const clients: number[] = []
    let words = ''
    walkText(text, (run) => {
      words += run.text
      for (let at = 0; at < run.text.length; at++) clients.push(run.client)
    })
    for (const match of words.matchAll(/\S+/g)) {
      const owner = owners.find(({ client }) => client === clients[match.index])
      if (owner) counts[owner.group] += 1
    }
  })
  return found
}

describe('words by group', () => {
  it('are counted as a plain reader counts them, over random plans', () => {
    let words = 0
    for (let seed = 1; seed <= 60; seed++) {
      const doc = randomPlan(seed)
      const counted = countWords(snapshotPlan(doc), owners)
      const plain = plainCount(doc)
      for (const { priority, tallies } of counted.priorities)
        for (const group of GROUPS)
          expect(tallies[group].count, `${seed} ${priority.id}`).toBe(plain[priority.id]?.[group])
      for (const group of GROUPS) {
        const all = Object.values(plain).reduce((sum, counts) => sum + counts[group], 0)
        expect(counted.whole[group].count, `${seed}`).toBe(all)
        expect(counted.whole[group].people.size, `${seed}`).toBeLessThanOrEqual(2)
        words += all
      }
    }
    expect(words).toBeGreaterThan(1000)
  })

  it('belong to whoever wrote the first letter, and to whoever wrote them first when they were put back', () => {
    const doc = new Y.Doc()
    doc.clientID = 10
    createPlan(doc, { vision: 'chil' }, {})
    doc.clientID = 11
    fieldText(doc, 'plan/vision')?.insert(4, 'dren listen')
    const snapshot = snapshotPlan(doc)
    const counts = () => perGroup((group) => countWords(snapshot, owners).whole[group].count)
    expect(counts()).toMatchObject({ parents: 1, 'young-people': 1 })
    for (const { runs } of snapshot.plan.vision.lines) for (const run of runs) run.first = 12
    expect(counts()).toMatchObject({ parents: 0, 'young-people': 0, health: 2 })
  })
})

describe('the balance of a plan', () => {
  const comment = (
    id: string,
    group: Group,
    about: string,
    at: number,
    more: Partial<PlanRecord> = {}
  ): PlanRecord => ({
    ...{ id, kind: 'comment', about, group, at, by: `one-of-${group}`, changedBy: '', changedAt: at, version: 1 },
    data: { words: 'We waited.', anchor: null, mentions: [] },
    withdrawn: false,
    ...more
  })
  const fate = (of: string, became: 'in-plan' | 'answered' | 'waiting', at: number): PlanRecord =>
    comment(`f${at}`, 'council', `records/${of}`, at, {
      kind: 'fate',
      data: { fate: became, why: 'Because.', to: became === 'in-plan' ? { action: 'a1' } : null }
    })
  const snapshot = snapshotPlan(randomPlan(3))
  const records = [
    comment('c1', 'parents', 'actions/a1', 100),
    comment('c2', 'parents', 'priorities/p2', 200),
    comment('c3', 'young-people', 'plan', 300),
    comment('c4', 'health', 'priorities/p1', 50),
    comment('c5', 'parents', 'priorities/p1', 10, { withdrawn: true }),
    fate('c1', 'answered', 400),
    fate('c1', 'in-plan', 500),
    fate('c2', 'answered', 600)
  ]
  const firsts = [
    { priority: 'p1', group: 'parents', at: 90 },
    { priority: null, group: 'health', at: 40 }
  ] as const
  const balance = balanceOf({
    ...{ seq: 7, at: 1000, snapshot, owners, records, firsts },
    references: { p1: '4', p2: '2' }
  })

  it('counts comments by group and place, with what has become of them', () => {
    const [p1, p2] = balance.priorities
    expect([p1?.reference, p2?.reference]).toEqual(['4', '2'])
    expect([p1?.groups.parents.comments, p1?.groups.health.comments]).toEqual([1, 1])
    expect(p2?.groups.parents.comments).toBe(1)
    expect(balance.whole['young-people'].comments).toBe(1)
    expect(balance.said.families).toEqual({
      all: 3,
      'in-plan': 1,
      answered: 1,
      waiting: 1,
      closed: 0,
      oldestWaitingAt: 300
    })
    expect(balance.said.everyone.all).toBe(4)
  })

  it('tells when each group first took part', () => {
    expect(balance.priorities[0]?.groups.parents.first).toBe(90)
    expect(balance.priorities[1]?.groups.parents.first).toBe(200)
    expect(balance.whole.health.first).toBe(40)
    expect(balance.whole['social-care'].first).toBeNull()
  })

  it('names nobody and counts no person', () => {
    const told = JSON.stringify(balance)
    for (const { speaker } of owners) expect(told).not.toContain(speaker)
    const shares = [balance.whole, ...balance.priorities.map(({ groups }) => groups)].flatMap((each) =>
      Object.values(each)
    )
    for (const share of shares) expect(Object.keys(share)).toEqual(['words', 'comments', 'first'])
  })

  it('gives percents that make one hundred, and says where a group is missing', () => {
    const of = (words: number) => ({ words, comments: 0, first: null })
    const shares = perGroup((group) => of(group === 'council' ? 1 : group === 'health' ? 0 : 1))
    const told = percents(shares)
    expect(GROUPS.reduce((sum, group) => sum + told[group], 0)).toBe(100)
    expect(percents(perGroup(() => of(0)))).toEqual(perGroup(() => 0))
    const priorities = [{ id: 'p1', reference: '4', title: 'One', groups: shares }]
    expect([missingIn({ priorities }, 'words', 'health'), missingIn({ priorities }, 'words', 'council')]).toEqual([
      ['4'],
      []
    ])
  })
})

describe('people behind what became of comments', () => {
  const said = (became: Became, ...people: string[]): CommentCounted[] =>
    people.map((by) => ({ about: 'plan', by, group: 'parents', at: 1, became }))

  it('are those behind the figure with the fewest, however many commented', () => {
    const many = said('in-plan', 'a', 'b', 'c', 'd', 'e', 'f')
    expect(fewestBehind(many)).toBe(6)
    expect(fewestBehind([...many, ...said('answered', 'a', 'a', 'b')])).toBe(2)
    expect(fewestBehind([])).toBe(0)
  })
})

describe('what may be counted outside', () => {
  const part = (count: number, people: number): Part => ({
    count,
    people: new Set(Array.from({ length: people }, (_, each) => `${each}`))
  })

  it('nothing of a division in which fewer than five people stand behind a part', () => {
    for (let people = 1; people < 5; people++) expect(sharesOutside([part(90, 8), part(10, people)])).toBeNull()
    expect(sharesOutside([part(90, 8), part(10, 5)])).toEqual([90, 10])
    expect(sharesOutside([part(90, 8), part(0, 0)])).toEqual([100, 0])
    const thirds = sharesOutside([part(5, 5), part(5, 5), part(5, 5)])
    expect(thirds, 'one hundred together, as on the board').toEqual([34, 33, 33])
    expect(sharesOutside([part(0, 0), part(0, 0)])).toBeNull()
  })

  it('no number of people below five', () => {
    expect([0, 1, 4, 5, 41].map((people) => peopleOutside(part(1, people).people))).toEqual([
      'nobody yet',
      'fewer than 5 people',
      'fewer than 5 people',
      '5 people',
      '41 people'
    ])
  })
})
