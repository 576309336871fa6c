import { describe, expect, it } from 'vitest'
import { parseCommitteeOrder, problemIn, sectionsMax, standardOrder, type CommitteeOrder } from './committee-order.ts'

const changed = (change: (order: CommitteeOrder) => void): CommitteeOrder => {
  const order = standardOrder()
  change(order)
  return order
}

describe('order and headings of a committee paper', () => {
  it('the council’s own is one, and another order, other headings and blank sections are', () => {
    expect(parseCommitteeOrder(standardOrder())).toEqual(standardOrder())
    const other = changed(({ sections }) => {
      sections.reverse()
      sections.splice(2, 0, { id: 'blank', title: 'Climate' })
      const [first] = sections
      if (first && first.id !== 'blank') Object.assign(first, { title: 'Implications', out: true })
    })
    expect(parseCommitteeOrder(JSON.parse(JSON.stringify(other)))).toEqual(other)
  })

  it.each<[string, CommitteeOrder, number]>([
    ['a heading', changed(({ sections: [first] }) => first && (first.title = '  ')), 0],
    ['letters at most', changed(({ sections }) => sections[1] && (sections[1].title = 'x'.repeat(101))), 1],
    ['Another section', changed(({ sections }) => sections.push({ id: 'blank', title: 'summary ' })), 6],
    ['Another section', changed((order) => (order.appendices = 'Issues')), 6],
    ['needs this section', changed(({ sections: [, , , issues] }) => issues && Object.assign(issues, { out: true })), 3]
  ])('says what to mend: %s', (sentence, order, at) => {
    expect(problemIn(order)?.sentence).toContain(sentence)
    expect(problemIn(order)?.at).toBe(at)
    expect(parseCommitteeOrder(order)).toBeUndefined()
  })

  it('is none when a section is missing, stands twice, is not known, or when there are too many', () => {
    expect(parseCommitteeOrder(changed(({ sections }) => sections.pop()))).toBeUndefined()
    const twice = changed(({ sections }) => (sections[5] = { id: 'summary', title: 'Again', out: false }))
    expect(parseCommitteeOrder(twice)).toBeUndefined()
    expect(parseCommitteeOrder({ ...standardOrder(), more: 1 })).toBeUndefined()
    expect(parseCommitteeOrder(null)).toBeUndefined()
    const many = changed(({ sections }) => {
      while (sections.length <= sectionsMax) sections.push({ id: 'blank', title: `Blank ${sections.length}` })
    })
    expect(parseCommitteeOrder(many)).toBeUndefined()
    expect(problemIn(many)?.sentence).toContain('sections at most')
  })
})
