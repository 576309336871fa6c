import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { keepQuiet } from '../plan/quiet.ts'
import { readLines, walkText } from '../plan/text.ts'
import { editText } from './edit-text.ts'

const bringer = 77
const scene = () => {
  const doc = new Y.Doc()
  keepQuiet(doc)
  doc.clientID = 1
  const map = doc.getMap('actions')
  const text = new Y.Text('\n')
  map.set('success', text)
  const by = (client: number): void => void (doc.clientID = client)
  return { doc, text, by }
}
/** Each letter with the one who wrote it. */
const letters = (text: Y.Text): string[] => {
  const all: string[] = []
  walkText(text, (run) => all.push(...Array.from(run.text, (letter) => `${letter}${run.client}`)))
  return all
}
const writtenBy = (text: Y.Text, client: number): string =>
  letters(text)
    .filter((letter) => letter.endsWith(String(client)) && letter.slice(1) === String(client))
    .map((letter) => letter.charAt(0))
    .join('')

describe('a text that says what a file says', () => {
  it('words of others stay theirs letter by letter, with their marks and their list', () => {
    const { text, by } = scene()
    by(2)
    text.insert(0, 'Three parents sit on every panel', { bold: null, italic: null, link: null })
    by(3)
    text.insert(32, '\n', { list: 'bullet', level: null })
    text.insert(33, 'Someone asks', { bold: true })
    text.format(45, 1, { list: 'bullet' })
    const before = letters(text)
    by(bringer)
    expect(editText(text, 'lines', 'Four parents sit on every panel\nSomeone asks\nTwice a year')).toBe(true)
    expect(text.toJSON()).toBe('Four parents sit on every panel\nSomeone asks\nTwice a year\n')
    expect(letters(text).filter((letter) => letter.slice(1) !== String(bringer))).toEqual(
      before.filter((_, index) => index >= 'Three'.length)
    )
    expect(writtenBy(text, bringer)).toBe('Four\nTwice a year')
    const lines = readLines(text)
    expect(lines.map(({ list }) => list)).toEqual(['bullet', 'bullet', 'bullet'])
    expect(lines[1]?.runs).toMatchObject([{ text: 'Someone asks', bold: true, client: 3 }])
    expect(lines[2]?.runs[0]).not.toHaveProperty('bold')
  })

  it('a word that stands for a bold one is bold', () => {
    const { text, by } = scene()
    text.insert(0, 'We will ')
    text.insert(8, 'ask', { bold: true })
    text.insert(11, ' families', { bold: null })
    by(bringer)
    editText(text, 'lines', 'We will tell families')
    expect(readLines(text)[0]?.runs.map(({ text: said, bold }) => [said, bold])).toEqual([
      ['We will ', undefined],
      ['tell', true],
      [' families', undefined]
    ])
  })

  it('what no file can show stays, and so does the space around the text', () => {
    const { text, by } = scene()
    text.insert(0, '  one\ttwo\u202E three  ')
    by(bringer)
    editText(text, 'lines', 'one two four')
    expect(text.toJSON()).toBe('  one\ttwo\u202E four  \n')
    expect(writtenBy(text, bringer)).toBe('four')
    expect(editText(text, 'lines', 'one two four')).toBe(false)
  })

  it('an emptied text keeps the line end it was born with; an empty one is written before it', () => {
    const { text, by } = scene()
    text.insert(0, 'gone soon')
    const born = letters(text).at(-1)
    by(bringer)
    editText(text, 'lines', '')
    expect(letters(text)).toEqual([born])
    editText(text, 'lines', 'again')
    expect(text.toJSON()).toBe('again\n')
    expect(letters(text).at(-1)).toBe(born)
  })

  it('no half of a letter is written: faces and flags go and come whole', () => {
    const { text, by } = scene()
    text.insert(0, 'a 😀 b 👩‍👧 c')
    by(bringer)
    editText(text, 'lines', 'a 😃 b 👩‍👦 c')
    expect(text.toJSON()).toBe('a 😃 b 👩‍👦 c\n')
    for (const { text: said } of readLines(text)[0]?.runs ?? []) expect(/\p{Cs}/u.test(said)).toBe(false)
  })
})
