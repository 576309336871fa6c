import { expect, it } from 'vitest'
import { asHtml, tabbed } from './table-words.ts'

it('a tab or a line end inside a cell never makes a new cell or row', () => {
  expect(
    tabbed([
      ['1.1', 'One\ttwo\nthree'],
      ['1.2', '']
    ])
  ).toBe('1.1\tOne two three\n1.2\t\n')
})

it('words that a spreadsheet would take for a sum stay words', () => {
  expect(tabbed([['=1+1', '+44', '-5', '@x', 'a=b']])).toBe("'=1+1\t'+44\t'-5\t'@x\ta=b\n")
})

it('words that look like markup stay words', () => {
  expect(asHtml(['A'], [['<b>"x" & y</b>\nz']])).toBe(
    '<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>&lt;b&gt;&quot;x&quot; &amp; y&lt;/b&gt;<br>z</td></tr></tbody></table>'
  )
})
