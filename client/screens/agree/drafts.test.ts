import { describe, expect, it } from 'vitest'
import { draftFrom, draftOf, keptOf, saidIn } from './answer-draft.ts'
import { askOf, emptyAsk } from './ask-draft.ts'

const noon = new Date(2027, 5, 19, 12).getTime()

describe('asking groups', () => {
  it('lasts until the lead closes it, or to the end of a day on this device', () => {
    expect(askOf(emptyAsk(['health', 'parents']), noon)).toEqual({
      ask: { asked: ['parents', 'health'], closesAt: null }
    })
    const day = { day: '19', month: '6', year: '2027' }
    expect(askOf({ groups: ['health'], closes: 'day', day }, noon)).toEqual({
      ask: { asked: ['health'], closesAt: new Date(2027, 5, 20).getTime() - 1 }
    })
  })

  it('says what is to be mended', () => {
    expect(askOf(emptyAsk([]), noon)).toEqual({ mend: { groups: 'Choose at least one group.' } })
    const over = { day: '18', month: 'June', year: '2027' }
    expect(askOf({ groups: ['health'], closes: 'day', day: over }, noon)).toMatchObject({
      mend: { day: 'Choose a day that is not over.' }
    })
    expect(askOf({ groups: ['health'], closes: 'day', day: { day: '', month: '', year: '' } }, noon)).toMatchObject({
      mend: { day: 'Write the day.' }
    })
  })
})

describe('an answer', () => {
  const plain = draftOf(undefined)

  it('that is no plain yes says why, each in words of its own', () => {
    expect(saidIn(plain)).toEqual({ mend: { answer: 'Choose your group’s answer.' } })
    const asked = (['agree-with-note', 'stand-aside', 'cannot-agree'] as const).map((answer) => {
      const found = saidIn({ ...plain, answer, note: ' ' })
      return 'mend' in found ? found.mend.note : undefined
    })
    expect(new Set(asked).size).toBe(3)
    expect(saidIn({ ...plain, answer: 'cannot-agree', note: ' Not yet. ' })).toEqual({
      said: { answer: 'cannot-agree', note: 'Not yet.', formal: null }
    })
  })

  it('that is a plain yes carries no note, whatever was written before', () => {
    expect(saidIn({ ...plain, answer: 'agree', note: 'But.' })).toEqual({
      said: { answer: 'agree', note: '', formal: null }
    })
  })

  it('of a body names it, its day and its minute', () => {
    expect(saidIn({ ...plain, answer: 'agree', isFormal: true })).toMatchObject({
      mend: { body: expect.any(String), minute: expect.any(String), day: expect.any(String) }
    })
    const day = { day: '20', month: '11', year: '2026' }
    const formal = { ...plain, answer: 'agree' as const, isFormal: true, body: 'ICB board', minute: '7.2', day }
    expect(saidIn(formal)).toEqual({
      said: { answer: 'agree', note: '', formal: { body: 'ICB board', date: '2026-11-20', minute: '7.2' } }
    })
    expect(draftOf({ answer: 'agree', note: '', formal: { body: 'B', date: '2026-11-20', minute: '1' } }).day).toEqual(
      day
    )
  })

  it('that is kept comes back as it was, and nothing comes of what says nothing or is of another make', () => {
    const formal = { body: 'ICB board', date: '2026-11-20', minute: '7.2' }
    const draft = draftOf({ answer: 'cannot-agree', note: 'Not yet.', formal })
    expect(draftFrom(keptOf(draft))).toEqual(draft)
    expect(draftFrom(keptOf(plain))).toBeUndefined()
    for (const strange of [undefined, null, 'words', 7, [], { answer: 'maybe', note: 7 }])
      expect(draftFrom(strange)).toBeUndefined()
    expect(draftFrom({ note: 'Half.' })).toMatchObject({ answer: null, note: 'Half.', isFormal: false })
  })
})
