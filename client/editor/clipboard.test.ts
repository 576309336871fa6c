import { Fragment, Slice } from 'prosemirror-model'
import { describe, expect, it } from 'vitest'
import { cleanText, copiedText, parsePlain, quietPage, reducePasted } from './clipboard.ts'
import { lineNumbers } from './numbers.ts'
import { schemaOf, type LineKind } from './schema.ts'

const schema = schemaOf('lines')
const line = (text: string, kind: Partial<LineKind> = {}) =>
  schema.node('line', { list: null, level: 0, ...kind }, text === '' ? [] : [schema.text(text)])
const at = schema.node('doc', null, [line('here')]).resolve(1)

describe('copy and paste', () => {
  it('is copied with real line ends', () => {
    expect(copiedText(new Slice(Fragment.from([line('one'), line(''), line('two', { list: 'bullet' })]), 1, 1))).toBe(
      'one\n\ntwo'
    )
  })

  it('every kind of line end becomes one, and what nobody can see or what is half a letter goes', () => {
    expect(cleanText('a\r\nb\rc\u2028d\u0000e\ud83df😀')).toBe('a\nb\nc\nde\ufffdf😀')
  })

  it('plain text becomes lines, in a title one line', () => {
    expect(parsePlain('lines', 'one\r\ntwo\n', at).content.childCount).toBe(3)
    const title = schemaOf('line')
      .node('doc', null, [schemaOf('line').node('line')])
      .resolve(1)
    expect(parsePlain('line', 'one\n  two', title).content.textBetween(0, 7)).toBe('one two')
    expect(parsePlain('line', '', title).size).toBe(0)
  })

  it('a page brings lines, lists and our marks, never a line end inside a line', () => {
    const strange = schema.node('line', { list: 'bullet', level: 0 }, [schema.text('a\nb', [schema.mark('bold')])])
    const pasted = reducePasted('lines', new Slice(Fragment.from(strange), 1, 1)).content.firstChild
    expect(pasted?.textContent).toBe('a b')
    expect(pasted?.attrs['list']).toBe('bullet')
    expect(pasted?.firstChild?.marks).toHaveLength(1)
  })

  it('a page is read without anything in it that the content security policy would refuse and report', () => {
    expect(quietPage('<style>p{}</style><p STYLE="a>b" title="x style=">one style="two"</p><script>1')).toBe(
      '<p data-look="a>b" title="x data-look=">one style="two"</p>'
    )
    expect(quietPage('<img src=x onerror=run()><a\nonclick="run()"/onfocus=\'run()\'>onclick=no</a>')).toBe(
      '<img src=x data-off=run()><a\ndata-off="run()"/data-off=\'run()\'>onclick=no</a>'
    )
  })

  it('a page of 200,000 open signs is read in a blink', () => {
    const startedAt = performance.now()
    quietPage('<a "'.repeat(100_000) + '<a '.repeat(100_000))
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })
})

describe('numbered lines', () => {
  it('count on in their list, an inner list starts anew, and a plain line or a bullet ends it', () => {
    const ordered = (level: number): LineKind => ({ list: 'ordered', level })
    const kinds: Partial<LineKind>[] = [ordered(0), ordered(1), ordered(1), ordered(0), ordered(1), {}, ordered(0)]
    const doc = schema.node('doc', null, [
      ...kinds.map((kind) => line('x', kind)),
      line('x', { list: 'bullet' }),
      line('x', ordered(0))
    ])
    expect([...lineNumbers(doc).values()]).toEqual([1, 1, 2, 2, 1, 1, 1])
  })
})
