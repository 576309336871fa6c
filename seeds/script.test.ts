import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { ItemId } from '../shared/ids.ts'
import { addPriority } from '../shared/plan/schema.ts'
import { readPriority } from '../shared/plan/snapshot.ts'
import { planNotice, planTexts, themes } from './example-plan.ts'
import { openingSteps, playStroke, turnsOf, writingSteps, type Day, type Step } from './script.ts'

const path = 'priorities/p/why'

const desk = (): Y.Doc => {
  const doc = new Y.Doc()
  doc.clientID = 3
  addPriority(doc, 'p' as ItemId, { order: 'a0' }, { title: 'A priority' })
  return doc
}

const lines = (doc: Y.Doc): (readonly [string, string])[] =>
  (readPriority(doc, 'p' as ItemId)?.why.lines ?? []).map(
    (line) => [line.list ?? '', line.runs.map((run) => (run.bold ? `*${run.text}*` : run.text)).join('')] as const
  )

const step = (by: Step['by'], queue: string, name: string, log: string[] = []): Step => ({
  day: 1,
  by,
  queue,
  play: () => log.push(name)
})

describe('strokes', () => {
  it('words, paragraphs and bullets go to the end, in front of the field’s own line end', () => {
    const doc = desk()
    for (const words of ['One', ' and two.', '- A', '- B', ' more', '\nLast.']) playStroke(doc, path, words, undefined)
    expect(lines(doc)).toEqual([
      ['', 'One and two.'],
      ['bullet', 'A'],
      ['bullet', 'B more'],
      ['', 'Last.']
    ])
    expect(doc.getMap('priorities').get('p')).toBeInstanceOf(Y.Map)
  })

  it('a field can begin with a bullet', () => {
    const doc = desk()
    playStroke(doc, path, '- First', undefined)
    expect(lines(doc)).toEqual([['bullet', 'First']])
  })

  it('words go after words, instead of words, and get marks', () => {
    const doc = desk()
    playStroke(doc, path, 'Families decide late.', undefined)
    playStroke(doc, path, ' help to', { after: 'Families' })
    playStroke(doc, path, 'early', { instead: 'late' })
    playStroke(doc, path, 'early', { mark: 'bold' })
    playStroke(doc, path, ' on', { after: 'early' })
    expect(lines(doc)).toEqual([['', 'Families help to decide *early* on.']])
  })

  it('words that are not there, or there twice, stop the play', () => {
    const doc = desk()
    playStroke(doc, path, 'to be or not to be', undefined)
    for (const after of ['to be', 'maybe', ''])
      expect(() => playStroke(doc, path, 'x', { after })).toThrow('exactly once')
    expect(() => playStroke(doc, 'priorities/none/why', 'x', undefined)).toThrow('no text')
  })

  it('each is one transaction: one frame on the wire', () => {
    const doc = desk()
    let updates = 0
    doc.on('update', () => updates++)
    playStroke(doc, path, '- A list', undefined)
    playStroke(doc, path, 'point', { instead: 'list' })
    expect(updates).toBe(2)
  })
})

describe('turns', () => {
  it('in a turn nobody does two things and no two people are in one place; a place keeps its order', () => {
    const log: string[] = []
    const steps = [
      step('tom', 'a', 'a1', log),
      step('priya', 'a', 'a2', log),
      step('tom', 'b', 'b1', log),
      step('kofi', 'c', 'c1', log),
      step('priya', 'b', 'b2', log)
    ]
    const turns = turnsOf(steps)
    for (const turn of turns) {
      expect(new Set(turn.map(({ by }) => by)).size).toBe(turn.length)
      expect(new Set(turn.map(({ queue }) => queue)).size).toBe(turn.length)
      for (const { play } of turn) play(new Y.Doc())
    }
    expect(log).toEqual(['a1', 'c1', 'a2', 'b1', 'b2'])
  })

  it('every step of the example happens once, on its day', () => {
    const steps = writingSteps(planTexts, themes)
    const played = ([1, 2, 3, 4, 5, 6] satisfies Day[]).flatMap((day) =>
      turnsOf(steps.filter((each) => each.day === day)).flat()
    )
    expect(played).toHaveLength(steps.length)
    expect(new Set(played).size).toBe(steps.length)
    expect(openingSteps(themes)).toHaveLength(8)
    expect(steps.length).toBeGreaterThan(300)
  })
})

describe('the example’s words', () => {
  const all = JSON.stringify([planNotice, planTexts, themes])

  it('cite only paragraphs that the report has, and each that matters', () => {
    const cited = new Set(
      [...all.matchAll(/\[(\d\.\d+(?:, \d\.\d+)*)\]/g)].flatMap(([, list]) => (list ?? '').split(', '))
    )
    const paragraphs = [
      ...['1.1', '1.2', '3.1', '3.2', '5.1'],
      ...Array.from({ length: 13 }, (_, index) => `4.${index + 1}`),
      ...Array.from({ length: 5 }, (_, index) => `6.${index + 1}`)
    ]
    expect([...cited].filter((paragraph) => !paragraphs.includes(paragraph))).toEqual([])
    for (const paragraph of ['4.1', '4.5', '4.6', '4.9', '4.10', '4.11', '4.12', '4.13', '6.1', '6.2', '6.3', '6.4'])
      expect(cited.has(paragraph), paragraph).toBe(true)
  })

  it('name no body that is gone, use no word that means something else here', () => {
    for (const word of [/Clinical Commissioning|\bCCG\b/, /Parents Forum/i, /Councillor/, /at risk/i, /stakeholder/i])
      expect(all).not.toMatch(word)
    expect(all).not.toMatch(/\ban EHC plan for (the )?(area|Sutton)/i)
  })

  it('names people by role only: no title, no address, no telephone number', () => {
    expect(all).not.toMatch(/\b(Mr|Mrs|Ms|Dr|Cllr)\b|@|\b0\d{3,}/)
  })
})
