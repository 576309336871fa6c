import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { cellLettersMax } from '../../../shared/sheet/columns.ts'
import { compare, type PlanNow } from '../../../shared/sheet/compare.ts'
import { readActionsFile, type ActionsFile } from '../../../shared/sheet/read-file.ts'
import type { Paper } from '../../../shared/plan/paper.ts'
import { at, hostileCells, item, largeScene, smallScene } from '../paper-scene.ts'
import { write as writeCsv } from './csv.ts'
import { write as writeSheet } from './spreadsheet.ts'

const read = (bytes: Uint8Array): ActionsFile => {
  const file = readActionsFile(bytes)
  if ('trouble' in file) throw new Error(file.trouble)
  return file
}
const nowOf = ({ plan, references, sources }: Paper, changedAt = at - 1): PlanNow => ({
  plan: sources.plan,
  actions: new Map(plan.priorities.flatMap(({ actions }) => actions).map((action) => [action.id, action])),
  takenOut: new Set(),
  priorities: plan.priorities.map(({ id, title }) => ({ id, title: title.text, reference: references[id] ?? '' })),
  byReference: new Map(Object.entries(references).map(([id, reference]) => [reference, id])),
  statusKey: plan.plan.statusKey,
  changedAt: () => changedAt
})
const nothing = { foreign: false, changes: [], news: [], problems: [], unread: [] }

describe('a file that comes back as it was taken away', () => {
  const hostile = () => {
    const scene = smallScene()
    hostileCells.forEach((cell, index) =>
      scene.action(`bad-${index}`, 'two', cell).set({ kind: 'action', id: item(`bad-${index}`) }, 'cost', cell)
    )
    return scene
      .write('parents', 'actions/third/success', 'one\ttwo\u202E and “three” — four 👩‍👧 _x0041_')
      .set({ kind: 'action', id: item('third') }, 'leads', [
        { group: 'health', role: 'Nurse, school; and others' },
        { group: 'education', role: '' }
      ])
      .paper()
  }

  it('spreadsheet: nothing to bring in, whatever its words look like', async () => {
    const paper = hostile()
    const file = read(await writeSheet(paper))
    expect(compare(file, nowOf(paper, at + 1))).toEqual({ ...nothing, rows: 9 })
    expect(file.plan).toBe('sutton-example')
    expect(file.asTaken?.size).toBe(9)
  })

  it('CSV: nothing to bring in either', () => {
    const paper = hostile()
    const file = read(writeCsv(paper))
    expect(compare(file, nowOf(paper))).toEqual({ ...nothing, rows: 9 })
    expect(file.rows.map(({ takenAt }) => takenAt)).toEqual(Array(9).fill(at))
  })

  it('a plan as large as they come is read and compared whole', async () => {
    const paper = largeScene().paper()
    expect(compare(read(await writeSheet(paper)), nowOf(paper))).toEqual({ ...nothing, rows: 150 })
  })

  it('words that no cell can hold come back cut, and are not taken for a change', async () => {
    const paper = smallScene().write('council', 'actions/first/success', 'long '.repeat(8000)).paper()
    const file = read(await writeSheet(paper))
    expect(file.rows[0]?.cells.success).toHaveLength(cellLettersMax)
    expect(compare(file, nowOf(paper))).toMatchObject({ changes: [], problems: [] })
  })

  it('the copy of the rows is out of sight, and says what they said', async () => {
    const parts = unzipSync(await writeSheet(smallScene().paper()))
    expect(strFromU8(parts['xl/workbook.xml'] ?? new Uint8Array())).toMatch(
      /<sheet [^>]*name="As taken away"[^>]*state="hidden"/
    )
  })
})
