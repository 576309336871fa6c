import { AlignmentType, BorderStyle, HeadingLevel as WordHeading, LevelFormat, ShadingType } from 'docx'
import type { StatusWord } from '../../../shared/plan/vocabulary.ts'
import type { HeadingLevel } from './blocks.ts'

/** A4 with margins of 2 cm: what is left for words, in twentieths of a point. */
export const pageWidth = 11906
export const margin = 1134
export const textWidth = pageWidth - 2 * margin

export const headings: Record<HeadingLevel, (typeof WordHeading)[keyof typeof WordHeading]> = {
  1: WordHeading.HEADING_1,
  2: WordHeading.HEADING_2,
  3: WordHeading.HEADING_3,
  4: WordHeading.HEADING_4,
  5: WordHeading.HEADING_5,
  6: WordHeading.HEADING_6
}
/** Pale enough that the words on it keep their contrast. */
export const statusFill: Record<StatusWord, string> = {
  'not-started': 'EDEDED',
  'on-track': 'D9EFDC',
  slipping: 'FFE8C2',
  'off-track': 'F9D7D3',
  done: 'D6E6F7'
}
const ink = '1B2733'
/** Tables of so few rows stay on one page. */
export const rowsTogether = 12
export const headFill = '22495B'
export const rowHeadFill = 'EEF3F5'
export const blankFill = 'FFF2CC'
export const line = { style: BorderStyle.SINGLE, size: 4, color: '9AA9B2' }

/** In proportion to the letters: without the rule some programs take it for points, and large lines overlap. */
const lead = { line: 276, lineRule: 'auto' as const }

const headingStyle = (size: number, before: number) => ({
  run: { font: 'Arial', size, bold: true, color: headFill },
  paragraph: { spacing: { before, after: 100, ...lead }, keepNext: true }
})

export const styles = {
  default: {
    document: {
      run: {
        font: 'Arial',
        size: 22,
        color: ink,
        language: { value: 'en-GB', eastAsia: 'en-GB', bidirectional: 'en-GB' }
      },
      paragraph: { spacing: { after: 120, ...lead } }
    },
    title: {
      run: { font: 'Arial', size: 44, bold: true, color: headFill },
      paragraph: { spacing: { after: 200, ...lead } }
    },
    heading1: headingStyle(32, 360),
    heading2: headingStyle(27, 280),
    heading3: headingStyle(24, 240),
    heading4: headingStyle(22, 180),
    heading5: headingStyle(21, 160),
    heading6: headingStyle(21, 160),
    hyperlink: { run: { color: '0B4F9E', underline: { type: 'single' as const } } }
  },
  paragraphStyles: [
    {
      id: 'Quoted',
      name: 'Own words',
      basedOn: 'Normal',
      paragraph: {
        indent: { left: 340 },
        border: { left: { style: BorderStyle.SINGLE, size: 18, color: headFill, space: 10 } }
      }
    },
    { id: 'Small', name: 'Small print', basedOn: 'Normal', run: { size: 20, color: '46535C' } },
    {
      id: 'Blank',
      name: 'To be completed',
      basedOn: 'Normal',
      run: { bold: true },
      paragraph: { shading: { type: ShadingType.CLEAR, color: 'auto', fill: blankFill } }
    },
    {
      id: 'TableCaption',
      name: 'Table caption',
      basedOn: 'Normal',
      run: { size: 20, color: '46535C' },
      paragraph: { keepNext: true, spacing: { before: 160, after: 60 } }
    },
    { id: 'InTable', name: 'In a table', basedOn: 'Normal', run: { size: 20 }, paragraph: { spacing: { after: 0 } } }
  ]
}

const levels = Array.from({ length: 9 }, (_, level) => ({ level, left: 500 + level * 400, hanging: 340 }))
export const numbering = {
  config: [
    {
      reference: 'sections',
      levels: [
        {
          level: 0,
          format: LevelFormat.DECIMAL,
          text: '%1.',
          alignment: AlignmentType.LEFT,
          style: { paragraph: { indent: { left: 680, hanging: 680 } } }
        },
        {
          level: 1,
          format: LevelFormat.DECIMAL,
          text: '%1.%2.',
          alignment: AlignmentType.LEFT,
          style: { paragraph: { indent: { left: 680, hanging: 680 } } }
        }
      ]
    },
    {
      reference: 'bullets',
      levels: levels.map(({ level, left, hanging }) => ({
        level,
        format: LevelFormat.BULLET,
        text: level % 2 === 0 ? '•' : '–',
        alignment: AlignmentType.LEFT,
        style: { paragraph: { indent: { left, hanging } } }
      }))
    },
    {
      reference: 'numbers',
      levels: levels.map(({ level, left, hanging }) => ({
        level,
        format: LevelFormat.DECIMAL,
        text: `%${level + 1}.`,
        alignment: AlignmentType.LEFT,
        style: { paragraph: { indent: { left, hanging } } }
      }))
    }
  ]
}
