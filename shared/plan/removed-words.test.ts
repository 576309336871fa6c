import { describe, expect, it } from 'vitest'
import { recordWithoutWords } from './removed-words.ts'

describe('a record without what people typed', () => {
  const anchor = { field: 'plan/vision', letters: [[1, 2, 3]] as [number, number, number][], quote: 'Tom' }

  it('[P27] a comment loses its words and the words it quotes, and still points at them', () => {
    const data = { words: 'About Tom', anchor, mentions: [{ person: 'helen' }] }
    expect(recordWithoutWords({ kind: 'comment', data })).toEqual({
      ...data,
      words: '█████████',
      anchor: { ...anchor, quote: '███' }
    })
    expect(recordWithoutWords({ kind: 'comment', data: { ...data, anchor: null } })).toMatchObject({ anchor: null })
  })

  it('[P27] what became of it stays without its reason and what it quotes', () => {
    const answered = { fate: 'answered' as const, why: 'No', to: null }
    expect(recordWithoutWords({ kind: 'fate', data: answered })).toEqual({ ...answered, why: '██' })
    const inPlan = { fate: 'in-plan' as const, why: '', to: anchor }
    expect(recordWithoutWords({ kind: 'fate', data: inPlan })).toEqual({ ...inPlan, to: { ...anchor, quote: '███' } })
    const action = { fate: 'in-plan' as const, why: '', to: { action: 'a1' } }
    expect(recordWithoutWords({ kind: 'fate', data: action })).toEqual(action)
  })

  it('[P27] dates and figures of other records stay', () => {
    const finding = { words: 'Ab', source: 'Cd', date: '2026-03-01' }
    expect(recordWithoutWords({ kind: 'finding', data: finding })).toEqual({ ...finding, words: '██', source: '██' })
  })
})
