import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { type EditorHandle, type EditorOptions } from './handle.ts'
import { mountEditor } from './mount.ts'

const open: EditorHandle[] = []
const mount = (start: string, options: Partial<EditorOptions> = {}) => {
  const doc = new Y.Doc()
  const text = doc.getMap('plan').set('text', new Y.Text(start))
  const element = document.body.appendChild(document.createElement('div'))
  const handle = mountEditor(element, {
    text,
    kind: 'lines',
    name: 'Why this matters',
    editable: true,
    authors: () => ({ author: { person: 'p', group: 'parents', shade: 'b', line: 'dotted' }, length: Infinity }),
    ...options
  })
  open.push(handle)
  return { text, element, handle }
}

afterEach(() => {
  for (const handle of open.splice(0)) handle.destroy()
  document.body.replaceChildren()
})

describe('the mounted editor', () => {
  it('is a named text box, of many lines or of one', () => {
    const { element } = mount('a\n')
    expect(element.getAttribute('role')).toBe('textbox')
    expect(element.getAttribute('aria-multiline')).toBe('true')
    expect(element.getAttribute('aria-label')).toBe('Why this matters')
    const title = mount('a', { kind: 'line', name: { labelledby: 'h' } }).element
    expect(title.getAttribute('aria-multiline')).toBe('false')
    expect(title.getAttribute('aria-labelledby')).toBe('h')
  })

  it('shows what others write and signs it when asked', () => {
    const { element, handle, text } = mount('one\n')
    text.insert(3, ' two')
    expect(element.textContent).toBe('one two')
    expect(element.querySelector('.who')).toBeNull()
    handle.paint('person')
    expect(element.querySelector<HTMLElement>('.who')?.dataset).toMatchObject({
      author: 'p',
      group: 'parents',
      shade: 'b',
      line: 'dotted'
    })
  })

  it('makes lists, takes them back, and tells the toolbar', () => {
    const told: boolean[] = []
    const { element, handle, text } = mount('one\n', { onState: ({ bullet }) => told.push(bullet) })
    handle.run('list')
    expect(text.toDelta()).toEqual([{ insert: 'one' }, { insert: '\n', attributes: { list: 'bullet' } }])
    expect(element.querySelector('p')?.dataset['list']).toBe('bullet')
    expect(handle.now().canUndo).toBe(true)
    handle.run('undo')
    expect(text.toDelta()).toEqual([{ insert: 'one\n' }])
    expect(told).toContain(true)
    expect(told.at(-1)).toBe(false)
  })

  it('a reader’s editor changes nothing', () => {
    const { element, handle, text } = mount('one\n', { editable: false })
    handle.run('list')
    expect(handle.link('https://example.org')).toBe(false)
    expect(text.toString()).toBe('one\n')
    expect(element.getAttribute('aria-readonly')).toBe('true')
  })

  it('draws another person’s caret where screen readers and the selection do not meet it', () => {
    let nowMs = 0
    const { element, handle, text } = mount('one\n', { now: () => nowMs })
    const caret: unknown = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, 2, -1))
    const author = { name: 'Kofi M', initials: 'KM', group: 'young-people', shade: 'a' } as const
    const shown = () => element.querySelector<HTMLElement>('.caret')
    handle.carets([{ connection: 1, caret, author }])
    expect(shown()?.textContent).toBe('')
    expect(shown()?.getAttribute('aria-hidden')).toBe('true')
    expect(shown()?.dataset['name']).toBe('Kofi M')
    nowMs = 3_000
    handle.carets([{ connection: 1, caret, author }])
    expect(shown()?.dataset['name']).toBe('KM')
    nowMs = 60_000
    handle.carets([{ connection: 1, caret, author }])
    expect(shown()).toBeNull()
    handle.carets([{ connection: 2, caret: { nonsense: true }, author }])
    expect(shown()).toBeNull()
  })

  it('what was typed while composing is kept when it closes', () => {
    const { element, handle, text } = mount('one\n')
    element.dispatchEvent(new Event('compositionstart'))
    text.insert(0, 'x')
    handle.destroy()
    open.length = 0
    expect(text.toString()).toBe('xone\n')
  })
})
