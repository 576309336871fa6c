import { describe, expect, it } from 'vitest'
import type { Note } from '../../state/comment-threads.ts'
import type { Part } from '../who-wrote/phrases.ts'
import { notedParts } from './noted.ts'

const part = (text: string, index: number): Part => ({ text, index, client: 1, tint: undefined })
const note = (from: number, to: number, number: number): Note => ({ from, to, number, id: `c${number}` })
const read = (parts: readonly Part[], notes: readonly Note[]): string[] =>
  notedParts(parts, notes).map(
    ({ text, index, noted, ends, now }) =>
      `${index} ${text}${noted ? ' noted' : ''}${ends ? ` ${ends}` : ''}${now ? ' now' : ''}`
  )

describe('words with comments', () => {
  const parts = [part('We meet ', 0), part('termly here', 8)]

  it('are cut at the ends of what is commented on, with the number at the last letter', () => {
    expect(read(parts, [])).toEqual(['0 We meet ', '8 termly here'])
    expect(read(parts, [note(3, 14, 1)])).toEqual(['0 We ', '3 meet  noted', '8 termly noted 1', '14  here'])
  })

  it('carry every number that ends there, and say where two lie over each other', () => {
    expect(read(parts, [note(8, 14, 1), note(3, 14, 2), note(8, 19, 3)])).toEqual([
      '0 We ',
      '3 meet  noted',
      '8 termly noted 1, 2',
      '14  here noted 3'
    ])
  })

  it('that were asked for are lifted out and have no number', () => {
    expect(read(parts, [note(0, 2, 0)])).toEqual(['0 We noted now', '2  meet ', '8 termly here'])
  })
})
