import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { Binding } from './binding.ts'
import { splitLine, backspaceAtStart, toggleBold, toggleList, deleteRange } from './commands.ts'
import { idsOf, Scene, type Writer } from './scene.ts'
import { positionAt } from './flat.ts'
import { indexOfCaret } from './letter.ts'

const anna = 100
const priya = 101

const priyaWrites = (words: string): Scene => {
  const scene = new Scene(['anna', 'priya'])
  scene.type('priya', words)
  scene.deliver()
  return scene
}

const marksIn = (writer: Writer): unknown => writer.text.toDelta()

describe('words keep their author', () => {
  it('Anna splits, lists, bolds and joins a sentence of Priya: every word of it is still hers', () => {
    const scene = priyaWrites('We have filled in surveys and never heard what happened next.')
    const before = idsOf(scene.of('priya').text)
    scene.select('anna', 'We have filled in surveys'.length)
    scene.run('anna', splitLine)
    scene.run('anna', toggleList('bullet'))
    scene.selectWords('anna', 'never')
    scene.run('anna', toggleBold('lines'))
    scene.deliver()
    expect(scene.of('priya').text.toString()).toBe('We have filled in surveys\n and never heard what happened next.\n')
    const letters = idsOf(scene.of('priya').text).filter((id) => !id.startsWith(`${anna}@`))
    expect(letters).toEqual(before)
    scene.select('anna', 'We have filled in surveys\n'.length)
    scene.run('anna', backspaceAtStart)
    scene.run('anna', backspaceAtStart)
    scene.deliver()
    expect(scene.of('priya').text.toString()).toBe('We have filled in surveys and never heard what happened next.\n')
    expect(idsOf(scene.of('priya').text)).toEqual(before)
    expect(scene.difference(scene.of('priya'))).toBeUndefined()
  })

  it('replacing a word with one that begins alike keeps the letters they share', () => {
    const scene = priyaWrites('termly')
    scene.selectWords('anna', 'termly')
    scene.paste('anna', ['terms'])
    expect(scene.authors('anna')).toEqual([priya, priya, priya, priya, anna, 1])
  })

  it('the last line end is never taken out and nothing goes behind it', () => {
    const scene = priyaWrites('one')
    const end = idsOf(scene.of('anna').text).at(-1)
    scene.select('anna', 0, 99)
    scene.run('anna', deleteRange)
    scene.select('anna', 99)
    scene.run('anna', splitLine)
    scene.type('anna', 'x')
    expect(scene.of('anna').text.toString()).toBe('\nx\n')
    expect(idsOf(scene.of('anna').text).at(-1)).toBe(end)
  })

  it('half a letter is never cut: the transaction is refused', () => {
    const scene = new Scene(['anna'], { start: 'a😀b' })
    const { binding, text } = scene.of('anna')
    const at = positionAt(binding.state.doc, 2)
    binding.dispatch(binding.state.tr.delete(at, at + 1))
    binding.dispatch(binding.state.tr.insertText('x', at))
    binding.dispatch(binding.state.tr.addMark(at, at + 2, binding.state.schema.mark('bold')))
    expect(text.toString()).toBe('a😀b\n')
    expect(scene.difference(scene.of('anna'))).toBeUndefined()
  })

  it('a text of one line has no line ends, and one that came in shows as a space', () => {
    const scene = new Scene(['anna', 'priya'], { kind: 'line', start: 'Local Offer' })
    const { text } = scene.of('priya')
    text.insert(5, '\n')
    scene.deliver()
    expect(scene.of('anna').binding.state.doc.textContent).toBe('Local  Offer')
    scene.select('anna', 12)
    scene.run('anna', splitLine)
    scene.type('anna', '!')
    scene.deliver()
    expect(text.toString()).toBe('Local\n Offer!')
  })
})

describe('marks', () => {
  it('a new line end carries the marks of the letter on its left, so that a concurrent un-bold stops where it should', () => {
    const scene = priyaWrites('bold plain')
    scene.selectWords('priya', 'bold')
    scene.run('priya', toggleBold('lines'))
    scene.deliver()
    scene.select('anna', 2)
    scene.run('anna', splitLine)
    scene.selectWords('priya', 'bold')
    scene.run('priya', toggleBold('lines'))
    scene.deliver()
    expect(marksIn(scene.of('anna'))).toEqual([{ insert: 'bo\nld plain\n' }])
    expect(scene.difference(scene.of('anna'))).toBeUndefined()
  })

  it('what was chosen for the next letter stays chosen when something arrives', () => {
    const scene = priyaWrites('one')
    scene.select('anna', 3)
    scene.run('anna', toggleBold('lines'))
    scene.select('priya', 0)
    scene.type('priya', '> ')
    scene.deliver()
    scene.type('anna', '!')
    expect(marksIn(scene.of('anna'))).toEqual([
      { insert: '> one' },
      { insert: '!', attributes: { bold: true } },
      { insert: '\n' }
    ])
  })
})

describe('carets', () => {
  it('two people typing at one place do not weave their letters', () => {
    const scene = new Scene(['anna', 'priya'])
    const [hello, world] = ['hello', 'WORLD']
    for (let i = 0; i < 5; i++) {
      scene.type('anna', hello.charAt(i))
      scene.type('priya', world.charAt(i))
      scene.deliver()
    }
    expect(['helloWORLD\n', 'WORLDhello\n']).toContain(scene.of('anna').text.toString())
    expect(scene.of('priya').text.toString()).toBe(scene.of('anna').text.toString())
  })

  it('stays behind the letter on its left, at the start of a line before the letter on its right', () => {
    const scene = priyaWrites('one two')
    scene.select('anna', 3)
    scene.select('priya', 3)
    scene.type('priya', '!')
    scene.deliver()
    expect(scene.of('anna').binding.state.selection.from).toBe(1 + 3)
    scene.select('anna', 0)
    scene.select('priya', 0)
    scene.type('priya', '> ')
    scene.deliver()
    expect(scene.of('anna').binding.state.selection.from).toBe(1 + 2)
  })

  it('a place told to others is the same letter for them after edits of both', () => {
    const scene = priyaWrites('one two')
    const place: unknown = Y.relativePositionToJSON(scene.of('anna').binding.relativeAt(1 + 3))
    const positionFor = (name: string): number => {
      const { binding, text } = scene.of(name)
      return binding.positionOf(indexOfCaret(text, place) ?? -1)
    }
    scene.select('priya', 0)
    scene.type('priya', 'so: ')
    expect(positionFor('priya')).toBe(1 + 3 + 4)
    scene.deliver()
    expect(positionFor('anna')).toBe(1 + 3 + 4)
  })
})

describe('while a word is being composed', () => {
  it('what arrives waits, what is typed goes where it belongs, and then both stand', () => {
    const scene = priyaWrites('surveys before')
    scene.select('anna', 7)
    scene.of('anna').binding.hold()
    scene.type('anna', ' a')
    scene.select('priya', 0)
    scene.type('priya', 'We filled in ')
    scene.deliver()
    scene.type('anna', 'nd')
    const { binding, text } = scene.of('anna')
    expect(binding.state.doc.textContent).toBe('surveys and before')
    expect(text.toString()).toBe('We filled in surveys and before\n')
    binding.release()
    expect(binding.state.doc.textContent).toBe('We filled in surveys and before')
    expect(scene.difference(scene.of('anna'))).toBeUndefined()
  })

  it('typing inside words that somebody took out meanwhile loses nothing', () => {
    const scene = priyaWrites('one two three')
    scene.select('anna', 5)
    scene.of('anna').binding.hold()
    scene.selectWords('priya', 'two ')
    scene.run('priya', deleteRange)
    scene.deliver()
    scene.type('anna', 'xy')
    scene.of('anna').binding.release()
    expect(scene.of('anna').text.toString()).toBe('one xythree\n')
    expect(scene.difference(scene.of('anna'))).toBeUndefined()
  })
})

describe('undo', () => {
  it('takes back only what this person did, and brings the caret back', () => {
    const scene = priyaWrites('one')
    scene.select('anna', 3)
    scene.type('anna', ' two')
    scene.select('priya', 0)
    scene.type('priya', 'so ')
    scene.deliver()
    const { binding, text } = scene.of('anna')
    binding.undo()
    expect(text.toString()).toBe('so one\n')
    expect(binding.state.selection.from).toBe(1 + 6)
    binding.redo()
    expect(text.toString()).toBe('so one two\n')
    expect(binding.state.doc.textContent).toBe('so one two')
  })

  it('is remembered when the editor is closed and opened again', () => {
    const scene = new Scene(['anna'])
    scene.type('anna', 'hello')
    const { text } = scene.of('anna')
    const again = new Binding({ text, kind: 'lines' })
    const close = again.open()
    again.undo()
    close()
    expect(text.toString()).toBe('\n')
  })
})

describe('documents of other programs', () => {
  it('text behind the last line end reads as a line, and gets its line end at the next edit here', () => {
    const scene = priyaWrites('one')
    const { text, binding } = scene.of('anna')
    text.insert(text.length, 'two')
    expect(binding.state.doc.childCount).toBe(2)
    scene.select('anna', 0)
    scene.type('anna', '!')
    expect(text.toString()).toBe('!one\ntwo\n')
    expect(scene.difference(scene.of('anna'))).toBeUndefined()
  })

  it('a text that came without any line end can be written in', () => {
    const doc = new Y.Doc()
    const text = doc.getMap('plan').set('text', new Y.Text('abc'))
    const binding = new Binding({ text, kind: 'lines' })
    const close = binding.open()
    binding.dispatch(binding.state.tr.insertText('d', 4))
    expect(text.toString()).toBe('abcd\n')
    text.delete(4, 1)
    binding.dispatch(binding.state.tr.insertText('e', 5))
    expect(text.toString()).toBe('abcde\n')
    close()
  })
})
