import { describe, expect, it } from 'vitest'
import { firstUses, glossary } from './glossary.ts'

const found = (text: string, known: string[] = []): string[] =>
  firstUses(text, new Set(known)).map(({ term, from, to }) => `${term.id} ${text.slice(from, to)}`)

describe('words explained (brief §3)', () => {
  it('finds the first use of each, by the longest spelling', () => {
    expect(found('The SENCO writes EHC plans. An EHC plan needs a SENCO and the ICB.')).toEqual([
      'senco SENCO',
      'ehc-plan EHC plans',
      'icb ICB'
    ])
  })
  it('finds whole words only', () => {
    expect(found('ICBX, xDCO, SENCOish, PfAs and icb')).toEqual([])
    expect(found('“DCO”, (PfA).')).toEqual(['dco DCO', 'pfa PfA'])
  })
  it('leaves out what was explained before', () => {
    expect(found('co-production and the Local Offer', ['co-production'])).toEqual(['local-offer Local Offer'])
  })
  it('explains each in plain words that end in a full stop', () => {
    for (const { meaning } of glossary) expect(meaning).toMatch(/^[A-Z].{20,240}\.$/)
  })
})
