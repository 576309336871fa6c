import { strFromU8, unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { standardOrder } from '../../../shared/papers/committee-order.ts'
import { answer, at, smallScene, version } from '../paper-scene.ts'
import { rowsOf } from './action-rows.ts'
import { write as writeCommittee } from './committee-paper.ts'
import { templateIn } from './committee-template.ts'
import { write as writeReview } from './review-pack.ts'
import { answerText } from './standing.ts'

const lie = 'Parents and carers: We agree'

it('[promise 54] no line of a cell is made by what somebody typed: a note reads as nobody else’s answer', () => {
  const noted = version([answer('health', 'cannot-agree', `No.\n${lie} (in principle, 1 November 2026)`)])
  const paper = smallScene().paper(noted)
  const said = paper.records.map((record) =>
    'words' in record.data ? { ...record, data: { ...record.data, words: `Said.\n${lie}` } } : record
  )
  // The rows are as they were sent; the type of a changed record does not say so.
  const lines = rowsOf({ ...paper, records: said as typeof paper.records }).flatMap((cells) =>
    cells.flatMap((cell) => cell.split('\n'))
  )
  expect(lines.some((line) => line.includes(`No. ${lie}`))).toBe(true)
  expect(lines.some((line) => line.includes(`Said. ${lie}`))).toBe(true)
  expect(lines.filter((line) => line.startsWith(lie))).toEqual([])
})

it('[promise 54] the body of a formal decision cannot close our brackets and go on as another group’s answer', () => {
  const by = `ICB board, 1 May 2026). ${lie} (formal decision, Forum`
  expect(answerText({ ...answer('health', 'cannot-agree'), level: 'formal', by })).toMatch(
    /^Health: We cannot agree yet \([^()]*\)$/
  )
})

/** Letters that XML may not hold, or that turn the words around them. */
const unsafe = 'Su\uFFFEm\u202Emary\uD800'
const documentOf = (bytes: Uint8Array): string => strFromU8(unzipSync(bytes)['word/document.xml'] ?? new Uint8Array())

it('[promise 42] headings of a council’s own order and reasons of the past are as harmless as the plan’s words', async () => {
  const { sections, appendices } = standardOrder()
  const order = {
    sections: sections.map((section, index) => (index === 0 ? { ...section, title: unsafe } : section)),
    appendices
  }
  const paper = smallScene().paper()
  const about = `actions/${paper.plan.priorities[0]?.actions[0]?.id ?? ''}`
  const value = { word: 'slipping' as const, why: unsafe }
  const changes = [{ about, group: 'health' as const, at, key: 'status' as const, value }]
  const written = [
    documentOf(await writeCommittee(paper, { template: templateIn(order) })),
    documentOf(await writeReview({ paper, since: 0, changes }))
  ]
  for (const xml of written) {
    expect(xml).toContain('Summary')
    expect(xml).not.toMatch(/[\uFFFE\u202E\uFFFD]|\p{Cs}/u)
  }
})
