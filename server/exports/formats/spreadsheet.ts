import { writeXlsx } from 'hucre/xlsx'
import type { CellStyle, WriteSheet } from 'hucre'
import { recordsOf, type Paper } from '../../../shared/plan/paper.ts'
import { STATUS_WORDS } from '../../../shared/plan/vocabulary.ts'
import { asTakenSheet, fitted } from '../../../shared/sheet/columns.ts'
import { groupNames } from '../../../shared/words.ts'
import { columns, copyColumns, rowsOf } from './action-rows.ts'
import { cleanPaper } from './clean.ts'
import { sourceRows } from './last-page.ts'
import { standingText, subjectText, statusLetters, statusName, titleOf } from './standing.ts'

/** Text whatever it looks like: a cell that begins with = is words. Source: OOXML number format 49. */
const textCell: CellStyle = { numFmt: '@', alignment: { wrapText: true, vertical: 'top' } }
const headCell: CellStyle = { ...textCell, font: { bold: true } }

const sheet = (
  name: string,
  heads: readonly { name: string; width: number }[],
  rows: readonly string[][],
  standing: string
): WriteSheet => ({
  name,
  columns: heads.map(({ width }) => ({ width, style: textCell })),
  // The library writes no heads of its own above rows that are lists.
  rows: [heads.map(({ name: head }) => head), ...rows.map((row) => row.map(fitted))],
  cells: new Map(heads.map(({ name: head }, column) => [`0,${column}`, { value: head, style: headCell }])),
  freezePane: { rows: 1 },
  headerFooter: { oddHeader: `&L${standing.replaceAll('&', '&&')}`, oddFooter: '&RPage &P of &N' },
  pageSetup: { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 }
})

const measureRows = (paper: Paper): string[][] =>
  paper.plan.priorities.flatMap((priority) =>
    recordsOf(paper, 'measure', `priorities/${priority.id}`).flatMap(({ id, data }) => {
      const about = [paper.references[priority.id] ?? '', priority.title.text.trim(), data.name, data.unit]
      const better = data.direction === 'up' ? 'Higher' : 'Lower'
      const row = (what: string, date: string, hoped: string, was: string) => [
        ...about,
        better,
        what,
        date,
        hoped,
        was,
        data.source,
        id
      ]
      return [
        ...(data.baseline ? [row('Baseline', data.baseline.date, '', `${data.baseline.value}`)] : []),
        ...data.readings.map(({ date, milestone, actual }) =>
          row('Reading', date, milestone === null ? '' : `${milestone}`, actual === null ? '' : `${actual}`)
        ),
        ...(data.target ? [row('Target', data.target.date, `${data.target.value}`, '')] : [])
      ]
    })
  )

/** Actions one row each, measures, and what the file is a copy of. */
export const write = async (given: Paper): Promise<Uint8Array> => {
  const paper = cleanPaper(given)
  const standing = standingText(paper)
  const heads = (names: readonly string[]) => names.map((name) => ({ name, width: 24 }))
  return writeXlsx({
    properties: {
      title: titleOf(paper),
      creator: paper.sources.board,
      subject: subjectText(paper),
      custom: { Language: 'en-GB' }
    },
    sheets: [
      sheet(paper.standing.is === 'draft' ? 'Actions (draft)' : 'Actions', columns, rowsOf(paper), standing),
      sheet(
        'Measures',
        heads([
          'Priority reference',
          'Priority',
          'Measure',
          'Unit',
          'Better is',
          'What',
          'Date',
          'Hoped for',
          'Was',
          'Source',
          'Id'
        ]),
        measureRows(paper),
        standing
      ),
      sheet(
        'About this file',
        [
          { name: 'About', width: 34 },
          { name: 'This file', width: 80 }
        ],
        [
          ['Title', titleOf(paper)],
          ...STATUS_WORDS.map((word) => [`Status letter ${statusLetters[word] || '(none)'}`, statusName(paper, word)]),
          ['Partner groups', (paper.plan.plan.groups ?? []).map((group) => groupNames[group]).join(', ')],
          ...sourceRows(paper)
        ],
        standing
      ),
      // Whoever fills in the file works on the sheets before it. Brought back, it tells what they changed from what
      // others changed in the plan meanwhile: nothing else is known of a file that was away for a week.
      { ...sheet(asTakenSheet, copyColumns, rowsOf(paper, copyColumns), standing), hidden: true }
    ]
  })
}
