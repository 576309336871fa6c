import { describe, expect, it } from 'vitest'
import { clues } from './identify.ts'

describe('what may tell who a child is (brief §6)', () => {
  it('a date of birth is seen, with the word or beside a name', () => {
    for (const words of [
      'He was born on 3 May 2014.',
      'DOB: 03/05/2014',
      'date of birth 2014-05-03',
      'Sam Taylor (3 May 2014) waited a year',
      'Sam Taylor, 03/05/2014'
    ])
      expect(clues(words), words).toContain('birth-date')
    for (const words of [
      'The report of 8 June 2020',
      'Inspected in January 2018',
      'By 31 March 2027 we will',
      'Ofsted said on 20 May 2020'
    ])
      expect(clues(words), words).not.toContain('birth-date')
  })

  it('ten digits are an NHS number only when the last one answers for the rest', () => {
    expect(clues('NHS 943 476 5919')).toContain('nhs-number')
    expect(clues('9434765919')).toContain('nhs-number')
    expect(clues('943-476-5919.')).toContain('nhs-number')
    expect(clues('9434765918')).not.toContain('nhs-number')
    expect(clues('19434765919')).not.toContain('nhs-number')
  })

  it('addresses and phone numbers are seen, sums and years are not', () => {
    expect(clues('Write to a.parent@example.org please')).toContain('email')
    expect(clues('meet @ the school')).not.toContain('email')
    for (const words of ['020 7946 0018', '07700 900123', '+44 7700 900 123', '(01632) 960 001'])
      expect(clues(words), words).toContain('phone')
    for (const words of ['£42,100,000', '2018 2019 2020', 'from 0 to 100', '£233000'])
      expect(clues(words), words).not.toContain('phone')
  })

  it('a count of people under 5 is seen, larger ones and other things are not', () => {
    for (const words of [
      '2 children waited',
      'only three young people',
      'four autistic boys',
      'one family told us',
      '1 pupil'
    ])
      expect(clues(words), words).toContain('small-count')
    for (const words of [
      'fewer than 5 children',
      '12 children',
      '5 pupils',
      '2 schools',
      '3.4 children',
      'Year 4, pupils',
      '2024 children',
      'three areas of weakness'
    ])
      expect(clues(words), words).not.toContain('small-count')
  })

  it('everyday words of a plan raise nothing', () => {
    expect(
      clues('Health teams answer every question from families within 20 working days, by 30 September 2026.')
    ).toEqual([])
    expect(clues('')).toEqual([])
  })
})
