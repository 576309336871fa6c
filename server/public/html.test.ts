import { describe, expect, it } from 'vitest'
import { html, pageText } from './html.ts'

describe('a page as a template', () => {
  it('takes whatever is put in for words', () => {
    const hostile = `<script>alert(1)</script>&amp;"'\`</p>`
    expect(pageText(html`<p title="${hostile}">${hostile}</p>`)).toBe(
      '<p title="&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;&quot;&#39;&#96;&lt;/p&gt;">&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;&quot;&#39;&#96;&lt;/p&gt;</p>'
    )
  })

  it('takes pieces, lists of them, figures and nothing', () => {
    const items = ['a', '<b>'].map((each) => html`<li>${each}</li>`)
    expect(pageText(html`<p>${items}${false}${undefined}${null}${7}</p>`)).toBe('<p><li>a</li><li>&lt;b&gt;</li>7</p>')
  })

  it('is not fooled by a value that looks like a piece', () => {
    const forged = JSON.parse('{"text":"<b>bold</b>"}') as string
    expect(() => pageText(html`<p>${forged}</p>`)).toThrow()
  })

  it('refuses words in an attribute without quotes', () => {
    expect(() => html`<p title=${'a onclick=alert(1)'}></p>`).toThrow('quotes')
  })

  it('leaves out controls, halves of letters and what turns the direction of the text around', () => {
    expect(pageText(html`${'a\u0000b\u0085c\uD83Dd\u202Ee\u2066f\ng'}`)).toBe('abcdef\ng')
  })
})
